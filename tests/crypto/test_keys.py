"""Keys keep to themselves, are compared by value, and a bad one is refused when it is made."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import crypto

SEED = bytes(range(32))
SEEDS = st.binary(min_size=32, max_size=32)
SECRETS = [crypto.PrivateKey, crypto.SigningKey, crypto.Identity, crypto.SourceKeys]


@pytest.mark.parametrize("kind", SECRETS)
@pytest.mark.parametrize("size", [0, 31, 33, 64])
def test_a_seed_has_32_bytes(kind: type, size: int) -> None:
    with pytest.raises(crypto.Malformed):
        kind(bytes(size))


@pytest.mark.parametrize("secret", [kind(SEED) for kind in SECRETS] + [crypto.Codename(SEED[:11])])
def test_no_repr_shows_a_secret(secret: object) -> None:
    shown = f"{secret!r} {secret} {vars(secret).keys()}"
    assert SEED.hex()[:8] not in shown
    assert repr(SEED[:4])[2:-1] not in shown


def test_no_repr_shows_a_public_key_at_length() -> None:
    assert len(repr(crypto.PrivateKey(SEED).public)) < 40


@pytest.mark.parametrize("kind", SECRETS)
def test_equal_by_value_and_kind(kind: type) -> None:
    other = crypto.Identity if kind is not crypto.Identity else crypto.PrivateKey
    assert kind(SEED) == kind(bytes(SEED))
    assert len({kind(SEED), kind(bytes(SEED))}) == 1
    assert kind(SEED) != kind(SEED[::-1])
    assert kind(SEED) != other(SEED)
    assert kind(SEED) != SEED


def test_keys_are_frozen() -> None:
    with pytest.raises(AttributeError):
        crypto.PrivateKey(SEED).seed = bytes(32)  # type: ignore[misc]


@pytest.mark.parametrize("kind", [crypto.PrivateKey, crypto.SigningKey, crypto.Identity])
def test_new_keys_differ(kind: type[crypto.Identity]) -> None:
    assert kind.generate() != kind.generate()


@settings(max_examples=20)
@given(SEEDS)
def test_a_public_key_survives_its_bytes(seed: bytes) -> None:
    public = crypto.PrivateKey(seed).public
    assert len(public.raw) == 1216
    assert crypto.PublicKey(public.raw) == public
    assert hash(crypto.PublicKey(public.raw)) == hash(public)


@settings(max_examples=20)
@given(SEEDS)
def test_one_seed_gives_keys_that_have_nothing_in_common(seed: bytes) -> None:
    identity, source = crypto.Identity(seed), crypto.SourceKeys(seed)
    made = [identity.private.seed, identity.signing.seed, source.mailbox.seed, source.signing.seed, source.state_key]
    assert len({seed, bytes.fromhex(source.lookup_id), *made}) == 7


GOOD = crypto.PrivateKey(SEED).public.raw


@pytest.mark.parametrize("size", [0, 32, 1184, 1215, 1217])
def test_a_public_key_has_1216_bytes(size: int) -> None:
    with pytest.raises(crypto.Malformed):
        crypto.PublicKey(GOOD.ljust(size, b"\0")[:size])


def test_a_public_key_outside_the_field_of_mlkem_is_refused() -> None:
    # FIPS 203, 7.2: coefficients are below 3,329; the first twelve bits here are 4,095.
    with pytest.raises(crypto.Malformed):
        crypto.PublicKey(b"\xff\xff" + GOOD[2:])


@pytest.mark.parametrize("point", [0, 1, 2**255 - 20, 2**255 - 19, 2**255 - 18])
def test_an_x25519_key_of_small_order_is_refused(point: int) -> None:
    with pytest.raises(crypto.Malformed):
        crypto.PublicKey(GOOD[:1184] + point.to_bytes(32, "little"))
