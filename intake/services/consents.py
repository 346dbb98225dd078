"""Consent statements: signed by the source, sealed to the case and to each role that must check one."""

from collections.abc import Iterable, Mapping

import crypto
from crypto import PrivateKey, PublicKey, SigningKey
from intake.domain.consent import BadStatement, Statement, Use, current
from intake.domain.entities import Consent
from intake.services import places
from intake.services.grants import role_holder
from intake.services.people import Membership

CASE_HOLDER = "case"
CHECKED_BY: Mapping[str, frozenset[Use]] = {"auditor": frozenset({Use.STATISTICS})}
MINIMUM = 512


def seal_statement(
    statement: Statement, case_id: str, case_key: PublicKey, source: SigningKey, membership: Membership
) -> list[Consent]:
    """Return every copy of a statement: the whole for the case, to each role only what it must check."""
    copies = [_copy(statement, case_id, CASE_HOLDER, case_key, source)]
    for role, uses in CHECKED_BY.items():
        public = membership.role_key(role)
        holder = role_holder(role, public.epoch)
        copies.append(_copy(statement.only(uses), case_id, holder, public.key, source))
    return copies


def open_statements(copies: Iterable[Consent], private: PrivateKey, source_key: bytes) -> list[Statement]:
    """Open copies sealed to one holder. Raises `CryptoError` when one is not the source's or lies elsewhere."""
    return [_open(copy, private, source_key) for copy in copies]


def switches(statements: Iterable[Statement]) -> dict[Use, bool]:
    """Return what is on now. A gap in the numbers is refused: the missing statement may be the one that said no."""
    try:
        return current(statements)
    except BadStatement as error:
        message = "consent statements are missing"
        raise crypto.Tampered(message) from error


def _copy(statement: Statement, case_id: str, holder: str, to: PublicKey, source: SigningKey) -> Consent:
    signed = crypto.sign(source, statement.to_json(), places.consent_statement(case_id, statement.number))
    place = places.consent(case_id, statement.number, holder)
    return Consent(case_id, statement.number, holder, crypto.seal(to, crypto.pad(signed, MINIMUM), place))


def _open(copy: Consent, private: PrivateKey, source_key: bytes) -> Statement:
    place = places.consent(copy.case_id, copy.number, copy.holder)
    padded = crypto.unseal(private, copy.sealed, place)
    signed = crypto.check_signed(crypto.unpad(padded), places.consent_statement(copy.case_id, copy.number))
    try:
        statement = Statement.from_json(signed.body)
    except BadStatement as error:
        message = "a consent that says nothing valid"
        raise crypto.Tampered(message) from error
    if signed.signer != source_key or statement.number != copy.number:
        message = "a consent that the source did not give"
        raise crypto.Tampered(message)
    return statement
