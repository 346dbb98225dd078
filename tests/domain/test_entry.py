"""A case's entry in the catalogue: drawn from its coding and summary, and read back strictly."""

import pytest

from intake.domain.coding import Act, Coding, Event, Person
from intake.domain.entry import FOREVER, SINCE_EVER, Entry
from intake.domain.strict import BadShape
from intake.domain.summary import Summary
from intake.domain.when import When

CODING = Coding(
    acts=(
        Act("tor_beating", when=When.parse("2020-08-10"), facility="okrestina", region="BY-HM"),
        Act("lib_arbitrary_arrest", region="BY-MI"),
        Act("tor_beating", region="BY-HM"),
    ),
    events=(Event("E1", when=When.parse("2020-08-09/2020-08-12"), region="BY-HM"),),
    persons=(Person("V1"), Person("P1", facility="zhodino")),
)


def test_it_says_what_the_coding_and_the_summary_say() -> None:
    assert Entry.of(CODING, Summary("Beaten at the gate", "Twice."), 7) == Entry(
        title="Beaten at the gate",
        summary="Twice.",
        codes=("tor_beating", "lib_arbitrary_arrest"),
        regions=("BY-HM", "BY-MI"),
        facilities=("okrestina", "zhodino"),
        first="2020-08-09",
        last="2020-08-12",
        seen=7,
    )


@pytest.mark.parametrize(
    ("date", "period"),
    [
        ("2020-08", ("2020-08-01", "2020-08-31")),
        ("2020-08-09/..", ("2020-08-09", FOREVER)),
        ("../2020", (SINCE_EVER, "2020-12-31")),
    ],
)
def test_a_period_takes_in_what_a_date_can_mean(date: str, period: tuple[str, str]) -> None:
    entry = Entry.of(Coding(events=(Event("E1", when=When.parse(date)),)), Summary(), 1)
    assert (entry.first, entry.last) == period


def test_without_a_coding_it_says_little() -> None:
    assert Entry.of(Coding(), Summary(), 3) == Entry(seen=3)


def test_a_second_coder_sees_nothing_of_the_first_coding() -> None:
    entry = Entry.of(CODING, Summary("Beaten", "Twice."), 7)
    assert entry.for_second_coder() == Entry(seen=7)


def test_what_was_written_is_read_back() -> None:
    entry = Entry.of(CODING, Summary("Beaten", "Twice."), 7)
    assert Entry.parse(entry.to_json()) == entry


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'"seen":7', b'"seen":"7"'),
        (b"holas-entry/1", b"holas-entry/2"),
        (b'"blind":[]', b'"blind":[""]'),
        (b'"title":""', b'"title":7'),
        (b'"seen":7', b'"seen":7,"more":1'),
        (b'"seen":7', b'"seen": 7'),
    ],
)
def test_anything_else_is_refused(before: bytes, after: bytes) -> None:
    raw = Entry(seen=7).to_json()
    assert before in raw
    with pytest.raises(BadShape):
        Entry.parse(raw.replace(before, after))
