"""A case's entry in the catalogue: what staff know of it that others who hold its card find it by.

Drawn from what is signed in the case (the coding, the summary) whenever somebody who may see both opens or saves it.
It can always be drawn anew, so nothing is kept here alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Self

from intake.domain import strict
from intake.domain.coding import Act, Coding, Event
from intake.domain.strict import BadShape
from intake.domain.summary import Summary
from intake.domain.when import When

FORMAT = "holas-entry/1"
FOREVER, SINCE_EVER = date.max.isoformat(), date.min.isoformat()
LISTS = ("codes", "regions", "facilities", "units", "blind")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a case is found by, besides its slip.

    `first` and `last`: the days (ISO 8601) between which what was coded happened, empty where no date is coded.
    `seen`: the number of the newest piece of the case that staff have seen. `blind`: members who code it a second
    time and must not see the first coding.
    """

    title: str = ""
    summary: str = ""
    codes: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    facilities: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    first: str = ""
    last: str = ""
    blind: tuple[str, ...] = ()
    seen: int = 0

    @classmethod
    def of(cls, coding: Coding, summary: Summary, seen: int) -> Self:
        """Draw the entry of a case from its coding and its summary."""
        first, last = _period([*coding.events, *coding.acts])
        return cls(
            title=summary.title,
            summary=summary.summary,
            codes=coding.codes(),
            regions=_each([*(one.region for one in coding.events), *(one.region for one in coding.acts)]),
            facilities=_each([*(one.facility for one in coding.acts), *(one.facility for one in coding.persons)]),
            units=_each(one.unit for one in coding.persons),
            first=first,
            last=last,
            seen=seen,
        )

    def for_second_coder(self) -> Self:
        """Return what may be seen of it by who codes the case a second time: nothing that the first coder said."""
        return type(self)(blind=self.blind, seen=self.seen)

    def to_json(self) -> bytes:
        """Return the canonical JSON."""
        return strict.write_json({"format": FORMAT, **asdict(self)})

    @classmethod
    def parse(cls, raw: bytes) -> Self:
        """Read strictly what `to_json` wrote. Raises `BadShape`."""
        names = [one.name for one in fields(cls)]
        data = strict.shape(strict.read_json(raw, "entry"), "entry", ("format", *names))
        strict.one_of(data["format"], "entry.format", (FORMAT,))
        lists = strict.each_list({name: data[name] for name in LISTS}, "entry")
        texts = strict.each_text({name: data[name] for name in ("title", "summary", "first", "last")}, "entry")
        found = cls(seen=strict.whole(data["seen"], "entry.seen"), **{**lists, **texts})  # type: ignore[arg-type] # by name
        if found.to_json() != raw:
            place = "entry"
            raise BadShape(place, "is not in the canonical form")
        return found


def _each(ids: Iterable[str | None]) -> tuple[str, ...]:
    """Return what is named, each once, in order."""
    return tuple(dict.fromkeys(one for one in ids if one))


def _period(parts: Sequence[Event | Act]) -> tuple[str, str]:
    dates = [one.when for one in parts if one.when is not None]
    if not dates:
        return "", ""
    return min(map(_first, dates)), max(map(_last, dates))


def _first(when: When) -> str:
    return when.first.isoformat() if when.first else SINCE_EVER


def _last(when: When) -> str:
    return when.last.isoformat() if when.last else FOREVER
