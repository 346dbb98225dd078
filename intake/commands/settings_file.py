"""What a backup keeps of an instance's settings: the public ones that everything sealed depends on, and its rules."""

from pathlib import Path

from dotenv import dotenv_values

from intake.commands.failure import Failure
from intake.config import Settings
from intake.environment import ENV_FILE

PLACES = frozenset(
    {
        "HOLAS_DATABASE_URL",
        "HOLAS_BLOB_URL",
        "HOLAS_LEDGER_URL",
        "HOLAS_SECRET_FILE",
        "HOLAS_GRANT_KEY_FILE",
        "HOLAS_CONTACTS_FILE",
    }
)
"""They name places of the machine, and may hold passwords."""


def kept(settings: Settings) -> dict[str, str]:
    """Return the settings to keep, by name."""
    given = dotenv_values(settings.home / ENV_FILE, interpolate=False) if (settings.home / ENV_FILE).exists() else {}
    rules = {name: value for name, value in given.items() if name.startswith("HOLAS_") and value is not None}
    needed = {
        "HOLAS_SOURCE_URL": settings.source_url,
        "HOLAS_STAFF_URL": settings.staff_url,
        "HOLAS_ROOT_KEY": settings.root_key.hex(),
        "HOLAS_INSTANCE": settings.instance_id,
        "HOLAS_CODENAME_SALT": settings.codename_salt.hex(),
        **({"HOLAS_DEMO": "1"} if settings.demo else {}),
    }
    return {name: value for name, value in {**rules, **needed}.items() if name not in PLACES}


def read_settings(path: Path) -> dict[str, str]:
    """Read such a file. Raises `Failure`."""
    if not path.is_file():
        message = f"{path.parent} holds no backup: it lacks {path.name}."
        raise Failure(message)
    return {name: value for name, value in dotenv_values(path, interpolate=False).items() if value is not None}
