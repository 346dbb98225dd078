"""What there is to count of many cases, in one look at four tables: half the time of four looks."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, and_, func, select

from intake.domain.entities import Grant, GrantKind, StatisticsRecord
from intake.services.ports import Coded
from intake.store import models

_case, _record, _grant, _said = models.Case, models.StatisticsRecord, models.Grant, models.Consent


def query(case_ids: Sequence[str], holders: Collection[str], said_to: str) -> Select[Any]:
    """Return how to find the records of cases that are there, the grants of these holders, and the statements."""
    ours = and_(
        _grant.case_id == _record.case_id,
        _grant.kind == GrantKind.STATISTICS,
        _grant.holder.in_(holders),
        _grant.withdrawn.is_(False),
    )
    said = select(func.count()).where(_said.case_id == _record.case_id, _said.holder == said_to).scalar_subquery()
    found = select(
        _record.case_id, _record.revision, _record.sealed, _grant.holder, _grant.sealed, _grant.outer_key, said
    )
    there = found.join(_case, _case.id == _record.case_id).outerjoin(_grant, ours)
    return there.where(_record.case_id.in_(case_ids), _case.destroy_on.is_(None)).order_by(_record.case_id)


def coded(row: Sequence[Any]) -> Coded:
    """Return one case of what `query` finds."""
    case_id, revision, sealed, holder, granted, outer_key, said = row
    grant = None if holder is None else Grant(case_id, GrantKind.STATISTICS, holder, granted, outer_key)
    return Coded(StatisticsRecord(case_id, revision, sealed), grant, said)
