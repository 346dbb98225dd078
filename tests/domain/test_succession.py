"""One case key follows another: by links from the source's own word, each by one of those whom the one before names."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.consent import BadStatement
from intake.domain.consent_format import read
from intake.domain.succession import (
    BrokenSuccession,
    Succession,
    ahead,
    fingerprint,
    follow,
    leads,
    new_links,
    renamed,
)

KEYS = [bytes([number]).hex() * 1216 for number in range(6)]
NAMED = frozenset({"anna", "boris"})


def links(count: int) -> list[Succession]:
    """The chain from key 0 to key `count`; anna and boris lead it from the second key on."""
    return [
        Succession(number + 1, "anna", fingerprint(KEYS[number - 1]), KEYS[number], NAMED)
        for number in range(1, count + 1)
    ]


def test_the_chain_leads_from_the_sources_key_to_the_last() -> None:
    assert follow(KEYS[0], []) == KEYS[0]
    assert follow(KEYS[0], links(3)) == KEYS[3]
    assert leads([]) == frozenset()
    assert leads(links(3)) == NAMED


@pytest.mark.parametrize("known", range(4))
def test_whoever_knows_one_key_of_it_comes_to_the_last(known: int) -> None:
    assert ahead(KEYS[known], links(3)) == KEYS[3]
    assert list(new_links(KEYS[known], links(3))) == links(3)[known:]


@given(st.integers(0, 2), st.sampled_from(["drop", "swap", "repeat"]))
def test_a_chain_with_a_link_gone_or_out_of_order_is_refused(place: int, how: str) -> None:
    chain = links(4)
    if how == "drop":
        chain.pop(place)
    elif how == "swap":
        chain[place], chain[place + 1] = chain[place + 1], chain[place]
    else:
        chain.insert(place, chain[place])
    with pytest.raises(BrokenSuccession):
        follow(KEYS[0], chain)


def test_it_begins_with_the_key_that_the_source_vouched_for() -> None:
    with pytest.raises(BrokenSuccession):
        follow(KEYS[0], links(3)[1:])
    with pytest.raises(BrokenSuccession):
        follow(KEYS[5], links(3))
    with pytest.raises(BrokenSuccession):
        ahead(KEYS[5], links(3))


def test_who_is_not_named_adds_no_link() -> None:
    chain = [*links(2), replace(links(3)[2], by="mallory")]
    for start in KEYS[:3]:
        with pytest.raises(BrokenSuccession):
            ahead(start, chain)
    first = [replace(links(1)[0], by="mallory")]
    assert follow(KEYS[0], first) == KEYS[1], "who may add the first link is for the membership to say"


def test_a_statements_copy_is_known_under_its_new_fingerprint() -> None:
    told = [
        replace(links(1)[0], copies=(("a1", "b1"), ("a2", "b2"))),
        replace(links(2)[1], copies=(("b1", "c1"), ("b2", "c2"), ("b3", "c3"))),
    ]
    assert renamed(2, "a2", told) == "c2"
    assert renamed(3, "b3", told) == "c3"
    assert renamed(2, "another", told) == "another"
    assert renamed(0, "", told) == ""
    assert renamed(9, "a2", told) == "a2"


def test_it_is_read_as_it_was_written() -> None:
    whole = replace(links(1)[0], copies=(("a", "b"),))
    for one in (whole, whole.only(()), links(1)[0]):
        assert read(one.to_json()) == one
    assert whole.only(()) == Succession(2, "anna")


@pytest.mark.parametrize(
    "change",
    [
        {"by": ""},
        {"by": None},
        {"number": "2"},
        {"before": 1},
        {"case_key": None},
        {"leads": ["a", "a"]},
        {"leads": "anna"},
        {"leads": ["b", "a"]},
        {"copies": [["a"]]},
        {"copies": [["a", "b", "c"]]},
        {"copies": [["a", 1]]},
        {"copies": {}},
        {"format": 1},
        {"more": 1},
    ],
)
def test_what_says_nothing_valid_is_refused(change: dict[str, object]) -> None:
    body = json.loads(links(1)[0].to_json()) | change
    untrusted = json.dumps(body, sort_keys=True, separators=(",", ":")).encode()
    with pytest.raises(BadStatement):
        read(untrusted)
