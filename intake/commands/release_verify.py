"""`holas release verify`: for whoever gets a release; needs no instance and no network."""

from pathlib import Path

import click

import crypto
from intake.commands.failure import Failure
from intake.commands.opening import opened
from intake.commands.parcel import root_of
from intake.commands.shown import Command
from intake.services.package import problems, unpacked

EXAMPLES = """holas release verify release.zip --root 3f1c...
holas release verify release.xlsx manifest.json signature.json --root 3f1c..."""
PATH = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("verify", cls=Command, epilog=EXAMPLES)
@click.argument("files", nargs=-1, required=True, type=PATH)
@click.option("--root", help="The root key that the organisation publishes. Without it: that of the instance here.")
def verify(*, files: tuple[Path, ...], root: str | None) -> None:
    """Check that a published release is what the organisation signed, to the byte.

    Give the whole package, or some of its files together with manifest.json and signature.json.
    """
    key = root_of(root) if root is not None else _own_root()
    found = _problems(files, key)
    for problem in found:
        click.echo(problem)
    if found:
        message = f"Not clean: {len(found)} problems."
        raise Failure(message)
    click.echo("Clean: every byte is as it was signed.")


def _problems(files: tuple[Path, ...], root: bytes) -> list[str]:
    packages = [path for path in files if path.suffix == ".zip"]
    single = [path for path in files if path.suffix != ".zip"]
    loose = {path.name: path.read_bytes() for path in single}
    found = list(problems(loose, root, whole=False)) if loose else []
    if len(loose) < len(single):
        found.append("Two files have the same name: check them one after the other.")
    for path in packages:
        try:
            found += problems(unpacked(path.read_bytes()), root)
        except crypto.CryptoError:
            found.append(f"{path.name} is no package of a release, or was changed.")
    return found


def _own_root() -> bytes:
    with opened() as instance:
        return instance.settings.root_key
