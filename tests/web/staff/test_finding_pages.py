"""Finding in the browser's own words: the form above the queue, saved lists, the table, title and summary."""

import csv
import io
import re

import pytest

from intake.domain.coding import Act, Coding
from intake.domain.consent import Use
from intake.domain.summary import Summary
from intake.services import list_export, mailbox, switches
from intake.services import queue as service
from intake.services.code import save_coding
from intake.services.instance import Instance
from intake.services.summary import save_summary
from intake.web.review.list_file import HEADINGS
from tests.plugins.coders import BEATING, MakeCoders
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify, Told, Visiting
from tests.web.staff.conftest import Desk, Sit

CASE = re.compile(r'class="case"\s+href="/case/([0-9a-f]{32})"')


@pytest.fixture
def told(instance: Instance, staff: Staff, testify: Testify) -> Told:
    """A case with a title that begins like a formula, beside one of which nothing is known."""
    told, anna = testify(language="be", role="witness"), staff.keyring(instance, "anna")
    testify()
    save_coding(instance, anna, told.case_id, Coding((Act("tor_beating", region="BY-HM"),)), 0)
    save_summary(instance, anna, told.case_id, Summary("=At the gate", "Beaten twice."), 0)
    return told


def listed(desk: Desk, path: str) -> list[str]:
    return CASE.findall(desk.read(path))


def test_the_form_narrows_the_list_and_says_what_was_asked_for(desk: Sit, told: Told) -> None:
    anna = desk("anna")
    assert len(listed(anna, "/queue")) == 2
    page = anna.read("/queue?words=gate&code=tor_beating&region=BY-HM&language=be&happened_from=&urgent=")
    assert CASE.findall(page) == [told.case_id]
    for words in ("1 case found.", "Words in title or summary: <bdi", ">gate<", ">Minsk (city)<", ">Belarusian<"):
        assert words in page
    assert re.search(r'<bdi class="title"\s+translate="no">=At the gate</bdi>', page)
    assert 'value="gate"' in page, "the form keeps what was asked for"
    assert "No case fits all of that." in anna.read("/queue?state=verified")
    assert listed(anna, "/queue?sort=newest&words=gate") == [told.case_id]


def test_a_date_that_is_not_understood_is_marked(desk: Sit, told: Told) -> None:
    page = desk("anna").read("/queue?received_from=soon&words=gate")
    assert CASE.findall(page) == [told.case_id]
    assert "This is no date that is understood." in page
    assert '<details class="finder" open>' in page


def test_pages_keep_what_was_asked_for(desk: Sit, testify: Testify, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "PAGE", 1)
    for _ in range(2):
        testify(language="be")
    page = desk("anna").read("/queue?language=be")
    assert "/queue?language=be&amp;page=2" in page
    assert "Page 1 of 2" in page


def test_what_the_source_wrote_since_is_marked_until_somebody_looks(
    desk: Sit, instance: Instance, told: Told, visit: Visiting
) -> None:
    mailbox.add_message(instance, visit(told.codename), "They came again.")
    anna = desk("anna")
    assert "The source wrote" in anna.read("/queue?news=1")
    anna.read(f"/case/{told.case_id}")
    assert listed(anna, "/queue?news=1") == []


def test_cases_that_wait_for_another_look_are_counted(
    desk: Sit, testify: Testify, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intake.services.desk.REWRAPPED_AT_ONCE", 1)
    for _ in range(4):
        testify()
    assert "not sorted yet" in desk("boris").read("/queue")


def test_lists_are_kept_renamed_and_deleted(desk: Sit) -> None:
    anna = desk("anna")
    answer = anna.send("/queue/filters", {"do": "keep", "name": "Gates", "words": "gate", "sort": "newest"})
    assert answer.headers["Location"] == "/queue?words=gate&sort=newest"
    page = anna.read("/queue?words=gate&sort=newest")
    assert "No case fits" in page
    assert 'href="/queue?words=gate&amp;sort=newest" aria-current="page"' in page
    assert "Gates" not in desk("boris").read("/queue")
    page = anna.read("/queue/filters")
    (filter_id,) = re.findall(r'name="filter"\s+value="([0-9a-f]{32})"', page)
    anna.send("/queue/filters", {"do": "rename", "filter": filter_id, "name": "At gates"})
    assert 'value="At gates"' in anna.read("/queue/filters")
    anna.send("/queue/filters", {"do": "rename", "filter": filter_id, "name": " "})
    assert "It needs a name" in anna.read("/queue/filters")
    anna.send("/queue/filters", {"do": "forget", "filter": filter_id})
    assert "There is none yet." in anna.read("/queue/filters")
    assert anna.send("/queue/filters", {"do": "steal", "filter": filter_id}).status_code == 400
    assert anna.send("/queue/filters", {"do": "forget", "filter": filter_id}).status_code == 404


def rows(desk: Desk, **asked: str) -> list[list[str]]:
    answer = desk.send("/queue/list", asked)
    assert answer.status_code == 200
    assert re.fullmatch(r'attachment; filename="cases-\d{4}-\d\d-\d\d.csv"', answer.headers["Content-Disposition"])
    return list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))


