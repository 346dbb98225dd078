"""An instance folder: made once, closed to everybody else, with its secrets and its settings."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import crypto
from crypto import SigningKey
from intake.commands.failure import Failure
from intake.environment import ENV_FILE
from intake.store import files

SECRET_FILE = "session.secret"  # noqa: S105 - the file's name
GRANT_KEY_FILE = "grant-keys.json"
SECRET_SIZE = 48
EXISTS = "{} exists already: nothing was overwritten."


def identity(root: SigningKey) -> dict[str, str]:
    """Return the public settings that make an instance this one. All that is sealed depends on them."""
    return {
        "HOLAS_ROOT_KEY": root.public.hex(),
        "HOLAS_INSTANCE": crypto.token(16).hex(),
        "HOLAS_CODENAME_SALT": crypto.token(16).hex(),
    }


@contextmanager
def new_home(folder: Path, settings: Mapping[str, str]) -> Iterator[None]:
    """Make an instance folder with a fresh cookie secret and `settings`, as `private_folder` does."""
    with private_folder(folder):
        write_private(folder / SECRET_FILE, crypto.token(SECRET_SIZE).hex())
        given = {"HOLAS_SECRET_FILE": SECRET_FILE, "HOLAS_GRANT_KEY_FILE": GRANT_KEY_FILE, **settings}
        write_settings(folder / ENV_FILE, given)
        yield


@contextmanager
def private_folder(folder: Path) -> Iterator[None]:
    """Make an empty folder (0700); when what follows fails, empty it again.

    Raises `Failure` when it exists and holds anything.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        message = f"{folder} exists and is not an empty folder: choose another."
        raise Failure(message)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    try:
        yield
    except BaseException:
        _empty(folder)
        raise


def write_settings(path: Path, settings: Mapping[str, str]) -> None:
    """Write a new file of settings, for its owner only. Raises `Failure`."""
    write_private(path, "".join(f"{name}={_quoted(value)}\n" for name, value in settings.items()))


def write_private(path: Path, text: str) -> None:
    """Write a new file that only its owner can read, durably. Raises `Failure` when there is one already."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Failure(EXISTS.format(path)) from None
    with os.fdopen(descriptor, "wb") as file:
        files.write(file.fileno(), text.encode())
        os.fsync(file.fileno())
    files.sync(path.parent)


@contextmanager
def gone_on_failure(path: Path) -> Iterator[None]:
    """Remove a file again when what follows fails."""
    try:
        yield
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def refuse_existing(path: Path) -> None:
    """Raise `Failure` when there is something at this place already."""
    if path.exists():
        raise Failure(EXISTS.format(path))


def _quoted(value: str) -> str:
    """Quote as python-dotenv reads it: between single quotes only backslash and quote are special."""
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
