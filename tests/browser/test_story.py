"""The whole story in a real browser, with scripts and without: told, coded, answered, counted, and withdrawn.

Each page is checked by axe-core and photographed into build/screenshots; the pages of one test ask no other host.
"""

import csv
import hashlib
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.plugins.browser import OpenPage, assert_accessible, shot
from tests.plugins.server import DemoServer, StartDemo

TOLD = "They stopped us at the tram stop.\nМяне білі ў аўтазаку. <b>not bold</b> & more."
SECOND = "I remembered something: the van had no number plate."
ANSWER = "Thank you for writing to us. We believe you."
CODE, MEANS = "Beating", "Truncheon"
PATIENCE = 90_000
PLANNED = 10
"""Numbers of a release of the demo: its plan expects fewer than 200 people in a period (the set `mini`)."""


class Looker:
    """Looks at every page of one person: nothing for axe-core to find, and a picture of it."""

    def __init__(self, page: Page, name: str) -> None:
        self.page = page
        self.name = name
        self.count = 0

    def look(self, what: str) -> None:
        self.count += 1
        assert_accessible(self.page)
        shot(self.page, f"story-{self.name}-{self.count:02d}-{what}")


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A photo, and a video of more than many chunks."""
    folder = tmp_path_factory.mktemp("evidence")
    photo, video = folder / "Ноч каля вакзала.jpg", folder / "van.mp4"
    photo.write_bytes(b"\xff\xd8\xff\xe0" + bytes(range(256)) * 800)
    video.write_bytes(b"\0\0\0\x18ftypmp42" + hashlib.sha256(b"video").digest() * 100_003)
    return [photo, video]


@pytest.fixture(params=["scripts", "plain"])
def scripts(request: pytest.FixtureRequest) -> bool:
    return bool(request.param == "scripts")


@pytest.fixture
def server(start_demo: StartDemo) -> DemoServer:
    return start_demo("--cases", "12")


def tell(looker: Looker, site: str, evidence: list[Path]) -> str:
    """Tell a testimony from the start page on, and return the codename."""
    page = looker.page
    page.goto(f"{site}/")
    looker.look("start")
    page.get_by_role("link", name="Begin").click()
    page.fill("[name=narrative]", TOLD)
    page.set_input_files("[name=attachments]", evidence)
    looker.look("form")
    page.click("button[name=seal]")
    expect(page.locator("#summary")).to_be_visible()  # scripts send the files first: until then the old page stands
    expect(page.locator("[name=narrative]")).to_have_value(TOLD)
    looker.look("consent-missing")
    page.check("[name=consent_read]")
    page.check("[name=consent_statistics]")
    page.check("[name=urgent]")
    page.click("button[name=seal]")
    expect(page.locator("#codename")).to_be_visible(timeout=PATIENCE)
    looker.look("codename")
    codename = " ".join(page.inner_text("#codename").split())
    assert len(codename.split()) == 9
    page.get_by_role("button", name=re.compile("kept my codename")).click()
    looker.look("kept")
    page.goto(f"{site}/en/sealed")
    expect(page.locator("#codename")).to_have_count(0)
    return codename


def come_back(looker: Looker, site: str, codename: str) -> None:
    page = looker.page
    page.goto(f"{site}/en/return")
    page.fill("[name=codename]", codename.upper().replace(" ", " , "))
    looker.look("return")
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("[name=message]")).to_be_visible()
    looker.look("mailbox")


def sign_in(looker: Looker, server: DemoServer, role: str) -> None:
    page, who = looker.page, server.sign_in_as(role)
    page.goto(f"{server.staff}/")
    page.fill("[name=username]", who.username)
    page.fill("[name=passphrase]", who.passphrase)
    looker.look("sign-in")
    page.locator("main form button[type=submit]").first.click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    looker.look("home")


def find_case(page: Page, site: str) -> str:
    """Open urgent cases until one says what was told, as a reviewer would; return its address."""
    page.goto(f"{site}/queue")
    for link in [one.get_attribute("href") for one in page.locator("main a[href^='/case/']").all()]:
        page.goto(f"{site}{link}")
        if "They stopped us at the tram stop." in page.inner_text("main"):
            return page.url
    message = "the case is not in the queue"
    raise AssertionError(message)


def download(page: Page, name: str, wanted: Path) -> None:
    """Download a piece of evidence and compare it bit for bit."""
    with page.expect_download(timeout=PATIENCE) as waiting:
        page.get_by_role("link", name=f"Download {name}").click()
    got = waiting.value
    assert got.suggested_filename == name
    assert got.path().read_bytes() == wanted.read_bytes()


def code(looker: Looker, case: str) -> None:
    page = looker.page
    page.goto(f"{case}/coding")
    page.get_by_role("button", name=CODE, exact=True).first.click()
    expect(page.get_by_role("heading", name=CODE)).to_be_visible()
    page.get_by_label(MEANS).check()
    looker.look("coding")
    page.get_by_role("button", name="Save the coding").first.click()
    page.goto(case)
    expect(page.locator("main")).to_contain_text(CODE)
    expect(page.locator("main")).to_contain_text(MEANS)


def review(looker: Looker, server: DemoServer, evidence: list[Path]) -> str:
    """Find the case, read it, download the evidence, code it and answer; return its address."""
    page = looker.page
    sign_in(looker, server, "intake")
    case = find_case(page, server.staff)
    looker.look("case")
    expect(page.locator(".narrative")).to_have_text(TOLD)
    assert page.locator("main img, main video").count() == 0, "nothing graphic unasked"
    for piece in evidence:
        download(page, piece.name, piece)
    page.get_by_role("link", name=evidence[0].name, exact=True).click()
    looker.look("document")
    code(looker, case)
    page.goto(f"{case}/reply")
    page.fill("[name=message]", ANSWER)
    looker.look("reply")
    page.get_by_role("button", name="Seal and send", exact=True).click()
    page.goto(case)
    expect(page.locator("main")).to_contain_text(ANSWER)
    looker.look("case-answered")
    for name in ("record", "members", "account"):
        page.goto(f"{server.staff}/{name}")
        looker.look(name)
    return case


def publish(looker: Looker, server: DemoServer) -> None:
    """Prepare a release as an auditor, and read the same numbers on the page and in the files."""
    page = looker.page
    sign_in(looker, server, "auditor")
    page.goto(f"{server.staff}/releases")
    page.get_by_role("button", name="Prepare").first.click()
    looker.look("release-waiting")
    expect(page.get_by_role("link", name="Download as CSV")).to_be_visible(timeout=PATIENCE)
    looker.look("release")
    address = page.url
    files = []
    for _ in range(2):
        with page.expect_download() as waiting:
            page.get_by_role("link", name="Download as CSV").click()
        files.append(waiting.value.path().read_bytes())
    assert files[0] == files[1], "asking again gives the same bytes"
    rows = list(csv.DictReader(files[0].decode().splitlines()))
    assert len(rows) == PLANNED
    page.goto(address)
    expect(page.locator("main")).to_contain_text("epsilon")


def test_the_whole_story(open_page: OpenPage, server: DemoServer, evidence: list[Path], *, scripts: bool) -> None:
    mark = "scripts" if scripts else "plain"
    source = Looker(open_page(scripts=scripts, viewport="phone"), f"{mark}-source")
    codename = tell(source, server.source, evidence)
    staff = Looker(open_page(scripts=scripts), f"{mark}-intake")
    case = review(staff, server, evidence)
    publish(Looker(open_page(scripts=scripts), f"{mark}-auditor"), server)

    come_back(source, server.source, codename)
    page = source.page
    expect(page.locator("main")).to_contain_text(ANSWER)
    for word in ("tram stop", "аўтазаку", evidence[0].name):
        assert word not in page.content(), "the mailbox never shows what was sent"
    page.fill("[name=message]", SECOND)
    page.locator("main form button[type=submit]").first.click()
    staff.page.goto(case)
    expect(staff.page.locator("main")).to_contain_text(SECOND)

    page.locator("summary").first.click()
    page.click("button[name=ask]")
    source.look("withdraw")
    page.click("button[name=confirm]")
    source.look("withdrawn")
    staff.page.goto(case)
    expect(staff.page.locator("main")).not_to_contain_text("tram stop")
    staff.look("case-withdrawn")
    page.click("button[name=undo]")
    staff.page.goto(case)
    expect(staff.page.locator("main")).to_contain_text("tram stop")
    page.get_by_role("link", name="Leave now").click()
    page.goto(f"{server.source}/en/mailbox")
    assert ANSWER not in page.content(), "leaving closes the mailbox"


@pytest.mark.parametrize("role", ["reviewer", "custodian", "interviewer", "admin"])
def test_the_other_roles_find_their_place_and_no_testimony(
    open_page: OpenPage, instance_server: DemoServer, role: str
) -> None:
    looker = Looker(open_page(scripts=False, viewport="phone"), role)
    sign_in(looker, instance_server, role)
    page = looker.page
    for link in {one.get_attribute("href") for one in page.locator("nav a").all()}:
        page.goto(f"{instance_server.staff}{link}")
        looker.look((link or "").strip("/").replace("/", "-") or "first")
