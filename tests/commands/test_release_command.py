"""`holas release`: at a terminal, and as the job that reads its keys from a pipe."""

import json
import subprocess
import sys

import pytest

from intake.services import handover, release
from intake.services.errors import NoKey, NotVouched
from intake.services.instance import Instance
from intake.services.release_states import ReleaseState
from tests.plugins.drawing import items, past_cohort
from tests.plugins.instances import Staff


@pytest.fixture
def holas(instance_environment: dict[str, str]) -> "Holas":
    return Holas(instance_environment)


class Holas:
    """The command, as a process of its own."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment

    def __call__(self, *arguments: str, typed: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "intake.cli", "release", *arguments]
        return subprocess.run(command, input=typed, env=self.environment, capture_output=True, check=False)


def test_an_auditor_prepares_a_release_at_the_terminal(instance: Instance, staff: Staff, holas: Holas) -> None:
    past_cohort(instance, staff)
    ran = holas("prepare", typed=f"alena\n{staff.passphrase('alena')}\n".encode())
    assert ran.returncode == 0, ran.stderr
    (item,) = items(instance, staff)
    assert item.release is not None
    assert (ran.stdout.decode().strip(), item.release.state) == (item.release.id, ReleaseState.DRAWN)
    assert "The release is drawn." in ran.stderr.decode()
    with instance.database.reading() as uow:
        assert uow.staff_sessions.count() == 0
    again = holas("prepare", typed=f"alena\n{staff.passphrase('alena')}\n".encode())
    assert (again.returncode, again.stdout) == (0, b"")
    assert "Nothing is due" in again.stderr.decode()


def test_what_would_cost_too_much_is_refused_with_the_sum(instance: Instance, staff: Staff, holas: Holas) -> None:
    past_cohort(instance, staff)
    holas.environment["HOLAS_RELEASE_EPSILON"] = "1.5"
    ran = holas("prepare", typed=f"alena\n{staff.passphrase('alena')}\n".encode())
    assert ran.returncode == 1
    assert "It would cost each person 2 in epsilon in all, more than the lifetime budget of 1.5." in ran.stderr.decode()


def test_the_job_draws_what_was_asked_for_and_keeps_what_was_drawn(
    instance: Instance, staff: Staff, holas: Holas
) -> None:
    keyring = staff.keyring(instance, "alena")
    release_id = release.ask(instance, keyring, past_cohort(instance, staff))
    stored = []
    for _ in range(2):
        ran = holas("draw", release_id, "--keys-from-stdin", typed=handover.pack(keyring))
        assert (ran.returncode, ran.stdout) == (0, b""), ran.stderr
        stored.append(release.get(instance, keyring, release_id).draw)
    assert stored[0] == stored[1] is not None


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (b"", "holds the key"),
        (b"{}\n", "holds the key"),
        (b'{"member":"x","seed":"zz"}\n', "holds the key"),
        (json.dumps({"member": "a" * 32, "seed": "00" * 32}).encode() + b"\n", "does not vouch"),
    ],
)
def test_keys_that_are_nobodys_are_refused_in_one_sentence(
    instance: Instance, staff: Staff, holas: Holas, typed: bytes, said: str
) -> None:
    release_id = release.ask(instance, staff.keyring(instance, "alena"), past_cohort(instance, staff))
    ran = holas("draw", release_id, "--keys-from-stdin", typed=typed)
    assert ran.returncode == 1
    assert said in ran.stderr.decode()
    assert ran.stderr.count(b"\n") == 1
    assert release.get(instance, staff.keyring(instance, "alena"), release_id).draw is None


def test_who_is_no_auditor_draws_nothing(instance: Instance, staff: Staff, holas: Holas) -> None:
    release_id = release.ask(instance, staff.keyring(instance, "alena"), past_cohort(instance, staff))
    ran = holas("draw", release_id, "--keys-from-stdin", typed=handover.pack(staff.keyring(instance, "anna")))
    assert (ran.returncode, ran.stdout) == (1, b"")
    ran = holas("prepare", typed=f"anna\n{staff.passphrase('anna')}\n".encode())
    assert (ran.returncode, ran.stdout) == (1, b"")
    ran = holas("prepare", typed=b"alena\nwrong\n")
    assert (ran.returncode, "passphrase is wrong" in ran.stderr.decode()) == (1, True)
    assert release.get(instance, staff.keyring(instance, "alena"), release_id).draw is None


def test_an_unknown_release_is_refused(instance: Instance, staff: Staff, holas: Holas) -> None:
    typed = handover.pack(staff.keyring(instance, "alena"))
    ran = holas("draw", "0" * 32, "--keys-from-stdin", typed=typed)
    assert (ran.returncode, ran.stderr.count(b"\n")) == (1, 1)


def test_wrong_usage_ends_with_2_and_help_shows_an_example(holas: Holas) -> None:
    assert holas("draw").returncode == 2
    assert b"holas release draw " in holas("draw", "--help").stdout
    assert b"holas release prepare" in holas("--help").stdout


def test_what_is_handed_over_is_the_member_and_opens_again(instance: Instance, staff: Staff) -> None:
    keyring = staff.keyring(instance, "artur")
    assert handover.unpack(instance, handover.pack(keyring)) == keyring
    with pytest.raises(NoKey):
        handover.unpack(instance, b"\xff")
    stranger = json.loads(handover.pack(keyring)) | {"member": staff.keyring(instance, "alena").person.id}
    with pytest.raises(NotVouched):
        handover.unpack(instance, json.dumps(stranger).encode())
