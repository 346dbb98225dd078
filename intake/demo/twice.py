"""Invented cases on their way through a second coder and a third person."""

from dataclasses import replace

from intake.demo.plan import Planned
from intake.domain.coding import Coding
from intake.domain.coding_edit import take_out
from intake.domain.review import State
from intake.domain.tasks import Task
from intake.services import assignment, double_coding
from intake.services.double_coding import Decided
from intake.services.instance import Instance
from intake.services.keyring import Keyring

TWICE = frozenset({State.SECOND_CODING, State.ADJUDICATION, State.VERIFIED})
AGREED = 2
"""Of the verified cases, every second one needed no third person."""


def code_twice(  # which case, and who codes it first, second, and decides
    instance: Instance, case_id: str, planned: Planned, people: tuple[Keyring, Keyring, Keyring]
) -> None:
    """Take a coded case as far as its plan says. Here the lot always falls on it."""
    if planned.coding is None or planned.state not in TWICE:
        return
    first, second, third = people
    always = replace(instance, settings=replace(instance.settings, second_coder_share=100))
    double_coding.finish(always, first, case_id)
    assignment.assign(instance, first, case_id, second.person.id, Task.SECOND)
    if planned.state is State.SECOND_CODING:
        return
    agreed = planned.state is State.VERIFIED and planned.number // 12 % AGREED
    double_coding.save_second(instance, second, case_id, planned.coding if agreed else _less(planned.coding), 0)
    double_coding.finish_second(instance, second, case_id)
    if agreed:
        return
    assignment.assign(instance, first, case_id, third.person.id, Task.ADJUDICATOR)
    if planned.state is State.VERIFIED:
        decided = Decided(planned.coding, "The last act is told at the end of the testimony.")
        double_coding.adjudicate(instance, third, case_id, decided, 1)


def _less(coding: Coding) -> Coding:
    """Return what a hurried reader finds: all but the last act."""
    return take_out(coding, coding.acts[-1].id)
