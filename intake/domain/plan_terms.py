"""What a plan fixes, as two auditors sign it. Pure.

Its cohorts follow one another without gaps. What releases may cost a person in all is split once: one share for the
cohort they are in, the rest for the one time when all cohorts of the plan are counted together. The share is a binary
fraction, so that the parts are exact.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Self

from intake.domain import strict
from intake.domain.draw import Mechanism, Period, Subject
from intake.domain.months import is_month, twelve_from
from intake.domain.shares import part
from intake.domain.strict import BadShape
from intake.domain.table import Size, TableSet
from intake.domain.tables import Tables

SCHEMA = "holas-plan/1"
LIFETIME = 2.0
"""The most that everything ever published about one person may cost them, in epsilon."""
SHARES = (Fraction(1, 2), Fraction(1, 4), Fraction(3, 4), Fraction(1))
"""What a cohort may take of the budget, the usual one first; after 1 there is no counting together."""
DAY = timedelta(days=1)


class BadPlan(ValueError):
    """What is stored is not a plan."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a plan fixes. `plan` is its id.

    `size` and `year_size`: which tables a cohort gets, and all together. `epsilon` and `delta`: the lifetime budget of
    a person. `public_total`: the number of testimonies received is declared a public fact. `tables` and `vocabulary`:
    by which versions is counted.
    """

    plan: str
    periods: tuple[Period, ...]
    expected: int
    size: Size
    year_size: Size
    months: tuple[str, ...]
    share: Fraction
    epsilon: float
    delta: float
    public_total: bool
    tables: str
    vocabulary: str

    @property
    def opens(self) -> date:
        """The first day."""
        return self.periods[0].opens

    @property
    def closes(self) -> date:
        """The last day."""
        return self.periods[-1].closes

    @property
    def has_year(self) -> bool:
        """Whether all cohorts are counted together once more."""
        return self.share < 1

    def table_set(self, subject: Subject) -> TableSet:
        """Return the tables of a cohort, or of all together."""
        return Tables.load(self.tables).set(self.size if subject is Subject.COHORT else self.year_size)

    def budget(self, subject: Subject) -> tuple[float, float]:
        """Return epsilon and delta of one draw; delta is 0 without Gaussian noise. Parts never add up to more."""
        share = self.share if subject is Subject.COHORT else 1 - self.share
        gaussian = self.table_set(subject).mechanism is Mechanism.GAUSSIAN
        return part(self.epsilon, share), part(self.delta, share) if gaussian else 0.0

    def period(self, cohort: str) -> Period | None:
        """Return when a cohort opens and closes."""
        return next((one for one in self.periods if one.cohort == cohort), None)

    def to_json(self) -> bytes:
        """Return the canonical JSON, which auditors sign; `parse` gives the terms back."""
        return strict.write_json(self.data())

    def data(self) -> dict[str, object]:
        """Return what is written of them."""
        listed = [
            {"cohort": one.cohort, "opens": one.opens.isoformat(), "closes": one.closes.isoformat()}
            for one in self.periods
        ]
        plain = {name: getattr(self, name) for name in _PLAIN}
        return {"schema": SCHEMA, **plain, "periods": listed, "months": list(self.months), "share": str(self.share)}

    @classmethod
    def read(cls, untrusted: object, place: str = "terms") -> Self:
        """Read what was written. Raises `BadShape`."""
        data = strict.shape(untrusted, place, ("schema", *_PLAIN, "periods", "months", "share"))
        strict.one_of(data["schema"], "schema", (SCHEMA,))
        found = cls(
            strict.text(data["plan"], "plan"),
            strict.each(data["periods"], "periods", Period.read),
            strict.whole(data["expected"], "expected"),
            Size(strict.one_of(data["size"], "size", list(Size))),
            Size(strict.one_of(data["year_size"], "year_size", list(Size))),
            strict.each(data["months"], "months", strict.text),
            Fraction(strict.one_of(data["share"], "share", [str(share) for share in SHARES])),
            strict.decimal(data["epsilon"], "epsilon"),
            strict.decimal(data["delta"], "delta"),
            strict.flag(data["public_total"], "public_total"),
            strict.text(data["tables"], "tables"),
            strict.text(data["vocabulary"], "vocabulary"),
        )
        found._check()
        return found

    def _check(self) -> None:
        strict.distinct((one.cohort for one in self.periods), "periods")
        joined = all(after.opens == before.closes + DAY for before, after in pairwise(self.periods))
        whole = all(one.opens <= one.closes for one in self.periods)
        if not (self.periods and joined and whole):
            raise BadShape(place="periods", problem="must follow one another without gaps")
        if not self.months or not is_month(self.months[0]) or self.months != twelve_from(self.months[0]):
            raise BadShape(place="months", problem="must be twelve in a row")


@dataclass(frozen=True, slots=True)
class Word:
    """One auditor's signature under the terms, in hexadecimal, and the day on which it was given."""

    day: date
    signer: str
    signature: str

    def data(self) -> dict[str, object]:
        """Return what is written of it."""
        return {"day": self.day.isoformat(), "signer": self.signer, "signature": self.signature}

    @classmethod
    def read(cls, untrusted: object, place: str) -> Self:
        """Read what was written. Raises `BadShape`."""
        data = strict.shape(untrusted, place, ("day", "signer", "signature"))
        texts = [_hexadecimal(data[name], f"{place}.{name}") for name in ("signer", "signature")]
        return cls(strict.day(data["day"], f"{place}.day"), *texts)


@dataclass(frozen=True, slots=True)
class Signed:
    """A plan as it is stored: the terms, and the words of who drafted and who approved it."""

    terms: Terms
    drafted: Word
    approved: Word | None = None

    def to_json(self) -> bytes:
        """Return the canonical JSON; `parse` gives it back."""
        approved = self.approved and self.approved.data()
        return strict.write_json({"terms": self.terms.data(), "drafted": self.drafted.data(), "approved": approved})

    @classmethod
    def parse(cls, stored: bytes) -> Self:
        """Read what was stored. Raises `BadPlan` for anything but the canonical form."""
        try:
            data = strict.shape(strict.read_json(stored, "plan"), "plan", ("terms", "drafted", "approved"))
            approved = None if data["approved"] is None else Word.read(data["approved"], "approved")
            signed = cls(Terms.read(data["terms"]), Word.read(data["drafted"], "drafted"), approved)
        except BadShape as error:
            raise BadPlan(str(error)) from error
        if signed.to_json() != stored:
            message = "not the canonical form"
            raise BadPlan(message)
        return signed


def _hexadecimal(value: object, place: str) -> str:
    text = strict.text(value, place)
    try:
        same = bytes.fromhex(text).hex() == text
    except ValueError:
        same = False
    if not same:
        raise BadShape(place, "must be hexadecimal")
    return text


_PLAIN = (
    "plan",
    "expected",
    "size",
    "year_size",
    "epsilon",
    "delta",
    "public_total",
    "tables",
    "vocabulary",
)
