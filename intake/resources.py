"""Where the folders lie that are not Python: beside the package in a checkout, inside it in an installed wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def migrations_folder() -> Path:
    """Return the Alembic folder (`env.py`, `versions/`)."""
    return _find("migrations")


def templates_folder() -> Path:
    """Return the folder of the page templates."""
    return _find("templates")


def translations_folder() -> Path:
    """Return the folder of the catalogues, one folder a language."""
    return _PACKAGE / "translations"


def _find(name: str) -> Path:
    """Prefer the wheel's copy `intake/_<name>`: it belongs to the code that runs."""
    for folder in (_PACKAGE / f"_{name}", _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    message = f"The folder {name!r} is missing from this installation. Install Holas again."
    raise FileNotFoundError(message)
