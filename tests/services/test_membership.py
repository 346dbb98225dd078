"""The membership chain vouches for exactly what two holders of a role, or the root, have signed."""

import dataclasses
import json
from collections.abc import Callable, Mapping, Sequence

import pytest

import crypto
from crypto import Identity, PrivateKey, SigningKey
from intake.domain.entities import Statement
from intake.services import chain, places
from intake.services.errors import BrokenChain, NotVouched
from intake.services.instance import Instance
from intake.services.membership import KEYED_ROLES, Membership, load_membership

ROOT = SigningKey(bytes(31) + b"R")
HERE = "aa" * 16
ELSEWHERE = "bb" * 16


def identity(name: str) -> Identity:
    return Identity(name.encode().ljust(32, b"."))


def stated(name: str, *roles: str) -> dict[str, object]:
    keys = identity(name)
    return {
        "id": name,
        "username": name,
        "kem": keys.private.public.raw.hex(),
        "signing": keys.signing.public.hex(),
        "roles": sorted(roles),
    }


def role_seed(role: str, epoch: int = 1) -> PrivateKey:
    return PrivateKey(f"{role} {epoch}".encode().ljust(32, b"."))


def role_public(role: str, epoch: int = 1) -> dict[str, object]:
    return {"role": role, "epoch": epoch, "key": role_seed(role, epoch).public.raw.hex()}


def founding(*, instance: str = HERE, root: SigningKey = ROOT, **changed: object) -> Statement:
    fields = {
        "kind": "found",
        "members": [
            stated("anna", "intake"),
            stated("boris", "intake"),
            stated("vera", "intake", "children"),
            stated("kira", "custodian"),
            stated("alena", "auditor"),
            stated("artur", "auditor"),
        ],
        "role_keys": [role_public(role) for role in KEYED_ROLES],
    }
    return chain.write(0, {**fields, **changed}, instance, [root])


def verified(statements: Sequence[Statement], instance: str = HERE, root: SigningKey = ROOT) -> Membership:
    return chain.verify_chain(tuple(statements), instance, root.public)


def said(statements: Sequence[Statement], fields: Mapping[str, object], *signers: str | SigningKey) -> list[Statement]:
    keys = [signer if isinstance(signer, SigningKey) else identity(signer).signing for signer in signers]
    return [*statements, chain.follow(statements, fields, HERE, keys)]


def admit(name: str, *roles: str) -> dict[str, object]:
    return {"kind": "admit", "member": stated(name, *roles)}


def remove(name: str) -> dict[str, object]:
    return {"kind": "remove", "member": name}


FOUNDED = (founding(),)


def refused(statements: Sequence[Statement], **where: object) -> None:
    with pytest.raises(BrokenChain):
        verified(statements, **where)  # type: ignore[arg-type]


class TestFounding:
    def test_states_people_roles_and_keys(self) -> None:
        membership = verified(FOUNDED)
        assert [person.username for person in membership.people("intake")] == ["anna", "boris", "vera"]
        assert membership.person("kira").kem == identity("kira").private.public
        assert membership.role_key("auditor").key == role_seed("auditor").public
        assert membership.role_key("auditor").epoch == 1

    @pytest.mark.parametrize("root", [SigningKey(bytes(32)), identity("anna").signing])
    def test_by_anyone_but_the_root_is_refused(self, root: SigningKey) -> None:
        refused((founding(root=root),))

    def test_signed_by_another_beside_the_root_is_refused(self) -> None:
        fields = {name: value for name, value in json.loads(FOUNDED[0].body).items() if name in {"kind", "members"}}
        keys = [role_public(role) for role in KEYED_ROLES]
        signers = [ROOT, identity("anna").signing]
        refused((chain.write(0, {**fields, "role_keys": keys}, HERE, signers),))

    def test_of_another_instance_is_refused(self) -> None:
        refused((founding(instance=ELSEWHERE),))
        refused(FOUNDED, instance=ELSEWHERE)

    def test_without_a_key_for_every_role_is_refused(self) -> None:
        refused((founding(role_keys=[role_public(role) for role in KEYED_ROLES[:-1]]),))

    def test_with_a_later_epoch_first_is_refused(self) -> None:
        refused((founding(role_keys=[role_public(role, 2) for role in KEYED_ROLES]),))

    def test_nothing_at_all_is_refused(self) -> None:
        refused(())

    @pytest.mark.parametrize(
        "members",
        [
            [stated("anna", "intake"), stated("anna", "intake")],
            [stated("anna", "intake"), {**stated("boris", "intake"), "username": "anna"}],
            [stated("anna", "intake"), {**stated("boris", "intake"), "kem": stated("anna")["kem"]}],
            [stated("anna", "intake"), {**stated("boris", "intake"), "signing": stated("anna")["signing"]}],
            [{**stated("anna", "intake"), "signing": ROOT.public.hex()}],
            [stated("anna")],
            [stated("anna", "emperor")],
            [{**stated("anna", "intake"), "roles": ["intake", "intake"]}],
            [{**stated("anna", "intake"), "username": ""}],
            [{**stated("anna", "intake"), "username": 7}],
            [{**stated("anna", "intake"), "more": 1}],
            [{**stated("anna", "intake"), "kem": "00" * 1216}],
            "anna",
        ],
    )
    def test_of_unusable_members_is_refused(self, members: object) -> None:
        refused((founding(members=members),))


