"""What auditors keep among themselves: signed by one of them, sealed to all."""

import crypto
from intake.services.errors import NoKey, NotVouched
from intake.services.keyring import Keyring

ROLE = "auditor"
MINIMUM = 4096


def require_auditor(keyring: Keyring) -> None:
    """Raise `NoKey` for a member who holds no key of the auditors."""
    if not keyring.has(ROLE):
        raise NoKey


def seal(keyring: Keyring, body: bytes, place: bytes) -> bytes:
    """Sign a body and seal it to the auditors."""
    signed = crypto.sign(keyring.identity.signing, body, place)
    return crypto.seal(keyring.membership.role_key(ROLE).key, crypto.pad(signed, MINIMUM), place)


def unseal(keyring: Keyring, sealed: bytes, place: bytes) -> bytes:
    """Open what an auditor sealed.

    Raises `NoKey` when the member's keys are of other epochs, `NotVouched` when no auditor signed it and `CryptoError`
    when it was changed.
    """
    signed = crypto.check_signed(crypto.unpad(_open(keyring, sealed, place)), place)
    if ROLE not in keyring.membership.ever(signed.signer).roles:
        raise NotVouched
    return signed.body


def _open(keyring: Keyring, sealed: bytes, place: bytes) -> bytes:
    """Try the auditors' keys, newest first: which epoch it is sealed to is not said in clear."""
    for _, private in sorted(keyring.role_keys.items(), key=lambda held: held[0][1], reverse=True):
        try:
            return crypto.unseal(private, sealed, place)
        except crypto.NoMatchingKey:
            continue
    raise NoKey
