"""`holas case`: an admin sees what the database shows in clear, and nothing of what was told."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest

import crypto
from intake import clock
from intake.demo.plan import plan
from intake.services import drafts, mailbox, submit
from intake.services.halves import DraftHandle
from intake.services.instance import Instance
from tests.commands.conftest import CASES
from tests.commands.tools import Home, holas


@pytest.fixture
def demo(small_demo: Home) -> Iterator[Instance]:
    with small_demo.opened() as instance:
        yield instance


def withdraw(instance: Instance) -> str:
    """Tell a testimony, take it back, and return the id of its case."""
    handle, secret = DraftHandle(crypto.token(32), crypto.token(16).hex()), crypto.token(32)
    sink = drafts.open_file(instance, handle, "a.txt", "text/plain")
    sink.finish()
    submit.seal(instance, handle, {"narrative": "I changed my mind.", "consent_read": "y"})
    codename = submit.shown_codename(instance, handle)
    assert codename is not None
    visit = mailbox.resume(instance, mailbox.enter(instance, codename, secret).session_id, secret)
    mailbox.withdraw(instance, visit)
    return visit.case_id


def test_the_list_shows_days_states_and_sizes(small_demo: Home, demo: Instance) -> None:
    done = holas("case", "list", home=small_demo.folder)
    assert done.exit_code == 0
    head, *rows, total = done.stdout.splitlines()
    assert head.split() == ["CASE", "DAY", "STATE", "URGENT", "PIECES", "BYTES"]
    with demo.database.reading() as uow:
        cases = {case.id: case for case in uow.cases.find()}
        pieces = Counter(one.case_id for one in uow.documents.find())
    planned = plan(1, CASES)
    assert {row.split()[0] for row in rows} == set(cases)
    for one, row in zip(planned, rows, strict=True):
        case_id, day, state, *urgent, count, size = row.split()
        assert (day, state) == (cases[case_id].day.isoformat(), cases[case_id].state)
        assert bool(urgent) is cases[case_id].urgent is ("urgent" in one.fields)
        assert int(count) == pieces[case_id] > len(one.files)
        assert int(size) >= sum(len(file.data) for file in one.files) + 4096
    counted = Counter(case.state for case in cases.values())
    assert total == f"{CASES} cases, " + ", ".join(f"{counted[state]} {state}" for state in sorted(counted)) + "."
    assert not any(one.fields["where"] in done.output for one in planned)


def test_many_cases_are_listed_in_batches(small_demo: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = holas("case", "list", home=small_demo.folder).stdout
    monkeypatch.setattr("intake.commands.case.BATCH", 3)
    assert holas("case", "list", home=small_demo.folder).stdout == whole


def test_withdrawn_cases_are_listed_with_their_day(small_demo: Home, demo: Instance) -> None:
    assert "0 withdrawn cases" in holas("case", "withdrawals", home=small_demo.folder).stdout
    case_id = withdraw(demo)
    day = clock.today() + timedelta(days=7)
    listed = holas("case", "withdrawals", home=small_demo.folder).stdout
    assert f"{case_id}  {day}" in listed
    assert "1 withdrawn cases" in listed


def test_they_are_destroyed_when_their_day_has_come(
    small_demo: Home, demo: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = withdraw(demo)
    assert "0 withdrawn cases destroyed" in holas("case", "destroy-due", home=small_demo.folder).stdout
    later = clock.now() + timedelta(days=7)
    monkeypatch.setattr(clock, "read", lambda: later)
    assert "1 withdrawn cases destroyed" in holas("case", "destroy-due", home=small_demo.folder).stdout
    listed = holas("case", "list", home=small_demo.folder).stdout
    assert case_id not in listed
    assert "14 cases" in listed
    assert holas("verify", home=small_demo.folder).exit_code == 0
