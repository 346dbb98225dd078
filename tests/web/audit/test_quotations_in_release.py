"""The auditors print what two reviewers agreed on, as long as its source allows it, with the tables in one document."""

import io

import docx
from flask.testing import FlaskClient

from intake.domain.consent import Use
from intake.domain.passages import Chosen
from intake.services import quotations, switches
from intake.services.instance import Instance
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify, Told, Visiting
from tests.web.audit.conftest import SignIn, drawn_release


def quoted(instance: Instance, staff: Staff, testify: Testify) -> Told:
    told = testify("They came at night.", consent_quote="y")
    anna, boris = staff.keyring(instance, "anna"), staff.keyring(instance, "boris")
    quotations.mark(instance, anna, told.case_id, Chosen("at night"), "“At night,” she says.", "en")
    quotations.decide(instance, boris, told.case_id, "Q1", approved=True, reason="")
    return told


def lines(client: FlaskClient, release: str) -> list[str]:
    answer = client.get(f"/releases/{release}.docx")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].endswith('.docx"')
    return [line.text for line in docx.Document(io.BytesIO(answer.data)).paragraphs]


def test_tables_and_quotations_are_one_document(
    instance: Instance, staff: Staff, as_member: SignIn, testify: Testify, visit: Visiting
) -> None:
    told, draw, client = quoted(instance, staff, testify), drawn_release(instance, staff), as_member("alena")
    assert "At night" in client.get(f"/releases/{draw.release}").text
    found = lines(client, draw.release)
    for words in ("“At night,” she says.", "People by chapter", "How to read these numbers"):
        assert words in found
    assert told.case_id not in "".join(found)
    switches.change(instance, visit(told.codename), {Use.QUOTE: False}, language="en")
    assert "“At night,” she says." not in lines(client, draw.release)
    page = client.get(f"/releases/{draw.release}").text
    assert "At night" not in page
    assert "1 more is held back" in page


def test_the_document_is_the_same_each_time(instance: Instance, staff: Staff, as_member: SignIn) -> None:
    draw, client = drawn_release(instance, staff), as_member("artur")
    first = client.get(f"/releases/{draw.release}.docx").data
    assert client.get(f"/releases/{draw.release}.docx").data == first
