"""A published release as one file: every byte is vouched for, offline, by the organisation's root key."""

import io
import json
import zipfile
from dataclasses import replace

import pytest

import crypto
from intake.domain.draw import DrawnTable
from intake.domain.release_manifest import MANIFEST, SIGNATURE, Manifest
from intake.domain.strict import BadShape
from intake.services.instance import Instance
from intake.services.instance_key import InstanceSignature, sign
from intake.services.keyring import Keyring
from intake.services.package import contents, opened, package
from intake.services.package_check import check_file, check_package, is_package
from intake.services.release_files import makers, named, zipped
from tests.plugins.instances import ROOT, Staff
from tests.plugins.reports import DAY, invented_report, mini_files, mini_package, signed

REPORT = invented_report("mini", 120)
ROOT_KEY = ROOT.public
STRANGER = crypto.SigningKey.generate().public


@pytest.fixture
def alena(instance: Instance, staff: Staff) -> Keyring:
    return staff.keyring(instance, "alena")


@pytest.fixture
def made(instance: Instance, alena: Keyring) -> bytes:
    return mini_package(instance, alena)


@pytest.fixture
def small(instance: Instance, alena: Keyring) -> dict[str, bytes]:
    """Two tiny files with their manifest and signature."""
    return signed(instance, alena, {"a.txt": b"twelve", "b.txt": b"people"})


class TestWhatIsInIt:
    def test_every_file_with_manifest_and_signature(self, made: bytes) -> None:
        checked = check_package(made, ROOT_KEY)
        assert (checked.problems, checked.files) == ([], mini_files())
        assert checked.manifest is not None
        assert (checked.manifest.release, checked.manifest.published) == (REPORT.draw.release, DAY.isoformat())
        names = set(checked.files)
        assert {f"tables/{table.id}.csv" for table in REPORT.draw.tables} < names
        assert {named(kind, one) for kind in ("xlsx", "ods", "docx") for one in ("en", "be", "ru")} < names
        assert {"README.txt", "release.json", "release.schema.json", "release.csv", "report.json"} < names
        assert set(makers(REPORT)) < names

    def test_it_is_the_same_to_the_byte_each_time(self, instance: Instance, alena: Keyring, made: bytes) -> None:
        assert package(instance.settings, alena, REPORT) == made

    def test_its_times_and_modes_are_fixed(self, made: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(made)) as archive:
            assert {(one.date_time, one.external_attr >> 16) for one in archive.infolist()} == {
                ((1980, 1, 1, 0, 0, 0), 0o100644)
            }

    def test_a_number_that_is_too_small_to_be_printed_is_in_no_file(
        self, instance: Instance, alena: Keyring, made: bytes
    ) -> None:
        """Whatever else the noise might have left of it, not a byte of what is published would differ."""
        draw = REPORT.draw
        hidden = replace(draw, tables=tuple(map(_hidden, draw.tables)), left_out=_hidden(draw.left_out))
        assert hidden != draw
        assert package(instance.settings, alena, replace(REPORT, draw=hidden)) == made

    def test_it_opens_to_the_report_for_the_root_alone(self, made: bytes) -> None:
        assert opened(made, ROOT_KEY, REPORT.draw) == REPORT
        with pytest.raises(crypto.Malformed):
            opened(made, ROOT_KEY, replace(REPORT.draw, release="e" * 22))
        assert check_package(made, STRANGER).problems
        with pytest.raises(crypto.CryptoError):
            contents(made, STRANGER)


def _hidden(table: DrawnTable) -> DrawnTable:
    """The same table, but for what is not printed of it."""
    small = {cell.id for cell in table.cells() if cell.value is None}
    noisy = {name: -1000 if name in small else number for name, number in table.noisy.items()}
    return replace(table, noisy=noisy, values={name: 9 if name in small else table.values[name] for name in noisy})


