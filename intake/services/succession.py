"""A new key for a case, so that who may no longer open it opens nothing of it from the database, old or new.

A `Succession` among the consent statements vouches for the new key (`domain/succession.py`). The record holds it under
the old key and under the new one, so that neither can be put back unseen. Everything happens in one transaction, or
nothing does. What somebody copied before stays readable to them; the page says so.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import crypto
from crypto import PrivateKey, PublicKey
from intake.domain.documents import SHEETS, Kind
from intake.domain.entities import Consent, GrantKind
from intake.domain.succession import MOST_LEADS, Succession, fingerprint
from intake.domain.tasks import Tasks
from intake.services import casefile, consents, grants, notice, papers, record, sheets
from intake.services.casefile import CONSENT, CaseFile
from intake.services.consents import MAILBOX_HOLDER
from intake.services.course import forget_counts, forget_lists
from intake.services.documents import Opened
from intake.services.errors import TooMuch
from intake.services.grants import member_holder
from intake.services.holders import MEMBER, private_for
from intake.services.instance import ATTEMPTS, Instance, shred_soon, transact
from intake.services.keyring import Keyring
from intake.services.ports import Conflict, UnitOfWork
from intake.services.record import Fixed
from intake.services.reseal import Heirs, Rows, circle_grants
from intake.services.sheets import NewSheet
from intake.services.team import card_key

WRITTEN = SHEETS | {Kind.CODING}
"""What the record holds by revision."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is to happen to a case, by whom, and how the record calls it.

    `decide` reads the opened case and says who goes on with it and what its sheet of tasks says then; it may refuse.
    `follow` does in the same transaction what follows from it.
    """

    keyring: Keyring
    case_id: str
    deed: str
    detail: Mapping[str, str]
    decide: Callable[[UnitOfWork, CaseFile], tuple[Heirs, Tasks]]
    follow: Callable[[UnitOfWork, Instance, Keyring, str], None]


@dataclass(frozen=True, slots=True)
class _Ready:
    """Everything sealed anew, before the database's writers are kept waiting. `old` and `new` are the opened case."""

    before: Rows
    after: Rows
    old: CaseFile
    new: CaseFile
    tasks: Tasks
    heirs: Heirs


def renew(instance: Instance, change: Change) -> None:
    """Give a case a new key. Raises what opening it raises, what `decide` raises, and `TooMuch` (too many leads)."""
    for _ in range(ATTEMPTS):
        transact(instance.database, partial(_take_notice, instance=instance, change=change))
        ready = _prepare(instance, change)
        if transact(instance.database, partial(_store, instance=instance, change=change, ready=ready)):
            shred_soon(instance.database)
            return
    raise Conflict


def _take_notice(uow: UnitOfWork, *, instance: Instance, change: Change) -> None:
    """See what the source said last before the key changes: after that, the record holds it as seen."""
    file = casefile.open_file(uow, instance, change.keyring, change.case_id)
    if not file.noted:
        notice.take_notice(uow, instance, change.keyring, file)


def _prepare(instance: Instance, change: Change) -> _Ready:
    keyring = change.keyring
    with instance.database.reading() as uow:
        before = Rows.read(uow, change.case_id)
        old = casefile.open_file(uow, instance, keyring, change.case_id)
        heirs, tasks = change.decide(uow, old)
        key_of_card = card_key(uow, instance, keyring, change.case_id)
    if len(heirs.leads) > MOST_LEADS:
        raise TooMuch
    fresh, fresh_card = PrivateKey.generate(), crypto.generate_key()
    after = before.resealed(old.private, fresh.public).carded(key_of_card, fresh_card)
    after = after.granted(instance.grant_keys, heirs, {GrantKind.CASE: fresh.seed, GrantKind.CARD: fresh_card})
    after = _keep_contact(instance, keyring, after, heirs)
    headers = tuple(replace(one, document=new) for one, new in zip(old.headers, after.documents, strict=True))
    new = replace(old, keys=after.keys, private=fresh, headers=headers)
    after = replace(after, copies=(*after.copies, *_link(keyring, old, heirs, before, after)))
    return _Ready(before, after, old, new, tasks, heirs)


