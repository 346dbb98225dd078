"""Invented codings for properties."""

from hypothesis import strategies as st

from intake.domain.coding import Act, Coding, Event, Information, Intervention, Person
from intake.domain.vocabulary import Vocabulary
from intake.domain.when import When

CODES = ("tor_beating", "det_denied_food", "lib_arbitrary_arrest")
DATES = (None, "2020-08", "2020-08-09", "2020-08-10", "2020-08-10/..", "../2020-08-09")
PEOPLE = (Person("V1"), Person("V2"), Person("V3"))


@st.composite
def codings(draw: st.DrawFn) -> Coding:
    """A coding of up to six acts, three victims and one event."""
    acts = [
        Act(
            draw(st.sampled_from(CODES)),
            id=f"A{number}",
            victim=draw(st.sampled_from(("V1", "V2", "V3", None))),
            when=When.parse(text) if (text := draw(st.sampled_from(DATES))) else None,
            region=draw(st.sampled_from((None, "minsk_city", "brest"))),
        )
        for number in range(1, draw(st.integers(0, 6)) + 1)
    ]
    return Coding(tuple(acts), persons=PEOPLE)


VOCABULARY = Vocabulary.load()
IDS = ("V1", "V2", "V3")
MEASURES = st.tuples(st.sampled_from(VOCABULARY.attribute("duration").ids()), st.one_of(st.none(), st.integers(0, 500)))


def _some(attribute: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(VOCABULARY.attribute(attribute).ids()), max_size=4, unique=True).map(tuple)


def _one(attribute: str) -> st.SearchStrategy[str | None]:
    return st.one_of(st.none(), st.sampled_from(VOCABULARY.attribute(attribute).ids()))


def _flags() -> st.SearchStrategy[tuple[str, ...]]:
    flags = [code.id for code in VOCABULARY.codes() if code.flag]
    return st.lists(st.sampled_from(flags), max_size=2, unique=True).map(tuple)


FULL_ACTS = st.builds(
    Act,
    st.sampled_from([code.id for code in VOCABULARY.codes() if not code.flag]),
    _some("perpetrator_type"),
    _one("stage"),
    victim=st.sampled_from((*IDS, None)),
    when=st.sampled_from(DATES).map(lambda text: When.parse(text) if text else None),
    force_means=_some("force_means"),
    purpose=_some("purpose"),
    protected_activity=_one("protected_activity"),
    legal_basis=_some("legal_basis"),
    duration=st.lists(MEASURES, max_size=2).map(tuple),
    flags=_flags(),
    rests_on=st.sampled_from(((), ("I1",), ("I1", "I2"))),
    status=_one("status"),
)
SOURCES = st.tuples(
    *(
        st.builds(Information, st.just(name), _some("evidence"), reliability=_one("reliability"))
        for name in ("I1", "I2")
    )
)
STEPS = st.lists(st.builds(Intervention, st.just("M1"), _one("intervention"), result=_one("result")), max_size=3)


@st.composite
def full_codings(draw: st.DrawFn) -> Coding:
    """A coding that may say anything that statistics count, and far more of it than the bounds hold."""
    people = tuple(Person(name, groups=draw(_some("victim_group"))) for name in IDS)
    return Coding(
        tuple(draw(st.lists(FULL_ACTS, max_size=10))),
        events=(Event("E1", flags=draw(_flags())),),
        persons=people,
        information=draw(SOURCES),
        interventions=tuple(draw(STEPS)),
    )
