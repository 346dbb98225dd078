"""Whose word a document is: the source's by the key that the case id certifies, staff's by the membership chain."""

from intake.domain.documents import FROM_SOURCE
from intake.domain.entities import CaseKeys
from intake.services.documents import Opened
from intake.services.errors import NotVouched
from intake.services.people import Membership, Person

WRITING_ROLES = frozenset({"intake", "children", "reviewer"})


def writer_of(membership: Membership, opened: Opened) -> Person:
    """Return the member who wrote a reply or a coding. Raises `NotVouched` for anybody else's signature."""
    person = membership.ever(opened.signer)
    if opened.header.kind in FROM_SOURCE or not person.roles & WRITING_ROLES:
        raise NotVouched
    return person


def check_writer(membership: Membership, keys: CaseKeys, opened: Opened) -> None:
    """Refuse a document that neither the source nor a member who may write signed. Raises `NotVouched`."""
    if opened.header.kind in FROM_SOURCE:
        if opened.signer != keys.source_key:
            raise NotVouched
        return
    writer_of(membership, opened)
