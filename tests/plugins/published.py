"""A release as the job leaves it, without the job: invented numbers, sealed as drawn ones are."""

from dataclasses import replace

import crypto
from intake import clock
from intake.domain.draw import Draw
from intake.domain.entities import Release
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.release import Cohort, ReleaseState, fingerprint
from tests.plugins.draws import invented_draw


def add_drawn(instance: Instance, auditor: Keyring) -> Draw:
    """Put a release of a hundred and twenty people into the database."""
    draw = replace(invented_draw("mini", 120), release=crypto.token(16).hex())
    cohort = Cohort((), 0, fingerprint(draw.to_json())).seal(auditor, draw.release)
    row = Release(draw.release, clock.today(), ReleaseState.DRAWN, draw.to_json(), cohort)
    transact(instance.database, lambda uow: uow.releases.add(row))
    return draw
