"""What a recipient does with a bundle: make a key, open what was sealed for it, check it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import click

import crypto
from crypto import PrivateKey
from intake.commands.failure import Failure
from intake.commands.home import refuse_existing, write_private
from intake.commands.shown import Command
from intake.services.bundle_check import SLICE, Checked, check
from intake.services.sealed_parcel import MAGIC, unsealed, write_key

FIELD = "holas_recipient_key"
ROOT_SIZE = 32


@click.command("recipient", cls=Command, epilog="holas keys recipient --to ./prosecutor.key")
@click.option("--to", "path", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The private key's.")
def recipient_key(*, path: Path) -> None:
    """Make a key pair for whoever is to receive bundles. Run it on the recipient's machine; it needs no instance.

    The private half is written to a file and never leaves it; the public half is printed.
    """
    refuse_existing(path)
    key = PrivateKey.generate()
    write_private(path, json.dumps({FIELD: key.seed.hex()}) + "\n")
    click.echo("Give this public key to the organisation, in person or read aloud in part:\n")
    click.echo(write_key(key.public))
    click.echo(f"\nKeep {path} and its copies safe: without it, nothing that was sealed for this key opens.", err=True)


@click.command("unseal", cls=Command, epilog="holas keys unseal bundle.holas --key ./prosecutor.key --to bundle.zip")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", "key_file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True)
@click.option("--to", "target", type=click.Path(dir_okay=False, path_type=Path), required=True)
def unseal(*, path: Path, key_file: Path, target: Path) -> None:
    """Open a bundle that was sealed for a recipient's key. Needs no instance. Check it with `holas verify` then."""
    refuse_existing(target)
    key = _read(key_file)
    try:
        with path.open("rb") as file, target.open("xb") as out:
            for piece in unsealed(key, _pieces(file)):
                out.write(piece)
    except BaseException as error:
        target.unlink(missing_ok=True)
        if isinstance(error, crypto.CryptoError):
            message = (
                f"{path} does not open: it was sealed for another key, or changed on its way. Nothing was written."
            )
            raise Failure(message) from None
        raise
    click.echo(f"Opened: {target}. Check it: holas verify {target} --root KEY")


def verify_bundle(path: Path, root: bytes) -> Checked:
    """Check a bundle and print what was found. Raises `Failure` when anything does not hold."""
    with path.open("rb") as file:
        if file.read(len(MAGIC)) == MAGIC:
            message = f"{path} is sealed for its recipient: open it first, as `holas keys unseal --help` shows."
            raise Failure(message)
    found = check(path, root)
    for problem in found.problems:
        click.echo(problem)
    if found.problems or found.manifest is None:
        message = f"Not clean: {len(found.problems)} problems."
        raise Failure(message)
    said = found.manifest
    click.echo(f"For {said.recipient}: {said.purpose} (drawn up on {said.day}).")
    click.echo(f"{len(said.files)} files, every byte as it was signed; {found.proven} entries of custody are proven.")
    click.echo(f"Record of {said.record_size} entries with root {said.record_root}.")
    return found


def root_of(text: str) -> bytes:
    """Read a root's public key. Raises `Failure`."""
    try:
        root = bytes.fromhex(text)
    except ValueError:
        root = b""
    if len(root) != ROOT_SIZE:
        message = "--root is the organisation's root key: 64 hexadecimal digits, as it publishes them."
        raise Failure(message)
    return root


def _read(path: Path) -> PrivateKey:
    try:
        return PrivateKey(bytes.fromhex(json.loads(path.read_text("utf-8"))[FIELD]))
    except (ValueError, KeyError, TypeError, crypto.CryptoError):
        message = f"{path} holds no recipient's key."
        raise Failure(message) from None


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(SLICE):
        yield piece
