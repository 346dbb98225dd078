"""Every question, as it is put to a source; staff see the same words above the answers."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's label and a hint. Lazy strings."""

    label: str
    hint: str = ""


QUESTIONS: Mapping[str, Asked] = {
    "kinds": Asked(_("What happened")),
    "role": Asked(_("Who are you in this story?")),
    "age_band": Asked(_("How old was the person it happened to?")),
    "speaker": Asked(_("Your own age")),
    "agreement": Asked(_("Does this person agree that you tell it?")),
    "why_not_asked": Asked(
        _("If they cannot be asked: why?"), _("For example: still held, missing, in hospital, no longer alive.")
    ),
    "guardian": Asked(
        _("May we talk with an adult who cares for the young person?"),
        _("If not, we do not. If this is left open, we ask the young person first and do nothing without a yes."),
    ),
    "held_how_long": Asked(_("How long did it last, roughly?"), _("Hours, days or months.")),
    "held_lacked": Asked(_("What was missing there?")),
    "family_told": Asked(_("Was the family told where the person was?")),
    "force": Asked(_("What was used against people?")),
    "made_to": Asked(_("Was anyone made to do something?")),
    "protest_part": Asked(_("How did you, or the person, come to be there?")),
    "court_lawyer": Asked(_("Was there a lawyer?")),
    "court_how": Asked(_("How did the hearing go?")),
    "court_result": Asked(_("What did the court decide?"), _("For example a fine, or a number of days or years.")),
    "work_what": Asked(_("What happened at work or in studies?")),
    "work_reason": Asked(_("Which reason was given, if any?")),
    "threat_way": Asked(_("How did the threats come?")),
    "threat_what": Asked(_("What was threatened?")),
    "media_what": Asked(_("How was the work of journalists hindered?")),
    "organisation_what": Asked(_("What was done to the organisation?")),
    "exile_what": Asked(_("How did it come to leaving the country?")),
    "death_learnt": Asked(
        _("When and how did the family learn of it?"), _("We are very sorry. You need not answer any of this.")
    ),
    "death_papers": Asked(_("What did the family receive?")),
    "help_refused": Asked(_("When medical help was needed")),
    "others_too": Asked(
        _("Did it happen to others as well? How many, roughly?"),
        _("No names, please: neither of others who were there, nor of people who helped."),
    ),
    "doers": Asked(_("The people who did it")),
    "doers_about": Asked(
        _("Anything you remember about them"),
        _("A unit, a rank, a number, words on a uniform, a car. It can be very little."),
    ),
    "still_held": Asked(_("Is the person still being held?")),
    "held_where": Asked(_("Where, as far as you know?")),
    "danger_now": Asked(_("Is anyone in danger now?")),
    "exam": Asked(_("Did a doctor see the injuries?")),
    "exam_where": Asked(_("When and where was that, roughly?"), _("The name of the doctor is not needed.")),
    "exam_have": Asked(_("Which of these do you have?"), _("You can add them later, from your mailbox.")),
    "complaint": Asked(_("Was a complaint made?")),
    "complaint_where": Asked(_("Where and when, roughly?")),
    "complaint_result": Asked(_("What came of it?")),
    "retaliation": Asked(
        _("Has anyone put pressure on you or your family since?"), _("Because of a complaint, or for speaking.")
    ),
    "told": Asked(_("Who knows of it already?")),
    "told_whom": Asked(
        _("If it was an organisation: which one?"), _("Then we can ask there instead of asking you, if you allow it.")
    ),
    "danger_who": Asked(_("Who is it about?"), _("A name helps to find the person. Give as much as is safe.")),
    "danger_seen": Asked(_("When and where was the person last seen?")),
    "danger_by": Asked(_("Who took them, as far as you know?"), _("Uniforms, a car, words that were said.")),
    "danger_medicine": Asked(_("Do they need medicine, or are they hurt?")),
    "danger_tell": Asked(
        _("Whom may we tell?"), _("For example a lawyer, the family, the United Nations. Nobody else is told.")
    ),
}
