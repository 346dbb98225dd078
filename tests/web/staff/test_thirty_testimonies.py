"""A reviewer codes thirty testimonies of ten kinds in a real browser, with the keyboard alone."""

import pytest
from playwright.sync_api import Page, expect

from intake.services import assignment, review
from intake.services.instance import Instance
from tests.plugins.browser import OpenPage, shot
from tests.plugins.instances import Staff
from tests.plugins.looks import assert_for_everyone
from tests.plugins.sources import Testify
from tests.web.staff.conftest import SignIn

# What is typed for each act, and the act that is meant.
KINDS = {
    "held": {"arb": "lib_arbitrary_arrest", "overc": "det_overcrowding", "food": "det_denied_food"},
    "beaten": {"beat": "tor_beating", "stress": "tor_stress_position"},
    "protest": {"force": "asm_dispersal_force", "admin": "lib_admin_detention"},
    "court": {"unfair": "lib_unfair_hearing", "fine": "asm_fine"},
    "work": {"dismis": "rep_dismissal"},
    "threats": {"sexual t": "rep_threat_sexual", "child": "rep_threat_children"},
    "media": {"obstr": "exp_media_obstruction", "house": "rep_search"},
    "organisation": {"union": "asc_union_reprisal"},
    "exile": {"forced e": "lib_forced_exile"},
    "health": {"medic": "det_denied_medical"},
}
TESTIMONIES = 30
MOST_KEYS = 9  # an act is coded in under ten keystrokes
MOST_TABS = 120


class Hands:
    """Somebody who never takes up the mouse. `keys` counts what they press."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = 0

    def press(self, key: str) -> None:
        self.keys += 1
        self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.keys += len(text)
        self.page.keyboard.type(text)

    def reach(self, attribute: str, value: str, *, key: str = "Tab") -> None:
        """Go with Tab to the link or button that has this attribute, and press Enter on it."""
        for _ in range(MOST_TABS):
            self.press(key)
            if self.page.evaluate(f"document.activeElement.getAttribute('{attribute}')") == value:
                break
        else:
            message = f"{value} is out of reach of the keyboard on {self.page.url}"
            raise AssertionError(message)
        with self.page.expect_navigation():
            self.press("Enter")

    def add(self, letters: str) -> int:
        """Add an act and return how many keys it took. The field to type into has the focus already."""
        before, acts = self.keys, self.page.locator("[aria-labelledby=acts] h3")
        there = acts.count()
        expect(self.page.locator("#find")).to_be_focused()
        self.type(letters)
        with self.page.expect_navigation():
            self.press("Enter")
        expect(acts).to_have_count(there + 1)
        return self.keys - before


@pytest.fixture
def waiting(instance: Instance, staff: Staff, testify: Testify) -> dict[str, str]:
    """Thirty cases on one reviewer's list, and the kind of each."""
    anna, rita = staff.keyring(instance, "anna"), staff.keyring(instance, "rita").person.id
    kinds = [list(KINDS)[number % len(KINDS)] for number in range(TESTIMONIES)]
    cases = {testify(f"What I tell is about this: {kind}.", role="survivor").case_id: kind for kind in kinds}
    for case_id in cases:
        assignment.assign(instance, anna, case_id, rita)
    return cases


def code(hands: Hands, site: str, case_id: str, kind: str) -> list[int]:
    """Find the case in the queue, code it, save it; return how many keys each act took."""
    page = hands.page
    page.goto(f"{site}/queue")
    hands.reach("href", f"/case/{case_id}")
    hands.reach("href", f"/case/{case_id}/coding")
    taken = [hands.add(letters) for letters in KINDS[kind]]
    hands.reach("value", "save", key="Shift+Tab")
    expect(page.get_by_role("status").first).to_contain_text("The coding is saved.")
    return taken


def test_thirty_testimonies_are_coded_by_keyboard(
    open_page: OpenPage, site: str, sign_in: SignIn, instance: Instance, staff: Staff, waiting: dict[str, str]
) -> None:
    page = open_page(scripts=True)
    sign_in(page, "rita")
    hands, looked_at = Hands(page), set()
    for case_id, kind in waiting.items():
        taken = code(hands, site, case_id, kind)
        assert max(taken) <= MOST_KEYS, f"{kind}: {taken}"
        if kind not in looked_at:
            looked_at.add(kind)
            shot(page, f"thirty-{kind}")
            assert_for_everyone(page)
    rita = staff.keyring(instance, "rita")
    for case_id, kind in waiting.items():
        coding = review.open_case(instance, rita, case_id).coding
        assert coding is not None
        assert list(coding.coding.codes()) == list(KINDS[kind].values())


def test_a_whole_act_is_described_by_keyboard_with_scripts_off(
    open_page: OpenPage, site: str, sign_in: SignIn, waiting: dict[str, str]
) -> None:
    page = open_page(scripts=False)
    sign_in(page, "rita")
    hands = Hands(page)
    taken = code(hands, site, next(iter(waiting)), "health")
    assert max(taken) <= MOST_KEYS
