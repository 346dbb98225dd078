"""Linking cases: in both of them, by who holds both, reversibly, with everything told and coded left as it is."""

from collections.abc import Callable

import pytest

from intake.domain.coding import Act, Coding, Event, Person
from intake.domain.links import Dismissal, End, Link, Same, corroborating
from intake.domain.tasks import Task
from intake.services import assignment, code, links, mailbox, record, review
from intake.services.errors import CodenameInText, NoKey, NotAllowedNow, NotFound, Withdrawn, WouldMerge
from intake.services.instance import Instance
from intake.services.links import Pairing
from intake.services.review import CaseView
from tests.plugins.drawing import countable
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify, Told, Visiting

TWO = Coding(
    (Act("tor_beating", victim="V1"), Act("asm_fine", victim="V2")),
    events=(Event("E1"), Event("E2")),
    persons=(Person("V1"), Person("V2")),
)
Code = Callable[..., Told]


@pytest.fixture
def told(instance: Instance, staff: Staff, testify: Testify) -> Code:
    """Tell a case and code it: two events, two victims."""

    def tell(coding: Coding = TWO) -> Told:
        case = testify(consent_statistics="y")
        code.save_coding(instance, staff.keyring(instance, "anna"), case.case_id, coding, 0)
        return case

    return tell


def _victims(near: Told, far: Told, ours: str = "V1", theirs: str = "V1") -> list[Pairing]:
    return [Pairing(Same.VICTIM, End(near.case_id, ours), End(far.case_id, theirs), "The same night, the same scar.")]


def _open(instance: Instance, staff: Staff, case: Told, who: str = "anna") -> CaseView:
    return review.open_case(instance, staff.keyring(instance, who), case.case_id)


def _links(instance: Instance, staff: Staff, case: Told) -> tuple[Link, ...]:
    return links.of(_open(instance, staff, case)).links


def _marks(instance: Instance, staff: Staff, case: Told) -> tuple[str, ...]:
    """What the auditors' copy says of the case's own person."""
    return countable(instance, staff).records[case.case_id].own.marks


def test_a_link_stands_in_both_cases_with_who_when_and_why(instance: Instance, staff: Staff, told: Code) -> None:
    ours, theirs = told(), told()
    assert links.link(instance, staff.keyring(instance, "anna"), _victims(ours, theirs)) == 1
    (link,) = _links(instance, staff, ours)
    assert _links(instance, staff, theirs) == (link,)
    assert (link.same, link.ends) == (Same.VICTIM, (End(ours.case_id, "V1"), End(theirs.case_id, "V1")))
    assert (link.said.by, link.said.why) == ("anna", "The same night, the same scar.")
    assert len(link.id) == 32
    assert corroborating(links.of(_open(instance, staff, ours)), ours.case_id) == 1


def test_what_was_told_and_coded_stays_as_it_is(instance: Instance, staff: Staff, told: Code) -> None:
    ours, theirs = told(), told()
    before = [_open(instance, staff, case) for case in (ours, theirs)]
    links.link(instance, staff.keyring(instance, "anna"), _victims(ours, theirs))
    after = [_open(instance, staff, case) for case in (ours, theirs)]
    assert [(one.testimony, one.coding, one.state) for one in after] == [
        (one.testimony, one.coding, one.state) for one in before
    ]


def test_a_link_is_taken_back_in_both_cases_and_its_history_stays(instance: Instance, staff: Staff, told: Code) -> None:
    ours, theirs = told(), told()
    links.link(instance, staff.keyring(instance, "anna"), _victims(ours, theirs))
    (link,) = _links(instance, staff, ours)
    links.take_back(instance, staff.keyring(instance, "boris"), theirs.case_id, link.id, "Another scar.")
    for case in (ours, theirs):
        (gone,) = _links(instance, staff, case)
        assert gone.said == link.said
        assert gone.unsaid
        assert (gone.unsaid.by, gone.unsaid.why) == ("boris", "Another scar.")
    assert corroborating(links.of(_open(instance, staff, ours)), ours.case_id) == 0
    with pytest.raises(NotFound):
        links.take_back(instance, staff.keyring(instance, "anna"), ours.case_id, link.id, "")


