"""What is drawn up of a case says all that may leave, in words, and nothing that may not."""

from intake.domain import bundle_texts as texts
from intake.domain.bundle_texts import Turn
from intake.domain.coding import Act, Coding, Event, Information, Person
from intake.domain.lists import Lists
from intake.domain.occurrences import Occurrence
from intake.domain.testimony import Testimony
from intake.domain.when import When

REGION = Lists.shipped().entries("regions")[0].id
CODING = Coding(
    (
        Act(
            "tor_beating",
            perpetrator_types=("police",),
            involved=(("P1", None), ("P2", "took_part")),
            duration=(("hours", 3), ("days", None)),
            rests_on=("I1",),
            when=When.parse("2020-08~"),
            status="likely",
            description="with truncheons",
        ),
    ),
    events=(Event("E1", title="The night", region=REGION, flags=("flag_family",)),),
    persons=(Person("V1", note="the brother"), Person("P1"), Person("P2")),
    information=(Information("I1", material=("photo",), documents=("d1", "gone"), reliability="likely"),),
)
FILES = {"d1": "case-1/evidence/01-a.jpg"}


def test_a_testimony_is_told_word_for_word() -> None:
    testimony = Testimony("Мяне\nзатрымалі.", "be", (Occurrence("in May", "", "arrest"),), {"held_lacked": ("water",)})
    text = texts.testimony_text(testimony, "2026-11-01")
    for words in ("Мяне\nзатрымалі.", "2026-11-01", "Language: be", "Occurrence 1, when: in May", "held lacked: water"):
        assert words in text
    assert "Occurrence 1, where" not in text


def test_an_empty_testimony_says_so() -> None:
    text = texts.testimony_text(Testimony(), "2026-11-01")
    assert "no words of their own" in text
    assert "Language: not stated" in text


def test_a_conversation_is_told_in_its_order() -> None:
    turns = [Turn("source", "2026-11-01", "Is it safe?"), Turn("intake circle 1", "2026-11-02", "Yes.")]
    text = texts.conversation_text(turns)
    assert (
        text.index("2026-11-01, source")
        < text.index("Is it safe?")
        < text.index("intake circle 1")
        < text.index("Yes.")
    )


def test_a_coding_is_told_in_words() -> None:
    text = texts.coding_text(CODING, FILES, Lists.shipped(), graded=False)
    for words in (
        "Beating",
        "(tor_beating)",
        "(flag_family)",
        "case-1/evidence/01-a.jpg",
        "a file that is not there any more",
        "2020-08~",
        "with truncheons",
        "P1",
        "3",
    ):
        assert words in text, text
    assert "the brother" not in text
    assert "reliability" not in text
    graded = texts.coding_text(CODING, FILES, Lists.shipped(), graded=True)
    assert "the brother" in graded
    assert "reliability" in graded


def test_a_coding_as_data_names_files_by_their_path() -> None:
    data = texts.pretty(texts.coding_data(CODING, FILES, graded=False)).decode()
    assert "case-1/evidence/01-a.jpg" in data
    for hidden in ("gone", '"d1"', "status", "the brother"):
        assert hidden not in data
