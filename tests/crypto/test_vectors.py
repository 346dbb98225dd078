"""Every vector file against the package: made elsewhere, one failure a file, and counted."""

import ast
import base64
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

import crypto

FOLDER = Path(__file__).parent / "vectors"
# A glob that finds nothing would pass every test: the numbers are stated.
COUNTS = {
    "bind": 1,
    "codename": 14,
    "derive": 1,
    "identity": 1,
    "lock": 20,
    "padding": 8,
    "record": 9,
    "seal": 19,
    "signed": 13,
    "source": 2,
    "stream": 25,
    "xwing": 3,
}


@dataclass(frozen=True)
class Vector:
    name: str
    header: dict[str, str]
    body: bytes

    def data(self, key: str) -> bytes:
        return bytes.fromhex(self.header[key])


def read(path: Path) -> Vector:
    head, body = path.read_text(encoding="utf-8").split("\n\n", 1)
    header = {key: value.strip() for key, _, value in (line.partition(":") for line in head.splitlines())}
    return Vector(path.stem, header, base64.b64decode(body))


VECTORS = [read(path) for path in sorted(FOLDER.glob("*.txt"))]


def test_there_are_as_many_vectors_as_were_made() -> None:
    assert Counter(vector.header["what"] for vector in VECTORS) == COUNTS


def test_failures_of_every_kind_are_expected_somewhere() -> None:
    expected = {vector.header["expect"] for vector in VECTORS}
    assert expected == {"ok", "Malformed", "Unsupported", "NoMatchingKey", "Tampered", "BadCodename"}


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda path: path.name)
def test_the_generators_do_not_know_the_package(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    plain = [name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names]
    parents = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert {name.split(".")[0] for name in plain + parents}.isdisjoint({"crypto", "intake", ""})


def sealed(vector: Vector) -> None:
    key = crypto.PrivateKey(vector.data("seed"))
    assert crypto.unseal(key, vector.body, vector.data("info")) == vector.data("plaintext")


def xwing(vector: Vector) -> None:
    assert crypto.PrivateKey(vector.data("seed")).public == crypto.PublicKey(vector.body)


def stream(vector: Vector) -> None:
    key, context, length = vector.data("key"), vector.data("context"), int(vector.header["length"])
    assert len(crypto.decrypt(key, vector.body, context)) == length


def signed(vector: Vector) -> None:
    checked = crypto.check_signed(vector.body, vector.data("info"))
    assert (checked.signer, checked.body) == (vector.data("signer"), vector.body[96:])


def lock(vector: Vector) -> None:
    opened = crypto.unlock(vector.body, vector.header["passphrase"], vector.data("info"))
    assert opened == vector.data("secret")


def codename(vector: Vector) -> None:
    assert crypto.Codename.parse(vector.body.decode()) == crypto.Codename(vector.data("entropy"))


def source(vector: Vector) -> None:
    keys = crypto.SourceKeys.derive(crypto.Codename(vector.data("entropy")), vector.data("salt"))
    assert keys.root == vector.body
    assert keys.lookup_id == vector.header["lookup"]
    assert keys.mailbox.seed == vector.data("mailbox")
    assert keys.signing.seed == vector.data("signing")
    assert keys.state_key == vector.data("state")


def identity(vector: Vector) -> None:
    one = crypto.Identity(vector.body)
    assert one.private.seed == vector.data("private")
    assert one.signing.seed == vector.data("signing")


def derive(vector: Vector) -> None:
    assert crypto.derive_key(vector.data("secret"), vector.data("info")) == vector.body


def bind(vector: Vector) -> None:
    header = vector.header
    assert crypto.bind(header["purpose"], header["text"], vector.data("data"), header["empty"]) == vector.body


def padding(vector: Vector) -> None:
    assert crypto.unpad(vector.body) == vector.data("data")
    assert crypto.pad(vector.data("data"), int(vector.header["minimum"])) == vector.body


def record(vector: Vector) -> None:
    entries = vector.header["entries"].split(",")[: int(vector.header["count"])]
    assert crypto.root_hash(crypto.leaf_hash(bytes.fromhex(entry)) for entry in entries) == vector.body


CHECKS: dict[str, Callable[[Vector], None]] = {
    "bind": bind,
    "codename": codename,
    "derive": derive,
    "identity": identity,
    "lock": lock,
    "padding": padding,
    "record": record,
    "seal": sealed,
    "signed": signed,
    "source": source,
    "stream": stream,
    "xwing": xwing,
}


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.name)
def test_vector(vector: Vector) -> None:
    check, expected = CHECKS[vector.header["what"]], vector.header["expect"]
    if expected == "ok":
        check(vector)
        return
    with pytest.raises(crypto.CryptoError) as caught:
        check(vector)
    assert type(caught.value).__name__ == expected


def of(what: str) -> list[Vector]:
    return [vector for vector in VECTORS if vector.header["what"] == what]


@pytest.mark.parametrize("vector", of("stream"), ids=lambda vector: vector.name)
def test_random_access_refuses_what_streaming_refuses(vector: Vector) -> None:
    key, context = vector.data("key"), vector.data("context")

    def read_all() -> bytes:
        body = vector.body
        reader = crypto.ChunkReader(key, context, lambda at, length: body[at : at + length], len(body))
        return reader.read(0, reader.size)

    if vector.header["expect"] == "ok":
        assert read_all() == crypto.decrypt(key, vector.body, context)
        return
    with pytest.raises(crypto.CryptoError) as caught:
        read_all()
    assert type(caught.value).__name__ == vector.header["expect"]


@pytest.mark.parametrize("vector", of("stream"), ids=lambda vector: vector.name)
def test_byte_by_byte_gives_the_same(vector: Vector) -> None:
    key, context = vector.data("key"), vector.data("context")

    def opened() -> bytes:
        opener = crypto.StreamOpener(key, context)
        pieces = [opener.update(vector.body[at : at + 7]) for at in range(0, len(vector.body), 7)]
        return b"".join(pieces) + opener.finalize()

    if vector.header["expect"] == "ok":
        assert opened() == crypto.decrypt(key, vector.body, context)
        return
    with pytest.raises(crypto.CryptoError):
        opened()


SUGGESTING = [vector for vector in of("codename") if "suggested" in vector.header]


@pytest.mark.parametrize("vector", SUGGESTING, ids=lambda vector: vector.name)
def test_suggestions_hold_what_was_meant(vector: Vector) -> None:
    with pytest.raises(crypto.BadCodename) as caught:
        codename(vector)
    meant = crypto.Codename(vector.data("entropy")).words()
    assert (meant in caught.value.suggestions) == (vector.header["suggested"] == "yes")
