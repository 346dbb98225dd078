"""Invented releases as they are published: invented numbers, and invented figures by others beside them."""

from dataclasses import replace
from datetime import date

from intake.domain.proposal import Proposal
from intake.domain.report import Report
from tests.plugins.draws import invented_draw
from tests.plugins.figures import FACTS

DAY = date(2026, 7, 2)
NAMES = ("S99", "S42", "S41", "S100")
WORDS = {"en": "=About these numbers.", "be": "Пра гэтыя лічбы."}
"""Forewords; the English one begins as a formula would."""


def invented_report(size: str = "small", persons: int = 450, published: date | None = DAY) -> Report:
    """Return a release with figures beside it. Without a day it is a draft."""
    figures = tuple(replace(FACTS[name], id=name) for name in NAMES)
    draw = invented_draw(size, persons, testimonies=persons + 7)
    return Report.of(draw, Proposal("a" * 32, "b" * 64, figures, WORDS), published)
