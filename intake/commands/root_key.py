"""The offline root key: made with the founders, written once to a file that is then moved off the machine."""

import json
from pathlib import Path

import crypto
from crypto import SigningKey
from intake.commands.failure import Failure
from intake.commands.home import refuse_existing, write_private
from intake.config import Settings


def check_place(path: Path, home: Path) -> None:
    """Raise `Failure` unless a root key may be written there."""
    if path.resolve().is_relative_to(home.resolve()):
        message = "The root key must not lie in the instance folder: name a file elsewhere, best on a drive of its own."
        raise Failure(message)
    refuse_existing(path)
    if not path.parent.is_dir():
        message = f"{path.parent} is no folder: name a file in one that exists."
        raise Failure(message)


def write_root_key(path: Path, root: SigningKey, instance_id: str) -> None:
    """Write the key (0600)."""
    write_private(path, json.dumps({"holas_root_key": root.seed.hex(), "instance": instance_id}) + "\n")


def read_root_key(path: Path, settings: Settings) -> SigningKey:
    """Read it back. Raises `Failure` when it is not the root of this instance."""
    try:
        root = SigningKey(bytes.fromhex(json.loads(path.read_text(encoding="utf-8"))["holas_root_key"]))
    except (ValueError, KeyError, TypeError, crypto.CryptoError):
        root = None
    if root is None or root.public != settings.root_key:
        message = f"{path} does not hold the root key of this instance."
        raise Failure(message)
    return root
