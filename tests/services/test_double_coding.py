"""Two coders who do not see each other, a lot that nobody can choose, and a third person who decides."""

from dataclasses import replace

import pytest

import crypto
from intake.domain.coding import BadCoding, Coding
from intake.domain.documents import Kind
from intake.domain.double_coding import Reason, Second
from intake.domain.review import State
from intake.services import casefile, code, double_coding, places, review, sheets
from intake.services.casefile import CaseFile
from intake.services.errors import NotAllowedNow, NotVouched, ReasonMissing, RolledBack, StaleCoding
from intake.services.instance import transact
from intake.services.ports import UnitOfWork
from intake.services.sheets import NewSheet
from tests.plugins.coders import ARREST, ASSAULT, BEATING, CHILD, LATER, Coders, MakeCoders
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify


def second_of(pair: Coders) -> Second | None:
    with pair.instance.database.reading() as uow:
        file = casefile.open_file(uow, pair.instance, pair.who("anna"), pair.case_id)
        return double_coding.second_of(uow, pair.who("anna"), file)


def test_what_needs_no_second_coder_is_verified(testify: Testify, coders: MakeCoders) -> None:
    pair = coders(testify())
    assert pair.first(BEATING) is State.VERIFIED
    assert pair.state is State.VERIFIED


@pytest.mark.parametrize("coding", [ASSAULT, CHILD])
def test_what_needs_one_waits_for_one(testify: Testify, coders: MakeCoders, coding: Coding) -> None:
    pair = coders(testify())
    assert pair.first(coding) is State.SECOND_CODING
    with pytest.raises(NotAllowedNow):
        pair.code(BEATING, 1)


def test_a_child_who_speaks_is_coded_twice(testify: Testify, coders: MakeCoders, staff: Staff) -> None:
    told = testify(age_band="under_18")
    pair = Coders(coders(testify()).instance, staff, told.case_id)
    code.save_coding(pair.instance, pair.who("anna"), told.case_id, BEATING, 0)
    assert double_coding.finish(pair.instance, pair.who("anna"), told.case_id) is State.SECOND_CODING


def test_nothing_is_handed_in_before_it_is_coded(testify: Testify, coders: MakeCoders) -> None:
    pair = coders(testify())
    for finish, who in ((double_coding.finish, "rita"), (double_coding.finish_second, "ruslan")):
        with pytest.raises(NotAllowedNow):
            finish(pair.instance, pair.who(who), pair.case_id)
    pair.first(ASSAULT)
    with pytest.raises(NotAllowedNow):
        double_coding.finish_second(pair.instance, pair.who("ruslan"), pair.case_id)


def lot(pair: Coders, *, share: int) -> Reason | None:
    instance = replace(pair.instance, settings=replace(pair.instance.settings, second_coder_share=share))
    with instance.database.reading() as uow:
        file = casefile.open_file(uow, instance, pair.who("anna"), pair.case_id)
        return double_coding.why(instance, file, BEATING)


def test_the_lot_is_the_same_whenever_it_is_drawn_and_follows_the_share(testify: Testify, coders: MakeCoders) -> None:
    pair = coders(testify())
    drawn = [lot(pair, share=share) for share in range(101)]
    falls = drawn.index(Reason.DRAWN)
    assert drawn == [None] * falls + [Reason.DRAWN] * (101 - falls)
    assert falls > 0
    pair.code(BEATING)
    pair.code(ARREST, 1)
    assert [lot(pair, share=share) for share in range(101)] == drawn


def test_the_lot_comes_from_the_testimonys_own_key(testify: Testify, coders: MakeCoders) -> None:
    """Not from the case's key, which recusing somebody replaces, and from nothing that a coder can change."""
    pair = coders(testify())
    with pair.instance.database.reading() as uow:
        file = casefile.open_file(uow, pair.instance, pair.who("anna"), pair.case_id)
    (testimony,) = [one for one in file.headers if one.header.kind is Kind.TESTIMONY]
    number = int.from_bytes(crypto.derive_key(testimony.key, places.second_coder(pair.case_id))[:8])
    falls = number * 100 // 2**64 + 1
    assert lot(pair, share=falls - 1) is None
    assert lot(pair, share=falls) is Reason.DRAWN


def test_a_drawn_case_goes_to_a_second_coder(testify: Testify, coders: MakeCoders) -> None:
    assert coders(testify(), share=100).first(BEATING) is State.SECOND_CODING


def test_two_who_agree_need_no_third(testify: Testify, coders: MakeCoders) -> None:
    pair = coders(testify())
    pair.first(ASSAULT)
    assert pair.second(replace(ASSAULT, persons=ASSAULT.persons)) is State.VERIFIED
    second = second_of(pair)
    assert second is not None
    assert (second.first, second.result, second.coding) == (1, 0, ASSAULT)


def test_two_who_differ_wait_for_a_third(testify: Testify, coders: MakeCoders) -> None:
    pair = coders(testify(), share=100)
    pair.first(BEATING)
    assert pair.second(ARREST) is State.ADJUDICATION
    with pytest.raises(NotAllowedNow):
        pair.code_second(BEATING, 2)
    assert pair.decide(ARREST) == 2
    assert pair.state is State.VERIFIED
    saved = review.open_case(pair.instance, pair.who("anna"), pair.case_id).coding
    assert saved is not None
    assert (saved.coding, saved.author, saved.revision) == (ARREST, "boris", 2)
    second = second_of(pair)
    assert second is not None
    assert (second.coding, second.result, second.reason) == (ARREST, 2, "Both are told.")
    assert second.coder == pair.who("ruslan").person.id


