"""Reading a coding as it was sealed, in whatever form and by whatever version of the vocabulary it was made."""

from dataclasses import dataclass

from intake.domain import coding_first, strict
from intake.domain.coding import BadCoding, Coding
from intake.domain.strict import BadShape
from intake.domain.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Stored:
    """A coding in today's form, and the version of the vocabulary that it was made with."""

    coding: Coding
    made_with: str

    @property
    def migrated(self) -> bool:
        """Whether it was made with an older version and is shown through the map."""
        return self.made_with != self.coding.vocabulary


def read_coding(raw: str) -> Stored:
    """Read what a sealed coding says. Raises `BadCoding`."""
    try:
        data = strict.mapping(strict.read_json(raw, "coding"), "coding")
    except BadShape as error:
        raise BadCoding([error.place]) from error
    if "format" not in data:
        return Stored(coding_first.to_second(coding_first.parse_first(raw.encode())), coding_first.VERSION)
    return Stored(Coding.parse(raw, Vocabulary.load()), Vocabulary.load().version)
