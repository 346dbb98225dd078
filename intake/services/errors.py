"""What a use case may refuse. Each class has a stable `code`; none carries testimony, names or keys in its text."""

from datetime import timedelta
from typing import ClassVar

from intake.domain.consent import Statement, Use
from intake.domain.figure_rules import Problem
from intake.domain.plans import Hindrance


class Refused(Exception):
    """The use case did not happen. `web/errors.py` says in words what to do next."""

    code: ClassVar[str] = "refused"


class NotFound(Refused):
    """No such thing, or not for this caller: the answer is the same."""

    code = "not-found"


class NoKey(Refused):
    """The caller holds no key that opens this."""

    code = "no-key"


class NotVouched(Refused):
    """The membership chain does not vouch for this key or role."""

    code = "not-vouched"


class OthersCopies(Refused):
    """The place of the ledger's copies is another instance's."""

    code = "others-copies"


class BrokenChain(Refused):
    """The membership chain does not hold: nothing may be sealed to it or believed from it."""

    code = "broken-chain"


class IntakeClosed(Refused):
    """No key that the chain vouches for can receive a testimony now; plaintext never passes instead."""

    code = "intake-closed"


class RolledBack(Refused):
    """A piece is older than the record says, or was replaced behind the record's back."""

    code = "rolled-back"


class BadSignIn(Refused):
    """Unknown name or wrong passphrase: the answer is the same."""

    code = "bad-sign-in"


class TooManyTries(Refused):
    """Too many wrong passphrases for this account from this kind of device."""

    code = "too-many-tries"

    def __init__(self, wait: timedelta) -> None:
        super().__init__(self.code)
        self.wait = wait


class SignedOut(Refused):
    """There is no such session any more."""

    code = "signed-out"


class NoSuchCodename(Refused):
    """The words typed open no mailbox.

    `suggestions` are codenames a near word away, `typed` is how many words came (0: a whole codename) and `words`
    which, `failures` how many tries of this session failed in a row, `wait` the whole seconds until it may try again.
    """

    code = "no-such-codename"

    def __init__(
        self,
        suggestions: tuple[str, ...] = (),
        unknown: tuple[str, ...] = (),
        *,
        typed: int = 0,
        words: str = "",
        failures: int = 1,
        wait: int = 0,
    ) -> None:
        super().__init__(self.code)
        self.suggestions = suggestions
        self.unknown = unknown
        self.typed = typed
        self.words = words
        self.failures = failures
        self.wait = wait


class TooSoon(Refused):
    """This session tried too many codenames in a row; it may go on in `wait` seconds. What was typed was not read."""

    code = "too-soon"

    def __init__(self, wait: int) -> None:
        super().__init__(self.code)
        self.wait = wait


class NothingToSeal(Refused):
    """Neither words nor files have been given yet."""

    code = "nothing-to-seal"


class ReadingNotAllowed(Refused):
    """The source has not allowed that reviewers read it."""

    code = "reading-not-allowed"


class CodenameInText(Refused):
    """A codename stands in a text that would be stored."""

    code = "codename-in-text"


class DraftFinished(Refused):
    """This draft was sent and confirmed before."""

    code = "draft-finished"


class ForeignDraft(Refused):
    """This draft belongs to another session."""

    code = "foreign-draft"


class TooMuch(Refused):
    """A limit on number or size is reached."""

    code = "too-much"


class NoRoom(Refused):
    """No more files can be taken now; words can."""

    code = "no-room"


class Withdrawn(Refused):
    """The source withdrew this case."""

    code = "withdrawn"


class NotAllowedNow(Refused):
    """The state machine has no such action here for this role."""

    code = "not-allowed-now"


class ConsentMissing(Refused):
    """The source has not allowed this use. `said` is the statement with their last word on it, if there is one."""

    code = "consent-missing"

    def __init__(self, use: Use, said: Statement | None = None) -> None:
        super().__init__(self.code)
        self.use = use
        self.said = said


class AlreadyDecided(Refused):
    """Another custodian decided about this request first: `by` whom, and whether they `released` it."""

    code = "already-decided"

    def __init__(self, by: str, *, released: bool) -> None:
        super().__init__(self.code)
        self.by = by
        self.released = released


class NothingGiven(Refused):
    """The source gave nothing of what was asked for."""

    code = "nothing-given"


class ReleaseOver(Refused):
    """What was released is not shown any more: its day came, or the source gave something else since."""

    code = "release-over"


class ReasonMissing(Refused):
    """A decision wants its reason, in some words."""

    code = "reason-missing"


class StaleSheet(Refused):
    """Somebody saved a newer revision meanwhile."""

    code = "stale-sheet"

    def __init__(self, current: int) -> None:
        super().__init__(self.code)
        self.current = current


class StaleCoding(StaleSheet):
    """Somebody saved a newer coding meanwhile."""

    code = "stale-coding"


class WouldMerge(Refused):
    """A link would make several parts of one case one: `parts` are the case and its parts, each."""

    code = "would-merge"

    def __init__(self, parts: tuple[tuple[str, tuple[str, ...]], ...]) -> None:
        super().__init__(self.code)
        self.parts = parts


class ChangedSince(Refused):
    """What was drafted for handing over is not what would leave now: the case or its consents changed meanwhile."""

    code = "changed-since"


class OwnDraft(Refused):
    """Whoever drafted it cannot be the one who approves it."""

    code = "own-draft"


class NobodyElse(Refused):
    """No other member of a circle holds every case that shall leave: nobody could decide about it."""

    code = "nobody-else"


class NameMissing(Refused):
    """No name was released to this member for the United Nations, or its source gave none."""

    code = "name-missing"


class Taken(Refused):
    """Somebody else took the case meanwhile: `by` is their user name."""

    code = "taken"

    def __init__(self, by: str) -> None:
        super().__init__(self.code)
        self.by = by


class NotSecond(Refused):
    """A second look cannot come from who had the first one."""

    code = "not-second"


class AskAnother(Refused):
    """Nobody recuses themselves: whoever makes the new key of a case has held it."""

    code = "ask-another"


class DayOver(Refused):
    """The day must be one to come."""

    code = "day-over"


class UnfitFigure(Refused):
    """A figure that cannot be kept, and why."""

    code = "unfit-figure"

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(self.code)
        self.problems = problems


class CannotPlan(Refused):
    """This cannot be planned, or not any more, and why."""

    code = "cannot-plan"

    def __init__(self, hindrance: Hindrance) -> None:
        super().__init__(self.code)
        self.hindrance = hindrance


class NotDue(Refused):
    """The last day of this cohort is not over yet, or an earlier cohort comes first."""

    code = "not-due"
