"""A database restored from an older backup: what was drawn since comes back from the copies, or counts as drawn."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from itertools import count
from pathlib import Path

import pytest

import crypto
from intake.domain.draw import DrawnTable
from intake.domain.links import End, Same
from intake.domain.table import TableSet
from intake.services import (
    cohorts,
    copied,
    drawing,
    ledger,
    ledger_check,
    links,
    lost,
    plans,
    release,
    release_job,
)
from intake.services.errors import NotDue, OthersCopies
from intake.services.instance import Instance
from intake.services.links import Pairing
from intake.services.mailbox import Visit
from intake.services.noise import Budget
from intake.services.recover import Recovered, recover
from intake.services.statistics_columns import Counted
from intake.services.timetable import Stage
from intake.store.backup import load, save
from intake.store.database import SqlDatabase
from intake.wiring import open_instance
from tests.plugins.drawing import draw, due, frozen, items, plan_ahead
from tests.plugins.instances import Staff
from tests.plugins.plans import BEFORE, asked, on
from tests.plugins.postgres import Cluster
from tests.plugins.releases import tell_and_code


class Site:
    """An instance whose database can be put back as it was."""

    def __init__(self, instance: Instance, staff: Staff, folder: Path, new_database: Callable[[], str]) -> None:
        self.instance, self.staff = instance, staff
        self._folder, self._new, self._numbers = folder, new_database, count(1)
        self._opened: list[Instance] = []

    def saved(self) -> Path:
        """Back the database up."""
        folder = self._folder / f"backup-{next(self._numbers)}"
        folder.mkdir()
        database = self.instance.database
        assert isinstance(database, SqlDatabase)
        save(database, folder)
        return folder

    def put_back(self, backup: Path, ledger: str | None = None) -> Instance:
        """Open what the backup holds, with the copies where they were or in another place."""
        url = self._new()
        load(url, backup)
        place = self.instance.settings.ledger_url if ledger is None else (self._folder / ledger).as_uri()
        opened = open_instance(replace(self.instance.settings, database_url=url, ledger_url=place))
        self._opened.append(opened)
        return opened

    def close(self) -> None:
        for one in self._opened:
            one.database.close()  # type: ignore[attr-defined]


@pytest.fixture(params=["sqlite", "postgresql"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    """An instance on either database."""
    if request.param == "sqlite":
        numbers = count(1)
        instance, staff = request.getfixturevalue("instance"), request.getfixturevalue("staff")
        found = Site(instance, staff, tmp_path, lambda: f"sqlite:///{tmp_path / f'restored-{next(numbers)}.sqlite'}")
    else:
        cluster: Cluster = request.getfixturevalue("postgres_cluster")
        instance, staff = request.getfixturevalue("postgres_instance")
        found = Site(instance, staff, tmp_path, cluster.create_database)
    yield found
    found.close()


def _problems(instance: Instance, staff: Staff) -> list[str]:
    with instance.database.reading() as uow:
        return list(ledger_check.check(uow, instance, staff.keyring(instance, "alena").membership))


def _tables(instance: Instance, subject: str) -> bytes | None:
    with instance.database.reading() as uow:
        return release.find(uow, subject).tables


def test_a_draw_since_the_backup_comes_back_from_its_copy(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    staff = site.staff
    tell_and_code(site.instance, staff)
    backup = site.saved()
    drawn = draw(site.instance, staff)
    again = site.put_back(backup)
    assert items(again, staff) == []
    assert recover(again, nothing_drawn=False) == Recovered(1, 0, given_up=False)
    assert _problems(again, staff) == []
    first = items(again, staff)[0]
    assert (first.stage, first.is_due) == (Stage.FROZEN, False)
    assert frozen(again, staff, first.subject) == frozen(site.instance, staff, first.subject)
    assert _tables(again, first.subject) == _tables(site.instance, first.subject)
    monkeypatch.delattr(drawing, "draw")
    alena = staff.keyring(again, "alena")
    release_job.draw(again, alena, release.ask(again, alena, first.subject))
    assert release.get(again, alena, first.subject).draw == drawn
    assert recover(again, nothing_drawn=False) == Recovered(0, 0, given_up=False)


def test_a_database_put_back_by_hand_is_completed_before_anything_is_drawn(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff = site.staff
    plan_ahead(site.instance, staff)
    tell_and_code(site.instance, staff)
    backup = site.saved()
    drawn = draw(site.instance, staff)
    again = site.put_back(backup)
    monkeypatch.delattr(drawing, "draw")
    assert draw(again, staff) == drawn
    assert _problems(again, staff) == []
    subject = drawn.periods[0].cohort
    assert len(frozen(again, staff, subject)) == 1
    assert frozen(again, staff, subject) == frozen(site.instance, staff, subject)


def test_a_plan_that_was_a_draft_in_the_backup_comes_back_approved(site: Site) -> None:
    instance, staff = site.instance, site.staff
    with on(BEFORE):
        plan_id = plans.draft(instance, staff.keyring(instance, "alena"), asked())
        backup = site.saved()
        plans.approve(instance, staff.keyring(instance, "artur"), plan_id)
    draw(instance, staff)
    again = site.put_back(backup)
    assert recover(again, nothing_drawn=False) == Recovered(1, 0, given_up=False)
    assert items(again, staff)[0].stage is Stage.FROZEN
    assert plans.get(again, staff.keyring(again, "alena"), plan_id).approver == "artur"


def test_a_draw_of_another_cohort_that_ends_in_between_is_adopted_before_one_is_stored(
    site: Site, seen: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person who is linked into both must be counted in one: the twin's database is what a killed job leaves."""
    instance, staff = site.instance, site.staff
    plan_ahead(instance, staff)
    one = tell_and_code(instance, staff)
    first, second = (line.subject for line in items(instance, staff)[:2])
    with on(items(instance, staff)[0].closes + timedelta(days=1)):
        cohorts.freeze(instance, staff.keyring(instance, "alena"), first)
        _link(instance, staff, tell_and_code(instance, staff), one)
    twin, count_now = site.put_back(site.saved()), release_job._count

    def draw_first_meanwhile(*given: object) -> Counted:
        monkeypatch.setattr(release_job, "_count", count_now)
        draw(twin, staff)
        return count_now(*given)  # type: ignore[arg-type]

    with on(items(instance, staff)[1].closes + timedelta(days=1)):
        keyring = staff.keyring(instance, "alena")
        release.ask(instance, keyring, second)
        monkeypatch.setattr(release_job, "_count", draw_first_meanwhile)
        release_job.draw(instance, keyring, second)
    with instance.database.reading() as uow:
        assert [entry.subject for entry in ledger.entries(uow)] == [first, second]
    assert seen == [1, 1, 0], "counted with the first, at first with the second too, then no more"


