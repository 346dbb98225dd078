"""What releases counted before there were plans stays counted, and what was never drawn goes."""

import sqlalchemy as sa

from intake.store.database import SqlDatabase
from tests.migrations.test_revisions import go, insert, plain

DAY = "2026-03-04"


def test_a_drawn_release_becomes_a_cohort_of_its_own(empty: SqlDatabase) -> None:
    go(empty, "0005")
    insert(empty, "0005")
    waiting = {"id": "8" * 32, "day": DAY, "state": "pending", "tables": None, "sealed_cohort": None}
    with empty.engine.connect() as connection:
        releases = sa.Table("releases", sa.MetaData(), autoload_with=connection)
        connection.execute(releases.update().values(tables=b"{}", sealed_cohort=b"sealed"))
        connection.execute(releases.insert().values({name: plain(value) for name, value in waiting.items()}))
        connection.commit()
    go(empty, "0006")
    with empty.reading() as uow:
        (release,) = uow.releases.find()
        (cohort,) = uow.cohorts.find()
    assert (release.id, release.subject, release.tables, release.package) == ("7" * 32, cohort.id, b"{}", None)
    assert (cohort.id, cohort.plan_id, cohort.state, cohort.sealed) == (release.id, None, "frozen", b"sealed")
    assert (cohort.opens, cohort.closes) == (release.day, release.day)
