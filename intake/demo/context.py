"""Invented figures by others, as auditors enter them: official and independent ones, a zero, and public cases."""

from datetime import date

from intake.domain.figures import Figure, Origin, Source
from intake.domain.when import When
from intake.services import figures
from intake.services.instance import Instance
from intake.services.keyring import Keyring

OFFICE = Source("Invented Ministry of the Interior", "Press briefing (demo)", date(2020, 8, 13))
MONITORS = Source("Invented Monitors", "Yearly review, page 12 (demo)", date(2020, 12, 31))
YEAR = When.parse("2020")
UNTIL = When.parse("../2020-12-31")


def _figure(  # number, precision and unit; whose and about when; beside what; what is counted in three languages
    amount: tuple[int | None, str, str], whose: tuple[Origin, When, Source], beside: str, *texts: str
) -> Figure:
    return Figure("", dict(zip(("en", "be", "ru"), texts, strict=True)), *amount, *whose, beside)


FIGURES = (
    _figure(
        (640, "exact", "person"),
        (Origin.OFFICIAL, YEAR, OFFICE),
        "chapter:assembly",
        "detained at protests",
        "затрыманыя на пратэстах",
        "задержанные на протестах",
    ),
    _figure(
        (2000, "over", "person"),
        (Origin.INDEPENDENT, YEAR, MONITORS),
        "chapter:assembly",
        "detained at protests",
        "затрыманыя на пратэстах",
        "задержанные на протестах",
    ),
    _figure(
        (90, "some", "complaint"),
        (Origin.INDEPENDENT, YEAR, MONITORS),
        "table:complaints",
        "about violence by the police",
        "на гвалт міліцыі",
        "на насилие милиции",
    ),
    _figure(
        (0, "exact", "case"),
        (Origin.INDEPENDENT, UNTIL, MONITORS),
        "table:complaints",
        "opened after these complaints",
        "распачатыя паводле гэтых скаргаў",
        "возбуждённые по этим жалобам",
    ),
    _figure(
        (3, "at_least", "person"),
        (Origin.PUBLIC, YEAR, Source("Families' council (invented)")),
        "chapter:torture",
        "who speak publicly about torture",
        "якія публічна гавораць пра катаванні",
        "публично говорящие про пытки",
    ),
)
"""The last one waits for another auditor."""


def enter(instance: Instance, auditor: Keyring) -> None:
    """Put them into the register."""
    for figure in FIGURES:
        figures.add(instance, auditor, figure)
