"""Every file that a release is handed out as; the same report gives the same bytes, whoever asks in which language."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeAlias

from intake.domain import export_docx, release_csv
from intake.domain.figures import LANGUAGES
from intake.domain.quotations import Printed
from intake.domain.release_facts import state, title_of
from intake.domain.release_json import SCHEMA_FILE, as_json, schema
from intake.domain.release_sheets import sheets
from intake.domain.release_words import say
from intake.domain.report import Report
from intake.services.zipping import packed

README, REPORT, JSON, CSV = "README.txt", "report.json", "release.json", "release.csv"
XLSX, ODS, DOCX = "xlsx", "ods", "docx"
Make: TypeAlias = Callable[[], bytes]


def files(report: Report) -> dict[str, bytes]:
    """Return every file by its path."""
    return {path: make() for path, make in makers(report).items()} | release_csv.files(report)


def makers(report: Report) -> dict[str, Make]:
    """Return what makes each whole document, by its path."""
    kinds = {XLSX: as_xlsx, ODS: as_ods, DOCX: as_docx}
    return {
        README: partial(_read_me, report),
        REPORT: report.to_json,
        **{named(kind, one): partial(make, report, one) for one in LANGUAGES for kind, make in kinds.items()},
        JSON: partial(as_json, report),
        SCHEMA_FILE: schema,
        CSV: partial(release_csv.as_csv, report),
    }


def named(kind: str, language: str) -> str:
    """Return the path of a file for people."""
    return f"release.{language}.{kind}"


def zipped(contents: Mapping[str, bytes]) -> bytes:
    """Return files as one, stored as they are."""
    return b"".join(packed((path, len(data), [data]) for path, data in contents.items()))


def as_xlsx(report: Report, language: str) -> bytes:
    """Return the workbook in a language."""
    from intake.services import xlsx_file  # noqa: PLC0415 - lxml: only who asks may load it

    return xlsx_file.as_xlsx(title_of(report, language), sheets(report, language), language)


def as_ods(report: Report, language: str) -> bytes:
    """Return the OpenDocument spreadsheet in a language."""
    from intake.services import ods_file  # noqa: PLC0415 - as above

    return ods_file.as_ods(title_of(report, language), sheets(report, language), language)


def as_docx(report: Report, language: str, quotations: tuple[Printed, ...] = ()) -> bytes:
    """Return the document in a language. With quotations it is no file that is signed."""
    from intake.services import docx_file  # noqa: PLC0415 - as above

    blocks = export_docx.as_blocks(report, quotations, language)
    return docx_file.as_docx(title_of(report, language), blocks, language)


def _read_me(report: Report) -> bytes:
    parts = (f"{title_of(report, one)}. {state(report, one)}\n\n{say('read_me', one)}\n" for one in LANGUAGES)
    return "\n\n".join(parts).encode()
