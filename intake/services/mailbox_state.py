"""What a source's mailbox knows about its case, sealed under the source's own key: nobody else reads or writes it."""

import json
from dataclasses import dataclass
from typing import Self

import crypto
from crypto import PublicKey, SourceKeys
from intake.domain.entities import Consent, Mailbox
from intake.services import consents, places


@dataclass(frozen=True, slots=True)
class MailboxState:
    """The case, its key, and the last consent statement of the source: its number and its copy's SHA-256 in hex.

    A mailbox of the first format knows no statement: number 0.
    """

    case_id: str
    case_key: PublicKey
    consent: int = 0
    copy: str = ""

    @classmethod
    def after(cls, case_key: PublicKey, copy: Consent) -> Self:
        """Return the state once this statement, in its copy for the case, was given."""
        return cls(copy.case_id, case_key, copy.number, consents.fingerprint(copy).hex())

    def seal(self, keys: SourceKeys) -> Mailbox:
        """Return the mailbox that holds this state."""
        content = {
            "case": self.case_id,
            "key": self.case_key.raw.hex(),
            "consent": self.consent,
            "copy": self.copy,
        }
        place = places.mailbox_state(keys.lookup_id)
        return Mailbox(
            keys.lookup_id, self.case_id, crypto.encrypt(keys.state_key, json.dumps(content).encode(), place)
        )

    @classmethod
    def open(cls, keys: SourceKeys, mailbox: Mailbox) -> Self:
        """Read what `seal` wrote. Raises `CryptoError`."""
        content = json.loads(crypto.decrypt(keys.state_key, mailbox.state, places.mailbox_state(mailbox.lookup_id)))
        key = PublicKey(bytes.fromhex(content["key"]))
        return cls(content["case"], key, content.get("consent", 0), content.get("copy", ""))
