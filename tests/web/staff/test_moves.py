"""What to do now with a case, and every step of it: offered where it can be taken, and nothing typed is ever lost."""

import re
from datetime import timedelta

import pytest

from intake import clock
from intake.domain.coding import Act, Coding
from intake.domain.tasks import Task
from intake.services import assignment, holding, review
from intake.services.code import save_coding
from intake.services.instance import Instance
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify, Told
from tests.web.staff.conftest import Desk, Sit

ARREST = Coding((Act("lib_arbitrary_arrest"),))
SOON = (clock.today() + timedelta(days=3)).isoformat()


def id_of(instance: Instance, staff: Staff, username: str) -> str:
    return staff.keyring(instance, username).person.id


def state_of(instance: Instance, told: Told) -> str:
    with instance.database.reading() as uow:
        case = uow.cases.get(told.case_id)
    assert case
    return case.state


def offered(page: str) -> set[str]:
    """The steps that a case page offers, by the end of their addresses."""
    (now,) = re.findall(r'<section class="now".*?</section>', page, re.DOTALL)
    return {found.partition("?")[0] for found in re.findall(r'(?:href|action)="/(?:case/[0-9a-f]+/)?([^"]+)"', now)}


def says(page: str) -> str:
    (words,) = re.findall(r'<h2 id="now">.*?</h2>\s*<p>(.*?)</p>', page, re.DOTALL)
    return str(words).strip()


@pytest.fixture
def told(testify: Testify) -> Told:
    return testify()


@pytest.fixture
def path(told: Told) -> str:
    return f"/case/{told.case_id}"


def assign(
    instance: Instance, staff: Staff, told: Told, username: str, task: Task = Task.CODER, note: str = ""
) -> None:
    member_id = id_of(instance, staff, username)
    assignment.assign(instance, staff.keyring(instance, "anna"), told.case_id, member_id, task, note)


LEADING = {"assign", "recuse", "restrict"}


