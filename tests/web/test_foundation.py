"""What every page of both applications has in common: access, headers, cookies, errors, languages."""

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from intake.app import create_source_app, create_staff_app
from intake.services.errors import Refused
from intake.services.instance import Instance
from intake.web.access import AUDIENCES, audience, declared
from intake.web.errors import STATUS, WORDS
from intake.web.headers import host_of
from tests.web.conftest import site_client


@pytest.fixture(params=["source_client", "staff_client"])
def client(request: pytest.FixtureRequest) -> FlaskClient:
    chosen: FlaskClient = request.getfixturevalue(request.param)
    return chosen


def apps(instance: Instance) -> tuple[Flask, Flask]:
    return create_source_app(instance), create_staff_app(instance)


def test_every_route_declares_its_audience(instance: Instance) -> None:
    for app in apps(instance):
        views = {rule.endpoint: app.view_functions[rule.endpoint] for rule in app.url_map.iter_rules()}
        assert len(views) > 5
        assert {name for name, view in views.items() if not declared(view)} == set()


def test_the_public_app_has_no_staff_route(instance: Instance) -> None:
    source, staff = apps(instance)
    assert {one for view in source.view_functions.values() for one in declared(view)} == {"public", "source"}
    assert "source" not in {one for view in staff.view_functions.values() for one in declared(view)}


def test_an_undeclared_route_is_refused(instance: Instance) -> None:
    app = create_source_app(instance)
    app.add_url_rule("/forgotten", view_func=lambda: "secret", endpoint="forgotten")
    answer = site_client(app, instance.settings.source_url).get("/forgotten")
    assert answer.status_code == 403
    assert "secret" not in answer.text


def test_a_staff_route_does_not_open_on_the_public_app(instance: Instance) -> None:
    app = create_source_app(instance)

    @app.get("/inside")
    @audience("intake")
    def inside() -> str:
        return "secret"

    assert site_client(app, instance.settings.source_url).get("/inside").status_code == 403


@pytest.mark.parametrize("names", [(), ("everyone",), ("source", "everyone")])
def test_an_unknown_audience_cannot_be_declared(names: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="audience"):
        audience(*names)


def test_audiences_are_few() -> None:
    assert len(AUDIENCES) == 10


def test_health_says_ok_and_nothing_else(client: FlaskClient) -> None:
    answer = client.get("/healthz", headers={"Host": "10.0.0.1"})
    assert (answer.status_code, answer.text, answer.mimetype) == (200, "ok", "text/plain")


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost", "localhost:8002", "localhost.:8000", "localhost:8000.evil"]
)
def test_other_host_names_are_refused(client: FlaskClient, host: str) -> None:
    answer = client.get("/", headers={"Host": host})
    assert answer.status_code == 400
    assert "evil" not in answer.text


@pytest.mark.parametrize(
    ("site", "host"),
    [
        ("https://example.org", "example.org"),
        ("https://example.org:443", "example.org"),
        ("https://example.org:8443", "example.org:8443"),
        ("http://127.0.0.1:8000", "127.0.0.1:8000"),
        ("http://[::1]:8000", "[::1]:8000"),
    ],
)
def test_the_host_is_what_a_browser_sends(site: str, host: str) -> None:
    assert host_of(site) == host


def test_every_page_carries_the_strict_headers(client: FlaskClient) -> None:
    for path in ("/nothing-here", "/healthz"):
        headers = client.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none';")
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "geolocation=()" in headers["Permissions-Policy"]
        assert "Strict-Transport-Security" not in headers
        assert "Onion-Location" not in headers


def test_an_answer_that_is_not_shown_carries_only_what_counts(client: FlaskClient) -> None:
    headers = client.get("/").headers
    assert headers["Location"]
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert client.get("/").data == b""
    assert not {"Permissions-Policy", "Content-Security-Policy", "X-Frame-Options", "Onion-Location"} & set(
        headers.keys()
    )


def test_static_files_may_be_kept(client: FlaskClient) -> None:
    page = client.get("/nothing-here").text
    address = re.search(r"/static/holas\.css\?v=\w{12}", page)
    assert address
    answer = client.get(address.group())
    assert answer.status_code == 200
    assert "max-age=31536000" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers
    answer.close()
    assert client.get("/static/../config.py").status_code == 404
    assert client.get("/static/nothing.css").status_code == 404


def test_no_page_asks_another_host_for_anything(source_client: FlaskClient) -> None:
    for path in ("/en/", "/en/testify", "/en/safety", "/en/about", "/en/return"):
        page = source_client.get(path).text
        assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', page)
        assert not re.search(r"\sstyle=|<style|\son\w+=|<script>", page)


@pytest.mark.parametrize(
    ("asked", "led"), [("xx, be;q=0.5", "be"), ("ar-EG, en;q=0.2", "ar"), ("xx", "en"), ("", "en"), ("en-US,be", "en")]
)
def test_root_leads_to_a_language(instance: Instance, asked: str, led: str) -> None:
    settings = replace(instance.settings, languages=("en", "be", "ar"))
    client = site_client(create_source_app(replace(instance, settings=settings)), settings.source_url)
    answer = client.get("/", headers={"Accept-Language": asked})
    assert (answer.status_code, answer.location) == (302, f"/{led}/")
    assert "Accept-Language" in answer.headers["Vary"]


def test_an_unknown_language_is_no_page(source_client: FlaskClient) -> None:
    assert source_client.get("/xx/").status_code == 404
    assert source_client.get("/enn/").status_code == 404


def test_pages_say_their_language_and_direction(source_client: FlaskClient) -> None:
    assert '<html lang="en" dir="ltr">' in source_client.get("/en/").text


@pytest.mark.parametrize(("path", "method", "status"), [("/en/nothing", "GET", 404), ("/en/withdraw", "GET", 405)])
def test_errors_are_pages_of_the_source(source_client: FlaskClient, path: str, method: str, status: int) -> None:
    answer = source_client.open(path, method=method)
    assert answer.status_code == status
    assert str(WORDS[status].heading) in answer.text
    assert "Leave now" in answer.text


def test_a_wrong_method_says_which_are_right(source_client: FlaskClient) -> None:
    assert "POST" in source_client.get("/en/withdraw").headers["Allow"]


def test_every_refusal_has_a_status_with_words() -> None:
    kinds: list[type[Refused]] = [Refused, *Refused.__subclasses__()]
    assert len(kinds) > 15
    for kind in kinds:
        assert STATUS[kind.code] in WORDS


def test_a_failure_says_nothing_about_itself(instance: Instance, capsys: pytest.CaptureFixture[str]) -> None:
    app = create_source_app(instance)

    @app.get("/broken")
    @audience("public")
    def broken() -> str:
        message = "what somebody wrote"
        raise RuntimeError(message)

    answer = site_client(app, instance.settings.source_url).get("/broken")
    logged = capsys.readouterr().err
    assert answer.status_code == 500
    assert "Something broke on our side" in answer.text
    assert "RuntimeError in test_foundation.py" in logged
    assert "what somebody wrote" not in answer.text + logged


def test_refusals_by_code(instance: Instance) -> None:
    app = create_source_app(instance)
    kinds = {kind.code: kind for kind in Refused.__subclasses__() if kind.__init__ is Refused.__init__}

    @app.get("/refuse/<code>")
    @audience("public")
    def refuse(code: str) -> str:
        raise kinds[code]

    client = site_client(app, instance.settings.source_url)
    assert {code: client.get(f"/refuse/{code}").status_code for code in kinds} == {code: STATUS[code] for code in kinds}
