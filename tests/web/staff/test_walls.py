"""Roles are walls of keys: with every permission check taken away, there is still nothing that opens.

The guard of the routes is removed, roles are forged in the signed-in member's hands, and rows are rewritten as
someone could who holds the database. What stays shut then stays shut for want of a key.
"""

import dataclasses
import re

import pytest

import crypto
from intake.domain.coding import Act, Coding
from intake.domain.entities import Box, GrantKind
from intake.services import assignment, casefile, grants, places, queue, record, review
from intake.services.code import save_coding
from intake.services.errors import NoKey
from intake.services.grants import member_holder
from intake.services.instance import Instance
from intake.services.keyring import Keyring
from intake.web import access
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify, Told
from tests.web.staff.conftest import Desk, Sit

OUTSIDERS = ["alena", "ilona", "adam", "ruslan", "kira"]
"""An auditor, an interviewer, the admin, a reviewer to whom the case is not assigned, a custodian."""
MEANT_FOR = {"alena": GrantKind.STATISTICS, "kira": GrantKind.IDENTITY}
"""What auditors and custodians are there to open, and nothing else of a case."""
MARK = "MARK-of-the-testimony"
NAME = "mark-of-a-name.jpg"
CONTENT = b"MARK of a file's content"


@pytest.fixture
def told(instance: Instance, staff: Staff, testify: Testify) -> Told:
    """A case with everything in it, assigned to rita."""
    told = testify(MARK, files={NAME: CONTENT}, where=f"{MARK}-place", consent_statistics="1")
    anna = staff.keyring(instance, "anna")
    assignment.assign(instance, anna, told.case_id, staff.keyring(instance, "rita").person.id)
    review.reply(instance, anna, told.case_id, f"{MARK} reply")
    save_coding(instance, anna, told.case_id, Coding((Act("lib_arbitrary_arrest"),)), 0)
    return told


