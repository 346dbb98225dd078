"""What was drawn, as it is kept in the database and beside it: signed by the auditor, with all that adopting it takes.

It holds the plan, its cohorts and the sealed lists of those that were counted, so that a database restored from before
the draw comes to hold it again, and no case is counted a second time.
"""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Self

import crypto
from intake.domain import entities, strict
from intake.domain.draw import Draw
from intake.services import places
from intake.services.auditors import ROLE
from intake.services.errors import NotVouched
from intake.services.keyring import Keyring
from intake.services.people import Membership

FORMAT = "holas-drawn/1"
_KEYS = ("format", "subject", "counted", "epsilon", "delta", "draw", "note", "plan", "cohorts")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A draw with its plan and the plan's cohorts.

    `counted`: the cohorts that it counts; `draw` is canonical JSON; `note` is sealed to the auditors.
    """

    subject: str
    counted: tuple[str, ...]
    cost: tuple[float, float]
    draw: bytes
    note: bytes
    plan: entities.Plan
    cohorts: tuple[entities.Cohort, ...]

    def sign(self, keyring: Keyring) -> bytes:
        """Return it signed."""
        plan = {"id": self.plan.id, "day": self.plan.day.isoformat(), "state": self.plan.state}
        body = {
            "format": FORMAT,
            "subject": self.subject,
            "counted": self.counted,
            "epsilon": self.cost[0],
            "delta": self.cost[1],
            "draw": self.draw.decode(),
            "note": self.note.hex(),
            "plan": {**plan, "body": self.plan.body.decode()},
            "cohorts": [_written(one) for one in self.cohorts],
        }
        return crypto.sign(keyring.identity.signing, strict.write_json(body), places.drawn(self.subject))

    @classmethod
    def open(cls, membership: Membership, subject: str, signed: bytes) -> Self:
        """Read what an auditor signed. Raises `NotVouched`, `CryptoError`, `BadShape`."""
        checked = crypto.check_signed(signed, places.drawn(subject))
        if ROLE not in membership.ever(checked.signer).roles:
            raise NotVouched
        data = strict.shape(strict.read_json(checked.body, "drawn"), "drawn", _KEYS)
        strict.one_of(data["format"], "drawn.format", (FORMAT,))
        return cls(
            strict.one_of(data["subject"], "drawn.subject", (subject,)),
            strict.each(data["counted"], "drawn.counted", strict.text),
            (strict.decimal(data["epsilon"], "drawn.epsilon"), strict.decimal(data["delta"], "drawn.delta")),
            strict.text(data["draw"], "drawn.draw").encode(),
            bytes.fromhex(strict.text(data["note"], "drawn.note")),
            _plan(data["plan"]),
            strict.each(data["cohorts"], "drawn.cohorts", _cohort),
        )

    @property
    def numbers(self) -> Draw:
        """The draw itself."""
        return Draw.parse(self.draw)


def fingerprint(signed: bytes) -> str:
    """Return the SHA-256 (hex) by which the ledger names a copy."""
    return hashlib.sha256(signed).hexdigest()


def _written(cohort: entities.Cohort) -> dict[str, object]:
    days = {"opens": cohort.opens.isoformat(), "closes": cohort.closes.isoformat()}
    return {"id": cohort.id, **days, "state": cohort.state, "sealed": cohort.sealed and cohort.sealed.hex()}


def _plan(untrusted: object) -> entities.Plan:
    data = strict.shape(untrusted, "plan", ("id", "day", "state", "body"))
    body = strict.text(data["body"], "plan.body").encode()
    return entities.Plan(
        strict.text(data["id"], "plan.id"), _day(data["day"]), strict.text(data["state"], "plan.state"), body
    )


def _cohort(untrusted: object, place: str) -> entities.Cohort:
    data = strict.shape(untrusted, place, ("id", "opens", "closes", "state", "sealed"))
    sealed = strict.optional_text(data["sealed"], f"{place}.sealed")
    return entities.Cohort(
        strict.text(data["id"], f"{place}.id"),
        None,
        _day(data["opens"]),
        _day(data["closes"]),
        strict.text(data["state"], f"{place}.state"),
        None if sealed is None else bytes.fromhex(sealed),
    )


def _day(untrusted: object) -> date:
    return strict.day(untrusted, "day")
