"""The sheet of links as text, and read back strictly."""

from intake.domain import strict
from intake.domain.links import LETTERS, Dismissal, End, Link, Links, Same, Word
from intake.domain.strict import BadShape

FORMAT = "holas-links/1"
ENDS = 2


class BadLinks(ValueError):
    """What was read is no such sheet."""


def write(sheet: Links) -> str:
    """Return the canonical text; `read` gives the sheet back."""
    links = [_link_data(one) for one in sheet.links]
    dismissed = [{"case": one.case, "said": _word_data(one.said)} for one in sheet.dismissed]
    return strict.write_json({"format": FORMAT, "links": links, "dismissed": dismissed}).decode()


def read(text: str) -> Links:
    """Read it strictly. Raises `BadLinks`."""
    try:
        data = strict.shape(strict.read_json(text, "links"), "links", ("format", "links", "dismissed"))
        strict.one_of(data["format"], "format", (FORMAT,))
        links = strict.each(data["links"], "links", _link)
        strict.distinct((one.id for one in links), "links")
        return Links(links, strict.each(data["dismissed"], "dismissed", _dismissal))
    except BadShape as error:
        raise BadLinks(str(error)) from error


def _link_data(link: Link) -> dict[str, object]:
    return {
        "id": link.id,
        "same": link.same,
        "ends": [[end.case, end.part] for end in link.ends],
        "said": _word_data(link.said),
        "unsaid": _word_data(link.unsaid) if link.unsaid else None,
    }


def _word_data(word: Word) -> list[str]:
    return [word.by, word.on, word.why]


def _link(untrusted: object, place: str) -> Link:
    data = strict.shape(untrusted, place, ("id", "same", "ends", "said", "unsaid"))
    same = Same(strict.one_of(data["same"], f"{place}.same", set(Same)))
    ends = strict.distinct(strict.each(data["ends"], f"{place}.ends", _end), f"{place}.ends")
    if len(ends) != ENDS or any(not end.part.startswith(LETTERS[same]) for end in ends):
        raise BadShape(place, "does not join two such parts")
    if ends[0].case == ends[1].case:
        raise BadShape(place, "joins a case to itself")
    unsaid = None if data["unsaid"] is None else _word(data["unsaid"], f"{place}.unsaid")
    said = _word(data["said"], f"{place}.said")
    return Link(strict.text(data["id"], f"{place}.id"), same, (ends[0], ends[1]), said, unsaid)


def _end(untrusted: object, place: str) -> End:
    return End(*_texts(untrusted, place, ENDS))


def _word(untrusted: object, place: str) -> Word:
    said = strict.items(untrusted, place)
    if len(said) != len(Word.__slots__) or not isinstance(said[2], str):
        raise BadShape(place, "is not who, when and why")
    by, on = _texts(said[:2], place, 2)
    return Word(by, on, said[2])


def _texts(untrusted: object, place: str, count: int) -> tuple[str, ...]:
    found = strict.each(untrusted, place, strict.text)
    if len(found) != count:
        raise BadShape(place, f"must be {count} texts")
    return found


def _dismissal(untrusted: object, place: str) -> Dismissal:
    data = strict.shape(untrusted, place, ("case", "said"))
    return Dismissal(strict.text(data["case"], f"{place}.case"), _word(data["said"], f"{place}.said"))
