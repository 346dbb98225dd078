"""Members, the record, the account, and the homes of those who open no case."""

import re

import pytest

from intake.services import assignment, chain, record
from intake.services.instance import Instance
from intake.web.staff.account import fingerprint
from tests.plugins.instances import FOUNDERS, INSTANCE_ID, ROOT, Staff
from tests.plugins.sources import Testify
from tests.web.staff.conftest import Sit

EVERYBODY = [founder.username for founder in FOUNDERS]


@pytest.mark.parametrize("username", ["anna", "rita", "alena", "kira", "ilona", "adam"])
def test_everybody_sees_who_is_vouched_for(desk: Sit, instance: Instance, staff: Staff, username: str) -> None:
    page = desk(username).read("/members")
    assert re.findall(r'<bdi translate="no">([a-z]+)</bdi>', page.partition("<main")[2]) == sorted(EVERYBODY)
    for name in EVERYBODY:
        assert fingerprint(staff.keyring(instance, name).person) in page


def test_a_changed_member_is_not_shown_at_all(desk: Sit, instance: Instance) -> None:
    anna = desk("anna")
    with instance.database.writing() as uow:
        first = uow.statements.get(0)
        assert first
        uow.statements.change(0, body=first.body.replace(b'"rita"', b'"mole"'))
        uow.commit()
    response = anna.get("/members")
    assert response.status_code == 503
    assert "The list of members does not hold" in response.get_data(as_text=True)
    assert "mole" not in response.get_data(as_text=True)


def test_keys_look_different_for_each_and_the_same_for_all(desk: Sit, instance: Instance, staff: Staff) -> None:
    prints = {fingerprint(staff.keyring(instance, name).person) for name in EVERYBODY}
    assert len(prints) == len(EVERYBODY)
    mine = fingerprint(staff.keyring(instance, "rita").person)
    assert re.fullmatch(r"([0-9a-f]{4} ){4}[0-9a-f]{4}", mine)
    assert mine in desk("rita").read("/account")
    assert mine in desk("adam").read("/members")


def test_an_account_says_what_its_keys_open(desk: Sit) -> None:
    page = desk("anna").read("/account")
    assert "Reads every case that is not about a child" in page
    assert "Reads the cases that are about children" in page
    assert "Publishes numbers" not in page


class TestRecord:
    def test_says_who_did_what_newest_first(
        self, desk: Sit, instance: Instance, staff: Staff, testify: Testify
    ) -> None:
        told = testify()
        rita = staff.keyring(instance, "rita").person.id
        assignment.assign(instance, staff.keyring(instance, "anna"), told.case_id, rita)
        desk("rita").read(f"/case/{told.case_id}")
        page = desk("boris").read("/record").partition("<main")[2]
        words = " ".join(re.sub(r"<[^>]+>", " ", page).split())
        assert words.index("rita opened the case") < words.index("anna assigned the case to rita")
        assert f'href="/case/{told.case_id}"' in page
        assert re.search(r"\d\d:\d\d UTC", words)

    def test_comes_in_pages(self, desk: Sit, testify: Testify, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(record, "PAGE", 2)
        told = testify()
        anna = desk("anna")
        for _ in range(5):
            anna.read(f"/case/{told.case_id}")
        counts = [anna.read(f"/record?page={page}").count("opened the case") for page in (1, 2, 3, 99)]
        assert counts == [2, 2, 1, 1]

    def test_remembers_those_who_left(self, desk: Sit, instance: Instance, staff: Staff, testify: Testify) -> None:
        told = testify()
        rita = staff.keyring(instance, "rita").person.id
        assignment.assign(instance, staff.keyring(instance, "anna"), told.case_id, rita)
        with instance.database.writing() as uow:
            held = uow.statements.find()
            uow.statements.add(chain.follow(held, {"kind": "remove", "member": rita}, INSTANCE_ID, [ROOT]))
            uow.commit()
        assert "assigned the case to" in desk("anna").read("/record")
        assert '<bdi translate="no">rita</bdi>' in desk("anna").read("/record")

    @pytest.mark.parametrize("username", ["rita", "alena", "kira", "ilona", "adam"])
    def test_is_for_the_circle(self, desk: Sit, username: str) -> None:
        assert desk(username).get("/record").status_code == 403

    def test_is_empty_at_first(self, desk: Sit) -> None:
        assert "Nothing has been done yet." in desk("anna").read("/record")


class TestAdmin:
    def test_names_roles_that_nobody_could_hand_on(self, desk: Sit) -> None:
        page = " ".join(desk("adam").read("/admin").split())
        assert "Interviewer, Admin" in page

    def test_shows_settings_and_no_secret(self, desk: Sit, instance: Instance) -> None:
        page = desk("adam").read("/admin")
        assert instance.settings.source_url in page
        secrets = [instance.settings.secret.decode(), instance.settings.secret.hex()]
        secrets += [instance.grant_keys.key(name).hex() for name in instance.grant_keys.names()]
        secrets += [str(instance.settings.home), instance.settings.database_url]
        for secret in secrets:
            assert secret not in page

    @pytest.mark.parametrize("username", ["anna", "rita", "alena", "kira", "ilona"])
    def test_is_for_the_admin(self, desk: Sit, username: str) -> None:
        assert desk(username).get("/admin").status_code == 403


def test_an_interviewer_is_led_to_the_source_s_form(desk: Sit, instance: Instance) -> None:
    page = desk("ilona").read("/interview")
    assert f'href="{instance.settings.source_url}/"' in page
    assert "/case/" not in page
    for username in ("anna", "adam"):
        assert desk(username).get("/interview").status_code == 403


def test_a_custodian_sees_no_case(desk: Sit, testify: Testify) -> None:
    told = testify()
    page = desk("kira").read("/custody")
    assert told.case_id not in page
    assert desk("anna").get("/custody").status_code == 403
