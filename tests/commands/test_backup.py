"""`holas backup` and `holas restore`: what comes back opens, and the backup alone opens nothing."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import crypto
from intake.commands import backup as backups
from intake.config import Settings
from intake.demo.plan import plan
from intake.services import drafts, queue, review, submit
from intake.services.errors import SignedOut
from intake.services.grant_keys import GrantKeys, NoGrantKey
from intake.services.halves import DraftHandle
from intake.services.sign_in import resume, sign_in
from intake.store.backup import copy_missing
from tests.commands.conftest import CASES
from tests.commands.tools import PASSPHRASE, Home, failed, holas, mode, opened_at, program
from tests.plugins.postgres import Cluster

PLANNED = plan(1, CASES)


def told(home: Home, folder: Path) -> dict[str, set[str]]:
    """Narrative of every case, and the SHA-256 of its files as they open, in the instance in `folder`."""
    found = {}
    with opened_at(folder) as instance:
        jana = home.keyring(instance, "jana")
        for item in queue.queue(instance, jana).items:
            case = review.open_case(instance, jana, item.case_id)
            pieces = [review.read_document(instance, jana, item.case_id, piece.id) for piece in case.pieces]
            for piece in pieces:
                assert len(b"".join(piece.stream(0, piece.size))) == piece.header.size
            found[case.testimony.narrative] = {piece.header.sha256 for piece in pieces}
    return found


def make(home: Home, base: Path) -> Path:
    """Back up to `base/backup`, with the grant keys beside it."""
    done = holas("backup", base / "backup", "--grant-key", base / "grants.json", home=home.folder)
    assert done.exit_code == 0, done.output
    return base / "backup"


def restore(base: Path, *more: str) -> None:
    places = ("--home", base / "again", "--grant-key", base / "grants.json")
    done = holas("restore", base / "backup", *places, *more)
    assert done.exit_code == 0, done.output
    assert "Clean." in done.stdout


def test_what_comes_back_opens_bit_for_bit(small_demo: Home, tmp_path: Path) -> None:
    before = told(small_demo, small_demo.folder)
    assert {one.fields["narrative"] for one in PLANNED} == before.keys()
    make(small_demo, tmp_path)
    shutil.rmtree(small_demo.folder)
    restore(tmp_path)
    assert told(small_demo, tmp_path / "again") == before


def test_as_programs_they_do_the_same(small_demo: Home, tmp_path: Path) -> None:
    grants = tmp_path / "grants.json"
    made = program("backup", tmp_path / "backup", "--grant-key", grants, home=small_demo.folder)
    assert made.returncode == 0, made.stderr
    assert "Copying files: 10 of 10" in made.stderr
    again = program("restore", tmp_path / "backup", "--home", tmp_path / "again", "--grant-key", grants)
    assert (again.returncode, again.stdout.splitlines()[-1]) == (0, "Clean."), again.stderr


def test_a_backup_is_closed_to_others_and_holds_no_secret(small_demo: Home, tmp_path: Path) -> None:
    folder = make(small_demo, tmp_path)
    assert sorted(path.name for path in folder.iterdir()) == ["blobs", "contacts.toml", "holas.env", "holas.sqlite"]
    assert mode(folder) == mode(folder / "blobs") == 0o700
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert {mode(path) for path in [*files, tmp_path / "grants.json"]} == {0o600}
    settings = Settings.from_mapping({"HOLAS_HOME": str(small_demo.folder)})
    grants = json.loads((small_demo.folder / "grant-keys.json").read_text())["keys"].values()
    secrets = [settings.secret, *(key.encode() for key in grants), *(bytes.fromhex(key) for key in grants)]
    secrets += [phrase.encode() for phrase in small_demo.passphrases.values()]
    secrets += [one.fields["narrative"].encode()[:40] for one in PLANNED]
    secrets += [file.data[:64] for one in PLANNED for file in one.files]
    for path in files:
        data = path.read_bytes()
        assert not [secret for secret in secrets if secret in data], path.name


def test_settings_keep_what_is_sealed_openable_and_name_no_place(small_demo: Home, tmp_path: Path) -> None:
    with (small_demo.folder / "holas.env").open("a") as file:
        file.write("HOLAS_WITHDRAWAL_DAYS='9'\nHOLAS_LEAVE_URL='https://example.org/it\\'s'\n")
        file.write(
            f"HOLAS_DATABASE_URL='sqlite:///{small_demo.folder / 'holas.sqlite'}'\nAWS_SECRET_ACCESS_KEY='mine'\n"
        )
    folder = make(small_demo, tmp_path)
    written = (folder / "holas.env").read_text()
    assert "DATABASE" not in written
    assert "AWS" not in written
    assert "FILE" not in written
    restore(tmp_path)
    old, new = (Settings.from_mapping({"HOLAS_HOME": str(one)}) for one in (small_demo.folder, tmp_path / "again"))
    same = ("root_key", "instance_id", "codename_salt", "withdrawal_days", "leave_url", "demo", "source_url")
    assert {name: getattr(old, name) for name in same} == {name: getattr(new, name) for name in same}
    assert new.leave_url == "https://example.org/it's"
    assert new.secret != old.secret


def test_no_session_comes_back(small_demo: Home, tmp_path: Path) -> None:
    with small_demo.opened() as instance:
        ticket = sign_in(instance, "jana", small_demo.passphrases["jana"], known_device=False)
    folder = make(small_demo, tmp_path)
    with closing(sqlite3.connect(folder / "holas.sqlite")) as copy:
        assert copy.execute("SELECT count(*) FROM staff_sessions").fetchone() == (0,)
    restore(tmp_path)
    with opened_at(tmp_path / "again") as instance, pytest.raises(SignedOut):
        resume(instance, ticket.session_id, ticket.secret)


def test_without_its_grant_keys_a_backup_opens_nothing(small_demo: Home, tmp_path: Path) -> None:
    make(small_demo, tmp_path)
    (tmp_path / "grants.json").unlink()
    GrantKeys(tmp_path / "grants.json").add()
    restore(tmp_path)
    with opened_at(tmp_path / "again") as instance:
        jana = small_demo.keyring(instance, "jana")
        with instance.database.reading() as uow:
            case_id = uow.cases.find()[0].id
        with pytest.raises(NoGrantKey):
            review.open_case(instance, jana, case_id)


@pytest.mark.parametrize("options", [(), ("--grant-key", "k.json", "--without-grant-key")])
def test_it_must_be_said_what_becomes_of_the_grant_keys(
    options: tuple[str, ...], small_demo: Home, tmp_path: Path
) -> None:
    done = holas("backup", tmp_path / "backup", *options, home=small_demo.folder)
    assert done.exit_code == 2
    assert not (tmp_path / "backup").exists()
    assert holas("backup", tmp_path / "backup", "--without-grant-key", home=small_demo.folder).exit_code == 0


def test_unwise_places_are_refused(small_demo: Home, tmp_path: Path) -> None:
    home, outside = small_demo.folder, tmp_path / "backup"
    assert "lost with it" in failed(holas("backup", home / "backup", "--without-grant-key", home=home))
    inside = holas("backup", outside, "--grant-key", outside / "grants.json", home=home)
    assert "whoever takes one would have the other" in failed(inside)
    outside.mkdir()
    (outside / "letter.txt").write_text("mine")
    assert "not an empty folder" in failed(holas("backup", outside, "--without-grant-key", home=home))
    (tmp_path / "grants.json").write_text("of last week")
    kept = holas("backup", tmp_path / "other", "--grant-key", tmp_path / "grants.json", home=home)
    assert "grants.json exists already" in failed(kept)
    assert (tmp_path / "grants.json").read_text() == "of last week"
    assert (outside / "letter.txt").read_text() == "mine"


@pytest.mark.parametrize("copied", [False, True], ids=["before-they-are-copied", "after-some-are-copied"])
def test_files_that_vanish_meanwhile_do_not_spoil_it(
    copied: bool,  # noqa: FBT001 - a case of the test
    small_demo: Home,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A withdrawn case is destroyed between the copy of the database and the copy of the files, or during that."""
    erased: list[str] = []

    def meanwhile(*given: Any) -> set[str]:
        if erased:
            return copy_missing(*given)
        if copied:
            copy_missing(*given)
        _destroy_one_with_files(small_demo, erased)
        return copy_missing(*given) | set(erased)

    monkeypatch.setattr(backups, "copy_missing", meanwhile)
    folder = make(small_demo, tmp_path)
    assert erased
    stored = {path.name for path in (folder / "blobs").rglob("*") if path.is_file()}
    assert stored.isdisjoint(erased)
    restore(tmp_path)


