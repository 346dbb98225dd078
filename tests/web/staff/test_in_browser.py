"""The staff's pages in a real browser: for everyone, on every screen, with scripts and without, by day and by night."""

import pytest
from playwright.sync_api import Page, expect

from intake.domain.coding import Act, Coding, Information, Intervention, Person
from intake.services import assignment, mailbox, mailbox_files, review
from intake.services.code import save_coding
from intake.services.instance import Instance
from tests.plugins.browser import OpenPage, shot
from tests.plugins.instances import Staff
from tests.plugins.looks import assert_for_everyone
from tests.plugins.sources import Testify, Told, Visiting
from tests.web.staff.conftest import SignIn

ACTS = "[aria-labelledby=acts] .act"
TYPED = "Дзякуй вам. We read it twice."


@pytest.fixture
def told(instance: Instance, staff: Staff, testify: Testify, visit: Visiting) -> Told:
    """A long case with everything on its page, and a few others in the queue."""
    files = {"фота лесвіцы.jpg": bytes(200_000), f"{'a-very-long-name-' * 6}.pdf": b"%PDF"}
    told = testify("Мяне затрымалі.\n\n" + "They came at night. " * 60, files=files, urgent="1", role="survivor",
                   stage="detention", where="near Lugavaya metro", when="August", age_band="30_44", language="be",
                   consent_un="1")  # fmt: skip
    source = visit(told.codename)
    sink = mailbox_files.open_file(instance, source, "words.txt", "text/plain")
    sink.write(b"He said: <b>nobody</b>.\n" * 200)
    sink.finish()
    mailbox.add_message(instance, source, "Is it safe?")
    anna = staff.keyring(instance, "anna")
    review.reply(instance, anna, told.case_id, "Thank you for trusting us.")
    assignment.assign(instance, anna, told.case_id, staff.keyring(instance, "rita").person.id)
    save_coding(instance, anna, told.case_id, Coding((Act("lib_arbitrary_arrest", ("police",), "arrest"),)), 0)
    for number in range(3):
        testify(f"number {number}", where="x" * 80, role="witness")
    return told


def look(page: Page, name: str) -> None:
    """Whatever page stands there must hold for everyone."""
    shot(page, f"staff-{name}")
    assert_for_everyone(page)
    assert page.locator("main img, main video, main audio, main iframe").count() == 0


@pytest.mark.parametrize(
    ("viewport", "scheme"),
    [("phone", "dark"), ("desktop", "light")],
    indirect=["viewport"],
)
def test_every_page_is_for_everyone(
    page: Page, viewport: str, scheme: str, site: str, sign_in: SignIn, told: Told
) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    mark = f"{viewport}-{scheme}"
    page.goto(f"{site}/sign-in")
    look(page, f"{mark}-sign-in")
    page.get_by_role("button", name="Sign in").click()
    look(page, f"{mark}-sign-in-wrong")
    sign_in(page, "anna")
    case = f"{site}/case/{told.case_id}"
    for name in ("queue", "members", "record", "account", "nothing"):
        page.goto(f"{site}/{name}")
        look(page, f"{mark}-{name}")
    for name in ("", "/reply", "/coding"):
        page.goto(case + name)
        look(page, f"{mark}-case{name.replace('/', '-')}")
    page.goto(case)
    for number, link in enumerate([one.get_attribute("href") for one in page.locator(".pieces .what a").all()]):
        page.goto(f"{site}{link}")
        look(page, f"{mark}-document-{number}")


@pytest.mark.parametrize("viewport", ["phone", "desktop"], indirect=True)
def test_a_decision_with_a_child_is_for_everyone(
    either_page: Page, viewport: str, site: str, sign_in: SignIn, testify: Testify
) -> None:
    page = either_page
    child = testify(age_band="under_18", consent_un="1", consent_quote="1", language="en", guardian="no")
    sign_in(page, "anna")
    page.goto(f"{site}/case/{child.case_id}")
    for folded in page.locator(".allowed summary").all():
        folded.click()
    look(page, f"{viewport}-child")
    page.get_by_label("Being quoted without a name").check()
    page.get_by_label("How was it decided?").fill("We spoke twice, in the garden.")
    page.get_by_role("button", name="Seal the decision").click()
    expect(page.locator(".uses .on")).to_have_text(["Being read by the intake team", "Being quoted without a name"])
    look(page, f"{viewport}-child-decided")


@pytest.mark.parametrize("username", ["kira", "ilona", "adam"])
def test_every_home_is_for_everyone(page: Page, sign_in: SignIn, username: str) -> None:
    sign_in(page, username)
    look(page, f"home-{username}")