def test_both_statistics_records_follow_the_link(instance: Instance, staff: Staff, told: Code) -> None:
    ours, theirs = told(), told()
    assert _marks(instance, staff, ours) == ()
    links.link(instance, staff.keyring(instance, "anna"), _victims(ours, theirs))
    (link,) = _links(instance, staff, ours)
    assert _marks(instance, staff, ours) == _marks(instance, staff, theirs) == (link.id[:16],)
    code.save_coding(instance, staff.keyring(instance, "anna"), ours.case_id, TWO, 1)
    assert _marks(instance, staff, ours) == (link.id[:16],)
    links.take_back(instance, staff.keyring(instance, "anna"), ours.case_id, link.id, "")
    assert _marks(instance, staff, ours) == _marks(instance, staff, theirs) == ()


def test_several_parts_are_linked_at_once_and_nothing_twice(instance: Instance, staff: Staff, told: Code) -> None:
    ours, theirs = told(), told()
    anna = staff.keyring(instance, "anna")
    event = Pairing(Same.EVENT, End(ours.case_id, "E2"), End(theirs.case_id, "E1"), "")
    pairings = [*_victims(ours, theirs), *_victims(ours, theirs, "V2", "V2"), event]
    assert links.link(instance, anna, pairings) == 3
    assert links.link(instance, anna, pairings) == 0
    turned = [Pairing(one.same, one.far, one.near, one.why) for one in pairings]
    assert links.link(instance, anna, turned) == 0
    assert len(_links(instance, staff, theirs)) == 3


def test_two_victims_of_one_case_become_one_only_if_that_is_said(instance: Instance, staff: Staff, told: Code) -> None:
    """Also over a third case, whose sheet alone knows of the way round."""
    first, second, third = told(), told(), told()
    anna = staff.keyring(instance, "anna")
    links.link(instance, anna, _victims(first, second))
    links.link(instance, anna, _victims(second, third))
    with pytest.raises(WouldMerge) as refused:
        links.link(instance, anna, _victims(third, first, "V1", "V2"))
    assert refused.value.parts == ((first.case_id, ("V1", "V2")),)
    assert len(_links(instance, staff, third)) == 1
    assert links.link(instance, anna, _victims(third, first, "V1", "V2"), anyway=True) == 1


@pytest.mark.parametrize(
    ("same", "ours", "theirs"),
    [(Same.VICTIM, "V9", "V1"), (Same.VICTIM, "V1", "V9"), (Same.EVENT, "V1", "V1"), (Same.VICTIM, "", "V1")],
)
def test_only_parts_that_are_coded_are_linked(
    instance: Instance, staff: Staff, told: Code, same: Same, ours: str, theirs: str
) -> None:
    near, far = told(), told()
    pairing = Pairing(same, End(near.case_id, ours), End(far.case_id, theirs), "")
    with pytest.raises(NotFound):
        links.link(instance, staff.keyring(instance, "anna"), [pairing])
    with pytest.raises(NotFound):
        links.link(instance, staff.keyring(instance, "anna"), _victims(near, near))


def test_a_case_that_is_not_coded_has_its_first_event_and_victim(
    instance: Instance, staff: Staff, told: Code, testify: Testify
) -> None:
    ours, theirs = told(), testify()
    assert links.link(instance, staff.keyring(instance, "anna"), _victims(ours, theirs)) == 1


def test_who_holds_one_case_only_cannot_link_and_is_not_led_to_the_other(
    instance: Instance, staff: Staff, told: Code
) -> None:
    ours, theirs = told(), told()
    rita = staff.keyring(instance, "rita")
    assignment.assign(instance, staff.keyring(instance, "anna"), ours.case_id, rita.person.id)
    with pytest.raises(NoKey):
        links.link(instance, rita, _victims(ours, theirs))
    links.link(instance, staff.keyring(instance, "anna"), _victims(ours, theirs))
    assert links.reachable(instance, rita, [ours.case_id, theirs.case_id]) == {ours.case_id}
    assert links.reachable(instance, staff.keyring(instance, "boris"), [theirs.case_id]) == {theirs.case_id}


