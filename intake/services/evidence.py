"""What a source says of the files in their draft: sealed at once into each file's header, and signed anew."""

from collections.abc import Mapping

from intake.domain.documents import Context
from intake.domain.entities import DraftState
from intake.services import documents, drafts
from intake.services.halves import DraftHandle
from intake.services.instance import Instance, transact
from intake.services.ports import UnitOfWork
from intake.services.texts import check_text


def describe(instance: Instance, handle: DraftHandle, told: Mapping[str, Context]) -> None:
    """Keep what is told of files, by their ids; those that are not in the draft any more are passed over.

    Raises `CodenameInText` and `ForeignDraft`.
    """
    check_text(*(context.shown for context in told.values()))

    def work(uow: UnitOfWork) -> None:
        row = uow.drafts.get(handle.draft_id)
        if row is None or row.phase is not DraftState.OPEN:
            return
        secrets = drafts.open_secrets(row, handle)
        for one in drafts.received_pieces(uow, row, secrets):
            document = documents.describe(one, secrets.target, told.get(one.document.id, one.header.context))
            if document != one.document:
                uow.draft_documents.change(document.id, sealed_header=document.sealed_header)

    transact(instance.database, work)
