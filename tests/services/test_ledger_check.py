"""What `holas verify` says when ledger, releases and copies disagree: whoever changes one has to change all."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from intake.domain import ledger as chain
from intake.domain.entities import Charge
from intake.services import copied, ledger, ledger_check, release
from intake.services.drawn import Drawn, fingerprint
from intake.services.instance import Instance, transact
from intake.services.ports import UnitOfWork
from intake.services.verify import verify
from tests.plugins.drawing import draw
from tests.plugins.instances import Staff


@pytest.fixture
def subject(instance: Instance, staff: Staff) -> str:
    """The cohort of a draw that is whole in all three places."""
    drawn = draw(instance, staff)
    assert verify(instance, grace=0).problems == ()
    return drawn.periods[0].cohort


def _problems(instance: Instance, change: Callable[[UnitOfWork], object] = lambda _: None) -> tuple[str, ...]:
    transact(instance.database, change)
    return verify(instance, grace=0).problems


def _charge(uow: UnitOfWork, **fields: object) -> None:
    """Write another entry in the place of the only one, with a digest that fits."""
    (entry,) = ledger.entries(uow)
    entry = replace(entry, **fields)  # type: ignore[arg-type]
    uow.charges.delete(number=0)
    uow.charges.add(Charge(0, entry.to_json(), entry.digest))


def test_an_entry_that_is_none(instance: Instance, subject: str) -> None:
    assert subject
    change = lambda uow: uow.charges.change(0, body=b"{}")  # noqa: E731
    assert _problems(instance, change) == ("An entry of the ledger was changed.",)


def test_an_entry_out_of_its_place(instance: Instance, subject: str) -> None:
    problems = _problems(instance, lambda uow: _charge(uow, previous="1" * 64))
    assert problems == ("Entry 0 of the ledger does not follow the one before it.",)
    assert subject


def test_a_charge_that_was_deleted(instance: Instance, subject: str) -> None:
    assert _problems(instance, lambda uow: uow.charges.delete(number=0)) == (
        f"The release of {subject} is not in the ledger.",
        f"The ledger lacks the draw of {subject}: it is taken from its copy when something is drawn.",
    )


def test_a_charge_and_its_release_that_were_deleted(instance: Instance, subject: str) -> None:
    def work(uow: UnitOfWork) -> None:
        uow.charges.delete(number=0)
        uow.releases.delete(id=subject)

    problems = _problems(instance, work)
    assert problems == (f"The ledger lacks the draw of {subject}: it is taken from its copy when something is drawn.",)


def test_a_release_that_was_deleted(instance: Instance, subject: str) -> None:
    problems = _problems(instance, lambda uow: uow.releases.delete(id=subject))
    assert problems == (f"The release of {subject} is not what the ledger was charged for.",)


def test_a_charge_of_less_than_was_drawn(instance: Instance, subject: str) -> None:
    problems = _problems(instance, lambda uow: _charge(uow, epsilon=0.5))
    assert problems == (f"No auditor signed the release of {subject} as it was charged.",)


def test_numbers_that_somebody_else_signed(instance: Instance, staff: Staff, subject: str) -> None:
    """Release, charge and copy all agree; only the signature does not."""
    alena, rita = staff.keyring(instance, "alena"), staff.keyring(instance, "rita")

    def work(uow: UnitOfWork) -> None:
        held = Drawn.open(alena.membership, subject, release.find(uow, subject).tables or b"")
        signed = held.sign(rita)
        uow.releases.change(subject, tables=signed)
        _charge(uow, drawn=fingerprint(signed))

    assert _problems(instance, work) == (
        f"No auditor signed the release of {subject} as it was charged.",
        f"The copy of the draw of {subject} outside the database is missing, or says something else.",
    )


def test_what_was_given_up_needs_no_numbers(instance: Instance, subject: str) -> None:
    def work(uow: UnitOfWork) -> None:
        entries = ledger.entries(uow)
        entry = chain.following(entries, "f" * 32, ("f" * 32,), (2.0, 0.0))
        uow.charges.add(Charge(entry.number, entry.to_json(), entry.digest))

    assert subject
    assert _problems(instance, work) == ()


def test_a_forged_copy_stops_every_draw(instance: Instance, staff: Staff, subject: str) -> None:
    instance.copies.put_new("e" * 32, b"{}")
    with instance.database.reading() as uow:
        membership = staff.keyring(instance, "alena").membership
        assert copied.unknown(uow, instance) == {"e" * 32}
        assert len(list(ledger_check.check(uow, instance, membership))) == 1
    with pytest.raises(ledger_check.BROKEN):
        draw(instance, staff)
    assert subject
