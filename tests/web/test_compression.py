"""What goes out compressed, and above all what does not: a size must not tell of a codename or an answer."""

import gzip

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient

from intake.app import create_source_app, create_staff_app
from intake.services.instance import Instance
from intake.web.access import audience
from intake.web.common import STATIC, _files, squeezed
from intake.web.compression import ENCODINGS, LEAST, compressed, is_compressed, pack
from tests.plugins.sources import Testify
from tests.web.conftest import SiteClient, site_client

MAY = {
    "source.start", "source.safety", "source.after", "source.about", "source.return_page", "source.testify",
    "source.step", "source.danger", "source.evidence", "source.kept",
}  # fmt: skip
TAKES = {"Accept-Encoding": "gzip, deflate, br"}
UNPACK = {"gzip": gzip.decompress, "br": brotli.decompress}


@pytest.fixture(params=[create_source_app, create_staff_app])
def app(request: pytest.FixtureRequest, instance: Instance) -> Flask:
    made: Flask = request.param(instance)
    return made


def test_only_pages_without_secrets_ask_for_it(instance: Instance) -> None:
    source, staff = create_source_app(instance), create_staff_app(instance)
    assert {name for name, view in source.view_functions.items() if is_compressed(view)} == MAY
    assert {name for name, view in staff.view_functions.items() if is_compressed(view)} == set()


def test_only_views_that_are_got_ask_for_it(instance: Instance) -> None:
    rules = create_source_app(instance).url_map.iter_rules()
    assert [rule.endpoint for rule in rules if rule.endpoint in MAY and "POST" in (rule.methods or ())] == []


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("path", ["", "safety", "after", "about", "return", "testify", "danger"])
def test_they_say_the_same_in_a_fraction_of_the_bytes(source_client: SiteClient, path: str, encoding: str) -> None:
    plain = source_client.get(f"/en/{path}")
    packed = source_client.get(f"/en/{path}", headers={"Accept-Encoding": encoding})
    assert packed.headers["Content-Encoding"] == encoding
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert "Content-Encoding" not in plain.headers
    assert len(packed.data) == packed.content_length < len(plain.data) / 1.7
    assert UNPACK[encoding](packed.data).decode().split("<h1>")[1][:20] == plain.text.split("<h1>")[1][:20]


def test_it_carries_no_time(source_client: SiteClient) -> None:
    assert source_client.get("/en/", headers={"Accept-Encoding": "gzip"}).data[4:8] == bytes(4)


def test_the_smaller_one_is_chosen(source_client: SiteClient) -> None:
    assert source_client.get("/en/", headers=TAKES).headers["Content-Encoding"] == "br"


@pytest.mark.parametrize("refused", ["", "identity", "gzip;q=0, br;q=0", "deflate"])
def test_a_browser_that_does_not_take_it_gets_it_plain(source_client: SiteClient, refused: str) -> None:
    answer = source_client.get("/en/", headers={"Accept-Encoding": refused})
    assert "Content-Encoding" not in answer.headers
    assert "<h1>" in answer.text


def test_codenames_answers_and_errors_stay_plain(source_client: SiteClient, testify: Testify) -> None:
    told = testify()
    token = source_client.get("/en/return").text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    form = {"csrf_token": token, "codename": told.codename}
    answers = [
        source_client.post("/en/return", data=form, content_type="multipart/form-data", headers=TAKES),
        source_client.get("/en/mailbox", headers=TAKES),
        source_client.get("/en/sealed", headers=TAKES),
        source_client.get("/en/nothing", headers=TAKES),
    ]
    assert "Answers to you" in answers[1].text or answers[1].status_code == 200
    assert [one.headers.get("Content-Encoding") for one in answers] == [None] * 4


def test_a_small_answer_is_not_worth_it(instance: Instance) -> None:
    app = create_source_app(instance)

    @app.get("/said/<int:size>")
    @audience("public")
    @compressed
    def said(size: int) -> str:
        return "x" * size

    client = site_client(app, instance.settings.source_url)
    assert "Content-Encoding" not in client.get(f"/said/{LEAST - 1}", headers=TAKES).headers
    assert client.get(f"/said/{LEAST}", headers=TAKES).headers["Content-Encoding"] == "br"


def test_static_files_are_packed_once_and_may_be_kept_for_good(app: Flask, instance: Instance) -> None:
    site = instance.settings.source_url if "source.start" in app.view_functions else instance.settings.staff_url
    client: FlaskClient = site_client(app, site)
    for name, file in _files().items():
        address = f"/static/{name}?v={file.mark}"
        plain = client.get(address)
        assert plain.data == file.content
        assert file.content == (STATIC / name).read_bytes() or name.endswith(".css")
        assert plain.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert "Content-Security-Policy" not in plain.headers
        assert plain.headers["X-Content-Type-Options"] == "nosniff"
        for encoding, packed in file.packed.items():
            assert client.get(address, headers={"Accept-Encoding": encoding}).data == packed
            assert packed == pack(file.content, encoding, once=True)
            assert UNPACK[encoding](packed) == file.content
        assert bool(file.packed) == ("Accept-Encoding" in plain.headers.get("Vary", ""))


def test_a_style_means_the_same_without_its_comments() -> None:
    style = """
/* why */
:lang(ar) :is(h1, h2)::after {
  content: "\\2212";
  width: calc(1rem + 2px); /* and
  more */
}

@media (min-width: 36rem) and (hover: hover) {
  a > b {
    margin: 0 auto;
  }
}
"""
    assert squeezed(style) == (
        ':lang(ar) :is(h1,h2)::after{content:"\\2212";width:calc(1rem + 2px)}'
        "@media (min-width:36rem) and (hover:hover){a > b{margin:0 auto}}"
    )


def test_a_file_asked_for_by_an_old_address_is_not_kept(source_client: SiteClient) -> None:
    for address in ("/static/holas.css", "/static/holas.css?v=000000000000"):
        assert source_client.get(address).headers["Cache-Control"] == "no-cache"