def _destroy_one_with_files(home: Home, erased: list[str]) -> None:
    with home.opened() as instance:
        with instance.database.writing() as uow:
            piece = next(one for one in uow.documents.find() if one.blob_name)
            names = [one.blob_name for one in uow.documents.find(case_id=piece.case_id) if one.blob_name]
            uow.documents.delete(case_id=piece.case_id)
            uow.blobs.delete(name=names)
            uow.cases.delete(id=piece.case_id)
            uow.commit()
        for name in names:
            instance.blobs.delete(name)
        erased += names


def test_a_damaged_instance_is_backed_up_and_told(small_demo: Home, tmp_path: Path) -> None:
    gone = next(path for path in (small_demo.folder / "blobs").rglob("*") if path.is_file())
    gone.unlink()
    done = holas("backup", tmp_path / "backup", "--grant-key", tmp_path / "grants.json", home=small_demo.folder)
    assert "1 problems" in failed(done)
    assert f"Blob {gone.name} is missing." in done.stdout
    assert (tmp_path / "backup" / "holas.sqlite").exists()


def test_a_failure_leaves_nothing(small_demo: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> object:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backups, "copy_missing", fail)
    failed(holas("backup", tmp_path / "backup", "--grant-key", tmp_path / "grants.json", home=small_demo.folder))
    assert list((tmp_path / "backup").iterdir()) == []
    assert not (tmp_path / "grants.json").exists()


