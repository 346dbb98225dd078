"""What every secret of a fixed size has in common."""

import hmac
from typing import ClassVar

from typing_extensions import override

from .errors import Malformed


class Secret:
    """Base of frozen dataclasses whose one field is a secret: its size is checked, its value compared in constant time.

    The dataclass says `eq=False`, or it would bring its own comparison, and `repr=False` on the field.
    """

    FIELD: ClassVar[str]
    SIZE: ClassVar[int]

    def __post_init__(self) -> None:
        """Refuse another size (`Malformed`)."""
        if len(self._value) != self.SIZE:
            message = f"{type(self).__name__} takes {self.SIZE} bytes"
            raise Malformed(message)

    @property
    def _value(self) -> bytes:
        value: bytes = getattr(self, self.FIELD)
        return value

    @override
    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret) or type(other) is not type(self):
            return NotImplemented
        return hmac.compare_digest(self._value, other._value)

    @override
    def __hash__(self) -> int:
        return hash((type(self), self._value))
