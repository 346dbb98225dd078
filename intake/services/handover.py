"""How a member's request hands its keys to a job: one line through a pipe, never an argument, a variable or a file."""

import crypto
from crypto import Identity
from intake.domain import strict
from intake.services.errors import NoKey
from intake.services.instance import Instance
from intake.services.keyring import Keyring, open_keyring
from intake.services.membership import load_membership

MOST = 4096
"""Bytes that are read at most."""


def pack(keyring: Keyring) -> bytes:
    """Return what the job reads: who the member is, and the seed that everything else follows from."""
    return strict.write_json({"member": keyring.person.id, "seed": keyring.identity.seed.hex()}) + b"\n"


def unpack(instance: Instance, line: bytes) -> Keyring:
    """Open the member's keyring. Raises `NoKey` for a broken line, `NotVouched` for a seed that is nobody's."""
    try:
        data = strict.shape(strict.read_json(line, "keys"), "keys", ("member", "seed"))
        identity = Identity(bytes.fromhex(strict.text(data["seed"], "seed")))
        member = strict.text(data["member"], "member")
    except (ValueError, crypto.CryptoError) as error:
        raise NoKey from error
    with instance.database.reading() as uow:
        return open_keyring(uow, load_membership(uow, instance.settings), member, identity)