def test_a_period_that_goes_on_counts_who_comes_after_the_restore(site: Site, seen: list[int]) -> None:
    """Its last day is today: it cannot have been drawn. Who came until today may have been, in a plan that is lost."""
    staff = site.staff
    plan_ahead(site.instance, staff)
    again = site.put_back(site.saved(), "elsewhere")
    item = items(again, staff)[0]
    with on(item.closes):
        tell_and_code(again, staff)
        assert recover(again, nothing_drawn=False) == Recovered(0, 0, given_up=True)
    draw(again, staff)
    assert seen == [0]
    assert items(again, staff)[0].stage is Stage.FROZEN


def test_without_the_copies_what_is_over_is_spent(site: Site) -> None:
    staff = site.staff
    plan_ahead(site.instance, staff)
    tell_and_code(site.instance, staff)
    backup = site.saved()
    draw(site.instance, staff)
    again = site.put_back(backup, "elsewhere")
    with due(again, staff) as subject:
        assert recover(again, nothing_drawn=False) == Recovered(0, 1, given_up=True)
        with pytest.raises(NotDue):
            release.ask(again, staff.keyring(again, "alena"), subject)
        assert items(again, staff)[0].stage is Stage.SPENT
    assert _problems(again, staff) == []


def test_somebody_s_word_that_nothing_was_drawn_is_believed(site: Site) -> None:
    staff = site.staff
    plan_ahead(site.instance, staff)
    tell_and_code(site.instance, staff)
    again = site.put_back(site.saved(), "elsewhere")
    with due(again, staff):
        assert recover(again, nothing_drawn=True) == Recovered(0, 0, given_up=False)
    assert len(frozen(again, staff, draw(again, staff).periods[0].cohort)) == 1


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many people each draw counted."""
    watched, really = list[int](), drawing.draw

    def watch(
        chosen: TableSet, months: Sequence[str], counts: Mapping[str, Counter[str]], budget: Budget
    ) -> tuple[DrawnTable, ...]:
        watched.append(counts["persons"]["all"])
        return really(chosen, months, counts, budget)

    monkeypatch.setattr(drawing, "draw", watch)
    return watched


def _link(instance: Instance, staff: Staff, near: Visit, far: Visit) -> None:
    pairing = Pairing(Same.VICTIM, End(near.case_id, "V1"), End(far.case_id, "V1"), "")
    links.link(instance, staff.keyring(instance, "anna"), [pairing])


def test_whoever_may_have_been_counted_is_not_counted_again(site: Site, seen: list[int]) -> None:
    """The plan itself is newer than the backup: nothing in it says that there ever was a cohort."""
    staff = site.staff
    before = tell_and_code(site.instance, staff)
    backup = site.saved()
    drawn = draw(site.instance, staff)
    again = site.put_back(backup, "elsewhere")
    with on(drawn.cut_off + timedelta(days=3)):
        assert recover(again, nothing_drawn=False) == Recovered(0, 0, given_up=True)
    with on(drawn.cut_off + timedelta(days=9)):
        new, linked = (tell_and_code(again, staff) for _ in range(2))
        _link(again, staff, linked, before)
        numbers = draw(again, staff)
    assert set(frozen(again, staff, numbers.periods[0].cohort)) == {new.case_id, linked.case_id}
    assert seen == [1, 1]
    assert _problems(again, staff) == []


def test_another_restore_of_an_older_backup_finds_what_was_given_up(site: Site) -> None:
    staff = site.staff
    plan_ahead(site.instance, staff)
    tell_and_code(site.instance, staff)
    backup = site.saved()
    with due(site.instance, staff) as subject:
        recover(site.put_back(backup, "elsewhere"), nothing_drawn=False)
        again = site.put_back(backup, "elsewhere")
        assert recover(again, nothing_drawn=False) == Recovered(0, 0, given_up=False)
        with pytest.raises(NotDue):
            release.ask(again, staff.keyring(again, "alena"), subject)
    assert _problems(again, staff) == []


def test_what_is_given_up_twice_is_given_up_once(site: Site) -> None:
    plan_ahead(site.instance, site.staff)
    with due(site.instance, site.staff):
        assert [lost.give_up(site.instance) for _ in range(2)] == [1, 0]
    assert _problems(site.instance, site.staff) == []


def test_what_two_adopt_is_charged_once(site: Site) -> None:
    subject = draw(site.instance, site.staff).periods[0].cohort
    membership = site.staff.keyring(site.instance, "alena").membership
    assert not copied.adopt(site.instance, membership, subject)
    with site.instance.database.reading() as uow:
        assert ledger.subjects(uow) == {subject}


def test_the_copies_may_move(site: Site) -> None:
    staff = site.staff
    drawn = draw(site.instance, staff)
    subject = drawn.periods[0].cohort
    again = site.put_back(site.saved(), "elsewhere")
    assert _problems(again, staff) == [
        f"The copy of the draw of {subject} outside the database is missing, or says something else."
    ]
    copied.complete(again, staff.keyring(again, "alena").membership)
    assert again.copies.get(subject) == site.instance.copies.get(subject)
    assert _problems(again, staff) == []


def test_a_draw_that_nobody_can_vouch_for_any_more_is_lost(site: Site) -> None:
    """Its auditor came after the backup, or it is forged: either way nothing is drawn in its place."""
    staff = site.staff
    plan_ahead(site.instance, staff)
    tell_and_code(site.instance, staff)
    again = site.put_back(site.saved())
    copied.claim(again)
    again.copies.put_new("f" * 32, crypto.sign(crypto.SigningKey.generate(), b"{}", b"drawn"))
    with due(again, staff) as subject:
        assert recover(again, nothing_drawn=True) == Recovered(0, 2, given_up=True)
        with pytest.raises(NotDue):
            release.ask(again, staff.keyring(again, "alena"), subject)
    with again.database.reading() as uow:
        assert ledger.subjects(uow) == {subject, "f" * 32}


def test_the_place_of_another_instance_is_refused(site: Site) -> None:
    staff = site.staff
    other = replace(site.instance, settings=replace(site.instance.settings, instance_id="f" * 32))
    copied.claim(other)
    with pytest.raises(OthersCopies):
        draw(site.instance, staff)
    with pytest.raises(OthersCopies):
        recover(site.instance, nothing_drawn=True)


def test_a_year_that_is_over_is_given_up_too(instance: Instance, staff: Staff) -> None:
    plan_id = plan_ahead(instance, staff, cohorts=2, share=Fraction(1, 2))
    for _ in range(2):
        draw(instance, staff)
    year = items(instance, staff)[-1]
    with on(year.closes + timedelta(days=1)):
        assert items(instance, staff)[-1].is_due
        assert lost.give_up(instance) == 1
    assert items(instance, staff)[-1].stage is Stage.SPENT
    with instance.database.reading() as uow:
        assert [entry.subject for entry in ledger.entries(uow)][-1] == plan_id