class TestWhatToDoNow:
    def test_a_new_case_waits_for_somebody(self, desk: Sit, path: str) -> None:
        page = desk("anna").read(path)
        assert says(page).startswith("Nobody has worked on it yet.")
        assert offered(page) == LEADING | {"claim", "hand-over", "hold"}

    def test_somebody_in_danger_is_answered_first(
        self, desk: Sit, instance: Instance, staff: Staff, testify: Testify
    ) -> None:
        told = testify(urgent="1")
        page = desk("anna").read(f"/case/{told.case_id}")
        assert says(page).startswith("Somebody may be in danger and has no answer yet.")
        assert "reply" in offered(page)
        review.reply(instance, staff.keyring(instance, "anna"), told.case_id, "We read it.")
        page = desk("anna").read(f"/case/{told.case_id}")
        assert "no answer yet" not in page
        assert "reply" not in offered(page)

    def test_a_coders_case_is_theirs(self, desk: Sit, instance: Instance, staff: Staff, told: Told, path: str) -> None:
        assign(instance, staff, told, "rita", note="Begin with the dates.")
        page = desk("rita").read(path)
        assert says(page) == "It is yours to code."
        assert "Begin with the dates." in page
        assert offered(page) == {"coding", "hand-over", "hold", "close"}
        page = desk("anna").read(path)
        assert says(page) == "rita codes it."
        assert offered(page) == LEADING | {"hand-over", "hold", "close"}

    def test_a_second_coder_sees_their_task_and_no_word_of_the_first(
        self, desk: Sit, instance: Instance, staff: Staff, told: Told, path: str
    ) -> None:
        assign(instance, staff, told, "rita", note="Mind the arrest.")
        assign(instance, staff, told, "ruslan", Task.SECOND, note="By Friday, please.")
        assert "By Friday, please." in desk("ruslan").read(path)
        assign(instance, staff, told, "boris", Task.PAIR, note="Mind the beating.")
        holding.close(instance, staff.keyring(instance, "rita"), told.case_id, "One arrest.")
        page = desk("ruslan").read(path)
        assert "Mind the" not in page
        assert "One arrest." not in page
        assert "Mind the beating." in desk("rita").read(path)
        assert offered(page) == set()

    def test_who_waits_for_a_second_coder_is_shown_where_to_choose_one(
        self, desk: Sit, instance: Instance, staff: Staff, told: Told, path: str
    ) -> None:
        rita = staff.keyring(instance, "rita")
        assign(instance, staff, told, "rita")
        save_coding(instance, rita, told.case_id, Coding((Act("tor_sexual_violence"),)), 0)
        assert "hand it in" in says(desk("rita").read(path))
        desk("rita").send(f"{path}/coding/finish", {})
        assert state_of(instance, told) == "second-coding"
        page = desk("anna").read(path)
        assert says(page).startswith("It waits for a second coder")
        (address,) = re.findall(r'href="([^"]+/assign\?task=second)"', page)
        assert 'value="second" selected' in re.sub(
            r"selected value=\"(\w+)\"", r'value="\1" selected', desk("anna").read(address)
        )
        assign(instance, staff, told, "ruslan", Task.SECOND)
        assert says(desk("anna").read(path)).startswith("ruslan codes it a second time")
        assert says(desk("ruslan").read(path)).startswith("You are the second coder.")

    def test_on_hold_says_until_when_and_that_the_day_has_come(
        self, desk: Sit, instance: Instance, staff: Staff, told: Told, path: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        day = clock.today() + timedelta(days=3)
        holding.hold(instance, staff.keyring(instance, "anna"), told.case_id, "The lawyer calls.", day)
        page = desk("anna").read(path)
        assert "The lawyer calls." in page
        assert "has come" not in says(page)
        assert "resume" in offered(page)
        monkeypatch.setattr("intake.web.review.next_step.clock.today", lambda: day)
        assert "The day to look at it again has come." in says(desk("anna").read(path))

    def test_a_verified_case_is_handed_over_or_closed_before_it_is_opened_again(
        self, desk: Sit, instance: Instance, staff: Staff, told: Told, path: str
    ) -> None:
        assign(instance, staff, told, "rita")
        with instance.database.writing() as uow:
            uow.cases.change(told.case_id, state="verified")
            uow.commit()
        page = desk("rita").read(path)
        steps = page.partition('class="steps"')[2].partition("<details>")[0]
        assert "/handing" in steps
        assert "/close" in steps
        assert "/reopen" not in steps
        assert "reopen" in offered(page)

    def test_who_decided_between_two_codings_is_offered_nothing_that_is_not_theirs(
        self, desk: Sit, instance: Instance, staff: Staff, told: Told, path: str
    ) -> None:
        assign(instance, staff, told, "boris", Task.ADJUDICATOR)
        with instance.database.writing() as uow:
            uow.cases.change(told.case_id, state="verified")
            uow.commit()
        page = desk("boris").read(path)
        assert says(page) == "It is verified, and your part in it is done. The intake circle goes on with it."
        assert offered(page) == set()

    def test_every_state_has_its_words(self, desk: Sit, instance: Instance, told: Told, path: str) -> None:
        found = set()
        for state in (
            "new",
            "triaged",
            "coding",
            "second-coding",
            "adjudication",
            "verified",
            "closed",
            "on-hold",
            "spam",
        ):
            with instance.database.writing() as uow:
                uow.cases.change(told.case_id, state=state)
                uow.commit()
            found.add(says(desk("anna").read(path)))
        assert len(found) == 8


class TestTaking:
    def test_a_second_one_is_told_who_has_it(self, desk: Sit, path: str) -> None:
        anna, boris = desk("anna"), desk("boris")
        assert anna.send(f"{path}/claim", {}).status_code == 303
        assert "It is yours now." in anna.read(path)
        boris.send(f"{path}/claim", {})
        assert "anna took it before you." in boris.read(path)

    def test_back(self, desk: Sit, instance: Instance, staff: Staff, told: Told, path: str) -> None:
        assign(instance, staff, told, "rita")
        anna = desk("anna")
        assert anna.send(f"{path}/take-back", {}).status_code == 400
        done = anna.send(f"{path}/take-back", {"member": id_of(instance, staff, "rita")})
        assert (done.status_code, done.location) == (303, f"{path}#people")
        assert desk("rita").get(path).status_code == 403


class TestGiving:
    def test_gives_the_case_with_a_note(self, desk: Sit, instance: Instance, staff: Staff, path: str) -> None:
        rita, anna = id_of(instance, staff, "rita"), desk("anna")
        assert f'value="{rita}"' in anna.read(f"{path}/assign")
        done = anna.send(f"{path}/assign", {"member": rita, "task": "pair", "note": "Together, please."})
        assert (done.status_code, done.location) == (303, path)
        assert "It is on their list now." in anna.read(path)
        page = desk("rita").read(path)
        assert "Together, please." in page
        assert "They came at night." in page

    @pytest.mark.parametrize("member", ["", "0" * 32, "alena", "adam", "kira", "ilona"])
    def test_never_to_nobody_or_who_may_not_read(
        self, desk: Sit, instance: Instance, staff: Staff, path: str, member: str
    ) -> None:
        chosen = id_of(instance, staff, member) if member.isalpha() else member
        anna = desk("anna")
        refused = anna.send(f"{path}/assign", {"member": chosen, "note": "What I typed."})
        assert refused.status_code == 422
        assert "What I typed." in refused.get_data(as_text=True)
        assert member == "" or chosen not in anna.read(f"{path}/assign")

    def test_a_second_look_by_the_first_coder_is_refused_with_everything_kept(
        self, desk: Sit, instance: Instance, staff: Staff, told: Told, path: str
    ) -> None:
        assign(instance, staff, told, "rita")
        fields = {"member": id_of(instance, staff, "rita"), "task": "second", "note": "What I typed."}
        page = desk("anna").send(f"{path}/assign", fields).get_data(as_text=True)
        assert "A second look comes from somebody else" in page
        assert "What I typed." in page

    def test_is_not_for_a_reviewer(self, desk: Sit, instance: Instance, staff: Staff, told: Told, path: str) -> None:
        assign(instance, staff, told, "rita")
        rita = desk("rita")
        assert rita.get(f"{path}/assign").status_code == 409
        refused = rita.send(f"{path}/assign", {"member": id_of(instance, staff, "ruslan"), "note": "Kept."})
        assert refused.status_code == 409
        assert "Kept." in refused.get_data(as_text=True)
        assert desk("ruslan").get(path).status_code == 403

    def test_handing_over_ends_at_the_queue(
        self, desk: Sit, instance: Instance, staff: Staff, told: Told, path: str
    ) -> None:
        assign(instance, staff, told, "rita")
        rita = desk("rita")
        page = rita.read(f"{path}/hand-over")
        assert id_of(instance, staff, "rita") not in page
        done = rita.send(f"{path}/hand-over", {"member": id_of(instance, staff, "ruslan"), "note": "Two acts left."})
        assert (done.status_code, done.location) == (303, "/queue")
        assert "Two acts left." in desk("ruslan").read(path)
        assert rita.get(path).status_code == 403

    def test_with_a_forged_token_does_nothing(self, desk: Sit, instance: Instance, staff: Staff, path: str) -> None:
        fields = {"member": id_of(instance, staff, "rita")}
        assert desk("anna").send(f"{path}/assign", fields, token="forged").status_code == 400
        assert desk("rita").get(path).status_code == 403


class TestPuttingAside:
    @pytest.fixture
    def anna(self, desk: Sit, instance: Instance, staff: Staff, told: Told) -> Desk:
        review.reply(instance, staff.keyring(instance, "anna"), told.case_id, "We read it.")
        return desk("anna")

    def test_closes_and_opens_again_with_a_reason(self, anna: Desk, instance: Instance, told: Told, path: str) -> None:
        assert anna.send(f"{path}/close", {"reason": " "}).status_code == 422
        assert anna.send(f"{path}/close", {"reason": "Settled <b>."}).status_code == 303
        page = anna.read(path)
        assert "Settled &lt;b&gt;." in page
        assert offered(page) == LEADING | {"reopen"}
        assert anna.send(f"{path}/reopen", {"reason": "News."}).status_code == 303
        assert state_of(instance, told) == "coding"

    def test_on_hold_and_taken_up_again(self, anna: Desk, instance: Instance, told: Told, path: str) -> None:
        assert 'type="date"' in anna.read(f"{path}/hold")
        for again in ("", "soon", "2020-01-01", clock.today().isoformat()):
            refused = anna.send(f"{path}/hold", {"reason": "Waiting.", "again": again})
            assert refused.status_code == 422
            assert "Waiting." in refused.get_data(as_text=True)
        assert anna.send(f"{path}/hold", {"reason": "Waiting.", "again": SOON}).status_code == 303
        assert state_of(instance, told) == "on-hold"
        assert anna.send(f"{path}/resume", {}).status_code == 303
        assert state_of(instance, told) == "triaged"

    def test_a_codename_is_taken_out_first(self, anna: Desk, told: Told, path: str) -> None:
        refused = anna.send(f"{path}/close", {"reason": told.codename})
        assert refused.status_code == 422
        assert "There is a codename in it." in refused.get_data(as_text=True)

    def test_what_somebody_changed_meanwhile_is_told(
        self, anna: Desk, instance: Instance, staff: Staff, told: Told, path: str
    ) -> None:
        (seen,) = re.findall(r'name="seen"\s+value="(\d+)"', anna.read(f"{path}/hold"))
        assignment.claim(instance, staff.keyring(instance, "boris"), told.case_id)
        fields = {"reason": "What I typed.", "again": SOON, "seen": seen}
        refused = anna.send(f"{path}/hold", fields)
        page = refused.get_data(as_text=True)
        assert refused.status_code == 409
        for words in ("Somebody changed this case meanwhile", "boris", "What I typed.", SOON, "still right"):
            assert words in page
        (now,) = re.findall(r'name="seen"\s+value="(\d+)"', page)
        assert anna.send(f"{path}/hold", {**fields, "seen": now}).status_code == 303
        late = anna.send(f"{path}/hold", fields | {"seen": "2"})
        assert late.status_code == 409
        assert "cannot be taken any more" in late.get_data(as_text=True)

    @pytest.mark.parametrize("name", ["withdraw", "shred", "reopen", "verify", "state"])
    def test_no_other_step_is_taken(self, anna: Desk, instance: Instance, told: Told, path: str, name: str) -> None:
        assert anna.send(f"{path}/{name}", {"reason": "x"}).status_code in {404, 405, 409}
        assert state_of(instance, told) == "triaged"


class TestKeepingApart:
    def test_says_what_it_cannot_do(self, desk: Sit, path: str) -> None:
        for name in ("recuse", "restrict"):
            page = desk("anna").read(f"{path}/{name}")
            assert "What they copied, printed or wrote down stays readable to them." in page

    def test_takes_somebody_out_for_good(
        self, desk: Sit, instance: Instance, staff: Staff, told: Told, path: str
    ) -> None:
        assign(instance, staff, told, "rita")
        anna, rita = desk("anna"), id_of(instance, staff, "rita")
        page = anna.read(f"{path}/recuse")
        assert rita in page
        assert id_of(instance, staff, "anna") not in page
        assert anna.send(f"{path}/recuse", {"member": rita, "reason": "They are cousins."}).status_code == 303
        page = anna.read(path)
        assert "Taken out for good:" in page
        assert "The source changed what they allow" not in page
        assert desk("rita").get(path).status_code == 403
        assert rita not in anna.read(f"{path}/assign")

    def test_keeps_it_to_those_who_are_ticked(
        self, desk: Sit, instance: Instance, staff: Staff, told: Told, path: str
    ) -> None:
        assign(instance, staff, told, "rita")
        anna, rita = desk("anna"), id_of(instance, staff, "rita")
        assert re.search(rf'value="{rita}"[^>]*checked', anna.read(f"{path}/restrict"))
        refused = anna.send(f"{path}/restrict", {"members": rita, "reason": ""}).get_data(as_text=True)
        assert re.search(rf'value="{rita}"[^>]*checked', refused)
        assert anna.send(f"{path}/restrict", {"members": rita, "reason": "A threat."}).status_code == 303
        assert "Only these members can open it" in anna.read(path)
        assert desk("boris").get(path).status_code == 403
        assert desk("rita").get(path).status_code == 200
        nobody = anna.send(f"{path}/restrict", {"members": "0" * 32, "reason": "x"})
        assert nobody.status_code == 422
