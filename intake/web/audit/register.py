"""Figures by others: the register, one figure with the traps it sets, and the form of one."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from intake.domain.figure_form import shown, typed
from intake.domain.figure_rules import LONGEST, Problem, hints, in_order, places
from intake.domain.figures import LANGUAGES, Figure, terms
from intake.services import figures as service
from intake.services.errors import CodenameInText, NotAllowedNow, NotFound, OwnDraft, StaleSheet
from intake.services.figures import Entry
from intake.web.access import audience
from intake.web.audit.blueprint import blueprint
from intake.web.audit.figure_words import HINTS, ORIGINS, PROBLEMS
from intake.web.here import here
from intake.web.staff import sent
from intake.web.staff.visit import me

FIGURE = "/figures/<string(length=32):figure_id>"
DIGITS = 6


@blueprint.get("/figures")
@audience("auditor")
def figures() -> str:
    """Show the register, by the place where a report shows each figure."""
    entries = service.figures(here(), me())
    waiting = [one for one in entries if not one.counts]
    groups = by_place(one.figure for one in entries)
    return render_template("audit/figures.html", groups=groups, waiting=waiting, language=_language())


@blueprint.get(FIGURE)
@audience("auditor")
def figure(figure_id: str) -> str:
    """Show how a figure is printed, and which traps it sets."""
    entries = service.figures(here(), me())
    entry = _one(entries, figure_id)
    traps = hints(entry.figure, [one.figure for one in entries])
    words = {"hints": HINTS, "origins": ORIGINS, "languages": LANGUAGES, "language": _language()}
    own = entry.writer.id == me().person.id
    return render_template("audit/figure.html", entry=entry, traps=traps, own=own, place=_place(entry.figure), **words)


@blueprint.get("/figures/new")
@audience("auditor")
def new_figure() -> ResponseReturnValue:
    """Show an empty form."""
    return _form({})


@blueprint.post("/figures/new")
@audience("auditor")
def add_figure() -> ResponseReturnValue:
    """Keep a figure. What was typed comes back when it cannot be."""
    figure, problems = typed("", sent.fields())
    if problems:
        return _form(sent.fields(), problems=problems)
    try:
        figure_id = service.add(here(), me(), figure)
    except CodenameInText:
        return _form(sent.fields(), trouble=_codename())
    flash(_("The figure is in the register."))
    return redirect(url_for("audit.figure", figure_id=figure_id), 303)


@blueprint.get(f"{FIGURE}/change")
@audience("auditor")
def rewrite_figure(figure_id: str) -> ResponseReturnValue:
    """Show a figure, ready to be changed."""
    entry = _one(service.figures(here(), me()), figure_id)
    return _form(shown(entry.figure), entry=entry, revision=entry.revision)


@blueprint.post(f"{FIGURE}/change")
@audience("auditor")
def change_figure(figure_id: str) -> ResponseReturnValue:
    """Keep the change. What was typed comes back when it cannot be, beside what somebody else saved meanwhile."""
    entry = _one(service.figures(here(), me()), figure_id)
    figure, problems = typed(figure_id, sent.fields())
    if problems:
        return _form(sent.fields(), entry=entry, revision=_revision(), problems=problems)
    try:
        service.change(here(), me(), figure, _revision())
    except CodenameInText:
        return _form(sent.fields(), entry=entry, revision=_revision(), trouble=_codename())
    except StaleSheet as error:
        return _form(sent.fields(), entry=entry, revision=error.current, stale=True)
    flash(_("The change is kept."))
    return redirect(url_for("audit.figure", figure_id=figure_id), 303)


@blueprint.post(f"{FIGURE}/approve")
@audience("auditor")
def approve_figure(figure_id: str) -> ResponseReturnValue:
    """Approve public cases as the second auditor."""
    try:
        service.approve(here(), me(), figure_id, _revision())
        flash(_("Approved. A report may print it from now on."))
    except StaleSheet:
        flash(_("It was changed meanwhile. Read it again, then decide."))
    except OwnDraft:
        flash(_("You wrote it, so another auditor must approve it."))
    except NotAllowedNow:
        flash(_("It needs no approval, or has it already."))
    return redirect(url_for("audit.figure", figure_id=figure_id), 303)


@blueprint.post(f"{FIGURE}/remove")
@audience("auditor")
def remove_figure(figure_id: str) -> ResponseReturnValue:
    """Take a figure out of the register."""
    service.remove(here(), me(), figure_id)
    flash(_("The figure is removed. What was published with it stays published."))
    return redirect(url_for("audit.figures"), 303)


def by_place(figures: Iterable[Figure]) -> list[tuple[str, list[Figure]]]:
    """Return figures under the names of their places, in the order of the report."""
    return [(_place(some[0]), some) for _beside, group in groupby(in_order(figures), _where) for some in [list(group)]]


def _where(figure: Figure) -> str:
    return figure.beside


def _place(figure: Figure) -> str:
    found = places().get(figure.beside)
    return found.label(_language()) if found else str(_("At the beginning of the report"))


def _language() -> str:
    return str(get_locale() or "en")


def _one(entries: Sequence[Entry], figure_id: str) -> Entry:
    for entry in entries:
        if entry.figure.id == figure_id:
            return entry
    raise NotFound


def _revision() -> int:
    text = sent.fields().get("revision", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < DIGITS else 0


def _codename() -> str:
    return str(_("There is a codename in it. Take it out: nobody but the source may have it."))


def _form(
    filled: Mapping[str, str],
    *,
    entry: Entry | None = None,
    revision: int = 0,
    problems: Sequence[Problem] = (),
    trouble: str = "",
    stale: bool = False,
) -> ResponseReturnValue:
    wrong: dict[str, str] = {}
    for field, words in (PROBLEMS[problem] for problem in problems):
        wrong.setdefault(field, str(words))
    page = render_template(
        "audit/figure_form.html",
        sent=filled,
        entry=entry,
        revision=revision,
        wrong=wrong,
        trouble=trouble,
        stale=stale,
        precisions=terms("count_precision"),
        units=terms("count_unit"),
        origins=ORIGINS,
        standing=places(),
        longest=LONGEST,
        language=_language(),
    )
    return page, 409 if stale else 422 if wrong or trouble else 200