def _holder(data: bytes) -> dict[int, str]:
    """Return in which file each byte of a package lies; of what the ZIP itself writes, none."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for one in archive.infolist():
            begin = one.header_offset + 30 + len(one.filename.encode())
            found.update(dict.fromkeys(range(begin, begin + one.compress_size), one.filename))
    return found


class TestWhateverIsChanged:
    @pytest.mark.parametrize("bit", [0x01, 0x20, 0x80])
    def test_every_byte_that_is_flipped_is_found_and_its_file_named(self, small: dict[str, bytes], bit: int) -> None:
        data = bytearray(zipped(small))
        assert check_package(bytes(data), ROOT_KEY).problems == []
        holder = _holder(bytes(data))
        assert set(holder.values()) == set(small)
        for place in range(len(data)):
            data[place] ^= bit
            problems = check_package(bytes(data), ROOT_KEY).problems
            assert problems, place
            assert holder.get(place, "") in problems[0], place
            data[place] ^= bit

    def test_in_a_real_package_a_byte_of_every_file_and_of_what_lies_around_it(self, made: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(made)) as archive:
            heads = [one.header_offset for one in archive.infolist()]
        holder, last = _holder(made), archive.start_dir
        for place in (*heads, *(head + 10 for head in heads), *(head + 300 for head in heads), last, len(made) - 1):
            changed = bytearray(made)
            changed[place] ^= 0x04
            problems = check_package(bytes(changed), ROOT_KEY).problems
            assert problems, place
            assert holder.get(place, "") in problems[0], place

    def test_every_byte_of_one_file_beside_manifest_and_signature_is_found(self, small: dict[str, bytes]) -> None:
        told = [bytearray(small[name]) for name in ("a.txt", MANIFEST, SIGNATURE)]
        for one in told:
            for place in range(len(one)):
                one[place] ^= 0x01
                assert check_file(bytes(told[0]), bytes(told[1]), bytes(told[2]), ROOT_KEY).problems
                one[place] ^= 0x01
        assert not check_file(bytes(told[0]), bytes(told[1]), bytes(told[2]), ROOT_KEY).problems

    def test_a_real_package_cut_or_made_longer_is_found(self, made: bytes) -> None:
        changed = [b"", made[:-1], made + b"x", made[1:], made.replace(b"Convenience", b"Konvenience", 1)]
        for one in changed:
            assert check_package(one, ROOT_KEY).problems

    def test_what_was_changed_is_named(self, small: dict[str, bytes]) -> None:
        for changed, said in (
            ({**small, "a.txt": b"thirty"}, "a.txt was changed."),
            ({**small, "c.txt": b"more"}, "c.txt was added."),
            ({name: data for name, data in small.items() if name != "b.txt"}, "b.txt is missing."),
        ):
            assert check_package(zipped(changed), ROOT_KEY).problems == [said]
        without = {name: data for name, data in small.items() if name != SIGNATURE}
        assert "was changed or is missing" in check_package(zipped(without), ROOT_KEY).problems[0]

    def test_a_file_whose_sum_does_not_hold_is_named(self, small: dict[str, bytes]) -> None:
        data = zipped(small).replace(b"twelve", b"thirty", 1)
        assert check_package(data, ROOT_KEY).problems == ["a.txt was changed."]

    def test_other_files_first_or_packed_again_are_found(self, small: dict[str, bytes]) -> None:
        turned = zipped(dict(reversed(small.items())))
        assert check_package(turned, ROOT_KEY).problems == ["The ZIP file was changed between its files."]
        again = io.BytesIO()
        with zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in small.items():
                archive.writestr(name, data)
        assert check_package(again.getvalue(), ROOT_KEY).problems == ["a.txt was packed again."]

    def test_a_second_file_of_one_name_is_found(self, small: dict[str, bytes]) -> None:
        """Programs differ in which of the two they show."""
        for listed in ({"c.txt": b"thirty", **small}, {**small, "c.txt": b"twelve"}):
            assert check_package(zipped(listed).replace(b"c.txt", b"a.txt"), ROOT_KEY).problems

    def test_a_signature_in_another_instance_s_name_is_found(self, instance: Instance, alena: Keyring) -> None:
        manifest = Manifest.of("somebody else", "r" * 32, "2026-07-02", {"a.txt": b"x"}).to_json()
        signature = sign(instance.settings, alena, manifest).to_json()
        data = zipped({"a.txt": b"x", MANIFEST: manifest, SIGNATURE: signature})
        problems = ["signature.json is of another instance than manifest.json."]
        assert check_package(data, ROOT_KEY).problems == problems
        assert check_file(b"x", manifest, signature, ROOT_KEY).problems == problems

    def test_signed_files_that_are_no_release_are_refused(self, small: dict[str, bytes]) -> None:
        with pytest.raises(crypto.Malformed):
            opened(zipped(small), ROOT_KEY, REPORT.draw)


class TestOneFile:
    def test_is_known_whatever_it_is_called(self, made: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(made)) as archive:
            every = {name: archive.read(name) for name in archive.namelist()}
        manifest, signature = every.pop(MANIFEST), every.pop(SIGNATURE)
        for path, data in every.items():
            checked = check_file(data, manifest, signature, ROOT_KEY)
            assert checked.problems == []
            assert checked.part is not None
            assert checked.part.path == path

    def test_that_was_never_in_it_is_not(self, small: dict[str, bytes]) -> None:
        problems = check_file(b"thirteen", small[MANIFEST], small[SIGNATURE], ROOT_KEY).problems
        assert problems == ["It is none of the files that manifest.json lists, or was changed."]

    def test_a_package_is_told_from_its_files(self, made: bytes) -> None:
        assert is_package(made)
        assert not any(is_package(data) for data in mini_files().values())


@pytest.mark.parametrize(
    "changed",
    [
        {"format": "holas-release-files/2"},
        {"release": ""},
        {"files": [{"path": MANIFEST, "size": 1, "sha256": "a"}]},
        {"files": [{"path": "a", "size": 1, "sha256": "a"}] * 2},
        {"more": 1},
    ],
)
def test_a_manifest_of_another_form_is_refused(changed: dict[str, object]) -> None:
    good = Manifest.of("i", "r", "2026-07-02", {"a": b"x"}).to_json()
    assert Manifest.parse(good).to_json() == good
    for data in (json.dumps({**json.loads(good), **changed}).encode(), good + b" "):
        with pytest.raises(BadShape):
            Manifest.parse(data)


def test_a_signature_that_is_none_is_refused(small: dict[str, bytes]) -> None:
    signature = InstanceSignature.from_json(small[SIGNATURE])
    forged = replace(signature, key=STRANGER).to_json()
    problems = check_package(zipped({**small, SIGNATURE: forged}), ROOT_KEY).problems
    assert problems[0].startswith("signature.json does not hold")
