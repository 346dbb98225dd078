"""Draws as large as wanted, shown by the pages as if they had been drawn."""

from collections.abc import Callable
from dataclasses import replace

from intake import clock
from intake.domain.draw import Draw
from intake.services.release import ReleaseView
from intake.services.release_states import ReleaseState
from tests.plugins.draws import invented_draw

ID = "d" * 32
ADDRESS = f"/releases/{ID}"
Shows = Callable[[str, int], Draw]


def view_of(size: str, persons: int) -> ReleaseView:
    """Return what a drawn release of so many people looks like to an auditor."""
    draw = replace(invented_draw(size, persons, testimonies=persons + persons // 3), release=ID)
    return ReleaseView(ID, clock.today(), ReleaseState.DRAWN, draw, 0)
