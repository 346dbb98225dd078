"""The words for what a plan holds."""

from collections.abc import Mapping
from fractions import Fraction

from flask_babel import lazy_gettext as _

from intake.domain.draw import Mechanism
from intake.domain.plans import LEAST_EXPECTED, Hindrance
from intake.services.plan_reader import PlanState
from intake.services.timetable import Stage

PLAN_STATES: Mapping[PlanState, str] = {
    PlanState.DRAFTED: _("waits for another auditor"),
    PlanState.APPROVED: _("approved"),
}
STAGES: Mapping[Stage, str] = {
    Stage.COMING: _("to come"),
    Stage.TAKING: _("under way"),
    Stage.OVER: _("over"),
    Stage.FROZEN: _("over, its cases are fixed"),
    Stage.SPENT: _("never to be counted"),
}
HINDRANCES: Mapping[Hindrance, str] = {
    Hindrance.EARLY: _("The first day has to be to come: everything is fixed before it. Choose a later one."),
    Hindrance.LATE: _("The first day is more than a year away. Choose an earlier one."),
    Hindrance.OVERLAPS: _("Another plan has that day already. Choose one after its last."),
    Hindrance.FEW: _(
        "With fewer than %(least)s people in a period the noise hides them all. Make the periods longer.",
        least=LEAST_EXPECTED,
    ),
    Hindrance.SHAPE: _("This cannot be planned. Look at every field once more."),
}
WRONG: Mapping[str, str] = {
    "opens": _("Write the day as year, month and day: 2026-04-01."),
    "cohorts": _("Choose how many periods."),
    "length": _("Choose how long a period lasts."),
    "expected": _("Write a number in digits."),
    "share": _("Choose how the budget is split."),
    "first_month": _("Write the month as year and month: 2026-04. Or leave it empty."),
}
SPLITS: Mapping[Fraction, str] = {
    Fraction(1, 2): _("Half to the period, half to all periods together"),
    Fraction(1, 4): _("A quarter to the period, three quarters to all periods together"),
    Fraction(3, 4): _("Three quarters to the period, a quarter to all periods together"),
    Fraction(1): _("All to the period; the periods are not counted together"),
}
NOISES: Mapping[Mechanism, str] = {
    Mechanism.LAPLACE: _("discrete Laplace noise"),
    Mechanism.GAUSSIAN: _("discrete Gaussian noise"),
}
