"""`holas serve`: both apps answer, stop when told, and do not start on what is missing or unsafe."""

import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from urllib.error import HTTPError

import pytest

import crypto
from intake import clock
from intake.commands import serving
from intake.commands.failure import Failure
from intake.commands.serving import Sweeper, free_addresses, url
from intake.services import drafts
from intake.services.halves import DraftHandle
from intake.services.instance import Instance
from intake.web.server import listen
from tests.commands.tools import HOLAS, PATIENCE, Home, failed, holas, page, program

HOST = "127.0.0.1"
PASSPHRASE = "hunter-two"


class Serving:
    """A `holas serve` that tells on standard error when it is ready."""

    def __init__(self, *arguments: str, home: Path) -> None:
        self.process = subprocess.Popen(
            [HOLAS, "serve", *arguments],
            env={**os.environ, "HOLAS_HOME": str(home)},
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self._timer = threading.Timer(PATIENCE, self.kill)
        self._timer.start()
        assert self.process.stderr is not None
        self.first_line = self.process.stderr.readline()

    def stop(self, number: int) -> tuple[int, str]:
        self.process.send_signal(number)
        assert self.process.stderr is not None
        rest = self.process.stderr.read()
        return self.process.wait(PATIENCE), rest

    def kill(self) -> None:
        self._timer.cancel()
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        assert self.process.stderr is not None
        self.process.stderr.close()


@pytest.fixture
def free_port() -> int:
    """A port that is free, with the next one free too."""
    for _ in range(50):
        port = free_addresses({"source": (HOST, 0)})["source"][1]
        try:
            free_addresses({"source": (HOST, port), "staff": (HOST, port + 1)})
        except (Failure, OverflowError):
            continue
        return port
    message = "no two free ports beside each other"
    raise AssertionError(message)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda number: number.name)
def test_all_serves_both_until_told_to_stop(number: signal.Signals, home: Home, free_port: int) -> None:
    serving_both = Serving("all", "--port", str(free_port), "--workers", "1", home=home.folder)
    try:
        source, staff = f"http://{HOST}:{free_port}", f"http://{HOST}:{free_port + 1}"
        assert serving_both.first_line == f"Serving source at {source}, staff at {staff}.\n"
        assert page(f"{source}/healthz") == page(f"{staff}/healthz") == "ok"
        code, rest = serving_both.stop(number)
        assert (code, rest.splitlines()[-1]) == (0, "Stopped.")
    finally:
        serving_both.kill()


def test_one_app_alone_has_no_door_of_the_other(home: Home, free_port: int) -> None:
    (home.folder / "holas.env").chmod(0o600)
    with (home.folder / "holas.env").open("a") as file:
        file.write(f"HOLAS_SOURCE_URL='http://{HOST}:{free_port}'\n")
    one = Serving("source", "--port", str(free_port), "--workers", "1", home=home.folder)
    try:
        assert "staff" not in one.first_line
        assert page(f"http://{HOST}:{free_port}/healthz") == "ok"
        with pytest.raises(HTTPError) as refused:
            page(f"http://{HOST}:{free_port}/sign-in")
        assert refused.value.code == HTTPStatus.NOT_FOUND
        refused.value.close()
    finally:
        one.kill()