def test_attributes_alone_need_no_third(testify: Testify, coders: MakeCoders) -> None:
    pair = coders(testify(), share=100)
    pair.first(BEATING)
    assert pair.second(LATER) is State.VERIFIED


@pytest.mark.parametrize("who", ["rita", "ruslan"])
def test_neither_of_the_two_decides(testify: Testify, coders: MakeCoders, who: str) -> None:
    pair = coders(testify(), share=100)
    pair.first(BEATING)
    pair.second(ARREST)
    with pytest.raises(NotAllowedNow):
        pair.decide(ARREST, name=who)
    pair.entrust(second=None, adjudicator=who)
    with pytest.raises(NotAllowedNow):
        pair.decide(ARREST, name=who)


def test_the_first_coder_cannot_be_the_second(testify: Testify, coders: MakeCoders) -> None:
    pair = coders(testify(), share=100)
    pair.first(BEATING)
    pair.entrust(second="rita", coder=None)
    with pytest.raises(NotAllowedNow):
        double_coding.save_second(pair.instance, pair.who("rita"), pair.case_id, BEATING, 0)


def test_another_second_coder_begins_anew(testify: Testify, coders: MakeCoders) -> None:
    pair = coders(testify(), share=100)
    pair.first(BEATING)
    pair.code_second(ARREST)
    pair.entrust(second="boris", adjudicator=None)
    with pytest.raises(NotAllowedNow):
        double_coding.finish_second(pair.instance, pair.who("boris"), pair.case_id)
    assert Kind.SECOND_CODING not in review.open_case(pair.instance, pair.who("boris"), pair.case_id).sheets
    double_coding.save_second(pair.instance, pair.who("boris"), pair.case_id, BEATING, 0)
    assert double_coding.finish_second(pair.instance, pair.who("boris"), pair.case_id) is State.VERIFIED


def test_a_decision_wants_its_reason_and_keeps_the_rules(testify: Testify, coders: MakeCoders) -> None:
    pair = coders(testify(), share=100)
    pair.first(BEATING)
    pair.second(ARREST)
    for reason in ("", "  ", "x" * 1001):
        with pytest.raises(ReasonMissing):
            pair.decide(ARREST, reason)
    with pytest.raises(StaleCoding):
        pair.decide(ARREST, after=0)
    nobody = Coding((replace(BEATING.acts[0], victim=None),))
    with pytest.raises(BadCoding):
        pair.decide(nobody)
    assert pair.state is State.ADJUDICATION


def test_two_tabs_of_the_second_coder_lose_nothing(testify: Testify, coders: MakeCoders) -> None:
    pair = coders(testify(), share=100)
    pair.first(BEATING)
    assert pair.code_second(ARREST) == 1
    with pytest.raises(StaleCoding) as refused:
        pair.code_second(BEATING)
    assert refused.value.current == 1
    assert pair.code_second(BEATING, 1) == 2


def test_who_may_not_write_saves_nothing(testify: Testify, coders: MakeCoders) -> None:
    pair = coders(testify())
    with pytest.raises(NotVouched):
        double_coding.save_second(pair.instance, pair.who("alena"), pair.case_id, BEATING, 0)


def test_a_case_opened_again_is_not_coded_twice_again(testify: Testify, coders: MakeCoders) -> None:
    pair = coders(testify(), share=100)
    pair.first(BEATING)
    pair.second(BEATING)
    again(pair, State.VERIFIED)


def again(pair: Coders, wanted: State) -> None:
    """Open the case once more, code and hand in."""

    def reopen(uow: UnitOfWork) -> None:
        uow.cases.change(pair.case_id, state=State.CODING)

    transact(pair.instance.database, reopen)
    assert pair.first_again(ARREST) is wanted


def test_what_nobody_decided_on_is_not_settled_by_opening_it_again(testify: Testify, coders: MakeCoders) -> None:
    pair = coders(testify(), share=100)
    pair.first(BEATING)
    pair.second(ARREST)
    again(pair, State.SECOND_CODING)
    pair.code_second(ARREST, 2)
    assert double_coding.finish_second(pair.instance, pair.who("ruslan"), pair.case_id) is State.VERIFIED


def write(pair: Coders, name: str, second: Second) -> None:
    """Write the sheet as somebody, past the services that would refuse it."""

    def work(uow: UnitOfWork) -> None:
        file: CaseFile = casefile.open_file(uow, pair.instance, pair.who(name), pair.case_id)
        before = sheets.newest(uow, file, Kind.SECOND_CODING)
        after = before.header.revision if before else 0
        sheets.save(uow, pair.who(name), file, NewSheet(Kind.SECOND_CODING, second.to_json(), after), deed="code")

    transact(pair.instance.database, work)


def test_a_second_coding_in_anothers_name_is_refused(testify: Testify, coders: MakeCoders) -> None:
    pair = coders(testify(), share=100)
    pair.first(BEATING)
    write(pair, "rita", Second(pair.who("ruslan").person.id, BEATING))
    with pytest.raises(NotVouched):
        double_coding.finish_second(pair.instance, pair.who("ruslan"), pair.case_id)


def test_an_older_second_coding_is_not_taken_for_the_newest(testify: Testify, coders: MakeCoders) -> None:
    pair = coders(testify(), share=100)
    pair.first(BEATING)
    pair.code_second(BEATING)
    pair.code_second(ARREST, 1)

    def roll_back(uow: UnitOfWork) -> None:
        (last,) = uow.documents.find(case_id=pair.case_id, box="case", order="-number", limit=1)
        uow.documents.delete(id=last.id)

    transact(pair.instance.database, roll_back)
    with pytest.raises(RolledBack):
        double_coding.finish_second(pair.instance, pair.who("ruslan"), pair.case_id)
