"""A figure for every fact of the country report that names a number by others, in our words. Sources are invented.

One fact may name two numbers: a word after its name tells them apart.
"""

from collections.abc import Mapping
from datetime import date

from intake.domain.figures import Figure, Origin, Source
from intake.domain.when import When

GOVERNMENT = Source("Ministry of the Interior", "press briefing", date(2020, 8, 13))
MONITORS = Source("Local monitors", "yearly review, page 12", date(2020, 12, 31))
PRESS = Source("Local monitors and the Ministry of the Interior", "joint table of the press", date(2020, 11, 16))


def figure(  # what is counted, and everything else as a figure has it
    texts: tuple[str, str, str],
    amount: tuple[int | None, str, str],
    *,
    origin: Origin = Origin.INDEPENDENT,
    window: str = "",
    source: Source = MONITORS,
    beside: str = "",
) -> Figure:
    """Make a figure of its texts in English, Belarusian and Russian and of number, precision and unit."""
    number, precision, unit = amount
    said = dict(zip(("en", "be", "ru"), texts, strict=True))
    when = When.parse(window) if window else None
    return Figure("0" * 32, said, number, precision, unit, origin, when, source, beside)


FACTS: Mapping[str, Figure] = {
    "S5": figure(
        (
            "detained at peaceful protests or near them",
            "затрыманыя на мірных пратэстах або побач",
            "задержанные на мирных протестах или рядом",
        ),
        (None, "tens_of_thousands", "person"),
        beside="chapter:assembly",
    ),
    "S17": figure(
        (
            "times that journalists were kept from their work",
            "выпадкі, калі журналістам не давалі працаваць",
            "случаи, когда журналистам не давали работать",
        ),
        (400, "over", "act"),
        window="2020-05/2020-10",
        beside="chapter:expression",
    ),
    "S36": figure(
        ("fined heavily for a protest", "атрымалі вялікі штраф за пратэст", "получили большой штраф за протест"),
        (None, "many", "person"),
        beside="chapter:assembly",
    ),
    "S39": figure(
        ("detained before the election", "затрыманыя да выбараў", "задержанные до выборов"),
        (None, "hundreds", "person"),
        window="2020-05/2020-08-09",
        beside="chapter:expression",
    ),
    "S41": figure(
        ("went out to protest", "выйшлі на пратэсты", "вышли на протесты"),
        (None, "hundreds_of_thousands", "person"),
    ),
    "S42": figure(
        (
            "tortured or ill-treated, and punished heavily",
            "зведалі катаванні або жорсткае абыходжанне і суровае пакаранне",
            "пережили пытки или жестокое обращение и суровое наказание",
        ),
        (None, "hundreds", "person"),
        beside="chapter:torture",
    ),
    "S44": figure(
        ("detained in the first four days", "затрыманыя за першыя чатыры дні", "задержанные за первые четыре дня"),
        (6700, "exact", "person"),
        origin=Origin.OFFICIAL,
        window="2020-08-09/2020-08-12",
        source=GOVERNMENT,
        beside="chapter:assembly",
    ),
    "S46": figure(
        ("detained since the election", "затрыманыя пасля выбараў", "задержанные после выборов"),
        (25000, "over", "person"),
        origin=Origin.MIXED,
        window="../2020-11-15~",
        source=PRESS,
        beside="chapter:assembly",
    ),
    "S47": figure(
        ("detained on one single day", "затрыманыя за адзін дзень", "задержанные за один день"),
        (1000, "over", "person"),
        window="2020",
        beside="chapter:assembly",
    ),
    "S48 cases": figure(
        ("opened against people who had protested", "супраць тых, хто пратэставаў", "против тех, кто протестовал"),
        (900, "over", "case"),
        window="2020",
        beside="table:legal",
    ),
    "S48 persons": figure(
        ("charged for having protested", "абвінавачаныя за пратэст", "обвиняемые за протест"),
        (700, "at_least", "person"),
        window="2020",
        beside="table:legal",
    ),
    "S55": figure(
        ("killed at protests", "забітыя на пратэстах", "убитые на протестах"),
        (4, "at_least", "person"),
        beside="chapter:assembly",
    ),
    "S72": figure(
        (
            "of the council's leadership: arrested or forced to leave",
            "з кіраўніцтва рады: арыштаваныя або вымушаныя з’ехаць",
            "из руководства совета: арестованы или вынуждены уехать",
        ),
        (None, "all", "person"),
        beside="chapter:association",
    ),
    "S82": figure(
        (
            "of torture and ill-treatment that monitors recorded",
            "катаванняў і жорсткага абыходжання, якія запісалі назіральнікі",
            "пыток и жестокого обращения, записанные наблюдателями",
        ),
        (None, "hundreds", "act"),
        beside="chapter:torture",
    ),
    "S83": figure(
        (
            "of ill-treatment in detention",
            "пра жорсткае абыходжанне з затрыманымі",
            "о жестоком обращении с задержанными",
        ),
        (450, "exact", "testimony"),
        beside="table:evidence",
    ),
    "S99": figure(
        ("about violence by the police", "на гвалт міліцыі", "на насилие милиции"),
        (900, "some", "complaint"),
        beside="table:complaints",
    ),
    "S106": figure(
        ("waiting for their execution", "чакаюць выканання смяротнага прысуду", "ждут исполнения смертного приговора"),
        (4, "at_least", "person"),
        beside="chapter:death_penalty",
    ),
    "S107": figure(
        ("sentenced to death", "асуджаныя да смерці", "приговорены к смерти"),
        (3, "at_least", "person"),
        beside="chapter:death_penalty",
    ),
    "S100": figure(
        ("opened against officers after complaints", "супраць сілавікоў пасля скаргаў", "против силовиков после жалоб"),
        (0, "exact", "case"),
        window="../2020-12-31",
        beside="table:complaints",
    ),
    "S101": figure(
        (
            "officers who were charged",
            "сілавікі, якім прад’явілі абвінавачанне",
            "силовики, которым предъявили обвинение",
        ),
        (0, "exact", "person"),
        window="../2020-12-31",
        beside="table:complaints",
    ),
    "S108": figure(
        ("executed, as far as is known", "пакараныя смерцю, наколькі вядома", "казнены, насколько известно"),
        (0, "exact", "person"),
        window="2020",
        beside="chapter:death_penalty",
    ),
}
