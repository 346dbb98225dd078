"""Consent at the moment of use: every use case of staff, and which switches stop it at the next call.

`docs/consent.md` holds the same table. A new use case fails here until somebody said what it needs.
"""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from intake import services
from intake.domain.consent import Use
from intake.services import switches
from intake.services.errors import ConsentMissing
from intake.services.instance import Instance
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify, Visiting
from tests.plugins.uses import NEEDS, PARTS, WITHOUT, On
from tests.plugins.whole_case import WholeCase, make_whole

DOCUMENT = Path(__file__).parents[2] / "docs" / "consent.md"
ROW = re.compile(r"^\| `(\w+\.\w+)` \| ([\w, ]+) \|", re.MULTILINE)


def entries() -> Iterator[str]:
    """Name every use case of staff: a public function that gets the instance and what a member can open."""
    for found in pkgutil.iter_modules(services.__path__):
        module = importlib.import_module(f"intake.services.{found.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            wanted = set(inspect.signature(function).parameters)
            own = function.__module__ == module.__name__ and not name.startswith("_")
            if own and {"instance", "keyring"} <= wanted and not wanted & {"uow", "file"}:
                yield f"{found.name}.{name}"


@pytest.fixture
def whole(instance: Instance, staff: Staff, testify: Testify, visit: Visiting) -> WholeCase:
    return make_whole(instance, staff, testify, visit)


def test_every_use_case_says_what_it_needs() -> None:
    assert set(entries()) == set(NEEDS) | set(WITHOUT) | PARTS
    assert not set(NEEDS) & set(WITHOUT)


@pytest.mark.parametrize("use", sorted({use for uses, _ in NEEDS.values() for use in uses}))
def test_a_switch_turned_off_stops_it_at_the_next_call(whole: WholeCase, use: Use) -> None:
    """Each refusal carries the statement by which the source turned it off, so that the page has their words."""
    switches.change(whole.instance, whole.visit, {use: False}, language="ru")
    for name, (uses, call) in NEEDS.items():
        if use in uses:
            refusal = refused(call, On(whole))
            assert refusal is not None, name
            assert (refusal.use, refusal.said and refusal.said.language) == (use, "ru"), name


def refused(call: Callable[[On], object], on: On) -> ConsentMissing | None:
    try:
        call(on)
    except ConsentMissing as missing:
        return missing
    return None


def test_the_document_says_the_same() -> None:
    listed = dict(ROW.findall(DOCUMENT.read_text()))
    assert listed == {name: ", ".join(uses) for name, (uses, _) in NEEDS.items()}
