"""Withdrawal empties a case everywhere: at once for everybody who could open it, and on its day in every table.

A new table fails here until somebody said what becomes of its rows; a new kind of sheet or paper is part of it by
itself, and so is every use case that `tests/plugins/uses.py` knows.
"""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

import crypto
from intake import clock
from intake.domain.entities import Grant, GrantKind, Paper
from intake.domain.finding import Filter
from intake.services import (
    custody,
    grants,
    links,
    mailbox,
    places,
    queue,
    retain,
    review,
    segments,
    statistics_segments,
)
from intake.services.errors import NotFound, Withdrawn
from intake.services.finding import find
from intake.services.grant_keys import NoGrantKey
from intake.services.instance import Instance, transact
from intake.store.models import Base
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify, Visiting
from tests.plugins.uses import NEEDS, On
from tests.plugins.whole_case import CANARY, WholeCase, fill_up, make_whole

COHORT = "c0" * 16
GONE = frozenset(
    {
        "blobs",
        "cards",
        "case_keys",
        "cases",
        "consents",
        "documents",
        "grants",
        "identities",
        "mailboxes",
        "papers",
        "segments",
        "statistics",
        "statistics_segments",
    }
)
"""Nothing of the case is left in these."""
STAYS = {
    "charges": "what each publication cost its people, of numbers with noise",
    "cohorts": "which cases were counted together, sealed to the auditors",
    "draft_documents": "files of drafts that were not sent; sending made documents of them",
    "drafts": "what is being written; a sent one is an empty row until its day is over",
    "mailbox_sessions": "the key of a source who is in their mailbox, for half an hour",
    "members": "staff",
    "notes": "about no case: a member's own choices, and what a shift told the next",
    "plans": "what auditors fixed before anything was counted",
    "records": "what staff did, sealed to the circle: who opened the case and when, nothing of what was in it",
    "releases": "which cases a publication counted, sealed to the auditors",
    "role_keys": "staff",
    "sign_in_tries": "staff",
    "staff_sessions": "staff",
    "statements": "staff",
}
"""Tables that hold nothing of what a case says, and what they hold."""


@pytest.fixture
def whole(instance: Instance, staff: Staff, testify: Testify, visit: Visiting) -> WholeCase:
    made = make_whole(instance, staff, testify, visit)
    fill_up(made)
    for username in ("anna", "rita"):
        queue.queue(instance, made.who(username))
        find(instance, made.who(username), Filter())
    transact(instance.database, lambda uow: statistics_segments.reserve(uow, COHORT, [""]))
    return made


def rows_of(instance: Instance) -> Iterator[tuple[str, str, object]]:
    """Go through every value in the database: (table, column, value)."""
    with instance.database.engine.connect() as connection:  # type: ignore[attr-defined]
        for name, table in Base.metadata.tables.items():
            for row in connection.execute(select(table)).mappings():
                yield from ((name, column, value) for column, value in row.items())


def names_of(whole: WholeCase) -> set[str]:
    """Every random name of what belongs to the case."""
    with whole.instance.database.reading() as uow:
        documents = uow.documents.find(case_id=whole.case_id)
        papers = uow.papers.find(case_id=whole.case_id)
        (box,) = uow.mailboxes.find(case_id=whole.case_id)
    blobs = {one.blob_name for one in documents if one.blob_name}
    return {whole.case_id, box.lookup_id, *blobs, *(one.id for one in documents), *(one.id for one in papers)}


def sealed_of(whole: WholeCase) -> set[bytes]:
    """Everything sealed that belongs to the case."""
    found: set[bytes] = set()
    with whole.instance.database.reading() as uow:
        for table in (uow.grants, uow.papers, uow.consents, uow.statistics, uow.cards, uow.identities):
            found |= {row.sealed for row in table.find(case_id=whole.case_id)}
        for document in uow.documents.find(case_id=whole.case_id):
            found |= {document.sealed_key, document.sealed_header, document.body or b""}
        bucket = segments.bucket_of(whole.case_id)
        found |= {segment.sealed for segment in uow.segments.find(bucket=bucket)}
        found |= {segment.sealed for segment in uow.statistics_segments.find(cohort=COHORT)}
    return found - {b""}