class TestAdmission:
    def test_by_two_holders_of_the_role(self) -> None:
        membership = verified(said(FOUNDED, admit("yana", "intake"), "anna", "boris"))
        assert "intake" in membership.person("yana").roles

    @pytest.mark.parametrize(
        "signers",
        [
            [],
            ["anna"],
            ["anna", "alena"],
            ["alena", "artur"],
            ["anna", "anna"],
            ["anna", "boris", "anna"],
            ["anna", "yana"],
            ["anna", ROOT],
            [ROOT],
            ["anna", "boris", "stranger"],
        ],
        ids=str,
    )
    def test_by_others_is_refused(self, signers: list[str | SigningKey]) -> None:
        refused(said(FOUNDED, admit("yana", "intake"), *signers))

    def test_into_two_roles_needs_two_holders_of_each(self) -> None:
        refused(said(FOUNDED, admit("yana", "intake", "auditor"), "anna", "boris"))
        refused(said(FOUNDED, admit("yana", "intake", "auditor"), "anna", "alena"))
        verified(said(FOUNDED, admit("yana", "intake", "auditor"), "anna", "boris", "alena", "artur"))

    def test_into_a_role_without_two_holders_is_the_roots(self) -> None:
        refused(said(FOUNDED, admit("yana", "custodian"), "kira"))
        refused(said(FOUNDED, admit("yana", "custodian"), "anna", "boris"))
        verified(said(FOUNDED, admit("yana", "custodian"), ROOT))
        verified(said(FOUNDED, admit("yana", "custodian"), "kira", ROOT))

    def test_counts_the_new_member_as_holder_afterwards(self) -> None:
        two = said(FOUNDED, admit("yana", "custodian"), ROOT)
        refused(said(two, admit("zoya", "custodian"), ROOT))
        verified(said(two, admit("zoya", "custodian"), "kira", "yana"))

    @pytest.mark.parametrize("name", ["id", "username", "kem", "signing"])
    def test_under_what_another_member_has_is_refused(self, name: str) -> None:
        member = {**stated("yana", "intake"), name: stated("alena")[name]}
        refused(said(FOUNDED, {"kind": "admit", "member": member}, "anna", "boris"))

    def test_of_somebody_removed_under_the_same_keys_is_refused(self) -> None:
        gone = said(FOUNDED, remove("vera"), "anna", "boris", ROOT)
        refused(said(gone, admit("vera", "intake"), "anna", "boris"))
        member = {**stated("vera2", "intake"), "username": "vera"}
        verified(said(gone, {"kind": "admit", "member": member}, "anna", "boris"))


class TestRoles:
    def test_are_granted_by_two_holders(self) -> None:
        fields = {"kind": "grant_role", "member": "kira", "role": "intake"}
        assert "intake" in verified(said(FOUNDED, fields, "anna", "boris")).person("kira").roles
        refused(said(FOUNDED, fields, "anna", "kira"))
        refused(said(FOUNDED, {**fields, "member": "anna"}, "boris", "vera"))
        refused(said(FOUNDED, {**fields, "role": "emperor"}, "anna", "boris"))

    def test_are_revoked_by_two_others(self) -> None:
        fields = {"kind": "revoke_role", "member": "vera", "role": "intake"}
        assert verified(said(FOUNDED, fields, "anna", "boris")).person("vera").roles == {"children"}
        refused(said(FOUNDED, fields, "anna", "vera"))
        refused(said(FOUNDED, {**fields, "role": "auditor"}, "alena", "artur"))

    def test_are_not_revoked_to_the_last(self) -> None:
        refused(said(FOUNDED, {"kind": "revoke_role", "member": "boris", "role": "intake"}, "anna", "vera"))


