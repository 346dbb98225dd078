"""The pages on which two auditors publish a release."""

import html
import re
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from intake.domain.draw import Draw
from intake.domain.draw_first import FIRST
from intake.domain.figures import Origin
from intake.services import figures, publishing
from intake.services.errors import NoKey
from intake.services.instance import Instance, transact
from intake.web.audit.publishing import publishable
from tests.plugins.drawing import add_drawn
from tests.plugins.figures import FACTS
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify
from tests.web.audit.conftest import SignIn, post

NEW = "/figures/new"


@pytest.fixture
def drawn(instance: Instance, staff: Staff) -> Draw:
    return add_drawn(instance, staff.keyring(instance, "alena"))


@pytest.fixture
def kept(instance: Instance, staff: Staff) -> list[str]:
    """Two figures in the register, one of them a zero."""
    return [figures.add(instance, staff.keyring(instance, "alena"), FACTS[name]) for name in ("S99", "S100")]


def _text(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def _page(draw: Draw) -> str:
    return f"/releases/{draw.release}/publish"


def _digest(client: FlaskClient, draw: Draw) -> str:
    found = re.search(r'name="digest"\s+value="([0-9a-f]{64})"', client.get(_page(draw)).text)
    assert found
    return found[1]


def test_two_auditors_publish_what_the_second_one_read(as_member: SignIn, drawn: Draw, kept: list[str]) -> None:
    alena, artur, page = as_member("alena"), as_member("artur"), _page(drawn)
    form = alena.get(page).text
    assert len(re.findall(r'name="figure"[^>]+checked', form)) == 2
    fields = {"figure": kept[0], "foreword_en": " What these <numbers> are. "}
    assert post(alena, page, f"/releases/{drawn.release}/propose", **fields).status_code == 303
    own = alena.get(page).text
    assert "another auditor must approve it" in own
    assert "Approve and publish" not in own
    read = _text(artur.get(page).text)
    for said in ("drafted by alena", "What these <numbers> are.", "About 900", "Figures that are left out"):
        assert said in read.replace("\N{NO-BREAK SPACE}", " ")
    assert "did not happen" in read.split("Figures that are left out")[1]
    approve = f"/releases/{drawn.release}/approve"
    assert post(artur, page, approve, digest=_digest(artur, drawn)).status_code == 303
    for client in (alena, artur):
        done = _text(client.get(page).text)
        assert "Published on" in done
        assert "What these <numbers> are." in done
        assert "<form" not in client.get(page).text.split("<main")[1].split("</main")[0]


def test_the_page_of_the_release_says_how_far_it_is(
    instance: Instance, staff: Staff, as_member: SignIn, drawn: Draw
) -> None:
    client, page = as_member("alena"), f"/releases/{drawn.release}"
    assert "Publish this release" in client.get(page).text
    alena, artur = (staff.keyring(instance, who) for who in ("alena", "artur"))
    publishing.propose(instance, alena, drawn.release, (), {})
    assert "Read the draft that waits for a second auditor" in client.get(page).text
    digest = publishing.proposed(instance, artur, drawn.release).proposal.digest
    publishing.publish(instance, artur, drawn.release, digest)
    shown = client.get(page).text
    assert "What was published with it" in shown
    assert f'href="{_page(drawn)}"' in shown


def test_what_was_typed_and_ticked_comes_back(
    as_member: SignIn, drawn: Draw, kept: list[str], testify: Testify
) -> None:
    alena, page = as_member("alena"), _page(drawn)
    propose = f"/releases/{drawn.release}/propose"
    typed = {"figure": kept[1], "foreword_be": "<Слова>"}
    for wrong in (testify().codename, "x" * 2001):
        answer = post(alena, page, propose, **typed, foreword_ru=wrong)
        assert answer.status_code == 422
        assert "Not kept yet" in answer.text
        assert "&lt;Слова&gt;</textarea>" in answer.text
        assert wrong in answer.text
        ticked = re.findall(r'value="([0-9a-f]{32})"[^>]+checked', answer.text)
        assert ticked == [kept[1]]


def test_a_draft_is_taken_back_and_written_anew(as_member: SignIn, drawn: Draw) -> None:
    alena, artur, page = as_member("alena"), as_member("artur"), _page(drawn)
    propose, approve = f"/releases/{drawn.release}/propose", f"/releases/{drawn.release}/approve"
    post(alena, page, propose)
    assert "Without figures by others" in artur.get(page).text
    digest = _digest(artur, drawn)
    assert "drawn before there were declared tables" in _text(_after(alena, page, propose))
    assert "You drafted it" in _after(alena, page, approve, digest=digest)
    assert "Taken back" in _after(artur, page, f"/releases/{drawn.release}/take-back")
    assert "It does not wait for approval any more" in _after(artur, page, approve, digest=digest)
    post(alena, page, propose, foreword_en="Another one.")
    assert "changed meanwhile" in _after(artur, page, approve, digest=digest)


def _after(client: FlaskClient, page: str, path: str, **fields: str) -> str:
    assert post(client, NEW, path, **fields).status_code == 303
    return client.get(page).text


def test_a_missing_key_is_said(as_member: SignIn, drawn: Draw, monkeypatch: pytest.MonkeyPatch) -> None:
    alena, artur, page = as_member("alena"), as_member("artur"), _page(drawn)
    post(alena, page, f"/releases/{drawn.release}/propose")

    def none(*_args: object) -> None:
        raise NoKey

    monkeypatch.setattr(publishing, "package", none)
    answer = _after(artur, page, f"/releases/{drawn.release}/approve", digest=_digest(artur, drawn))
    assert "You hold no key to sign with" in answer


def test_figures_that_wait_are_counted_and_not_offered(
    instance: Instance, staff: Staff, as_member: SignIn, drawn: Draw
) -> None:
    alena = as_member("alena")
    assert "There is no figure yet" in alena.get(_page(drawn)).text
    figures.add(instance, staff.keyring(instance, "alena"), replace(FACTS["S55"], origin=Origin.PUBLIC))
    page = alena.get(_page(drawn)).text
    assert "1 waits for a second auditor" in page
    assert 'name="figure"' not in page


@pytest.mark.parametrize("who", ["anna", "rita", "kira", "ilona", "adam"])
def test_nobody_else_sees_it(as_member: SignIn, drawn: Draw, who: str) -> None:
    assert as_member(who).get(_page(drawn)).status_code == 403


def test_there_is_nothing_to_publish_before_it_is_drawn(instance: Instance, as_member: SignIn, drawn: Draw) -> None:
    transact(instance.database, lambda uow: uow.releases.change(drawn.release, state="pending"))
    alena = as_member("alena")
    assert alena.get(_page(drawn)).status_code == 404
    assert alena.get(f"/releases/{'e' * 32}/publish").status_code == 404


def test_numbers_from_before_there_were_plans_are_not_published(drawn: Draw) -> None:
    assert publishable(drawn)
    assert not publishable(replace(drawn, table_version=FIRST))
