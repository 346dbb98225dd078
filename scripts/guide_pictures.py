"""Take the pictures of docs/guide.md from a demo: pages full of invented people, in English, on a desk's screen.

    python -m scripts.guide_pictures

Writes docs/images/guide-*.png. Needs Chromium, as the tests do. Keys and ids differ from run to run, so the pictures do
too: take them anew when pages change, not otherwise.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

from playwright.sync_api import Browser, Locator, Page, ViewportSize, sync_playwright

IMAGES = Path(__file__).parents[1] / "docs" / "images"
SCREEN: ViewportSize = {"width": 1180, "height": 860}
CASES = "24"
CODED = "Change the coding"
ASKED = "To read the letter back to them before it is sent."


@contextmanager
def demo() -> Iterator[Mapping[str, Any]]:
    """Serve a demo in a temporary folder, and give what it says of itself."""
    holas = Path(sys.executable).with_name("holas")
    with tempfile.TemporaryDirectory() as folder:
        ports = ["--source-port", "0", "--staff-port", "0"]
        command = [str(holas), "demo", "--json", "--home", f"{folder}/home", "--cases", CASES, *ports]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
            try:
                yield json.loads(cast("IO[str]", process.stdout).readline())
            finally:
                process.terminate()


class Desk:
    """A member's browser."""

    def __init__(self, browser: Browser, told: Mapping[str, Any], role: str) -> None:
        """Sign in as the first member of a role."""
        who = next(one for one in told["sign_ins"] if one["role"] == role)
        self.site = str(told["staff"])
        self.page: Page = browser.new_context(viewport=SCREEN, locale="en").new_page()
        self.go("/sign-in")
        self.page.fill("[name=username]", who["username"])
        self.page.fill("[name=passphrase]", who["passphrase"])
        self.page.get_by_role("button", name="Sign in").click()
        self.page.get_by_role("button", name="Sign out").wait_for()

    def go(self, path: str) -> Page:
        """Open a page of the staff's site."""
        self.page.goto(self.site + path)
        return self.page

    def keep(self, name: str) -> None:
        """Keep what the screen shows."""
        self.page.screenshot(path=IMAGES / f"guide-{name}.png")

    def cases(self) -> list[str]:
        """Return the addresses of the cases in the list."""
        self.go("/queue")
        found: Locator = self.page.locator("main a.case")
        return [one.get_attribute("href") or "" for one in found.all()]


def coded(desk: Desk) -> list[str]:
    """Return the cases that are coded."""
    return [path for path in desk.cases() if desk.go(path).get_by_role("link", name=CODED).count()]


def ask(desk: Desk, cases: list[str]) -> None:
    """Ask the custodians for what the first source who allows anything gave."""
    for path in cases:
        page = desk.go(f"{path}/identity")
        if page.get_by_role("button", name="Ask the custodians").count():
            for name in ("purpose", "want"):
                choices = page.locator(f"[name={name}] option:not([value=''])")
                page.select_option(f"[name={name}]", choices.first.get_attribute("value"))
            page.fill("[name=reason]", ASKED)
            page.get_by_role("button", name="Ask the custodians").click()
            return


def take(browser: Browser, told: Mapping[str, Any]) -> None:
    """Take every picture."""
    lead = Desk(browser, told, "intake")
    lead.go("/queue")
    lead.keep("queue")
    lead.go("/desk")
    lead.keep("desk")
    first, second, *rest = coded(lead)
    for path, name in ((first, "case"), (f"{first}/coding", "coding")):
        lead.go(path)
        lead.keep(name)
    lead.go(f"{first}/links/{second.rpartition('/')[2]}")
    lead.keep("links")
    ask(lead, rest)
    custodian = Desk(browser, told, "custodian")
    custodian.go("/custody").locator("main a[href^='/custody/']").first.click()
    custodian.keep("custody")


def main() -> int:
    """Take the pictures; return the exit status."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.stderr.write("There is no chromium on the path.\n")
        return 1
    with demo() as told, sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        take(browser, told)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
