"""A recipient makes a key, opens what was sealed for it, and checks it, with the root's public key or the instance."""

import json
from pathlib import Path

import pytest

from intake.services import bundle
from intake.services.extract import size
from intake.services.instance_key import sign
from intake.services.keyring import Keyring
from intake.services.sealed_parcel import read_key, sealed
from intake.services.sign_in import resume, sign_in
from intake.services.zipping import packed
from tests.commands.tools import Home, failed, holas


@pytest.fixture
def key(tmp_path: Path) -> tuple[Path, str]:
    """A recipient's key file, and the public key as it was printed."""
    path = tmp_path / "prosecutor.key"
    done = holas("keys", "recipient", "--to", path)
    assert done.exit_code == 0, done.output
    return path, next(line for line in done.stdout.splitlines() if line.startswith("holas-recipient:"))


@pytest.fixture
def made(home: Home, tmp_path: Path) -> Path:
    """A bundle of no case, signed: its record is what this instance has."""
    path = tmp_path / "bundle.zip"
    with home.opened() as instance:
        ticket = sign_in(instance, "anna", home.passphrases["anna"], known_device=False)
        keyring: Keyring = resume(instance, ticket.session_id, ticket.secret)
        with instance.database.reading() as uow:
            plan = bundle.Plan(
                (), "Prosecutor of Examplia", "Investigation 12", graded=False, day="2026-11-22", record_size=size(uow)
            )
            drawn = bundle.draw_up(uow, instance, keyring, plan)
        signature = sign(instance.settings, keyring, drawn.manifest.to_json()).to_json()
        path.write_bytes(b"".join(packed(drawn.files(instance.blobs, signature))))
    return path


def root_of(home: Home) -> str:
    with home.opened() as instance:
        return instance.settings.root_key.hex()


def test_a_sealed_bundle_opens_with_the_key(tmp_path: Path, key: tuple[Path, str]) -> None:
    path, public = key
    assert json.loads(path.read_text())["holas_recipient_key"]
    assert path.stat().st_mode & 0o077 == 0
    parcel = tmp_path / "bundle.holas"
    parcel.write_bytes(b"".join(sealed(read_key(public), [b"a ZIP"])))
    assert "sealed for its recipient" in failed(holas("verify", parcel, "--root", "00" * 32))
    done = holas("keys", "unseal", parcel, "--key", path, "--to", tmp_path / "bundle.zip")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "bundle.zip").read_bytes() == b"a ZIP"


def test_a_wrong_key_or_a_changed_parcel_writes_nothing(tmp_path: Path, key: tuple[Path, str]) -> None:
    path, public = key
    parcel, target = tmp_path / "bundle.holas", tmp_path / "bundle.zip"
    whole = b"".join(sealed(read_key(public), [bytes(100_000)]))
    parcel.write_bytes(whole[:-1])
    assert "Nothing was written" in failed(holas("keys", "unseal", parcel, "--key", path, "--to", target))
    assert not target.exists()
    other = tmp_path / "other.key"
    holas("keys", "recipient", "--to", other)
    parcel.write_bytes(whole)
    assert "another key" in failed(holas("keys", "unseal", parcel, "--key", other, "--to", target))
    other.write_text("{}")
    assert "no recipient's key" in failed(holas("keys", "unseal", parcel, "--key", other, "--to", target))


def test_no_key_or_bundle_is_overwritten(key: tuple[Path, str]) -> None:
    path, _ = key
    assert "exists already" in failed(holas("keys", "recipient", "--to", path))
    assert "exists already" in failed(holas("keys", "unseal", path, "--key", path, "--to", path))


def test_a_full_disk_leaves_no_half_of_it(
    tmp_path: Path, key: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError

    path, _ = key
    monkeypatch.setattr("intake.commands.parcel.unsealed", full)
    assert holas("keys", "unseal", path, "--key", path, "--to", tmp_path / "bundle.zip").exit_code == 1
    assert not (tmp_path / "bundle.zip").exists()


def test_a_bundle_is_checked_by_the_root_alone(home: Home, made: Path) -> None:
    done = holas("verify", made, "--root", root_of(home))
    assert done.exit_code == 0, done.output
    assert "For Prosecutor of Examplia: Investigation 12" in done.stdout
    assert "Clean." in done.stdout


def test_a_bundle_is_compared_with_the_record_of_its_instance(home: Home, made: Path) -> None:
    done = holas("verify", made, home=home.folder)
    assert done.exit_code == 0, done.output
    assert "how the record of this instance began" in done.stdout


def test_a_changed_bundle_is_told(home: Home, made: Path) -> None:
    data = made.read_bytes()
    made.write_bytes(data.replace(b"Investigation 12", b"Investigation 13"))
    done = holas("verify", made, "--root", root_of(home))
    assert done.exit_code == 1
    assert "manifest.json" in done.stdout


@pytest.mark.parametrize("root", ["", "xyz", "00", "00" * 33])
def test_a_root_that_is_none_is_told(made: Path, root: str) -> None:
    assert "64 hexadecimal digits" in failed(holas("verify", made, "--root", root))


def test_an_instance_that_says_otherwise_is_told(home: Home, made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intake.commands.verify.check_record", lambda *_: ["manifest.json: its record is another."])
    done = holas("verify", made, home=home.folder)
    assert done.exit_code == 1
    assert "its record is another" in done.stdout


def test_an_instance_says_what_it_signs_with(home: Home) -> None:
    assert "Signs what leaves with " in holas("verify", home=home.folder).stdout
