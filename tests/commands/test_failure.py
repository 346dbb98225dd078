"""A command fails with one sentence and exit code 1: no stack trace, nothing of what it was working on."""

from datetime import timedelta

import click
import pytest
from click.testing import CliRunner
from sqlalchemy.exc import OperationalError

import crypto
from intake.commands.failure import SENTENCES, Failure, sentence
from intake.commands.shown import Group
from intake.environment import BadSetting
from intake.services.errors import BadSignIn, BrokenChain, NotAllowedNow, TooManyTries
from intake.services.grant_keys import NoGrantKey
from intake.services.ports import Conflict
from intake.store.backup import NoBackup

SECRET = "hunter-two of anna"
WRITTEN_FOR_PEOPLE = (Failure, BadSetting, NoBackup)
UNEXPECTED = (
    crypto.Tampered(SECRET),
    crypto.NoMatchingKey(SECRET),
    NoGrantKey(SECRET),
    Conflict(SECRET),
    PermissionError(13, SECRET),
    FileExistsError(17, SECRET),
    OperationalError(SECRET, None, Exception(SECRET)),
    NotAllowedNow(SECRET),
    BrokenChain(SECRET),
    BadSignIn(),
    TooManyTries(timedelta(1)),
    KeyError(SECRET),
    RuntimeError(SECRET),
)


@pytest.mark.parametrize("error", UNEXPECTED, ids=lambda error: type(error).__name__)
def test_errors_are_told_without_what_they_carry(error: Exception) -> None:
    told = sentence(error)
    assert SECRET not in told
    assert told.endswith((".", ")."))
    assert "\n" not in told


@pytest.mark.parametrize("kind", WRITTEN_FOR_PEOPLE)
def test_what_was_written_for_people_is_passed_on(kind: type[Exception]) -> None:
    assert sentence(kind("Do this instead.")) == "Do this instead."


def test_every_sentence_is_reached() -> None:
    assert {sentence(kind() if kind is not TooManyTries else TooManyTries(timedelta(1))) for kind in SENTENCES} == set(
        SENTENCES.values()
    )


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (RuntimeError(SECRET), 1),
        (Failure("Do this instead."), 1),
        (click.UsageError("Not like that."), 2),
        (click.Abort(), 1),
        (KeyboardInterrupt(), 1),
    ],
    ids=["unexpected", "told", "usage", "aborted", "interrupted"],
)
def test_exit_codes(error: BaseException, code: int) -> None:
    @click.group(cls=Group)
    def main() -> None:
        """Do things."""

    @main.group()
    def inner() -> None:
        """Do things further in."""

    @inner.command()
    def fail() -> None:
        """Fail."""
        raise error

    done = CliRunner().invoke(main, ["inner", "fail"])
    assert done.exit_code == code
    assert SECRET not in done.output
    assert "Traceback" not in done.output
    assert isinstance(done.exception, SystemExit)


def test_groups_within_are_of_the_same_kind() -> None:
    @click.group(cls=Group)
    def main() -> None:
        """Do things."""

    @main.group()
    def inner() -> None:
        """Do things further in."""

    assert type(inner) is Group
