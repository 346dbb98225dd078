"""Whether the vocabulary's data hold together, and how two versions differ: sentences for whoever maintains them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TypeVar

from intake.domain.crosswalk import Crosswalk
from intake.domain.lists import LANGUAGES, Lists
from intake.domain.terms import MAPPINGS, Attribute, Code, Term
from intake.domain.vocabulary import BadVocabulary, UnknownTerm, Vocabulary
from intake.domain.vocabulary_map import VocabularyMap

T = TypeVar("T", bound=Term)


def check(versions: Sequence[str], lists: Lists) -> list[str]:
    """Return a sentence for everything that is wrong with these versions, oldest first, the last one in use."""
    newest = Vocabulary.load(versions[-1])
    return [
        *check_version(newest),
        *(line for old, new in pairwise(versions) for line in _check_step(old, new)),
        *_check_report(newest),
        *check_lists(lists),
    ]


def check_version(vocabulary: Vocabulary) -> list[str]:
    """Return what is wrong in one version: a language, a label said twice, a mapping, a way to say something else."""
    return [
        *(f"Language {one} is missing." for one in LANGUAGES if one not in vocabulary.languages),
        *_twice("codes", vocabulary.codes(), vocabulary.languages),
        *(f"The code {one.id} is mapped to no other standard." for one in vocabulary.codes() if not one.mapped),
        *(f"The code {one.id} says not what it excludes." for one in vocabulary.codes() if not one.excludes),
        *(
            f"The category {category.id} has no code for what none of its codes says."
            for category in vocabulary.categories()
            if not any(code.described for code in vocabulary.codes(category.id))
        ),
        *(line for one in vocabulary.attributes() for line in _twice(one.id, one.values, vocabulary.languages)),
    ]


def check_lists(lists: Lists) -> list[str]:
    """Return what is wrong in the lists: a facility without a region, two entries of the same name."""
    try:
        lists.check()
    except BadVocabulary as error:
        return [f"{str(error).capitalize()}."]
    return [
        line
        for name in ("regions", "facilities", "units", "ranks")
        for line in _twice(name, lists.entries(name), LANGUAGES)
    ]


def diff(old: Vocabulary, new: Vocabulary) -> list[str]:
    """Return a line for everything that was added, removed or changed."""
    lines = [*_differing("category", old.categories(), new.categories(), _said)]
    lines += _differing("code", old.codes(), new.codes(), _of_code)
    lines += _differing("attribute", old.attributes(), new.attributes(), _of_attribute)
    before = {one.id: one for one in old.attributes()}
    for one in new.attributes():
        if one.id in before:
            lines += _differing(f"value of {one.id}", before[one.id].values, one.values, _said)
    return lines


def _check_step(old: str, new: str) -> list[str]:
    try:
        found = VocabularyMap.load(old, new)
    except UnknownTerm:
        return [f"There is no map from version {old} to version {new}."]
    return found.problems(Vocabulary.load(old), Vocabulary.load(new))


def _check_report(newest: Vocabulary) -> list[str]:
    crosswalk = Crosswalk.load()
    if crosswalk.vocabulary != newest.version:
        return [f"The crosswalk of the report {crosswalk.report} is of version {crosswalk.vocabulary}."]
    return []


def _twice(place: str, terms: Sequence[Term], languages: Sequence[str]) -> Iterator[str]:
    for language in languages:
        said: dict[str, str] = {}
        for term in terms:
            label = term.label(language).casefold()
            if label in said:
                yield f"In {place}, {said[label]} and {term.id} have the same label in {language}: {label}."
            said.setdefault(label, term.id)


def _differing(
    what: str, old: Sequence[T], new: Sequence[T], facts: Callable[[T], Mapping[str, object]]
) -> Iterator[str]:
    before, after = {one.id: one for one in old}, {one.id: one for one in new}
    yield from (f"- {what} {one}" for one in before if one not in after)
    yield from (f"+ {what} {one}: {term.label()}" for one, term in after.items() if one not in before)
    for one in (one for one in after if one in before):
        was, now = facts(before[one]), facts(after[one])
        changed = [name for name in now if name in was and was[name] != now[name]]
        if changed:
            yield f"~ {what} {one}: {', '.join(changed)}"


def _said(term: Term) -> dict[str, object]:
    return {f"label ({language})": text for language, text in term.labels.items()}


def _of_code(code: Code) -> dict[str, object]:
    definitions = {f"definition ({language})": text for language, text in code.definitions.items()}
    rest = {name: getattr(code, name) for name in ("category", "flag", "described", *MAPPINGS)}
    return _said(code) | definitions | rest


def _of_attribute(attribute: Attribute) -> dict[str, object]:
    return _said(attribute) | {"many": attribute.many}
