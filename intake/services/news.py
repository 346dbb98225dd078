"""What came from a source since staff last opened the case."""

import crypto
from intake.domain.documents import FROM_SOURCE
from intake.domain.entities import Box, Document, GrantKind
from intake.services import documents
from intake.services.grants import open_grant
from intake.services.holders import private_for
from intake.services.instance import Instance
from intake.services.keyring import Keyring
from intake.services.ports import UnitOfWork


def unseen(  # whose case, up to which piece staff saw it, and how many there are
    uow: UnitOfWork, instance: Instance, keyring: Keyring, case_id: str, seen: int, newest: int
) -> int:
    """Return how many of the pieces after `seen` came from the source: what staff wrote is no news.

    A piece that does not open is news too, so that somebody opens the case and is told.
    """
    if newest <= seen:
        return 0
    private = _case_key(uow, instance, keyring, case_id)
    if private is None:
        return 0
    found = uow.documents.find(case_id=case_id, box=Box.CASE, number=range(seen + 1, newest + 1))
    return sum(_is_from_source(document, private) for document in found)


def _case_key(uow: UnitOfWork, instance: Instance, keyring: Keyring, case_id: str) -> crypto.PrivateKey | None:
    for grant in uow.grants.find(case_id=case_id, kind=GrantKind.CASE):
        private = private_for(keyring, grant.holder)
        if private is not None:
            return crypto.PrivateKey(open_grant(instance.grant_keys, grant, private))
    return None


def _is_from_source(document: Document, private: crypto.PrivateKey) -> bool:
    try:
        return documents.open_header(document, private).header.kind in FROM_SOURCE
    except crypto.CryptoError:
        return True
