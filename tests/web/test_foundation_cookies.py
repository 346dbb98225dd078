"""The session cookie: signed, apart for each application, out of reach of scripts and of other sites."""

from dataclasses import replace

import pytest
from flask import session
from flask.testing import FlaskClient

from intake.app import create_source_app, create_staff_app
from intake.services.instance import Instance
from tests.web.conftest import SiteClient, site_client

ONION = f"http://{'holas' * 11}h.onion"


def set_cookie(client: FlaskClient) -> str:
    return client.get("/en/testify").headers["Set-Cookie"]


def at(instance: Instance, url: str) -> SiteClient:
    moved = replace(instance, settings=replace(instance.settings, source_url=url))
    return site_client(create_source_app(moved), url)


def test_it_is_strict_and_gone_when_the_browser_closes(source_client: FlaskClient) -> None:
    cookie = set_cookie(source_client)
    assert cookie.startswith("visit=")
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Path=/" in cookie
    assert "Expires" not in cookie
    assert "Max-Age" not in cookie
    assert "Domain" not in cookie


def test_under_tls_it_belongs_to_this_host_alone(instance: Instance) -> None:
    client = at(instance, "https://holas.example")
    cookie = set_cookie(client)
    assert cookie.startswith("__Host-visit=")
    assert "Secure" in cookie
    assert "max-age" in client.get("/en/").headers["Strict-Transport-Security"]


def test_pages_that_need_no_session_set_none(source_client: FlaskClient) -> None:
    for path in ("/en/", "/en/safety", "/en/about", "/nothing"):
        assert "Set-Cookie" not in source_client.get(path).headers


def test_a_changed_cookie_is_an_empty_session(source_client: FlaskClient) -> None:
    source_client.get("/en/testify")
    cookie = source_client.get_cookie("visit")
    assert cookie is not None
    source_client.set_cookie("visit", cookie.value[:-2] + "xx")
    with source_client:
        source_client.get("/en/")
        assert dict(session) == {}


def test_a_source_cookie_means_nothing_to_the_staff_app(instance: Instance, source_client: FlaskClient) -> None:
    source_client.get("/en/testify")
    cookie = source_client.get_cookie("visit")
    assert cookie is not None
    staff = site_client(create_staff_app(instance), instance.settings.staff_url)
    staff.set_cookie("desk", cookie.value)
    with staff:
        staff.get("/sign-in")
        assert "s" not in session


@pytest.mark.parametrize(
    ("asked", "announced"),
    [
        ("/en/safety", "/en/safety"),
        ("/en/testify?draft=" + "a" * 32, "/en/testify?draft=" + "a" * 32),
        ("/en/nothing?q=%D1%8F&r=a%20b", "/en/nothing?q=%D1%8F&r=a%20b"),
        ("/en/%D1%8F%0d%0aX-Other:%20y", "/en/%D1%8F%0D%0AX-Other%3A%20y"),
    ],
)
def test_the_onion_address_is_announced(instance: Instance, asked: str, announced: str) -> None:
    client = with_onion(instance)
    headers = client.get(asked).headers
    assert headers["Onion-Location"] == ONION + announced
    assert "X-Other" not in headers


@pytest.mark.parametrize("path", ["/", "/healthz", "/static/icon.svg", "/static/holas.css"])
def test_the_onion_address_stands_on_pages_only(instance: Instance, path: str) -> None:
    assert "Onion-Location" not in with_onion(instance).get(path).headers


def test_the_safety_page_names_it(instance: Instance) -> None:
    assert ONION in with_onion(instance).get("/en/safety").text


def with_onion(instance: Instance) -> SiteClient:
    settings = replace(instance.settings, onion_url=ONION)
    return site_client(create_source_app(replace(instance, settings=settings)), settings.source_url)
