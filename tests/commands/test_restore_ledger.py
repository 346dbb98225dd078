"""`holas restore` and the ledger: draws since the backup come back from their copies, or are given up and said so."""

from pathlib import Path

import pytest
from click.testing import Result

from intake.services import ledger, release, release_job
from intake.services.errors import NotDue
from tests.commands.tools import Home, failed, holas, opened_at
from tests.plugins.drawing import past_cohort
from tests.plugins.instances import Staff

SPENT = "so 1 cohorts and years are spent, and no testimony that is there now is counted again."


@pytest.fixture
def staff(home: Home) -> Staff:
    return Staff(dict(home.passphrases))


@pytest.fixture
def cohort(home: Home, staff: Staff, tmp_path: Path) -> str:
    """A cohort that is over, backed up before it was drawn."""
    with home.opened() as instance:
        found = past_cohort(instance, staff)
    made = holas("backup", tmp_path / "backup", "--grant-key", tmp_path / "grants.json", home=home.folder)
    assert made.exit_code == 0, made.output
    return found


def _draw(folder: Path, staff: Staff, subject: str) -> bytes:
    with opened_at(folder) as instance:
        keyring = staff.keyring(instance, "alena")
        release_job.draw(instance, keyring, release.ask(instance, keyring, subject))
        with instance.database.reading() as uow:
            return release.find(uow, subject).tables or b""


def _restore(base: Path, *more: str) -> Result:
    places = ("--home", base / "again", "--grant-key", base / "grants.json")
    return holas("restore", base / "backup", *places, *more)


def _copies(home: Home) -> str:
    return (home.folder / "ledger").as_uri()


def test_with_the_copies_at_hand_a_draw_comes_back(home: Home, staff: Staff, cohort: str, tmp_path: Path) -> None:
    drawn = _draw(home.folder, staff, cohort)
    done = _restore(tmp_path, "--ledger-url", _copies(home))
    assert done.exit_code == 0, done.output
    assert "Releases that came back from the copies of the ledger: 1." in done.stderr
    assert _draw(tmp_path / "again", staff, cohort) == drawn
    assert "HOLAS_LEDGER_URL" in (tmp_path / "again" / "holas.env").read_text()


def test_without_them_it_is_spent_and_said_plainly(home: Home, staff: Staff, cohort: str, tmp_path: Path) -> None:
    _draw(home.folder, staff, cohort)
    done = _restore(tmp_path)
    assert done.exit_code == 0, done.output
    assert SPENT in done.stderr
    assert "restore again with --ledger-url" in done.stderr
    with opened_at(tmp_path / "again") as instance:
        with pytest.raises(NotDue):
            release.ask(instance, staff.keyring(instance, "alena"), cohort)
        with instance.database.reading() as uow:
            assert [entry.is_drawn for entry in ledger.entries(uow)] == [False]
    assert holas("verify", home=tmp_path / "again").exit_code == 0


def test_who_vouches_that_nothing_was_drawn_can_draw(staff: Staff, cohort: str, tmp_path: Path) -> None:
    done = _restore(tmp_path, "--nothing-drawn")
    assert done.exit_code == 0, done.output
    assert "counts as drawn" not in done.stderr
    assert _draw(tmp_path / "again", staff, cohort)


def test_nothing_is_spent_when_the_copies_say_that_nothing_was_drawn(
    home: Home, staff: Staff, cohort: str, tmp_path: Path
) -> None:
    done = _restore(tmp_path, "--ledger-url", _copies(home))
    assert "counts as drawn" not in done.stderr
    assert _draw(tmp_path / "again", staff, cohort)


def test_another_instances_copies_are_refused(home: Home, cohort: str, tmp_path: Path) -> None:
    assert cohort
    (home.folder / "ledger" / "instance.json").write_text("f" * 32)
    assert "another instance keeps copies" in failed(_restore(tmp_path, "--ledger-url", _copies(home)))
    assert list((tmp_path / "again").iterdir()) == []


def test_a_backup_names_no_place_of_copies(home: Home, tmp_path: Path) -> None:
    with (home.folder / "holas.env").open("a") as file:
        file.write(f"HOLAS_LEDGER_URL='{(tmp_path / 'far').as_uri()}'\n")
    done = holas("backup", tmp_path / "backup", "--grant-key", tmp_path / "grants.json", home=home.folder)
    assert done.exit_code == 0, done.output
    assert "LEDGER" not in (tmp_path / "backup" / "holas.env").read_text()
    assert [path.name for path in (tmp_path / "far").iterdir()] == ["instance.json"]
