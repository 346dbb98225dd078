"""What went wrong, in one sentence for the person at the terminal. Never a stack trace, never data, keys or names."""

import sys
from typing import NoReturn

import click

import crypto
from intake.environment import BadSetting
from intake.services.errors import BadSignIn, BrokenChain, NoKey, NotVouched, OthersCopies, Refused, TooManyTries
from intake.services.grant_keys import NoGrantKey
from intake.services.ports import Conflict, MissingBlob
from intake.store.backup import NoBackup
from intake.store.errors import is_database_failure

FAILED = 1

SENTENCES: dict[type[BaseException], str] = {
    BadSignIn: "The user name or the passphrase is wrong.",
    TooManyTries: "There were too many wrong passphrases: wait a while and try again.",
    BrokenChain: "The membership chain does not hold: check HOLAS_ROOT_KEY and run `holas verify`.",
    NotVouched: "The membership chain does not vouch for that: each role needs two of its holders to sign.",
    OthersCopies: "HOLAS_LEDGER_URL names a place where another instance keeps copies of its ledger: name another.",
    NoKey: "Nobody who signed in here holds the key of that role.",
    Conflict: "The database is busy or says otherwise already: try again.",
    MissingBlob: "A file of the blob store is missing: run `holas verify`.",
    NoGrantKey: "The grant key file cannot be read or lacks a key: check HOLAS_GRANT_KEY_FILE.",
    crypto.CryptoError: "Something sealed does not open or was changed: run `holas verify`.",
    FileExistsError: "A file exists already where one was to be made: nothing was overwritten.",
    PermissionError: "A file or folder may not be read or written: check who owns the instance folder.",
}


class Failure(Exception):
    """A command did not do its work. The text is one sentence that says what to do."""


def sentence(error: BaseException) -> str:
    """Return what the person is told about `error`."""
    if isinstance(error, Failure | BadSetting | NoBackup):
        return str(error)
    for kind, words in SENTENCES.items():
        if isinstance(error, kind):
            return words
    if isinstance(error, Refused):
        return f"Holas refused to do that ({error.code})."
    if is_database_failure(error):
        return "The database does not answer as it should: check HOLAS_DATABASE_URL and run `holas migrate`."
    return f"Holas could not go on ({type(error).__name__})."


def leave(words: str) -> NoReturn:
    """Say the sentence on standard error and end with exit code 1."""
    click.echo(words, err=True)
    sys.exit(FAILED)
