"""Transactions: all or nothing, snapshots, one writer at a time, on both databases."""

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from intake.domain.entities import RecordEntry
from intake.services.ports import Conflict, Database
from intake.store.database import SqlDatabase, open_database
from tests.store.samples import blob, case, document, member


class Unforeseen(Exception):
    """Any error of a use case."""


def count(database: SqlDatabase) -> int:
    with database.reading() as unit:
        return unit.cases.count()


def test_a_database_keeps_its_port(database: SqlDatabase) -> None:
    port: Database = database
    with port.reading() as reader, port.writing() as writer:
        assert reader.cases.count() == writer.cases.count() == 0


def test_what_was_committed_is_there(database: SqlDatabase) -> None:
    with database.writing() as unit:
        unit.cases.add(case())
        unit.commit()
    assert count(database) == 1


def test_leaving_without_commit_rolls_back(database: SqlDatabase) -> None:
    with database.writing() as unit:
        unit.cases.add(case())
    assert count(database) == 0


def fail_halfway(database: SqlDatabase) -> None:
    with database.writing() as unit:
        unit.cases.add(case())
        raise Unforeseen


def test_an_error_rolls_back_and_frees_the_writers_turn(database: SqlDatabase) -> None:
    with pytest.raises(Unforeseen):
        fail_halfway(database)
    assert count(database) == 0
    test_what_was_committed_is_there(database)


def test_after_commit_a_unit_has_ended(database: SqlDatabase) -> None:
    with database.writing() as unit:
        unit.commit()
        with pytest.raises(RuntimeError, match="has ended"):
            unit.cases.add(case())


def test_after_a_conflict_a_unit_has_ended_and_nothing_of_it_stays(database: SqlDatabase) -> None:
    row = case()
    with database.writing() as unit:
        unit.cases.add(row)
        with pytest.raises(Conflict):
            unit.cases.add(row)
        with pytest.raises(RuntimeError, match="has ended"):
            unit.commit()
    assert count(database) == 0


def test_a_reading_unit_cannot_write(database: SqlDatabase) -> None:
    with database.reading() as unit:
        for change in (
            lambda: unit.cases.add(case()),
            lambda: unit.cases.change("0" * 32, state="open"),
            lambda: unit.cases.delete(state="open"),
        ):
            with pytest.raises(TypeError, match="only reads"):
                change()


def test_a_reader_sees_one_snapshot(database: SqlDatabase) -> None:
    with database.reading() as unit:
        assert unit.cases.count() == 0
        with database.writing() as other:
            other.cases.add(case())
            other.commit()
        assert unit.cases.count() == 0
    assert count(database) == 1


def test_a_reader_never_waits_for_a_writer(database: SqlDatabase) -> None:
    with database.writing() as unit:
        unit.cases.add(case())
        assert count(database) == 0


def test_a_thread_that_writes_already_is_told_at_once(database: SqlDatabase) -> None:
    with database.writing(), pytest.raises(RuntimeError, match="writing already"), database.writing():
        pass


def in_thread(work: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_no_update_is_lost_and_nobody_gets_a_conflict(database: SqlDatabase) -> None:
    """Read, add one, write, as the record does: eight threads, each ten times."""

    def append(_: int) -> None:
        with database.writing() as unit:
            latest = unit.records.find(order="-number", limit=1)
            number = latest[0].number + 1 if latest else 0
            unit.records.add(RecordEntry(number, "tag", b"digest", b"sealed", b"leaf"))
            unit.commit()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(append, range(80)))
    with database.reading() as unit:
        assert [entry.number for entry in unit.records.find()] == list(range(80))


def test_a_writer_waits_for_a_writer_of_another_process(database: SqlDatabase) -> None:
    other = open_database(database._url.render_as_string(hide_password=False))  # as another process sees it
    seen: list[int] = []

    def write() -> None:
        with other.writing() as unit:
            seen.append(unit.cases.count())

    with database.writing() as unit:
        thread = in_thread(write)
        thread.join(0.3)
        assert seen == []
        unit.cases.add(case())
        unit.commit()
    thread.join()
    other.close()
    assert seen == [1]


def test_a_writer_that_waited_too_long_gets_a_conflict(database: SqlDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database._local().turns, "_patience", 0.1)
    outcome: list[Exception] = []

    def write() -> None:
        try:
            with database.writing():
                outcome.append(AssertionError("two writers at once"))
        except Conflict as error:
            outcome.append(error)

    with database.writing():
        in_thread(write).join()
    assert [type(error) for error in outcome] == [Conflict]
    test_what_was_committed_is_there(database)


def test_rows_may_come_in_any_order_and_are_checked_at_commit(database: SqlDatabase) -> None:
    owner, file = case(), blob()
    with database.writing() as unit:
        unit.documents.add(document(owner, body=None, blob_name=file.name))
        unit.blobs.add(file)
        unit.cases.add(owner)
        unit.commit()
    with database.writing() as unit:
        unit.documents.add(document(case()))
        with pytest.raises(Conflict, match="gone or was never added"):
            unit.commit()
    assert count(database) == 1


def test_a_forked_child_works_and_leaves_the_parent_alone(database: SqlDatabase) -> None:
    test_what_was_committed_is_there(database)
    child = os.fork()
    if child == 0:  # no assertion may escape into pytest's copy
        status = 1
        try:
            with database.writing() as unit:
                unit.members.add(member())
                unit.commit()
            status = 0
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    with database.reading() as unit:
        assert (unit.cases.count(), unit.members.count()) == (1, 1)
    with database.writing() as unit:
        unit.cases.add(case())
        unit.commit()


def test_a_database_opens_again_after_close(sqlite: SqlDatabase) -> None:
    test_what_was_committed_is_there(sqlite)
    sqlite.close()
    sqlite.close()
    assert count(sqlite) == 1