def _keep_contact(instance: Instance, keyring: Keyring, rows: Rows, heirs: Heirs) -> Rows:
    """Let those who lead an urgent case reach its source where the circle could, and nobody else of the circle."""
    if heirs.circle is not None:
        return rows
    for grant in circle_grants(rows, GrantKind.IDENTITY):
        private = private_for(keyring, grant.holder)
        if private is not None:
            secret = grants.open_grant(instance.grant_keys, grant, private)
            leads = Heirs(None, (), heirs.leads)
            return rows.granted(instance.grant_keys, leads, {GrantKind.IDENTITY: secret})
    return rows


def _link(  # who says it, of which case, and what it changes
    keyring: Keyring, old: CaseFile, heirs: Heirs, before: Rows, after: Rows
) -> tuple[Consent, ...]:
    """Return every copy of the statement that vouches for the new key; the source's says how the others changed."""
    link = Succession(
        number=old.standing.newest + 1,
        by=keyring.person.id,
        before=fingerprint(old.keys.public_key.hex()),
        case_key=after.keys.public_key.hex(),
        leads=frozenset(person.id for person in heirs.leads),
    )
    to, speaker = PublicKey(after.keys.public_key), keyring.identity.signing
    renamed = zip(_marks(before), _marks(after), strict=True)
    told = replace(link, copies=tuple(renamed))
    return (
        *consents.seal_statement(link, old.case.id, to, speaker, keyring.membership),
        consents.copy_for(told, old.case.id, MAILBOX_HOLDER, PublicKey(old.keys.mailbox_key), speaker),
    )


def _marks(rows: Rows) -> Iterator[str]:
    return (consents.fingerprint(copy).hex() for copy in rows.said)


def _store(uow: UnitOfWork, *, instance: Instance, change: Change, ready: _Ready) -> bool:
    """Put the rows in the place of those they were made from; False when these have changed meanwhile."""
    keyring, case_id = change.keyring, change.case_id
    if Rows.read(uow, case_id) != ready.before:
        return False
    ready.before.replace_by(uow, ready.after)
    lost = _members(ready.before) - _members(ready.after)
    uow.papers.delete(case_id=case_id, holder=sorted({*lost, *map(member_holder, ready.tasks.recused)}))
    if ready.heirs.circle is None:
        papers.keep_from_circle(uow, instance, keyring, case_id)
    _fix(uow, change, ready)
    before = max((one.header.revision for one in ready.old.headers if one.header.kind is Kind.TASKS), default=0)
    sheets.save(uow, keyring, ready.new, NewSheet(Kind.TASKS, ready.tasks.to_json(), before), deed="tasks")
    change.follow(uow, instance, keyring, case_id)
    forget_lists(uow, case_id)
    forget_counts(uow, case_id)
    return True


def _fix(uow: UnitOfWork, change: Change, ready: _Ready) -> None:
    """Hold the new key on the record under the old one, and under the new one all that must not be put back."""
    keyring, case_id, number = change.keyring, change.case_id, ready.old.standing.newest + 1
    said = consents.fingerprint(ready.after.said[-1])
    fixed = Fixed(ready.old.tag_key, CONSENT, number, said)
    record.append(uow, keyring, change.deed, case_id, detail=change.detail, fixed=fixed)
    again = [casefile.fixed_revision(ready.new.tag_key, one) for one in _ends(ready.new.headers)]
    for fixed in (Fixed(ready.new.tag_key, CONSENT, number, said), *again):
        record.append(uow, keyring, "new-key", case_id, fixed=fixed)


def _ends(headers: Sequence[Opened]) -> list[Opened]:
    """Return the first and the last revision of each thing: by these the record knows that there is one, and which."""
    first: dict[Kind, Opened] = {}
    last: dict[Kind, Opened] = {}
    for one in sorted(headers, key=lambda one: one.header.revision):
        if one.header.kind in WRITTEN:
            first.setdefault(one.header.kind, one)
            last[one.header.kind] = one
    return list({one.document.id: one for one in (*first.values(), *last.values())}.values())


def _members(rows: Rows) -> set[str]:
    """Return the members who hold a grant of their own."""
    return {one.holder for one in rows.grants if one.kind is GrantKind.CASE and one.holder.startswith(MEMBER)}
