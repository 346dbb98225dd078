"""Colours can be told apart: text 7:1 on its ground (WCAG 2.2, 1.4.6), edges and focus 3:1 (1.4.11)."""

import re

import pytest

from intake.web.common import STATIC

CSS = (STATIC / "holas.css").read_text()
TEXTS = [
    ("ink", "ground"), ("ink", "sheet"), ("soft", "ground"), ("soft", "sheet"), ("link", "ground"), ("link", "sheet"),
    ("ink", "calm-tint"), ("link", "calm-tint"), ("ink", "grave-tint"), ("link", "grave-tint"),
    ("calm-ink", "calm"), ("calm", "ground"), ("calm", "sheet"), ("calm", "calm-tint"),
    ("grave", "ground"), ("grave", "sheet"), ("grave", "grave-tint"), ("ground", "ink"),
]  # fmt: skip
EDGES = [("line", "ground"), ("line", "sheet"), ("focus", "ground"), ("focus", "sheet"), ("focus", "calm-tint")]


def palette(scheme: str) -> dict[str, str]:
    light, dark = CSS.split("prefers-color-scheme: dark", 1)
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light.split("}")[0]))
    return (
        {**found, **dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", dark.split("}")[0]))} if scheme == "dark" else found
    )


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_reckoned_right() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("least", "pairs"), [(7, TEXTS), (3, EDGES)], ids=["texts", "edges"])
def test_colours_can_be_told_apart(scheme: str, least: float, pairs: list[tuple[str, str]]) -> None:
    colours = palette(scheme)
    weak = {pair: round(found, 2) for pair in pairs if (found := contrast(*map(colours.get, pair))) < least}  # type: ignore[arg-type]
    assert weak == {}
