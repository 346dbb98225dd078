"""Everything that is done with links and named suspects, once. All names are invented."""

from dataclasses import replace

from intake.domain.links import End, Same
from intake.domain.suspects import Naming
from intake.services import links, review, suspects
from intake.services.instance import Instance
from intake.services.links import Pairing
from tests.plugins.instances import Staff


def link_and_name(instance: Instance, staff: Staff, case_id: str, other: str) -> None:
    """Link two cases and take it back, dismiss them, name a suspect, tell somebody, and remove it all again."""
    anna, rita = staff.keyring(instance, "anna"), staff.keyring(instance, "rita").person.id
    links.link(instance, anna, [Pairing(Same.VICTIM, End(case_id, "V1"), End(other, "V1"), "One scar.")])
    (link,) = links.of(review.open_case(instance, anna, case_id)).links
    links.take_back(instance, anna, case_id, link.id, "Another scar.")
    links.dismiss(instance, anna, case_id, other)
    named = suspects.add(instance, anna, case_id, Naming("", "Kaval"))
    (told,) = suspects.suspect(instance, anna, named).told
    suspects.tell(instance, anna, told.paper, rita)
    suspects.untell(instance, anna, told.paper, rita)
    suspects.change(instance, anna, told.paper, replace(told.naming, role="guard"))
    suspects.remove(instance, anna, told.paper)
