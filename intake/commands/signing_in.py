"""A member who signs in at the terminal, for one command."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from intake.services import sign_in
from intake.services.instance import Instance
from intake.services.keyring import Keyring


@contextmanager
def signed_in(instance: Instance) -> Iterator[Keyring]:
    """Ask for name and passphrase, and sign out afterwards. Raises `BadSignIn` and `TooManyTries`."""
    username = click.prompt("User name", err=True)
    passphrase = _passphrase()
    ticket = sign_in.sign_in(instance, username, passphrase, known_device=False)
    try:
        yield sign_in.resume(instance, ticket.session_id, ticket.secret)
    finally:
        sign_in.sign_out(instance, ticket.session_id)


def _passphrase() -> str:
    """Ask without an echo; from a pipe read a line, since there is no terminal to keep silent."""
    if sys.stdin.isatty():
        return str(click.prompt("Passphrase", hide_input=True, err=True))
    click.echo("Passphrase: ", nl=False, err=True)
    line = sys.stdin.readline()
    click.echo(err=True)
    if not line:
        raise click.Abort
    return line.rstrip("\r\n")