@pytest.mark.parametrize("viewport", ["phone"], indirect=True)
def test_a_refusal_is_for_everyone(page: Page, site: str, sign_in: SignIn, testify: Testify) -> None:
    other = testify()
    sign_in(page, "rita")
    page.goto(f"{site}/case/{other.case_id}")
    expect(page.locator("h1")).to_have_text("You hold no key that opens this")
    look(page, "refusal")


@pytest.mark.parametrize("viewport", ["phone", "desktop"], indirect=True)
def test_reaching_a_source_in_danger_is_for_everyone(
    plain_page: Page, site: str, sign_in: SignIn, testify: Testify, viewport: str
) -> None:
    told = testify(
        contact_name="Alesia Invented",
        contact_channel="email",
        contact_address=f"{'a-very-long-name-' * 10}@example.org",
        contact_hours="after seven",
        contact_word="ліпа",
        contact_shared="1",
        contact_now="1",
    )
    sign_in(plain_page, "anna")
    plain_page.goto(f"{site}/case/{told.case_id}")
    plain_page.get_by_role("button", name="Show how to reach them").click()
    expect(plain_page.get_by_text("Alesia Invented")).to_be_visible()
    look(plain_page, f"reach-{viewport}")


def test_typed_words_outlive_the_session(
    either_page: Page, instance: Instance, site: str, staff: Staff, sign_in: SignIn, told: Told
) -> None:
    page = either_page
    sign_in(page, "anna")
    page.goto(f"{site}/case/{told.case_id}/reply")
    page.fill("#message", TYPED)
    with instance.database.writing() as uow:
        uow.staff_sessions.delete(member_id=staff.keyring(instance, "anna").person.id)
        uow.commit()
    page.get_by_role("button", name="Seal and send").click()
    expect(page.locator("main")).to_contain_text("What you typed is kept")
    look(page, "kept-sign-in")
    page.fill("#username", "anna")
    page.fill("#passphrase", staff.passphrase("anna"))
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("main")).to_contain_text(TYPED)
    look(page, "kept-offer")
    page.get_by_role("button", name="Send it now").click()
    expect(page.locator("#conversation + .said ~ .said").last).to_contain_text(TYPED)


def test_acts_come_and_go_with_and_without_scripts(either_page: Page, site: str, sign_in: SignIn, told: Told) -> None:
    page = either_page
    sign_in(page, "rita")
    page.goto(f"{site}/case/{told.case_id}/coding")
    page.get_by_role("button", name="Beating", exact=True).first.click()
    newest = page.locator("#newest")
    expect(newest.locator("h3")).to_contain_text("Beating")
    expect(newest).to_be_in_viewport()
    expect(page.locator(".toolbar")).to_contain_text("Not saved yet.")
    newest.get_by_label("Truncheon").check()
    page.get_by_role("button", name="Remove Arbitrary arrest").click()
    expect(page.locator(ACTS)).to_have_count(1)
    expect(page.get_by_label("Truncheon")).to_be_checked()
    look(page, "coding-changed")
    page.get_by_role("button", name="Save the coding").first.click()
    expect(page.locator("[aria-labelledby=coding]")).to_contain_text("Truncheon")
    look(page, "coding-saved")


def test_the_second_of_two_coders_loses_nothing(
    open_page: OpenPage, instance: Instance, staff: Staff, site: str, sign_in: SignIn, told: Told
) -> None:
    page = open_page(scripts=False, viewport="phone")
    sign_in(page, "rita")
    page.goto(f"{site}/case/{told.case_id}/coding")
    save_coding(instance, staff.keyring(instance, "anna"), told.case_id, Coding((Act("tor_beating"),)), 1)
    page.get_by_role("button", name="Change Arbitrary arrest").click()
    page.get_by_label("Official", exact=True).check()
    page.get_by_role("button", name="Save the coding").first.click()
    expect(page.locator("main")).to_contain_text("Somebody else saved a coding meanwhile")
    expect(page.get_by_label("Official", exact=True)).to_be_checked()
    look(page, "coding-conflict")
    page.get_by_role("button", name="Add their acts to mine").click()
    expect(page.locator(ACTS)).to_have_count(2)


def test_an_act_is_coded_by_a_few_keys_with_and_without_scripts(
    either_page: Page, site: str, sign_in: SignIn, told: Told
) -> None:
    page = either_page
    sign_in(page, "rita")
    page.goto(f"{site}/case/{told.case_id}/coding")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.type("stress")
    page.keyboard.press("Enter")
    expect(page.locator("#newest h3")).to_contain_text("Stress position")
    expect(page.locator("#newest")).to_contain_text("Hours on the knees in the yard")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.type("humil")
    page.keyboard.press("Enter")
    expect(page.locator(ACTS)).to_have_count(3)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(ACTS)).to_have_count(2)
    page.get_by_role("button", name="Save the coding").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[aria-labelledby=coding]")).to_contain_text("Stress position")
    page.goto(f"{site}/case/{told.case_id}/coding/history")
    expect(page.locator("main")).to_contain_text("Added: A2: Stress position")
    look(page, "coding-history")


