"""Releases over linked cases, really drawn: a person counts once, and no release counts them again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest

from intake.domain.draw import ALL, DrawnTable
from intake.domain.links import End, Same
from intake.domain.table import TableSet
from intake.services import drawing, links, mailbox, review
from intake.services.instance import Instance
from intake.services.links import Pairing
from intake.services.mailbox import Visit
from intake.services.noise import Budget
from tests.plugins.drawing import draw, frozen, plan_ahead
from tests.plugins.instances import Staff
from tests.plugins.releases import recode, tell_and_code


@dataclass
class Drawn:
    """The counts that noise was added to, and the cases of the last release."""

    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    cases: frozenset[str] = frozenset()

    @property
    def totals(self) -> list[int]:
        """How many people, chapters and acts the last release counted."""
        persons, acts = self.counts["persons"], self.counts["acts_by_family"]
        return [persons[ALL], sum(persons.values()) - persons[ALL], sum(acts.values())]


@pytest.fixture
def drawn(instance: Instance, staff: Staff, monkeypatch: pytest.MonkeyPatch) -> Drawn:
    """Watch the real numbers being drawn, by a plan of small tables."""
    plan_ahead(instance, staff, expected=1000)
    seen, really = Drawn(), drawing.draw

    def watch(
        chosen: TableSet, months: Sequence[str], counts: Mapping[str, Mapping[str, int]], budget: Budget
    ) -> tuple[DrawnTable, ...]:
        seen.counts = counts
        return really(chosen, months, counts, budget)

    monkeypatch.setattr(drawing, "draw", watch)
    return seen


def _draw(instance: Instance, staff: Staff, drawn: Drawn) -> list[int]:
    numbers = draw(instance, staff)
    drawn.cases = frozenset(frozen(instance, staff, numbers.periods[0].cohort))
    return drawn.totals


def _link(instance: Instance, staff: Staff, near: Visit, far: Visit) -> None:
    pairing = Pairing(Same.VICTIM, End(near.case_id, "V1"), End(far.case_id, "V1"), "")
    assert links.link(instance, staff.keyring(instance, "anna"), [pairing]) == 1


def _unlink(instance: Instance, staff: Staff, case: Visit) -> None:
    anna = staff.keyring(instance, "anna")
    (link,) = links.of(review.open_case(instance, anna, case.case_id)).links
    links.take_back(instance, anna, case.case_id, link.id, "")


def test_unlinked_cases_count_twice(instance: Instance, staff: Staff, drawn: Drawn) -> None:
    """What the tests below differ from."""
    one, other = (tell_and_code(instance, staff) for _ in range(2))
    assert _draw(instance, staff, drawn) == [2, 2, 2]
    assert drawn.cases == {one.case_id, other.case_id}


def test_linked_cases_count_once(instance: Instance, staff: Staff, drawn: Drawn) -> None:
    one, other = tell_and_code(instance, staff), tell_and_code(instance, staff, ["tor_beating", "asm_fine"])
    _link(instance, staff, one, other)
    assert _draw(instance, staff, drawn) == [1, 2, 2]
    assert drawn.cases == {one.case_id, other.case_id}


def test_unlinking_counts_twice_again(instance: Instance, staff: Staff, drawn: Drawn) -> None:
    one, other = (tell_and_code(instance, staff) for _ in range(2))
    _link(instance, staff, one, other)
    _unlink(instance, staff, other)
    assert _draw(instance, staff, drawn) == [2, 2, 2]


def test_the_withdrawal_of_one_leaves_the_other_counted(instance: Instance, staff: Staff, drawn: Drawn) -> None:
    one, other = (tell_and_code(instance, staff) for _ in range(2))
    _link(instance, staff, one, other)
    mailbox.withdraw(instance, one)
    assert _draw(instance, staff, drawn) == [1, 1, 1]
    assert drawn.cases == {other.case_id}


def test_one_without_consent_to_statistics_leaves_the_other_counted(
    instance: Instance, staff: Staff, drawn: Drawn
) -> None:
    one, other = tell_and_code(instance, staff), tell_and_code(instance, staff, ["asm_fine"], statistics=False)
    _link(instance, staff, one, other)
    assert _draw(instance, staff, drawn) == [1, 1, 1]
    assert drawn.cases == {one.case_id}


def test_one_person_adds_no_more_than_the_bound_in_however_many_cases(
    instance: Instance, staff: Staff, drawn: Drawn
) -> None:
    one = tell_and_code(instance, staff, ["tor_beating", "asm_fine", "lib_remand", "imp_measure", "dp_sentence"])
    other = tell_and_code(instance, staff, ["rep_smear", "hlt_official_misinfo", "exp_site_blocking"])
    _link(instance, staff, one, other)
    assert _draw(instance, staff, drawn) == [1, 3, 5]


def test_whom_an_earlier_release_counted_is_not_counted_again(instance: Instance, staff: Staff, drawn: Drawn) -> None:
    """A case stands in one cohort only: one that was linked when its cohort was drawn does not come back unlinked."""
    one = tell_and_code(instance, staff)
    assert _draw(instance, staff, drawn) == [1, 1, 1]
    other, third = (tell_and_code(instance, staff) for _ in range(2))
    _link(instance, staff, one, other)
    assert _draw(instance, staff, drawn) == [1, 1, 1]
    assert drawn.cases == {other.case_id, third.case_id}
    _unlink(instance, staff, other)
    assert _draw(instance, staff, drawn) == [0, 0, 0]
    assert drawn.cases == frozenset()


def test_an_earlier_record_that_does_not_open_any_more_keeps_nobody_out(
    instance: Instance, staff: Staff, drawn: Drawn
) -> None:
    one = tell_and_code(instance, staff)
    _draw(instance, staff, drawn)
    other = tell_and_code(instance, staff)
    _link(instance, staff, one, other)
    mailbox.withdraw(instance, one)
    assert _draw(instance, staff, drawn) == [1, 1, 1]
    mailbox.undo_withdrawal(instance, one)
    late = tell_and_code(instance, staff)
    _link(instance, staff, one, late)
    with instance.database.writing() as uow:
        uow.statistics.change(one.case_id, sealed=b"broken")
        uow.commit()
    recode(instance, staff, late.case_id, ["asm_fine"], revision=1)
    assert _draw(instance, staff, drawn) == [1, 1, 1]
