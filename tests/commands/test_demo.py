"""`holas demo`: ready when it says so, marked on every page, kept in its folder, and never in a real instance."""

import json
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from intake.commands import demo as demos
from intake.commands import demo_home
from intake.web.server import listen
from tests.commands.tools import PATIENCE, Home, failed, holas, mode, page
from tests.plugins.server import HOLAS, DemoServer, StartDemo

BANNER = "This is a demonstration. Everything in it is invented. Do not enter anything real."
FEW = ("--cases", "3")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoServer]:
    """A demo for the tests that only look."""
    server = DemoServer(tmp_path_factory.mktemp("demo"), *FEW)
    server.start()
    yield server
    server.kill()


def test_it_answers_once_it_says_so(demo: DemoServer) -> None:
    assert page(f"{demo.source}/healthz") == page(f"{demo.staff}/healthz") == "ok"
    roles = [one.role for one in demo.sign_ins]
    assert {role: roles.count(role) for role in roles} == {
        "intake": 2,
        "reviewer": 3,
        "custodian": 2,
        "auditor": 2,
        "interviewer": 1,
        "admin": 1,
    }
    assert {one.totp_secret for one in demo.sign_ins} == {None}


def test_every_page_says_that_it_is_a_demo(demo: DemoServer) -> None:
    for address in (f"{demo.source}/en/", f"{demo.source}/en/testify", f"{demo.staff}/sign-in"):
        assert BANNER in page(address)


def test_its_folder_is_closed_to_others_and_its_sign_ins_are_there_alone(demo: DemoServer) -> None:
    assert mode(demo.home) == 0o700
    files = [path for path in demo.home.rglob("*") if path.is_file()]
    assert {mode(path) for path in files} == {0o600}
    phrase = demo.sign_ins[0].passphrase.encode()
    assert [path.name for path in files if phrase in path.read_bytes()] == ["demo-sign-ins.json"]


def test_it_can_be_stopped_and_started_again(start_demo: StartDemo) -> None:
    demo = start_demo(*FEW)
    before = demo.sign_ins
    demo.restart()
    assert demo.sign_ins == before
    assert page(f"{demo.source}/healthz") == "ok"
    demo.stop()
    listed = holas("case", "list", home=demo.home)
    assert "3 cases" in listed.stdout, listed.output


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_without_a_folder_it_leaves_nothing(number: signal.Signals, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [HOLAS, "demo", "--json", "--source-port", "0", "--staff-port", "0", "--cases", "1"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        start_new_session=True,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    assert json.loads(line).keys() == {"source", "staff", "sign_ins"}
    assert [path.name.startswith("holas-demo-") for path in tmp_path.iterdir()] == [True]
    os.killpg(process.pid, number)  # as Ctrl-C in a terminal: to the servers as well
    rest, said = process.communicate(timeout=PATIENCE)
    assert (process.returncode, rest) == (0, "")
    assert said.splitlines()[-1] == "Stopped."
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []


def test_a_real_instance_is_refused(home: Home) -> None:
    before = sorted(home.folder.rglob("*"))
    done = holas("demo", "--home", home.folder)
    assert "invented cases never go into a real instance" in failed(done)
    assert sorted(home.folder.rglob("*")) == before


def test_so_is_a_folder_with_anything_else(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    assert "something that is not a demo" in failed(holas("demo", "--home", tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_demo_that_was_cut_off_is_told(small_demo: Home) -> None:
    (small_demo.folder / "demo-sign-ins.json").unlink()
    assert "was not finished" in failed(holas("demo", "--home", small_demo.folder))


@pytest.mark.parametrize("name", ["HOLAS_DATABASE_URL", "HOLAS_BLOB_URL", "HOLAS_GRANT_KEY_FILE", "HOLAS_SECRET_FILE"])
def test_a_shell_set_up_for_a_real_instance_is_refused(name: str, tmp_path: Path) -> None:
    done = holas("demo", "--home", tmp_path / "demo", environ={name: "postgresql+psycopg://anna:hunter-two@x/y"})
    assert f"{name} is set" in failed(done)
    assert "hunter-two" not in done.output
    assert not (tmp_path / "demo").exists()


def test_a_taken_port_is_told_before_anything_is_invented(tmp_path: Path) -> None:
    with listen(("127.0.0.1", 0)) as door:
        port = str(door.getsockname()[1])
        done = holas("demo", "--home", tmp_path / "demo", "--source-port", "0", "--staff-port", port)
    assert f"port {port}" in failed(done)
    assert "Choose another port for the staff app." in done.stderr
    assert not (tmp_path / "demo").exists()


def test_a_filling_that_fails_leaves_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(demo_home, "fill", fail)
    failed(holas("demo", "--home", tmp_path / "demo", "--source-port", "0", "--staff-port", "0"))
    assert list((tmp_path / "demo").iterdir()) == []


def test_on_a_terminal_a_table_tells_whom_to_sign_in_as(small_demo: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def ready(_environ: object, addresses: dict[str, object], _shape: object, tell: Callable[[], None]) -> None:
        assert addresses.keys() == {"source", "staff"}
        tell()

    monkeypatch.setattr(demos, "serve_until_stopped", ready)
    monkeypatch.setattr(os, "environ", dict(os.environ))
    done = holas("demo", "--home", small_demo.folder, "--source-port", "0", "--staff-port", "0")
    assert done.exit_code == 0, done.output
    rows = [line.split(maxsplit=2) for line in done.stdout.splitlines()]
    assert ["intake", "jana", small_demo.passphrases["jana"]] in rows
    assert "every person, place and case in it is invented" in done.stdout
    assert done.stdout.splitlines()[-1] == "Ctrl-C stops it."
