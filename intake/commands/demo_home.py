"""The folder of a demo: an instance that says HOLAS_DEMO, and a file with the sign-ins of its invented staff."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from crypto import SigningKey
from intake.commands.example_contacts import INVENTED
from intake.commands.failure import Failure
from intake.commands.home import GRANT_KEY_FILE, identity, new_home, write_private
from intake.commands.opening import opened, opened_database
from intake.commands.progress import progress
from intake.config import Settings
from intake.demo.fill import fill
from intake.demo.people import FOUNDERS, shown_role
from intake.demo.plan import plan
from intake.environment import CONTACTS_FILE, ENV_FILE
from intake.services.found import NewMember, found
from intake.services.grant_keys import GrantKeys

SIGN_INS_FILE = "demo-sign-ins.json"
"""Passphrases in clear: a real instance never has such a file."""

ADDRESSES = {"HOLAS_SOURCE_URL": "http://127.0.0.1:8000", "HOLAS_STAFF_URL": "http://127.0.0.1:8001"}


@dataclass(frozen=True, slots=True)
class SignIn:
    """How to sign in as one of the demo's staff."""

    role: str
    username: str
    passphrase: str = field(repr=False)
    totp_secret: str | None = None


def holds_demo(home: Path) -> bool:
    """Tell whether the folder holds a finished demo. Raises `Failure` for a folder that a demo must not touch."""
    if not home.exists() or (home.is_dir() and not any(home.iterdir())):
        return False
    if not (home / ENV_FILE).is_file() or not Settings.from_mapping({"HOLAS_HOME": str(home)}).demo:
        message = f"{home} holds something that is not a demo: invented cases never go into a real instance."
        raise Failure(message)
    if not (home / SIGN_INS_FILE).is_file():
        message = f"{home} holds a demo that was not finished: remove the folder and start again."
        raise Failure(message)
    return True


def make_demo(home: Path, *, cases: int, seed: int) -> None:
    """Found a demo in an empty folder and fill it; when that fails, the folder is empty again."""
    root = SigningKey.generate()
    with new_home(home, {**identity(root), **ADDRESSES, "HOLAS_DEMO": "1"}):
        GrantKeys(home / GRANT_KEY_FILE).add()
        write_private(home / CONTACTS_FILE, INVENTED.read_text(encoding="utf-8"))
        environ = {"HOLAS_HOME": str(home)}
        members = _found(Settings.from_mapping(environ), root)
        _fill(environ, members, cases, seed)
        write_private(home / SIGN_INS_FILE, json.dumps([asdict(_sign_in(member)) for member in members], indent=1))


def sign_ins(home: Path) -> Sequence[SignIn]:
    """Return the sign-ins of a finished demo."""
    return [SignIn(**entry) for entry in json.loads((home / SIGN_INS_FILE).read_text(encoding="utf-8"))]


def _found(settings: Settings, root: SigningKey) -> list[NewMember]:
    with opened_database(settings) as database:
        database.upgrade()
        return found(database, FOUNDERS, settings.instance_id, root)


def _fill(environ: Mapping[str, str], members: Sequence[NewMember], cases: int, seed: int) -> None:
    staff = {one.username: one.passphrase for one in members if {"intake", "reviewer", "auditor"} & set(one.roles)}
    with opened(environ) as instance, progress("Inventing cases", cases) as tick:
        fill(instance, staff, plan(seed, cases), tick)


def _sign_in(member: NewMember) -> SignIn:
    return SignIn(shown_role(member.roles), member.username, member.passphrase)
