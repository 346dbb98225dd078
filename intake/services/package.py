"""A published release as one file: everything that is handed out, a list of it, and the instance's signature.

The list names each file's SHA-256 and is what is signed, so that any file can be checked on its own beside it. What was
published is kept as it was, whatever later versions would write.
"""

from collections.abc import Mapping

import crypto
from intake.config import Settings
from intake.domain.draw import Draw
from intake.domain.release_manifest import MANIFEST, SIGNATURE, Manifest
from intake.domain.report import BadReport, Report
from intake.services.instance_key import sign
from intake.services.keyring import Keyring
from intake.services.package_check import check_package
from intake.services.release_files import REPORT, files, zipped


def package(settings: Settings, keyring: Keyring, report: Report) -> bytes:
    """Return the file. Raises `NoKey` where the instance has no key, or the member does not hold it."""
    made = files(report)
    day = report.published.isoformat() if report.published else ""
    manifest = Manifest.of(settings.instance_id, report.draw.release, day, made).to_json()
    signature = sign(settings, keyring, manifest).to_json()
    return zipped({**made, MANIFEST: manifest, SIGNATURE: signature})


def contents(data: bytes, root: bytes) -> Mapping[str, bytes]:
    """Return the files of a package that an instance of this root signed. Raises `CryptoError` for anything else."""
    checked = check_package(data, root)
    for problem in checked.problems:
        raise crypto.Tampered(problem)
    return checked.files


def opened(data: bytes, root: bytes, draw: Draw) -> Report:
    """Return the report of such a package, beside the numbers of its draw. Raises `CryptoError`."""
    try:
        return Report.parse(contents(data, root)[REPORT], draw)
    except (KeyError, BadReport) as error:
        message = "no report of this release"
        raise crypto.Malformed(message) from error
