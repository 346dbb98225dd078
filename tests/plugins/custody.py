"""What custodians can open of a case, below the requests that they need for it."""

from intake.domain.custody import Purpose, Want
from intake.domain.custody_papers import Request
from intake.domain.identity import Identity
from intake.services import asking, custody, identity
from intake.services.instance import Instance, transact
from tests.plugins.instances import Staff


def kept(instance: Instance, staff: Staff, case_id: str, who: str = "kira") -> Identity:
    """Open who the source of a case is, as a member who should be a custodian."""
    keyring = staff.keyring(instance, who)
    return transact(
        instance.database, lambda uow: identity.open_for_custody(uow, instance, keyring, case_id, "open-identity", {})
    )


def ask_and_decide(instance: Instance, staff: Staff, case_id: str) -> None:
    """Do all that is done about a name, of a source who gave one and lets the United Nations have it."""
    anna, kira = staff.keyring(instance, "anna"), staff.keyring(instance, "kira")

    def ask() -> str:
        asking.ask(instance, anna, case_id, Request(Purpose.UN, Want.NAME, "For the letter."))
        return custody.desk(instance, kira).waiting[0].id

    asking.take_back(instance, anna, case_id, ask())
    custody.refuse(instance, kira, ask(), "Initials are enough.")
    request_id = ask()
    custody.look(instance, kira, request_id)
    custody.release(instance, kira, request_id)
    asking.read(instance, anna, case_id, request_id)
