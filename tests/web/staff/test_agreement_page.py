"""Agreement is shown over the cases that the reader holds, by period, and opens none of them."""

from intake.services import record
from tests.plugins.coders import ARREST, ASSAULT, Coders, MakeCoders
from tests.plugins.sources import Testify
from tests.web.staff.conftest import Sit


def differ(pair: Coders) -> None:
    pair.first(ASSAULT)
    pair.second(ARREST)
    pair.decide(ARREST)


def test_says_what_is_to_come_where_nothing_is(desk: Sit) -> None:
    assert "No case that you hold was coded twice" in desk("rita").read("/agreement")


def test_tells_codes_confusions_and_cases_without_what_they_say(
    testify: Testify, coders: MakeCoders, desk: Sit
) -> None:
    pair = coders(testify())
    differ(pair)
    page = desk("anna").read("/agreement")
    for words in ("Arbitrary arrest", "too few cases to say", "Sexual violence", f"/case/{pair.case_id}", "0 %"):
        assert words in page, words
    assert "They came at night." not in page
    assert ">Agreement</a>" in page
    with pair.instance.database.reading() as uow:
        assert "open" not in {one.action for one in record.entries(uow, pair.who("anna"))}


def test_shows_one_period(testify: Testify, coders: MakeCoders, desk: Sit) -> None:
    differ(coders(testify()))
    anna = desk("anna")
    (period,) = {part.split('"')[0] for part in anna.read("/agreement").split('<option value="')[1:]} - {""}
    assert "selected" in anna.read(f"/agreement?period={period}")
    assert "selected" not in anna.read("/agreement?period=1999-Q1")


def test_is_not_for_who_reads_no_case(desk: Sit) -> None:
    for name in ("alena", "kira", "adam", "ilona"):
        assert desk(name).get("/agreement").status_code == 403
