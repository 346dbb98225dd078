"""A case gets a new key: who was left out opens nothing, the source follows, and nobody can put the old one back."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

import crypto
from crypto import Identity, PrivateKey, PublicKey, SigningKey
from intake.domain.coding import Act, Coding
from intake.domain.consent import Use
from intake.domain.entities import Box, GrantKind
from intake.domain.looks import Point
from intake.domain.review import Part, State
from intake.domain.succession import Succession, fingerprint
from intake.domain.suspects import Naming
from intake.services import (
    apart,
    assignment,
    casefile,
    code,
    consents,
    documents,
    grants,
    identity,
    mailbox,
    mailbox_files,
    papers,
    places,
    queue,
    retain,
    review,
    succession,
    suspects,
    switches,
)
from intake.services.consents import CASE_HOLDER, MAILBOX_HOLDER
from intake.services.errors import (
    AskAnother,
    ConsentMissing,
    IntakeClosed,
    NoKey,
    NotAllowedNow,
    NotFound,
    NotVouched,
    RolledBack,
    TooMuch,
    Withdrawn,
)
from intake.services.found import admit
from intake.services.grants import member_holder
from intake.services.instance import Instance, transact
from intake.services.looks import point_of
from intake.services.membership import load_membership
from intake.services.papers import PaperKind
from intake.services.ports import Conflict, UnitOfWork
from intake.services.reseal import Rows
from intake.services.verify import verify
from tests.plugins.drawing import countable
from tests.plugins.instances import Staff
from tests.plugins.sources import CONTACT, Testify, Told, Visiting

ARREST = Coding((Act("lib_arbitrary_arrest"),))


def id_of(instance: Instance, staff: Staff, username: str) -> str:
    return staff.keyring(instance, username).person.id


def rows(instance: Instance, case_id: str) -> Rows:
    with instance.database.reading() as uow:
        return Rows.read(uow, case_id)


def put_back(instance: Instance, before: Rows) -> None:
    """Do what a database writer can: put every row of the case back as it was."""

    def work(uow: UnitOfWork) -> None:
        case_id = before.case.id
        uow.grants.delete(case_id=case_id)
        uow.consents.delete(case_id=case_id)
        uow.documents.delete(case_id=case_id, box=Box.CASE)
        uow.case_keys.change(case_id, public_key=before.keys.public_key)
        uow.cards.change(case_id, sealed=before.card.sealed)
        for grant in before.grants:
            uow.grants.add(grant)
        for copy in before.copies:
            uow.consents.add(copy)
        for document in before.documents:
            uow.documents.add(document)

    transact(instance.database, work)


def recuse(instance: Instance, staff: Staff, case_id: str, username: str, by: str = "anna") -> None:
    apart.recuse(
        instance, staff.keyring(instance, by), case_id, id_of(instance, staff, username), "They know each other."
    )


@pytest.fixture
def told(instance: Instance, staff: Staff, testify: Testify) -> Told:
    """A coded case with a file and an answer, assigned to rita, in which its source changed a consent."""
    told = testify("They beat us.", files={"a.jpg": crypto.token(30_000)}, consent_statistics="y", **CONTACT)
    anna = staff.keyring(instance, "anna")
    assignment.assign(instance, anna, told.case_id, id_of(instance, staff, "rita"))
    code.save_coding(instance, staff.keyring(instance, "rita"), told.case_id, ARREST, 0)
    code.save_coding(instance, staff.keyring(instance, "rita"), told.case_id, Coding(), 1)
    code.save_coding(instance, staff.keyring(instance, "rita"), told.case_id, ARREST, 2)
    review.reply(instance, anna, told.case_id, "Thank you.")
    return told


class TestWhoIsLeftOut:
    @pytest.mark.parametrize("username", ["rita", "boris"])
    def test_opens_nothing_of_it_from_the_database(
        self, instance: Instance, staff: Staff, told: Told, visit: Visiting, username: str
    ) -> None:
        """Neither what came before nor what comes after, whatever key of theirs is tried on whatever row."""
        recuse(instance, staff, told.case_id, username)
        mailbox.add_message(instance, visit(told.codename), "One more thing.")
        review.reply(instance, staff.keyring(instance, "anna"), told.case_id, "We read it.")
        keyring = staff.keyring(instance, username)
        with pytest.raises(NoKey):
            review.open_case(instance, keyring, told.case_id)
        assert told.case_id not in {one.case_id for one in queue.queue(instance, keyring).items}
        now = rows(instance, told.case_id)
        with instance.database.reading() as uow:
            everything = uow.documents.find(case_id=told.case_id)
        for key in (keyring.identity.private, *keyring.role_keys.values()):
            for grant in now.grants:
                with pytest.raises(crypto.CryptoError):
                    grants.open_grant(instance.grant_keys, grant, key)
            for document in everything:
                with pytest.raises(crypto.CryptoError):
                    documents.open_header(document, key)
            for copy in now.copies:
                with pytest.raises(crypto.CryptoError):
                    consents.open_statements([copy], key, b"", keyring.membership)

    def test_opens_nothing_with_the_old_key_of_the_case(self, instance: Instance, staff: Staff, told: Told) -> None:
        """Not even if they wrote it down."""
        before = rows(instance, told.case_id)
        rita = staff.keyring(instance, "rita")
        (grant,) = [
            one for one in before.grants if one.kind is GrantKind.CASE and one.holder == member_holder(rita.person.id)
        ]
        old = grants.open_case_grant(instance.grant_keys, grant, rita.identity.private, before.keys.public_key)
        recuse(instance, staff, told.case_id, "rita")
        now = rows(instance, told.case_id)
        for document in now.documents:
            with pytest.raises(crypto.NoMatchingKey):
                documents.open_header(document, old)
        for copy in now.copies:
            with pytest.raises(crypto.NoMatchingKey):
                crypto.unseal(old, copy.sealed, places.consent(copy.case_id, copy.number, copy.holder))

    def test_is_not_given_it_again(self, instance: Instance, staff: Staff, told: Told) -> None:
        recuse(instance, staff, told.case_id, "rita")
        anna = staff.keyring(instance, "anna")
        view = review.open_case(instance, anna, told.case_id)
        assert "rita" not in {one.username for one in (*view.assigned, *view.assignable)}
        assert (view.tasks.coder, view.tasks.note) == (None, "They know each other.")
        with pytest.raises(NotVouched):
            assignment.assign(instance, anna, told.case_id, id_of(instance, staff, "rita"))

    def test_a_restricted_case_is_for_the_named_only(self, instance: Instance, staff: Staff, told: Told) -> None:
        anna = staff.keyring(instance, "anna")
        apart.restrict(instance, anna, told.case_id, [id_of(instance, staff, "ruslan")], "A threat.")
        for username in ("boris", "rita"):
            with pytest.raises(NoKey):
                review.open_case(instance, staff.keyring(instance, username), told.case_id)
        assert review.open_case(instance, staff.keyring(instance, "ruslan"), told.case_id).parts == {Part.CODER}
        view = review.open_case(instance, anna, told.case_id)
        assert Part.INTAKE in view.parts
        assert (view.tasks.restricted, view.tasks.coder) == (True, None)
        assert {one.username for one in view.assigned} == {"anna", "ruslan"}

    def test_papers_of_it_are_destroyed(self, instance: Instance, staff: Staff, told: Told) -> None:
        rita, anna = staff.keyring(instance, "rita"), staff.keyring(instance, "anna")
        said = papers.Said(told.case_id, PaperKind.IDENTITY_RELEASE, "x")
        transact(instance.database, lambda uow: papers.write(uow, instance, anna, said, [rita.person, anna.person]))
        recuse(instance, staff, told.case_id, "rita")
        with instance.database.reading() as uow:
            assert papers.mine(uow, instance, rita) == []
            assert len(papers.mine(uow, instance, anna)) == 1

    def test_the_circles_papers_of_it_are_kept_from_who_is_left_out(
        self, instance: Instance, staff: Staff, told: Told
    ) -> None:
        """Who is suspected is told to those who lead it; what waited for the circle is drafted again."""
        anna, boris = staff.keyring(instance, "anna"), staff.keyring(instance, "boris")
        suspects.add(instance, boris, told.case_id, Naming("", "Invented Kaval"))
        circle = anna.membership.role_key("intake")
        said = papers.Said(told.case_id, PaperKind.HANDING_OVER, "a draft")
        transact(instance.database, lambda uow: papers.write(uow, instance, boris, said, [circle]))
        recuse(instance, staff, told.case_id, "boris")
        with instance.database.reading() as uow:
            assert papers.mine(uow, instance, boris) == []
            assert [one.kind for one in papers.mine(uow, instance, anna)] == [PaperKind.SUSPECT]


class TestWhoGoesOn:
    def test_the_case_is_as_it_was(self, instance: Instance, staff: Staff, told: Told) -> None:
        anna = staff.keyring(instance, "anna")
        before = review.open_case(instance, anna, told.case_id)
        recuse(instance, staff, told.case_id, "rita")
        for username in ("anna", "boris"):
            view = review.open_case(instance, staff.keyring(instance, username), told.case_id)
            assert (view.testimony, view.pieces, view.conversation, view.coding, view.consents, view.state) == (
                before.testimony, before.pieces, before.conversation, before.coding, before.consents, before.state,
            )  # fmt: skip
            (piece,) = view.pieces
            opened = review.read_document(instance, anna, told.case_id, piece.id)
            assert len(b"".join(opened.stream(0, opened.size))) == 30_000
        assert [one.revision for one in code.history(instance, anna, told.case_id)] == [3, 2, 1]
        assert code.save_coding(instance, anna, told.case_id, Coding(), 3) == 4
        (item,) = queue.queue(instance, staff.keyring(instance, "boris")).items
        assert item.slip is not None

    def test_a_new_key_is_no_news_of_the_source(
        self, instance: Instance, staff: Staff, told: Told, visit: Visiting
    ) -> None:
        def seen() -> Point:
            with instance.database.reading() as uow:
                return point_of(casefile.open_file(uow, instance, staff.keyring(instance, "anna"), told.case_id))

        before = seen()
        recuse(instance, staff, told.case_id, "rita")
        assert seen() == before
        switches.change(instance, visit(told.codename), {Use.UN: True})
        assert seen() != before

    def test_bodies_and_headers_are_not_sealed_again(self, instance: Instance, staff: Staff, told: Told) -> None:
        before = rows(instance, told.case_id)
        recuse(instance, staff, told.case_id, "rita")
        after = {one.id: one for one in rows(instance, told.case_id).documents}
        for one in before.documents:
            assert replace(after[one.id], sealed_key=b"") == replace(one, sealed_key=b"")
            assert after[one.id].sealed_key != one.sealed_key

    def test_without_one_of_the_circle_the_others_lead(self, instance: Instance, staff: Staff, told: Told) -> None:
        recuse(instance, staff, told.case_id, "boris")
        anna, rita = staff.keyring(instance, "anna"), staff.keyring(instance, "rita")
        assert review.open_case(instance, anna, told.case_id).parts >= {Part.INTAKE}
        assert review.open_case(instance, rita, told.case_id).parts == {Part.CODER}
        assignment.take_back(instance, anna, told.case_id, anna.person.id)
        assignment.take_back(instance, anna, told.case_id, rita.person.id)
        assert review.open_case(instance, anna, told.case_id).parts == {Part.INTAKE}
        with pytest.raises(NoKey):
            review.open_case(instance, rita, told.case_id)

    def test_key_follows_key(self, instance: Instance, staff: Staff, told: Told, visit: Visiting) -> None:
        recuse(instance, staff, told.case_id, "rita")
        recuse(instance, staff, told.case_id, "ruslan", by="boris")
        recuse(instance, staff, told.case_id, "boris")
        anna = staff.keyring(instance, "anna")
        apart.restrict(instance, anna, told.case_id, [], "Only me.")
        mailbox.add_message(instance, visit(told.codename), "Still here.")
        view = review.open_case(instance, anna, told.case_id)
        assert view.conversation[-1].text == "Still here."
        assert len({one.username for one in view.assigned}) == 1
        assert view.standing.newest == 5

    def test_a_childs_case_goes_on_with_the_childrens_team(
        self, instance: Instance, staff: Staff, testify: Testify, visit: Visiting
    ) -> None:
        told = testify(age_band="under_18")
        recuse(instance, staff, told.case_id, "boris")
        assert review.open_case(instance, staff.keyring(instance, "anna"), told.case_id).standing.minor
        with pytest.raises(NotVouched):
            apart.restrict(
                instance, staff.keyring(instance, "anna"), told.case_id, [id_of(instance, staff, "rita")], "x"
            )
        switches.change(instance, visit(told.codename), {Use.QUOTE: True})
        assert review.open_case(instance, staff.keyring(instance, "anna"), told.case_id).standing.minor


class TestWhoMay:
    def test_nobody_recuses_themselves(self, instance: Instance, staff: Staff, told: Told) -> None:
        with pytest.raises(AskAnother):
            recuse(instance, staff, told.case_id, "anna")

    def test_only_those_who_lead_the_case(self, instance: Instance, staff: Staff, told: Told) -> None:
        for attempt in (
            partial(recuse, instance, staff, told.case_id, "boris", by="rita"),
            partial(apart.restrict, instance, staff.keyring(instance, "rita"), told.case_id, [], "x"),
        ):
            with pytest.raises(NotAllowedNow):
                attempt()
        with pytest.raises(NoKey):
            recuse(instance, staff, told.case_id, "rita", by="ruslan")

    def test_not_to_more_leads_than_a_statement_has_room_for(
        self, instance: Instance, staff: Staff, told: Told, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(succession, "MOST_LEADS", 0)
        with pytest.raises(TooMuch):
            recuse(instance, staff, told.case_id, "boris")


class TestTheSource:
    def test_learns_the_new_key_and_seals_all_to_it(
        self, instance: Instance, staff: Staff, told: Told, visit: Visiting
    ) -> None:
        switches.change(instance, visit(told.codename), {Use.UN: True})
        recuse(instance, staff, told.case_id, "rita")
        entered = visit(told.codename)
        mailbox.add_message(instance, entered, "One more thing.")
        sink = mailbox_files.open_file(instance, entered, "b.jpg", "image/jpeg")
        sink.write(b"b")
        sink.finish()
        assert not switches.are_lost(instance, entered)
        switches.change(instance, entered, {Use.QUOTE: True})
        assert not switches.are_lost(instance, entered)
        view = review.open_case(instance, staff.keyring(instance, "anna"), told.case_id)
        assert view.conversation[-1].text == "One more thing."
        assert len(view.pieces) == 2
        assert {use for use, on in view.consents.items() if on} == {Use.READ, Use.STATISTICS, Use.UN, Use.QUOTE}

    def test_a_file_that_was_on_its_way_goes_to_the_new_key(
        self, instance: Instance, staff: Staff, told: Told, visit: Visiting
    ) -> None:
        entered = visit(told.codename)
        sink = mailbox_files.open_file(instance, entered, "b.jpg", "image/jpeg")
        sink.write(b"begun before, ")
        recuse(instance, staff, told.case_id, "rita")
        sink.write(b"finished after")
        sink.finish()
        anna = staff.keyring(instance, "anna")
        piece = review.open_case(instance, anna, told.case_id).pieces[-1]
        opened = review.read_document(instance, anna, told.case_id, piece.id)
        assert b"".join(opened.stream(0, opened.size)) == b"begun before, finished after"

    def test_a_page_that_was_open_when_the_key_changed_goes_on(
        self, instance: Instance, staff: Staff, told: Told, visit: Visiting
    ) -> None:
        entered = visit(told.codename)
        recuse(instance, staff, told.case_id, "rita")
        mailbox.add_message(instance, entered, "From the old page.")
        switches.change(instance, entered, {Use.UN: True})
        view = review.open_case(instance, staff.keyring(instance, "boris"), told.case_id)
        assert view.conversation[-1].text == "From the old page."
        assert view.consents[Use.UN]

    def test_withdraws_undoes_and_is_destroyed(
        self, instance: Instance, staff: Staff, told: Told, visit: Visiting, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        recuse(instance, staff, told.case_id, "boris")
        anna = staff.keyring(instance, "anna")
        day = mailbox.withdraw(instance, visit(told.codename))
        with pytest.raises(Withdrawn):
            recuse(instance, staff, told.case_id, "rita")
        mailbox.undo_withdrawal(instance, visit(told.codename))
        assert review.open_case(instance, anna, told.case_id).state is State.NEW
        with pytest.raises(NoKey):
            review.open_case(instance, staff.keyring(instance, "boris"), told.case_id)
        mailbox.withdraw(instance, visit(told.codename))
        monkeypatch.setattr("intake.clock.today", lambda: day)
        assert retain.destroy_due(instance) == 1
        assert verify(instance, grace=0).clean

    def test_turning_reading_off_holds(self, instance: Instance, staff: Staff, told: Told, visit: Visiting) -> None:
        recuse(instance, staff, told.case_id, "rita")
        switches.change(instance, visit(told.codename), {Use.READ: False})
        with pytest.raises(ConsentMissing):
            review.open_case(instance, staff.keyring(instance, "anna"), told.case_id)
        with pytest.raises(ConsentMissing):
            recuse(instance, staff, told.case_id, "boris")

    def test_a_dropped_statement_is_still_missed(
        self, instance: Instance, staff: Staff, told: Told, visit: Visiting
    ) -> None:
        switches.change(instance, visit(told.codename), {Use.UN: True})
        recuse(instance, staff, told.case_id, "rita")
        visit(told.codename)
        transact(instance.database, lambda uow: uow.consents.delete(case_id=told.case_id, number=2, holder=CASE_HOLDER))
        assert switches.are_lost(instance, visit(told.codename))

    def test_one_in_danger_is_reached_by_those_who_lead(
        self, instance: Instance, staff: Staff, testify: Testify, visit: Visiting
    ) -> None:
        told = testify(**CONTACT, contact_now="1")
        anna, boris, rita = (staff.keyring(instance, one) for one in ("anna", "boris", "rita"))
        assignment.assign(instance, anna, told.case_id, rita.person.id)
        recuse(instance, staff, told.case_id, "boris")
        assert identity.open_at_once(instance, anna, told.case_id).name == CONTACT["contact_name"]
        given = replace(identity.open_at_once(instance, anna, told.case_id), name="Another Invented")
        identity.replace(instance, visit(told.codename), given)
        assert identity.open_at_once(instance, anna, told.case_id).name == "Another Invented"
        kira = staff.keyring(instance, "kira")
        asked = partial(identity.open_for_custody, instance=instance, keyring=kira, case_id=told.case_id)
        assert transact(instance.database, partial(asked, action="open-identity", detail={})) == given
        for keyring in (boris, rita):
            assert not identity.is_for_circle(instance, keyring, told.case_id)
        with instance.database.reading() as uow:
            held = uow.grants.find(case_id=told.case_id, kind=GrantKind.IDENTITY)
        assert {one.holder for one in held} == {"role:custodian:1", member_holder(anna.person.id)}

    def test_an_urgent_case_whose_source_shows_nothing_looks_the_same(
        self, instance: Instance, staff: Staff, testify: Testify
    ) -> None:
        told = testify(urgent="1")
        recuse(instance, staff, told.case_id, "boris")
        anna = staff.keyring(instance, "anna")
        with instance.database.reading() as uow:
            held = uow.grants.find(case_id=told.case_id, kind=GrantKind.IDENTITY)
        assert {one.holder for one in held} == {"role:custodian:1", member_holder(anna.person.id)}
        assert not identity.is_for_circle(instance, anna, told.case_id)

    def test_whoever_of_those_who_lead_it_changes_the_key_keeps_the_way_open(
        self, instance: Instance, staff: Staff, testify: Testify
    ) -> None:
        told = testify(**CONTACT, contact_now="1")
        anna, boris = staff.keyring(instance, "anna"), staff.keyring(instance, "boris")
        for keyring, other in ((anna, boris), (boris, anna), (anna, boris)):
            apart.restrict(instance, keyring, told.case_id, [other.person.id], "A threat.")
            for one in (anna, boris):
                assert identity.open_at_once(instance, one, told.case_id).name == CONTACT["contact_name"]


class TestTheRest:
    def test_statistics_count_it_as_before(self, instance: Instance, staff: Staff, told: Told) -> None:
        before = countable(instance, staff)
        recuse(instance, staff, told.case_id, "rita")
        after = countable(instance, staff)
        assert after.records == before.records
        assert (len(after.records), after.left_out) == (1, 0)

    def test_verify_and_the_nightly_work_find_all_in_order(self, instance: Instance, staff: Staff, told: Told) -> None:
        recuse(instance, staff, told.case_id, "boris")
        retain.nightly(instance, pause=0)
        assert verify(instance, grace=0).clean
        assert review.open_case(instance, staff.keyring(instance, "anna"), told.case_id).pieces

    def test_what_the_source_said_unseen_is_seen_first(
        self, instance: Instance, staff: Staff, told: Told, visit: Visiting
    ) -> None:
        """The statistics follow a changed consent although nobody opened the case between it and the new key."""
        switches.change(instance, visit(told.codename), {Use.STATISTICS: False})
        review.open_case(instance, staff.keyring(instance, "anna"), told.case_id)
        switches.change(instance, visit(told.codename), {Use.STATISTICS: True})
        recuse(instance, staff, told.case_id, "rita")
        review.open_case(instance, staff.keyring(instance, "anna"), told.case_id)
        found = countable(instance, staff)
        assert [one.own.values["codes"] for one in found.records.values()] == [("lib_arbitrary_arrest",)]

    def test_what_comes_meanwhile_is_not_lost(
        self, instance: Instance, staff: Staff, told: Told, visit: Visiting, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        prepare, came = succession._prepare, iter([True])

        def slowly(*given: object) -> object:
            ready = prepare(*given)  # type: ignore[arg-type]
            if next(came, False):
                mailbox.add_message(instance, visit(told.codename), "Meanwhile.")
            return ready

        monkeypatch.setattr(succession, "_prepare", slowly)
        recuse(instance, staff, told.case_id, "rita")
        view = review.open_case(instance, staff.keyring(instance, "anna"), told.case_id)
        assert view.conversation[-1].text == "Meanwhile."

    def test_gives_up_when_it_never_comes_to_rest(
        self, instance: Instance, staff: Staff, told: Told, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(succession, "_store", lambda *_given, **_more: False)
        with pytest.raises(Conflict):
            recuse(instance, staff, told.case_id, "rita")

    def test_nothing_changes_when_it_fails_on_the_way(
        self, instance: Instance, staff: Staff, told: Told, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = rows(instance, told.case_id)

        def fail(*_given: object) -> None:
            raise RuntimeError

        monkeypatch.setattr(succession, "forget_lists", fail)
        with pytest.raises(RuntimeError):
            recuse(instance, staff, told.case_id, "rita")
        assert rows(instance, told.case_id) == before


def test_a_case_that_is_gone_is_not_found(instance: Instance) -> None:
    with pytest.raises(NotFound), instance.database.reading() as uow:
        Rows.read(uow, "0" * 32)


def plant(instance: Instance, case_id: str, mine: PrivateKey, link: Succession | None, signer: SigningKey) -> None:
    """Do what a database writer can who wants to read on: a key of their own, sealed to all that stays open."""

    def work(uow: UnitOfWork) -> None:
        keys, role = uow.case_keys.get(case_id), load_membership(uow, instance.settings).role_key("intake")
        assert keys is not None
        uow.case_keys.change(case_id, public_key=mine.public.raw)
        uow.grants.delete(case_id=case_id, kind=GrantKind.CASE)
        holder = grants.role_holder("intake", role.epoch)
        uow.grants.add(grants.seal_grant(instance.grant_keys, case_id, GrantKind.CASE, holder, role.key, mine.seed))
        if link is not None:
            for to, holder in ((mine.public, CASE_HOLDER), (PublicKey(keys.mailbox_key), MAILBOX_HOLDER)):
                uow.consents.delete(case_id=case_id, number=link.number, holder=holder)
                uow.consents.add(consents.copy_for(link, case_id, holder, to, signer))

    transact(instance.database, work)


def forged(instance: Instance, case_id: str, mine: PrivateKey, by: str, number: int) -> Succession:
    now = rows(instance, case_id).keys.public_key.hex()
    return Succession(number, by, fingerprint(now), mine.public.raw.hex())


def _take_over(  # with a link that is signed by somebody who can open the case
    instance: Instance, staff: Staff, case_id: str, mine: PrivateKey, link: Succession, signer: SigningKey
) -> None:
    """Seal the whole case to a key of one's own, as somebody can who still has a signed-in colleague's key."""
    anna = staff.keyring(instance, "anna")
    with instance.database.reading() as uow:
        file = casefile.open_file(uow, instance, anna, case_id)
    after = rows(instance, case_id).resealed(file.private, mine.public)
    transact(instance.database, lambda uow: rows(instance, case_id).replace_by(uow, after))
    plant(instance, case_id, mine, link, signer)


class TestADatabaseWriter:
    def test_cannot_put_the_old_key_back_for_staff(self, instance: Instance, staff: Staff, told: Told) -> None:
        before = rows(instance, told.case_id)
        recuse(instance, staff, told.case_id, "rita")
        put_back(instance, before)
        for username in ("anna", "boris", "rita"):
            with pytest.raises(RolledBack):
                review.open_case(instance, staff.keyring(instance, username), told.case_id)

    def test_cannot_put_it_back_for_a_source_who_has_seen_the_new_one(
        self, instance: Instance, staff: Staff, told: Told, visit: Visiting
    ) -> None:
        before = rows(instance, told.case_id)
        recuse(instance, staff, told.case_id, "rita")
        visit(told.codename)
        put_back(instance, before)
        with pytest.raises(IntakeClosed):
            mailbox.add_message(instance, visit(told.codename), "To whom?")

    def test_cannot_hide_the_new_key_from_the_source(
        self, instance: Instance, staff: Staff, told: Told, visit: Visiting
    ) -> None:
        recuse(instance, staff, told.case_id, "rita")
        transact(instance.database, lambda uow: uow.consents.delete(case_id=told.case_id, holder=MAILBOX_HOLDER))
        entered = visit(told.codename)
        for deed in (
            partial(mailbox.add_message, instance, entered, "To whom?"),
            partial(switches.change, instance, entered, {Use.UN: True}),
        ):
            with pytest.raises(IntakeClosed):
                deed()
        assert [one.text for one in mailbox.replies(instance, entered)] == ["Thank you."]

    @pytest.mark.parametrize("how", ["dropped", "spoilt"])
    def test_cannot_have_an_identity_sealed_to_one_who_led_it_before(
        self, instance: Instance, staff: Staff, testify: Testify, visit: Visiting, how: str
    ) -> None:
        """The last link is gone, so the one before would name boris."""
        told = testify(**CONTACT, contact_now="1")
        anna, boris = staff.keyring(instance, "anna"), staff.keyring(instance, "boris")
        apart.restrict(instance, anna, told.case_id, [boris.person.id], "A threat.")
        recuse(instance, staff, told.case_id, "boris")
        given = identity.open_at_once(instance, anna, told.case_id)
        entered = visit(told.codename)

        def spoil(uow: UnitOfWork) -> None:
            if how == "dropped":
                uow.consents.delete(case_id=told.case_id, number=3, holder=MAILBOX_HOLDER)
            else:
                uow.consents.change(told.case_id, 3, MAILBOX_HOLDER, sealed=b"x" * 5000)

        transact(instance.database, spoil)
        with pytest.raises(IntakeClosed):
            identity.replace(instance, entered, given)

    @pytest.mark.parametrize("who", ["a stranger", "rita", "rita for anna", "boris for anna", "alena", "nobody"])
    def test_cannot_give_the_case_a_key_of_their_own(
        self, instance: Instance, staff: Staff, told: Told, visit: Visiting, who: str
    ) -> None:
        mine, anna = PrivateKey.generate(), staff.keyring(instance, "anna")
        writer = who.split(maxsplit=1)[0]
        keyring = staff.keyring(instance, writer) if writer in staff.passphrases else None
        signer = Identity.generate().signing if keyring is None else keyring.identity.signing
        named = anna.person.id if keyring is None or who.endswith("anna") else keyring.person.id
        link = None if who == "nobody" else forged(instance, told.case_id, mine, named, 2)
        plant(instance, told.case_id, mine, link, signer)
        with pytest.raises(crypto.CryptoError):
            review.open_case(instance, anna, told.case_id)
        with pytest.raises(IntakeClosed):
            mailbox.add_message(instance, visit(told.codename), "To whom?")

    def test_cannot_use_the_word_of_one_who_is_not_trained_for_children(
        self, instance: Instance, staff: Staff, testify: Testify
    ) -> None:
        told, anna = testify(age_band="under_18"), staff.keyring(instance, "anna")
        new = admit(instance, [anna, staff.keyring(instance, "boris")], "yana", ["intake"])
        with instance.database.reading() as uow:
            (row,) = uow.members.find(username="yana")
            yana = Identity(crypto.unlock(row.locked_seed, new.passphrase, places.member_seed(row.id)))
        mine = PrivateKey.generate()
        link = forged(instance, told.case_id, mine, row.id, 2)
        _take_over(instance, staff, told.case_id, mine, link, yana.signing)
        with pytest.raises(crypto.Tampered, match="vouch"):
            review.open_case(instance, staff.keyring(instance, "anna"), told.case_id)

    def test_is_refused_with_a_link_of_one_who_was_left_out(
        self, instance: Instance, staff: Staff, told: Told, visit: Visiting
    ) -> None:
        """Boris of the circle was recused and can write the database: his word does not reach beyond his time."""
        recuse(instance, staff, told.case_id, "boris")
        boris, mine = staff.keyring(instance, "boris"), PrivateKey.generate()
        link = forged(instance, told.case_id, mine, boris.person.id, 3)
        entered = visit(told.codename)
        _take_over(instance, staff, told.case_id, mine, link, boris.identity.signing)
        with pytest.raises(IntakeClosed):
            mailbox.add_message(instance, entered, "To whom?")
        with pytest.raises(crypto.Tampered):
            review.open_case(instance, boris, told.case_id)

    def test_cannot_swap_pieces(self, instance: Instance, staff: Staff, told: Told, testify: Testify) -> None:
        """Of before and after, of two documents, of two cases."""
        other, anna = testify("Another."), staff.keyring(instance, "anna")
        before = rows(instance, told.case_id)
        for case_id in (told.case_id, other.case_id):
            recuse(instance, staff, case_id, "ruslan")
        after, theirs = rows(instance, told.case_id), rows(instance, other.case_id)

        def refused(change: Callable[[UnitOfWork], object]) -> None:
            transact(instance.database, change)
            with pytest.raises((crypto.CryptoError, RolledBack)):
                review.open_case(instance, anna, told.case_id)
            put_back(instance, after)
            review.open_case(instance, anna, told.case_id)

        first, second = after.documents[:2]
        refused(lambda uow: uow.documents.change(first.id, sealed_key=before.documents[0].sealed_key))
        refused(lambda uow: uow.documents.change(first.id, sealed_key=second.sealed_key))
        refused(lambda uow: uow.documents.change(first.id, sealed_key=theirs.documents[0].sealed_key))
        refused(lambda uow: uow.consents.change(told.case_id, 1, CASE_HOLDER, sealed=before.said[0].sealed))
        refused(lambda uow: uow.consents.change(told.case_id, 2, CASE_HOLDER, sealed=theirs.said[1].sealed))
        refused(lambda uow: uow.consents.delete(case_id=told.case_id, number=2, holder=CASE_HOLDER))
        refused(lambda uow: uow.case_keys.change(told.case_id, public_key=before.keys.public_key))
        refused(lambda uow: uow.case_keys.change(told.case_id, public_key=theirs.keys.public_key))
