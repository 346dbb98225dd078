"""`holas release verify`: a published release is checked offline, whole or a file at a time."""

import io
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from intake.cli import main
from intake.services.instance import Instance
from tests.plugins.instances import ROOT, Staff
from tests.plugins.reports import invented_report, mini_package

REPORT = invented_report("mini", 120)


@pytest.fixture
def whole(instance: Instance, staff: Staff, tmp_path: Path) -> Path:
    path = tmp_path / "holas-release.zip"
    path.write_bytes(mini_package(instance, staff.keyring(instance, "alena")))
    return path


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    """The package, unpacked."""
    with zipfile.ZipFile(io.BytesIO(whole.read_bytes())) as archive:
        archive.extractall(tmp_path / "unpacked")
    return tmp_path / "unpacked"


def _verify(*paths: Path, root: str = ROOT.public.hex()) -> Result:
    return CliRunner().invoke(main, ["release", "verify", *map(str, paths), "--root", root])


def test_the_package_is_clean(whole: Path) -> None:
    done = _verify(whole)
    assert done.exit_code == 0
    assert f"of release {REPORT.draw.release}, published on 2026-07-02" in done.stdout
    assert done.stdout.endswith("Clean.\n")


def test_every_file_of_it_is_clean_also_under_another_name(folder: Path) -> None:
    paths = [path for path in folder.rglob("*") if path.is_file()]
    done = _verify(*paths)
    assert done.exit_code == 0
    assert done.stdout.count("as it was signed") == len(paths) - 2
    renamed = folder / "from an email.xlsx"
    renamed.write_bytes((folder / "release.be.xlsx").read_bytes())
    assert "release.be.xlsx of release" in _verify(renamed).stdout


def test_what_was_changed_is_named(whole: Path, folder: Path) -> None:
    data = whole.read_bytes()
    whole.write_bytes(data.replace(b"release.en.xlsx, release.en.ods", b"release.en.xlsx, Release.en.ods", 1))
    done = _verify(whole)
    assert (done.exit_code, "README.txt was changed." in done.stdout) == (1, True)
    table = folder / "tables" / "persons.csv"
    table.write_bytes(table.read_bytes() + b"\r\n")
    done = _verify(table, folder / "release.json")
    assert done.exit_code == 1
    assert "It is none of the files" in done.stdout
    assert "Not clean: 1 of 2 files." in done.stderr


def test_another_root_or_none_does_not_do(whole: Path) -> None:
    assert _verify(whole, root="ab" * 32).exit_code == 1
    assert "64 hexadecimal digits" in _verify(whole, root="x").stderr


def test_a_file_alone_cannot_be_checked(folder: Path, tmp_path: Path) -> None:
    alone = tmp_path / "a" / "b" / "c" / "release.json"
    alone.parent.mkdir(parents=True)
    alone.write_bytes((folder / "release.json").read_bytes())
    done = _verify(alone)
    assert (done.exit_code, "are not in its folder" in done.stdout) == (1, True)
    assert "not only" in _verify(folder / "manifest.json").stderr


def test_beside_the_instance_its_own_root_is_used(
    whole: Path, instance_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in instance_environment.items():
        monkeypatch.setenv(name, value)
    done = CliRunner().invoke(main, ["release", "verify", str(whole)])
    assert done.exit_code == 0, done.output