@pytest.fixture
def no_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every route is open to everybody, as far as its audience goes."""
    monkeypatch.setattr(access, "declared", lambda _view: frozenset({"public"}))


def addresses(instance: Instance, told: Told) -> list[str]:
    case = f"/case/{told.case_id}"
    with instance.database.reading() as uow:
        documents = [document.id for document in uow.documents.find(case_id=told.case_id)]
    ends = [f"/document/{document}{end}" for document in documents for end in ("", "/original")]
    return [case, f"{case}/reply", f"{case}/coding", *(case + end for end in ends)]


FINDER = re.compile(r'<details class="finder".*?</details>', re.DOTALL)
"""The form of the queue, which offers every code there is."""


def assert_mute(response_text: str) -> None:
    for mark in (MARK, NAME, CONTENT.decode(), "Arbitrary arrest"):
        assert mark not in response_text


class TestOverHttp:
    """The guard is away; the session is a true one, of somebody else."""

    @pytest.mark.usefixtures("no_guard")
    @pytest.mark.parametrize("username", OUTSIDERS)
    def test_nothing_of_a_case_is_read(self, desk: Sit, instance: Instance, told: Told, username: str) -> None:
        member = desk(username)
        for path in addresses(instance, told):
            response = member.get(path)
            assert response.status_code == 403, path
            assert_mute(response.get_data(as_text=True))

    @pytest.mark.usefixtures("no_guard")
    @pytest.mark.parametrize("username", OUTSIDERS)
    def test_nothing_is_done_to_it(
        self, desk: Sit, instance: Instance, staff: Staff, told: Told, username: str
    ) -> None:
        member = desk(username)
        me = staff.keyring(instance, username).person.id
        forms = {
            "reply": {"message": "Tell me your name."},
            "coding": {"revision": "1", "draft": Coding((Act("tor_beating"),)).to_json().decode(), "do": "save"},
            "assign": {"member": me, "do": "assign"},
            "close": {"reason": "Done."},
            "recuse": {"member": me, "reason": "No."},
            "take-back": {"member": me},
        }
        with instance.database.reading() as uow:
            before = uow.documents.count(), uow.grants.count(), uow.cases.get(told.case_id)
        for end, fields in forms.items():
            response = member.send(f"/case/{told.case_id}/{end}", fields)
            assert response.status_code == 403, end
            assert_mute(response.get_data(as_text=True))
        with instance.database.reading() as uow:
            assert before == (uow.documents.count(), uow.grants.count(), uow.cases.get(told.case_id))

    @pytest.mark.usefixtures("no_guard")
    @pytest.mark.parametrize("username", OUTSIDERS)
    def test_the_queue_and_the_record_are_empty(self, desk: Sit, told: Told, username: str) -> None:
        member = desk(username)
        page = FINDER.sub("", member.read("/queue"))
        assert told.case_id not in page
        assert_mute(page)
        response = member.get("/record")
        assert response.status_code == 403
        assert told.case_id not in response.get_data(as_text=True)

    @pytest.mark.usefixtures("no_guard")
    def test_nobody_at_all_is_asked_to_sign_in(self, nobody: Desk, instance: Instance, told: Told) -> None:
        for path in addresses(instance, told):
            response = nobody.get(path)
            assert response.status_code == 303
            assert response.location.startswith("/sign-in")

    @pytest.mark.usefixtures("no_guard")
    def test_who_holds_a_grant_reads_the_same_addresses(self, desk: Sit, instance: Instance, told: Told) -> None:
        """The test of this test: with a key the addresses open."""
        for username in ("anna", "rita"):
            member = desk(username)
            assert MARK in member.read(f"/case/{told.case_id}")
            statuses = [member.get(path).status_code for path in addresses(instance, told)]
            assert statuses.count(200) == 5
            assert set(statuses) == {200, 404}

    @pytest.mark.parametrize("username", OUTSIDERS)
    def test_with_the_guard_the_answer_is_the_same(
        self, desk: Sit, instance: Instance, told: Told, username: str
    ) -> None:
        member = desk(username)
        assert {member.get(path).status_code for path in addresses(instance, told)} == {403}


class TestForgedRoles:
    """Somebody convinces the process that a member holds every role; the keys are not convinced."""

    def crowned(self, instance: Instance, staff: Staff, username: str) -> Keyring:
        keyring = staff.keyring(instance, username)
        everything = frozenset({"intake", "children", "reviewer", "custodian", "auditor"})
        return dataclasses.replace(keyring, person=dataclasses.replace(keyring.person, roles=everything))

    @pytest.mark.parametrize("username", OUTSIDERS)
    def test_open_nothing(self, instance: Instance, staff: Staff, told: Told, username: str) -> None:
        keyring = self.crowned(instance, staff, username)
        with pytest.raises(NoKey):
            review.open_case(instance, keyring, told.case_id)
        with instance.database.reading() as uow, pytest.raises(NoKey):
            record.entries(uow, keyring)
        assert queue.queue(instance, keyring).total == 0

    @pytest.mark.parametrize("username", OUTSIDERS)
    def test_no_private_key_in_hand_opens_any_sealed_thing_of_the_case(
        self, instance: Instance, staff: Staff, told: Told, username: str
    ) -> None:
        """Every key that the member has, tried on every seal of the case, under every place it could be tried for."""
        keyring = staff.keyring(instance, username)
        privates = [keyring.identity.private, *keyring.role_keys.values()]
        sealed: list[tuple[bytes, bytes]] = []
        with instance.database.reading() as uow:
            for grant in uow.grants.find(case_id=told.case_id):
                if grant.kind is MEANT_FOR.get(username):
                    continue
                outer = places.grant_outer(told.case_id, grant.kind, grant.holder)
                inner = crypto.decrypt(instance.grant_keys.key(grant.outer_key), grant.sealed, outer)
                holders = (grant.holder, member_holder(keyring.person.id))
                sealed += [(inner, places.grant(told.case_id, grant.kind, holder)) for holder in holders]
            for document in uow.documents.find(case_id=told.case_id):
                for box in Box:
                    sealed.append((document.sealed_key, places.document_key(told.case_id, document.id, box)))
        assert len(sealed) > 8
        for private in privates:
            for ciphertext, place in sealed:
                with pytest.raises(crypto.CryptoError):
                    crypto.unseal(private, ciphertext, place)


class TestForgedRows:
    """Somebody who can write the database helps a member."""

    @pytest.mark.parametrize("username", OUTSIDERS)
    def test_a_grant_renamed_to_another_holder_does_not_open(
        self, instance: Instance, staff: Staff, told: Told, username: str
    ) -> None:
        keyring = staff.keyring(instance, username)
        mine = member_holder(keyring.person.id)
        with instance.database.writing() as uow:
            for grant in uow.grants.find(case_id=told.case_id, kind=GrantKind.CASE):
                uow.grants.delete(case_id=told.case_id, kind=grant.kind, holder=mine)
                uow.grants.add(dataclasses.replace(grant, holder=mine))
            uow.commit()
        with pytest.raises((NoKey, crypto.CryptoError)):
            review.open_case(instance, keyring, told.case_id)

    def test_a_grant_of_a_made_up_key_opens_nothing_of_the_case(
        self, instance: Instance, staff: Staff, told: Told
    ) -> None:
        """They seal a fresh case key to the member: it does not regenerate the public key that the source sealed to."""
        keyring = staff.keyring(instance, "ruslan")
        holder = member_holder(keyring.person.id)
        made_up = crypto.PrivateKey.generate()
        with instance.database.writing() as uow:
            uow.grants.add(
                grants.seal_grant(
                    instance.grant_keys, told.case_id, GrantKind.CASE, holder, keyring.person.kem, made_up.seed
                )
            )
            uow.commit()
        with pytest.raises((NoKey, crypto.CryptoError)):
            review.open_case(instance, keyring, told.case_id)

    def test_another_member_s_session_row_opens_nothing(
        self, desk: Sit, instance: Instance, staff: Staff, told: Told
    ) -> None:
        anna = staff.keyring(instance, "anna").person.id
        adam = desk("adam")
        with instance.database.writing() as uow:
            (session,) = uow.staff_sessions.find()
            uow.staff_sessions.change(session.id, member_id=anna)
            uow.commit()
        assert adam.get(f"/case/{told.case_id}").location.startswith("/sign-in")


def test_an_unassigned_reviewer_loses_the_key(desk: Sit, instance: Instance, staff: Staff, told: Told) -> None:
    rita = staff.keyring(instance, "rita")
    assignment.take_back(instance, staff.keyring(instance, "anna"), told.case_id, rita.person.id)
    with instance.database.reading() as uow, pytest.raises(NoKey):
        casefile.open_file(uow, instance, rita, told.case_id)
    assert desk("rita").get(f"/case/{told.case_id}").status_code == 403


def test_every_staff_route_says_who_may_use_it(desk: Sit) -> None:
    app = desk("anna").client.application
    for rule in app.url_map.iter_rules():
        assert access.declared(app.view_functions[rule.endpoint]), rule


def test_only_signing_in_and_out_and_health_are_open_to_all(desk: Sit) -> None:
    app = desk("anna").client.application
    public = {
        rule.rule for rule in app.url_map.iter_rules() if "public" in access.declared(app.view_functions[rule.endpoint])
    }
    assert {re.sub("<.*>", "", rule) for rule in public} == {"/sign-in", "/sign-out", "/healthz", "/static/"}
