"""Consent statements: signed by who speaks, sealed to the case and to each role that must check one.

A source's statement is signed with the key that the case id certifies, an opening by a member whom the chain knows in
the role `children`, a new case key by a member of a circle. Every copy of one holder has the same size, so that sizes
tell neither the kind nor a switch.
"""

import hashlib
from collections.abc import Iterable, Mapping

import crypto
from crypto import PrivateKey, PublicKey, SigningKey
from intake.domain.consent import BadStatement, Opening, Said, Standing, Statement, Use, standing
from intake.domain.consent_format import read
from intake.domain.entities import Consent
from intake.services import places
from intake.services.errors import NotVouched
from intake.services.grants import role_holder
from intake.services.people import Membership, RolePublic

CASE_HOLDER = "case"
MAILBOX_HOLDER = "mailbox"
"""The source has a copy of what says that the case has a new key, and of nothing else."""
CHECKED_BY: Mapping[str, frozenset[Use]] = {
    "auditor": frozenset({Use.STATISTICS, Use.QUOTE}),
    "custodian": frozenset(Use) - {Use.STATISTICS, Use.QUOTE},
}
WORDED = frozenset({"custodian"})
"""These see in which words and on which day something was said, too."""
EVER_CHECKED_BY = frozenset({"auditor"})
"""Of these every statement has had a copy from the beginning; what custodians lack is passed on when they are asked."""
CHILDREN = "children"
CIRCLES = frozenset({"intake", CHILDREN})
WHOLE_MINIMUM, PART_MINIMUM = 4096, 512


def seal_statement(
    statement: Said, case_id: str, case_key: PublicKey, speaker: SigningKey, membership: Membership
) -> list[Consent]:
    """Return every copy of a statement: the whole for the case, to each role only what it must check."""
    copies = [copy_for(statement, case_id, CASE_HOLDER, case_key, speaker)]
    for role, uses in CHECKED_BY.items():
        public = membership.role_key(role)
        holder, part = role_holder(role, public.epoch), statement.only(uses, worded=role in WORDED)
        copies.append(copy_for(part, case_id, holder, public.key, speaker, PART_MINIMUM))
    return copies


def pass_on(copies: Iterable[Consent], private: PrivateKey, role: str, membership: Membership) -> list[Consent]:
    """Return the case's copies sealed to a role as they are: signed by who spoke, whoever passes them on."""
    public = membership.role_key(role)
    return [_passed_on(copy, private, public, role_holder(role, public.epoch)) for copy in copies]


def copy_for(  # what is said, and for whom
    statement: Said, case_id: str, holder: str, to: PublicKey, speaker: SigningKey, minimum: int = WHOLE_MINIMUM
) -> Consent:
    """Return one copy, sealed to its holder."""
    signed = crypto.sign(speaker, statement.to_json(), places.consent_statement(case_id, statement.number))
    place = places.consent(case_id, statement.number, holder)
    return Consent(case_id, statement.number, holder, crypto.seal(to, crypto.pad(signed, minimum), place))


def open_statements(
    copies: Iterable[Consent], private: PrivateKey, source_key: bytes, membership: Membership
) -> list[Said]:
    """Open copies sealed to one holder. Raises `CryptoError` when one is not its speaker's or lies elsewhere."""
    return [_open(copy, private, source_key, membership) for copy in copies]


def standing_of(said: Iterable[Said]) -> Standing:
    """Return what holds now. A gap in the numbers is refused: the missing statement may be the one that said no."""
    try:
        return standing(said)
    except BadStatement as error:
        message = "consent statements are missing"
        raise crypto.Tampered(message) from error


def fingerprint(copy: Consent) -> bytes:
    """Return the SHA-256 of a sealed copy."""
    return hashlib.sha256(copy.sealed).digest()


def _passed_on(copy: Consent, private: PrivateKey, public: RolePublic, holder: str) -> Consent:
    padded = crypto.unseal(private, copy.sealed, places.consent(copy.case_id, copy.number, copy.holder))
    place = places.consent(copy.case_id, copy.number, holder)
    return Consent(copy.case_id, copy.number, holder, crypto.seal(public.key, padded, place))


def _open(copy: Consent, private: PrivateKey, source_key: bytes, membership: Membership) -> Said:
    place = places.consent(copy.case_id, copy.number, copy.holder)
    padded = crypto.unseal(private, copy.sealed, place)
    signed = crypto.check_signed(crypto.unpad(padded), places.consent_statement(copy.case_id, copy.number))
    try:
        statement = read(signed.body)
    except BadStatement as error:
        message = "a consent that says nothing valid"
        raise crypto.Tampered(message) from error
    if statement.number != copy.number or not _may_say(statement, signed.signer, source_key, membership):
        message = "a consent that is not from who may give it"
        raise crypto.Tampered(message)
    return statement


def _may_say(statement: Said, signer: bytes, source_key: bytes, membership: Membership) -> bool:
    if isinstance(statement, Statement):
        return signer == source_key
    try:
        member = membership.ever(signer)
    except NotVouched:
        return False
    if isinstance(statement, Opening):
        return CHILDREN in member.roles
    return statement.by == member.id and bool(member.roles & CIRCLES)
