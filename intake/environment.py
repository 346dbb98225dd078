"""Reading settings strictly: what is missing, unsafe or unknown becomes one sentence that names the setting."""

import ipaddress
import stat
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from dotenv import dotenv_values

from intake.domain.contacts import Contacts
from intake.domain.strict import BadShape

PREFIX = "HOLAS_"
ENV_FILE = "holas.env"
CONTACTS_FILE = "contacts.toml"
OTHERS = 0o007
SECRET_MIN = 32


class BadSetting(Exception):
    """A setting is missing, unsafe or unknown. The text is one sentence for the person who installs Holas."""


def read_environment(environ: Mapping[str, str]) -> "Environment":
    """Join the environment with `$HOLAS_HOME/holas.env`; the environment wins. Raises `BadSetting`."""
    home = environ.get("HOLAS_HOME", "")
    if not home:
        message = "HOLAS_HOME is missing: set it to the folder that `holas init` made."
        raise BadSetting(message)
    folder = Path(home).absolute()
    if not folder.is_dir():
        message = "HOLAS_HOME names a folder that does not exist: make it with `holas init`."
        raise BadSetting(message)
    return Environment(folder, {**_file_values(folder / ENV_FILE), **environ})


def _file_values(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    _refuse_open_to_others(path, ENV_FILE)
    return {name: value for name, value in dotenv_values(path, interpolate=False).items() if value is not None}


def _refuse_open_to_others(path: Path, name: str) -> None:
    if stat.S_IMODE(path.stat().st_mode) & OTHERS:
        message = f"{name} can be read by every user of this machine: run `chmod o-rwx` on it."
        raise BadSetting(message)


class Environment:
    """Values by name. Each one asked for counts as known; `refuse_unknown` finds what nobody asked for."""

    def __init__(self, home: Path, values: Mapping[str, str]) -> None:
        self.home = home
        self._values = {name: value for name, value in values.items() if name.startswith(PREFIX)}
        self.storage = {name: value for name, value in values.items() if name.startswith("AWS_")}
        self._known = {"HOLAS_HOME"}

    def text(self, name: str, default: str | None = None) -> str:
        """Return the value or the default. Raises `BadSetting` when there is neither."""
        self._known.add(name)
        value = self._values.get(name, "") or default
        if value is None:
            message = f"{name} is missing: set it in the environment or in {ENV_FILE}."
            raise BadSetting(message)
        return value

    def number(self, name: str, default: int, *, low: int, high: int) -> int:
        """Return a whole number between `low` and `high`."""
        value = self.text(name, str(default))
        if not (value.isascii() and value.isdigit() and low <= int(value) <= high):
            message = f"{name} must be a whole number from {low} to {high}."
            raise BadSetting(message)
        return int(value)

    def decimal(self, name: str, default: float, *, low: float, high: float) -> float:
        """Return a decimal number above `low`, at most `high`."""
        try:
            value = float(self.text(name, str(default)))
        except ValueError:
            value = low
        if not low < value <= high:
            message = f"{name} must be a number above {low} and at most {high}."
            raise BadSetting(message)
        return value

    def flag(self, name: str) -> bool:
        """Return whether the value is `1`; missing and `0` mean no."""
        value = self.text(name, "0")
        if value not in {"0", "1"}:
            message = f"{name} must be 1 or 0."
            raise BadSetting(message)
        return value == "1"

    def hexadecimal(self, name: str, *, low: int, high: int) -> bytes:
        """Return `low` to `high` bytes written as hex digits."""
        try:
            value = bytes.fromhex(self.text(name))
        except ValueError:
            value = b""
        if not low <= len(value) <= high:
            message = f"{name} must be {2 * low} to {2 * high} hex digits."
            raise BadSetting(message)
        return value

    def path(self, name: str) -> Path:
        """Return a file's path; a relative one lies in the instance folder. It must be closed to other users."""
        path = self.home / self.text(name)
        if not path.is_file():
            message = f"{name} names a file that does not exist."
            raise BadSetting(message)
        _refuse_open_to_others(path, name)
        return path

    def contacts(self, name: str) -> Contacts:
        """Read whom the instance names to sources; none where neither the setting nor the usual file is there."""
        path = self.home / self.text(name, CONTACTS_FILE)
        if not path.is_file():
            if name not in self._values:
                return Contacts()
            message = f"{name} names a file that does not exist."
            raise BadSetting(message)
        return _read_contacts(path)

    def secret(self, name: str) -> bytes:
        """Return the bytes of a secret file, at least 32 of them."""
        value = self.path(name).read_bytes().strip()
        if len(value) < SECRET_MIN:
            message = f"{name} names a file with less than {SECRET_MIN} bytes of secret in it."
            raise BadSetting(message)
        return value

    def url(self, name: str) -> str:
        """Return the address of a site without a trailing slash; clear HTTP only on loopback and onion hosts."""
        return site_address(name, self.text(name))

    def optional_url(self, name: str) -> str | None:
        """Return the address of a page elsewhere, or nothing when it is not set."""
        value = self.text(name, "")
        return site_address(name, value) if value else None

    def addresses(self, name: str) -> tuple[str, ...]:
        """Return IP addresses separated by commas."""
        try:
            return tuple(str(ipaddress.ip_address(part.strip())) for part in self.text(name, "").split(",") if part)
        except ValueError as error:
            message = f"{name} must be IP addresses separated by commas."
            raise BadSetting(message) from error

    def refuse_unknown(self) -> None:
        """Raise `BadSetting` for a HOLAS_ variable that no setting asked for: a misspelt limit would be no limit."""
        for name in self._unknown():
            message = f"{name} is no setting of Holas: correct its spelling or remove it."
            raise BadSetting(message)

    def _unknown(self) -> Iterator[str]:
        return iter(sorted(self._values.keys() - self._known))


def _read_contacts(path: Path) -> Contacts:
    try:
        return Contacts.read(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"{path.name} is not written in TOML: {error}."
    except BadShape as error:
        message = f"{path.name} cannot be used: {error}."
    raise BadSetting(message)


def site_address(name: str, value: str) -> str:
    """Check an address. Raises `BadSetting` naming the setting `name`."""
    parts = _split(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.query or parts.fragment:
        message = f"{name} must be an address such as https://example.org."
        raise BadSetting(message)
    if parts.scheme == "http" and not _safe_in_clear(parts.hostname):
        message = f"{name} must begin with https:// because everyone on the way could read http://."
        raise BadSetting(message)
    return value.rstrip("/")


def _split(value: str) -> SplitResult:
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        return urlsplit("")
    return parts


def _safe_in_clear(host: str) -> bool:
    """Loopback never leaves the machine; an onion address is encrypted and authenticated by Tor itself."""
    if host == "localhost" or host.endswith(".onion"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
