"""Sums of the cohorts that were published: what is public already, added up. Costs nobody anything more."""

from dataclasses import dataclass

from intake.domain import cumulative
from intake.domain.draw import Draw, DrawnTable
from intake.services import publishing
from intake.services.auditors import require_auditor
from intake.services.instance import Instance
from intake.services.keyring import Keyring
from intake.services.release_states import ReleaseState


@dataclass(frozen=True, slots=True)
class Sum:
    """Draws of cohorts that have the same tables, and the sums of those."""

    draws: tuple[Draw, ...]
    tables: tuple[DrawnTable, ...]


def sums(instance: Instance, keyring: Keyring) -> list[Sum]:
    """Return a sum for each group of published cohorts with the same tables; one that is alone is a group of its own.

    Raises what `publishing.published` raises.
    """
    require_auditor(keyring)
    with instance.database.reading() as uow:
        found = uow.releases.find(state=ReleaseState.PUBLISHED)
    draws = [publishing.published(instance, keyring, one.id).draw for one in found]
    return [Sum(group, cumulative.summed(group)) for group in cumulative.alike(draws)]
