"""What went wrong with a form, in words that say what was kept and what to do next."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _

from intake.services.errors import NoRoom, Refused, TooMuch
from intake.web.csrf import ForgedForm
from intake.web.errors import STATUS, WORDS, Words
from intake.web.problems import Kind
from intake.web.streaming import Submission


@dataclass(frozen=True, slots=True)
class Trouble:
    """A status and its words, shown above the form."""

    status: int
    words: Words


PROBLEMS: Mapping[Kind, Words] = {
    Kind.MALFORMED: Words(
        _("Not everything arrived as it should"), _("What did arrive is below. Please look at it and send it again.")
    ),
    Kind.NOT_UTF8: Words(
        _("Some letters did not arrive well"), _("Please look at your text below, mend it and send it again.")
    ),
    Kind.TRUNCATED: Words(
        _("The connection broke"), _("What had arrived whole is kept and listed below. Please add the rest again.")
    ),
    Kind.STALLED: Words(
        _("The connection stopped answering"),
        _("What had arrived whole is kept and listed below. Please add the rest again."),
    ),
    Kind.TOO_SLOW: Words(
        _("It took too long"), _("What had arrived whole is kept and listed below. Try fewer files at a time.")
    ),
    Kind.TOO_MANY_FIELDS: Words(
        _("That is not how our form looks"), _("Please look at what is below and send it again.")
    ),
    Kind.FIELD_TOO_LONG: Words(
        _("This text is too long for one go"),
        _("Its beginning is kept below. Please put the whole text into a file and add that file."),
    ),
    Kind.FIELDS_TOO_LONG: Words(
        _("This text is too long for one go"),
        _("Its beginning is kept below. Please put the whole text into a file and add that file."),
    ),
    Kind.TOO_MANY_FILES: Words(
        _("Too many files for one go"),
        _("The first ones are kept and listed below. You can send more from your mailbox later."),
    ),
    Kind.FILE_TOO_LARGE: Words(
        _("A file is too large"),
        _("It was not kept; everything else that you gave is. Please send a shorter piece of it."),
    ),
    Kind.BODY_TOO_LARGE: Words(
        _("These files are too large together"), _("Your text is kept. Please add fewer files at a time.")
    ),
    Kind.NOT_STORED: Words(
        _("We could not keep a file just now"),
        _("Everything else that you gave is kept. Please add that file again a little later."),
    ),
    Kind.BUSY: Words(
        _("Very many people are sending now"), _("Your text is kept. Please try the files again in a few minutes.")
    ),
}
REFUSALS: Mapping[str, Words] = {
    "foreign-draft": Words(
        _("This form is from an earlier visit"),
        _("Your words are still here. Files need to be added again. Then send it once more."),
    ),
    "too-much": Words(
        _("Too many files for one testimony"),
        _("The first ones are kept and listed below. You can send more from your mailbox later."),
    ),
    "no-room": Words(
        _("We have no room for files just now"),
        _("Your words are kept, and so are the files listed below. You can send them now, and add more files later."),
    ),
    "nothing-to-seal": Words(_("There is nothing to send yet"), _("Please write a few words, or add a file.")),
    "reading-not-allowed": Words(
        _("We may not read it yet"), _("Please tick that the intake team may read it. We cannot receive it otherwise.")
    ),
    "codename-in-text": Words(
        _("A codename stands in your text"),
        _("Whoever reads the text could then open your mailbox. Please take those words out and send it again."),
    ),
    "intake-closed": Words(
        _("We cannot receive this safely just now"),
        _("So nothing was sent. Your words and files are kept, for this browser only. Please try again in some hours."),
    ),
    "withdrawn": Words(
        _("You have taken your testimony back"),
        _("Nothing can be added now. Undo it first if you want to add something."),
    ),
    "signed-out": Words(
        _("Your mailbox is closed"),
        _("It closes itself after a while, for your safety. Type your codename to open it."),
    ),
}
FORGED = Words(
    _("We could not check that this form is yours"),
    _("That happens when the browser forgot us. Nothing was sent. Your words are below: please send them again."),
)
FILES_GONE = Trouble(
    409,
    Words(
        _("Some files are no longer here"),
        _("They waited too long and were erased for your safety. Please add them again, or send it without them."),
    ),
)
FINISHED = Trouble(
    409,
    Words(
        _("This has arrived already"),
        _("Your testimony was sent before this file was here. You can send it from your mailbox."),
    ),
)
PASSING = frozenset({408, 503})  # statuses of what goes better another time: a slow line, a busy server
NO_FILE = Trouble(422, Words(_("No file was chosen"), _("Please choose a file first, then send it.")))
NO_WORDS = Trouble(422, Words(_("There is nothing to send yet"), _("Please write a few words first.")))


def of_submission(sent: Submission) -> Trouble | None:
    """Return what went wrong on the way, if anything did."""
    if sent.problem is None:
        return None
    if isinstance(sent.failure, TooMuch | NoRoom):
        return of_refusal(sent.failure)
    status = sent.problem.status
    return Trouble(status, PROBLEMS.get(sent.problem.kind) or WORDS.get(status) or WORDS[400])


def of_refusal(error: Refused | ForgedForm) -> Trouble:
    """Return what a refusal means for the form that is shown again."""
    if isinstance(error, ForgedForm):
        return Trouble(400, FORGED)
    status = STATUS[error.code]
    return Trouble(status, REFUSALS.get(error.code) or WORDS[status])