def test_a_taken_port_is_named(home: Home) -> None:
    with listen((HOST, 0)) as door:
        port = door.getsockname()[1]
        done = program("serve", "source", "--port", str(port), home=home.folder)
    assert done.returncode == 1
    assert f"{HOST} port {port}" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("HOLAS_SECRET_FILE", "none", "HOLAS_SECRET_FILE names a file that does not exist."),
        ("HOLAS_SOURCE_URL", "http://tell.example.org", "HOLAS_SOURCE_URL must begin with https://"),
        ("HOLAS_ROOT_KEY", "abc", "HOLAS_ROOT_KEY must be 64 to 64 hex digits."),
        ("HOLAS_IDLE_MINUTE", "20", "HOLAS_IDLE_MINUTE is no setting of Holas"),
        ("HOLAS_DATABASE_URL", "oracle://anna:hunter-two@x/y", "HOLAS_DATABASE_URL must be"),
        ("HOLAS_DATABASE_URL", "postgresql+psycopg://anna:hunter-two@127.0.0.1:1/y", "The database does not answer"),
        ("HOLAS_BLOB_URL", "s3://bucket", "AWS_ENDPOINT_URL is missing"),
    ],
)
def test_an_unsafe_or_missing_setting_stops_the_start(name: str, value: str, words: str, home: Home) -> None:
    done = holas("serve", "all", home=home.folder, environ={name: value})
    assert words in failed(done)
    assert "hunter-two" not in done.output


def test_a_secret_that_others_can_read_stops_the_start(home: Home) -> None:
    (home.folder / "session.secret").chmod(0o604)
    done = program("serve", home=home.folder)
    assert done.returncode == 1
    assert done.stderr == "HOLAS_SECRET_FILE can be read by every user of this machine: run `chmod o-rwx` on it.\n"


def test_a_server_that_ends_by_itself_is_told(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "serve", lambda *_: 1)
    assert "ended by itself" in failed(holas("serve", home=home.folder))


@pytest.fixture
def instance(home: Home) -> Iterator[Instance]:
    with home.opened() as opened:
        yield opened


def leave_behind(instance: Instance) -> None:
    """A draft with a file that nobody sends."""
    sink = drafts.open_file(instance, DraftHandle(crypto.token(32), crypto.token(16).hex()), "a.txt", "text/plain")
    sink.write(b"evidence")
    sink.finish()


def count(instance: Instance) -> tuple[int, int]:
    with instance.database.reading() as uow:
        return uow.drafts.count(), len(list(instance.blobs.names()))


def test_the_sweeper_erases_what_expired(instance: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    leave_behind(instance)
    Sweeper(instance).once()
    assert count(instance) == (1, 1)
    later = clock.now() + timedelta(days=1)
    monkeypatch.setattr(clock, "read", lambda: later)
    Sweeper(instance).once()
    assert count(instance) == (0, 0)


def test_the_sweeper_removes_what_dead_uploads_left(instance: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    unfinished = instance.settings.home / "blobs" / "0" / "0" / f"{'0' * 32}.part"
    unfinished.write_bytes(b"half of a sealed file")
    Sweeper(instance).once()
    assert unfinished.exists()  # it may be seconds old
    later = clock.now() + timedelta(hours=1)
    monkeypatch.setattr(clock, "read", lambda: later)
    Sweeper(instance).once()
    assert not unfinished.exists()


def test_it_comes_again_until_it_is_stopped(instance: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    turns: list[None] = []
    twice = threading.Event()

    def note(_instance: Instance) -> None:
        turns.append(None)
        if len(turns) > 1:
            twice.set()

    monkeypatch.setattr(serving, "SWEEP_EVERY", 0.01)
    monkeypatch.setattr(serving, "sweep", note)
    sweeper = Sweeper(instance)
    sweeper.start()
    assert twice.wait(20)
    sweeper.stop()
    sweeper.join(20)
    assert not sweeper.is_alive()


def test_a_sweep_that_fails_is_told_in_a_sentence_and_ends_nothing(
    instance: Instance, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_instance: Instance) -> None:
        raise RuntimeError(PASSPHRASE)

    monkeypatch.setattr(serving, "sweep", fail)
    Sweeper(instance).once()
    assert capsys.readouterr().err == "The sweep did not finish: Holas could not go on (RuntimeError).\n"


def test_addresses_are_written_as_browsers_take_them() -> None:
    assert url(("127.0.0.1", 80)) == "http://127.0.0.1:80"
    assert url(("::1", 80)) == "http://[::1]:80"
