"""Opening a case: the one door to a case's private key, its headers and its consents."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import crypto
from crypto import PrivateKey
from intake.domain.consent import Standing, Statement, Use
from intake.domain.documents import Kind
from intake.domain.entities import Box, Case, CaseKeys, Consent, GrantKind
from intake.domain.review import Part
from intake.domain.succession import Succession, follow, leads
from intake.domain.tasks import Tasks
from intake.services import consents, documents, places, record
from intake.services.documents import Opened
from intake.services.errors import ConsentMissing, NoKey, NotFound, RolledBack, Withdrawn
from intake.services.grants import open_case_grant
from intake.services.holders import private_for, role_of
from intake.services.instance import Instance
from intake.services.keyring import Keyring
from intake.services.ports import UnitOfWork
from intake.services.record import Fixed
from intake.services.writers import check_writer

CONSENT = "consent"
AHEAD = 64
"""How many consent statements beyond the last one are looked for on the record: what staff saw must still be there."""


@dataclass(frozen=True, slots=True)
class CaseFile:
    """An opened case. `parts` says in what part the member acts on it, `headers` are its documents in order.

    `leads` are the members who act for the circle where not the whole circle holds the case; else it is empty.
    `consented` is what the record says of the last consent statement, `noted` whether it says it yet.
    """

    case: Case
    keys: CaseKeys
    parts: frozenset[Part]
    standing: Standing
    leads: frozenset[str]
    consented: Fixed
    noted: bool
    headers: tuple[Opened, ...]
    tasks: Tasks
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
            raise ConsentMissing(use, self.standing.spoken.get(use))


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
    private, circle = _open_key(uow, instance, keyring, keys)
    headers = _open_headers(uow, keys, private, keyring)
    copies = uow.consents.find(case_id=case_id, holder=consents.CASE_HOLDER, order="number")
    standing, leading = _standing(copies, keyring, keys, private)
    fixed = Fixed(record.tag_key(case_id, private), CONSENT, standing.newest, consents.fingerprint(copies[-1]))
    noted = record.check_seen(uow, fixed, AHEAD)
    sheet = newest(uow, fixed.tag_key, headers, Kind.TASKS)
    tasks = Tasks() if sheet is None else Tasks.parse(documents.read_text(sheet))
    parts = tasks.part_of(keyring.person.id, circle=circle or keyring.person.id in leading)
    return CaseFile(case, keys, parts, standing, leading, fixed, noted, headers, tasks, private)


def newest(uow: UnitOfWork, tag_key: bytes, headers: Sequence[Opened], kind: Kind) -> Opened | None:
    """Return the newest revision of what staff wrote, refused with `RolledBack` unless the record says it is that."""
    found = [one for one in headers if one.header.kind is kind]
    if not found:
        record.check_none(uow, tag_key, kind)
        return None
    last = max(found, key=lambda one: one.header.revision)
    record.check_newest(uow, fixed_revision(tag_key, last))
    return last


def fixed_revision(tag_key: bytes, opened: Opened) -> Fixed:
    """Return what the record says of one revision of what staff wrote."""
    return Fixed(tag_key, opened.header.kind, opened.header.revision, documents.fingerprint(opened.document))


def _open_headers(uow: UnitOfWork, keys: CaseKeys, private: PrivateKey, keyring: Keyring) -> tuple[Opened, ...]:
    """Open the header of every document of the case, in order, each checked for its writer."""
    found = uow.documents.find(case_id=keys.case_id, box=Box.CASE, order="number")
    opened = tuple(documents.open_header(document, private) for document in found)
    for one in opened:
        check_writer(keyring.membership, keys, one)
    if [one.header.number for one in opened] != list(range(1, len(opened) + 1)):
        raise RolledBack
    return opened


def _open_key(uow: UnitOfWork, instance: Instance, keyring: Keyring, keys: CaseKeys) -> tuple[PrivateKey, bool]:
    """Return the case's private key, and whether a circle's grant opened it."""
    opened: PrivateKey | None = None
    circle = False
    for grant in uow.grants.find(case_id=keys.case_id, kind=GrantKind.CASE):
        private = private_for(keyring, grant.holder)
        if private is not None:
            opened = open_case_grant(instance.grant_keys, grant, private, keys.public_key)
            circle = circle or role_of(grant.holder) != ""
    if opened is None:
        raise NoKey
    return opened, circle


def _standing(
    copies: list[Consent], keyring: Keyring, keys: CaseKeys, private: PrivateKey
) -> tuple[Standing, frozenset[str]]:
    """Return what holds, and who leads the case where that is not the whole circle."""
    said = consents.open_statements(copies, private, keys.source_key, keyring.membership)
    standing = consents.standing_of(said)
    links = [one for one in said if isinstance(one, Succession)]
    vouched = {one.case_key for one in said if isinstance(one, Statement) and one.number == 1}
    # Anyone can grant a key pair of their own to a role's open key; only the source can vouch for the case's first
    # key, and those who lead the case for the keys that follow it.
    circle = consents.CHILDREN if standing.minor else "intake"
    by_circle = all(circle in keyring.membership.known(link.by).roles for link in links)
    if not by_circle or not any(_leads_to(key, links) == keys.public_key.hex() for key in vouched):
        message = "a case public key that the source did not vouch for"
        raise crypto.Tampered(message)
    return standing, leads(links)


def _leads_to(first: str, links: list[Succession]) -> str:
    try:
        return follow(first, links)
    except ValueError:
        return ""
