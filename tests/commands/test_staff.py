"""`holas staff`: two holders of a role take somebody in; nobody else can."""

import json
from pathlib import Path

import pytest

from crypto import SigningKey
from tests.commands.tools import Home, failed, holas, program

WORDS = r"[a-z]+(?: [a-z]+){6}"


def typed(home: Home, *usernames: str, **wrong: str) -> str:
    """What the sponsors type, in turn."""
    people = {**home.passphrases, **wrong}
    return "".join(f"{username}\n{people.get(username, 'x')}\n" for username in usernames)


def admit(home: Home, *arguments: str | Path, by: str) -> str:
    """Admit somebody and return the passphrase that was printed."""
    done = holas("staff", "admit", *arguments, home=home.folder, typed=by)
    assert done.exit_code == 0, done.output
    return done.stdout.splitlines()[-1].strip()


def test_the_list_shows_names_and_roles_and_no_key(home: Home) -> None:
    done = holas("staff", "list", home=home.folder)
    assert done.exit_code == 0
    lines = [line.split(maxsplit=1) for line in done.stdout.splitlines()]
    assert ["anna", "children, intake"] in lines
    assert ["rita", "reviewer"] in lines
    assert lines[-1] == ["8", "members."]


def test_two_holders_of_the_role_take_somebody_in(home: Home) -> None:
    passphrase = admit(home, "Maria", "--role", "intake", by=typed(home, "anna", "boris"))
    with home.opened() as instance:
        maria = Home(home.folder, {"maria": passphrase}, home.root_key).keyring(instance, "maria")
        assert maria.has("intake")
        assert not maria.has("children")


def test_passphrases_are_neither_shown_nor_kept_in_a_session(home: Home) -> None:
    done = holas("staff", "admit", "maria", "--role", "intake", home=home.folder, typed=typed(home, "anna", "boris"))
    assert home.passphrases["anna"] not in done.output
    assert home.passphrases["boris"] not in done.output
    with home.opened() as instance, instance.database.reading() as uow:
        assert uow.staff_sessions.count() == 0


@pytest.mark.parametrize(
    ("by", "words"),
    [
        (("anna", "rita"), "two of its holders"),
        (("anna", "anna"), "two of its holders"),
        (("kira", "kosta"), "holds the key of that role"),
        (("anna", "nobody"), "user name or the passphrase is wrong"),
    ],
    ids=["one-holder", "the-same-twice", "holders-of-another-role", "a-wrong-passphrase"],
)
def test_others_cannot(by: tuple[str, str], words: str, home: Home) -> None:
    done = holas("staff", "admit", "maria", "--role", "intake", home=home.folder, typed=typed(home, *by))
    assert words in failed(done)
    assert "8 members." in holas("staff", "list", home=home.folder).stdout


def test_the_root_key_stands_in_where_there_is_one_holder(home: Home) -> None:
    arguments = ("irma", "--role", "interviewer", "--root-key", home.root_key)
    assert admit(home, *arguments, by=typed(home, "ilona"))
    assert "interviewer" in holas("staff", "list", home=home.folder).stdout.split("irma", 1)[1].splitlines()[0]


def test_the_root_key_of_another_instance_does_not(home: Home, tmp_path: Path) -> None:
    other = SigningKey.generate().seed.hex()
    for number, text in enumerate((json.dumps({"holas_root_key": other}), "no json", "{}", '{"holas_root_key": 5}')):
        path = tmp_path / f"{number}.json"
        path.write_text(text)
        done = holas("staff", "admit", "irma", "--role", "interviewer", "--root-key", path, home=home.folder)
        assert "does not hold the root key of this instance" in failed(done)
        assert other not in done.output


def test_an_unusable_name_is_told(home: Home) -> None:
    done = holas("staff", "admit", " ", "--role", "intake", home=home.folder, typed=typed(home, "anna", "boris"))
    assert "a user name has 1 to 64" in failed(done)
    done = holas("staff", "admit", "anna", "--role", "intake", home=home.folder, typed=typed(home, "anna", "boris"))
    assert failed(done)


def test_from_a_pipe_no_terminal_is_asked(home: Home) -> None:
    done = program("staff", "admit", "maria", "--role", "intake", home=home.folder, typed=typed(home, "anna", "boris"))
    assert done.returncode == 0, done.stderr
    assert "Warning" not in done.stderr
    assert "9 members." in holas("staff", "list", home=home.folder).stdout


def test_a_pipe_that_ends_early_aborts(home: Home) -> None:
    done = holas("staff", "admit", "maria", "--role", "intake", home=home.folder, typed="anna\n")
    assert done.exit_code == 1
    assert "Aborted!" in done.stderr


def test_a_role_that_does_not_exist_is_wrong_usage(home: Home) -> None:
    assert holas("staff", "admit", "maria", "--role", "chief", home=home.folder).exit_code == 2
    assert holas("staff", "admit", "maria", home=home.folder).exit_code == 2
