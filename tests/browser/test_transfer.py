"""What a testimony costs on a throttled line: every byte that a real browser receives on its first visit.

Each step stays under 15 KB and the whole way, from the first page to the kept codename, under 60 KB: pages, redirects,
styles, scripts, pictures and all their headers, with an empty cache at the beginning, in each language.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from typing_extensions import override

from intake.languages import usual
from tests.plugins.browser import OpenPage
from tests.plugins.server import DemoServer

STEP, WAY = 15_000, 60_000  # bytes
KINDS = ["kinds_held", "kinds_beaten", "kinds_protest", "kinds_court", "kinds_health"]
TOLD = {
    "en": "They stopped us at the tram stop and took us to a bus.",
    "be": "Нас спынілі на трамвайным прыпынку і павялі ў аўтобус.",
    "ru": "Нас остановили на трамвайной остановке и повели в автобус.",
}


@dataclass
class Meter:
    """Counts what one page's browser receives, as the network side of Chromium tells it."""

    page: Page
    received: int = 0
    steps: list[tuple[str, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        network = self.page.context.new_cdp_session(self.page)
        network.send("Network.enable")
        network.on("Network.requestWillBeSent", self._sent)
        network.on("Network.loadingFinished", self._finished)

    def _sent(self, event: dict[str, Any]) -> None:
        self.received += int(event.get("redirectResponse", {}).get("encodedDataLength", 0))

    def _finished(self, event: dict[str, Any]) -> None:
        self.received += int(event["encodedDataLength"])

    def take(self, name: str) -> None:
        """Close a step: all that came since the one before it."""
        self.page.wait_for_load_state("networkidle")
        self.steps.append((name, self.received))
        self.received = 0

    @property
    def whole(self) -> int:
        return sum(size for _, size in self.steps)

    @override
    def __str__(self) -> str:
        return (
            "  ".join(f"{name} {size / 1000:.1f}" for name, size in self.steps) + f"  whole {self.whole / 1000:.1f} KB"
        )


def walk(page: Page) -> Iterator[str]:
    """Go on through the form from the page that stands there, and name each step that was reached."""
    while page.locator("button[name=next]:not(.unseen)").count():
        page.locator("button[name=next]:not(.unseen)").click()
        yield page.url.split("?")[0].rpartition("/")[2]
        for kind in KINDS if page.url.split("?")[0].endswith("/kinds") else []:
            page.check(f"#{kind}")


def tell(page: Page, meter: Meter, site: str, language: str) -> None:
    page.goto(f"{site}/{language}/")
    meter.take("start")
    page.locator("main a[href*='/testify']").first.click()
    meter.take("words")
    page.fill("[name=narrative]", TOLD[language])
    page.check("[name=consent_read]")
    for name in walk(page):
        meter.take(name)
    if page.url.split("?")[0].endswith("/evidence"):
        page.goto(page.url.replace("/evidence", "/testify/ready"))
        meter.take("ready")
    page.locator("button[name=seal]:not(.unseen)").last.click()
    expect(page.locator("#codename")).to_be_visible(timeout=60_000)
    meter.take("codename")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
@pytest.mark.parametrize("language", usual())
def test_a_testimony_is_small(
    open_page: OpenPage, instance_server: DemoServer, language: str, *, scripts: bool
) -> None:
    page = open_page(scripts=scripts, viewport="phone")
    meter = Meter(page)
    tell(page, meter, instance_server.source, language)
    page.locator("form button").last.click()
    expect(page.locator("#codename")).to_have_count(0)
    meter.take("kept")
    print(f"\n{language}, {'scripts' if scripts else 'plain'}: {meter}")  # noqa: T201  the figures are the point
    assert len(meter.steps) > 10
    assert max(size for _, size in meter.steps) < STEP, str(meter)
    assert meter.whole < WAY, str(meter)
    assert re.search(r"/kept\?", page.url)
