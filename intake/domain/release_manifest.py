"""What a published release says of its files: the manifest that the instance signs. Pure."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Self

from intake.domain import strict
from intake.domain.strict import BadShape

FORMAT = "holas-release-files/1"
MANIFEST, SIGNATURE = "manifest.json", "signature.json"
UNLISTED = frozenset({MANIFEST, SIGNATURE})
"""Files that the manifest cannot list."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file: `size` in bytes, `sha256` in hex."""

    path: str
    size: int
    sha256: str

    @classmethod
    def of(cls, path: str, data: bytes) -> Self:
        """Describe a file."""
        return cls(path, len(data), hashlib.sha256(data).hexdigest())

    @classmethod
    def read(cls, untrusted: object, place: str) -> Self:
        """Raise `BadShape` for anything but a file of a release."""
        data = strict.shape(untrusted, place, [one.name for one in fields(cls)])
        path, sha256 = strict.text(data["path"], f"{place}.path"), strict.text(data["sha256"], f"{place}.sha256")
        return cls(path, strict.whole(data["size"], f"{place}.size"), sha256)


@dataclass(frozen=True, slots=True)
class Manifest:
    """The files of one release, published on a day (ISO 8601) by an instance."""

    instance: str
    release: str
    published: str
    files: tuple[Part, ...]

    @classmethod
    def of(cls, instance: str, release: str, published: str, files: Mapping[str, bytes]) -> Self:
        """List these files."""
        return cls(instance, release, published, tuple(Part.of(path, data) for path, data in files.items()))

    def to_json(self) -> bytes:
        """Return the only accepted form: sorted keys, one a line, so that people can read it too."""
        return json.dumps({"format": FORMAT, **asdict(self)}, sort_keys=True, indent=1).encode() + b"\n"

    def find(self, data: bytes) -> Part | None:
        """Return the file that has exactly these bytes, whatever it is called by now."""
        sha256 = hashlib.sha256(data).hexdigest()
        return next((part for part in self.files if part.sha256 == sha256), None)

    @classmethod
    def parse(cls, untrusted: bytes) -> Self:
        """Read it strictly. Raises `BadShape`."""
        named = [one.name for one in fields(cls)]
        data = strict.shape(strict.read_json(untrusted, "manifest"), "manifest", ("format", *named))
        strict.one_of(data["format"], "format", (FORMAT,))
        instance, release, published = (strict.text(data[name], name) for name in ("instance", "release", "published"))
        files = strict.each(data["files"], "files", Part.read)
        strict.distinct((*UNLISTED, *(part.path for part in files)), "files")
        manifest = cls(instance, release, published, files)
        if manifest.to_json() != untrusted:
            place = "manifest"
            raise BadShape(place, "is not in its canonical form")
        return manifest
