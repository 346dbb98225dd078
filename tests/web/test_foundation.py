"""What every page of both applications has in common."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient


@pytest.fixture(params=["source_client", "staff_client"])
def client(request: pytest.FixtureRequest) -> Iterator[FlaskClient]:
    yield request.getfixturevalue(request.param)


def test_health_says_ok_and_nothing_else(client: FlaskClient) -> None:
    answer = client.get("/healthz", headers={"Host": "10.0.0.1"})
    assert (answer.status_code, answer.text) == (200, "ok")


def test_other_host_names_are_refused(client: FlaskClient) -> None:
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400


def test_root_leads_to_a_language(source_client: FlaskClient) -> None:
    answer = source_client.get("/", headers={"Accept-Language": "xx, be;q=0.5"})
    assert (answer.status_code, answer.location) == (302, "/en/")


def test_unknown_page_is_a_page(client: FlaskClient) -> None:
    answer = client.get("/nothing-here")
    assert answer.status_code == 404
    assert "There is nothing here" in answer.text
