"""An instance with its founders, on real SQLite with the real key chain: founded once a run, copied for each test.

    def test_sign_in(instance: Instance, staff: Staff) -> None:
        staff.passphrase("anna"); staff.keyring(instance, "anna")

`anna` and `boris` are the intake circle, and trained for children; `rita` and `ruslan` are reviewers, `kira` and
`kosta` custodians, `alena` and `artur` auditors, `ilona` an interviewer, `adam` the admin.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

import crypto
from crypto import Identity, SigningKey
from intake.config import Settings
from intake.services import places
from intake.services.found import Founder, found
from intake.services.grant_keys import GrantKeys
from intake.services.instance import Instance
from intake.services.keyring import Keyring, open_keyring
from intake.services.membership import load_membership
from intake.store.database import open_database
from intake.wiring import open_instance

ROOT = SigningKey(b"the root of instances in tests!!")
INSTANCE_ID = "00112233445566778899aabbccddeeff"
FOUNDERS = (
    Founder("anna", ("intake", "children")),
    Founder("boris", ("intake", "children")),
    Founder("rita", ("reviewer",)),
    Founder("ruslan", ("reviewer",)),
    Founder("kira", ("custodian",)),
    Founder("kosta", ("custodian",)),
    Founder("alena", ("auditor",)),
    Founder("artur", ("auditor",)),
    Founder("ilona", ("interviewer",)),
    Founder("adam", ("admin",)),
)


@dataclass(frozen=True)
class Staff:
    """The founders' passphrases, and their seeds once unlocked (Argon2id takes its time)."""

    passphrases: dict[str, str]
    seeds: dict[str, Identity] = field(default_factory=dict)

    def passphrase(self, username: str) -> str:
        return self.passphrases[username]

    def keyring(self, instance: Instance, username: str) -> Keyring:
        """What this member can open, as after signing in."""
        with instance.database.reading() as uow:
            (member,) = uow.members.find(username=username)
            if username not in self.seeds:
                place = places.member_seed(member.id)
                seed = crypto.unlock(member.locked_seed, self.passphrases[username], place)
                self.seeds[username] = Identity(seed)
            membership = load_membership(uow, instance.settings)
            return open_keyring(uow, membership, member.id, self.seeds[username])


def loopback_settings(home: Path) -> Settings:
    """Settings of an instance in this folder, on loopback."""
    return Settings(
        home=home,
        database_url=f"sqlite:///{home / 'holas.sqlite'}",
        blob_url=(home / "blobs").as_uri(),
        ledger_url=(home / "ledger").as_uri(),
        secret=b"a cookie secret for tests only!!",
        grant_key_file=home / "grants.json",
        source_url="http://localhost:8000",
        staff_url="http://localhost:8001",
        root_key=ROOT.public,
        instance_id=INSTANCE_ID,
        codename_salt=b"sixteen bytes :)",
    )


@pytest.fixture(scope="session")
def _founded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Staff]:
    home = tmp_path_factory.mktemp("founded")
    settings = loopback_settings(home)
    database = open_database(settings.database_url)
    database.upgrade()
    members = found(database, FOUNDERS, INSTANCE_ID, ROOT)
    database.shred()
    database.close()
    GrantKeys(settings.grant_key_file).add()
    return home, Staff({member.username: member.passphrase for member in members})


@pytest.fixture(scope="session")
def staff(_founded: tuple[Path, Staff]) -> Staff:
    return _founded[1]


@pytest.fixture
def instance(_founded: tuple[Path, Staff], tmp_path: Path) -> Iterator[Instance]:
    """A fresh copy of the founded instance."""
    home = tmp_path / "instance"
    shutil.copytree(_founded[0], home)
    opened = open_instance(loopback_settings(home))
    yield opened
    opened.database.close()  # type: ignore[attr-defined]


@pytest.fixture
def postgres_instance(postgres_url: str, tmp_path: Path) -> Iterator[tuple[Instance, Staff]]:
    """A founded instance on a real PostgreSQL."""
    settings = replace(loopback_settings(tmp_path), database_url=postgres_url)
    database = open_database(postgres_url)
    database.upgrade()
    members = found(database, FOUNDERS, INSTANCE_ID, ROOT)
    database.close()
    GrantKeys(settings.grant_key_file).add()
    opened = open_instance(settings)
    yield opened, Staff({member.username: member.passphrase for member in members})
    opened.database.close()  # type: ignore[attr-defined]
