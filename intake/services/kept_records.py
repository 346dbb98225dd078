"""A case's statistics record as the auditors keep it once they checked it: in the place of its grant, re-wrapped.

Only who holds the auditors' statistics key can write it, so what it says was checked: that a coder signed the record,
and every consent statement there was. It holds as long as the sealed record and the number of statements are the same.
"""

import struct
from dataclasses import dataclass, field
from typing import Self

import crypto

_HEAD = struct.Struct(">32s32sI?")
MINIMUM = 2048
"""As the records themselves: the size does not tell that there are links."""


@dataclass(frozen=True, slots=True)
class KeptRecord:
    """What was seen of a record. `key` opens it, `digest` is the SHA-256 of the sealed form.

    `said`: how many consent statements there were; `counts`: whether they let the case be counted.
    """

    key: bytes = field(repr=False)
    digest: bytes
    said: int
    counts: bool
    body: bytes = field(repr=False)

    def to_bytes(self) -> bytes:
        """Return the padded form."""
        return crypto.pad(_HEAD.pack(self.key, self.digest, self.said, self.counts) + self.body, MINIMUM)

    @classmethod
    def from_bytes(cls, padded: bytes) -> Self:
        """Parse what `to_bytes` wrote."""
        data = crypto.unpad(padded)
        key, digest, said, counts = _HEAD.unpack_from(data)
        return cls(key, digest, said, counts, data[_HEAD.size :])
