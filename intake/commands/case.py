"""`holas case ...`: what an admin may see of cases, which is what the database shows in clear."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import click

from intake.commands.alone import alone
from intake.commands.opening import opened
from intake.commands.shown import Command, Group
from intake.domain.entities import Case
from intake.services.ports import UnitOfWork
from intake.services.retain import destroy_due

BATCH = 500
ROW = "{:<32}  {:<10}  {:<13}  {:<6}  {:>6}  {:>14}"
HEAD = ROW.format("CASE", "DAY", "STATE", "URGENT", "PIECES", "BYTES")


@dataclass(frozen=True, slots=True)
class Weight:
    """How many pieces a case has, and how many bytes of ciphertext they take."""

    pieces: int = 0
    size: int = 0


@click.group(cls=Group, epilog="HOLAS_HOME=./instance holas case list")
def case() -> None:
    """See counts, states and sizes of cases. What is in them opens for nobody here."""


@case.command("list", cls=Command, epilog="HOLAS_HOME=./instance holas case list")
def list_cases() -> None:
    """List each case's day, state, and how many padded bytes in how many pieces it holds."""
    with opened() as instance, instance.database.reading() as uow:
        found = uow.cases.find(order="day")
        click.echo(HEAD)
        for one, weight in _weighed(uow, found):
            urgent = "yes" if one.urgent else ""
            click.echo(ROW.format(one.id, one.day.isoformat(), one.state, urgent, weight.pieces, weight.size))
    states = Counter(one.state for one in found)
    click.echo(f"{len(found)} cases" + "".join(f", {count} {state}" for state, count in sorted(states.items())) + ".")


@case.command("withdrawals", cls=Command, epilog="HOLAS_HOME=./instance holas case withdrawals")
def withdrawals() -> None:
    """List the cases that their sources withdrew, and the day on which each is destroyed."""
    with opened() as instance, instance.database.reading() as uow:
        waiting = uow.cases.find(state="withdrawn", order="destroy_on")
    for one in waiting:
        click.echo(f"{one.id}  {one.destroy_on}")
    click.echo(f"{len(waiting)} withdrawn cases wait for their day.")


@case.command("destroy-due", cls=Command, epilog="HOLAS_HOME=./instance holas case destroy-due")
def destroy() -> None:
    """Destroy the withdrawn cases whose day has come. `holas nightly` does this too."""
    with opened() as instance, alone(instance.settings):
        count = destroy_due(instance)
    click.echo(f"{count} withdrawn cases destroyed.")


def _weighed(uow: UnitOfWork, cases: list[Case]) -> Iterator[tuple[Case, Weight]]:
    for start in range(0, len(cases), BATCH):
        batch = cases[start : start + BATCH]
        weights = _weights(uow, [one.id for one in batch])
        yield from ((one, weights.get(one.id, Weight())) for one in batch)


def _weights(uow: UnitOfWork, case_ids: list[str]) -> dict[str, Weight]:
    pieces = uow.documents.find(case_id=case_ids)
    names = [one.blob_name for one in pieces if one.blob_name is not None]
    sizes = {blob.name: blob.size for blob in uow.blobs.find(name=names)} if names else {}
    found: dict[str, Weight] = {}
    for one in pieces:
        before = found.get(one.case_id, Weight())
        size = len(one.body or b"") + sizes.get(one.blob_name or "", 0)
        found[one.case_id] = Weight(before.pieces + 1, before.size + size)
    return found
