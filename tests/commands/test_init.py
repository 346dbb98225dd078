"""`holas init`: everything is closed to others, nothing is left behind when it fails, each founder can sign in."""

import json
from pathlib import Path

import pytest

from intake.config import Settings
from intake.services.errors import BadSignIn
from tests.commands.tools import PASSPHRASE, Home, failed, holas, mode, program

URLS = ("--source-url", "https://tell.example.org", "--staff-url", "https://desk.example.org")
FOUR = ("--founder", "ann:intake,children", "--founder", "kim:custodian,auditor")


def arguments(base: Path, *more: str | Path) -> list[str | Path]:
    return ["init", "--home", base / "home", "--root-key", base / "root.json", *URLS, *more]


def test_the_folder_and_its_files_are_closed_to_others(home: Home) -> None:
    assert mode(home.folder) == 0o700
    assert {path.name: mode(path) for path in home.folder.iterdir() if path.is_file()} == {
        "contacts.toml": 0o600,
        "grant-keys.json": 0o600,
        "holas.env": 0o600,
        "holas.sqlite": 0o600,
        "holas.sqlite-turn": 0o600,
        "session.secret": 0o600,
    }
    assert mode(home.root_key) == 0o600


def test_the_settings_hold_no_secret_and_name_the_root(home: Home) -> None:
    settings = Settings.from_mapping({"HOLAS_HOME": str(home.folder)})
    seed = json.loads(home.root_key.read_text())["holas_root_key"]
    written = (home.folder / "holas.env").read_text()
    assert settings.root_key.hex() in written
    assert seed not in written
    assert settings.secret.decode() not in written
    assert not settings.demo
    for path in filter(Path.is_file, home.folder.rglob("*")):
        assert seed.encode() not in path.read_bytes()
        assert bytes.fromhex(seed) not in path.read_bytes()


def test_every_founder_can_sign_in_with_what_was_printed(home: Home) -> None:
    with home.opened() as instance:
        for username in ("anna", "ilona"):
            assert home.keyring(instance, username).person.username == username
        with pytest.raises(BadSignIn):
            Home(home.folder, {"anna": "another passphrase"}, home.root_key).keyring(instance, "anna")
    assert len(home.passphrases) == 8


def test_as_a_program_it_works_from_options_alone(tmp_path: Path) -> None:
    done = program(*arguments(tmp_path, *FOUR))
    assert (done.returncode, len(PASSPHRASE.findall(done.stdout))) == (0, 2), done.stderr
    assert "Only one founder holds: intake, children, custodian, auditor." in done.stderr


def test_it_asks_for_what_is_missing(tmp_path: Path) -> None:
    answers = [tmp_path / "home", "https://tell.example.org", "https://desk.example.org", tmp_path / "root.json"]
    founders = ["ann", "intake, children", "kim", "custodian, auditor", ""]
    made = holas("init", typed="".join(f"{answer}\n" for answer in [*answers, *founders]))
    assert made.exit_code == 0, made.output
    assert dict(PASSPHRASE.findall(made.stdout)).keys() == {"ann", "kim"}


def with_four(*more: str) -> tuple[str, ...]:
    return (*FOUR, *more)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        pytest.param(("--founder", "ann:intake,children"), "a founder: custodian, auditor.", id="a-role-is-missing"),
        pytest.param(with_four("--founder", "Ann :admin"), "the same user name", id="a-name-twice"),
        pytest.param(with_four("--founder", "a" * 65 + ":admin"), "cannot be founded: a user name", id="a-long-name"),
        pytest.param(
            with_four("--database-url", "mysql://x:hunter-two@y/z"), "HOLAS_DATABASE_URL must", id="a-strange-database"
        ),
        pytest.param(
            with_four("--database-url", "postgresql+psycopg://x:hunter-two@127.0.0.1:1/z"),
            "The database does not answer",
            id="no-database-there",
        ),
        pytest.param(with_four("--blob-url", "ftp://hunter-two@z"), "HOLAS_BLOB_URL must be", id="a-strange-store"),
    ],
)
def test_what_cannot_work_is_told_and_leaves_nothing(given: tuple[str, ...], words: str, tmp_path: Path) -> None:
    made = holas(*arguments(tmp_path, *given))
    assert words in failed(made)
    assert "hunter-two" not in made.output
    left = [path for path in tmp_path.rglob("*") if path != tmp_path / "home"]
    assert left == []


@pytest.mark.parametrize(
    "wrong",
    [
        ("--founder", "ann"),
        ("--founder", "ann:chief"),
        ("--founder", ":admin"),
        ("--source-url", "http://tell.example.org"),
        ("--staff-url", "desk"),
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_2(wrong: tuple[str, str], tmp_path: Path) -> None:
    made = holas(*arguments(tmp_path, *FOUR, *wrong))
    assert made.exit_code == 2
    assert "Error: " in made.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_root_key_stays_out_of_the_folder(tmp_path: Path) -> None:
    inside = tmp_path / "home" / "root.json"
    made = holas("init", "--home", tmp_path / "home", "--root-key", inside, *URLS, *FOUR)
    assert "must not lie in the instance folder" in failed(made)
    made = holas("init", "--home", tmp_path / "home", "--root-key", tmp_path / "none" / "r.json", *URLS, *FOUR)
    assert "is no folder" in failed(made)


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "root.json").write_text("a key of another instance")
    assert "root.json exists already" in failed(holas(*arguments(tmp_path, *FOUR)))
    (tmp_path / "root.json").unlink()
    (tmp_path / "grants.json").write_text("keys of another instance")
    made = holas(*arguments(tmp_path, *FOUR, "--grant-key-file", tmp_path / "grants.json"))
    assert "grants.json exists already" in failed(made)
    assert (tmp_path / "grants.json").read_text() == "keys of another instance"
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "letter.txt").write_text("mine")
    assert "not an empty folder" in failed(holas(*arguments(tmp_path, *FOUR)))
    assert (tmp_path / "home" / "letter.txt").read_text() == "mine"


def test_a_database_that_is_founded_already_is_left_alone(home: Home, tmp_path: Path) -> None:
    database = f"sqlite:///{home.folder / 'holas.sqlite'}"
    made = holas("init", "--home", tmp_path / "other", "--root-key", tmp_path / "r.json", *URLS, *FOUR,
                 "--database-url", database)  # fmt: skip
    assert "holds an instance already" in failed(made)
    with home.opened() as instance:
        assert home.keyring(instance, "anna").has("intake")


def test_the_grant_keys_may_lie_elsewhere(tmp_path: Path) -> None:
    made = holas(*arguments(tmp_path, *FOUR, "--grant-key-file", tmp_path / "grants.json"))
    assert made.exit_code == 0, made.output
    assert mode(tmp_path / "grants.json") == 0o600
    assert not (tmp_path / "home" / "grant-keys.json").exists()
    assert holas("staff", "list", home=tmp_path / "home").exit_code == 0
