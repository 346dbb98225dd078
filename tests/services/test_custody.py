"""A name or a contact is asked for, for one purpose; a custodian releases or refuses it; the source can stop it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

import crypto
from intake import clock
from intake.domain.consent import UnName, Use
from intake.domain.custody import NEEDS, Purpose, Want, wants
from intake.domain.custody_papers import Answer, Request
from intake.domain.entities import Paper
from intake.domain.identity import Identity
from intake.services import (
    asking,
    assignment,
    casefile,
    children,
    custody,
    custody_checks,
    identity,
    mailbox,
    papers,
    record,
    retain,
    switches,
)
from intake.services.consents import CASE_HOLDER
from intake.services.errors import (
    AlreadyDecided,
    CodenameInText,
    ConsentMissing,
    NoKey,
    NotAllowedNow,
    NotFound,
    NothingGiven,
    ReleaseOver,
    TooMuch,
    Withdrawn,
)
from intake.services.found import admit
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.papers import PaperKind, Said
from intake.services.ports import UnitOfWork
from tests.plugins.instances import Staff
from tests.plugins.sources import CONTACT, Testify, Told, Visiting

ALESIA = Identity.from_fields(CONTACT)
ALL = {f"consent_{use}": "y" for use in Use}
FOR_THE_UN = Request(Purpose.UN, Want.BOTH, "For the letter.")
TO_CALL = Request(Purpose.RECONTACT, Want.CONTACT, "One question about the dates.")
DECIDING: list[Callable[[Instance, Keyring, str], object]] = [
    custody.weigh,
    custody.look,
    custody.release,
    lambda instance, keyring, request_id: custody.refuse(instance, keyring, request_id, "No."),
]


@pytest.fixture
def anna(instance: Instance, staff: Staff) -> Keyring:
    return staff.keyring(instance, "anna")


@pytest.fixture
def kira(instance: Instance, staff: Staff) -> Keyring:
    return staff.keyring(instance, "kira")


@pytest.fixture
def told(testify: Testify) -> Told:
    return testify(**CONTACT, **ALL, language="be")


Decide = Callable[..., str]


@pytest.fixture
def asked(instance: Instance, anna: Keyring, kira: Keyring) -> Decide:
    """Ask as anna and return the request's id."""

    def ask(told: Told, request: Request = FOR_THE_UN, who: Keyring = anna) -> str:
        before = {one.id for one in custody.desk(instance, kira).waiting}
        asking.ask(instance, who, told.case_id, request)
        (new,) = {one.id for one in custody.desk(instance, kira).waiting} - before
        return new

    return ask


@pytest.fixture
def released(instance: Instance, kira: Keyring, asked: Decide) -> Decide:
    """Ask as anna, release as kira, and return the request's id."""

    def release(told: Told, request: Request = FOR_THE_UN) -> str:
        request_id = asked(told, request)
        custody.release(instance, kira, request_id)
        return request_id

    return release


def stored(instance: Instance, case_id: str) -> list[Paper]:
    with instance.database.reading() as uow:
        return uow.papers.find(case_id=case_id)


def deeds(instance: Instance, keyring: Keyring) -> list[tuple[str, str, dict[str, str]]]:
    with instance.database.reading() as uow:
        return [(one.action, one.member, dict(one.detail)) for one in reversed(record.entries(uow, keyring))]


