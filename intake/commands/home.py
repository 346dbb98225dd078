"""An instance folder: made once, closed to everybody else, with its secrets and its settings."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import crypto
from crypto import SigningKey
from intake.commands.failure import Failure
from intake.environment import ENV_FILE
from intake.store import files

SECRET_FILE = "session.secret"  # noqa: S105 - the file's name
GRANT_KEY_FILE = "grant-keys.json"
SECRET_SIZE = 48


@dataclass(frozen=True, slots=True)
class NewHome:
    """A folder that is ready for `Settings.from_mapping({"HOLAS_HOME": folder})` and holds no database yet."""

    folder: Path
    instance_id: str


def make_home(folder: Path, root: SigningKey, addresses: Mapping[str, str], grant_keys: Path | None = None) -> NewHome:
    """Make the folder (0700), the cookie secret and the settings (0600).

    `addresses` holds further settings by name. Raises `Failure` when the folder exists and holds anything.
    """
    _make_empty(folder)
    instance_id = crypto.token(16).hex()
    write_private(folder / SECRET_FILE, crypto.token(SECRET_SIZE).hex())
    settings = {
        "HOLAS_SECRET_FILE": SECRET_FILE,
        "HOLAS_GRANT_KEY_FILE": str(grant_keys or GRANT_KEY_FILE),
        "HOLAS_ROOT_KEY": root.public.hex(),
        "HOLAS_INSTANCE": instance_id,
        "HOLAS_CODENAME_SALT": crypto.token(16).hex(),
        **addresses,
    }
    write_private(folder / ENV_FILE, "".join(f"{name}='{value}'\n" for name, value in settings.items()))
    return NewHome(folder, instance_id)


def write_private(path: Path, text: str) -> None:
    """Write a new file that only its owner can read, durably. Raises `Failure` when there is one already."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        message = f"{path} exists already: nothing was overwritten."
        raise Failure(message) from None
    with os.fdopen(descriptor, "wb") as file:
        files.write(file.fileno(), text.encode())
        os.fsync(file.fileno())
    files.sync(path.parent)


def _make_empty(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        message = f"{folder} exists and is not an empty folder: choose another."
        raise Failure(message)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
