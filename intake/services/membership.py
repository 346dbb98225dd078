"""Who may speak: the verified membership chain, read from the store."""

from intake.config import Settings
from intake.services.chain import verify_chain
from intake.services.people import KEYED_ROLES, ROLES, Membership, Person, RolePublic
from intake.services.ports import UnitOfWork

__all__ = ["KEYED_ROLES", "ROLES", "Membership", "Person", "RolePublic", "load_membership"]


def load_membership(uow: UnitOfWork, settings: Settings) -> Membership:
    """Return what the chain vouches for now. Raises `BrokenChain` when anything in it does not hold.

    Read on every request; verifying is done once for each chain (see `verify_chain`).
    """
    return verify_chain(tuple(uow.statements.find()), settings.instance_id, settings.root_key)
