"""Names of roles and deeds as people read them."""

from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext as _

ROLE_NAMES: Mapping[str, str] = {
    "intake": _("Intake circle"),
    "children": _("Trained for children"),
    "reviewer": _("Reviewer"),
    "custodian": _("Custodian"),
    "auditor": _("Auditor"),
    "interviewer": _("Interviewer"),
    "admin": _("Admin"),
}
ROLE_POWERS: Mapping[str, str] = {
    "intake": _("Reads every case that is not about a child, sorts them, and hands them to reviewers."),
    "children": _("Reads the cases that are about children, and decides with the child what else is done."),
    "reviewer": _("Reads, answers and codes the cases that the intake circle assigned to them."),
    "custodian": _("Keeps names and contact details apart from the cases."),
    "auditor": _("Publishes numbers. Reads no testimony."),
    "interviewer": _("Takes down what others tell, and cannot read it back."),
    "admin": _("Runs the machine. Holds no key that opens anything."),
}
DEEDS: Mapping[str, str] = {
    "open": _("opened the case"),
    "read-document": _("opened a file of the case"),
    "assign": _("assigned the case to"),
    "unassign": _("took the case back from"),
    "close": _("closed the case"),
    "reopen": _("reopened the case"),
    "set-aside": _("set aside as a flood"),
    "bring-back": _("brought back"),
    "reply": _("wrote to the source"),
    "code": _("saved a coding"),
    "appeal-draft": _("wrote at the urgent appeal"),
    "appeal-show": _("made a letter to the United Nations ready"),
    "appeal-sent": _("sent a letter to the United Nations"),
    "appeal-answered": _("noted an answer of the United Nations"),
    "hand-in": _("handed in the coding, which goes to a second coder"),
    "verify": _("handed in the coding, which is verified"),
    "code-second": _("saved a second coding"),
    "hand-in-second": _("handed in the second coding"),
    "adjudicate": _("decided between two codings"),
    "grade": _("graded the case"),
    "open-contact": _("opened name and contact, which the source in danger asked for"),
    "ask-identity": _("asked the custodians for a name or a contact"),
    "take-back-request": _("took back what they had asked the custodians for"),
    "open-identity": _("looked at a name or a contact, which was asked for by"),
    "give-identity": _("released a name or a contact to"),
    "refuse-identity": _("refused a name or a contact to"),
    "read-identity": _("read the name or the contact that was released to them"),
    "decide-with-child": _("decided with the child in the case"),
    "refused": _("could not open the case, because the source lets nobody read it:"),
    "link": _("linked the case with another one"),
    "unlink": _("took a link with another case back"),
    "compare": _("said of two cases whether to compare them"),
    "name-suspect": _("added a named suspect to the case"),
    "change-suspect": _("changed what the case tells of a suspect"),
    "read-suspect": _("read what the case tells of a suspect"),
    "tell-suspect": _("showed what the case tells of a suspect to"),
    "untell-suspect": _("no longer shows what the case tells of a suspect to"),
    "remove-suspect": _("removed what the case tells of a suspect"),
    "release-ask": _("asked for a release"),
    "release-draw": _("drew a release"),
}
PLACES: Sequence[tuple[Sequence[str], str, str]] = (
    (("intake", "children", "reviewer"), "/queue", _("Queue")),
    (("auditor",), "/releases", _("Releases")),
    (("custodian",), "/custody", _("Names and contacts")),
    (("interviewer",), "/interview", _("Interview")),
    (("admin",), "/admin", _("Instance")),
    (("intake",), "/record", _("Record")),
    (tuple(ROLE_NAMES), "/members", _("Members")),
)
"""Where the header leads: for which roles, path, name."""
