"""Settings: nothing secret has a default, and what is missing, unsafe or misspelt stops the start with one sentence."""

from datetime import timedelta
from pathlib import Path

import pytest

from intake.config import BadSetting, Settings
from intake.domain.contacts import Contacts
from intake.languages import available, usual

PUBLIC = {
    "HOLAS_SOURCE_URL": "https://holas.example/",
    "HOLAS_STAFF_URL": "https://staff.holas.example:8443",
    "HOLAS_ROOT_KEY": "ab" * 32,
    "HOLAS_INSTANCE": "cd" * 16,
    "HOLAS_CODENAME_SALT": "ef" * 16,
    "HOLAS_SECRET_FILE": "secret",
    "HOLAS_GRANT_KEY_FILE": "grants.json",
}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for name in ("secret", "grants.json"):
        (tmp_path / name).write_text("a secret of at least thirty-two bytes")
        (tmp_path / name).chmod(0o600)
    return tmp_path


def read(home: Path, **changes: str | None) -> Settings:
    given = {**PUBLIC, "HOLAS_HOME": str(home), **changes}
    return Settings.from_mapping({name: value for name, value in given.items() if value is not None})


def test_whole_environment(home: Path) -> None:
    settings = read(home)
    assert settings.source_url == "https://holas.example"
    assert settings.instance_id == "cd" * 16
    assert settings.codename_salt == bytes.fromhex("ef" * 16)
    assert settings.root_key == bytes.fromhex("ab" * 32)
    assert settings.secret == b"a secret of at least thirty-two bytes"
    assert settings.database_url == f"sqlite:///{home}/holas.sqlite"
    assert settings.blob_url == f"file://{home}/blobs"
    assert settings.languages == usual()
    assert settings.draft_lifetime == timedelta(hours=12)
    assert not settings.demo


def test_the_instance_folder_holds_the_rest(home: Path) -> None:
    path = home / "holas.env"
    path.write_text("\n".join(f"{name}='{value}'" for name, value in PUBLIC.items()) + "\nHOLAS_DRAFT_HOURS=3\n")
    path.chmod(0o600)
    assert Settings.from_mapping({"HOLAS_HOME": str(home)}).draft_lifetime == timedelta(hours=3)
    both = Settings.from_mapping({"HOLAS_HOME": str(home), "HOLAS_DRAFT_HOURS": "4"})
    assert both.draft_lifetime == timedelta(hours=4)


def test_nothing_secret_shows(home: Path) -> None:
    shown = repr(
        read(home, HOLAS_DATABASE_URL="postgresql+psycopg://holas:hunter2@db/holas", AWS_SECRET_ACCESS_KEY="aws2")
    )
    assert "hunter2" not in shown
    assert "thirty-two" not in shown
    assert "aws2" not in shown


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_what_is_missing_is_named(home: Path, name: str) -> None:
    with pytest.raises(BadSetting, match=f"^{name} "):
        read(home, **{name: None})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HOLAS_SOURCE_URL", "http://holas.example"),
        ("HOLAS_SOURCE_URL", "ftp://holas.example"),
        ("HOLAS_SOURCE_URL", "https://user@holas.example"),
        ("HOLAS_SOURCE_URL", "https://holas.example:port"),
        ("HOLAS_SOURCE_URL", "holas.example"),
        ("HOLAS_STAFF_URL", "http://10.0.0.1:8001"),
        ("HOLAS_STAFF_URL", "http://localhost.evil.example"),
        ("HOLAS_LEAVE_URL", "http://weather.example"),
        ("HOLAS_ROOT_KEY", "ab" * 31),
        ("HOLAS_ROOT_KEY", "zz" * 32),
        ("HOLAS_INSTANCE", "cd" * 15),
        ("HOLAS_CODENAME_SALT", "ef" * 15),
        ("HOLAS_CODENAME_SALT", "ef" * 33),
        ("HOLAS_SECRET_FILE", "nothing"),
        ("HOLAS_DEMO", "yes"),
        ("HOLAS_LANGUAGES", "en,xx"),
        ("HOLAS_LANGUAGES", "en,en"),
        ("HOLAS_TRUSTED_PROXY", "proxy.example"),
        ("HOLAS_DRAFT_HOURS", "0"),
        ("HOLAS_DRAFT_HOURS", "-1"),
        ("HOLAS_DRAFT_HOURS", "1.5"),
        ("HOLAS_CODENAME_MINUTES", "31"),
        ("HOLAS_RELEASE_EPSILON", "0"),
        ("HOLAS_RELEASE_EPSILON", "nan"),
        ("HOLAS_MAX_FILES", "0"),
        ("HOLAS_MAX_FILE_SIZE", "1"),
        ("HOLAS_HOME", "/nothing/here"),
        ("HOLAS_HOME", ""),
    ],
)
def test_what_is_unsafe_or_unknown_is_named_in_one_sentence(home: Path, name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=f"^{name} [^.]*(\\.\\w[^.]*)*\\.$"):
        read(home, **{name: value})