@pytest.fixture
def made(small_demo: Home, tmp_path: Path) -> Path:
    return make(small_demo, tmp_path)


def test_a_changed_backup_is_told(made: Path, tmp_path: Path) -> None:
    path = next(path for path in (made / "blobs").rglob("*") if path.is_file())
    path.write_bytes(path.read_bytes()[:-1])
    arguments = ("--home", tmp_path / "again", "--grant-key", tmp_path / "grants.json")
    done = holas("restore", made, *arguments)
    assert "1 problems" in failed(done)
    assert f"Blob {path.name} has" in done.stdout


def test_restore_never_overwrites(made: Path, small_demo: Home, tmp_path: Path) -> None:
    keys = ("--grant-key", tmp_path / "grants.json")
    assert "not an empty folder" in failed(holas("restore", made, "--home", small_demo.folder, *keys))
    database = f"sqlite:///{small_demo.folder / 'holas.sqlite'}"
    done = holas("restore", made, "--home", tmp_path / "new", *keys, "--database-url", database)
    assert "The database is not empty" in failed(done)
    assert list((tmp_path / "new").iterdir()) == []
    assert holas("verify", home=small_demo.folder).exit_code == 0


def test_what_is_no_backup_is_told(made: Path, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    keys = ("--home", tmp_path / "new", "--grant-key", tmp_path / "grants.json")
    assert "holds no backup" in failed(holas("restore", tmp_path / "nothing", *keys))
    (made / "holas.sqlite").unlink()
    assert "not one of a SQLite database" in failed(holas("restore", made, *keys))


def test_a_backup_is_for_the_same_kind_of_database(made: Path, postgres_url: str, tmp_path: Path) -> None:
    keys = ("--home", tmp_path / "new", "--grant-key", tmp_path / "grants.json")
    assert "not one of a PostgreSQL" in failed(holas("restore", made, *keys, "--database-url", postgres_url))


@pytest.fixture
def on_postgresql(postgres_cluster: Cluster, tmp_path: Path) -> Home:
    """An instance on PostgreSQL with one testimony and one file."""
    founders = ("--founder", "jana:intake,children", "--founder", "kira:custodian,auditor")
    addresses = ("--source-url", "http://127.0.0.1:8000", "--staff-url", "http://127.0.0.1:8001")
    places = ("--home", tmp_path / "home", "--root-key", tmp_path / "root.json")
    url = postgres_cluster.create_database()
    done = holas("init", *places, *addresses, *founders, "--database-url", url)
    assert done.exit_code == 0, done.output
    home = Home(tmp_path / "home", dict(PASSPHRASE.findall(done.stdout)), tmp_path / "root.json")
    with home.opened() as instance:
        handle = DraftHandle(crypto.token(32), crypto.token(16).hex())
        sink = drafts.open_file(instance, handle, "a.txt", "text/plain")
        sink.write(b"evidence")
        sink.finish()
        submit.seal(instance, handle, {"narrative": "It happened at night.", "consent_read": "y"})
    return home


def test_postgresql_comes_back_too(on_postgresql: Home, postgres_url: str, tmp_path: Path) -> None:
    before = told(on_postgresql, on_postgresql.folder)
    assert before.keys() == {"It happened at night."}
    done = holas("backup", tmp_path / "backup", "--grant-key", tmp_path / "grants.json", home=on_postgresql.folder)
    assert done.exit_code == 0, done.output
    assert sorted(path.name for path in (tmp_path / "backup").iterdir()) == [
        "blobs",
        "contacts.toml",
        "holas.dump",
        "holas.env",
    ]
    restore(tmp_path, "--database-url", postgres_url)
    assert told(on_postgresql, tmp_path / "again") == before
    with opened_at(tmp_path / "again") as instance, instance.database.reading() as uow:
        assert uow.staff_sessions.count() == 1  # the one that `told` has just opened


def test_a_missing_program_of_postgresql_is_named(
    on_postgresql: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    done = holas("backup", tmp_path / "backup", "--without-grant-key", home=on_postgresql.folder)
    assert "pg_dump is not installed" in failed(done)
    assert list((tmp_path / "backup").iterdir()) == []
