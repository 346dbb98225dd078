"""A signature holds for one signer, one place and one body."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import crypto

KEY = crypto.SigningKey(bytes(32))
INFO = crypto.bind("document-header", "case", "document")
SIGNED = crypto.sign(KEY, b"I saw it.", INFO)
# The field and the curve constant of RFC 8032, 5.1.
P = 2**255 - 19
D = -121665 * pow(121666, -1, P) % P


@given(st.binary(max_size=300), st.binary(max_size=60))
def test_round_trip(body: bytes, info: bytes) -> None:
    signed = crypto.sign(KEY, body, info)
    assert crypto.check_signed(signed, info) == crypto.Signed(KEY.public, body)
    assert signed == KEY.public + crypto.detached(KEY, body, info) + body


def test_any_byte_changed() -> None:
    for at in range(len(SIGNED)):
        changed = bytearray(SIGNED)
        changed[at] ^= 1 << at % 8
        with pytest.raises(crypto.Tampered):
            crypto.check_signed(bytes(changed), INFO)


def test_another_place() -> None:
    with pytest.raises(crypto.Tampered):
        crypto.check_signed(SIGNED, INFO + b"\0")


def test_info_and_body_do_not_run_into_each_other() -> None:
    with pytest.raises(crypto.Tampered):
        crypto.check_detached(KEY.public, crypto.detached(KEY, b"bc", b"a"), b"c", b"ab")


@pytest.mark.parametrize("length", [0, 32, 95])
def test_too_short_to_be_signed(length: int) -> None:
    with pytest.raises(crypto.Malformed):
        crypto.check_signed(SIGNED[:length], INFO)


@pytest.mark.parametrize(("public", "signature"), [(31, 64), (33, 64), (32, 63), (32, 65), (0, 0)])
def test_sizes_of_a_detached_signature(public: int, signature: int) -> None:
    with pytest.raises(crypto.Malformed):
        crypto.check_detached(bytes(public), bytes(signature), b"body", INFO)


def small_order() -> list[bytes]:
    """Every encoding whose point has an order dividing 8: both signs, and the second spelling where it fits."""
    root = pow(1 + D, (P + 3) // 8, P)
    square = root if root * root % P == (1 + D) % P else root * pow(2, (P - 1) // 4, P) % P
    # Doubling a point of order 8 gives y = 0: d y^4 + 2 y^2 = 1, a quadratic in y^2.
    squares = [(-1 + sign * square) * pow(D, -1, P) % P for sign in (1, -1)]
    eighths = [y for y in map(square_root, squares) if y is not None]
    plain = [0, 1, P - 1, *eighths, *(P - y for y in eighths), P, P + 1]
    return [(y | sign << 255).to_bytes(32, "little") for y in plain for sign in (0, 1)]


def square_root(square: int) -> int | None:
    root = pow(square, (P + 3) // 8, P)
    candidates = (root, root * pow(2, (P - 1) // 4, P) % P)
    return next((y for y in candidates if y * y % P == square), None)


@pytest.mark.parametrize("public", small_order(), ids=bytes.hex)
def test_keys_of_small_order_sign_nothing(public: bytes) -> None:
    # Under a key of order 1, 2, 4 or 8, one in as many of these signatures would hold for any body.
    for body in range(16):
        with pytest.raises(crypto.Tampered, match="no honest signer"):
            crypto.check_detached(public, b"\x01" + bytes(63), bytes([body]), INFO)


def test_all_points_of_small_order_are_tried() -> None:
    assert len(set(small_order())) == 14


def test_the_body_is_not_shown() -> None:
    assert "saw" not in repr(crypto.check_signed(SIGNED, INFO))
