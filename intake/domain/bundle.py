"""What a bundle for a prosecutor says of itself: its manifest, and the list that `sha256sum` reads. Pure.

Follows the Berkeley Protocol on Digital Open Source Investigations: originals apart and untouched, hashes, receipt,
custody, purpose and recipient stated. No internal id and no time of day of a source stands in it.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Self

from intake.domain import strict
from intake.domain.strict import BadShape

FORMAT = "holas-bundle/1"
MANIFEST, SUMS, SIGNATURE = "manifest.json", "SHA256SUMS", "signature.json"
UNLISTED = frozenset({MANIFEST, SUMS, SIGNATURE})
"""Files that the manifest cannot list: itself, and what is made of it."""
HASH_LENGTH = 64
LONGEST_NAME, LONGEST_PURPOSE = 200, 1000


class BadManifest(ValueError):
    """What was read is no manifest."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a bundle.

    `size` in bytes, `sha256` in hex; `received` the day on which the source sent it (ISO 8601), empty for what was
    drawn up for the bundle; `parent` the SHA-256 of what it was made from, empty for an original.
    """

    path: str
    size: int
    sha256: str
    media_type: str
    received: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """All that a bundle holds, for whom and what for. `record_size` and `record_root` fix the record as of `day`."""

    day: str
    instance: str
    recipient: str
    purpose: str
    software: str
    vocabulary: str
    withheld: tuple[str, ...]
    record_size: int
    record_root: str
    files: tuple[Part, ...]

    def to_json(self) -> bytes:
        """Return the only accepted form: sorted keys, one a line, so that people can read it too."""
        data = {"format": FORMAT, **asdict(self)}
        return json.dumps(data, sort_keys=True, indent=1, ensure_ascii=False).encode() + b"\n"

    @classmethod
    def parse(cls, untrusted: bytes) -> Self:
        """Read it strictly. Raises `BadManifest`."""
        try:
            manifest = cls._read(strict.read_json(untrusted, "manifest"))
        except BadShape as error:
            raise BadManifest(str(error)) from error
        if manifest.to_json() != untrusted:
            message = "not in its canonical form"
            raise BadManifest(message)
        return manifest

    @classmethod
    def _read(cls, untrusted: object) -> Self:
        names = [one.name for one in fields(cls)]
        data = strict.shape(untrusted, "manifest", ["format", *names])
        strict.one_of(data["format"], "format", (FORMAT,))
        said = {name: strict.text(data[name], name) for name in ("instance", "recipient", "purpose", "software")}
        files = strict.each(data["files"], "files", _part)
        strict.distinct((one.path for one in files), "files")
        return cls(
            day=_day(data["day"], "day"),
            vocabulary=strict.text(data["vocabulary"], "vocabulary"),
            withheld=strict.each(data["withheld"], "withheld", strict.text),
            record_size=strict.whole(data["record_size"], "record_size"),
            record_root=_hash(data["record_root"], "record_root"),
            files=files,
            **said,
        )


def sums(hashes: Iterable[tuple[str, str]]) -> bytes:
    """Return what `sha256sum --check` reads: the hash (hex) of each path."""
    return "".join(f"{sha256}  {path}\n" for path, sha256 in hashes).encode()


def is_safe(path: str) -> bool:
    """Tell whether a path stays inside the folder in which a bundle is unpacked."""
    steps = path.split("/")
    return "\\" not in path and path.isprintable() and all(step not in {"", ".", ".."} for step in steps)


def _part(untrusted: object, place: str) -> Part:
    data = strict.shape(untrusted, place, [one.name for one in fields(Part)])
    path = strict.text(data["path"], f"{place}.path")
    if path in UNLISTED or not is_safe(path):
        raise BadShape(place, "is no path of a bundle's file")
    return Part(
        path=path,
        size=strict.whole(data["size"], f"{place}.size"),
        sha256=_hash(data["sha256"], f"{place}.sha256"),
        media_type=strict.text(data["media_type"], f"{place}.media_type"),
        received=_day(data["received"], f"{place}.received") if data["received"] != "" else "",
        parent=_hash(data["parent"], f"{place}.parent") if data["parent"] != "" else "",
    )


def _hash(value: object, place: str) -> str:
    text = strict.text(value, place)
    if len(text) != HASH_LENGTH or not set(text) <= set("0123456789abcdef"):
        raise BadShape(place, "is no SHA-256")
    return text


def _day(value: object, place: str) -> str:
    text = strict.text(value, place)
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise BadShape(place, "is no day") from error
