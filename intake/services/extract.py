"""The custody extract of a bundle: what the record says of its cases, each entry with its proof of inclusion.

Members stand under a pseudonym of their role; ids of members, cases and documents stay behind. An entry's leaf hash
covers its sealed text, which the intake circle can open before a court; RFC 6962 paths lead from each leaf to the
record's root, which the manifest fixes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import crypto
from intake.domain.entities import RecordEntry
from intake.services import record
from intake.services.errors import NoKey, RolledBack
from intake.services.keyring import Keyring
from intake.services.people import ROLES, Membership
from intake.services.ports import UnitOfWork

TITLES = {"intake": "intake circle", "children": "children's team"}


@dataclass(slots=True)
class Pseudonyms:
    """Names for members that say their role and nothing else, in the order in which they come up."""

    membership: Membership
    given: dict[str, str] = field(default_factory=dict)

    def of(self, username: str) -> str:
        """Return the pseudonym of a member, current or former."""
        if username not in self.given:
            role = self._role(username)
            count = sum(one.startswith(f"{role} ") for one in self.given.values())
            self.given[username] = f"{role} {count + 1}"
        return self.given[username]

    def _role(self, username: str) -> str:
        everyone = [*self.membership.current.values(), *self.membership.former.values()]
        held = {role for person in everyone if person.username == username for role in person.roles}
        first = next((role for role in ROLES if role in held), "member")
        return TITLES.get(first, first)


@dataclass(frozen=True, slots=True)
class Custody:
    """What the record says of each case, up to `size` entries with the root `root` (hex)."""

    size: int
    root: str
    entries: Mapping[str, tuple[Mapping[str, object], ...]]


def size(uow: UnitOfWork) -> int:
    """Return how many entries the record has."""
    return uow.records.count()


def extract(
    uow: UnitOfWork, keyring: Keyring, cases: Sequence[str], upto: int, files: Mapping[str, str], names: Pseudonyms
) -> Custody:
    """Return the extract of these cases from the first `upto` entries. `files` names documents by their path.

    Raises `NoKey` for who does not read the record, `RolledBack` where it is not whole, `CryptoError`.
    """
    if not keyring.has(record.READERS):
        raise NoKey
    rows = uow.records.find(order="number", limit=upto)
    if [row.number for row in rows] != list(range(upto)) or any(_leaf(row) != row.leaf for row in rows):
        raise RolledBack
    leaves = [row.leaf for row in rows]
    found: dict[str, list[Mapping[str, object]]] = {case: [] for case in cases}
    for row in rows:
        deed = record.read(row, keyring)
        if deed.subject in found:
            path = crypto.inclusion_path(leaves, row.number)
            found[deed.subject].append({**_told(deed, files, names, keyring.membership), **_proof(row, path)})
    root = crypto.root_hash(leaves).hex()
    return Custody(upto, root, {case: tuple(said) for case, said in found.items()})


def holds(entry: Mapping[str, object], size: int, root: str) -> bool:
    """Tell whether an entry's path leads to the root of a record of this size."""
    leaf, number, path = entry.get("leaf"), entry.get("number"), entry.get("path")
    if not isinstance(leaf, str) or not isinstance(number, int) or not isinstance(path, list):
        return False
    try:
        steps = [bytes.fromhex(step) for step in path]
        return crypto.root_from_path(bytes.fromhex(leaf), number, size, steps).hex() == root
    except (crypto.CryptoError, ValueError, TypeError):
        return False


def text(entries: Iterable[Mapping[str, object]]) -> str:
    """Return the extract as lines that people read."""
    return "".join(
        f"{one['time']}  {one['actor']}: {str(one['deed']).replace('-', ' ')}"
        + "".join(f", {name} {one[name]}" for name in ("file", "member") if name in one)
        + f"  (entry {one['number']})\n"
        for one in entries
    )


def _told(deed: record.Deed, files: Mapping[str, str], names: Pseudonyms, membership: Membership) -> dict[str, object]:
    """Return what may leave of an entry: nothing of its detail but a file's path and a member's pseudonym."""
    said: dict[str, object] = {"time": deed.time, "deed": deed.action, "actor": names.of(deed.member)}
    if deed.detail.get("document") in files:
        said["file"] = files[deed.detail["document"]]
    everyone = {**membership.former, **membership.current}
    for name in ("to", "from"):
        if deed.detail.get(name) in everyone:
            said["member"] = names.of(everyone[deed.detail[name]].username)
    return said


def _proof(row: RecordEntry, path: Sequence[bytes]) -> dict[str, object]:
    return {"number": row.number, "leaf": row.leaf.hex(), "path": [step.hex() for step in path]}


def _leaf(row: RecordEntry) -> bytes:
    return record.leaf(row.number, row.tag, row.digest, row.sealed)
