"""A published release as one file: the report and the instance's signature of it; the same report, the same bytes."""

import zipfile
from io import BytesIO

import crypto
from intake.config import Settings
from intake.domain.report import Report
from intake.services.bundle_check import BROKEN
from intake.services.instance_key import InstanceSignature, sign
from intake.services.keyring import Keyring
from intake.services.zipping import packed

REPORT = "report.json"
SIGNATURE = "signature.json"


def package(settings: Settings, keyring: Keyring, report: Report) -> bytes:
    """Return the file. Raises `NoKey` where the instance has no key, or the member does not hold it."""
    body = report.to_json()
    return _packed(body, sign(settings, keyring, body).to_json())


def opened(data: bytes, root: bytes) -> Report:
    """Return the report of a file that an instance of this root signed. Raises `CryptoError` for anything else."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            body, signature = (archive.read(name) for name in (REPORT, SIGNATURE))
        report, signed = Report.parse(body), InstanceSignature.from_json(signature)
    except (KeyError, *BROKEN) as error:
        raise crypto.Malformed(_STRANGE) from error
    signed.check(body, root)
    if _packed(body, signature) != data:
        raise crypto.Malformed(_STRANGE)
    return report


_STRANGE = "no package of ours"


def _packed(report: bytes, signature: bytes) -> bytes:
    files = {REPORT: report, SIGNATURE: signature}
    return b"".join(packed((name, len(data), [data]) for name, data in files.items()))
