"""Counting from segments: the same numbers as from the records, and never a case that may not be counted any more."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest

from intake import clock
from intake.domain.columns import variables
from intake.domain.consent import Use
from intake.domain.counting import units
from intake.domain.entities import StatisticsSegment
from intake.domain.links import End, Same
from intake.domain.table import Size, Table
from intake.domain.tables import Tables
from intake.domain.vocabulary import Vocabulary
from intake.services import apart, links, mailbox, retain, segment_reader, switches
from intake.services import statistics_segments as segments
from intake.services.course import prefix_of, prefixes
from intake.services.errors import NoKey
from intake.services.instance import Instance, transact
from intake.services.links import Pairing
from intake.services.mailbox import Visit
from intake.services.ports import Conflict, UnitOfWork
from intake.services.record_reader import RecordReader
from intake.services.segment_content import Content
from intake.services.statistics_columns import Counted, Wanted, counted
from intake.services.statistics_segments import RESERVED, Shelf
from tests.plugins.instances import Staff
from tests.plugins.releases import recode, tell_and_code

MONTHS = tuple(f"2020-{month:02}" for month in range(1, 13))
COHORT, EARLIER = "c0" * 16, "ca" * 16


def tables(size: Size) -> list[Table]:
    found = Tables.load().set(size)
    return [*(table for table, _ in found.tables), found.left_out[0]]


ALL = [table for size in Size for table in tables(size)]


@dataclass
class Counting:
    """Counts cohorts of cases. `asked`: how often the list of a cohort was opened."""

    instance: Instance
    staff: Staff
    cohorts: dict[str, list[str]] = field(default_factory=lambda: {COHORT: [], EARLIER: []})
    asked: list[str] = field(default_factory=list)
    told: list[tuple[int, int]] = field(default_factory=list)

    def tell(self, *codes: str, cohort: str = COHORT, statistics: bool = True) -> Visit:
        visit = tell_and_code(self.instance, self.staff, codes or ("tor_beating",), statistics=statistics)
        self.cohorts[cohort].append(visit.case_id)
        return visit

    def __call__(self, *cohorts: str, before: Sequence[str] = (), who: str = "alena") -> Counted:
        def listed(cohort: str) -> list[str]:
            self.asked.append(cohort)
            return self.cohorts[cohort]

        keyring = self.staff.keyring(self.instance, who)
        wanted = Wanted(cohorts or (COHORT,), ALL, MONTHS, before)
        return counted(self.instance, keyring, wanted, listed, lambda *at: self.told.append(at))

    def people(self, *cohorts: str) -> int:
        return self(*cohorts).tables["persons"]["all"]

    def slowly(self, *cohorts: str) -> dict[str, dict[str, int]]:
        """Count from the records, person by person."""
        reader = RecordReader(self.instance, self.staff.keyring(self.instance, "alena"), Vocabulary.load())
        looked = reader.look([case_id for cohort in cohorts or (COHORT,) for case_id in self.cohorts[cohort]])
        records = {name: one.record(Vocabulary.load()) for name, one in looked.records.items() if one.counts}
        found = {table.id: dict.fromkeys(table.cells(MONTHS), 0) for table in ALL}
        for table in {table.id: table for table in ALL}.values():
            for unit in units(records):
                for cell in table.contribution(variables(unit), MONTHS):
                    found[table.id][cell] += 1
        return found

    def rows(self) -> list[StatisticsSegment]:
        with self.instance.database.reading() as uow:
            return [one for one in uow.statistics_segments.find() if one.outer_key != RESERVED]

    def put_back(self, rows: Sequence[StatisticsSegment]) -> None:
        """Write old rows again, as somebody who can write the database could."""

        def work(uow: UnitOfWork) -> None:
            for one in rows:
                uow.statistics_segments.delete(cohort=one.cohort, prefix=one.prefix)
                uow.statistics_segments.add(one)

        transact(self.instance.database, work)


@pytest.fixture
def count(instance: Instance, staff: Staff) -> Counting:
    return Counting(instance, staff)


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Segments of about one case."""
    monkeypatch.setattr(segments, "CASES", 1)