def days_later(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    start = clock.now()
    monkeypatch.setattr(clock, "read", lambda: start + timedelta(days=days))


class TestReleasing:
    def test_goes_from_the_request_to_the_reading(
        self, instance: Instance, anna: Keyring, kira: Keyring, told: Told
    ) -> None:
        asking.ask(instance, anna, told.case_id, FOR_THE_UN)
        (waiting,) = custody.desk(instance, kira).waiting
        assert (waiting.case_id, waiting.asker, waiting.request) == (told.case_id, anna.person, FOR_THE_UN)
        (mine,) = asking.own(instance, anna, told.case_id).waiting
        assert (mine.id, mine.request) == (waiting.id, FOR_THE_UN)
        until = custody.release(instance, kira, waiting.id)
        assert until == clock.today() + timedelta(days=instance.settings.custody_days)
        assert asking.own(instance, anna, told.case_id).waiting == ()
        (answered,) = asking.own(instance, anna, told.case_id).answered
        assert (answered.by, answered.holds, answered.answer.until) == ("kira", True, until)
        read = asking.read(instance, anna, told.case_id, waiting.id)
        assert read.identity == ALESIA
        assert read.un_name is UnName.INITIALS
        desk = custody.desk(instance, kira)
        assert desk.waiting == ()
        (decided,) = desk.decided
        assert (decided.asker, decided.by, decided.answer.until) == ("anna", "kira", until)

    @pytest.mark.parametrize("purpose", Purpose)
    def test_gives_only_what_was_asked_for(
        self, instance: Instance, anna: Keyring, testify: Testify, released: Decide, purpose: Purpose
    ) -> None:
        told = testify(**CONTACT, **ALL, urgent="1")
        for want in wants(purpose):
            request_id = released(told, Request(purpose, want, "Because."))
            given = asking.read(instance, anna, told.case_id, request_id).identity
            assert bool(given.name) == (want is not Want.CONTACT)
            assert bool(given.address) == (want is not Want.NAME)

    def test_is_for_the_one_who_asked_alone(
        self, instance: Instance, staff: Staff, kira: Keyring, told: Told, released: Decide
    ) -> None:
        request_id = released(told)
        with pytest.raises(NotFound):
            asking.read(instance, staff.keyring(instance, "boris"), told.case_id, request_id)
        assert asking.own(instance, staff.keyring(instance, "boris"), told.case_id) == asking.Own((), ())
        with instance.database.reading() as uow:
            for username in staff.passphrases:
                held = papers.mine(uow, instance, staff.keyring(instance, username), PaperKind.IDENTITY_RELEASE)
                assert bool(held) == (username == "anna")
        with pytest.raises(NoKey):
            asking.read(instance, kira, told.case_id, request_id)

    def test_puts_every_step_on_the_record(
        self, instance: Instance, anna: Keyring, kira: Keyring, told: Told, asked: Decide
    ) -> None:
        request_id = asked(told)
        custody.weigh(instance, kira, request_id)
        assert custody.look(instance, kira, request_id) == ALESIA
        custody.release(instance, kira, request_id)
        for _ in range(2):
            asking.read(instance, anna, told.case_id, request_id)
        custody.refuse(instance, kira, asked(told), "Once is enough.")
        asking.take_back(instance, anna, told.case_id, asked(told))
        what, whom = {"purpose": "un"}, {"purpose": "un", "to": anna.person.id}
        assert deeds(instance, anna) == [
            ("ask-identity", "anna", what),
            ("open-identity", "kira", whom),
            ("give-identity", "kira", whom),
            ("read-identity", "anna", what),
            ("read-identity", "anna", what),
            ("ask-identity", "anna", what),
            ("refuse-identity", "kira", whom),
            ("ask-identity", "anna", what),
            ("take-back-request", "anna", {}),
        ]

    def test_of_nothing_is_none(self, instance: Instance, kira: Keyring, testify: Testify, asked: Decide) -> None:
        for given in ({}, {**CONTACT, "contact_channel": ""}):
            told = testify(**given, **ALL)
            request_id = asked(told, TO_CALL)
            with pytest.raises(NothingGiven):
                custody.release(instance, kira, request_id)
            assert custody.look(instance, kira, request_id).is_empty
            assert len(custody.desk(instance, kira).waiting) > 0

    def test_shows_which_name_the_un_may_use(
        self, instance: Instance, anna: Keyring, testify: Testify, released: Decide
    ) -> None:
        told = testify(**CONTACT, **ALL, un_name="full")
        assert asking.read(instance, anna, told.case_id, released(told)).un_name is UnName.FULL


class TestRefusing:
    def test_says_why(self, instance: Instance, anna: Keyring, kira: Keyring, told: Told, asked: Decide) -> None:
        request_id = asked(told)
        custody.refuse(instance, kira, request_id, "Initials are enough for this letter.")
        (answered,) = asking.own(instance, anna, told.case_id).answered
        assert (answered.answer.reason, answered.holds) == ("Initials are enough for this letter.", False)
        with pytest.raises(NotFound):
            asking.read(instance, anna, told.case_id, request_id)

    def test_keeps_codenames_and_long_texts_out(
        self, instance: Instance, kira: Keyring, told: Told, asked: Decide
    ) -> None:
        request_id = asked(told)
        with pytest.raises(CodenameInText):
            custody.refuse(instance, kira, request_id, told.codename)
        with pytest.raises(TooMuch):
            custody.refuse(instance, kira, request_id, "x" * 501)


class TestTwoCustodians:
    @pytest.mark.parametrize("first", ["release", "refuse"])
    def test_the_first_decides_and_the_other_is_told(
        self, instance: Instance, staff: Staff, kira: Keyring, told: Told, asked: Decide, first: str
    ) -> None:
        kosta, request_id = staff.keyring(instance, "kosta"), asked(told)
        custody.refuse(instance, kira, asked(told, TO_CALL), "Write to them.")
        if first == "release":
            custody.release(instance, kira, request_id)
        else:
            custody.refuse(instance, kira, request_id, "No.")
        before = stored(instance, told.case_id)
        for second in DECIDING:
            with pytest.raises(AlreadyDecided) as late:
                second(instance, kosta, request_id)
            assert (late.value.by, late.value.released) == ("kira", first == "release")
        assert stored(instance, told.case_id) == before

    def test_each_late_decision_learns_of_its_own_request(
        self, instance: Instance, kira: Keyring, told: Told, asked: Decide
    ) -> None:
        """Of two answers that lie in any order the right one is found for both."""
        first, second = asked(told), asked(told, TO_CALL)
        custody.release(instance, kira, first)
        custody.refuse(instance, kira, second, "Write to them.")
        was_released = {}
        for request_id in (first, second):
            with pytest.raises(AlreadyDecided) as late:
                custody.release(instance, kira, request_id)
            was_released[request_id] = late.value.released
        assert was_released == {first: True, second: False}

    def test_an_answer_that_no_custodian_wrote_is_none(
        self, instance: Instance, staff: Staff, anna: Keyring, kira: Keyring, told: Told, asked: Decide
    ) -> None:
        """Anybody who can write the database can seal to the custodians; only they can sign as one."""
        request_id, boris = asked(told), staff.keyring(instance, "boris")
        text = Answer(request_id, anna.person.id, Purpose.UN, Want.BOTH, reason="No.").to_json()

        def forge(uow: UnitOfWork) -> None:
            said = Said(told.case_id, PaperKind.IDENTITY_ANSWER, text)
            papers.write(uow, instance, boris, said, [boris.membership.role_key("custodian"), anna.person])

        transact(instance.database, forge)
        assert custody.desk(instance, kira).decided == ()
        assert asking.own(instance, anna, told.case_id).answered == ()
        custody.release(instance, kira, request_id)

    def test_a_paper_that_says_nothing_valid_is_refused(
        self, instance: Instance, anna: Keyring, kira: Keyring, told: Told
    ) -> None:
        def write(uow: UnitOfWork) -> None:
            said = Said(told.case_id, PaperKind.IDENTITY_REQUEST, "{}")
            papers.write(uow, instance, anna, said, [anna.membership.role_key("custodian"), anna.person])

        transact(instance.database, write)
        with pytest.raises(crypto.Tampered):
            custody.desk(instance, kira)
        with pytest.raises(crypto.Tampered):
            asking.own(instance, anna, told.case_id)

    def test_nobody_decides_about_their_own_request(self, instance: Instance, staff: Staff, told: Told) -> None:
        sponsors = [staff.keyring(instance, name) for name in ("anna", "boris", "kira", "kosta")]
        new = admit(instance, sponsors, "berta", ("intake", "custodian"))
        everyone = Staff({**staff.passphrases, "berta": new.passphrase})
        berta, kira = everyone.keyring(instance, "berta"), everyone.keyring(instance, "kira")
        asking.ask(instance, berta, told.case_id, FOR_THE_UN)
        (request,) = custody.desk(instance, kira).waiting
        assert custody.weigh(instance, berta, request.id).own
        for refused in (custody.look, custody.release):
            with pytest.raises(NotAllowedNow):
                refused(instance, berta, request.id)
        custody.release(instance, kira, request.id)
        assert asking.read(instance, berta, told.case_id, request.id).identity == ALESIA


class TestWhoMay:
    @pytest.mark.parametrize("username", ["anna", "rita", "alena", "ilona", "adam"])
    def test_only_custodians_have_the_desk(
        self, instance: Instance, staff: Staff, told: Told, asked: Decide, username: str
    ) -> None:
        request_id, keyring = asked(told), staff.keyring(instance, username)
        for deed in DECIDING:
            with pytest.raises(NoKey):
                deed(instance, keyring, request_id)
        with pytest.raises(NoKey):
            custody.desk(instance, keyring)

    @pytest.mark.parametrize("username", ["rita", "kira", "alena", "ilona", "adam"])
    def test_only_who_holds_the_case_asks(self, instance: Instance, staff: Staff, told: Told, username: str) -> None:
        with pytest.raises(NoKey):
            asking.ask(instance, staff.keyring(instance, username), told.case_id, FOR_THE_UN)

    def test_a_request_of_who_does_not_hold_the_case_is_not_granted(
        self, instance: Instance, staff: Staff, kira: Keyring, told: Told
    ) -> None:
        alena = staff.keyring(instance, "alena")

        def forge(uow: UnitOfWork) -> str:
            said = Said(told.case_id, PaperKind.IDENTITY_REQUEST, FOR_THE_UN.to_json())
            return papers.write(uow, instance, alena, said, [alena.membership.role_key("custodian"), alena.person])

        request_id = transact(instance.database, forge)
        assert not custody.weigh(instance, kira, request_id).holds
        for refused in (custody.look, custody.release):
            with pytest.raises(NotAllowedNow):
                refused(instance, kira, request_id)

    def test_a_reviewer_who_gave_the_case_back_gets_and_reads_nothing(
        self, instance: Instance, staff: Staff, anna: Keyring, kira: Keyring, told: Told, asked: Decide
    ) -> None:
        rita = staff.keyring(instance, "rita")
        assignment.assign(instance, anna, told.case_id, rita.person.id)
        read, waiting = asked(told, who=rita), asked(told, TO_CALL, rita)
        custody.release(instance, kira, read)
        assert asking.read(instance, rita, told.case_id, read).identity == ALESIA
        assignment.take_back(instance, anna, told.case_id, rita.person.id)
        with pytest.raises(NotAllowedNow):
            custody.release(instance, kira, waiting)
        with pytest.raises(NoKey):
            asking.read(instance, rita, told.case_id, read)
        with instance.database.reading() as uow:
            assert papers.mine(uow, instance, rita, PaperKind.IDENTITY_RELEASE) == []

    def test_what_no_page_offers_is_refused(self, instance: Instance, anna: Keyring, told: Told) -> None:
        for request in (
            Request(Purpose.DANGER, Want.BOTH, "They did not say so."),
            Request(Purpose.MEDIA, Want.CONTACT, "A journalist calls."),
            Request(Purpose.REFERRAL, Want.NAME, "A name alone."),
        ):
            with pytest.raises(NotAllowedNow):
                asking.ask(instance, anna, told.case_id, request)
        with pytest.raises(CodenameInText):
            asking.ask(instance, anna, told.case_id, replace(FOR_THE_UN, reason=told.codename))
        with pytest.raises(TooMuch):
            asking.ask(instance, anna, told.case_id, replace(FOR_THE_UN, reason="x" * 501))

    def test_the_same_is_not_asked_twice_at_a_time(
        self, instance: Instance, anna: Keyring, told: Told, asked: Decide
    ) -> None:
        first = asked(told)
        with pytest.raises(NotAllowedNow):
            asking.ask(instance, anna, told.case_id, FOR_THE_UN)
        asked(told, TO_CALL)
        asking.take_back(instance, anna, told.case_id, first)
        with pytest.raises(NotFound):
            asking.take_back(instance, anna, told.case_id, first)
        asked(told)

    def test_what_was_taken_back_is_not_there(
        self, instance: Instance, anna: Keyring, kira: Keyring, told: Told, asked: Decide
    ) -> None:
        request_id = asked(told)
        asking.take_back(instance, anna, told.case_id, request_id)
        with pytest.raises(NotFound):
            custody.release(instance, kira, request_id)
        assert stored(instance, told.case_id) == []


class TestConsent:
    @pytest.mark.parametrize("needed", [(purpose, use) for purpose in Purpose for use in NEEDS[purpose]])
    def test_turned_off_stops_asking_releasing_and_reading_at_once(
        self,
        instance: Instance,
        staff: Staff,
        testify: Testify,
        visit: Visiting,
        asked: Decide,
        needed: tuple[Purpose, Use],
    ) -> None:
        (purpose, use), anna, kira = needed, staff.keyring(instance, "anna"), staff.keyring(instance, "kira")
        told = testify(**CONTACT, **ALL, urgent="1")
        request = Request(purpose, wants(purpose)[0], "Because.")
        read = asked(told, request)
        custody.release(instance, kira, read)
        waiting = asked(told, request)
        assert custody.weigh(instance, kira, waiting).may_release
        switches.change(instance, visit(told.codename), {use: False})
        assert use in custody.weigh(instance, kira, waiting).offer.missing
        for deed in (
            lambda: asking.ask(instance, anna, told.case_id, request),
            lambda: custody.look(instance, kira, waiting),
            lambda: custody.release(instance, kira, waiting),
            lambda: asking.read(instance, anna, told.case_id, read),
        ):
            with pytest.raises(ConsentMissing) as refused:
                deed()
            assert refused.value.use is use
        switches.change(instance, visit(told.codename), {use: True})
        assert asking.read(instance, anna, told.case_id, read).answer.request == read
        custody.release(instance, kira, waiting)

    def test_is_shown_to_custodians_as_the_source_said_it(
        self,
        instance: Instance,
        kira: Keyring,
        told: Told,
        visit: Visiting,
        asked: Decide,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        request_id, first = asked(told), clock.today()
        days_later(monkeypatch, 3)
        switches.change(instance, visit(told.codename), {Use.UN: True}, un_name=UnName.FULL, language="ru")
        said = custody.weigh(instance, kira, request_id).standing.spoken
        assert (said[Use.READ].day, said[Use.READ].language) == (first.isoformat(), "be")
        assert (said[Use.UN].day, said[Use.UN].language) == (clock.today().isoformat(), "ru")
        assert not {Use.STATISTICS, Use.QUOTE} & set(said), "what custodians need not check"

    def test_given_before_custodians_had_copies_is_passed_on_when_they_are_asked(
        self, instance: Instance, kira: Keyring, told: Told, visit: Visiting, asked: Decide
    ) -> None:
        switches.change(instance, visit(told.codename), {Use.MEDIA: False})
        with instance.database.writing() as uow:
            uow.consents.delete(case_id=told.case_id, holder="role:custodian:1")
            uow.commit()
        assert not switches.are_lost(instance, visit(told.codename))
        request_id = asked(told)
        assert custody.weigh(instance, kira, request_id).may_release
        switches.change(instance, visit(told.codename), {Use.UN: False})
        assert custody.weigh(instance, kira, request_id).offer.missing == (Use.UN,)

    @pytest.mark.parametrize("number", [1, 2])
    def test_a_copy_that_is_missing_is_no_consent(
        self, instance: Instance, kira: Keyring, told: Told, visit: Visiting, asked: Decide, number: int
    ) -> None:
        request_id = asked(told)
        switches.change(instance, visit(told.codename), {Use.UN: False})
        with instance.database.writing() as uow:
            uow.consents.delete(case_id=told.case_id, holder="role:custodian:1", number=number)
            uow.commit()
        for refused in (custody.weigh, custody.look, custody.release):
            with pytest.raises(crypto.CryptoError):
                refused(instance, kira, request_id)

    def test_is_believed_only_under_keys_that_the_case_certifies(
        self, instance: Instance, kira: Keyring, told: Told, asked: Decide
    ) -> None:
        request_id = asked(told)
        with instance.database.writing() as uow:
            uow.case_keys.change(told.case_id, mailbox_key=b"another".ljust(1216))
            uow.commit()
        with pytest.raises(crypto.Tampered):
            custody.weigh(instance, kira, request_id)

    def test_is_read_by_custodians_who_have_the_key_alone(
        self, instance: Instance, anna: Keyring, kira: Keyring, told: Told
    ) -> None:
        later = replace(kira, role_keys={("custodian", 9): kira.role_private("custodian", 1)})
        with instance.database.reading() as uow:
            assert custody_checks.standing(uow, kira, told.case_id).uses[Use.UN]
            with pytest.raises(NoKey):
                custody_checks.standing(uow, anna, told.case_id)
            with pytest.raises(crypto.Tampered):
                custody_checks.standing(uow, later, told.case_id)

    def test_about_a_child_needs_the_team_too(
        self, instance: Instance, anna: Keyring, kira: Keyring, testify: Testify, asked: Decide
    ) -> None:
        told = testify(**CONTACT, **ALL, age_band="under_18")
        with pytest.raises(ConsentMissing):
            asking.ask(instance, anna, told.case_id, FOR_THE_UN)
        children.decide(instance, anna, told.case_id, [Use.UN], "We spoke.")
        request_id = asked(told)
        assert custody.weigh(instance, kira, request_id).standing.note == "", "how it was decided is not for custodians"
        custody.release(instance, kira, request_id)
        children.decide(instance, anna, told.case_id, [], "They changed their mind.")
        with pytest.raises(ConsentMissing):
            asking.read(instance, anna, told.case_id, request_id)


class TestDanger:
    def test_needs_the_source_s_mark_and_no_switch(
        self, instance: Instance, anna: Keyring, testify: Testify, released: Decide
    ) -> None:
        told = testify(**CONTACT, urgent="1")
        request = Request(Purpose.DANGER, Want.BOTH, "They write that they are followed.")
        assert asking.read(instance, anna, told.case_id, released(told, request)).identity == ALESIA

    def test_is_answered_in_the_way_that_the_source_chose_or_not_at_all(
        self, instance: Instance, kira: Keyring, testify: Testify, asked: Decide
    ) -> None:
        told = testify(**{**CONTACT, "contact_channel": ""}, urgent="1")
        request_id = asked(told, Request(Purpose.DANGER, Want.BOTH, "They write that they are followed."))
        with pytest.raises(NothingGiven):
            custody.release(instance, kira, request_id)


class TestEnding:
    def test_a_release_ends_on_its_day_and_the_night_destroys_it(
        self, instance: Instance, anna: Keyring, told: Told, released: Decide, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        request_id = released(told)
        days_later(monkeypatch, instance.settings.custody_days - 1)
        assert retain.nightly(instance, pause=0).ended == 0
        assert asking.read(instance, anna, told.case_id, request_id).identity == ALESIA
        days_later(monkeypatch, 1)
        with pytest.raises(ReleaseOver):
            asking.read(instance, anna, told.case_id, request_id)
        assert not asking.own(instance, anna, told.case_id).answered[0].holds
        assert retain.nightly(instance, pause=0).ended == 3
        assert stored(instance, told.case_id) == []
        assert asking.own(instance, anna, told.case_id) == asking.Own((), ())

    def test_a_new_contact_destroys_what_was_released_of_the_old(
        self, instance: Instance, anna: Keyring, told: Told, released: Decide, visit: Visiting
    ) -> None:
        request_id = released(told)
        kept = stored(instance, told.case_id)
        identity.replace(instance, visit(told.codename), replace(ALESIA, address="new@example.org"))
        assert len(stored(instance, told.case_id)) == len(kept) - 1
        assert not asking.own(instance, anna, told.case_id).answered[0].holds
        with pytest.raises(ReleaseOver):
            asking.read(instance, anna, told.case_id, request_id)
        with instance.database.writing() as uow:
            uow.papers.delete(case_id=told.case_id)
            for paper in kept:
                uow.papers.add(paper)
            uow.commit()
        with pytest.raises(ReleaseOver):
            asking.read(instance, anna, told.case_id, request_id)
        fresh = released(told)
        assert asking.read(instance, anna, told.case_id, fresh).identity.address == "new@example.org"

    def test_a_request_and_a_refusal_outlast_a_new_contact(
        self, instance: Instance, anna: Keyring, kira: Keyring, told: Told, asked: Decide, visit: Visiting
    ) -> None:
        custody.refuse(instance, kira, asked(told), "No.")
        asked(told, TO_CALL)
        identity.replace(instance, visit(told.codename), Identity())
        own = asking.own(instance, anna, told.case_id)
        assert (len(own.waiting), len(own.answered)) == (1, 1)

    def test_withdrawal_closes_everything_undoing_opens_it_and_destruction_takes_it(
        self,
        instance: Instance,
        staff: Staff,
        told: Told,
        asked: Decide,
        visit: Visiting,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        anna, kira = staff.keyring(instance, "anna"), staff.keyring(instance, "kira")
        read, waiting = asked(told), asked(told, TO_CALL)
        custody.release(instance, kira, read)
        day: date = mailbox.withdraw(instance, visit(told.codename))
        assert custody.desk(instance, kira) == custody.Desk((), ())
        for refused in (custody.weigh, custody.look, custody.release):
            with pytest.raises(NotFound):
                refused(instance, kira, waiting)
        for deed in (
            lambda: asking.read(instance, anna, told.case_id, read),
            lambda: asking.ask(instance, anna, told.case_id, TO_CALL),
        ):
            with pytest.raises(Withdrawn):
                deed()
        with instance.database.reading() as uow, pytest.raises(Withdrawn):
            custody_checks.live_case(uow, told.case_id)
        mailbox.undo_withdrawal(instance, visit(told.codename))
        assert asking.read(instance, anna, told.case_id, read).identity == ALESIA
        assert [one.id for one in custody.desk(instance, kira).waiting] == [waiting]
        mailbox.withdraw(instance, visit(told.codename))
        monkeypatch.setattr(clock, "today", lambda: day)
        retain.destroy_due(instance)
        assert stored(instance, told.case_id) == []


class TestExports:
    def test_get_what_was_released_for_their_purpose(
        self, instance: Instance, anna: Keyring, told: Told, released: Decide, visit: Visiting
    ) -> None:
        def use(purpose: Purpose) -> Identity | None:
            def work(uow: UnitOfWork) -> Identity | None:
                file = casefile.open_file(uow, instance, anna, told.case_id)
                return asking.released(uow, instance, anna, file, purpose)

            return transact(instance.database, work)

        released(told)
        assert use(Purpose.UN) == ALESIA
        assert deeds(instance, anna)[-1][0] == "read-identity"
        assert use(Purpose.PROSECUTOR) is None
        switches.change(instance, visit(told.codename), {Use.UN: False})
        with pytest.raises(ConsentMissing):
            use(Purpose.UN)


def test_no_size_tells_what_was_asked_or_answered(
    instance: Instance, kira: Keyring, testify: Testify, asked: Decide
) -> None:
    sizes = set()
    for fields, reason in (({}, "x"), (dict.fromkeys(CONTACT, "🌿" * 400), "🌿" * 500)):
        told = testify(**{**CONTACT, **fields, "contact_channel": "phone"}, **ALL)
        request_id = asked(told, replace(FOR_THE_UN, reason=reason))
        sizes.add(tuple(sorted(len(paper.sealed) for paper in stored(instance, told.case_id))))
        custody.release(instance, kira, request_id)
        sizes.add(tuple(sorted(len(paper.sealed) for paper in stored(instance, told.case_id))))
    assert len(sizes) == 2
    assert CASE_HOLDER
