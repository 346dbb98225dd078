"""Column types that refuse what would leak or drift: a day with an hour in it, a time without a zone."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import BigInteger, Date, Dialect
from sqlalchemy.types import TypeDecorator
from typing_extensions import override

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
QUARTER = 15 * 60 * 1_000_000


class Day(TypeDecorator[date]):
    """A UTC date. A datetime is refused, not cut: whoever passes one was about to keep a time of day."""

    impl = Date
    cache_ok = True

    @override
    def process_bind_param(self, value: date | None, dialect: Dialect) -> date | None:
        if isinstance(value, datetime):
            message = "A day is wanted here, not a time of day."
            raise TypeError(message)
        return value


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime, kept as whole microseconds since 1970.

    The same integer on every database, so that a CHECK can demand whole quarters of an hour (`QUARTER`).
    """

    impl = BigInteger
    cache_ok = True

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        if value.tzinfo is None:
            message = "A time without a zone: use intake.clock.now()."
            raise TypeError(message)
        return (value - _EPOCH) // _MICROSECOND

    @override
    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else _EPOCH + value * _MICROSECOND
