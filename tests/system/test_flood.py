"""A flood of 200 clients: whoever tells something still has a codename within half a minute, and nothing is lost."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from tests.plugins.flood import flooding
from tests.plugins.people import Source, member_of
from tests.plugins.server import DemoServer, StartDemo
from tests.plugins.work import work_of

CLIENTS = 200
GOAL = 30.0  # seconds from pressing the button to the codename
RISING = 5.0  # seconds until the flood is at its height
PRESS_AFTER = 2.0  # seconds before somebody presses the button of the line again
MOST_PRESSES = 30
CHEAP = {"HOLAS_WORK_BITS": "16"}  # a browser would do more while somebody types


@dataclass
class Told:
    """How one person fared."""

    marker: str
    seconds: float
    codename: str | None
    presses: int


def tell(server: DemoServer, marker: str, *, works: bool) -> Told:
    """Open the form, write, send, and press the button of the line as often as it takes."""
    source = Source(server.source)
    page = source.get("/en/testify")
    given: dict[str, str | bool] = {"narrative": f"They came. {marker}", "consent_read": True, "urgent": True}
    if works:
        given["work"] = work_of(page.text)
    start, presses = time.monotonic(), 0
    answer = source.send(page, {**given, "seal": "1"})
    while answer.status == 503 and presses < MOST_PRESSES:
        time.sleep(PRESS_AFTER)
        presses += 1
        answer = source.send(answer, {"seal": "1"}, to="/waiting")
    codename = source.codename()
    return Told(marker, time.monotonic() - start, codename, presses)


@pytest.mark.soak
def test_a_flood_shuts_nobody_out(start_demo: StartDemo, share: float) -> None:
    server = start_demo("--cases", "0", environment=CHEAP)
    people = [(f"genuine-{number}-told", bool(number % 2)) for number in range(2 if share < 1 else 20)]
    with flooding(server.source_port, CLIENTS) as flood:
        time.sleep(RISING)
        with ThreadPoolExecutor(2) as pool:
            told = list(pool.map(lambda one: tell(server, one[0], works=one[1]), people))
    assert all(one.codename for one in told), told
    assert max(one.seconds for one in told) < GOAL, told
    assert flood.counts["looked"], "no flood at all"
    assert flood.counts["drafted"], "no drafts"
    for one in told:
        assert one.codename
        assert "/mailbox" in Source(server.source).come_back(one.codename).url
    circle = member_of(server, "intake")
    cases = dict.fromkeys(circle.get("/queue").links("/case/"))  # they are marked as urgent, so they come first
    pages = "".join(circle.get(case).text for case in list(cases)[: len(told)])
    assert all(one.marker in pages for one in told)