def test_every_table_was_considered() -> None:
    assert GONE | set(STAYS) == set(Base.metadata.tables)
    assert not GONE & set(STAYS)


def test_at_once_no_use_case_reaches_it(whole: WholeCase) -> None:
    mailbox.withdraw(whole.instance, whole.visit)
    for name, (_, call) in NEEDS.items():
        with pytest.raises((Withdrawn, NotFound)):
            pytest.fail(f"{name} returned {call(On(whole))!r}")


def test_at_once_no_list_shows_it(whole: WholeCase) -> None:
    instance = whole.instance
    mailbox.withdraw(instance, whole.visit)
    for username in ("anna", "boris", "rita"):
        keyring = whole.who(username)
        assert whole.case_id not in {one.case_id for one in queue.queue(instance, keyring).items}
        assert whole.case_id not in find(instance, keyring, Filter()).ids
    assert custody.desk(instance, whole.who("kira")) == custody.Desk((), ())
    assert not links.reachable(instance, whole.who("anna"), [whole.case_id])


def test_at_once_no_key_of_anybody_opens_a_grant_or_a_paper(whole: WholeCase) -> None:
    instance = whole.instance
    before = opened_by(whole)
    assert before > len(whole.staff.passphrases)
    mailbox.withdraw(instance, whole.visit)
    assert opened_by(whole) == 0
    with instance.database.reading() as uow:
        assert uow.segments.find(bucket=segments.bucket_of(whole.case_id)) == []
        assert uow.statistics_segments.find(cohort=COHORT) == []
    mailbox.undo_withdrawal(instance, whole.visit)
    assert opened_by(whole) >= before - len(GrantKind)


def opened_by(whole: WholeCase) -> int:
    """How many grants and papers of the case some key of some member opens, whatever layers are said to be on it."""
    keyrings = [whole.who(username) for username in whole.staff.passphrases]
    keys = [private for one in keyrings for private in (one.identity.private, *one.role_keys.values())]
    with whole.instance.database.reading() as uow:
        rows: list[Grant | Paper] = [*uow.grants.find(case_id=whole.case_id), *uow.papers.find(case_id=whole.case_id)]
    return sum(_opens(whole.instance, row, keys) for row in rows)


def _opens(instance: Instance, row: Grant | Paper, keys: list[crypto.PrivateKey]) -> bool:
    place = places.grant(row.case_id, grants.kind_of(row), row.holder)
    for private in keys:
        try:
            crypto.unseal(private, grants.uncover(instance.grant_keys, row), place)
        except (crypto.CryptoError, NoGrantKey):
            continue
        return True
    return False


def test_on_its_day_nothing_of_it_is_left(whole: WholeCase, monkeypatch: pytest.MonkeyPatch) -> None:
    instance = whole.instance
    names, sealed, files = names_of(whole), sealed_of(whole), set(instance.blobs.names())
    assert {name for name, _, value in rows_of(instance) if value in names} >= GONE - {
        "segments",
        "statistics_segments",
    }
    day = mailbox.withdraw(instance, whole.visit)
    monkeypatch.setattr(clock, "today", lambda: day)
    assert retain.destroy_due(instance) == 1
    for table, column, value in rows_of(instance):
        text = value.hex() + value.decode("latin-1") if isinstance(value, bytes) else str(value)
        assert not [name for name in names if name in text], f"{table}.{column} still names a piece of the case"
        assert value not in sealed, f"{table}.{column} still holds a piece of the case"
    gone = files - set(instance.blobs.names())
    assert gone == names & files
    assert len(gone) == 1
    kept = b"".join(path.read_bytes() for path in instance.settings.home.glob("holas.sqlite*"))
    assert [one for one in sealed if one in kept] == [], "the database's own files keep what was destroyed"


def test_the_other_case_stays_as_it_was(whole: WholeCase, monkeypatch: pytest.MonkeyPatch) -> None:
    day = mailbox.withdraw(whole.instance, whole.visit)
    monkeypatch.setattr(clock, "today", lambda: day)
    retain.destroy_due(whole.instance)
    view = review.open_case(whole.instance, whole.who("anna"), whole.other.case_id)
    assert view.testimony.narrative == CANARY
    assert not links.reachable(whole.instance, whole.who("anna"), [whole.case_id])
