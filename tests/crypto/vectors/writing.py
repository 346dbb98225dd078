"""What both generators share: invented bytes, and the form of a vector file.

A file is a header of `key: value` lines, an empty line, and the body in base64. `what` names the construction,
`expect` the outcome (`ok` or the name of an error), `about` says in words what is special; the rest is hex or text.
"""

import base64
import hashlib
import hmac
from pathlib import Path

HERE = Path(__file__).parent


def drawn(label: str, length: int) -> bytes:
    return hashlib.shake_256(b"holas vectors: " + label.encode()).digest(length)


def write(name: str, body: bytes, **header: str) -> None:
    """Write one vector, in a file of that name."""
    lines = [f"{key}: {value}".rstrip() for key, value in header.items()]
    wrapped = base64.encodebytes(body).decode()
    (HERE / f"{name}.txt").write_text("\n".join(lines) + "\n\n" + wrapped, encoding="utf-8")


def changed(data: bytes, at: int) -> bytes:
    at %= len(data)
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def prefixed(*parts: bytes) -> bytes:
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def hkdf(secret: bytes, info: bytes) -> bytes:
    """RFC 5869 with SHA-256 and no salt, one block."""
    extracted = hmac.digest(bytes(32), secret, "sha256")
    return hmac.digest(extracted, info + b"\x01", "sha256")
