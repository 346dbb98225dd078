"""`holas keys rotate` and `holas nightly`: the old grant key is gone, and every case still opens."""

import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest

from intake import clock
from intake.commands.alone import alone
from intake.config import Settings
from intake.demo.plan import plan
from intake.services import queue, review
from intake.services.membership import load_membership
from tests.commands.conftest import CASES
from tests.commands.tools import Home, failed, holas

FILES = sum(len(one.files) for one in plan(1, CASES))


def opens(home: Home) -> int:
    """How many cases the intake circle can open."""
    with home.opened() as instance:
        jana = home.keyring(instance, "jana")
        listed = queue.queue(instance, jana).items
        return sum(bool(review.open_case(instance, jana, one.case_id).testimony.narrative) for one in listed)


def key_names(home: Home) -> tuple[str, ...]:
    with home.opened() as instance:
        return instance.grant_keys.names()


def test_rotating_replaces_the_key(small_demo: Home) -> None:
    before = key_names(small_demo)
    done = holas("keys", "rotate", "--pause", "0", home=small_demo.folder)
    assert done.exit_code == 0, done.output
    after = key_names(small_demo)
    assert len(after) == 1
    assert set(after).isdisjoint(before)
    with small_demo.opened() as instance, instance.database.reading() as uow:
        assert {grant.outer_key for grant in uow.grants.find()} == set(after)
        assert {paper.outer_key for paper in uow.papers.find()} <= set(after)
        assert f"{uow.grants.count() + uow.papers.count()} grants and papers" in done.stdout
    assert opens(small_demo) == 14


def test_the_night_is_told_in_numbers(small_demo: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    later = clock.now() + timedelta(days=1)
    monkeypatch.setattr(clock, "read", lambda: later)
    done = holas("nightly", "--pause", "0", home=small_demo.folder)
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith(f"0 withdrawn cases destroyed, {FILES} files blurred, 0 unfinished uploads removed, ")
    assert ", 0 files blurred" in holas("nightly", "--pause", "0", home=small_demo.folder).stdout
    assert opens(small_demo) == 14


def test_what_a_dead_upload_left_is_removed_at_night(small_demo: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    unfinished = small_demo.folder / "blobs" / "0" / "0" / f"{'0' * 32}.part"
    unfinished.write_bytes(b"half of a sealed file")
    later = clock.now() + timedelta(hours=1)
    monkeypatch.setattr(clock, "read", lambda: later)
    assert "1 unfinished uploads removed" in holas("nightly", "--pause", "0", home=small_demo.folder).stdout
    assert not unfinished.exists()


def test_a_lost_grant_key_is_told(small_demo: Home) -> None:
    (small_demo.folder / "grant-keys.json").write_text("{}")
    assert "HOLAS_GRANT_KEY_FILE" in failed(holas("keys", "rotate", "--pause", "0", home=small_demo.folder))


def test_two_rotations_wait_for_each_other(small_demo: Home) -> None:
    settings = Settings.from_mapping({"HOLAS_HOME": str(small_demo.folder)})
    done: list[float] = []
    with alone(settings):
        other = threading.Thread(target=lambda: _enter(settings, done))
        other.start()
        time.sleep(0.3)
        assert done == []
        left = time.monotonic()
    other.join(20)
    assert done[0] >= left


def _enter(settings: Settings, done: list[float]) -> None:
    with alone(settings):
        done.append(time.monotonic())


def test_the_root_names_a_new_signing_key(home: Home) -> None:
    done = holas("keys", "instance", "--root-key", home.root_key, home=home.folder)
    assert done.exit_code == 0, done.output
    with home.opened() as instance, instance.database.reading() as uow:
        known = load_membership(uow, instance.settings).instance_keys
    assert len(known) == 2
    assert f"Key 2 signs for this instance from now on: {known[-1].public.hex()}" in done.stdout


def test_another_root_names_none(home: Home, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text('{"holas_root_key": "' + "00" * 32 + '"}')
    assert "does not hold the root key" in failed(holas("keys", "instance", "--root-key", other, home=home.folder))
