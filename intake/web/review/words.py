"""How pages say what the forms and the state machine keep as codes."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

WORDS: Mapping[str, Mapping[str, str]] = {
    "state": {
        "new": _("New"),
        "triaged": _("Looked at"),
        "coding": _("Being coded"),
        "closed": _("Closed"),
        "spam": _("Set aside"),
        "withdrawn": _("Withdrawn"),
    },
    "speaker": {
        "survivor": _("A survivor"),
        "relative": _("Someone close to the survivor"),
        "witness": _("A witness"),
        "lawyer": _("A lawyer, doctor or helper"),
    },
    "age": {
        "under_18": _("Under 18"),
        "18_29": _("18 to 29"),
        "30_44": _("30 to 44"),
        "45_59": _("45 to 59"),
        "60_over": _("60 or older"),
    },
    "stage": {
        "arrest": _("Stop or arrest"),
        "transport": _("On the way"),
        "detention": _("In detention"),
        "remand": _("In remand or prison"),
        "after_release": _("After release"),
    },
    "evidence": {
        "image": _("pictures"),
        "video": _("video"),
        "audio": _("sound"),
        "text": _("text"),
        "application": _("documents"),
    },
    "media": {
        "image": _("Picture"),
        "video": _("Video"),
        "audio": _("Sound recording"),
        "text": _("Text"),
        "application": _("Document or other file"),
    },
    "maker": {
        "self": _("Made by the source"),
        "known": _("Made by someone the source knows"),
        "stranger": _("Made by someone the source does not know"),
    },
    "copy": {
        "original": _("The original"),
        "copy": _("A copy"),
    },
    "use": {
        "read": _("Being read by the intake team"),
        "statistics": _("Being counted in statistics"),
        "quote": _("Being quoted without a name"),
        "named": _("Being named"),
        "partners": _("Being shared with partner organisations"),
        "un": _("Being given to the United Nations"),
        "prosecutor": _("Being given to a prosecutor or court"),
        "media": _("Being given to journalists"),
        "recontact": _("Being asked more questions"),
    },
}
