"""What must hold of every page as it stands in a browser, in whatever language and on whatever screen.

assert faults(page) == []           # nothing too wide, cut off or too small to touch
assert source_faults(page) == []    # the same on a phone's terms, and no field that a browser's helpers read
assert_for_everyone(page)           # the first, and axe-core finds nothing
"""

from collections.abc import Mapping

from playwright.sync_api import Page

from tests.plugins.browser import assert_accessible

NARROW = 320  # CSS pixels: what WCAG 1.4.10 asks for
# Each probe is a script that returns the elements at fault.
PROBES: Mapping[str, str] = {
    "wider than the screen": """[...document.querySelectorAll("body *")].filter(one => {
        const box = one.getBoundingClientRect();
        return !one.closest(".scroll") && (box.right > document.documentElement.clientWidth + 1 || box.left < -1);
    })""",
    "text cut off": """[...document.querySelectorAll(
        "a, button, p, li, label, legend, summary, h1, h2, h3, .card")].filter(one => one.checkVisibility()
            && !one.closest(".unseen") && (one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0
                || getComputedStyle(one).overflowY !== "visible" && one.tabIndex < 0
                && one.scrollHeight > one.clientHeight + 1))""",
    "too small to touch": """[...document.querySelectorAll("a.button, .leave, button, select, summary, nav a, "
        + "input:not([type=hidden], [type=checkbox], [type=radio])")].filter(
        one => one.checkVisibility() && !one.closest(".unseen") && one.getBoundingClientRect().height < 44)""",
}
ON_A_PHONE: Mapping[str, str] = {
    "box too small to touch": """[...document.querySelectorAll("input[type=checkbox], input[type=radio]")].filter(
        one => one.checkVisibility() && one.closest("label").getBoundingClientRect().height < 44)""",
    "a field that a browser's helpers read": """[...document.querySelectorAll("input, select, textarea")].filter(
        one => !["hidden", "submit"].includes(one.type) && (one.autocomplete !== "off" || one.translate
            || one.matches("textarea, input[type=text]") && one.spellcheck))""",
}


def faults(page: Page, probes: Mapping[str, str] = PROBES) -> list[str]:
    """Name what is wrong with the page, and show the beginning of each element."""
    found: list[str] = []
    for name, probe in probes.items():
        found += [f"{name}: {one}" for one in page.evaluate(f"() => {probe}.map(one => one.outerHTML.slice(0, 160))")]
    return found


def source_faults(page: Page) -> list[str]:
    """The same for a source's page, where no field may be filled in, checked or translated by the browser."""
    return faults(page, {**PROBES, **ON_A_PHONE})


def assert_for_everyone(page: Page) -> None:
    """Fail if anything is wrong, or if axe-core (WCAG 2.2 AA) finds something."""
    found = faults(page)
    assert found == [], f"{page.url}: {found}"
    assert_accessible(page)
