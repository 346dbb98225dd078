"""A published release as one file: the report, every export of it, a list of them all, and the instance's signature.

The list names each file's SHA-256 and is what is signed, so that any file can be checked on its own beside it. The
same report gives the same bytes; what was published is kept as it was, whatever later versions would write.
"""

import hashlib
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO

import crypto
from intake.config import Settings
from intake.domain import exports, strict
from intake.domain.draw import Draw
from intake.domain.release_json import SCHEMA_FILE, as_json, schema
from intake.domain.release_sheets import sheets
from intake.domain.report import BadReport, Report
from intake.domain.strict import BadShape
from intake.services.bundle_check import BROKEN
from intake.services.instance_key import InstanceSignature, sign
from intake.services.keyring import Keyring
from intake.services.zipping import packed

FORMAT = "holas-files/1"
REPORT, MANIFEST, SIGNATURE = "report.json", "manifest.json", "signature.json"
CSV, JSON, XLSX, ODS = "release.csv", "release.json", "release.xlsx", "release.ods"


def package(settings: Settings, keyring: Keyring, report: Report) -> bytes:
    """Return the file. Raises `NoKey` where the instance has no key, or the member does not hold it."""
    files = {REPORT: report.to_json(), **exported(report, draft=False)}
    manifest = strict.write_json({"format": FORMAT, "files": {name: _hash(data) for name, data in files.items()}})
    signature = sign(settings, keyring, manifest).to_json()
    return _packed({MANIFEST: manifest, SIGNATURE: signature, **files})


def exported(report: Report, *, draft: bool) -> dict[str, bytes]:
    """Return every export by its name: whole documents, and one tidy CSV file a table."""
    from intake.services.sheet_files import as_csv, as_ods, as_xlsx  # noqa: PLC0415 - lxml: only who asks may load it

    made = sheets(report.draw, report.figures, draft=draft)
    return {
        CSV: exports.as_csv(report.draw),
        JSON: as_json(report.draw, report.figures, draft=draft),
        SCHEMA_FILE: schema(),
        XLSX: as_xlsx(made),
        ODS: as_ods(made),
        **{f"tables/{sheet.name}.csv": as_csv(sheet) for sheet in made},
    }


def opened(data: bytes, root: bytes, draw: Draw) -> Report:
    """Return the report of a file that an instance of this root signed, beside the numbers of its draw.

    Raises `CryptoError` for anything else.
    """
    files = unpacked(data)
    for problem in problems(files, root):
        raise crypto.Tampered(problem)
    try:
        return Report.parse(files[REPORT], draw)
    except (KeyError, BadReport) as error:
        raise crypto.Malformed(_STRANGE) from error


def unpacked(data: bytes) -> dict[str, bytes]:
    """Return the files of a package. Raises `Malformed` for anything that is none, to the byte."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
    except BROKEN as error:
        raise crypto.Malformed(_STRANGE) from error
    # Of a package that was cut, the end of a workbook in it may be found; of one with more in it, only a part is read.
    if MANIFEST not in files or _packed(files) != data:
        raise crypto.Malformed(_STRANGE)
    return files


def problems(files: Mapping[str, bytes], root: bytes, *, whole: bool = True) -> Iterator[str]:
    """Yield what does not hold, a sentence each. `whole`: every file of the list must be there.

    Files are found by their names without folders too, as somebody keeps them who took some out of the package.
    """
    try:
        manifest, signature = files[MANIFEST], InstanceSignature.from_json(files[SIGNATURE])
        signature.check(manifest, root)
        data = strict.shape(strict.read_json(manifest, MANIFEST), MANIFEST, ("format", "files"))
        strict.one_of(data["format"], MANIFEST, (FORMAT,))
        listed = strict.each_text(data["files"], MANIFEST)
    except KeyError as missing:
        yield f"{missing.args[0]} is missing: nothing can be checked without it."
        return
    except (crypto.CryptoError, BadShape):
        yield f"{MANIFEST} was not signed by this organisation, or was changed."
        return
    short = {name.rpartition("/")[2]: name for name in listed}
    for name, content in files.items():
        full = name if name in listed else short.get(name, name)
        if full not in (MANIFEST, SIGNATURE) and listed.get(full) != _hash(content):
            yield f"{name} is not what was signed."
    if whole:
        yield from (f"{name} is missing." for name in listed if name not in files)


_STRANGE = "no package of ours"


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _packed(files: Mapping[str, bytes]) -> bytes:
    return b"".join(packed((name, len(data), [data]) for name, data in files.items()))
