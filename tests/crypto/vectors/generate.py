"""Makes the vectors of streams, signatures and locks, from standards and libraries alone.

It imports nothing from `crypto`. Run `python tests/crypto/vectors/generate.py`; the same bytes come out every time.
One failure a file. generate_words.py makes the codenames and small things, generate.mjs X-Wing and HPKE.
"""

import hashlib
import hmac

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from writing import changed, drawn, prefixed, write

CHUNK = 16_384
SEALED = CHUNK + 16
ED25519_ORDER = 2**252 + 27742317777372353535851937790883648493


def expand_sha512(key: bytes, info: bytes, length: int) -> bytes:
    """RFC 5869, the second half alone."""
    block, out = b"", b""
    for number in range(1, length // 64 + 2):
        block = hmac.digest(key, block + info + bytes([number]), "sha512")
        out += block
    return out[:length]


# Streams: the C2SP text, written down once more.


class Message:
    """A Cobblestone-256 message, chunk by chunk."""

    def __init__(self, key: bytes, context: bytes, salt: bytes) -> None:
        info = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\x00" + salt + context
        derived = expand_sha512(key, info, 76)
        self.cipher = AESGCM(derived[:32])
        self.base_nonce = derived[32:44]
        self.header = salt + derived[44:]

    def chunk(self, number: int, plaintext: bytes) -> bytes:
        counter = number.to_bytes(12, "big")
        nonce = bytes(a ^ b for a, b in zip(self.base_nonce, counter, strict=True))
        return self.cipher.encrypt(nonce, plaintext, None)

    def whole(self, plaintext: bytes) -> bytes:
        pieces = [plaintext[at : at + CHUNK] for at in range(0, len(plaintext) + 1, CHUNK)]
        return self.header + b"".join(self.chunk(number, piece) for number, piece in enumerate(pieces))


def streams() -> None:
    key, context = drawn("stream key", 32), drawn("stream context", 50)
    message = Message(key, context, drawn("stream salt", 24))

    def vector(name: str, expect: str, about: str, body: bytes, length: int, used: bytes = key) -> None:
        header = {"about": about, "key": used.hex(), "context": context.hex(), "length": str(length)}
        write(f"stream-{name}", body, what="stream", expect=expect, **header)

    for length in (0, 1, CHUNK - 1, CHUNK, CHUNK + 1):
        vector(f"ok-{length}", "ok", f"{length} bytes", message.whole(drawn("plaintext", length)), length)
    short = message.whole(drawn("plaintext", 100))
    vector("other-key", "NoMatchingKey", "another key", short, 100, drawn("another key", 32))
    vector("short-key", "Malformed", "a key of 16 bytes", short, 100, key[:16])
    elsewhere = Message(key, drawn("another context", 50), drawn("stream salt", 24))
    vector("other-context", "NoMatchingKey", "written for another place", elsewhere.whole(drawn("plaintext", 100)), 100)
    vector("changed-salt", "NoMatchingKey", "first byte of the salt changed", changed(short, 0), 100)
    vector("changed-commitment", "NoMatchingKey", "last byte of the commitment changed", changed(short, 55), 100)
    vector("changed-chunk", "Tampered", "first byte of the only chunk changed", changed(short, 56), 100)
    vector("changed-tag", "Tampered", "last byte changed", changed(short, -1), 100)
    vector("cut-byte", "Tampered", "last byte missing", short[:-1], 99)
    vector("longer", "Tampered", "one byte too many", short + b"\x00", 101)
    misnumbered = message.header + message.chunk(1, b"x")
    vector("wrong-number", "Tampered", "the only chunk carries the number 1", misnumbered, 1)
    vector("no-chunk", "Malformed", "a header and nothing else", short[:56], 0)
    vector("cut-header", "Malformed", "cut in the header", short[:55], 0)
    vector("cut-tag", "Malformed", "cut inside the only tag", short[: 56 + 15], 0)
    vector("nothing", "Malformed", "no bytes at all", b"", 0)
    uncommitted = Message(key, context, drawn("stream salt", 24))
    uncommitted.header = uncommitted.header[:24] + bytes(32)
    vector("no-commitment", "NoMatchingKey", "right chunks under a commitment of zeros", uncommitted.whole(b"x"), 1)
    two = message.whole(drawn("plaintext", CHUNK + 1))
    vector("last-chunk-cut", "Malformed", "last chunk missing, so the end is a full chunk", two[: 56 + SEALED], CHUNK)
    vector("first-chunk-cut", "Tampered", "first chunk missing", two[:56] + two[56 + SEALED :], 1)
    full = message.header + message.chunk(0, bytes(CHUNK)) + message.chunk(0, b"")
    vector("number-twice", "Tampered", "two chunks with the number 0", full, CHUNK)
    swapped = message.header + message.chunk(1, bytes(CHUNK)) + message.chunk(0, b"x")
    vector("swapped", "Tampered", "the two chunks carry each other's number", swapped, CHUNK + 1)
    changed_first = changed(two, 56 + 100)
    vector("changed-first-chunk", "Tampered", "a byte of the first of two chunks changed", changed_first, CHUNK + 1)


# Signatures


def signatures() -> None:
    key = Ed25519PrivateKey.from_private_bytes(drawn("signing seed", 32))
    public = key.public_key().public_bytes_raw()
    info, body = drawn("signature info", 30), b"I was there."

    def signed(info: bytes, body: bytes) -> bytes:
        return key.sign(prefixed(b"holas/1", b"signature", info, hashlib.sha256(body).digest()))

    def vector(name: str, expect: str, about: str, data: bytes) -> None:
        write(f"signed-{name}", data, what="signed", expect=expect, about=about, info=info.hex(), signer=public.hex())

    signature = signed(info, body)
    good = public + signature + body
    vector("ok", "ok", "a signed sentence", good)
    vector("ok-empty", "ok", "a signed nothing", public + signed(info, b""))
    vector("other-info", "Tampered", "signed for another place", public + signed(b"elsewhere", body) + body)
    vector("changed-body", "Tampered", "last byte of the body changed", changed(good, -1))
    vector("changed-signature", "Tampered", "first byte of the signature changed", changed(good, 32))
    other = Ed25519PrivateKey.from_private_bytes(drawn("another seed", 32)).public_key().public_bytes_raw()
    vector("other-signer", "Tampered", "another's key in front", other + signature + body)
    bare = key.sign(body)
    vector("bare", "Tampered", "a signature over the body alone", public + bare + body)
    unbound = key.sign(prefixed(b"holas/1", b"signature", info, body))
    vector("unhashed", "Tampered", "a signature over the body, not its hash", public + unbound + body)
    s = int.from_bytes(signature[32:], "little") + ED25519_ORDER
    vector("malleable", "Tampered", "S plus the order", public + signature[:32] + s.to_bytes(32, "little") + body)
    identity = b"\x01" + bytes(31)
    small = identity + identity + bytes(32) + body
    vector("small-order", "Tampered", "a key of small order, under which anything verifies", small)
    second = (2**255 - 19 + 1).to_bytes(32, "little")
    respelled = second + identity + bytes(32) + body
    vector("small-order-respelled", "Tampered", "the same point in its second spelling", respelled)
    vector("cut", "Malformed", "one byte shorter than anything signed", good[:95])
    vector("nothing", "Malformed", "no bytes at all", b"")


# Locks


def locks() -> None:
    typed, info, secret = "abandon ability able", drawn("lock info", 20), drawn("lock secret", 32)

    def header(memory: int, iterations: int, lanes: int, tag: bytes = b"hl01") -> bytes:
        numbers = b"".join(number.to_bytes(4, "big") for number in (memory, iterations, lanes))
        return tag + numbers + drawn("lock salt", 16)

    def locked(head: bytes, memory: int, iterations: int, lanes: int, context: bytes | None = None) -> bytes:
        salt = head[16:]
        derivation = Argon2id(salt=salt, length=32, iterations=iterations, lanes=lanes, memory_cost=memory)
        context = prefixed(b"holas/1", b"lock", head, info) if context is None else context
        return head + Message(derivation.derive(typed.encode()), context, drawn("lock stream salt", 24)).whole(secret)

    def vector(name: str, expect: str, about: str, body: bytes, passphrase: str = typed) -> None:
        shared = {"passphrase": passphrase, "info": info.hex(), "secret": secret.hex()}
        write(f"lock-{name}", body, what="lock", expect=expect, about=about, **shared)

    cheap = (16 * 1024, 1, 1)
    good = locked(header(*cheap), *cheap)
    today = (64 * 1024, 3, 4)
    vector("ok-today", "ok", "64 MiB, three passes, four lanes", locked(header(*today), *today))
    vector("ok-cheapest", "ok", "16 MiB, one pass, one lane: the least that is accepted", good)
    vector("ok-typed", "ok", "capitals and spaces typed otherwise", good, "Abandon  ABILITY ablé")
    vector("other-passphrase", "NoMatchingKey", "another passphrase", good, "abandon ability about")
    vector("empty-passphrase", "NoMatchingKey", "no passphrase", good, "")
    elsewhere = locked(header(*cheap), *cheap, context=prefixed(b"holas/1", b"lock", header(*cheap), b"elsewhere"))
    vector("other-info", "NoMatchingKey", "locked for another place", elsewhere)
    unbound = locked(header(*cheap), *cheap, context=prefixed(b"holas/1", b"lock", info))
    vector("header-unbound", "NoMatchingKey", "a header that is not bound", unbound)
    vector("changed-cost", "NoMatchingKey", "two passes written over one", header(16 * 1024, 2, 1) + good[32:])
    vector("changed-salt", "NoMatchingKey", "last byte of the salt changed", changed(good, 31))
    vector("changed-secret", "Tampered", "last byte changed", changed(good, -1))
    for name, cost in {
        "too-little-memory": (16 * 1024 - 1, 1, 1),
        "too-much-memory": (256 * 1024 + 1, 1, 1),
        "no-pass": (16 * 1024, 0, 1),
        "too-many-passes": (16 * 1024, 11, 1),
        "no-lane": (16 * 1024, 1, 0),
        "too-many-lanes": (16 * 1024, 1, 9),
    }.items():
        vector(name, "Unsupported", f"parameters out of bounds: {cost}", header(*cost) + good[32:])
    vector("other-tag", "Unsupported", "a tag of tomorrow", header(*cheap, tag=b"hl02") + good[32:])
    vector("cut-header", "Malformed", "cut in the header", good[:31])
    vector("cut-message", "Malformed", "cut after the header", good[:32])
    vector("cut-byte", "Tampered", "last byte missing", good[:-1])


if __name__ == "__main__":
    streams()
    signatures()
    locks()
