"""What an attack on releases found, and what guessing finds without any release."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate, count
from operator import mul
from statistics import NormalDist, fmean

RARELY = 1 - NormalDist().cdf(4)


@dataclass(frozen=True, slots=True)
class Found:
    """What became of the trials: the shares of attributes and of whole records that were guessed right."""

    trials: int
    attributes: float
    records: float


@dataclass(frozen=True, slots=True)
class Guessing:
    """What guessing without any release recovers: by attribute, how common each option is.

    The attributes of an invented person are drawn from these, independent of each other. So nobody guesses better than
    whoever always says what is commonest. They are right about an attribute as often as that is common, and about the
    record as often as the product of these.
    """

    options: Mapping[str, Mapping[str, float]]

    @property
    def attributes(self) -> float:
        return fmean(self._best)

    @property
    def records(self) -> float:
        return math.prod(self._best)

    def most_attributes(self, trials: int) -> float:
        """Return the share of attributes that guessing gets right, plus four standard errors."""
        variance = math.fsum(best * (1 - best) for best in self._best) / len(self._best) ** 2
        return self.attributes + 4 * math.sqrt(variance / trials)

    def most_records(self, trials: int) -> float:
        """Return the share of whole records that guessing passes as rarely as a normal mean plus four standard errors.

        Whole records are so few that their number is far from normal: it is Poisson's.
        """
        mean = trials * self.records
        chances = accumulate((mean / number for number in count(1)), mul, initial=math.exp(-mean))
        return next(most for most, within in enumerate(accumulate(chances)) if 1 - within <= RARELY) / trials

    @property
    def _best(self) -> list[float]:
        return [max(one.values()) for one in self.options.values()]
