"""What staff call a case and how they sum it up, without names. It sorts and finds the case; it goes nowhere else."""

from dataclasses import dataclass
from typing import Self

from intake.domain import strict
from intake.domain.strict import BadShape

FORMAT = "holas-summary/1"
LONGEST_TITLE = 80
"""Characters."""
LONGEST_SUMMARY = 500


@dataclass(frozen=True, slots=True)
class Summary:
    """A title of one line and a few sentences. Either may be empty."""

    title: str = ""
    summary: str = ""

    @classmethod
    def typed(cls, title: str, summary: str) -> Self:
        """Take what was typed: a title is one line."""
        return cls(" ".join(title.split()), summary.strip())

    @property
    def too_long(self) -> tuple[str, ...]:
        """The fields that are longer than they may be."""
        lengths = (("title", LONGEST_TITLE), ("summary", LONGEST_SUMMARY))
        return tuple(name for name, longest in lengths if len(getattr(self, name)) > longest)

    def to_json(self) -> bytes:
        """Return the canonical JSON."""
        return strict.write_json({"format": FORMAT, "title": self.title, "summary": self.summary})

    @classmethod
    def parse(cls, raw: str | bytes) -> Self:
        """Read strictly what `to_json` wrote. Raises `BadShape`."""
        data = strict.shape(strict.read_json(raw, "summary"), "summary", ("format", "title", "summary"))
        strict.one_of(data["format"], "summary.format", (FORMAT,))
        texts = strict.each_text({name: data[name] for name in ("title", "summary")}, "summary")
        found = cls(texts["title"], texts["summary"])
        if found.too_long or cls.typed(found.title, found.summary) != found:
            place = "summary"
            raise BadShape(place, "is not as it is written")
        return found
