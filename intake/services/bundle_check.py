"""Checking a bundle offline: who signed it, every file, the proofs of its custody record, every byte of the ZIP.

Reads pieces, never a whole original. What does not hold is named by the file that it is in.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import IO, TypeAlias

import crypto
from intake.domain.bundle import MANIFEST, SIGNATURE, SUMS, UNLISTED, BadManifest, Manifest, Part, sums
from intake.domain.strict import BadShape
from intake.services import extract, record
from intake.services.instance_key import InstanceSignature
from intake.services.ports import UnitOfWork
from intake.services.zipping import packed

SLICE = 1 << 20
MOST_SMALL = 64 << 20
"""Bytes of a file that is read whole."""
CUSTODY = "custody.json"
DIRECTORY = "the directory at the end of the ZIP file"
BROKEN = (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError)
"""What `zipfile` raises for an archive that somebody changed."""


@dataclass(slots=True)
class Checked:
    """What came of it. `problems` are sentences, each naming a file; `proven` counts entries of the custody record."""

    problems: list[str] = field(default_factory=list)
    manifest: Manifest | None = None
    signature: InstanceSignature | None = None
    proven: int = 0


Names: TypeAlias = dict[str, zipfile.ZipInfo]


def check(path: Path, root: bytes) -> Checked:
    """Check the bundle at `path` by the root's public key (32 bytes)."""
    found = Checked()
    try:
        with path.open("rb") as raw, zipfile.ZipFile(raw) as archive:
            names = {one.filename: one for one in archive.infolist()}
            if len(names) != len(archive.infolist()):
                found.problems.append(f"A file stands twice in {DIRECTORY}.")
            _check_inside(archive, names, root, found)
            if not found.problems and found.manifest is not None:
                _check_zip(raw, archive, names, found)
    except BROKEN:
        found.problems.append(f"{path.name} does not open: {DIRECTORY} was changed, or the file was cut.")
    return found


def check_record(uow: UnitOfWork, manifest: Manifest) -> list[str]:
    """Compare the record that a bundle fixes with the instance's own: it must be how the record began."""
    rows = uow.records.find(order="number", limit=manifest.record_size)
    if len(rows) == manifest.record_size and record.root(rows).hex() == manifest.record_root:
        return []
    return [f"{MANIFEST}: its record is not the one that this instance has. One of the two was changed."]


def _check_inside(archive: zipfile.ZipFile, names: Names, root: bytes, found: Checked) -> None:
    small = {name: _small(archive, names, name, found) for name in (MANIFEST, SIGNATURE, SUMS)}
    manifest, signature, listed = small[MANIFEST], small[SIGNATURE], small[SUMS]
    if manifest is None or signature is None or listed is None:
        return
    own = [(MANIFEST, _sha256(manifest)), (SIGNATURE, _sha256(signature))]
    lines = set(listed.decode(errors="replace").splitlines())
    found.problems += [f"{name} is not the file of {SUMS}." for name, sha in own if f"{sha}  {name}" not in lines]
    _check_signature(manifest, signature, root, found)
    try:
        found.manifest = Manifest.parse(manifest)
    except BadManifest as error:
        found.problems.append(f"{MANIFEST} was changed: {error}.")
        return
    if found.signature is not None and found.signature.instance != found.manifest.instance:
        found.problems.append(f"{SIGNATURE} is of another instance than {MANIFEST}.")
    if sums([*own, *((part.path, part.sha256) for part in found.manifest.files)]) != listed:
        found.problems.append(f"{SUMS} does not list what {MANIFEST} lists.")
    _check_files(archive, names, found.manifest, found)


def _check_signature(manifest: bytes, signature: bytes, root: bytes, found: Checked) -> None:
    try:
        found.signature = InstanceSignature.from_json(signature)
        found.signature.check(manifest, root)
    except BadShape as error:
        found.problems.append(f"{SIGNATURE} was changed: {error}.")
    except crypto.CryptoError:
        found.problems.append(f"{SIGNATURE} does not hold: it, {MANIFEST} or the root key is another.")


def _check_files(archive: zipfile.ZipFile, names: Names, manifest: Manifest, found: Checked) -> None:
    listed = {part.path: part for part in manifest.files}
    found.problems += [f"{name} was added." for name in sorted(names.keys() - listed.keys() - UNLISTED)]
    for path, part in listed.items():
        if path not in names:
            found.problems.append(f"{path} is missing.")
        elif _hash(archive, names[path]) != (part.sha256, part.size):
            found.problems.append(f"{path} was changed.")
        elif path.endswith(f"/{CUSTODY}"):
            _check_custody(archive, part, manifest, found)


def _check_custody(archive: zipfile.ZipFile, part: Part, manifest: Manifest, found: Checked) -> None:
    for entry in json.loads(archive.read(part.path))["entries"]:
        if extract.holds(entry, manifest.record_size, manifest.record_root):
            found.proven += 1
        else:
            found.problems.append(f"{part.path}: entry {entry.get('number')} is not proven by its path.")


def _check_zip(raw: IO[bytes], archive: zipfile.ZipFile, names: Names, found: Checked) -> None:
    """Pack the files again and compare: what is not a file's content must be as Holas writes it."""
    files = ((one.filename, one.file_size, _pieces(archive, one)) for one in archive.infolist())
    place = 0
    for piece in packed(files):
        raw.seek(place)
        there = raw.read(len(piece))
        if there != piece:
            differs = place + next(n for n, (a, b) in enumerate(zip_longest(there, piece)) if a != b)
            found.problems.append(f"{_at(archive, names, differs)}: byte {differs} of the ZIP file was changed.")
            return
        place += len(piece)
    raw.seek(place)
    if raw.read(1):
        found.problems.append(f"{DIRECTORY}: something was added after byte {place}.")


def _at(archive: zipfile.ZipFile, names: Names, place: int) -> str:
    if place >= archive.start_dir:
        return DIRECTORY
    return max(
        (one for one in names.values() if one.header_offset <= place), key=lambda one: one.header_offset
    ).filename


def _small(archive: zipfile.ZipFile, names: Names, name: str, found: Checked) -> bytes | None:
    if name not in names or names[name].file_size > MOST_SMALL:
        found.problems.append(f"{name} is missing.")
        return None
    try:
        return b"".join(_pieces(archive, names[name]))
    except BROKEN:
        found.problems.append(f"{name} was changed.")
        return None


def _hash(archive: zipfile.ZipFile, one: zipfile.ZipInfo) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    try:
        for piece in _pieces(archive, one):
            digest.update(piece)
            size += len(piece)
    except BROKEN:
        return "", -1
    return digest.hexdigest(), size


def _pieces(archive: zipfile.ZipFile, one: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(one) as file:
        while piece := file.read(SLICE):
            yield piece


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