class TestRemoval:
    def test_by_two_others_of_each_role(self) -> None:
        membership = verified(said(FOUNDED, remove("boris"), "anna", "vera"))
        with pytest.raises(NotVouched):
            membership.person("boris")

    def test_of_one_of_two_holders_is_the_roots(self) -> None:
        refused(said(FOUNDED, remove("artur"), "alena"))
        refused(said(FOUNDED, remove("artur"), "alena", "artur"))
        verified(said(FOUNDED, remove("artur"), "alena", ROOT))

    def test_needs_every_role_of_the_member(self) -> None:
        refused(said(FOUNDED, remove("vera"), "anna", "boris"))
        verified(said(FOUNDED, remove("vera"), "anna", "boris", ROOT))

    def test_ends_speaking_but_not_having_spoken(self) -> None:
        key = identity("boris").signing.public
        assert verified(FOUNDED).speaker(key).username == "boris"
        membership = verified(said(FOUNDED, remove("boris"), "anna", "vera"))
        with pytest.raises(NotVouched):
            membership.speaker(key)
        assert membership.ever(key).username == "boris"

    def test_ends_signing_for_others(self) -> None:
        gone = said(FOUNDED, remove("boris"), "anna", "vera")
        refused(said(gone, admit("yana", "intake"), "anna", "boris"))

    def test_of_a_stranger_is_refused(self) -> None:
        refused(said(FOUNDED, remove("nobody"), "anna", "boris"))


class TestEpochs:
    def test_follow_one_another(self) -> None:
        second = said(FOUNDED, {"kind": "epoch", **role_public("intake", 2)}, "anna", "boris")
        membership = verified(second)
        assert membership.role_key("intake").epoch == 2
        assert [key.key for key in membership.role_keys("intake")] == [
            role_seed("intake").public,
            role_seed("intake", 2).public,
        ]

    @pytest.mark.parametrize("epoch", [0, 1, 3])
    def test_out_of_order_are_refused(self, epoch: int) -> None:
        refused(said(FOUNDED, {"kind": "epoch", **role_public("intake", epoch)}, "anna", "boris"))

    def test_of_a_role_without_keys_are_refused(self) -> None:
        refused(said(FOUNDED, {"kind": "epoch", **role_public("admin", 1)}, ROOT))

    def test_by_others_are_refused(self) -> None:
        refused(said(FOUNDED, {"kind": "epoch", **role_public("intake", 2)}, "anna", "alena"))


def _swapped(statements: list[Statement]) -> list[Statement]:
    return [statements[0], statements[2], statements[1]]


def _skipped(statements: list[Statement]) -> list[Statement]:
    return [statements[0], statements[2]]


def _renumbered(statements: list[Statement]) -> list[Statement]:
    return [statements[0], dataclasses.replace(statements[2], number=1)]


def _repeated(statements: list[Statement]) -> list[Statement]:
    return [*statements[:2], dataclasses.replace(statements[1], number=2)]


def _reworded(statements: list[Statement]) -> list[Statement]:
    body = statements[1].body.replace(b'"yana"', b'"mole"')
    return [statements[0], dataclasses.replace(statements[1], body=body)]


def _spaced(statements: list[Statement]) -> list[Statement]:
    body = json.dumps(json.loads(statements[1].body)).encode()
    return [statements[0], dataclasses.replace(statements[1], body=body)]


def _respaced(statements: list[Statement]) -> list[Statement]:
    spaced = statements[0].signatures.replace(b":", b": ")
    return [dataclasses.replace(statements[0], signatures=spaced), *statements[1:]]


def _reordered(statements: list[Statement]) -> list[Statement]:
    """The same statement under the same signatures in another order: what follows no longer links to it."""
    turned = chain.canonical(json.loads(statements[1].signatures)[::-1])
    return [statements[0], dataclasses.replace(statements[1], signatures=turned), statements[2]]


def _replaced(statements: list[Statement]) -> list[Statement]:
    """Another statement that the same two really signed for this place: what follows was not said after it."""
    return [*said(statements[:1], admit("zoya", "intake"), "anna", "boris"), statements[2]]


def _displaced(statements: list[Statement]) -> list[Statement]:
    """Signed for this instance, but saying that it is another's."""
    body = statements[1].body.replace(HERE.encode(), ELSEWHERE.encode())
    place = places.statement(HERE, 1)
    keys = [identity(name).signing for name in ("anna", "boris")]
    signed = [{"signer": key.public.hex(), "signature": crypto.detached(key, body, place).hex()} for key in keys]
    return [statements[0], Statement(1, body, chain.canonical(signed))]


