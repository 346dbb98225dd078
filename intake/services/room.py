"""Room for files: a flood of them must not fill the disk that words need. Words are taken as long as there is any."""

from intake.services.errors import NoRoom
from intake.services.instance import Instance
from intake.services.ports import UnitOfWork

LOOK_EVERY = 8 << 20
"""Bytes of a file after which the disk is looked at again."""


def check_disk(instance: Instance) -> None:
    """Raise `NoRoom` unless the reserve stays free."""
    free = instance.blobs.free()
    if free is not None and free < instance.settings.reserve_bytes:
        raise NoRoom


def check_drafts(uow: UnitOfWork, instance: Instance, coming: int = 0) -> None:
    """Raise `NoRoom` unless all drafts' files, and `coming` bytes more, stay below their limit."""
    if uow.drafts_bytes() + coming > instance.settings.drafts_bytes:
        raise NoRoom