def test_a_list_is_taken_along_without_a_word_that_anybody_wrote(desk: Sit, told: Told) -> None:
    head, row = rows(desk("anna"), words="gate")
    assert head == [str(words) for words in HEADINGS.values()]
    said = dict(zip(head, row, strict=True))
    assert said["State"] == "Being coded"
    assert (said["What was done"], said["Region"], said["Language"]) == ("Beating", "Minsk (city)", "Belarusian")
    assert (said["Urgent"], said["Who speaks"], said["Happened from"]) == ("no", "A witness", "")
    assert not any("gate" in cell or "They came" in cell or told.case_id in cell for cell in row)


def test_a_list_says_what_is_missing(
    desk: Sit, instance: Instance, told: Told, visit: Visiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    switches.change(instance, visit(told.codename), {Use.READ: False})
    anna = desk("anna")
    assert rows(anna, language="be")[1:] == [["1 case is not in it: it may not be read now."]]
    monkeypatch.setattr(list_export, "MOST", 1)
    assert rows(anna)[-1] == ["1 case more fits, but a list takes no more. Look for fewer cases at a time."]


def test_whatever_a_source_sent_as_language_stays_as_it_is(desk: Sit, testify: Testify) -> None:
    testify(language="=x!")
    assert rows(desk("anna"))[1][list(HEADINGS).index("language")] == "'=x!"


@pytest.mark.parametrize("username", ["kira", "alena", "ilona", "adam"])
def test_others_take_nothing_along(desk: Sit, told: Told, username: str) -> None:
    other = desk(username)
    assert other.send("/queue/list", {}).status_code == 403
    assert other.send("/queue/filters", {"do": "keep", "name": "x"}).status_code == 403
    assert other.get(f"/case/{told.case_id}/summary").status_code == 403


def test_title_and_summary_are_changed_on_a_page_of_their_own(desk: Sit, told: Told) -> None:
    anna, path = desk("anna"), f"/case/{told.case_id}/summary"
    page = anna.read(path)
    assert 'value="=At the gate"' in page
    assert anna.send(path, {"title": "By night", "summary": "Twice.", "revision": "1"}).status_code == 303
    page = anna.read(f"/case/{told.case_id}")
    assert "By night" in page
    assert "=At the gate" not in page
    assert anna.send(path, {"title": "a" * 81, "revision": "2"}).status_code == 422
    answer = anna.send(path, {"title": "", "summary": told.codename, "revision": "2"})
    assert (answer.status_code, "There is a codename in it" in answer.get_data(as_text=True)) == (422, True)


def test_who_is_second_to_save_is_told_and_loses_nothing(desk: Sit, told: Told) -> None:
    path = f"/case/{told.case_id}/summary"
    desk("boris").send(path, {"title": "By Boris", "summary": "", "revision": "1"})
    answer = desk("anna").send(path, {"title": "By Anna", "summary": "Mine.", "revision": "1"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    for words in ("Somebody saved another version meanwhile", "By Boris", 'value="By Anna"', "Mine."):
        assert words in page
    assert re.search(r'name="revision"\s+value="2"', page)
    assert desk("anna").send(path, {"title": "By Anna", "revision": "x"}).status_code == 409
    assert desk("anna").send(path, {"title": "By Anna", "revision": "2"}).status_code == 303


def test_a_case_without_title_says_so(desk: Sit, testify: Testify) -> None:
    case_id = testify().case_id
    assert "Write title and summary" in desk("anna").read(f"/case/{case_id}")


def test_a_second_coder_is_offered_neither_title_nor_summary(desk: Sit, testify: Testify, coders: MakeCoders) -> None:
    pair = coders(testify(), share=100)
    pair.first(BEATING)
    ruslan = desk("ruslan")
    assert "Title and summary" not in ruslan.read(f"/case/{pair.case_id}")
    assert ruslan.get(f"/case/{pair.case_id}/summary").status_code == 409
