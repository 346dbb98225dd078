"""Judging that two cases tell of the same: sheets, groups, conflicts, and what the record carries."""

import json
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.links import (
    TOKEN,
    Dismissal,
    End,
    Link,
    Links,
    Same,
    Word,
    closure,
    conflicts,
    corroborating,
    groups,
    held,
    tokens,
)
from intake.domain.links_format import BadLinks, read, write

A, B, C = ("a" * 32, "b" * 32, "c" * 32)
SAID = Word("m1", "2026-11-02T10:00:00+00:00", "The same flat, the same night.")
UNSAID = Word("m2", "2026-11-03T10:00:00+00:00", "")


def _link(ours: End, theirs: End, same: Same = Same.VICTIM, name: str = "") -> Link:
    return Link((name or f"{ours.case[0]}{ours.part}{theirs.case[0]}{theirs.part}") * 8, same, (ours, theirs), SAID)


V1A, V2A, V1B, V2B, V1C = End(A, "V1"), End(A, "V2"), End(B, "V1"), End(B, "V2"), End(C, "V1")
SHEET = Links(
    (_link(V1A, V1B), replace(_link(End(A, "E1"), End(C, "E2"), Same.EVENT), unsaid=UNSAID)), (Dismissal(C, SAID),)
)


def test_a_sheet_comes_back_as_it_was_written() -> None:
    assert read(write(SHEET)) == SHEET
    assert read(write(Links())) == Links()


def _changed(**links: object) -> str:
    data = json.loads(write(SHEET))
    data["links"][0] |= links
    return json.dumps(data)


REFUSED = {
    "no JSON": "{",
    "another format": write(SHEET).replace("links/1", "links/2"),
    "a link twice": json.dumps({**json.loads(write(SHEET)), "links": json.loads(write(SHEET))["links"][:1] * 2}),
    "a case and itself": _changed(ends=[[A, "V1"], [A, "V2"]]),
    "one end": _changed(ends=[[A, "V1"]]),
    "the same end twice": _changed(ends=[[A, "V1"], [A, "V1"]]),
    "an event that is a victim": _changed(ends=[[A, "E1"], [B, "V1"]]),
    "an end without a part": _changed(ends=[[A], [B, "V1"]]),
    "nobody's word": _changed(said=["", "2026", ""]),
    "a word too few": _changed(said=["m1", "2026"]),
    "a reason that is no text": _changed(said=["m1", "2026", 3]),
    "another sameness": _changed(same="perpetrator"),
    "a key too many": _changed(note="x"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_sheet_is_refused(name: str) -> None:
    with pytest.raises(BadLinks):
        read(REFUSED[name])


def test_a_link_knows_its_ends() -> None:
    link = _link(V1A, V1B)
    assert (link.near(A), link.far(A), link.near(B), link.far(B)) == (V1A, V1B, V1B, V1A)


def test_taking_back_keeps_the_link_and_says_who_took_it_back() -> None:
    link = _link(V1A, V1B)
    sheet = Links((link,)).without(link.id, UNSAID)
    assert sheet.link(link.id) is None
    assert sheet.links == (replace(link, unsaid=UNSAID),)
    assert sheet.without(link.id, SAID) == sheet
    assert Links((link,)).link(link.id) == link


def test_a_dismissal_stays_until_it_is_undone_or_the_cases_are_linked() -> None:
    dismissed = Links().dismiss(B, SAID).dismiss(B, UNSAID).dismiss(C, SAID)
    assert dismissed.dismissed == (Dismissal(B, UNSAID), Dismissal(C, SAID))
    assert dismissed.suggest_again(B).dismissed == (Dismissal(C, SAID),)
    assert dismissed.with_link(_link(V1A, V1B)).dismissed == (Dismissal(C, SAID),)


def test_a_link_holds_only_while_every_sheet_that_has_it_says_so() -> None:
    link, other = _link(V1A, V1B), _link(V2A, V1C)
    ours, theirs = Links((link, other)), Links((replace(link, unsaid=UNSAID),))
    assert held([ours]) == (link, other)
    assert held([ours, theirs]) == held([theirs, ours]) == (other,)


def test_groups_are_the_transitive_closure() -> None:
    links = [_link(V1A, V1B), _link(V1B, V1C), _link(End(A, "E1"), End(C, "E1"), Same.EVENT)]
    assert groups(links, Same.VICTIM) == (frozenset({V1A, V1B, V1C}),)
    assert groups(links, Same.EVENT) == (frozenset({End(A, "E1"), End(C, "E1")}),)
    assert groups([], Same.EVENT) == ()


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=20))
def test_a_closure_is_the_smallest_partition_that_keeps_together_what_is_joined(pairs: list[tuple[int, int]]) -> None:
    found = closure(pairs)
    assert all(not one & other for one, other in combinations(found, 2))
    assert set().union(*found) == {end for pair in pairs for end in pair}
    of = {end: group for group in found for end in group}
    assert all(of[one] == of[other] for one, other in pairs)
    for group in found:  # nothing joins that no path joins
        reached = {min(group)}
        while more := {end for pair in pairs if set(pair) & reached for end in pair} - reached:
            reached |= more
        assert reached == group


def test_two_victims_of_one_case_become_one_only_if_that_is_said() -> None:
    links = (_link(V1A, V1B), _link(V1B, V1C))
    assert conflicts(links, _link(V2A, V1C)) == ((A, ("V1", "V2")),)
    assert conflicts(links, _link(V1A, V1C)) == ()
    assert conflicts(links, _link(V2A, V2B)) == ()
    assert conflicts((_link(V1A, V1B),), _link(V2A, V2B, name="x")) == ()
    # Once it was said of V1 and V2 it is no news.
    said = (*links, _link(V2A, V1C))
    assert conflicts(said, _link(V2A, V1B)) == ()
    assert conflicts(said, _link(V1A, V2B)) == ((B, ("V1", "V2")),)


def test_events_and_victims_do_not_mix() -> None:
    links = (_link(End(A, "E1"), End(B, "E1"), Same.EVENT),)
    assert conflicts(links, _link(V2A, V1B)) == ()


def test_the_record_carries_the_marks_of_linked_victims_only() -> None:
    link, other = _link(V1A, V1B), _link(V1A, V1C)
    gone, event = replace(_link(V2A, V2B), unsaid=UNSAID), _link(End(A, "E1"), End(B, "E1"), Same.EVENT)
    links = (link, other, gone, event)
    assert tokens(links, A) == {"V1": (link.id[:TOKEN], other.id[:TOKEN])}
    assert tokens(links, B) == {"V1": (link.id[:TOKEN],)}
    assert tokens((), A) == {}


def test_corroborating_testimonies_are_counted_once_each() -> None:
    links = (_link(V1A, V1B), _link(End(A, "E1"), End(B, "E1"), Same.EVENT), _link(V1A, V1C))
    assert corroborating(Links(links), A) == 2
    assert corroborating(Links((replace(links[2], unsaid=UNSAID),)), A) == corroborating(Links(), A) == 0
