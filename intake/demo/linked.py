"""What joins invented cases: two that tell of one person and one night, and a suspect whom two of them name."""

from collections.abc import Sequence
from itertools import pairwise

from intake.domain.links import End, Same
from intake.domain.suspects import Naming
from intake.services import links, suspects
from intake.services.instance import Instance
from intake.services.keyring import Keyring
from intake.services.links import Pairing

WHY = "The same yard, the same night, the same broken watch."
NAMES = ("Шышкоўскі", "Shishkovsky")
"""One invented name in two spellings, as two people wrote it down."""


def join(instance: Instance, lead: Keyring, cases: Sequence[str]) -> None:
    """Link the first two cases, and name the suspect in both."""
    for near, far in pairwise(cases[: len(NAMES)]):
        same = ((Same.EVENT, "E1"), (Same.VICTIM, "V1"))
        links.link(instance, lead, [Pairing(kind, End(near, part), End(far, part), WHY) for kind, part in same])
    suspect = ""
    for case_id, name in zip(cases, NAMES, strict=False):
        told = Naming(suspect, name, "head of the shift", "omon_minsk", "major", description="tall, hoarse")
        suspect = suspects.add(instance, lead, case_id, told)