def test_languages_are_those_with_a_catalogue_in_the_order_given(home: Path) -> None:
    for language in available():
        assert read(home, HOLAS_LANGUAGES=language).languages == (language,)
    assert read(home, HOLAS_LANGUAGES=" , ".join(reversed(available()))).languages == tuple(reversed(available()))


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8000", "http://localhost:8000", "http://[::1]:8000", f"http://{'a' * 56}.onion"]
)
def test_clear_http_is_for_loopback_and_onions(home: Path, url: str) -> None:
    assert read(home, HOLAS_SOURCE_URL=url).source_url == url


@pytest.mark.parametrize(("file", "name"), [("secret", "HOLAS_SECRET_FILE"), ("grants.json", "HOLAS_GRANT_KEY_FILE")])
def test_a_secret_that_others_can_read_is_refused(home: Path, file: str, name: str) -> None:
    (home / file).chmod(0o604)
    with pytest.raises(BadSetting, match=name):
        read(home)


def test_a_settings_file_that_others_can_read_is_refused(home: Path) -> None:
    (home / "holas.env").write_text("")
    (home / "holas.env").chmod(0o644)
    with pytest.raises(BadSetting, match=r"holas\.env"):
        read(home)


def test_a_short_secret_is_refused(home: Path) -> None:
    (home / "secret").write_bytes(b"x" * 31 + b"\n")
    with pytest.raises(BadSetting, match="HOLAS_SECRET_FILE"):
        read(home)


def test_a_secret_may_lie_elsewhere(home: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("run") / "secret"
    elsewhere.write_bytes(b"y" * 32)
    elsewhere.chmod(0o600)
    assert read(home, HOLAS_SECRET_FILE=str(elsewhere)).secret == b"y" * 32


def test_what_storage_needs_is_passed_on(home: Path) -> None:
    assert read(home, AWS_ACCESS_KEY_ID="id", OTHER="x").storage == {"AWS_ACCESS_KEY_ID": "id"}


def test_the_contacts_are_read_where_they_are(home: Path) -> None:
    assert read(home).contacts == Contacts()
    (home / "contacts.toml").write_text("answer_hours = 72")
    (home / "others.toml").write_text("answer_hours = 48")
    assert read(home).contacts.answer_hours == 72
    assert read(home, HOLAS_CONTACTS_FILE="others.toml").contacts.answer_hours == 48
    with pytest.raises(BadSetting, match=r"^HOLAS_CONTACTS_FILE names a file that does not exist"):
        read(home, HOLAS_CONTACTS_FILE="nothing.toml")


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (b"answer_hours = \n", r"contacts\.toml is not written in TOML: .*line 1"),
        (b"\xff", r"contacts\.toml is not written in TOML"),
        (b"answer_hours = 0", r"contacts\.toml cannot be used: answer_hours: must be from 1"),
        (b"answers = 1", r"contacts\.toml cannot be used: the file.answers: is not known here"),
    ],
)
def test_a_mistake_in_the_contacts_stops_the_start_with_a_sentence(home: Path, written: bytes, words: str) -> None:
    (home / "contacts.toml").write_bytes(written)
    with pytest.raises(BadSetting, match=words):
        read(home)
