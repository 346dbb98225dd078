"""The page of sums, and its file: what two auditors published, added up."""

import csv

import pytest

from intake.domain.draw import Draw
from intake.services import cumulative, publishing
from intake.services.errors import NoKey
from intake.services.instance import Instance
from tests.plugins.drawing import add_drawn
from tests.plugins.instances import Staff
from tests.web.audit.conftest import SignIn

PAGE = "/releases/sums"


def _publish(instance: Instance, staff: Staff) -> Draw:
    alena, artur = (staff.keyring(instance, who) for who in ("alena", "artur"))
    draw = add_drawn(instance, alena)
    publishing.propose(instance, alena, draw.release, (), {})
    digest = publishing.proposed(instance, artur, draw.release).proposal.digest
    publishing.publish(instance, artur, draw.release, digest)
    return draw


def test_published_periods_are_added_up(instance: Instance, staff: Staff, as_member: SignIn) -> None:
    alena = as_member("alena")
    add_drawn(instance, staff.keyring(instance, "alena"))
    assert "There are no two published periods" in alena.get(PAGE).text
    draw = _publish(instance, staff)
    assert "Not summed" in alena.get(PAGE).text
    assert len(alena.get(f"{PAGE}.csv").text.splitlines()) == 1
    _publish(instance, staff)
    page = alena.get(PAGE).text
    assert "convenience sample" in page
    assert "Not summed" not in page
    lines = list(csv.DictReader(alena.get(f"{PAGE}.csv").text.splitlines()))
    assert len(lines) == sum(len(table.noisy) for table in draw.tables)
    assert lines[0]["cell"] == "all"
    assert int(lines[0]["value"]) == 2 * draw.tables[0].values["all"]


def test_sums_say_what_they_are_made_of(instance: Instance, staff: Staff) -> None:
    first, second = _publish(instance, staff), _publish(instance, staff)
    (found,) = cumulative.sums(instance, staff.keyring(instance, "artur"))
    assert {one.release for one in found.draws} == {first.release, second.release}
    assert found.tables[0].half_width > first.tables[0].half_width


def test_only_auditors_see_them(instance: Instance, staff: Staff, as_member: SignIn) -> None:
    assert as_member("rita").get(PAGE).status_code in {403, 404}
    with pytest.raises(NoKey):
        cumulative.sums(instance, staff.keyring(instance, "rita"))
