"""Choices and looks of members, labels, and pictures that are shown small and blurred."""

import io
import resource
from types import SimpleNamespace

import pytest
from PIL import Image, ImageStat

import crypto
from intake.domain.choices import Choices
from intake.domain.coding import Act, Coding
from intake.domain.content import TESTIMONY, Content
from intake.services import blurred, choices, code, labels, looks, notes, review
from intake.services.blurring import SIDE, main, small
from intake.services.errors import NoKey, NotFound
from intake.services.instance import Instance, transact
from intake.services.keyring import Keyring
from intake.services.notes import NoteKind
from tests.plugins.instances import Staff
from tests.plugins.sources import Testify


@pytest.fixture
def anna(instance: Instance, staff: Staff) -> Keyring:
    return staff.keyring(instance, "anna")


@pytest.fixture
def rita(instance: Instance, staff: Staff) -> Keyring:
    return staff.keyring(instance, "rita")


def avoiding(instance: Instance, keyring: Keyring, *contents: Content) -> None:
    choices.save(instance, keyring, Choices(avoids=contents))


class TestChoices:
    def test_are_kept_one_note_each(self, instance: Instance, rita: Keyring, anna: Keyring) -> None:
        assert choices.read(instance, rita) == Choices()
        for language in ("be", "ru"):
            choices.save(instance, rita, Choices(language=language, text_only=True))
        assert choices.read(instance, rita) == Choices(language="ru", text_only=True)
        assert choices.read(instance, anna) == Choices()
        with instance.database.reading() as uow:
            assert uow.notes.count() == 2

    def test_the_circle_can_open_what_somebody_avoids_and_nobody_else_can(
        self, instance: Instance, staff: Staff, rita: Keyring, anna: Keyring
    ) -> None:
        avoiding(instance, rita, Content.SEXUAL)
        assert choices.avoided(instance, anna) == {rita.person.id: {Content.SEXUAL}}
        for username in ("ruslan", "kira", "adam"):
            assert choices.avoided(instance, staff.keyring(instance, username)) == {}

    def test_a_note_that_somebody_else_put_in_their_place_is_refused(
        self, instance: Instance, rita: Keyring, anna: Keyring
    ) -> None:
        place = notes.own_id(rita, NoteKind.CHOICES)
        transact(
            instance.database,
            lambda uow: notes.write(uow, anna, rita.person, NoteKind.CHOICES, Choices().to_json(), note_id=place),
        )
        with pytest.raises(crypto.Tampered):
            choices.read(instance, rita)


class TestLooks:
    def test_cases_and_files_are_counted_for_the_member_alone(
        self, instance: Instance, anna: Keyring, staff: Staff, testify: Testify
    ) -> None:
        told = testify(files={"a.jpg": b"picture"})
        view = review.open_case(instance, anna, told.case_id)
        review.open_case(instance, anna, told.case_id, note=False)
        review.read_document(instance, anna, told.case_id, view.pieces[0].id)
        assert looks.today(instance, anna).opened == (told.case_id, view.pieces[0].id)
        assert looks.today(instance, staff.keyring(instance, "boris")).opened == ()


class TestLabels:
    def test_stand_before_a_file_and_the_testimony(self, instance: Instance, anna: Keyring, testify: Testify) -> None:
        told = testify(files={"a.jpg": b"picture"})
        (piece,) = review.open_case(instance, anna, told.case_id).pieces
        labels.put(instance, anna, told.case_id, piece.id, ["injury"])
        labels.put(instance, anna, told.case_id, TESTIMONY, [])
        found = labels.read(instance, anna, told.case_id)
        assert found.of == {piece.id: (Content.INJURY,), TESTIMONY: ()}

    def test_are_for_parts_of_the_case_only(self, instance: Instance, anna: Keyring, testify: Testify) -> None:
        with pytest.raises(NotFound):
            labels.put(instance, anna, testify().case_id, "0" * 32, ["injury"])

    def test_a_case_says_so_to_who_would_rather_not_read_of_it(
        self, instance: Instance, anna: Keyring, testify: Testify
    ) -> None:
        told = testify(kinds_death="1")
        assert labels.unwanted(instance, anna, told.case_id) == ()
        avoiding(instance, anna, Content.DEATH, Content.SEXUAL)
        assert labels.unwanted(instance, anna, told.case_id) == (Content.DEATH,)
        labels.put(instance, anna, told.case_id, TESTIMONY, ["sexual"])
        assert labels.unwanted(instance, anna, told.case_id) == (Content.DEATH, Content.SEXUAL)
        assert looks.today(instance, anna).opened == ()

    def test_codes_say_so_too(self, instance: Instance, anna: Keyring, testify: Testify) -> None:
        told = testify()
        code.save_coding(instance, anna, told.case_id, Coding((Act("tor_stress_position"),)), 0)
        avoiding(instance, anna, Content.TORTURE)
        assert labels.unwanted(instance, anna, told.case_id) == (Content.TORTURE,)

    def test_nothing_of_a_case_is_told_to_who_cannot_open_it(
        self, instance: Instance, rita: Keyring, testify: Testify
    ) -> None:
        avoiding(instance, rita, Content.DEATH)
        with pytest.raises(NoKey):
            labels.unwanted(instance, rita, testify(kinds_death="1").case_id)


def picture(kind: str = "JPEG") -> bytes:
    image = Image.linear_gradient("L").resize((800, 600)).convert("RGB")
    image.paste((255, 0, 0), (0, 0, 400, 600))
    file = io.BytesIO()
    image.save(file, kind)
    return file.getvalue()


class TestBlurred:
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
    def test_a_picture_is_small_grey_and_without_detail(self, kind: str) -> None:
        with Image.open(io.BytesIO(small(picture(kind)))) as shown:
            assert (shown.format, shown.mode) == ("PNG", "L")
            assert max(shown.size) == SIDE

    def test_fine_detail_is_gone(self) -> None:
        board = Image.effect_noise((1600, 1600), 200)
        file = io.BytesIO()
        board.save(file, "PNG")
        with Image.open(io.BytesIO(small(file.getvalue()))) as shown:
            assert ImageStat.Stat(shown).stddev[0] < ImageStat.Stat(board).stddev[0] / 10

    def test_it_is_made_by_another_process_that_knows_no_setting(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HOLAS_HOME", "/a/secret/place")
        shown = blurred.blur([picture()[:100], picture()[100:]])
        assert shown.startswith(b"\x89PNG")

    def test_the_other_process_binds_itself_first(self, monkeypatch: pytest.MonkeyPatch) -> None:
        bounds: list[tuple[int, tuple[int, int]]] = []
        out = io.BytesIO()
        monkeypatch.setattr(resource, "setrlimit", lambda bound, most: bounds.append((bound, most)))
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(picture())))
        monkeypatch.setattr("sys.stdout", SimpleNamespace(buffer=out))
        main()
        assert (resource.RLIMIT_FSIZE, (0, 0)) in bounds
        assert {bound for bound, _most in bounds} >= {resource.RLIMIT_AS, resource.RLIMIT_CPU}
        assert out.getvalue().startswith(b"\x89PNG")

    @pytest.mark.parametrize("broken", [b"", b"no picture", picture()[:200], b"<svg/>"])
    def test_what_cannot_be_decoded_is_not_found(self, broken: bytes) -> None:
        with pytest.raises(NotFound):
            blurred.blur([broken])
