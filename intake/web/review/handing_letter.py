"""Letters to the United Nations on the pages: drafted from the appeal of a case, sent as DOCX or PDF."""

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from intake.domain.appeal import Addressee
from intake.domain.letter import Letter, Section
from intake.services import letters as service
from intake.services import review
from intake.services.appeal import appeal_of
from intake.services.errors import ConsentMissing, NameMissing, NotAllowedNow, NotVouched
from intake.services.review import CaseView
from intake.web.access import audience
from intake.web.here import here
from intake.web.review.appeal_fill import LETTERS
from intake.web.review.appeal_letter import Named, letter_of
from intake.web.review.blueprint import READERS, blueprint
from intake.web.review.handing import HANDING, form_page
from intake.web.staff import sent
from intake.web.staff.visit import me

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


@blueprint.post("/case/<case_id>/handing/letter")
@audience(*READERS)
def draft_letter(case_id: str) -> ResponseReturnValue:
    """Draft the letter to one addressee of the case's appeal, for one approver."""
    fields = sent.fields()
    view = review.open_case(here(), me(), case_id, note=False)
    to = next((one.to for one in appeal_of(view).letters if one.to == fields.get("to")), None)
    if to is None:
        raise NotFound
    try:
        service.draft_letter(here(), me(), case_id, fields.get("approver", ""), lambda name: composed(view, to, name))
    except (NameMissing, ConsentMissing, NotAllowedNow, NotVouched) as error:
        return form_page(case_id, fields, _why(error)), 422
    flash(_("The draft is made. Only the member whom you chose sees it, since it holds a name."))
    return redirect(url_for("review.handings"), 303)


@blueprint.get(f"{HANDING}/letter.<any(docx, pdf):ending>")
@audience(*READERS)
def send_letter(handing_id: str, ending: str) -> Response:
    """Send an approved letter as a file: the same bytes each time."""
    from intake.services.docx_file import as_docx  # noqa: PLC0415 - lxml and fonts: only who asks may load them
    from intake.services.pdf_file import as_pdf  # noqa: PLC0415 - the same

    letter = service.ready(here(), me(), handing_id)
    make = as_docx if ending == "docx" else as_pdf
    response = Response(make(letter.title, letter.blocks()), content_type=TYPES[ending])
    response.headers["Content-Disposition"] = f'attachment; filename="letter.{ending}"'
    return response


def composed(view: CaseView, to: Addressee, name: str) -> Letter:
    """Return the letter about a person of this name, in English."""
    body = letter_of(appeal_of(view), to, Named(view, name))
    with force_locale(LETTERS):
        title = body.title if view.urgent else _("Communication")
        persons = Section(_("Names"), body.names)
    sections = (persons, *(Section(part.heading, part.said) for part in body.parts))
    return Letter(title, body.to, body.day, sections, body.closing)


def _why(error: Exception) -> str:
    if isinstance(error, NameMissing):
        return str(
            _(
                "No name is released to you for the United Nations, or the source gave none. They take no letter "
                "without a name: ask the custodians on the page of the case."
            )
        )
    if isinstance(error, ConsentMissing):
        return str(_("The source does not allow it to be given to the United Nations. Nothing was drafted."))
    if isinstance(error, NotVouched):
        return str(_("Choose somebody else of the circle, who looks at the letter and decides."))
    return str(_("The case is set aside, on hold or withdrawn."))
