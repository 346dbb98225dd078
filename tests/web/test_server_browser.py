"""What a real browser shows when the server answers before the whole upload came: the page, not a broken connection."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Response

from tests.web.tiny_server import TinyServer

MB = 1_000_000
MOST = 20 * MB


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TinyServer]:
    limits = {"body_bytes": MOST, "file_bytes": 5 * MB}
    with TinyServer(tmp_path_factory.mktemp("tiny"), limits=limits) as running:
        yield running


def send(page: Page, server: TinyServer, files: list[Path], csrf: str = "good") -> Response:
    page.goto(f"http://127.0.0.1:{server.ports[0]}/page")
    page.fill("[name=csrf_token]", csrf)
    page.fill("[name=narrative]", "Мае словы")
    page.set_input_files("[name=file]", files)
    with page.expect_navigation() as navigation:
        page.click("button")
    return navigation.value


def made(folder: Path, *sizes: int) -> list[Path]:
    paths = [folder / f"{number}.mp4" for number in range(len(sizes))]
    for path, size in zip(paths, sizes, strict=True):
        with path.open("wb") as file:
            file.truncate(size)
    return paths


def test_more_than_may_come(plain_page: Page, server: TinyServer, tmp_path: Path) -> None:
    response = send(plain_page, server, made(tmp_path, 400 * MB))
    assert response.status == 413
    told = response.json()
    assert told["problem"] == ["body-too-large", "file"]
    assert told["fields"]["narrative"] == ["Мае словы"]
    assert "body-too-large" in plain_page.content()


def test_one_file_too_large_among_others(plain_page: Page, server: TinyServer, tmp_path: Path) -> None:
    response = send(plain_page, server, made(tmp_path, 1 * MB, 12 * MB, 2 * MB))
    assert response.status == 413
    assert [told[2] for told in response.json()["files"]] == ["kept", "too-large", "kept"]


def test_a_forged_form(plain_page: Page, server: TinyServer, tmp_path: Path) -> None:
    response = send(plain_page, server, made(tmp_path, 400 * MB), csrf="forged")
    assert response.status == 403
    assert "forged" in plain_page.content()


def test_no_file_chosen(plain_page: Page, server: TinyServer) -> None:
    response = send(plain_page, server, [])
    assert response.status == 200
    assert response.json()["files"] == []
