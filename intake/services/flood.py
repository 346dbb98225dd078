"""Clearing a flood: new cases that look alike are set aside together, unopened, and brought back as easily.

Nothing is destroyed: a genuine testimony may hide among them. Their grants stay, a source who adds to one raises it
again as new, and the record says which cases went, in one entry for up to a thousand.
"""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass

import crypto
from intake.domain.entities import Box, Case, Grant
from intake.domain.review import Action, Part, State, after
from intake.domain.testimony import Slip
from intake.services import course, record
from intake.services.cards import CardOpener, KeptCard
from intake.services.desk import REWRAPPED_AT_ONCE, Desk, chunks, held_by, keep
from intake.services.errors import NotAllowedNow
from intake.services.grants import CATALOGUE
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.ports import UnitOfWork

AT_ONCE = 1000
MOVES = (Action.SET_ASIDE, Action.BRING_BACK)


@dataclass(frozen=True, slots=True)
class Look:
    """What can be seen of a case that nobody opened. `sizes` in bytes, padded; `slip` is None without a card."""

    day: str
    urgent: bool
    sizes: tuple[int, ...]
    slip: Slip | None

    @property
    def id(self) -> str:
        """A short name for it, 16 hex digits."""
        return hashlib.sha256(repr(asdict(self)).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Alike:
    """Cases that look alike."""

    look: Look
    case_ids: tuple[str, ...]


def alike(instance: Instance, keyring: Keyring, state: State) -> list[Alike]:
    """Group the circle's cases in this state (new, or set aside) by their look, the largest group first."""
    groups: dict[Look, list[str]] = {}
    desk = Desk(CardOpener(instance.grant_keys, keyring))
    with instance.database.reading() as uow:
        held = _circle_grants(uow, keyring)
        cases = [case for case in uow.cases.find(destroy_on=None, state=state) if case.id in held]
        for some in chunks(cases, REWRAPPED_AT_ONCE):
            desk.open(uow, [held[case.id] for case in some])
            for case, look in _looks(uow, some, desk.cards):
                groups.setdefault(look, []).append(case.id)
    for kept in chunks(desk.kept, REWRAPPED_AT_ONCE):
        keep(instance, kept)
    found = [Alike(look, tuple(case_ids)) for look, case_ids in groups.items()]
    return sorted(found, key=lambda one: (-len(one.case_ids), one.look.day, one.look.id))


def move(instance: Instance, keyring: Keyring, case_ids: Collection[str], action: Action) -> int:
    """Set cases aside or bring them back; return how many went. Others are passed over: somebody was quicker.

    Raises `NotAllowedNow` for any other action.
    """
    if action not in MOVES:
        raise NotAllowedNow
    ids = sorted(set(case_ids))
    return sum(
        transact(instance.database, lambda uow, some=some: _move(uow, keyring, some, action))  # type: ignore[misc]
        for some in chunks(ids, AT_ONCE)
    )


def _move(uow: UnitOfWork, keyring: Keyring, case_ids: Sequence[str], action: Action) -> int:
    held = _circle_grants(uow, keyring)
    moved = []
    for case in uow.cases.find(id=case_ids, destroy_on=None):
        state = after(action, State(case.state), frozenset({Part.INTAKE}))
        if state is not None and case.id in held:
            course.move(uow, case.id, state)
            moved.append(case.id)
    if moved:
        subject = moved[0] if len(moved) == 1 else crypto.token(16).hex()
        detail = {"count": str(len(moved)), "cases": " ".join(moved)}
        record.append(uow, keyring, str(action), subject, detail=detail)
    return len(moved)


def _circle_grants(uow: UnitOfWork, keyring: Keyring) -> dict[str, Grant]:
    """Return the grants that this member holds as one of a circle, not as somebody a case was assigned to."""
    held = held_by(uow, keyring)
    return {id_: grant for id_, grant in held.items() if grant.holder.removeprefix(CATALOGUE).startswith("role:")}


def _looks(uow: UnitOfWork, cases: Sequence[Case], cards: dict[str, KeptCard]) -> Iterator[tuple[Case, Look]]:
    sizes = _sizes(uow, [case.id for case in cases])
    for case in cases:
        slip = cards[case.id].slip if case.id in cards else None
        yield case, Look(case.day.isoformat(), case.urgent, tuple(sizes.get(case.id, ())), slip)


def _sizes(uow: UnitOfWork, case_ids: Sequence[str]) -> dict[str, list[int]]:
    """Return the padded sizes of each case's pieces, in their order."""
    pieces = uow.documents.find(case_id=case_ids, box=Box.CASE, order="number")
    names = [piece.blob_name for piece in pieces if piece.blob_name is not None]
    blobs = {blob.name: blob.size for blob in uow.blobs.find(name=names)}
    found: dict[str, list[int]] = {}
    for piece in pieces:
        size = len(piece.body) if piece.body is not None else blobs.get(piece.blob_name or "", 0)
        found.setdefault(piece.case_id, []).append(size)
    return found
