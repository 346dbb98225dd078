"""Saved filters: a member's own, under names of their own."""

import pytest

from intake.domain.finding import Filter
from intake.services import saved_filters
from intake.services.errors import NotAllowedNow, NotFound
from intake.services.instance import Instance
from tests.plugins.instances import Staff

NIGHTS = Filter.read({"words": "night", "state": "coding"})
CLOSED = Filter.read({"state": "closed"})


def names(instance: Instance, staff: Staff, username: str = "anna") -> list[str]:
    return [one.name for one in saved_filters.mine(instance, staff.keyring(instance, username))]


def test_they_are_kept_renamed_and_deleted(instance: Instance, staff: Staff) -> None:
    anna = staff.keyring(instance, "anna")
    saved_filters.keep(instance, anna, " Nights ", NIGHTS)
    saved_filters.keep(instance, anna, "done", CLOSED)
    assert names(instance, staff) == ["done", "Nights"]
    done, nights = saved_filters.mine(instance, anna)
    assert (done.asked, nights.asked) == (CLOSED, NIGHTS)
    saved_filters.rename(instance, anna, nights.id, "By night")
    assert names(instance, staff) == ["By night", "done"]
    assert saved_filters.mine(instance, anna)[0].asked == NIGHTS
    saved_filters.forget(instance, anna, done.id)
    assert names(instance, staff) == ["By night"]


def test_a_name_that_is_there_takes_the_new_filter(instance: Instance, staff: Staff) -> None:
    anna = staff.keyring(instance, "anna")
    saved_filters.keep(instance, anna, "mine", NIGHTS)
    saved_filters.keep(instance, anna, "mine", CLOSED)
    assert [one.asked for one in saved_filters.mine(instance, anna)] == [CLOSED]


def test_nobody_else_sees_or_changes_them(instance: Instance, staff: Staff) -> None:
    anna, boris = staff.keyring(instance, "anna"), staff.keyring(instance, "boris")
    saved_filters.keep(instance, anna, "mine", NIGHTS)
    (mine,) = saved_filters.mine(instance, anna)
    assert names(instance, staff, "boris") == []
    with pytest.raises(NotFound):
        saved_filters.rename(instance, boris, mine.id, "his")
    with pytest.raises(NotFound):
        saved_filters.forget(instance, boris, mine.id)
    assert names(instance, staff) == ["mine"]
    with instance.database.reading() as uow:
        (row,) = uow.notes.find()
    assert b"night" not in row.sealed


def test_a_filter_needs_a_name_of_its_own_and_there_is_an_end(
    instance: Instance, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = staff.keyring(instance, "anna")
    monkeypatch.setattr(saved_filters, "MOST", 2)
    saved_filters.keep(instance, anna, "one", NIGHTS)
    saved_filters.keep(instance, anna, "two", NIGHTS)
    one = saved_filters.mine(instance, anna)[0]
    for name in ("  ", "three"):
        with pytest.raises(NotAllowedNow):
            saved_filters.keep(instance, anna, name, NIGHTS)
    with pytest.raises(NotAllowedNow):
        saved_filters.rename(instance, anna, one.id, "two")
    saved_filters.rename(instance, anna, one.id, "one")
    assert names(instance, staff) == ["one", "two"]
