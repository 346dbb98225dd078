"""What must be known to read a release and to check it: how it was counted, how noisy it is, a foreword.

What is not named here leaves in no file. Words come in the language asked for; ids and numbers are the same in each.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from intake.domain.declared import declared
from intake.domain.draw import ALL, Cell, Draw, DrawnTable, Mechanism
from intake.domain.release_words import say
from intake.domain.report import Report
from intake.domain.table import Table

Value: TypeAlias = str | int | float | None
SHARE_DIGITS = 3
EXPLAINED = ("coverage", "basis", "deduplication", "consent", "interval", "small", "zero", "noise", "bound", "unit")
"""What is said of every release in the same words."""
DRAFT, PUBLISHED = "draft", "published"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing to know: its id for programs, what people call it, and what it says; None where there is none."""

    id: str
    label: str
    said: Value


def title_of(report: Report, language: str) -> str:
    """Return what the release is called."""
    return marked(report, say("title", language, day=report.draw.cut_off.isoformat()), language)


def marked(report: Report, title: str, language: str) -> str:
    """Return a title; that of a draft begins with saying so, since a page may be printed alone."""
    return title if report.published else say("draft", language, title=title)


def state_id(report: Report) -> str:
    """Return whether it is a draft or published, in one word for programs."""
    return DRAFT if report.published is None else PUBLISHED


def state(report: Report, language: str) -> str:
    """Return whether it is a draft, or the day on which it was published."""
    day = report.published.isoformat() if report.published else None
    return say(f"{state_id(report)}_how", language, day=day)


def facts(report: Report, language: str) -> list[Fact]:
    """Return all of it but the forewords, in the same order for every release."""
    draw = report.draw
    said: dict[str, Value] = {
        "state": state(report, language),
        **{name: say(f"{name}_how", language) for name in EXPLAINED},
        "subject": say(draw.subject, language),
        "periods": "; ".join(f"{one.opens.isoformat()}/{one.closes.isoformat()}" for one in draw.periods),
        "months": "/".join((draw.months[0], draw.months[-1])) if draw.months else None,
        "cut_off": draw.cut_off.isoformat(),
        "testimonies": draw.testimonies,
        "mechanism": say(draw.mechanism, language),
        "epsilon": draw.epsilon,
        "delta": draw.delta,
        "library": draw.library,
        "snapshot": draw.snapshot or None,
        "vocabulary": draw.vocabulary,
        "table_set": draw.size,
        "table_version": draw.table_version,
        "software": draw.software,
        "release": draw.release,
    }
    return [Fact(name, say(name, language), value) for name, value in said.items()]


def pairs(draw: Draw) -> Iterator[tuple[Table, DrawnTable]]:
    """Yield each table with its numbers."""
    return zip(declared(draw), draw.tables, strict=True)


def loss_name(draw: Draw) -> str:
    """Return in which unit a table's cost is said: the key of its words."""
    return "loss_epsilon" if draw.mechanism is Mechanism.LAPLACE else "loss_rho"


def printed(cell: Cell) -> str:
    """Return a number as it is printed: itself, or `<k`."""
    return f"<{cell.below}" if cell.value is None else str(cell.value)


def left_out(draw: Draw, table_id: str) -> tuple[Cell | None, float | None]:
    """Return of how many people more was told than a table counts, noisy too, and their share of all people.

    No cell where nothing can be left out, or it was not measured; no share where one of the two is not printed.
    """
    if table_id not in draw.left_out.noisy:
        return None, None
    cell, persons = draw.left_out.cell(table_id), draw.table("persons")
    everybody = persons.cell(ALL).value if persons else None
    if cell.value is None or not everybody:
        return cell, None
    return cell, round(min(cell.value / everybody, 1), SHARE_DIGITS)


def left_out_words(draw: Draw, table_id: str, language: str) -> str:
    """Return the same for people: a number, `<k`, or why there is none."""
    cell, _share = left_out(draw, table_id)
    if cell is not None:
        return printed(cell)
    return say("nothing_left_out" if draw.left_out.noisy else "not_measured", language)
