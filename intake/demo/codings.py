"""How invented testimonies are coded: who did what to whom, when, how long, on what it rests, what came of it."""

from collections.abc import Mapping, Sequence

from intake.demo.draw import Draw
from intake.demo.media import File
from intake.domain.coding import Act, Coding, Event, Information, Intervention, Person
from intake.domain.testimony import Stage
from intake.domain.when import When

# Values of the vocabulary, in its order.
GROUPS = ("protester", "bystander", "journalist", "medic", "student", "unionist", "rights_defender", "woman")
PERPETRATORS = ("police", "riot_police", "security_service", "plain_clothes", "detention_staff", "unknown")
FORCE = ("stun_grenade", "irritant", "truncheon", "unmarked_vehicle")
PURPOSES = ("silence", "punish", "confession")
ADMINISTRATIVE = ("mass_gatherings_admin", "police_disobedience", "petty_hooliganism")
CRIMINAL = ("cc_342", "mass_riots", "insult")
GROUNDS: Mapping[str, Sequence[str]] = {
    "lib_admin_detention": ADMINISTRATIVE,
    "asm_fine": ADMINISTRATIVE,
    "lib_remand": CRIMINAL,
    "lib_politicised_charge": CRIMINAL,
}
DOERS: Mapping[str, Sequence[str]] = {
    "lib_admin_detention": ("court",),
    "lib_politicised_charge": ("investigator",),
    "rep_dismissal": ("state_employer",),
    "rep_smear": ("state_media",),
    "imp_no_investigation": ("investigator",),
}
TERMS: Mapping[str, tuple[str, int]] = {
    "lib_arbitrary_arrest": ("hours", 72),
    "lib_admin_detention": ("days", 15),
    "lib_remand": ("months", 6),
    "lib_abduction": ("days", 4),
    "lib_unacknowledged": ("days", 9),
}
"""The longest time that is invented for a code."""
IN_CUSTODY = (Stage.ARREST, Stage.TRANSPORT, Stage.DETENTION, Stage.DETENTION, Stage.REMAND)
MONTHS = (5, 6, 7, 8, 8, 8, 8, 9, 9, 10, 11, 12)
GRADES = ("highly_reliable", "likely", "likely", "unsure")
SURE = GRADES[:2]
SHOWS = {"image/png": "photo", "audio/x-wav": "audio", "application/pdf": "medical"}
"""What each kind of file is taken for."""
MATERIAL = ("testimony", "photo", "video", "audio", "medical")
ANSWERS = (("complaint", "no_answer"), ("complaint", "refused"), ("complaint", "opened"), ("investigation", "closed"))


def coding_of(draw: Draw, codes: Sequence[str], files: Sequence[File]) -> Coding:
    """Return an invented coding of these codes: one event of 2020, one victim, one piece of information."""
    groups, grade = draw.some(GROUPS, 1 + draw.below(2)), draw.one(GRADES)
    day = When.parse(f"2020-{draw.one(MONTHS):02}-{1 + draw.below(28):02}/..")
    return Coding(
        tuple(_act(draw, code, sure=grade in SURE) for code in codes),
        events=(Event("E1", when=day),),
        persons=(Person("V1", groups=tuple(groups)),),
        information=(Information("I1", _material(draw, files), "survivor", reliability=grade),),
        interventions=_steps(draw, codes),
    )


def _act(draw: Draw, code: str, *, sure: bool) -> Act:
    unit, longest = TERMS.get(code, ("", 0))
    is_torture = code.startswith("tor_")
    stages = IN_CUSTODY if code.startswith("det_") else tuple(Stage)
    return Act(
        code,
        perpetrator_types=tuple(draw.some(DOERS.get(code, PERPETRATORS), 1)),
        stage=draw.one(stages).value,
        force_means=tuple(draw.some(FORCE, 1)) if code in {"tor_beating", "asm_dispersal_force"} else (),
        purpose=tuple(draw.some(PURPOSES, 1)) if is_torture else (),
        legal_basis=tuple(draw.some(GROUNDS.get(code, ()), 1)),
        duration=((unit, 1 + draw.below(longest)),) if unit else (),
        rests_on=("I1",),
        status="confirmed" if sure and draw.below(2) else "likely",
    )


def _material(draw: Draw, files: Sequence[File]) -> tuple[str, ...]:
    shown = {"testimony", *(SHOWS[file.media_type] for file in files), *draw.some(("video",), draw.below(3) // 2)}
    return tuple(one for one in MATERIAL if one in shown)


def _steps(draw: Draw, codes: Sequence[str]) -> tuple[Intervention, ...]:
    """Return a complaint and its answer for every third case, and for those that tell of one."""
    kind, result = draw.one(ANSWERS)
    if "imp_no_investigation" in codes:
        return (Intervention("M1", "complaint", result="not_opened"),)
    return () if draw.below(3) else (Intervention("M1", kind, result=result),)
