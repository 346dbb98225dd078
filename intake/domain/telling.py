"""What a coding tells for each variable of the statistics: one function a variable, a rule in each docstring. Pure.

Each yields pairs in the coder's order: a fine cell of the declared tables (`tables.py`), and the victim of whom it is
told, None where that is nobody in particular. Nothing but these cells of a coding ever reaches the auditors.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import chain

from intake.domain.coding import Act, Coding, Intervention
from intake.domain.crosswalk import Crosswalk
from intake.domain.draw import ALL
from intake.domain.tables import Tables
from intake.domain.vocabulary import Vocabulary

Said = tuple[str, str | None]

MINOR = "minor"
OTHERS = "others"
HELD = frozenset(
    (
        *("lib_arbitrary_arrest", "lib_admin_detention", "lib_remand", "lib_prison_sentence"),
        *("lib_abduction", "lib_unacknowledged"),
    )
)
"""Codes of which a duration is time in custody; the conditions of detention say that there was some."""
DAYS_IN = {"hours": 1 / 24, "days": 1, "months": 30, "years": 365}
UP_TO = ((1, "days_1"), (3, "days_2_3"), (15, "days_4_15"), (30, "days_16_30"), (90, "days_31_90"))
LONGER, UNKNOWN = "days_91", "unknown"
VERIFIED = "confirmed"
PROTECTED = frozenset(("journalist", "media_outlet", "unionist", "rights_defender"))
TORTURE = "torture"
NO_OFFICIALS = frozenset(("other", "unknown"))
EVIDENCE = frozenset(("photo", "video", "medical"))
STEPS: Mapping[str, Mapping[str | None, tuple[str, ...]]] = {
    "complaint": {
        None: ("made",),
        **dict.fromkeys(("no_answer", "refused", "not_opened"), ("made", "refused")),
        "opened": ("made", "opened"),
        **dict.fromkeys(("closed", "not_charged"), ("made", "opened", "closed")),
    },
    "investigation": {
        None: ("opened",),
        **dict.fromkeys(("no_answer", "refused", "not_opened"), ("refused",)),
        **dict.fromkeys(("closed", "not_charged"), ("opened", "closed")),
    },
    "charge": {
        None: ("charged",),
        **dict.fromkeys(("no_answer", "refused", "not_opened", "not_charged"), ()),
        **dict.fromkeys(("convicted", "imposed"), ("charged", "sanction")),
    },
    "trial": {
        None: ("charged",),
        **dict.fromkeys(("refused", "not_opened", "not_charged"), ()),
        **dict.fromkeys(("convicted", "imposed"), ("charged", "sanction")),
    },
    "sanction": {None: ("sanction",), **dict.fromkeys(("refused", "no_answer", "pending"), ())},
}
"""How far each step came, by its result; under None where another result, or none, is given."""
BETWEEN_DATES, LAST_MONTH = "/", 12
CODED_STEPS = {"imp_complaint_filed": "made", "imp_no_investigation": "refused"}


def chapters(coding: Coding) -> Iterator[Said]:
    """Tell of everybody; an act counts in the chapter of its motive, flags rank after all acts.

    An arrest for a march stands under assembly, one for a post under expression (`crosswalk.py`).
    """
    yield ALL, None
    for act in coding.acts:
        yield Crosswalk.load().chapter(act.code, act.protected_activity), act.victim
    for flag, _ in _flags(coding):
        yield Vocabulary.load().code(flag).category, None


def codes(coding: Coding) -> Iterator[Said]:
    """Tell every code but conditions of detention; flags rank after all acts, so that a mark pushes out no abuse."""
    for code, victim in chain(((act.code, act.victim) for act in coding.acts), _flags(coding)):
        if code not in _fold("deprivations"):
            yield code, victim


def families(coding: Coding) -> Iterator[Said]:
    """Tell the families of the acts' codes."""
    for act in coding.acts:
        if act.code in _fold("families"):
            yield _fold("families")[act.code], act.victim


def months(coding: Coding) -> Iterator[Said]:
    """Tell the month in which each act began, by its own date or else its event's, where one is known."""
    dates = {event.id: event.when for event in coding.events}
    for act, family in _crossing(coding):
        when = act.when or dates.get(act.event)
        if when and (month := _month(when.text)):
            yield f"{family}/{month}", act.victim


def groups(coding: Coding) -> Iterator[Said]:
    """Tell what was done to which coarse group of victims: by what they do, never by who they are."""
    known = {person.id: person.groups for person in coding.persons}
    for act, family in _crossing(coding):
        if act.victim:
            rows = (_fold("groups").get(group) for group in known.get(act.victim, ()))
            for row in dict.fromkeys(row for row in rows if row) or (OTHERS,):
                yield f"{row}/{family}", act.victim


def deprivations(coding: Coding) -> Iterator[Said]:
    """Tell each condition of detention that was coded."""
    for act in coding.acts:
        if act.code in _fold("deprivations"):
            yield act.code, act.victim


def stages(coding: Coding) -> Iterator[Said]:
    """Tell each condition of detention with the stage at which it was so, where the act says one."""
    for act, _ in _crossing(coding):
        if act.code in _fold("deprivations") and act.stage:
            yield f"{act.code}/{_fold('stages')[act.stage]}", act.victim


