"""Checking a published release offline: who signed it, every file, every byte of the ZIP.

The same for one file of it that lies beside manifest and signature, whatever it is called by now.
"""

import zipfile
from dataclasses import dataclass, field
from io import BytesIO

import crypto
from intake.domain.release_manifest import MANIFEST, SIGNATURE, UNLISTED, Manifest, Part
from intake.domain.strict import BadShape
from intake.services.bundle_check import BROKEN
from intake.services.instance_key import InstanceSignature
from intake.services.release_files import zipped


@dataclass(slots=True)
class Checked:
    """What came of it. `problems` are sentences; `files` by path, all of them for a package; `part`: of one file."""

    problems: list[str] = field(default_factory=list)
    manifest: Manifest | None = None
    files: dict[str, bytes] = field(default_factory=dict, repr=False)
    part: Part | None = None


def is_package(data: bytes) -> bool:
    """Tell a package from one of its files, by what it holds."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return UNLISTED.issubset(archive.namelist())
    except BROKEN:
        return False


def check_package(data: bytes, root: bytes) -> Checked:
    """Check a package by the root's public key (32 bytes)."""
    found = Checked()
    _unpack(data, found)
    if found.problems:
        return found
    manifest, signature = (found.files.pop(name, b"") for name in (MANIFEST, SIGNATURE))
    _check_signature(manifest, signature, root, found)
    if found.manifest is not None:
        _check_files(found.manifest, found)
    if not found.problems and zipped({**found.files, MANIFEST: manifest, SIGNATURE: signature}) != data:
        found.problems.append("The ZIP file was changed between its files.")
    return found


def check_file(data: bytes, manifest: bytes, signature: bytes, root: bytes) -> Checked:
    """Check one file by the manifest and the signature that came with it."""
    found = Checked()
    _check_signature(manifest, signature, root, found)
    if found.manifest is not None:
        found.part = found.manifest.find(data)
    if not found.problems and found.part is None:
        found.problems.append(f"It is none of the files that {MANIFEST} lists, or was changed.")
    return found


def _unpack(data: bytes, found: Checked) -> None:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            for one in archive.infolist():
                if one.compress_type != zipfile.ZIP_STORED:
                    found.problems.append(f"{one.filename} was packed again.")
                    return
                _read(archive, one, found)
    except BROKEN:
        found.problems.append("It does not open: it is no package, or was changed or cut.")


def _read(archive: zipfile.ZipFile, one: zipfile.ZipInfo, found: Checked) -> None:
    try:
        found.files[one.filename] = archive.read(one)
    except BROKEN:
        found.problems.append(f"{one.filename} was changed.")


def _check_signature(manifest: bytes, signature: bytes, root: bytes, found: Checked) -> None:
    try:
        signed, said = InstanceSignature.from_json(signature), Manifest.parse(manifest)
        signed.check(manifest, root)
    except BadShape as error:
        found.problems.append(f"{SIGNATURE} or {MANIFEST} was changed or is missing: {error}.")
    except crypto.CryptoError:
        found.problems.append(f"{SIGNATURE} does not hold: it, {MANIFEST} or the root key is another.")
    else:
        found.manifest = said
        if signed.instance != said.instance:
            found.problems.append(f"{SIGNATURE} is of another instance than {MANIFEST}.")


def _check_files(manifest: Manifest, found: Checked) -> None:
    listed = {part.path: part for part in manifest.files}
    found.problems += [f"{path} was added." for path in found.files if path not in listed]
    for path, part in listed.items():
        if path not in found.files:
            found.problems.append(f"{path} is missing.")
        elif Part.of(path, found.files[path]) != part:
            found.problems.append(f"{path} was changed.")
