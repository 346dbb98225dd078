"""What office files have in common: a ZIP of parts that names no program, no machine and no time of its making."""

import io
import re
import zipfile
from collections.abc import Collection, Mapping
from datetime import UTC, datetime

from intake.services.zipping import packed

BEGINNING = datetime(1980, 1, 1, tzinfo=UTC)
Mended = Mapping[str, tuple[re.Pattern[str], str]]


def packed_again(data: bytes, mended: Mended, left_out: Collection[str] = (), how: int = zipfile.ZIP_STORED) -> bytes:
    """Return the same parts without the times at which they were packed.

    `mended`: by part, what is replaced in it and by what; `left_out`: parts that go, or whole folders (`a/`). Only
    what is stored as it is gives the same bytes with every version of zlib.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if not name.startswith(tuple(left_out))}
    for name, (found, instead) in mended.items():
        parts[name] = found.sub(instead, parts[name].decode()).encode()
    return b"".join(packed(((name, len(content), [content]) for name, content in parts.items()), how))
