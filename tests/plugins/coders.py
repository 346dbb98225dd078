"""A case on its way through two coders: rita codes first, ruslan second, boris decides.

pair = coders(testify())
pair.first(BEATING); pair.second(ARREST); pair.decide(ARREST, "The arrest is told.")
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from intake.domain.coding import Act, Coding, Person
from intake.domain.documents import Kind
from intake.domain.grading import Grading
from intake.domain.review import State
from intake.domain.tasks import Task
from intake.services import assignment, casefile, code, double_coding, grade, sheets
from intake.services.double_coding import Decided
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.ports import UnitOfWork
from intake.services.sheets import NewSheet
from tests.plugins.instances import Staff
from tests.plugins.sources import Told

BEATING = Coding((Act("tor_beating", stage="arrest"),))
LATER = Coding((Act("tor_beating", stage="detention"),))
ARREST = Coding((Act("lib_arbitrary_arrest"), Act("tor_beating", stage="arrest")))
ASSAULT = Coding((Act("tor_sexual_violence"),))
SHOCKED = Coding(
    (Act("tor_sexual_violence", stage="detention"), Act("tor_electric_shock", description="Wires to the fingers.")),
    persons=(Person("V1", note="the teacher"),),
)
CHILD = Coding((Act("tor_beating"),), persons=(Person("V1", groups=("minor",)),))


@dataclass(frozen=True)
class Coders:
    """The three people of one case."""

    instance: Instance
    staff: Staff
    case_id: str

    def who(self, name: str) -> Keyring:
        return self.staff.keyring(self.instance, name)

    @property
    def state(self) -> State:
        with self.instance.database.reading() as uow:
            case = uow.cases.get(self.case_id)
        assert case is not None
        return State(case.state)

    def code(self, coding: Coding, after: int = 0) -> int:
        return code.save_coding(self.instance, self.who("rita"), self.case_id, coding, after)

    def first(self, coding: Coding) -> State:
        """Code and hand in as the first coder."""
        self.code(coding)
        return double_coding.finish(self.instance, self.who("rita"), self.case_id)

    def first_again(self, coding: Coding) -> State:
        """Code on from the first revision and hand in once more."""
        self.code(coding, 1)
        return double_coding.finish(self.instance, self.who("rita"), self.case_id)

    def code_second(self, coding: Coding, after: int = 0) -> int:
        return double_coding.save_second(self.instance, self.who("ruslan"), self.case_id, coding, after)

    def second(self, coding: Coding) -> State:
        """Code and hand in as the second coder."""
        self.code_second(coding)
        return double_coding.finish_second(self.instance, self.who("ruslan"), self.case_id)

    def second_again(self, coding: Coding) -> State:
        """Save once more as the second coder and hand in."""
        self.code_second(coding, 1)
        return double_coding.finish_second(self.instance, self.who("ruslan"), self.case_id)

    def decide(self, coding: Coding, reason: str = "Both are told.", after: int = 1, name: str = "boris") -> int:
        return double_coding.adjudicate(self.instance, self.who(name), self.case_id, Decided(coding, reason), after)

    def entrust(self, **tasks: str | None) -> None:
        """Write the sheet of tasks, by username."""

        def work(uow: UnitOfWork) -> None:
            anna = self.who("anna")
            file = casefile.open_file(uow, self.instance, anna, self.case_id)
            before = sheets.newest(uow, file, Kind.TASKS)
            ids: dict[str, Any] = {task: self.who(name).person.id if name else None for task, name in tasks.items()}
            sheet = NewSheet(Kind.TASKS, replace(file.tasks, **ids).to_json(), before.header.revision if before else 0)
            sheets.save(uow, anna, file, sheet, deed="assign")

        transact(self.instance.database, work)

    def do_it_all(self) -> None:
        """Do everything that two coders, a third person and whoever grades put on the record, but for `verify`."""
        self.first(ASSAULT)
        self.second(ARREST)
        self.decide(ARREST)
        grade.grade(self.instance, self.who("rita"), self.case_id, Grading(), ARREST, 0)


MakeCoders = Callable[..., Coders]


@pytest.fixture
def coders(instance: Instance, staff: Staff) -> MakeCoders:
    """Entrust a case to the three; nothing is drawn by lot."""

    def make(told: Told, share: int = 0) -> Coders:
        found = Coders(
            replace(instance, settings=replace(instance.settings, second_coder_share=share)), staff, told.case_id
        )
        for name, task in (("rita", Task.CODER), ("ruslan", Task.SECOND), ("boris", Task.ADJUDICATOR)):
            assignment.assign(instance, found.who("anna"), told.case_id, found.who(name).person.id, task)
        return found

    return make
