"""`holas release verify`: for whoever has a release and the organisation's root key, and no instance."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from intake.domain.report import Report
from intake.services import package
from intake.services.instance import Instance
from tests.plugins.draws import invented_draw
from tests.plugins.instances import ROOT, Staff


@pytest.fixture
def published(instance: Instance, staff: Staff, tmp_path: Path) -> Path:
    report = Report(invented_draw("mini", 120), date(2026, 11, 22), (), {})
    path = tmp_path / "release.zip"
    path.write_bytes(package.package(instance.settings, staff.keyring(instance, "alena"), report))
    return path


def _verify(*arguments: object, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "intake.cli", "release", "verify", *map(str, arguments)]
    return subprocess.run(command, env=environment or {}, capture_output=True, text=True, check=False)


def test_a_package_is_clean_by_its_root(published: Path, instance_environment: dict[str, str]) -> None:
    ran = _verify(published, "--root", ROOT.public.hex())
    assert (ran.returncode, ran.stdout) == (0, "Clean: every byte is as it was signed.\n"), ran.stderr
    assert _verify(published, environment=instance_environment).returncode == 0


def test_single_files_are_checked_beside_list_and_signature(published: Path, tmp_path: Path) -> None:
    taken = []
    for name in ("release.xlsx", "manifest.json", "signature.json"):
        taken.append(tmp_path / name)
        taken[-1].write_bytes(package.unpacked(published.read_bytes())[name])
    assert _verify(*taken, "--root", ROOT.public.hex()).returncode == 0
    taken[0].write_bytes(taken[0].read_bytes() + b" ")
    ran = _verify(*taken, "--root", ROOT.public.hex())
    assert (ran.returncode, ran.stdout) == (1, "release.xlsx is not what was signed.\n")
    assert "Not clean: 1 problem" in ran.stderr
    assert _verify(taken[0], "--root", ROOT.public.hex()).returncode == 1


def test_what_is_cut_or_of_somebody_else_is_not_clean(published: Path) -> None:
    ran = _verify(published, "--root", "00" * 32)
    assert (ran.returncode, "was not signed by this organisation" in ran.stdout) == (1, True)
    published.write_bytes(published.read_bytes()[:-40])
    ran = _verify(published, "--root", ROOT.public.hex())
    assert (ran.returncode, ran.stdout) == (1, "release.zip is no package of a release, or was changed.\n")


def test_what_was_added_around_the_files_is_found(published: Path) -> None:
    whole = published.read_bytes()
    header = bytearray(whole)
    header[10] ^= 1  # the time of the first file: no file's content
    for changed in (whole + b"x", b"x" + whole, bytes(header)):
        published.write_bytes(changed)
        assert _verify(published, "--root", ROOT.public.hex()).returncode == 1


def test_two_files_of_one_name_are_both_checked(published: Path, tmp_path: Path) -> None:
    files = package.unpacked(published.read_bytes())
    beside = [tmp_path / name for name in ("manifest.json", "signature.json")]
    for path in beside:
        path.write_bytes(files[path.name])
    changed, real = tmp_path / "a" / "release.csv", tmp_path / "b" / "release.csv"
    for path, data in ((changed, b"changed"), (real, files["release.csv"])):
        path.parent.mkdir()
        path.write_bytes(data)
    assert _verify(changed, real, *beside, "--root", ROOT.public.hex()).returncode == 1


def test_wrong_usage_is_said(published: Path) -> None:
    assert _verify().returncode == 2
    assert "64 hexadecimal digits" in _verify(published, "--root", "x").stderr
