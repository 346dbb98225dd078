"""Who works in the demo: two holders at least of every role with keys. Invented names."""

from intake.services.found import Founder

FOUNDERS = (
    Founder("jana", ("intake", "children")),
    Founder("kastus", ("intake", "children")),
    Founder("mira", ("reviewer",)),
    Founder("taras", ("reviewer",)),
    Founder("zosia", ("reviewer",)),
    Founder("danuta", ("custodian",)),
    Founder("leon", ("custodian",)),
    Founder("nadia", ("auditor",)),
    Founder("pavel", ("auditor",)),
    Founder("vera", ("interviewer",)),
    Founder("oles", ("admin",)),
)


def shown_role(roles: tuple[str, ...]) -> str:
    """Return the role under which a member is listed: the intake circle before what its members also hold."""
    return "intake" if "intake" in roles else roles[0]
