"""Where the ports get their real bodies."""

from intake.config import Settings
from intake.services.grant_keys import GrantKeys
from intake.services.instance import Instance
from intake.store.blobs import open_blobs
from intake.store.copies import open_copies
from intake.store.database import open_database


def open_instance(settings: Settings) -> Instance:
    """Return the instance that the settings describe; connects at first use."""
    return Instance(
        settings=settings,
        database=open_database(settings.database_url),
        blobs=open_blobs(settings.blob_url, settings.storage),
        grant_keys=GrantKeys(settings.grant_key_file),
        copies=open_copies(settings.ledger_url, settings.storage),
    )
