"""What columns may hold, and to what they belong: the words in which the models say it."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey

from intake.store.types import QUARTER


def owner(target: str) -> ForeignKey:
    """Refer to the row that this one dies with."""
    return ForeignKey(target, ondelete="CASCADE", deferrable=True, initially="DEFERRED")


def file() -> ForeignKey:
    """Refer to a blob, which may go before or after its document, as long as one transaction does both."""
    return ForeignKey("blobs.name", deferrable=True, initially="DEFERRED")


def length(column: str, exactly: int) -> CheckConstraint:
    """Demand so many characters or bytes."""
    return CheckConstraint(f"length({column}) = {exactly}", name=f"{column}_length")


def random_id(column: str = "id") -> CheckConstraint:
    """32 to 64 hex digits: long enough to be random, never a sequence."""
    return CheckConstraint(f"length({column}) BETWEEN 32 AND 64", name=f"{column}_random")


def day_only(column: str = "day") -> CheckConstraint:
    """SQLite would keep a time in a DATE column; ten characters hold a day and no more."""
    return CheckConstraint(f"length(CAST({column} AS VARCHAR(32))) = 10", name=f"{column}_only")


def least(column: str, number: int) -> CheckConstraint:
    """Demand this number or a larger one."""
    return CheckConstraint(f"{column} >= {number}", name=f"{column}_from_{number}")


def one_of(column: str, values: type[StrEnum]) -> CheckConstraint:
    """Demand one of these words."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def quarter(column: str) -> CheckConstraint:
    """Allow whole quarters of an hour only: a source's deadline must not tell the second."""
    return CheckConstraint(f"{column} % {QUARTER} = 0", name=f"{column}_quarter")
