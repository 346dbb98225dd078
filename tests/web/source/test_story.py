"""A source's whole way: tell, keep the codename, come back, add, withdraw, undo, leave."""

from collections.abc import Callable

from intake.services import mailbox, review
from intake.services.instance import Instance
from tests.plugins.instances import Staff
from tests.web.source.conftest import TOLD, Source


def test_first_page_says_what_it_is(source: Source) -> None:
    tab = source.get("/")
    assert tab.status == 200
    assert "You can tell what happened" in tab.text
    assert "Not an emergency line" in tab.text


def test_tell_and_keep_the_codename(source: Source) -> None:
    tab = source.tell()
    assert tab.status == 200
    assert len(tab.codename.split()) == 9
    kept = source.post("/sealed", tab.fields)
    assert "You have kept it" in kept.text
    assert tab.codename.split()[0] not in kept.text
