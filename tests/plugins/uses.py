"""Every use case of staff, which switches stop it, and how it is called on a whole case.

`NEEDS` and `WITHOUT` together are complete (`tests/services/test_every_use.py`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from intake import clock
from intake.domain.appeal import Addressee
from intake.domain.coding import Coding
from intake.domain.consent import Use
from intake.domain.contacts import Support
from intake.domain.custody import Purpose, Want
from intake.domain.custody_papers import Request
from intake.domain.grading import Grading
from intake.domain.handing import Draft, What
from intake.domain.letter import Letter
from intake.domain.links import End, Same
from intake.domain.passages import Chosen
from intake.domain.referrals import Step
from intake.domain.summary import Summary
from intake.domain.suspects import Naming
from intake.domain.worked import Settled
from intake.services import (
    apart,
    appeal,
    asking,
    assignment,
    children,
    code,
    conversation,
    custody,
    double_coding,
    grade,
    handing,
    holding,
    identity,
    labels,
    letters,
    links,
    quotations,
    referrals,
    review,
    summary,
    suspects,
)
from intake.services.double_coding import Decided
from intake.services.links import Pairing
from tests.plugins.whole_case import CANARY, CODED, WholeCase

READ, QUOTE, UN, PROSECUTOR, RECONTACT = Use.READ, Use.QUOTE, Use.UN, Use.PROSECUTOR, Use.RECONTACT


@dataclass(frozen=True)
class On:
    """The whole case, and who acts on it."""

    whole: WholeCase
    who: str = "anna"

    def do(self, function: Callable[..., object], *arguments: object, **more: object) -> object:
        """Call a use case on the case."""
        return function(self.whole.instance, self.whole.who(self.who), self.whole.case_id, *arguments, **more)

    def decide(self, function: Callable[..., object], *arguments: object, **more: object) -> object:
        """Call a use case that is not told the case."""
        return function(self.whole.instance, self.whole.who(self.who), *arguments, **more)

    def by(self, who: str) -> "On":
        return On(self.whole, who)

    @property
    def ends(self) -> tuple[End, End]:
        return End(self.whole.case_id, "V1"), End(self.whole.other.case_id, "V1")


def a_letter(name: str) -> Letter:
    return Letter("A letter", "torture", "", (), (name,))


A_NAME = Naming("", "Somebody Invented")
TO = next(iter(Addressee))
NEEDS: dict[str, tuple[tuple[Use, ...], Callable[[On], object]]] = {
    "apart.recuse": ((READ,), lambda on: on.do(apart.recuse, on.whole.who("ruslan").person.id, "They know them.")),
    "apart.restrict": ((READ,), lambda on: on.do(apart.restrict, [], "They know the family.")),
    "appeal.mark_answered": ((READ,), lambda on: on.do(appeal.mark_answered, TO, clock.today(), "They answered.")),
    "appeal.mark_sent": ((READ, UN), lambda on: on.do(appeal.mark_sent, TO, clock.today())),
    "appeal.make_ready": ((READ, UN), lambda on: on.do(appeal.make_ready, TO)),
    "appeal.save": ((READ, UN), lambda on: on.do(appeal.save, [TO], {}, 0)),
    "asking.ask": ((READ, UN), lambda on: on.do(asking.ask, Request(Purpose.UN, Want.NAME, "For the letter."))),
    "asking.read": ((READ, UN), lambda on: on.do(asking.read, on.whole.released)),
    "assignment.assign": ((READ,), lambda on: on.do(assignment.assign, on.whole.who("ruslan").person.id)),
    "assignment.claim": ((READ,), lambda on: on.do(assignment.claim)),
    "assignment.hand_over": (
        (READ,),
        lambda on: on.do(assignment.hand_over, on.whole.who("ruslan").person.id, "Please."),
    ),
    "assignment.take_back": ((READ,), lambda on: on.do(assignment.take_back, on.whole.who("rita").person.id)),
    "children.decide": ((READ,), lambda on: on.do(children.decide, [], "We spoke.")),
    "code.history": ((READ,), lambda on: on.do(code.history)),
    "code.save_coding": ((READ,), lambda on: on.do(code.save_coding, Coding(), 1)),
    "conversation.close_with": ((READ,), lambda on: on.do(conversation.close_with, "Thank you for everything.")),
    "conversation.settle": ((READ,), lambda on: on.do(conversation.settle, [], next(iter(Settled)))),
    "custody.look": ((READ, RECONTACT), lambda on: on.by("kira").decide(custody.look, on.whole.waiting)),
    "custody.release": ((READ, RECONTACT), lambda on: on.by("kira").decide(custody.release, on.whole.waiting)),
    "double_coding.adjudicate": (
        (READ,),
        lambda on: on.do(double_coding.adjudicate, Decided(Coding(), "Because."), 1),
    ),
    "double_coding.finish": ((READ,), lambda on: on.do(double_coding.finish)),
    "double_coding.finish_second": ((READ,), lambda on: on.do(double_coding.finish_second)),
    "double_coding.save_second": ((READ,), lambda on: on.do(double_coding.save_second, Coding(), 0)),
    "grade.grade": ((READ,), lambda on: on.do(grade.grade, Grading(), CODED, 0)),
    "grade.history": ((READ,), lambda on: on.do(grade.history)),
    "handing.approved": ((READ, PROSECUTOR), lambda on: on.decide(handing.approved, on.whole.bundle)),
    "handing.decide": (
        (READ, PROSECUTOR),
        lambda on: on.by("boris").decide(handing.decide, on.whole.undecided, approved=True, reason="As agreed."),
    ),
    "handing.look": ((READ, PROSECUTOR), lambda on: on.decide(handing.look, on.whole.bundle)),
    "handing.propose": (
        (READ, PROSECUTOR),
        lambda on: on.decide(handing.propose, Draft(What.BUNDLE, (on.whole.case_id,), "A court", "Investigation 13")),
    ),
    "holding.close": ((READ,), lambda on: on.do(holding.close, "Nothing more to do.")),
    "holding.hold": ((READ,), lambda on: on.do(holding.hold, "We wait.", clock.today() + timedelta(days=3))),
    "holding.reopen": ((READ,), lambda on: on.do(holding.reopen, "They wrote.")),
    "holding.resume": ((READ,), lambda on: on.do(holding.resume)),
    "identity.open_at_once": ((READ,), lambda on: on.do(identity.open_at_once)),
    "labels.put": ((READ,), lambda on: on.do(labels.put, on.whole.document, [])),
    "labels.read": ((READ,), lambda on: on.do(labels.read)),
    "letters.draft_letter": (
        (READ, UN),
        lambda on: on.do(letters.draft_letter, on.whole.who("boris").person.id, a_letter),
    ),
    "letters.check_name": ((READ, UN), lambda on: on.decide(letters.check_name, on.whole.letter)),
    "letters.ready": ((READ, UN), lambda on: on.decide(letters.ready, on.whole.letter)),
    "links.dismiss": ((READ,), lambda on: on.do(links.dismiss, on.whole.other.case_id)),
    "links.link": ((READ,), lambda on: on.decide(links.link, [Pairing(Same.VICTIM, *on.ends, "The same scar.")])),
    "links.take_back": ((READ,), lambda on: on.do(links.take_back, on.whole.link, "Another scar.")),
    "quotations.decide": (
        (READ, QUOTE),
        lambda on: on.do(quotations.decide, "Q1", approved=True, reason="As agreed."),
    ),
    "quotations.mark": ((READ, QUOTE), lambda on: on.do(quotations.mark, Chosen(CANARY), "Words for print.", "en")),
    "quotations.take_out": ((READ,), lambda on: on.do(quotations.take_out, "Q1")),
    "referrals.offer": ((READ,), lambda on: on.do(referrals.offer, referrals.Offer(Support.DOCTOR, "Dr. Invented"))),
    "referrals.take": ((READ,), lambda on: on.do(referrals.take, referrals.Next("R1", Step.ACCEPTED))),
    "review.open_case": ((READ,), lambda on: on.do(review.open_case)),
    "review.read_document": ((READ,), lambda on: on.do(review.read_document, on.whole.document)),
    "review.reply": ((READ,), lambda on: on.do(review.reply, "Thank you.")),
    "summary.save_summary": ((READ,), lambda on: on.do(summary.save_summary, Summary("A title", ""), 0)),
    "suspects.add": ((READ,), lambda on: on.do(suspects.add, A_NAME)),
    "suspects.change": ((READ,), lambda on: on.decide(suspects.change, on.whole.suspect, A_NAME)),
    "suspects.may_be_told": ((READ,), lambda on: on.do(suspects.may_be_told)),
    "suspects.remove": ((READ,), lambda on: on.decide(suspects.remove, on.whole.suspect)),
    "suspects.tell": (
        (READ,),
        lambda on: on.decide(suspects.tell, on.whole.suspect, on.whole.who("ruslan").person.id),
    ),
    "suspects.untell": (
        (READ,),
        lambda on: on.decide(suspects.untell, on.whole.suspect, on.whole.who("rita").person.id),
    ),
}
"""What each use case needs and how it is called, with all that it wants where that comes before the consent."""
WITHOUT: dict[str, str] = {
    "agreement.doubled": "figures on how coders agreed, of the cases that one holds: nothing of what was told",
    "alarm.alarm": "that somebody in danger waits: days and ids",
    "asking.own": "one's own requests and the answers to them, without what was released",
    "asking.take_back": "asks for less",
    "choices.avoided": "what members would rather not read: about no case",
    "choices.read": "the same, of oneself",
    "choices.save": "the same",
    "custody.desk": "requests and answers, without a name or a contact",
    "custody.refuse": "releases nothing",
    "custody.weigh": "what the source allows now, read from their own statements",
    "finding.find": "the notes by which cases are sorted, which the switch says to the source stay visible",
    "flood.alike": "how many new cases look alike, unopened",
    "flood.move": "sets aside and brings back, unopened",
    "handing.find": "that something was drafted; what would leave is looked at and handed over by other use cases",
    "handing.handings": "that something was drafted, by whom, and what was decided",
    "handing.take_back": "destroys a draft",
    "handing_out.document": "what was drawn, with quotations; leaves out who does not allow quoting",
    "handing_out.everything": "what was drawn",
    "handing_out.one_file": "the same",
    "handing_out.report": "the same",
    "identity.is_for_circle": "whether the source asked to be reached at once; opening it is another use case",
    "labels.unwanted": "a warning before a case is opened, for who asked to be warned",
    "looks.today": "how much one read today: about no case",
    "links.beginning_with": "which cases one holds a card of",
    "links.reachable": "which cases one holds a card of",
    "list_export.export": "leaves out who does not allow reading",
    "oversight.look": "who opens and downloads how much, from the record: nothing of what was told",
    "queue.items": "the notes by which cases are sorted, of these cases",
    "queue.queue": "the notes by which cases are sorted",
    "quotations.given": "leaves out who does not allow quoting",
    "release.get": "what was drawn",
    "release.ask": "asks for a release",
    "cohorts.freeze": "leaves out who does not allow statistics",
    "figures.add": "numbers that others published",
    "figures.approve": "the same",
    "figures.change": "the same",
    "figures.figures": "the same",
    "figures.remove": "the same",
    "plans.approve": "what is counted when, before anything is",
    "plans.draft": "the same",
    "plans.get": "the same",
    "plans.plans": "the same",
    "plans.withdraw_draft": "the same",
    "publishing.proposed": "what was drawn, and figures by others",
    "publishing.propose": "the same",
    "publishing.publish": "the same",
    "publishing.published": "the same",
    "publishing.take_back": "the same",
    "timetable.earlier": "what was drawn",
    "timetable.timetables": "what was planned and drawn",
    "plans.preview": "what a plan would bring",
    "cumulative.sums": "adds up what was published",
    "publishing.state_of": "how far a release is",
    "release.retry": "asks for a release again",
    "statistics_columns.counted": "leaves out who does not allow statistics",
    "release_job.draw": "draws what `gather` found, and looks again before it keeps it",
    "saved_filters.forget": "a member's own filters: about no case",
    "saved_filters.keep": "the same",
    "saved_filters.mine": "the same",
    "saved_filters.rename": "the same",
    "shift.forget": "a note for the next shift: about no case",
    "shift.write": "the same",
    "suggesting.suggestions": "cases like one that is open, from the notes by which cases are sorted",
    "suspects.contribution": "what staff noted of a suspect, for those who were told; a withdrawal closes it",
    "suspects.named_in": "the same, on the page of a case that is open",
    "suspects.register": "the same, of all suspects",
    "suspects.suspect": "the same, of one suspect",
}
"""Use cases that no switch stops, and why."""
PARTS = {"code.check"}
"""Functions of the same shape that are parts of use cases and see no case."""