def _unsigned(statements: list[Statement]) -> list[Statement]:
    return [statements[0], dataclasses.replace(statements[1], signatures=b"[]")]


def _borrowed(statements: list[Statement]) -> list[Statement]:
    return [statements[0], dataclasses.replace(statements[1], signatures=statements[2].signatures)]


def _nonsense(statements: list[Statement]) -> list[Statement]:
    return [statements[0], dataclasses.replace(statements[1], body=b"[" * 100_000)]


TAMPER = [
    _respaced,
    _reordered,
    _replaced,
    _displaced,
    _swapped,
    _skipped,
    _renumbered,
    _repeated,
    _reworded,
    _spaced,
    _unsigned,
    _borrowed,
    _nonsense,
]


class TestTampering:
    @pytest.mark.parametrize("tamper", TAMPER)
    def test_is_refused(self, tamper: Callable[[list[Statement]], list[Statement]]) -> None:
        whole = said(said(FOUNDED, admit("yana", "intake"), "anna", "boris"), remove("boris"), "anna", "vera")
        verified(whole)
        refused(tamper(whole))

    def test_a_statement_of_another_instance_with_the_same_people_is_refused(self) -> None:
        there = (founding(instance=ELSEWHERE),)
        signers = [identity("anna").signing, identity("boris").signing]
        foreign = chain.follow(there, admit("yana", "intake"), ELSEWHERE, signers)
        refused([*FOUNDED, foreign])

    def test_a_foreign_signature_over_the_same_words_is_refused(self) -> None:
        fields = {**admit("yana", "intake"), "previous": json.loads(said(FOUNDED, remove("kira"))[1].body)["previous"]}
        signers = [identity("anna").signing, identity("boris").signing]
        verified([*FOUNDED, chain.write(1, fields, HERE, signers)])
        foreign = chain.write(1, fields, ELSEWHERE, signers)
        own = chain.write(1, fields, HERE, signers)
        refused([*FOUNDED, dataclasses.replace(own, signatures=foreign.signatures)])

    def test_an_unknown_kind_is_refused(self) -> None:
        refused(said(FOUNDED, {"kind": "crown", "member": "anna"}, "anna", "boris", ROOT))

    def test_a_missing_field_is_refused(self) -> None:
        refused(said(FOUNDED, {"kind": "remove"}, "anna", "boris", ROOT))


class TestLookups:
    def test_a_speaker_must_hold_the_role(self) -> None:
        membership = verified(FOUNDED)
        key = identity("alena").signing.public
        assert membership.speaker(key, role="auditor").id == "alena"
        with pytest.raises(NotVouched):
            membership.speaker(key, role="intake")

    def test_strangers_are_not_vouched_for(self) -> None:
        membership = verified(FOUNDED)
        with pytest.raises(NotVouched):
            membership.ever(bytes(32))
        with pytest.raises(NotVouched):
            membership.named("nobody")
        with pytest.raises(NotVouched):
            membership.known("nobody")
        with pytest.raises(NotVouched):
            membership.role_key("admin")
        assert membership.role_keys("admin") == []

    def test_names_find_people(self) -> None:
        assert verified(FOUNDED).named("vera").id == verified(FOUNDED).known("vera").id == "vera"
        assert len(verified(FOUNDED).people()) == 6


class TestStored:
    def test_the_stored_chain_vouches_for_the_founders(self, instance: Instance) -> None:
        with instance.database.reading() as uow:
            membership = load_membership(uow, instance.settings)
        assert [person.username for person in membership.people("custodian")] == ["kira", "kosta"]

    def test_another_root_in_the_settings_refuses_it(self, instance: Instance) -> None:
        settings = dataclasses.replace(instance.settings, root_key=SigningKey(bytes(32)).public)
        with instance.database.reading() as uow, pytest.raises(BrokenChain):
            load_membership(uow, settings)

    def test_whoever_writes_the_database_cannot_promote_anybody(self, instance: Instance) -> None:
        with instance.database.writing() as uow:
            first = uow.statements.get(0)
            assert first is not None
            uow.statements.change(0, body=first.body.replace(b'"reviewer"', b'"intake"'))
            uow.commit()
        with instance.database.reading() as uow, pytest.raises(BrokenChain):
            load_membership(uow, instance.settings)

    def test_an_unchanged_chain_is_verified_once(self, instance: Instance) -> None:
        chain.verify_chain.cache_clear()
        for _ in range(3):
            with instance.database.reading() as uow:
                load_membership(uow, instance.settings)
        assert chain.verify_chain.cache_info().misses == 1
