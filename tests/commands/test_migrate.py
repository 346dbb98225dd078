"""`holas migrate`, and what other commands say before it."""

from pathlib import Path

from intake.store.migrate import head
from tests.commands.tools import Home, failed, holas, revision


def empty(home: Home) -> None:
    for path in home.folder.glob("holas.sqlite*"):
        path.unlink()


def test_an_empty_database_gets_the_newest_schema(home: Home) -> None:
    empty(home)
    done = holas("migrate", home=home.folder)
    assert (done.exit_code, done.stdout) == (0, f"The schema went from nothing to {head()}.\n")
    assert revision(home.folder) == head()


def test_a_current_database_stays(home: Home) -> None:
    assert holas("migrate", home=home.folder).stdout == f"The schema is at {head()}.\n"
    assert "8 members." in holas("staff", "list", home=home.folder).stdout


def test_other_commands_name_it(home: Home) -> None:
    empty(home)
    for command in (("verify",), ("case", "list"), ("staff", "list"), ("nightly",)):
        words = "The database is not at this version's schema: run `holas migrate`."
        assert failed(holas(*command, home=home.folder)) == words


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    assert "HOLAS_HOME names a folder that does not exist" in failed(holas("migrate", home=tmp_path / "none"))
    assert "HOLAS_HOME is missing" in failed(holas("migrate"))
