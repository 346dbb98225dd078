"""Invented releases as they are published: invented numbers, and invented figures by others beside them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache

from intake.domain.proposal import Proposal
from intake.domain.release_manifest import MANIFEST, SIGNATURE, Manifest
from intake.domain.report import Report
from intake.services.instance import Instance
from intake.services.instance_key import sign
from intake.services.keyring import Keyring
from intake.services.release_files import files, zipped
from tests.plugins.draws import invented_draw
from tests.plugins.figures import FACTS

DAY = date(2026, 7, 2)
NAMES = ("S99", "S42", "S41", "S100")
WORDS = {"en": "=About these numbers.", "be": "Пра гэтыя лічбы."}
"""Forewords; the English one begins as a formula would."""


def invented_report(size: str = "small", persons: int = 450, published: date | None = DAY) -> Report:
    """Return a release with figures beside it. Without a day it is a draft."""
    figures = tuple(replace(FACTS[name], id=name) for name in NAMES)
    draw = invented_draw(size, persons, testimonies=persons + 7)
    return Report.of(draw, Proposal("a" * 32, "b" * 64, figures, WORDS), published)


@cache
def mini_files() -> Mapping[str, bytes]:
    """Return the files of the smallest release, made once."""
    return files(invented_report("mini", 120))


def signed(instance: Instance, keyring: Keyring, listed: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return these files with the list of them and its signature, as a package has them."""
    release = invented_report("mini", 120).draw.release
    manifest = Manifest.of(instance.settings.instance_id, release, DAY.isoformat(), listed).to_json()
    signature = sign(instance.settings, keyring, manifest).to_json()
    return {**listed, MANIFEST: manifest, SIGNATURE: signature}


def mini_package(instance: Instance, keyring: Keyring) -> bytes:
    """Return the package of the smallest release."""
    return zipped(signed(instance, keyring, mini_files()))
