"""Opening a case: the one door to a case's private key, its headers and its consents."""

from dataclasses import dataclass, field

import crypto
from crypto import PrivateKey
from intake.domain.consent import Standing, Statement, Use
from intake.domain.documents import Kind
from intake.domain.entities import Box, Case, CaseKeys, Consent, GrantKind
from intake.domain.review import Part
from intake.services import consents, documents, places, record
from intake.services.documents import Opened
from intake.services.errors import ConsentMissing, NoKey, NotFound, RolledBack, Withdrawn
from intake.services.grants import open_case_grant
from intake.services.holders import private_for
from intake.services.instance import Instance
from intake.services.keyring import Keyring
from intake.services.ports import UnitOfWork
from intake.services.record import Fixed
from intake.services.writers import check_writer

CODING, CONSENT = "coding", "consent"
AHEAD = 64
"""How many consent statements beyond the last one are looked for on the record: what staff saw must still be there."""


@dataclass(frozen=True, slots=True)
class CaseFile:
    """An opened case. `parts` says in what part the member acts on it.

    `consented` is what the record says of the last consent statement, `noted` whether it says it yet.
    """

    case: Case
    keys: CaseKeys
    parts: frozenset[Part]
    standing: Standing
    consented: Fixed
    noted: bool
    private: PrivateKey = field(repr=False)

    @property
    def uses(self) -> dict[Use, bool]:
        """What is allowed now."""
        return self.standing.uses

    @property
    def tag_key(self) -> bytes:
        """The key that blinds this case's tags on the record."""
        return record.tag_key(self.case.id, self.private)

    def require(self, use: Use) -> None:
        """Raise `ConsentMissing` unless the source allows this use now."""
        if not self.uses[use]:
            raise ConsentMissing(use)


def open_file(uow: UnitOfWork, instance: Instance, keyring: Keyring, case_id: str) -> CaseFile:
    """Open a case for a member who holds a grant. Raises `ConsentMissing` (reading), and what `unlock` raises."""
    file = unlock(uow, instance, keyring, case_id)
    file.require(Use.READ)
    return file


def unlock(uow: UnitOfWork, instance: Instance, keyring: Keyring, case_id: str) -> CaseFile:
    """Open a case as far as its consents; whether it may be read is for the caller to check.

    Raises `NotFound`, `Withdrawn`, `NoKey`, `RolledBack` where the last consent that staff saw is gone, and
    `CryptoError` where a row is not what its place says.
    """
    case, keys = uow.cases.get(case_id), uow.case_keys.get(case_id)
    if case is None or keys is None:
        raise NotFound
    if case.destroy_on is not None:
        raise Withdrawn
    if places.case_id(keys.source_key, keys.mailbox_key) != case.id:
        message = "a case whose keys are not the ones that its id certifies"
        raise crypto.Tampered(message)
    private, parts = _open_key(uow, instance, keyring, keys)
    copies = uow.consents.find(case_id=case_id, holder=consents.CASE_HOLDER, order="number")
    standing = _standing(copies, keyring, keys, private)
    fixed = Fixed(record.tag_key(case_id, private), CONSENT, standing.newest, consents.fingerprint(copies[-1]))
    noted = record.check_seen(uow, fixed, AHEAD)
    return CaseFile(case, keys, parts, standing, fixed, noted, private)


def open_headers(uow: UnitOfWork, file: CaseFile, keyring: Keyring) -> list[Opened]:
    """Open the header of every document of the case, in order, each checked for its writer."""
    found = uow.documents.find(case_id=file.case.id, box=Box.CASE, order="number")
    opened = [documents.open_header(document, file.private) for document in found]
    for one in opened:
        check_writer(keyring.membership, file.keys, one)
    if [one.header.number for one in opened] != list(range(1, len(opened) + 1)):
        raise RolledBack
    return opened


def newest_coding(uow: UnitOfWork, file: CaseFile, headers: list[Opened]) -> Opened | None:
    """Return the newest coding, refused with `RolledBack` unless the record says that it is the newest."""
    codings = [one for one in headers if one.header.kind is Kind.CODING]
    if not codings:
        record.check_none(uow, file.tag_key, CODING)
        return None
    newest = max(codings, key=lambda one: one.header.revision)
    record.check_newest(uow, fixed_coding(file, newest))
    return newest


def fixed_coding(file: CaseFile, coding: Opened) -> Fixed:
    """Return what the record says of a coding."""
    return Fixed(file.tag_key, CODING, coding.header.revision, documents.fingerprint(coding.document))


def _open_key(
    uow: UnitOfWork, instance: Instance, keyring: Keyring, keys: CaseKeys
) -> tuple[PrivateKey, frozenset[Part]]:
    opened: PrivateKey | None = None
    parts = set()
    for grant in uow.grants.find(case_id=keys.case_id, kind=GrantKind.CASE):
        private = private_for(keyring, grant.holder)
        if private is not None:
            opened = open_case_grant(instance.grant_keys, grant, private, keys.public_key)
            parts.add(Part.INTAKE if grant.holder.startswith("role:") else Part.ASSIGNED)
    if opened is None:
        raise NoKey
    return opened, frozenset(parts)


def _standing(copies: list[Consent], keyring: Keyring, keys: CaseKeys, private: PrivateKey) -> Standing:
    said = consents.open_statements(copies, private, keys.source_key, keyring.membership)
    # Anyone can grant a key pair of their own to a role's open key; only the source can vouch for the case's.
    if keys.public_key.hex() not in {one.case_key for one in said if isinstance(one, Statement) and one.number == 1}:
        message = "a case public key that the source did not vouch for"
        raise crypto.Tampered(message)
    return consents.standing_of(said)
