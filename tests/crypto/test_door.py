"""The package has one door, and only its own errors leave by it."""

import ast
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import crypto

KEY = crypto.PrivateKey(bytes(32))
STREAM_KEY = bytes(32)
GOOD = {
    "sealed": crypto.seal(KEY.public, b"k" * 32, b"i"),
    "message": crypto.encrypt(STREAM_KEY, bytes(20_000), b"i"),
    "signed": crypto.sign(crypto.SigningKey(bytes(32)), b"body", b"i"),
    "padded": crypto.pad(b"data", 64),
    "public": KEY.public.raw,
}


def seek(data: bytes) -> None:
    reader = crypto.ChunkReader(STREAM_KEY, b"i", lambda at, length: data[at : at + length], len(data))
    reader.read(0, reader.size)


def pour(data: bytes) -> None:
    opener = crypto.StreamOpener(STREAM_KEY, b"i")
    opener.update(data)
    opener.finalize()


OPENING: dict[str, Callable[[bytes], object]] = {
    "unseal": lambda data: crypto.unseal(KEY, data, b"i"),
    "decrypt": lambda data: crypto.decrypt(STREAM_KEY, data, b"i"),
    "decrypt key": lambda data: crypto.decrypt(data, GOOD["message"], b"i"),
    "StreamOpener": pour,
    "ChunkReader": seek,
    "check_signed": lambda data: crypto.check_signed(data, b"i"),
    "check_detached": lambda data: crypto.check_detached(data[:32], data[32:96], data[96:], b"i"),
    "unpad": crypto.unpad,
    "PublicKey": crypto.PublicKey,
    "PrivateKey": crypto.PrivateKey,
    "SigningKey": lambda data: crypto.SigningKey(data).public,
    "SourceKeys": crypto.SourceKeys,
    "Codename": crypto.Codename,
    "Codename.parse": lambda data: crypto.Codename.parse(data.decode("utf-8", "surrogateescape")),
    "mentions_codename": lambda data: (
        crypto.mentions_codename(data.decode("utf-16", "surrogatepass")[:100]) if len(data) % 2 == 0 else None
    ),
    "root_hash": lambda data: crypto.root_hash([data]),
    "plaintext_size": lambda data: crypto.plaintext_size(int.from_bytes(data, "big", signed=True)),
    "padme": lambda data: crypto.padme(int.from_bytes(data, "big", signed=True)),
}


def spoiled(good: bytes) -> st.SearchStrategy[bytes]:
    """Random bytes, and good ones cut, lengthened or with a byte changed."""
    place = st.integers(0, len(good) - 1)
    return st.one_of(
        st.binary(max_size=200),
        place.map(lambda at: good[:at]),
        st.binary(min_size=1, max_size=20).map(lambda more: good + more),
        st.tuples(place, st.integers(1, 255)).map(
            lambda change: good[: change[0]] + bytes([good[change[0]] ^ change[1]]) + good[change[0] + 1 :]
        ),
    )


@pytest.mark.parametrize("name", OPENING)
@settings(max_examples=60)
@given(data=st.one_of(*(spoiled(good) for good in GOOD.values())))
@example(data=b"")
def test_only_crypto_errors_leave(name: str, data: bytes) -> None:
    try:
        OPENING[name](data)
    except crypto.CryptoError as error:
        assert str(error)  # noqa: PT017 - whether it raises depends on the data; any other class fails the test


HEADERS = st.one_of(
    st.binary(max_size=40),
    st.tuples(*[st.integers(0, 2**32 - 1)] * 3).map(
        lambda cost: b"hl01" + b"".join(number.to_bytes(4, "big") for number in cost) + bytes(100)
    ),
)


@settings(max_examples=100)
@given(HEADERS, st.text(max_size=10))
def test_only_crypto_errors_leave_a_lock(data: bytes, passphrase: str) -> None:
    with pytest.raises(crypto.CryptoError):
        crypto.unlock(data, passphrase, b"i")


def test_the_tree_of_errors_is_small() -> None:
    children = {crypto.Malformed, crypto.NoMatchingKey, crypto.Tampered, crypto.Unsupported}
    assert set(crypto.CryptoError.__subclasses__()) == children
    assert crypto.Malformed.__subclasses__() == [crypto.BadCodename]


def test_all_is_sorted_and_complete() -> None:
    source = Path(crypto.__file__).read_text(encoding="utf-8")
    imported = [name.name for node in ast.parse(source).body if isinstance(node, ast.ImportFrom) for name in node.names]
    assert sorted(imported) == sorted(crypto.__all__)
    assert len(set(imported)) == len(imported)


def test_a_programming_mistake_is_not_caught() -> None:
    with pytest.raises(TypeError):
        crypto.encrypt(STREAM_KEY, "text", b"i")  # type: ignore[arg-type]


def test_randomness_comes_through_one_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crypto._random.token", lambda n: b"\x12" * n)
    assert crypto.PrivateKey.generate().seed == b"\x12" * 32
    assert crypto.Codename.generate().entropy == b"\x12" * 11
    assert crypto.generate_key() == b"\x12" * 32
    assert crypto.lock(b"", "words", b"i")[16:32] == b"\x12" * 16
