"""Urgent appeals to the United Nations: their addressees, and what is asked, in the words of page and letter."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from intake.domain.appeal import Addressee, Group
from intake.domain.consent import UnName
from intake.web.wording.questions import Asked

ADDRESSEES: Mapping[Addressee, Asked] = {
    Addressee.DISAPPEARANCES: Asked(
        _("Working Group on Enforced or Involuntary Disappearances"),
        _("Nobody says where the person is. The urgent way is for the first three months; the family must agree."),
    ),
    Addressee.DETENTION: Asked(
        _("Working Group on Arbitrary Detention"),
        _("The person is held without a legal reason, for using their rights, or without a fair trial."),
    ),
    Addressee.TORTURE: Asked(
        _("Special Rapporteur on torture"),
        _("The person is in danger of torture or ill-treatment. What is older than two years is rarely taken up."),
    ),
}
GROUPS: Mapping[Group, str] = {
    Group.PERSON: _("The person"),
    Group.ARREST: _("How they were taken"),
    Group.HELD: _("Where they are"),
    Group.WHAT: _("What happened"),
    Group.NOW: _("Why it is urgent"),
    Group.STEPS: _("What was done so far"),
    Group.WRITER: _("Who writes"),
}
QUESTIONS: Mapping[str, Asked] = {
    "sex": Asked(_("Sex")),
    "age": Asked(_("Age")),
    "nationality": Asked(_("Nationality")),
    "occupation": Asked(_("Occupation and activities"), _("As far as they matter here.")),
    "seized_when": Asked(_("Date of arrest, or when last seen"), _("Day, month and year, as exactly as it is known.")),
    "seized_where": Asked(_("Place of arrest, or where last seen")),
    "forces": Asked(
        _("Who took or holds the person"), _("Units, uniforms, vehicles, and why they are thought to be of the State.")
    ),
    "warrant": Asked(_("Was a warrant or another decision shown?"), _("By whom it was issued, if anything is known.")),
    "reasons": Asked(_("Reasons and law that the authorities name")),
    "held_where": Asked(_("Place of detention"), _("With transfers, and where the person is believed to be now.")),
    "held_long": Asked(_("How long it has lasted")),
    "access": Asked(_("Access of lawyer, doctor and family")),
    "account": Asked(
        _("What happened"), _("In English, French or Spanish, with dates and places. Leave out names of others.")
    ),
    "methods": Asked(_("What was done to the person, with what means")),
    "injuries": Asked(_("Injuries, and the state of health")),
    "medical": Asked(
        _("Medical examination and treatment"), _("When, by whom in general words, and which reports exist.")
    ),
    "purpose": Asked(_("Why it is believed to have been done")),
    "why_arbitrary": Asked(_("Why the detention is thought to be arbitrary")),
    "risk": Asked(_("What is feared now"), _("What may happen to the person if nobody acts.")),
    "search": Asked(
        _("What was done to find the person"), _("Inquiries, complaints, court petitions, and the answers.")
    ),
    "remedies": Asked(_("Complaints in the country, and their results")),
    "relation": Asked(_("Relation of the informant to the person")),
    "agreement": Asked(_("Agreement of the person or their family"), _("If nobody can be asked: why.")),
    "author": Asked(
        _("Organisation that writes, and its address"),
        _("It stays confidential if that is asked for; anonymous letters are not taken up."),
    ),
}
NAMES: Mapping[UnName, str] = {
    UnName.INITIALS: _("initials only"),
    UnName.FULL: _("the full name"),
}
