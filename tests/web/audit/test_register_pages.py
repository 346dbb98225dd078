"""The pages of figures by others: the register, one figure with its traps, and the form, which loses nothing."""

import html
import re

import pytest
from flask.testing import FlaskClient

from intake.domain.figure_form import shown
from intake.domain.figure_rules import Hint, Problem, places
from intake.domain.figures import Origin
from intake.services import figures
from intake.services.instance import Instance
from intake.web.audit.figure_words import HINTS, ORIGINS, PROBLEMS
from tests.plugins.figures import FACTS
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify
from tests.web.audit.conftest import SignIn, post

LIST = "/figures"
NEW = "/figures/new"
COMPLAINTS = places()["table:complaints"].label()


def _text(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def _add(client: FlaskClient, name: str, **more: str) -> str:
    """Add a figure as the page does, and return the address of its page."""
    answer = post(client, NEW, NEW, **shown(FACTS[name]) | more)
    assert answer.status_code == 303, _text(answer.text)
    return str(answer.headers["Location"])


def test_a_figure_is_added_read_and_listed_where_it_stands(as_member: SignIn) -> None:
    alena = as_member("alena")
    page = _text(alena.get(_add(alena, "S99")).text)
    for said in (
        "About 900 Complaints: about violence by the police",
        "Каля 900 Скаргі: на гвалт міліцыі",
        "Около 900 Жалобы: на насилие милиции",
        "Independent monitors; Local monitors, yearly review, page 12 , 31 December 2020",
        f"Where it stands {COMPLAINTS}",
        "Written by alena",
    ):
        assert said in page.replace("\N{NO-BREAK SPACE}", " "), said
    assert str(HINTS[Hint.COMPLAINTS_NOT_PERSONS]) in page
    listed = _text(as_member("artur").get(LIST).text)
    assert "At the beginning of the report" not in listed
    assert listed.index(COMPLAINTS) < listed.index("about violence by the police")


def test_figures_stand_in_the_order_of_the_report(as_member: SignIn) -> None:
    alena = as_member("alena")
    for name in ("S99", "S42", "S41", "S5"):
        _add(alena, name)
    listed = _text(alena.get(LIST).text)
    order = ["At the beginning of the report", "Assembly", "Torture", COMPLAINTS]
    assert sorted(order, key=listed.index) == order


def test_a_zero_is_printed_and_marked(as_member: SignIn) -> None:
    alena = as_member("alena")
    page = _text(alena.get(_add(alena, "S100")).text)
    assert "0 Criminal cases: opened against officers after complaints" in page
    assert "until 31 December 2020" in page
    assert "did not happen" in _text(alena.get(LIST).text)


def test_a_time_that_is_open_is_said_in_words(as_member: SignIn) -> None:
    alena = as_member("alena")
    page = _add(alena, "S99", since="9.8.2020", until="")
    assert "since 9 August 2020" in _text(alena.get(page).text)


def test_two_figures_that_may_be_taken_for_each_other_name_each_other(as_member: SignIn) -> None:
    alena = as_member("alena")
    cases, complaints = _add(alena, "S48 cases"), _add(alena, "S99")
    page = alena.get(cases).text
    assert str(HINTS[Hint.SAME_NUMBER]) in _text(page)
    assert f'href="{complaints}"' in page


def test_what_is_wrong_is_said_all_at_once_and_nothing_typed_is_lost(as_member: SignIn) -> None:
    alena = as_member("alena")
    typed = {"text_be": "<забітыя>", "number": "дзевяць", "since": "soon", "source_by": "", "unit": "person"}
    answer = post(alena, NEW, NEW, **typed)
    assert answer.status_code == 422
    page = html.unescape(answer.text)
    for problem in (Problem.BAD_NUMBER, Problem.BAD_TIME, Problem.NO_SOURCE, Problem.NO_ORIGIN):
        field, words = PROBLEMS[problem]
        assert str(words) in page
        assert f'href="#{field}"' in page
        assert f'id="{field}"' in page
    for value in ('value="<забітыя>"', 'value="дзевяць"', 'value="soon"', '<option value="person" selected>'):
        assert value in page
    assert "There is no figure yet" in alena.get(LIST).text


def test_every_problem_and_hint_and_origin_has_its_words() -> None:
    assert set(PROBLEMS) == set(Problem)
    assert set(HINTS) == set(Hint)
    assert set(ORIGINS) == set(Origin)


def test_a_codename_is_never_kept(as_member: SignIn, testify: Testify) -> None:
    alena = as_member("alena")
    codename = testify().codename
    answer = post(alena, NEW, NEW, **shown(FACTS["S99"]) | {"text_en": codename})
    assert (answer.status_code, "There is a codename in it" in answer.text) == (422, True)
    page = _add(alena, "S99")
    changed = post(alena, f"{page}/change", f"{page}/change", **shown(FACTS["S99"]) | {"text_en": codename})
    assert (changed.status_code, "There is a codename in it" in changed.text) == (422, True)


def test_a_figure_is_changed_and_a_change_meanwhile_is_shown_beside_it(as_member: SignIn) -> None:
    alena, artur = as_member("alena"), as_member("artur")
    page = _add(alena, "S44")
    form = f"{page}/change"
    assert 'value="6700"' in alena.get(form).text
    assert post(artur, form, form, **shown(FACTS["S44"]) | {"number": "6701", "revision": "1"}).status_code == 303
    stale = post(alena, form, form, **shown(FACTS["S44"]) | {"number": "6702", "revision": "1"})
    assert stale.status_code == 409
    assert "Somebody saved another version meanwhile" in stale.text
    assert "6,701" in stale.text
    assert 'value="6702"' in stale.text
    revision = re.search(r'name="revision"\s+value="(\d+)"', stale.text)
    assert revision
    kept = post(alena, form, form, **shown(FACTS["S44"]) | {"number": "6702", "revision": revision[1]})
    assert kept.status_code == 303
    assert "6,702" in alena.get(page).text
    wrong = post(alena, form, form, **shown(FACTS["S44"]) | {"number": "x", "revision": "3"})
    assert (wrong.status_code, 'value="x"' in wrong.text) == (422, True)


def test_public_cases_wait_for_another_auditor(as_member: SignIn) -> None:
    alena, artur = as_member("alena"), as_member("artur")
    page = _add(alena, "S55", origin="public_cases")
    approve = f"{page}/approve"
    assert "another auditor must approve it" in alena.get(page).text
    assert "Approve it</button>" not in alena.get(page).text
    assert "Waiting for a second auditor" in artur.get(LIST).text
    post(alena, NEW, approve, revision="1")
    assert "You wrote it, so another auditor must approve it" in alena.get(page).text
    post(artur, page, approve, revision="7")
    assert "It was changed meanwhile" in artur.get(page).text
    post(artur, page, approve, revision="1")
    done = _text(artur.get(page).text)
    assert "Approved. A report may print it from now on." in done
    assert "Approved by artur" in done
    assert "Waiting for a second auditor" not in alena.get(LIST).text
    post(artur, page, approve, revision="1")
    assert "It needs no approval, or has it already" in artur.get(page).text


def test_a_figure_is_removed(as_member: SignIn) -> None:
    alena = as_member("alena")
    page = _add(alena, "S99")
    assert post(alena, page, f"{page}/remove").status_code == 303
    assert "The figure is removed" in alena.get(LIST).text
    for path in (page, f"{page}/change"):
        assert alena.get(path).status_code == 404
    assert post(alena, NEW, f"{page}/remove").status_code == 404


@pytest.mark.parametrize("who", ["anna", "rita", "kira", "ilona", "adam"])
def test_nobody_else_sees_it(instance: Instance, staff: Staff, as_member: SignIn, who: str) -> None:
    figure_id = figures.add(instance, staff.keyring(instance, "alena"), FACTS["S99"])
    member = as_member(who)
    for path in (LIST, NEW, f"{LIST}/{figure_id}", f"{LIST}/{figure_id}/change"):
        assert member.get(path).status_code == 403
    assert "Figures by others" not in member.get("/account").text
