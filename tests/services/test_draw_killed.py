"""A draw whose process is killed, really: whatever became of it, there are never two draws of one cohort."""

import pytest

from intake.services import drawing, ledger, ledger_check, record, release, release_job
from intake.services.instance import Instance
from intake.services.release_states import ReleaseState
from tests.plugins.drawing import due
from tests.plugins.instances import Staff
from tests.plugins.killed import stopped
from tests.plugins.releases import tell_and_code

Place = tuple[Instance, Staff]


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest) -> Place:
    """An instance with a coded case, on either database."""
    if request.param == "sqlite":
        found: Place = (request.getfixturevalue("instance"), request.getfixturevalue("staff"))
    else:
        found = request.getfixturevalue("postgres_instance")
    tell_and_code(*found)
    return found


@pytest.mark.parametrize("at", ["copied", "committed"])
def test_a_job_that_is_killed_leaves_one_draw(place: Place, at: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the copy and the commit nothing but the copy is there; after the commit, everything but the answer."""
    instance, staff = place
    artur = staff.keyring(instance, "artur")
    with due(instance, staff) as subject:
        release_id = release.ask(instance, artur, subject)
        sign_in = ("alena", staff.passphrase("alena"))
        day = release.get(instance, artur, release_id).day
        with stopped(instance, sign_in, release_id, day, at):
            copy = instance.copies.get(subject)
            assert copy is not None
            seen = release.get(instance, artur, release_id).state
            assert seen is (ReleaseState.PENDING if at == "copied" else ReleaseState.DRAWN)
        monkeypatch.delattr(drawing, "draw")
        for _ in range(2):
            release_job.draw(instance, artur, release_id)
            with instance.database.reading() as uow:
                assert release.find(uow, release_id).tables == copy
        with instance.database.reading() as uow:
            assert [entry.subject for entry in ledger.entries(uow)] == [subject]
            assert list(ledger_check.check(uow, instance, artur.membership)) == []
            deeds = record.entries(uow, staff.keyring(instance, "anna"))
    newest = ("release-adopt", "artur") if at == "copied" else ("release-draw", "alena")
    assert (deeds[0].action, deeds[0].member) == newest
