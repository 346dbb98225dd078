from datetime import UTC, date, datetime, timedelta

import pytest

from intake.clock import now, today

FROZEN = datetime(2031, 4, 5, 23, 59, 59, tzinfo=UTC)


def test_the_clock_is_the_systems_in_utc() -> None:
    assert abs(now() - datetime.now(UTC)) < timedelta(seconds=5)
    assert now().tzinfo is UTC


def test_one_seam_freezes_both_even_where_they_were_imported_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intake.clock.read", lambda: FROZEN)
    assert now() == FROZEN
    assert today() == date(2031, 4, 5)
    assert type(today()) is date