def perpetrators(coding: Coding) -> Iterator[Said]:
    """Tell who did it: by the acts, and by the perpetrators whom they name."""
    for act in coding.acts:
        for kind in chain(act.perpetrator_types, _doers(coding, act)):
            yield kind, act.victim


def force(coding: Coding) -> Iterator[Said]:
    """Tell the means of force."""
    return ((one, act.victim) for act in coding.acts for one in act.force_means)


def legal(coding: Coding) -> Iterator[Said]:
    """Tell the legal grounds, as they were named."""
    return ((one, act.victim) for act in coding.acts for one in act.legal_basis)


def detention(coding: Coding) -> Iterator[Said]:
    """Tell how long somebody was held, by each act that says so; a sentence counts by its term.

    The longest one counts, not the sum: an arrest, the remand after it and a sentence overlap.
    """
    for act in coding.acts:
        if act.code in HELD:
            yield _held(act.duration), act.victim
        elif act.code in _fold("deprivations"):
            yield UNKNOWN, act.victim


def complaints(coding: Coding) -> Iterator[Said]:
    """Tell how far it came: by what was undertaken and its result, and by the codes that say the same."""
    for act in coding.acts:
        if act.code in CODED_STEPS:
            yield CODED_STEPS[act.code], act.victim
    for one in coding.interventions:
        steps = STEPS.get(one.kind or "", {None: ()})
        for victim in _victims(coding, one):
            for step in steps.get(one.result, steps[None]):
                yield step, victim


def sdg(coding: Coding) -> Iterator[Said]:
    """Tell classes of indicator 16.10.1: confirmed acts against media workers, trade unionists, rights defenders.

    Torture only with the elements of Article 1 of the Convention that a coding holds: a purpose, and somebody acting
    for the State. Whether it was torture is for a legal reviewer to say; the release says so too.
    """
    protected = {person.id for person in coding.persons if PROTECTED & set(person.groups)}
    for act in coding.acts:
        kind = Vocabulary.load().code(act.code).sdg_16_10_1
        if kind and act.status == VERIFIED and act.victim in protected:
            doers = set(chain(act.perpetrator_types, _doers(coding, act))) - NO_OFFICIALS
            if kind != TORTURE or (act.purpose and doers):
                yield kind, act.victim


def evidence(coding: Coding) -> Iterator[Said]:
    """Tell of photos, videos and medical documents on which a testimony rests: its own, whoever is the victim."""
    return ((one, None) for source in coding.information for one in source.material if one in EVIDENCE)


def reliability(coding: Coding) -> Iterator[Said]:
    """Tell the grades of the information on which acts rest; the best one counts."""
    grades = {source.id: source.reliability for source in coding.information}
    for act in coding.acts:
        for source in act.rests_on:
            if grade := grades.get(source):
                yield grade, act.victim


def of_minors(coding: Coding) -> Coding:
    """Return the coding of a case about a minor: all its victims are marked as minors."""
    return replace(
        coding,
        persons=tuple(
            replace(one, groups=tuple(dict.fromkeys((*one.groups, MINOR)))) if one.is_victim else one
            for one in coding.persons
        ),
    )


def _crossing(coding: Coding) -> Iterator[tuple[Act, str]]:
    """Yield the acts that may stand in a table of two dimensions, with their family: national totals hold the rest.

    Not there: sexual violence, what concerns children, and acts against a minor, or against nobody where there is one.
    """
    minors = {person.id for person in coding.persons if MINOR in person.groups}
    apart = Tables.load().without["cross"]
    for act in coding.acts:
        family = _fold("families").get(act.code)
        is_minor = act.victim in minors or (act.victim is None and bool(minors))
        if family and act.code not in apart and not is_minor:
            yield act, family


def _flags(coding: Coding) -> Iterator[Said]:
    for event in coding.events:
        yield from ((flag, None) for flag in event.flags)
    for act in coding.acts:
        yield from ((flag, act.victim) for flag in act.flags)


def _doers(coding: Coding, act: Act) -> Iterator[str]:
    kinds = {person.id: person.types for person in coding.persons}
    return (kind for who, _ in act.involved for kind in kinds.get(who, ()))


def _victims(coding: Coding, step: Intervention) -> tuple[str | None, ...]:
    """Return for whom a step was taken: the victims of the acts that it names, or of all."""
    named = [act.victim for act in coding.acts if not step.acts or act.id in step.acts]
    return tuple(dict.fromkeys(named)) or (None,)


def _month(written: str) -> str | None:
    """Return the month in which a date begins, None for a season, a year or an open beginning (`when.py`)."""
    parts = written.partition(BETWEEN_DATES)[0].rstrip("~").split("-")
    return "-".join(parts[:2]) if len(parts) > 1 and int(parts[1]) <= LAST_MONTH else None


def _held(duration: tuple[tuple[str, int | None], ...]) -> str:
    """Return the row of a length in custody; parts of it add up, and one that gives no number makes it unknown."""
    known = [number * DAYS_IN[unit] for unit, number in duration if unit in DAYS_IN and number is not None]
    if not known:
        return UNKNOWN
    return next((row for most, row in UP_TO if sum(known) <= most), LONGER)


@cache
def _fold(name: str) -> Mapping[str, str]:
    return Tables.load().fold(name)
