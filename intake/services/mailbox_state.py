"""What a source's mailbox knows about its case, sealed under the source's own key: nobody else reads or writes it."""

import json
from dataclasses import dataclass
from typing import Self

import crypto
from crypto import PublicKey, SourceKeys
from intake.domain.entities import Consent, Mailbox
from intake.services import consents, places

STATE_SIZE = 4096  # characters; it holds a public key of 1,216 bytes in hex, and never changes its length


@dataclass(frozen=True, slots=True)
class MailboxState:
    """The case, its key, and the last consent statement of the source: its number and its copy's SHA-256 in hex.

    `seen` is the number of the newest answer that was shown. A mailbox of the first format knows neither: both are 0.
    """

    case_id: str
    case_key: PublicKey
    consent: int = 0
    copy: str = ""
    seen: int = 0

    @classmethod
    def after(cls, case_key: PublicKey, copy: Consent, seen: int = 0) -> Self:
        """Return the state once this statement, in its copy for the case, was given."""
        return cls(copy.case_id, case_key, copy.number, consents.fingerprint(copy).hex(), seen)

    def seal(self, keys: SourceKeys) -> Mailbox:
        """Return the mailbox that holds this state."""
        content = {
            "case": self.case_id,
            "key": self.case_key.raw.hex(),
            "consent": self.consent,
            "copy": self.copy,
            "seen": self.seen,
        }
        place = places.mailbox_state(keys.lookup_id)
        text = json.dumps(content).ljust(STATE_SIZE).encode()
        return Mailbox(keys.lookup_id, self.case_id, crypto.encrypt(keys.state_key, text, place))

    @classmethod
    def open(cls, keys: SourceKeys, mailbox: Mailbox) -> Self:
        """Read what `seal` wrote. Raises `CryptoError`."""
        content = json.loads(crypto.decrypt(keys.state_key, mailbox.state, places.mailbox_state(mailbox.lookup_id)))
        key = PublicKey(bytes.fromhex(content["key"]))
        return cls(content["case"], key, content.get("consent", 0), content.get("copy", ""), content.get("seen", 0))