@pytest.fixture
def coded(instance: Instance, staff: Staff, told: Told) -> Told:
    """The long case, with a part of every kind in its coding."""
    coding = Coding(
        (Act("lib_arbitrary_arrest", ("police",), "arrest"), Act("tor_beating", involved=(("P1", None),))),
        persons=(Person("V1", groups=("woman",)), Person("P1", types=("riot_police",))),
        information=(Information("I1", ("testimony",)),),
        interventions=(Intervention("M1", "complaint"),),
    )
    save_coding(instance, staff.keyring(instance, "anna"), told.case_id, coding, 1)
    return told


@pytest.mark.parametrize("viewport", ["phone", "desktop"], indirect=True)
def test_every_editor_is_for_everyone(page: Page, viewport: str, site: str, sign_in: SignIn, coded: Told) -> None:
    page.emulate_media(color_scheme="dark" if viewport == "phone" else "light")
    sign_in(page, "rita")
    page.goto(f"{site}/case/{coded.case_id}/coding")
    for name in ("Beating", "E1", "V1", "P1", "I1", "M1"):
        page.get_by_role("button", name=f"Change {name}").click()
        page.locator("#newest").evaluate("one => one.querySelectorAll('details').forEach(it => { it.open = true; })")
        look(page, f"editor-{viewport}-{name}")
    page.fill("#find", "deni")
    page.keyboard.press("End")
    page.wait_for_timeout(100)
    look(page, f"editor-{viewport}-find")
    page.get_by_role("button", name="Change Beating").click()
    page.fill("#part-when", "yesterday")
    page.get_by_role("button", name="Save the coding").first.click()
    expect(page.locator("main")).to_contain_text("Something that was typed is not understood")
    look(page, f"editor-{viewport}-wrong")


class TestIdleWarning:
    def test_comes_before_the_end_and_covers_the_page_after_it(
        self, page: Page, site: str, sign_in: SignIn, told: Told
    ) -> None:
        page.clock.install()
        sign_in(page, "anna")
        page.goto(f"{site}/case/{told.case_id}")
        narrative = page.locator(".narrative")
        expect(page.locator("#idle")).to_be_hidden()
        page.clock.fast_forward("24:00")
        expect(page.locator("#idle")).to_be_hidden()
        page.clock.fast_forward("01:30")
        expect(page.locator("#idle-soon")).to_be_visible()
        expect(narrative).to_be_visible()
        look(page, "idle-soon")
        page.clock.fast_forward("05:00")
        expect(page.locator("#idle-over")).to_be_visible()
        expect(narrative).to_be_hidden()
        look(page, "idle-over")

    def test_goes_when_asked_to_stay(self, page: Page, site: str, sign_in: SignIn, told: Told) -> None:
        page.clock.install()
        sign_in(page, "anna")
        page.goto(f"{site}/case/{told.case_id}")
        page.clock.fast_forward("26:00")
        page.get_by_role("button", name="Stay signed in").click()
        expect(page.locator("#idle")).to_be_hidden()
        page.clock.fast_forward("20:00")
        expect(page.locator("#idle")).to_be_hidden()

    def test_does_not_come_while_somebody_types(self, page: Page, site: str, sign_in: SignIn, told: Told) -> None:
        page.clock.install()
        sign_in(page, "anna")
        page.goto(f"{site}/case/{told.case_id}/reply")
        for word in TYPED.split():
            with page.expect_response("**/still-here") as heard:
                page.locator("#message").press_sequentially(word)
                page.clock.fast_forward("10:00")
            assert heard.value.status == 204
        page.clock.fast_forward("20:00")
        expect(page.locator("#idle")).to_be_hidden()

    def test_believes_only_a_living_session(
        self, page: Page, instance: Instance, site: str, sign_in: SignIn, told: Told
    ) -> None:
        page.clock.install()
        sign_in(page, "anna")
        page.goto(f"{site}/case/{told.case_id}")
        with instance.database.writing() as uow:
            for session in uow.staff_sessions.find():
                uow.staff_sessions.delete(id=session.id)
            uow.commit()
        page.clock.fast_forward("26:00")
        page.get_by_role("button", name="Stay signed in").click()
        page.clock.fast_forward("05:00")
        expect(page.locator("#idle-over")).to_be_visible()
