"""How much one request may bring. Everything beyond is answered with a page that says so, and what arrived is kept."""

from dataclasses import dataclass

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes as they come over the line, times in seconds. The defaults are safe for a small server.

    A narrative of an hour's typing is about 40 KB in Cyrillic or Arabic letters; the longest videos that peers were
    asked to take are 2.5 GB; `seconds_total` lets 1 GiB come at 50 KB/s, as over a slow mobile line or Tor.
    """

    fields: int = 500  # a page may tell of a hundred files, three fields each
    field_bytes: int = 256 * KIB
    fields_bytes: int = MIB  # all typed text together
    files: int = 100
    file_bytes: int = 4 * GIB
    body_bytes: int = 8 * GIB
    seconds_idle: float = 60.0  # no byte for so long: the sender is gone
    seconds_total: float = 6 * 3600.0

    def __post_init__(self) -> None:
        """Refuse limits under which nothing could be sent."""
        for name in self.__dataclass_fields__:
            if getattr(self, name) <= 0:
                message = f"The limit {name} must be more than 0."
                raise ValueError(message)