def test_taken_back_on_one_side_it_holds_no_more(instance: Instance, staff: Staff, told: Code) -> None:
    """Who holds one case only, and takes back there: the two are not counted as one, and can be linked anew."""
    ours, theirs = told(), told()
    anna, rita = staff.keyring(instance, "anna"), staff.keyring(instance, "rita")
    assignment.assign(instance, anna, ours.case_id, rita.person.id)
    links.link(instance, anna, _victims(ours, theirs))
    (link,) = _links(instance, staff, ours)
    links.take_back(instance, rita, ours.case_id, link.id, "")
    assert _links(instance, staff, theirs) == (link,)
    assert (_marks(instance, staff, ours), _marks(instance, staff, theirs)) == ((), (link.id[:16],))
    assert links.link(instance, anna, _victims(ours, theirs)) == 1


def test_a_withdrawn_case_is_neither_linked_nor_asked_and_the_other_can_be_freed(
    instance: Instance, staff: Staff, told: Code, visit: Visiting
) -> None:
    ours, theirs, third = told(), told(), told()
    anna = staff.keyring(instance, "anna")
    links.link(instance, anna, _victims(ours, theirs))
    mailbox.withdraw(instance, visit(theirs.codename))
    with pytest.raises(Withdrawn):
        links.link(instance, anna, _victims(ours, theirs, "V2", "V2"))
    assert links.link(instance, anna, _victims(ours, third)) == 1
    (link, _other) = _links(instance, staff, ours)
    links.take_back(instance, anna, ours.case_id, link.id, "")
    assert _links(instance, staff, ours)[0].unsaid


def test_a_dismissed_suggestion_is_kept_in_both_cases_and_can_be_undone(
    instance: Instance, staff: Staff, told: Code
) -> None:
    ours, theirs = told(), told()
    anna = staff.keyring(instance, "anna")
    links.dismiss(instance, anna, ours.case_id, theirs.case_id)
    for case, other in ((ours, theirs), (theirs, ours)):
        (kept,) = links.of(_open(instance, staff, case)).dismissed
        assert isinstance(kept, Dismissal)
        assert (kept.case, kept.said.by) == (other.case_id, "anna")
    links.dismiss(instance, anna, theirs.case_id, ours.case_id, again=True)
    assert links.of(_open(instance, staff, ours)).dismissed == ()


def test_a_second_coder_links_nothing(instance: Instance, staff: Staff, told: Code) -> None:
    ours, theirs = told(), told()
    anna, rita = staff.keyring(instance, "anna"), staff.keyring(instance, "rita")
    assignment.assign(instance, anna, ours.case_id, rita.person.id)
    assignment.assign(instance, anna, theirs.case_id, rita.person.id, Task.SECOND)
    with pytest.raises(NotAllowedNow):
        links.link(instance, rita, _victims(ours, theirs))


def test_no_codename_is_kept_in_a_reason_and_every_deed_stands_on_the_record(
    instance: Instance, staff: Staff, told: Code
) -> None:
    ours, theirs = told(), told()
    anna = staff.keyring(instance, "anna")
    pairing = Pairing(Same.VICTIM, End(ours.case_id, "V1"), End(theirs.case_id, "V1"), ours.codename)
    with pytest.raises(CodenameInText):
        links.link(instance, anna, [pairing])
    links.link(instance, anna, _victims(ours, theirs))
    (link,) = _links(instance, staff, ours)
    with pytest.raises(CodenameInText):
        links.take_back(instance, anna, ours.case_id, link.id, ours.codename)
    links.take_back(instance, anna, ours.case_id, link.id, "")
    links.dismiss(instance, anna, ours.case_id, theirs.case_id)
    with instance.database.reading() as uow:
        deeds = [(deed.action, deed.subject) for deed in record.entries(uow, anna)]
    for action in ("link", "unlink", "compare"):
        assert {subject for deed, subject in deeds if deed == action} == {ours.case_id, theirs.case_id}
