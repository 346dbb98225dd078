"""For which purpose who may learn which part of who a source is. Pure.

Each purpose needs the source's own switches. Being read is needed for all of them: a case that nobody may read any
more is no case to reach anybody about.

Sources: the documentation standards of this project, sections C and D (a separately sealed compartment, opened for a
consented use only; a safe channel, safe hours, a code word).
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum

from intake.domain.consent import Use
from intake.domain.identity import Identity


class Purpose(StrEnum):
    """What a name or a way to reach somebody is needed for."""

    DANGER = "danger"
    RECONTACT = "recontact"
    REFERRAL = "referral"
    UN = "un"
    PROSECUTOR = "prosecutor"
    PARTNERS = "partners"
    NAMED = "named"
    MEDIA = "media"


class Want(StrEnum):
    """Which part is asked for."""

    CONTACT = "contact"
    NAME = "name"
    BOTH = "both"


REACHING = frozenset({Purpose.DANGER, Purpose.RECONTACT, Purpose.REFERRAL})
"""For these somebody is called or written to: without a way that the source chose, there is nothing to release."""
NAMING = frozenset({Purpose.NAMED, Purpose.MEDIA})
"""For these a name is published, and how to reach somebody is no part of it."""
_SWITCHES: Mapping[Purpose, frozenset[Use]] = {
    # The mark of danger and the way that they chose are the source's own word; who cannot breathe ticks no boxes.
    Purpose.DANGER: frozenset(),
    Purpose.RECONTACT: frozenset({Use.RECONTACT}),
    Purpose.REFERRAL: frozenset({Use.RECONTACT}),
    Purpose.UN: frozenset({Use.UN}),
    Purpose.PROSECUTOR: frozenset({Use.PROSECUTOR}),
    Purpose.PARTNERS: frozenset({Use.PARTNERS}),
    Purpose.NAMED: frozenset({Use.NAMED}),
    Purpose.MEDIA: frozenset({Use.MEDIA, Use.NAMED}),
}
NEEDS: Mapping[Purpose, tuple[Use, ...]] = {
    purpose: tuple(use for use in Use if use in uses | {Use.READ}) for purpose, uses in _SWITCHES.items()
}
"""In the order of the form."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A purpose as it stands for one case: which switches are missing; `calm` where nobody was said to be in danger."""

    purpose: Purpose
    missing: tuple[Use, ...]
    calm: bool = False

    @property
    def open(self) -> bool:
        """Whether it may be asked for now."""
        return not self.missing and not self.calm


def offer(purpose: Purpose, uses: Mapping[Use, bool], *, urgent: bool) -> Offer:
    """Return how a purpose stands, for what the source allows now and whether they marked the case as urgent."""
    lacking = tuple(use for use in NEEDS[purpose] if not uses[use])
    return Offer(purpose, lacking, calm=purpose is Purpose.DANGER and not urgent)


def wants(purpose: Purpose) -> tuple[Want, ...]:
    """Return which parts a purpose can be about."""
    if purpose in NAMING:
        return (Want.NAME,)
    return (Want.CONTACT, Want.BOTH) if purpose in REACHING else tuple(Want)


def part(identity: Identity, purpose: Purpose, want: Want) -> Identity:
    """Return what is released: what was asked for and nothing else, empty where that was not given.

    An address for which the source chose no way to be contacted is used for nothing.
    """
    name = "" if want is Want.CONTACT else identity.name
    if want is Want.NAME or not identity.channel or not identity.address:
        return Identity() if purpose in REACHING else Identity(name=name)
    return replace(identity, name=name, now=False)


def together(parts: Iterable[Identity]) -> Identity:
    """Return what several releases of one identity give together."""
    whole = Identity()
    for one in parts:
        given = {name: value for name, value in asdict(one).items() if value}
        whole = replace(whole, **given)
    return whole