def link(count: Counting, near: Visit, far: Visit) -> None:
    pairing = Pairing(Same.VICTIM, End(near.case_id, "V1"), End(far.case_id, "V1"), "")
    links.link(count.instance, count.staff.keyring(count.instance, "anna"), [pairing])


class TestNumbers:
    @pytest.mark.parametrize("size", ["one", "_small"])
    def test_are_those_of_the_records(self, count: Counting, size: str, request: pytest.FixtureRequest) -> None:
        if size == "_small":
            request.getfixturevalue(size)
        told = [count.tell("tor_beating", "det_solitary"), count.tell("asm_fine"), count.tell("rep_smear")]
        count.tell(statistics=False)
        link(count, told[0], told[1])
        first = count()
        assert first.tables == count.slowly()
        assert first.tables["persons"]["all"] == 2
        assert {first.cases[at : at + 16].hex() for at in range(0, len(first.cases), 16)} == {
            one.case_id for one in told
        }
        again = count()
        assert (again.tables, again.snapshot, sorted(again.cases)) == (
            first.tables,
            first.snapshot,
            sorted(first.cases),
        )

    @pytest.mark.usefixtures("_small")
    def test_come_from_segments_once_there_are_such(self, count: Counting, monkeypatch: pytest.MonkeyPatch) -> None:
        for _ in range(3):
            count.tell()
        first, asked = count(), len(count.asked)
        count.staff.keyring(count.instance, "artur")
        monkeypatch.setattr(RecordReader, "look", lambda *_: pytest.fail("a record was read"))
        again = count(who="artur")
        assert again.tables == first.tables
        assert len(count.asked) == asked, "nor the list of cases"
        assert count.told == [(done, 4) for done in (1, 2, 3, 4)] * 2

    def test_of_several_cohorts_are_their_sum_and_a_linked_person_counts_once(self, count: Counting) -> None:
        one, other = count.tell(), count.tell(cohort=EARLIER)
        count.tell("asm_fine", cohort=EARLIER)
        assert count.people(COHORT, EARLIER) == 3
        link(count, one, other)
        assert count.people(COHORT, EARLIER) == 2
        assert count(COHORT, EARLIER).tables == count.slowly(COHORT, EARLIER)

    def test_of_a_later_cohort_leave_out_whom_an_earlier_one_counted(self, count: Counting) -> None:
        one, other = count.tell(), count.tell(cohort=EARLIER)
        alone = count.tell("asm_fine")
        link(count, one, other)
        later = count(before=[EARLIER])
        assert later.tables["persons"]["all"] == 1
        assert later.cases.hex() == alone.case_id

    def test_of_no_case_are_zero(self, count: Counting) -> None:
        empty = count()
        assert {number for cells in empty.tables.values() for number in cells.values()} == {0}
        assert (empty.cases, empty.refused) == (b"", 0)

    def test_are_for_auditors_alone(self, count: Counting) -> None:
        count.tell()
        for who in ("anna", "rita", "adam", "kira"):
            with pytest.raises(NoKey):
                count(who=who)

    def test_rest_on_a_hash_that_changes_with_a_coding(self, count: Counting) -> None:
        visit = count.tell()
        before = count().snapshot
        recode(count.instance, count.staff, visit.case_id, ["tor_beating"], revision=1)
        assert count().snapshot != before


def withdraw(count: Counting, visit: Visit) -> None:
    mailbox.withdraw(count.instance, visit)


def come_back(count: Counting, visit: Visit) -> None:
    mailbox.withdraw(count.instance, visit)
    count()
    mailbox.undo_withdrawal(count.instance, visit)


def say_no(count: Counting, visit: Visit) -> None:
    switches.change(count.instance, visit, {Use.STATISTICS: False})


def say_more(count: Counting, visit: Visit) -> None:
    switches.change(count.instance, visit, {Use.QUOTE: True})


def code_anew(count: Counting, visit: Visit) -> None:
    recode(count.instance, count.staff, visit.case_id, ["asm_fine"], revision=1)


def link_it(count: Counting, visit: Visit) -> None:
    link(count, visit, count.tell(cohort=EARLIER))


