"""The outer key of all grants: kept outside the database, replaced daily.

An old copy of a destroyed grant (write-ahead log, dead row, backup) opens nothing once its outer key is gone.
"""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path

import crypto


class NoGrantKey(Exception):
    """The file is missing, unreadable or holds no key of this name."""


@dataclass(frozen=True, slots=True)
class GrantKeys:
    """Outer keys by id; the last one named `current` seals. The file is read again when it changes."""

    path: Path
    _seen: dict[str, object] = field(default_factory=dict, repr=False, compare=False)

    def current(self) -> tuple[str, bytes]:
        """Return the id and the key that seals new grants."""
        held = self._load()
        name = str(held["current"])
        return name, self.key(name)

    def key(self, name: str) -> bytes:
        """Return the key of this id. Raises `NoGrantKey`."""
        keys = self._load()["keys"]
        if not isinstance(keys, dict) or name not in keys:
            message = "the grant key file does not hold the key that a grant names"
            raise NoGrantKey(message)
        return bytes.fromhex(keys[name])

    def names(self) -> tuple[str, ...]:
        """Return the ids of every key held."""
        keys = self._load()["keys"]
        return tuple(keys) if isinstance(keys, dict) else ()

    def add(self) -> str:
        """Make a new current key beside the old one and return its id."""
        held = self._load() if self.path.exists() else {"keys": {}}
        keys = held["keys"] if isinstance(held["keys"], dict) else {}
        name = crypto.token(8).hex()
        self._store({"current": name, "keys": {**keys, name: crypto.generate_key().hex()}})
        return name

    def keep_only(self, name: str) -> None:
        """Forget every key but this one."""
        self._store({"current": name, "keys": {name: self.key(name).hex()}})

    def copy(self, to: Path) -> "GrantKeys":
        """Write every key to a new file at another place, for a backup. Raises FileExistsError."""
        held = self._load()
        os.close(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        other = GrantKeys(to)
        other._store(held)
        return other

    def _load(self) -> dict[str, object]:
        try:
            stamp = self.path.stat()
            mark = (stamp.st_mtime_ns, stamp.st_ino)
            if self._seen.get("mark") != mark:
                self._seen["held"] = json.loads(self.path.read_bytes())
                self._seen["mark"] = mark
        except (OSError, ValueError) as error:
            message = "the grant key file cannot be read"
            raise NoGrantKey(message) from error
        held = self._seen["held"]
        if not isinstance(held, dict) or "current" not in held or not isinstance(held.get("keys"), dict):
            message = "the grant key file holds something else"
            raise NoGrantKey(message)
        return held

    def _store(self, held: dict[str, object]) -> None:
        beside = self.path.with_suffix(".new")
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(json.dumps(held).encode())
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self.path)
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
