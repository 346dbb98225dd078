"""The key that signs for the instance: the root names it, two roles hold it, nobody else can sign."""

import dataclasses

import pytest

import crypto
from crypto import SigningKey
from intake.domain.strict import BadShape
from intake.services import chain, instance_key
from intake.services.errors import BrokenChain, NoKey
from intake.services.instance import Instance
from intake.services.instance_key import InstanceSignature, renew, sign
from intake.services.membership import load_membership
from intake.services.people import Membership
from tests.plugins.instances import INSTANCE_ID, ROOT, Staff

STRANGER = SigningKey(b"somebody who is not the root at ")


def membership(instance: Instance) -> Membership:
    with instance.database.reading() as uow:
        return load_membership(uow, instance.settings)


@pytest.mark.parametrize("who", ["anna", "boris", "alena", "artur"])
def test_the_circle_and_the_auditors_sign(instance: Instance, staff: Staff, who: str) -> None:
    signed = sign(instance.settings, staff.keyring(instance, who), b"a bundle")
    signed.check(b"a bundle", ROOT.public)
    assert InstanceSignature.from_json(signed.to_json()) == signed
    assert signed.key == membership(instance).instance_keys[-1].public


@pytest.mark.parametrize("who", ["rita", "kira", "ilona", "adam"])
def test_nobody_else_does(instance: Instance, staff: Staff, who: str) -> None:
    with pytest.raises(NoKey):
        sign(instance.settings, staff.keyring(instance, who), b"a bundle")


def test_a_seized_server_holds_no_private_half(instance: Instance, staff: Staff) -> None:
    keyring = staff.keyring(instance, "anna")
    seed = instance_key._open(instance.settings, keyring, keyring.membership.instance_keys[-1]).seed
    assert seed not in instance.settings.home.joinpath("holas.sqlite").read_bytes()


def test_another_body_another_root_or_another_key_is_found(instance: Instance, staff: Staff) -> None:
    signed = sign(instance.settings, staff.keyring(instance, "anna"), b"a bundle")
    place = crypto.bind("handed-over", INSTANCE_ID)
    own = dataclasses.replace(signed, key=STRANGER.public, signature=crypto.detached(STRANGER, b"a bundle", place))
    for wrong, body, root in (
        (signed, b"another", ROOT.public),
        (signed, b"a bundle", STRANGER.public),
        (own, b"a bundle", ROOT.public),
        (dataclasses.replace(signed, epoch=2), b"a bundle", ROOT.public),
        (dataclasses.replace(signed, instance="elsewhere"), b"a bundle", ROOT.public),
    ):
        with pytest.raises(crypto.Tampered):
            wrong.check(body, root)


@pytest.mark.parametrize("changed", [b" ", b"{}", b'{"format":"holas-signature/1"}'])
def test_a_signature_in_another_form_is_refused(changed: bytes) -> None:
    with pytest.raises(BadShape):
        InstanceSignature.from_json(changed)


def test_a_signature_is_written_in_one_way_only(instance: Instance, staff: Staff) -> None:
    data = sign(instance.settings, staff.keyring(instance, "anna"), b"a bundle").to_json()
    for other in (data + b"\n", data.replace(b'"key":"', b'"key":"x')):
        with pytest.raises(BadShape):
            InstanceSignature.from_json(other)


def test_an_instance_from_before_gets_its_key_by_the_root(instance: Instance, staff: Staff) -> None:
    with instance.database.writing() as uow:
        uow.statements.delete(number=1)
        uow.commit()
    assert membership(instance).instance_keys == ()
    with pytest.raises(NoKey):
        sign(instance.settings, staff.keyring(instance, "anna"), b"a bundle")
    with instance.database.writing() as uow:
        made = renew(uow, instance.settings, ROOT)
        uow.commit()
    assert sign(instance.settings, staff.keyring(instance, "anna"), b"a bundle").key == made.public


def test_a_second_key_signs_in_place_of_the_first(instance: Instance, staff: Staff) -> None:
    old = sign(instance.settings, staff.keyring(instance, "anna"), b"a bundle")
    with instance.database.writing() as uow:
        renew(uow, instance.settings, ROOT)
        uow.commit()
    new = sign(instance.settings, staff.keyring(instance, "anna"), b"a bundle")
    assert (old.epoch, new.epoch) == (1, 2)
    for one in (old, new):
        one.check(b"a bundle", ROOT.public)


def test_only_the_root_names_a_key(instance: Instance, staff: Staff) -> None:
    anna, boris = (staff.keyring(instance, name).identity.signing for name in ("anna", "boris"))
    with instance.database.reading() as uow:
        held = tuple(uow.statements.find())
    roles = {role: membership(instance).role_key(role) for role in instance_key.SIGNING_ROLES}
    good = instance_key.statement(2, roles, INSTANCE_ID, ROOT)
    forged = instance_key.statement(2, roles, INSTANCE_ID, STRANGER)
    for fields, signers in (
        (good, [anna, boris]),
        (good, [ROOT, anna]),
        (forged, [ROOT]),
        ({**good, "epoch": 3}, [ROOT]),
        ({**good, "key": ROOT.public.hex(), "certificate": "00" * 64}, [ROOT]),
    ):
        with pytest.raises(BrokenChain):
            chain.verify_chain((*held, chain.follow(held, fields, INSTANCE_ID, signers)), INSTANCE_ID, ROOT.public)


def test_a_key_that_is_not_the_one_named_is_not_used(instance: Instance, staff: Staff) -> None:
    keyring = staff.keyring(instance, "anna")
    (known,) = keyring.membership.instance_keys
    other = dataclasses.replace(known, public=STRANGER.public)
    with pytest.raises(NoKey):
        instance_key._open(instance.settings, keyring, other)