def renew_key(count: Counting, visit: Visit) -> None:
    anna = count.staff.keyring(count.instance, "anna")
    boris = count.staff.keyring(count.instance, "boris").person.id
    apart.recuse(count.instance, anna, visit.case_id, boris, "They know each other.")


def destroy(count: Counting, visit: Visit) -> None:
    day = mailbox.withdraw(count.instance, visit)
    count()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "today", lambda: day)
        assert retain.destroy_due(count.instance) == 1


DEEDS: tuple[Callable[[Counting, Visit], None], ...] = (
    withdraw,
    come_back,
    say_no,
    say_more,
    code_anew,
    link_it,
    renew_key,
    destroy,
)


class TestDropped:
    @pytest.mark.usefixtures("_small")
    @pytest.mark.parametrize("deed", DEEDS)
    def test_by_whatever_changes_what_a_case_adds(
        self, count: Counting, deed: Callable[[Counting, Visit], None]
    ) -> None:
        visit = count.tell()
        for _ in range(3):
            count.tell("asm_fine")
        before = count()
        prefix = prefix_of(visit.case_id, 3)
        assert prefix in {one.prefix for one in count.rows()}
        deed(count, visit)
        assert prefix not in {one.prefix for one in count.rows()}, "in the same transaction"
        with count.instance.database.reading() as uow:
            assert not before.unchanged(uow)
        assert count().tables == count.slowly()
        with count.instance.database.reading() as uow:
            assert count().unchanged(uow)

    @pytest.mark.usefixtures("_small")
    def test_of_every_cohort_and_of_no_other_case(self, count: Counting) -> None:
        told = [count.tell() for _ in range(4)]
        count.cohorts[EARLIER] = [told[0].case_id]
        count(COHORT, EARLIER)
        before = {(one.cohort, one.prefix) for one in count.rows()}
        say_more(count, told[0])
        gone = before - {(one.cohort, one.prefix) for one in count.rows()}
        assert gone == {(COHORT, prefix_of(told[0].case_id, 3)), (EARLIER, prefix_of(told[0].case_id, 1))}

    def test_by_the_prefixes_of_a_case(self) -> None:
        found = prefixes("a5" + "0" * 30)
        assert found[:9] == ("", "1", "10", "101", "1010", "10100", "101001", "1010010", "10100101")
        assert found[-1] == "10100101" + "0" * 12


