"""What each page of the conversation is called, and what stands above its questions."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _

from intake.domain.conversation import Step


@dataclass(frozen=True, slots=True)
class Heading:
    """A page's title and a sentence or two. Lazy strings."""

    title: str
    lead: str = ""


HEADINGS: Mapping[Step, Heading] = {
    Step.DANGER: Heading(
        _("Someone is missing or in danger"),
        _("Two minutes are enough. Fill in what you know, leave the rest empty, and send it. We look at it first."),
    ),
    Step.WORDS: Heading(_("In your own words")),
    Step.KINDS: Heading(
        _("What kind of things happened?"),
        _("Tick all that fit. Then we ask only about these, and nothing else."),
    ),
    Step.WHO: Heading(_("Who are you in this story?"), _("We do not need names.")),
    Step.BEHALF: Heading(
        _("The person it happened to"),
        _("Their story belongs to them. Please tell us whether they know that you are telling it."),
    ),
    Step.CHILD: Heading(
        _("When someone is under 18"),
        _(
            "It is good that this is told. Only people who are trained to talk with children and young people can "
            "open it. Nothing else is done with it until one of them has decided it together with the young person, "
            "here in the mailbox."
        ),
    ),
    Step.WHAT: Heading(
        _("A little more about it"),
        _("Some of these may be hard to think about. Leave out whatever you like."),
    ),
    Step.WHEN: Heading(_("When and where?"), _("A guess is enough: a month, a season, a region, a town.")),
    Step.DOERS: Heading(_("Who did it?"), _("Tell what you saw. It does not have to be certain.")),
    Step.NOW: Heading(_("How is it now?")),
    Step.HEALTH: Heading(
        _("Doctors and traces"),
        _("A medical paper can help later. Without one, your word counts just as much."),
    ),
    Step.COMPLAINT: Heading(
        _("Complaints"),
        _("Many people do not complain, for good reasons. We ask only so that we know."),
    ),
    Step.TOLD: Heading(
        _("Have you told anyone before?"),
        _("We ask so that you do not have to tell it again and again."),
    ),
    Step.CONTACT: Heading(_("May we reach you another way?")),
    Step.FILES: Heading(_("Photos, videos, papers")),
    Step.READY: Heading(
        _("Ready?"),
        _("Nothing has been sent yet. Here you can look at any part again, or send what you have."),
    ),
}
