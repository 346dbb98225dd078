"""Coded cases for releases, on any instance: told by a source, coded by the intake circle."""

from collections.abc import Callable, Sequence

import pytest

import crypto
from intake.domain.coding import Act, Coding
from intake.services import code, mailbox, submit
from intake.services.instance import Instance
from intake.services.mailbox import Visit
from tests.plugins.instances import Staff
from tests.plugins.sources import new_handle

CodedCase = Callable[..., str]


def tell_and_code(
    instance: Instance, staff: Staff, codes: Sequence[str] = ("tor_beating",), *, statistics: bool = True
) -> Visit:
    """Tell an invented testimony, code it, and return the source's way back."""
    handle = new_handle()
    consents = {"consent_read": "y"} | ({"consent_statistics": "y"} if statistics else {})
    submit.seal(instance, handle, {"narrative": "They came at night.", **consents})
    codename = submit.shown_codename(instance, handle)
    assert codename is not None
    secret = crypto.token(32)
    visit = mailbox.resume(instance, mailbox.enter(instance, codename, secret).session_id, secret)
    recode(instance, staff, visit.case_id, codes, revision=0)
    return visit


def recode(instance: Instance, staff: Staff, case_id: str, codes: Sequence[str], *, revision: int) -> None:
    coding = Coding(tuple(Act(one) for one in codes))
    code.save_coding(instance, staff.keyring(instance, "anna"), case_id, coding, revision)


@pytest.fixture
def coded_case(instance: Instance, staff: Staff) -> CodedCase:
    """Make a case that may be counted and return its id."""

    def make(*codes: str, statistics: bool = True) -> str:
        return tell_and_code(instance, staff, codes or ("tor_beating",), statistics=statistics).case_id

    return make


@pytest.fixture
def instance_environment(instance: Instance) -> dict[str, str]:
    """Write the settings of the instance into its folder, and return what a command on it needs to see."""
    settings = instance.settings
    secret = settings.home / "session.secret"
    secret.write_bytes(settings.secret)
    lines = {
        "HOLAS_SECRET_FILE": secret.name,
        "HOLAS_GRANT_KEY_FILE": settings.grant_key_file.name,
        "HOLAS_SOURCE_URL": settings.source_url,
        "HOLAS_STAFF_URL": settings.staff_url,
        "HOLAS_ROOT_KEY": settings.root_key.hex(),
        "HOLAS_INSTANCE": settings.instance_id,
        "HOLAS_CODENAME_SALT": settings.codename_salt.hex(),
    }
    file = settings.home / "holas.env"
    file.write_text("".join(f"{name}='{value}'\n" for name, value in lines.items()), encoding="utf-8")
    for closed in (secret, file, settings.grant_key_file):
        closed.chmod(0o600)
    return {"HOLAS_HOME": str(settings.home)}