class TestOldSegment:
    def test_that_is_put_back_brings_back_no_withdrawn_case(self, count: Counting) -> None:
        visit = count.tell()
        count.tell("asm_fine")
        assert count.people() == 2
        old = count.rows()
        withdraw(count, visit)
        count.put_back(old)
        assert count.people() == 1
        assert count().tables == count.slowly()

    def test_that_is_put_back_brings_back_no_withdrawn_case_that_is_linked(self, count: Counting) -> None:
        visit, other = count.tell(), count.tell()
        link(count, visit, other)
        count()
        old = count.rows()
        withdraw(count, visit)
        withdraw(count, other)
        count.put_back(old)
        assert count.people() == 0

    def test_opens_not_at_all_after_the_night(self, count: Counting) -> None:
        visit = count.tell()
        count()
        old = count.rows()
        destroy(count, visit)
        retain.rotate(count.instance, pause=0)
        count.put_back(old)
        assert count.people() == 0

    def test_is_put_under_the_new_outer_key_in_the_night(
        self, count: Counting, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        count.tell()
        first = count()
        (before,) = count.rows()
        retain.rotate(count.instance, pause=0)
        (after,) = count.rows()
        assert before.outer_key != after.outer_key
        monkeypatch.setattr(RecordReader, "look", lambda *_: pytest.fail("a record was read"))
        assert count().tables == first.tables

    def test_of_another_place_is_not_taken(self, count: Counting) -> None:
        count.tell()
        count.tell("asm_fine", cohort=EARLIER)
        count(COHORT, EARLIER)
        here, there = sorted(count.rows(), key=lambda one: one.cohort)
        count.put_back([StatisticsSegment(here.cohort, here.prefix, there.sealed, there.outer_key)])
        assert count().tables == count.slowly()

    def test_of_other_tables_is_built_anew(self, count: Counting, monkeypatch: pytest.MonkeyPatch) -> None:
        count.tell()
        first = count()
        monkeypatch.setattr("intake.services.segment_content.FORMAT", "holas-counts/0")
        assert count().tables == first.tables
        monkeypatch.undo()
        assert count().tables == first.tables


class TestBuilding:
    def test_begins_again_with_what_changed_meanwhile(self, count: Counting, monkeypatch: pytest.MonkeyPatch) -> None:
        visit, seal = count.tell(), Shelf.seal
        count.tell("asm_fine")

        def slow(shelf: Shelf, prefix: str, content: bytes) -> StatisticsSegment:
            monkeypatch.setattr(Shelf, "seal", seal)
            withdraw(count, visit)
            return seal(shelf, prefix, content)

        monkeypatch.setattr(Shelf, "seal", slow)
        assert count.people() == 1
        assert count.people() == 1

    def test_by_two_jobs_at_once_keeps_what_the_first_one_built(
        self, count: Counting, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Else they would take the place from each other until both give up."""
        count.tell()
        seal, others = Shelf.seal, list[Counted]()

        def slow(shelf: Shelf, prefix: str, content: bytes) -> StatisticsSegment:
            monkeypatch.setattr(Shelf, "seal", seal)
            others.append(count(who="artur"))
            return seal(shelf, prefix, content)

        monkeypatch.setattr(Shelf, "seal", slow)
        first = count()
        assert (first.tables, first.seen) == (others[0].tables, others[0].seen)

    def test_keeps_nothing_over_a_mark_of_later(self, count: Counting) -> None:
        shelf, database = Shelf(count.instance.grant_keys, COHORT, bytes(32)), count.instance.database
        first = transact(database, lambda uow: segments.reserve(uow, COHORT, [""]))
        transact(database, lambda uow: uow.statistics_segments.delete(prefix=prefixes("00" * 16)))
        later = transact(database, lambda uow: segments.reserve(uow, COHORT, [""]))
        made = [shelf.seal("", b"content")]
        assert transact(database, lambda uow: segments.keep(uow, first, made)) == []
        assert count.rows() == []
        assert transact(database, lambda uow: segments.keep(uow, later, made)) == made == count.rows()

    def test_gives_up_when_changes_keep_coming(self, count: Counting, monkeypatch: pytest.MonkeyPatch) -> None:
        count.tell()
        monkeypatch.setattr(segments, "keep", lambda *_, **__: [])
        with pytest.raises(Conflict):
            count()

    @pytest.mark.usefixtures("_small")
    def test_goes_on_where_a_job_died(self, count: Counting, monkeypatch: pytest.MonkeyPatch) -> None:
        for _ in range(3):
            count.tell()
        monkeypatch.setattr(segment_reader, "AT_ONCE", 1)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Content, "to_bytes", lambda _: pytest.fail("died"))
            with pytest.raises(pytest.fail.Exception):
                count()
        assert count.people() == 3

    def test_counts_a_case_again_once_it_is_mended(self, count: Counting) -> None:
        visit = count.tell()
        with count.instance.database.reading() as uow:
            row = uow.statistics.get(visit.case_id)
        assert row is not None
        transact(count.instance.database, lambda uow: uow.statistics.change(visit.case_id, sealed=b"broken"))
        assert (count().refused, count.people()) == (1, 0)
        transact(count.instance.database, lambda uow: uow.statistics.change(visit.case_id, sealed=row.sealed))
        assert (count().refused, count.people()) == (0, 1)


@pytest.mark.parametrize(
    ("cases", "digits"), [(0, 0), (999, 0), (1_000, 1), (1_999, 1), (2_000, 2), (1_000_000, 10), (10**12, 20)]
)
def test_a_segment_has_five_hundred_to_a_thousand_cases(cases: int, digits: int) -> None:
    assert segments.digits_for(cases) == digits
    assert len(segments.names(min(digits, 4))) == 1 << min(digits, 4)


def test_a_case_is_found_in_a_segment_by_its_whole_id() -> None:
    content = Content.of({}, 0)
    assert not content.holds("00" * 16)
    held = Content(bytes.fromhex("00ff" * 16), content.columns, (), 0, b"")
    assert held.holds("00ff" * 8)
    assert not held.holds("ff00" * 8), "nor across two"
