"""What there is to count of many cases, in one look at four tables: half the time of four looks."""

from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, select

from intake.domain.entities import GrantKind
from intake.store import models

_case, _record, _grant, _said = models.Case, models.StatisticsRecord, models.Grant, models.Consent


# Built once: of a thousand ids, putting the statement together took as long as running it.
@cache
def query() -> Select[Any]:
    """Return how to find the records of cases that are there, the grants of these holders, and the statements.

    Its parameters are `cases`, `holders` and `said_to`; the columns are those of `ports.Coded`.
    """
    ours = and_(
        _grant.case_id == _record.case_id,
        _grant.kind == GrantKind.STATISTICS,
        _grant.holder.in_(bindparam("holders", expanding=True)),
        _grant.withdrawn.is_(False),
    )
    of_case = and_(_said.case_id == _record.case_id, _said.holder == bindparam("said_to"))
    said = select(func.count()).where(of_case).scalar_subquery()
    found = select(
        _record.case_id, _record.revision, _record.sealed, said, _grant.holder, _grant.sealed, _grant.outer_key
    )
    there = found.join(_case, _case.id == _record.case_id).outerjoin(_grant, ours)
    wanted = _record.case_id.in_(bindparam("cases", expanding=True))
    return there.where(wanted, _case.destroy_on.is_(None)).order_by(_record.case_id)
