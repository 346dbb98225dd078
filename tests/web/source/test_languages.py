"""Changing the language: each page in each language, its draft kept, and written the right way round."""

import re
from dataclasses import replace

import pytest

from intake.app import create_source_app, create_staff_app
from intake.services.instance import Instance
from tests.web.conftest import site_client
from tests.web.source.conftest import TOLD, Source

THREE = ("en", "be", "ar")
LINK = re.compile(r'<a href="([^"]+)"\s+lang="(\w+)"\s+hreflang="(\w+)"\s+dir="(\w+)">([^<]+)</a>')


@pytest.fixture
def source(instance: Instance) -> Source:
    settings = replace(instance.settings, languages=THREE)
    return Source(create_source_app(replace(instance, settings=settings)), settings.source_url)


def links(page: str) -> dict[str, tuple[str, str, str]]:
    """Address, direction and name by language."""
    found = LINK.findall(page)
    assert all(code == target for _, code, target, _, _ in found)
    return {code: (address, way, name) for address, code, _, way, name in found}


@pytest.mark.parametrize("name", ["", "safety", "after", "about", "return", "testify", "evidence", "mailbox"])
def test_every_page_leads_to_itself_in_the_other_languages(source: Source, name: str) -> None:
    page = source.get(f"/{name}").answer
    draft = re.search(r'name="draft"\s+value="(\w{32})"', page.text)
    there = links(page.text)
    assert set(there) == {"be", "ar"}
    assert there["be"][0].split("?")[0] == f"/be/{page.request.path.removeprefix('/en/')}"
    assert there["ar"][1:] == ("rtl", "العربية")
    if "draft" in page.request.args:
        assert draft
        assert f"draft={draft.group(1)}" in there["be"][0]


def test_the_draft_goes_along(source: Source) -> None:
    form = source.get("/testify").fields
    kept = source.post("/testify", {**form, "narrative": TOLD, "save": "1"})
    address = links(kept.answer.text)["ar"][0]
    assert "saved" not in address
    page = source.client.get(address, base_url=source.site)
    assert '<html lang="ar" dir="rtl">' in page.text
    assert TOLD in page.text


def test_the_codename_page_stays_the_codename_page(source: Source) -> None:
    told = source.tell()
    again = source.client.get(links(told.answer.text)["ar"][0], base_url=source.site)
    assert all(f"<span>{word}</span>" in again.text for word in told.codename.split())


@pytest.mark.parametrize("path", ["/en/nothing", "/en/withdraw"])
def test_where_there_is_no_page_the_first_page_is_offered(source: Source, path: str) -> None:
    page = source.client.get(path, base_url=source.site)
    assert links(page.text)["ar"][0] == "/ar/"


def test_where_there_is_no_page_the_address_still_says_the_language(source: Source) -> None:
    page = source.client.get("/ar/nothing", base_url=source.site)
    assert page.status_code == 404
    assert '<html lang="ar" dir="rtl">' in page.text


def test_what_stands_in_an_address_beside_the_draft_is_not_passed_on(source: Source) -> None:
    page = source.get("/return?draft=&name=Somebody&q=a%22%3E")
    assert "Somebody" not in page.answer.text
    assert links(page.answer.text)["be"][0] == "/be/return?draft="


def test_one_language_needs_no_choice(instance: Instance) -> None:
    settings = replace(instance.settings, languages=("en",))
    alone = Source(create_source_app(replace(instance, settings=settings)), settings.source_url)
    assert "hreflang" not in alone.get("/").answer.text


def test_staff_pages_are_in_one_language(instance: Instance) -> None:
    client = site_client(create_staff_app(instance), instance.settings.staff_url)
    page = client.get("/sign-in", headers={"Accept-Language": "ar"})
    assert '<html lang="en" dir="ltr">' in page.text
