"""Founding gives each role a key that its holders, and nobody else, can open; admission takes two who hold it."""

import dataclasses

import pytest

import crypto
from crypto import SigningKey
from intake.services import chain, places, sign_in
from intake.services.errors import BrokenChain, NoKey, NotVouched
from intake.services.found import Founder, NewMember, admit, found
from intake.services.instance import Instance
from intake.services.keyring import Keyring
from intake.services.membership import KEYED_ROLES, load_membership
from intake.services.ports import Conflict
from tests.plugins.instances import FOUNDERS, INSTANCE_ID, ROOT, Staff


def statements(instance: Instance) -> int:
    with instance.database.reading() as uow:
        return uow.statements.count()


class TestFound:
    def test_every_founder_signs_in_and_holds_their_roles(self, instance: Instance, staff: Staff) -> None:
        for founder in FOUNDERS:
            keyring = staff.keyring(instance, founder.username)
            assert keyring.person.roles == set(founder.roles)
            assert {role for role, _ in keyring.role_keys} == set(founder.roles) & set(KEYED_ROLES)

    def test_holders_of_a_role_share_its_key(self, instance: Instance, staff: Staff) -> None:
        anna, boris = staff.keyring(instance, "anna"), staff.keyring(instance, "boris")
        assert anna.role_private("intake", 1) == boris.role_private("intake", 1)
        assert anna.identity != boris.identity

    def test_roles_do_not_share_keys(self, instance: Instance, staff: Staff) -> None:
        anna = staff.keyring(instance, "anna")
        assert anna.role_private("intake", 1) != anna.role_private("children", 1)

    def test_nothing_stored_holds_a_seed_or_a_passphrase(self, instance: Instance, staff: Staff) -> None:
        keyrings = [staff.keyring(instance, founder.username) for founder in FOUNDERS]
        stored = instance.settings.home.joinpath("holas.sqlite").read_bytes()
        for keyring in keyrings:
            assert keyring.identity.seed not in stored
            assert all(key.seed not in stored for key in keyring.role_keys.values())
            assert staff.passphrase(keyring.person.username).encode() not in stored
        assert ROOT.seed not in stored

    def test_happens_once(self, instance: Instance) -> None:
        with pytest.raises(Conflict):
            found(instance.database, FOUNDERS, INSTANCE_ID, ROOT)

    def test_a_role_without_a_holder_is_refused(self, instance: Instance) -> None:
        founders = [founder for founder in FOUNDERS if "auditor" not in founder.roles]
        with pytest.raises(ValueError, match="auditor"):
            found(instance.database, founders, INSTANCE_ID, ROOT)

    def test_two_founders_of_one_name_are_refused(self, instance: Instance) -> None:
        with pytest.raises(BrokenChain):
            found(instance.database, [*FOUNDERS, Founder(" Anna", ("admin",))], INSTANCE_ID, ROOT)

    @pytest.mark.parametrize("name", ["", "  ", "x" * 65, "new\nline", "zero\N{ZERO WIDTH SPACE}width"])
    def test_unusable_names_are_refused(self, instance: Instance, name: str) -> None:
        with pytest.raises(ValueError, match="user name"):
            found(instance.database, [Founder(name, ("admin",))], INSTANCE_ID, ROOT)

    def test_a_passphrase_does_not_show(self) -> None:
        assert "secret words" not in repr(NewMember("anna", ("intake",), "secret words"))


class TestAdmit:
    def test_two_holders_admit_a_third_who_opens_the_role(self, instance: Instance, staff: Staff) -> None:
        sponsors = [staff.keyring(instance, "anna"), staff.keyring(instance, "boris")]
        new = admit(instance, sponsors, "Yana", ("intake",))
        assert new.username == "yana"
        ticket = sign_in.sign_in(instance, "yana", new.passphrase, known_device=False)
        keyring = sign_in.resume(instance, ticket.session_id, ticket.secret)
        assert keyring.role_private("intake", 1) == sponsors[0].role_private("intake", 1)
        assert not keyring.has("children")

    def test_hands_over_every_epoch(self, instance: Instance, staff: Staff) -> None:
        sponsors = [_next_epoch(instance, staff, name) for name in ("anna", "boris")]
        new = admit(instance, sponsors, "yana", ("intake",))
        ticket = sign_in.sign_in(instance, "yana", new.passphrase, known_device=False)
        assert set(sign_in.resume(instance, ticket.session_id, ticket.secret).role_keys) == {
            ("intake", 1),
            ("intake", 2),
        }

    @pytest.mark.parametrize(
        ("sponsors", "roles"),
        [
            (["anna"], ["intake"]),
            (["anna", "anna"], ["intake"]),
            (["anna", "rita"], ["intake"]),
            (["anna", "boris"], ["reviewer"]),
            (["adam", "rita"], ["admin"]),
        ],
    )
    def test_others_cannot(self, instance: Instance, staff: Staff, sponsors: list[str], roles: list[str]) -> None:
        with pytest.raises(NotVouched):
            admit(instance, [staff.keyring(instance, name) for name in sponsors], "mole", roles)
        assert statements(instance) == 2
        with instance.database.reading() as uow:
            assert uow.members.count(username="mole") == 0

    def test_nobody_hands_over_a_key_they_do_not_hold(self, instance: Instance, staff: Staff) -> None:
        sponsors = [staff.keyring(instance, "anna"), staff.keyring(instance, "boris")]
        with pytest.raises(NoKey):
            admit(instance, sponsors, "mole", ["auditor"])

    def test_the_root_helps_where_there_are_no_two(self, instance: Instance, staff: Staff) -> None:
        adam = staff.keyring(instance, "adam")
        with pytest.raises(NotVouched):
            admit(instance, [adam], "ada", ["admin"], root=SigningKey(bytes(32)))
        admit(instance, [adam], "ada", ["admin"], root=ROOT)
        with instance.database.reading() as uow:
            assert load_membership(uow, instance.settings).named("ada").roles == {"admin"}

    def test_a_taken_name_is_refused(self, instance: Instance, staff: Staff) -> None:
        sponsors = [staff.keyring(instance, "anna"), staff.keyring(instance, "boris")]
        with pytest.raises(NotVouched):
            admit(instance, sponsors, "kira", ["intake"])


def _next_epoch(instance: Instance, staff: Staff, name: str) -> Keyring:
    """Start epoch 2 of the intake circle's key if need be, and hand it to this member."""
    new = crypto.PrivateKey(b"second intake key, made in tests")
    with instance.database.writing() as uow:
        held = uow.statements.find()
        if len(held) == 2:
            signers = [staff.keyring(instance, who).identity.signing for who in ("anna", "boris")]
            fields = {"kind": "epoch", "role": "intake", "epoch": 2, "key": new.public.raw.hex()}
            uow.statements.add(chain.follow(held, fields, INSTANCE_ID, signers))
        person = staff.keyring(instance, name).person
        row = uow.role_keys.get("intake", 1, person.id)
        assert row is not None
        sealed = crypto.seal(person.kem, new.seed, places.role_key("intake", 2, person.id))
        uow.role_keys.add(dataclasses.replace(row, epoch=2, sealed=sealed))
        uow.commit()
    return staff.keyring(instance, name)
