"""The auditors' pages: releases as pages and files, for auditors only, and the job that a page starts."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from typing_extensions import override

from intake.domain.declared import declared
from intake.domain.figures import LANGUAGES
from intake.domain.release_csv import as_csv
from intake.domain.release_json import as_json
from intake.domain.report import Report
from intake.services import release, release_job
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.release_files import as_docx, as_ods, as_xlsx
from intake.web.audit import job
from tests.plugins.drawing import items, past_cohort
from tests.plugins.instances import Staff
from tests.plugins.releases import CodedCase
from tests.web.audit.conftest import SignIn, drawn_release, post

PATIENCE = 120


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The releases whose job was started; none really is."""
    ids: list[str] = []
    monkeypatch.setattr(job, "start", lambda _instance, _keyring, release_id: ids.append(release_id))
    return ids


def test_a_release_is_a_page_with_every_cell_and_how_it_was_made(
    instance: Instance, staff: Staff, as_member: SignIn
) -> None:
    draw = drawn_release(instance, staff)
    page = Page(as_member("artur").get(f"/releases/{draw.release}").text)
    labels = [table.label(cell, "en") for table in declared(draw) for cell in table.cells()]
    assert [row[0] for row in page.rows if row[0] in labels] == labels
    below = draw.tables[0].threshold
    assert sum(row[1:2] == [f"<{below}"] for row in page.rows) == sum(
        cell.value is None for table in draw.tables for cell in table.cells()
    )
    assert len(page.meters) == sum(cell.value is not None for table in draw.tables for cell in table.cells())
    for said in ("OpenDP 0.16.0", "holas 0.1.0", "Version 2", "not totals or trends", draw.release):
        assert said in page.text


