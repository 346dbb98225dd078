"""`holas release verify`: whether a published release, or a file of it, is as it was signed. Needs no network."""

from pathlib import Path

import click

from intake.commands.failure import Failure
from intake.commands.opening import opened
from intake.commands.parcel import root_of
from intake.commands.shown import Command
from intake.domain.release_manifest import MANIFEST, SIGNATURE, UNLISTED
from intake.services.package_check import Checked, check_file, check_package, is_package

EXAMPLES = """holas release verify holas-release-2027-01-01.zip --root 3f1c...
holas release verify release.json tables/persons.csv --root 3f1c..."""


@click.command("verify", cls=Command, epilog=EXAMPLES)
@click.argument("paths", metavar="FILE...", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--root", help="The root key that the organisation publishes. No instance is needed then.")
def verify(*, paths: tuple[Path, ...], root: str | None) -> None:
    """Check a published release: the ZIP, or any file of it with manifest.json and signature.json beside it.

    Exit code 1 when anything was changed. Without --root the instance's own root key is used.
    """
    key = _own_root() if root is None else root_of(root)
    checked = [(path, _check(path, key)) for path in paths if path.name not in UNLISTED]
    if not checked:
        message = f"Name a file of the release, not only {MANIFEST} and {SIGNATURE}."
        raise Failure(message)
    for path, found in checked:
        click.echo(_said(path, found))
    broken = sum(bool(found.problems) for _, found in checked)
    if broken:
        message = f"Not clean: {broken} of {len(checked)} files."
        raise Failure(message)
    click.echo("Clean.")


def _check(path: Path, root: bytes) -> Checked:
    data = path.read_bytes()
    if is_package(data):
        return check_package(data, root)
    manifest, signature = (_beside(path, name) for name in (MANIFEST, SIGNATURE))
    if manifest is None or signature is None:
        return Checked([f"{MANIFEST} and {SIGNATURE} are not in its folder, and it is no whole package."])
    return check_file(data, manifest, signature, root)


def _beside(path: Path, name: str) -> bytes | None:
    """Return what lies beside a file, or one folder up, as in a package that was unpacked."""
    found = next((folder / name for folder in path.absolute().parents[:2] if (folder / name).is_file()), None)
    return found.read_bytes() if found else None


def _said(path: Path, found: Checked) -> str:
    if found.problems or found.manifest is None:
        return f"{path}: {' '.join(found.problems)}"
    what = f"{found.part.path} of release" if found.part else f"all {len(found.manifest.files)} files of release"
    said = found.manifest
    return f"{path}: {what} {said.release}, published on {said.published}, as it was signed by {said.instance}."


def _own_root() -> bytes:
    with opened() as instance:
        return instance.settings.root_key