class Page(HTMLParser):
    """What a reader sees: the words, the cells of each table row, and the bars."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.meters: list[dict[str, str | None]] = []
        self._words: list[str] = []
        self._cell = False
        self.feed(html)
        self.text = _spaced("".join(self._words))
        self.rows = [[_spaced(cell) for cell in row] for row in self.rows]

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "meter":
            self.meters.append(dict(attrs))
        if tag == "tr":
            self.rows.append([])
        if tag in {"th", "td"}:
            self.rows[-1].append("")
            self._cell = True

    @override
    def handle_endtag(self, tag: str) -> None:
        self._cell = self._cell and tag not in {"th", "td"}

    @override
    def handle_data(self, data: str) -> None:
        self._words.append(data)
        if self._cell:
            self.rows[-1][-1] += data


def _spaced(text: str) -> str:
    return " ".join(text.split())


def test_files_are_what_the_domain_exports_and_stay_the_same(
    instance: Instance, staff: Staff, as_member: SignIn
) -> None:
    draw = drawn_release(instance, staff)
    clients = [as_member("alena"), as_member("artur")]
    for ending, kind, expected in (
        ("csv", "text/csv; charset=utf-8", as_csv(Report.draft(draw))),
        ("json", "application/json", as_json(Report.draft(draw))),
    ):
        for client in clients:
            answer = client.get(f"/releases/{draw.release}.{ending}")
            assert (answer.status_code, answer.data) == (200, expected)
            assert answer.headers["Content-Type"] == kind
            assert answer.headers["Content-Disposition"] == (
                f'attachment; filename="holas-release-{draw.cut_off.isoformat()}-{draw.release[:8]}.{ending}"'
            )
            assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_files_for_people_are_in_the_language_of_the_report(
    instance: Instance, staff: Staff, as_member: SignIn
) -> None:
    draw, client = drawn_release(instance, staff), as_member("alena")
    path, report = f"/releases/{draw.release}", Report.draft(draw)
    for language in LANGUAGES:
        page = client.get(f"{path}?language={language}").text
        for kind, make in (("xlsx", as_xlsx), ("ods", as_ods), ("docx", as_docx)):
            assert f'href="{path}.{kind}?language={language}"' in page
            answer = client.get(f"{path}.{kind}?language={language}")
            assert answer.data == make(report, language)
            assert f'{draw.release[:8]}.{language}.{kind}"' in answer.headers["Content-Disposition"]
    assert client.get(f"{path}.xlsx?language=xx").data == as_xlsx(report, "en")
    assert client.get(f"{path}.zip").status_code == 404


def test_no_case_and_no_time_of_day_leaves(
    instance: Instance, staff: Staff, as_member: SignIn, coded_case: CodedCase
) -> None:
    cases = [coded_case(), coded_case("asm_fine")]
    draw = drawn_release(instance, staff)
    client = as_member("alena")
    path = f"/releases/{draw.release}"
    for address in ("/releases", path, f"{path}.csv", f"{path}.json"):
        text = client.get(address).text
        assert not any(case_id in text or case_id[:8] in text for case_id in cases)
        assert not re.search(r"\b\d{1,2}:\d\d\b", text)


def test_the_list_leads_to_each_release_and_statistics_lead_to_the_list(
    instance: Instance, staff: Staff, as_member: SignIn
) -> None:
    client = as_member("alena")
    drawn = [drawn_release(instance, staff).release for _ in range(2)]
    page = client.get("/releases").text
    assert all(f'href="/releases/{one}"' in page for one in drawn)
    assert page.count("Drawn") == 2
    answer = client.get("/statistics")
    assert (answer.status_code, answer.location) == (303, "/releases")


def test_asking_starts_one_job_and_leads_to_a_page_that_looks_again(
    instance: Instance, staff: Staff, as_member: SignIn, started: list[str]
) -> None:
    client, subject = as_member("alena"), past_cohort(instance, staff)
    answer = post(client, "/releases", "/releases", subject=subject)
    assert (answer.status_code, answer.location) == (303, f"/releases/{started[0]}")
    waiting = client.get(answer.location)
    assert waiting.headers["Refresh"] == "5"
    assert "is being prepared" in waiting.text
    assert client.get(f"{answer.location}.csv").status_code == 404
    assert client.get(f"{answer.location}.json").status_code == 404
    assert post(client, "/account", "/releases", subject=subject).location == answer.location
    assert len(set(started)) == 1
    release_job.draw(instance, staff.keyring(instance, "alena"), started[0])
    assert "Refresh" not in client.get(answer.location).headers


def test_a_release_that_stopped_says_so_and_can_be_started_again(
    instance: Instance, staff: Staff, as_member: SignIn, started: list[str]
) -> None:
    release_id = release.ask(instance, staff.keyring(instance, "alena"), past_cohort(instance, staff))
    release.stop(instance, release_id)
    client = as_member("artur")
    path = f"/releases/{release_id}"
    page = client.get(path)
    assert "Refresh" not in page.headers
    assert "The preparation stopped" in page.text
    answer = post(client, path, f"{path}/draw")
    assert (answer.status_code, answer.location, started) == (303, path, [release_id])
    assert "is being prepared" in client.get(path).text


def test_a_drawn_release_is_not_started_again(
    instance: Instance, staff: Staff, as_member: SignIn, started: list[str]
) -> None:
    draw = drawn_release(instance, staff)
    answer = post(as_member("alena"), "/account", f"/releases/{draw.release}/draw")
    assert (answer.status_code, started) == (303, [])
    assert release.get(instance, staff.keyring(instance, "alena"), draw.release).draw == draw


def test_records_that_do_not_hold_are_told_on_the_page_only(
    instance: Instance, staff: Staff, as_member: SignIn, coded_case: CodedCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, freeze = coded_case(), release_job._freeze

    def freeze_then_break(*given: Any) -> None:
        freeze(*given)
        transact(instance.database, lambda uow: uow.statistics.change(broken, sealed=b"x" * 2000))

    monkeypatch.setattr(release_job, "_freeze", freeze_then_break)
    draw = drawn_release(instance, staff)
    client = as_member("alena")
    assert "1 case was left out" in client.get(f"/releases/{draw.release}").text
    assert "case was left out" not in client.get(f"/releases/{draw.release}.json").text


def test_changed_tables_are_refused_with_a_page(instance: Instance, staff: Staff, as_member: SignIn) -> None:
    draw = drawn_release(instance, staff)
    with instance.database.reading() as uow:
        stored = release.find(uow, draw.release).tables or b""
    changed = stored.replace(b"holas 0.1.0", b"holas 0.1.1")
    assert changed != stored
    transact(instance.database, lambda uow: uow.releases.change(draw.release, tables=changed))
    client = as_member("alena")
    for ending in ("", ".csv", ".json"):
        answer = client.get(f"/releases/{draw.release}{ending}")
        assert answer.status_code == 500
        assert "This is not what was stored" in answer.text


@pytest.mark.parametrize("who", ["anna", "rita", "kira", "ilona", "adam"])
def test_nobody_but_auditors_sees_or_asks(
    instance: Instance, staff: Staff, as_member: SignIn, started: list[str], who: str
) -> None:
    draw = drawn_release(instance, staff)
    path = f"/releases/{draw.release}"
    client = as_member(who)
    answers = [client.get(one) for one in ("/releases", "/statistics", path, f"{path}.csv", f"{path}.json")]
    answers += [post(client, "/account", one) for one in ("/releases", f"{path}/draw")]
    # Already the audience refuses; that there is no key either is for the services' own tests.
    assert [answer.status_code for answer in answers] == [403] * 7
    assert all("This page is not open to you" in answer.text for answer in answers)
    assert not started


def test_who_is_not_signed_in_is_asked_to(anybody: Callable[[], Any]) -> None:
    for address in ("/releases", "/statistics", f"/releases/{'a' * 32}", f"/releases/{'a' * 32}.csv"):
        answer = anybody().get(address)
        assert (answer.status_code, answer.location.partition("?")[0]) == (303, "/sign-in")


def test_a_form_without_our_token_does_nothing(instance: Instance, as_member: SignIn, started: list[str]) -> None:
    client = as_member("alena")
    assert client.post("/releases", data={"other": "1"}).status_code == 400
    assert client.post("/releases", data={"csrf_token": "forged"}).status_code == 400
    assert not started
    with instance.database.reading() as uow:
        assert uow.releases.count() == 0


@pytest.mark.parametrize("release_id", ["a" * 32, "a" * 31, "a" * 36, "..", "%00"])
def test_an_unknown_release_is_not_found(as_member: SignIn, release_id: str, started: list[str]) -> None:
    client = as_member("alena")
    for ending in ("", ".csv", ".json"):
        assert client.get(f"/releases/{release_id}{ending}").status_code == 404
    assert post(client, "/account", f"/releases/{release_id}/draw").status_code == 404
    assert not started


def test_the_job_draws_in_a_process_of_its_own_that_gets_its_keys_by_pipe(
    instance: Instance,
    staff: Staff,
    as_member: SignIn,
    instance_environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    subject = past_cohort(instance, staff)
    seen: list[str] = []
    popen = subprocess.Popen

    def note(*arguments: Any, **options: Any) -> Any:
        process = popen(*arguments, **options)
        folder = f"/proc/{process.pid}"
        for _ in range(5):
            for name in ("cmdline", "environ"):
                with open(f"{folder}/{name}", "rb") as file:  # noqa: PTH123 - a process's own view of itself
                    seen.append(file.read().decode(errors="replace"))
            time.sleep(0.05)
        return process

    assert instance_environment == {"HOLAS_HOME": str(instance.settings.home)}
    monkeypatch.setattr(subprocess, "Popen", note)
    client = as_member("alena")
    path = post(client, "/releases", "/releases", subject=subject).location
    end = time.monotonic() + PATIENCE
    while "Refresh" in client.get(path).headers and time.monotonic() < end:
        time.sleep(0.3)
    page = client.get(path).text
    assert "How it was made" in page
    assert "left out" not in page
    keyring = staff.keyring(instance, "alena")
    (item,) = items(instance, staff)
    assert item.release is not None
    assert release.get(instance, keyring, item.release.id).draw is not None
    _no_key_in(seen, keyring)


def _no_key_in(seen: list[str], keyring: Keyring) -> None:
    secrets = [keyring.identity.seed, *(private.seed for private in keyring.role_keys.values())]
    assert any("release" in text for text in seen)
    assert not any(secret.hex() in text for secret in secrets for text in seen)


def test_a_job_that_fails_marks_the_release_as_stopped(  # an instance in a folder, and what the job finds there
    instance: Instance,
    staff: Staff,
    as_member: SignIn,
    instance_environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """OpenDP is hidden from the job, as on a server that was installed without it."""
    assert instance_environment
    (tmp_path / "opendp").mkdir()
    (tmp_path / "opendp" / "__init__.py").write_text("raise ImportError")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), *sys.path]))
    subject, client = past_cohort(instance, staff), as_member("alena")
    path = post(client, "/releases", "/releases", subject=subject).location
    end = time.monotonic() + PATIENCE
    while "Refresh" in client.get(path).headers and time.monotonic() < end:
        time.sleep(0.3)
    assert "The preparation stopped" in client.get(path).text


def test_web_workers_never_load_opendp(instance_environment: dict[str, str]) -> None:
    program = (
        "import os, sys\n"
        "import intake.cli\n"
        "from intake.app import create_source_app, create_staff_app\n"
        "from intake.config import Settings\n"
        "from intake.wiring import open_instance\n"
        "instance = open_instance(Settings.from_mapping(os.environ))\n"
        "create_source_app(instance), create_staff_app(instance)\n"
        "print([name for name in sys.modules if name.split('.')[0] == 'opendp'])\n"
    )
    environment = {**os.environ, **instance_environment}
    ran = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False)
    assert (ran.stdout.strip(), ran.stderr, ran.returncode) == ("[]", "", 0)
