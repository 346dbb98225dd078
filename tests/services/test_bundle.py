"""A bundle holds what its sources sent, bit for bit, nothing that must stay behind; no byte changes unseen."""

import hashlib
import io
import random
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

import crypto
from intake.domain.coding import Act, Coding, Information, Person
from intake.services import apart, assignment, bundle, code, extract, mailbox, review
from intake.services.bundle import Plan
from intake.services.bundle_check import Checked, check, check_record
from intake.services.errors import ConsentMissing, NoKey
from intake.services.instance import Instance
from intake.services.instance_key import sign
from intake.services.zipping import packed
from tests.plugins.instances import ROOT, Staff
from tests.plugins.sources import Testify, Told, Visiting

PHOTO = bytes(range(256)) * 300
STRANGER = b"another root, of nobody we know."


def plan_of(instance: Instance, *cases: str, graded: bool = False) -> Plan:
    with instance.database.reading() as uow:
        size = extract.size(uow)
    return Plan(cases, "Prosecutor's office of Examplia", "Investigation 12/2026", graded, "2026-11-22", size)


def made(instance: Instance, staff: Staff, plan: Plan, who: str = "anna") -> bytes:
    keyring = staff.keyring(instance, who)
    with instance.database.reading() as uow:
        drawn = bundle.draw_up(uow, instance, keyring, plan)
    signature = sign(instance.settings, keyring, drawn.manifest.to_json()).to_json()
    return b"".join(packed(drawn.files(instance.blobs, signature)))


def coded(instance: Instance, staff: Staff, testify: Testify, visit: Visiting) -> Told:
    """A case with everything that a bundle may hold."""
    told = testify("Яны прыйшлі ноччу.", files={"ноч.jpg": PHOTO, "b.jpg": b"second"}, consent_prosecutor="y")
    mailbox.add_message(instance, visit(told.codename), "There was a second van.")
    anna = staff.keyring(instance, "anna")
    review.reply(instance, anna, told.case_id, "Which colour?")
    piece = review.open_case(instance, anna, told.case_id).pieces[0]
    coding = Coding(
        (Act("tor_beating", rests_on=("I1",), status="likely", description="with truncheons"),),
        persons=(Person("V1", note="the younger brother"),),
        information=(
            Information("I1", material=("photo",), documents=(piece.id,), reliability="likely", note="smudged by rain"),
        ),
    )
    code.save_coding(instance, anna, told.case_id, coding, 0)
    assignment.assign(instance, anna, told.case_id, staff.keyring(instance, "rita").person.id)
    review.read_document(instance, staff.keyring(instance, "rita"), told.case_id, piece.id)
    return told


@pytest.fixture
def told(instance: Instance, staff: Staff, testify: Testify, visit: Visiting) -> Told:
    return coded(instance, staff, testify, visit)


@pytest.fixture
def data(instance: Instance, staff: Staff, told: Told) -> bytes:
    return made(instance, staff, plan_of(instance, told.case_id))


def opened(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def checked(tmp_path: Path, data: bytes, root: bytes = ROOT.public) -> Checked:
    path = tmp_path / "bundle.zip"
    path.write_bytes(data)
    return check(path, root)


def test_it_holds_what_came_and_what_was_made_of_it(data: bytes) -> None:
    files = opened(data)
    assert files["case-1/evidence/01-ноч.jpg"] == PHOTO
    assert files["case-1/evidence/02-b.jpg"] == b"second"
    assert "Яны прыйшлі ноччу." in files["case-1/testimony.txt"].decode()
    assert "Яны прыйшлі ноччу." in files["case-1/testimony.json"].decode()
    assert "There was a second van." in files["case-1/conversation.txt"].decode()
    assert "Which colour?" in files["case-1/conversation.txt"].decode()
    assert "case-1/evidence/01-ноч.jpg" in files["case-1/coding.txt"].decode()
    assert '"prosecutor": true' in files["case-1/consent.json"].decode()
    lines = files["case-1/custody.txt"].decode()
    for said in (
        "intake circle 1: open",
        "reviewer 1: read document, file case-1/evidence/01-ноч.jpg",
        "member reviewer 1",
    ):
        assert said in lines


def test_nothing_stands_in_it_that_must_stay_behind(instance: Instance, told: Told, data: bytes) -> None:
    whole = b"".join(name.encode() + content for name, content in opened(data).items())
    with instance.database.reading() as uow:
        ids = [told.case_id, *(one.id for one in uow.documents.find()), *(one.id for one in uow.members.find())]
        names = [one.username for one in uow.members.find()]
    for hidden in (*ids, *names, "smudged by rain", "the younger brother"):
        assert hidden.encode() not in whole, hidden
    for name in ("coding.txt", "coding.json"):
        assert b"ikely" not in opened(data)[f"case-1/{name}"]


def test_grades_and_notes_come_along_where_they_are_asked_for(instance: Instance, staff: Staff, told: Told) -> None:
    files = opened(made(instance, staff, plan_of(instance, told.case_id, graded=True)))
    for word in ("smudged by rain", "likely", "the younger brother"):
        assert word in files["case-1/coding.json"].decode()
    assert "reliability" not in files["manifest.json"].decode()


def test_the_same_plan_gives_the_same_bytes(instance: Instance, staff: Staff, told: Told) -> None:
    plan = plan_of(instance, told.case_id)
    first = made(instance, staff, plan)
    record_more(instance, staff, told)
    assert made(instance, staff, plan) == first
    assert made(instance, staff, plan, "boris") == first


def record_more(instance: Instance, staff: Staff, told: Told) -> None:
    review.open_case(instance, staff.keyring(instance, "boris"), told.case_id)


def test_no_file_says_when_it_was_packed(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_it_holds_against_the_root_and_the_record(instance: Instance, tmp_path: Path, data: bytes) -> None:
    found = checked(tmp_path, data)
    assert found.problems == []
    assert found.manifest is not None
    assert found.proven == 5
    with instance.database.reading() as uow:
        assert check_record(uow, found.manifest) == []


def test_another_root_did_not_sign_it(tmp_path: Path, data: bytes) -> None:
    other = crypto.SigningKey(STRANGER).public
    assert any("signature.json" in one for one in checked(tmp_path, data, other).problems)


def test_a_record_that_was_rewritten_is_found(instance: Instance, tmp_path: Path, data: bytes) -> None:
    manifest = checked(tmp_path, data).manifest
    assert manifest is not None
    with instance.database.writing() as uow:
        uow.records.change(1, leaf=bytes(32))
        assert check_record(uow, manifest) != []


def test_every_changed_byte_is_found_and_named(tmp_path: Path, data: bytes) -> None:
    """In each file's content, in each header before it, and all over the directory."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries, directory = archive.infolist(), archive.start_dir
    chosen = random.Random(7)
    ends = [*(one.header_offset for one in entries[1:]), directory]
    for one, end in zip(entries, ends, strict=True):
        content = range(end - 16 - one.file_size, end - 16)
        header = range(one.header_offset, content.start)
        for place in (*chosen.sample(content, min(3, len(content))), *chosen.sample(header, 8), end - 1):
            problems = checked(tmp_path, flipped(data, place)).problems
            named = any(one.filename in problem or "directory" in problem for problem in problems)
            assert named, (one.filename, place - one.header_offset, problems)
    for place in range(directory, len(data), 5):
        assert checked(tmp_path, flipped(data, place)).problems, place


def flipped(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


@pytest.mark.parametrize("cut", [1, 30, 2000])
def test_a_file_that_was_cut_or_grew_is_found(tmp_path: Path, data: bytes, cut: int) -> None:
    assert checked(tmp_path, data[:-cut]).problems
    assert checked(tmp_path, data + b"x" * cut).problems


def test_a_file_added_taken_out_or_exchanged_is_named(tmp_path: Path, data: bytes) -> None:
    files = opened(data)
    for name, change in (
        ("case-1/new.txt", {**files, "case-1/new.txt": b"planted"}),
        ("case-1/coding.txt", {name: content for name, content in files.items() if name != "case-1/coding.txt"}),
        ("case-1/testimony.txt", {**files, "case-1/testimony.txt": b"They did nothing."}),
        ("signature.json", {name: content for name, content in files.items() if name != "signature.json"}),
        ("signature.json", {**files, "signature.json": b"{}"}),
        ("manifest.json", {**files, "manifest.json": b"{}"}),
        ("SHA256SUMS", {**files, "SHA256SUMS": files["SHA256SUMS"] + b"\n"}),
    ):
        again = b"".join(packed((path, len(content), [content]) for path, content in change.items()))
        assert any(name in problem for problem in checked(tmp_path, again).problems), name


def test_a_file_that_stands_twice_is_found(tmp_path: Path, data: bytes) -> None:
    files = [*opened(data).items(), ("case-1/coding.txt", b"another")]
    with pytest.warns(UserWarning, match="Duplicate"):
        again = b"".join(packed((path, len(content), [content]) for path, content in files))
    assert any("twice" in problem for problem in checked(tmp_path, again).problems)


def test_what_is_no_zip_is_told(tmp_path: Path) -> None:
    assert "does not open" in checked(tmp_path, b"not a ZIP").problems[0]


def test_the_script_inside_needs_only_python(tmp_path: Path, data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(tmp_path / "out")
    script = [sys.executable, "-I", "-S", str(tmp_path / "out" / "verify.py")]
    done = subprocess.run(script, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "Every file is the one that manifest.json lists.\n")
    sums = subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=tmp_path / "out", check=False)
    assert sums.returncode == 0
    (tmp_path / "out" / "case-1" / "testimony.txt").write_text("They did nothing.")
    done = subprocess.run(script, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "case-1/testimony.txt was changed" in done.stdout


def test_two_cases_stand_in_two_folders(
    instance: Instance, staff: Staff, testify: Testify, told: Told, tmp_path: Path
) -> None:
    bare = testify("Only words.", consent_prosecutor="y")
    review.open_case(instance, staff.keyring(instance, "anna"), bare.case_id)
    data = made(instance, staff, plan_of(instance, told.case_id, bare.case_id))
    files = opened(data)
    assert "Only words." in files["case-2/testimony.txt"].decode()
    assert {"case-2/coding.txt", "case-2/conversation.txt"} & set(files) == set()
    assert checked(tmp_path, data).problems == []


def test_without_the_consent_there_is_no_bundle(instance: Instance, staff: Staff, testify: Testify) -> None:
    told = testify()
    with pytest.raises(ConsentMissing) as refused:
        made(instance, staff, plan_of(instance, told.case_id))
    assert refused.value.use == "prosecutor"


def test_who_does_not_read_the_record_makes_none(instance: Instance, staff: Staff, told: Told) -> None:
    with pytest.raises(NoKey):
        made(instance, staff, plan_of(instance, told.case_id), "rita")


def test_evidence_that_is_not_what_came_stops_it(instance: Instance, staff: Staff, told: Told) -> None:
    with instance.database.reading() as uow:
        (name, *_) = sorted(one.blob_name for one in uow.documents.find() if one.blob_name)
    path = instance.settings.home / "blobs"
    (blob,) = list(path.rglob(name))
    blob.chmod(0o600)
    blob.write_bytes(flipped(blob.read_bytes(), 200))
    with pytest.raises(crypto.CryptoError):
        made(instance, staff, plan_of(instance, told.case_id))


def test_an_original_that_is_not_the_one_that_came_stops_the_stream(
    instance: Instance, staff: Staff, told: Told
) -> None:
    with instance.database.reading() as uow:
        drawn = bundle.draw_up(uow, instance, staff.keyring(instance, "anna"), plan_of(instance, told.case_id))
    one = drawn.originals["case-1/evidence/02-b.jpg"]
    other = replace(one, header=replace(one.header, sha256="00" * 32))
    with pytest.raises(crypto.Tampered):
        list(bundle._original(instance.blobs, other))


def test_a_custody_entry_that_is_not_proven_is_named(
    tmp_path: Path, instance: Instance, staff: Staff, told: Told
) -> None:
    """Even where somebody who can sign listed it."""
    keyring = staff.keyring(instance, "anna")
    with instance.database.reading() as uow:
        drawn = bundle.draw_up(uow, instance, keyring, plan_of(instance, told.case_id))
    forged = drawn.drawn["case-1/custody.json"].replace(b'"number": 0', b'"number": 1')
    assert forged != drawn.drawn["case-1/custody.json"]
    parts = [
        replace(part, sha256=hashlib.sha256(forged).hexdigest()) if part.path == "case-1/custody.json" else part
        for part in drawn.manifest.files
    ]
    wrong = replace(
        drawn,
        manifest=replace(drawn.manifest, files=tuple(parts)),
        drawn={**drawn.drawn, "case-1/custody.json": forged},
    )
    signature = sign(instance.settings, keyring, wrong.manifest.to_json()).to_json()
    data = b"".join(packed(wrong.files(instance.blobs, signature)))
    assert "case-1/custody.json: entry 1 is not proven by its path." in checked(tmp_path, data).problems


def test_a_bundle_under_the_name_of_another_instance_is_told(
    tmp_path: Path, instance: Instance, staff: Staff, told: Told
) -> None:
    keyring = staff.keyring(instance, "anna")
    with instance.database.reading() as uow:
        drawn = bundle.draw_up(uow, instance, keyring, plan_of(instance, told.case_id))
    wrong = replace(drawn, manifest=replace(drawn.manifest, instance="another"))
    signature = sign(instance.settings, keyring, wrong.manifest.to_json()).to_json()
    data = b"".join(packed(wrong.files(instance.blobs, signature)))
    assert any("another instance" in one for one in checked(tmp_path, data).problems)


def test_a_case_under_a_new_key_is_handed_over_as_before(
    instance: Instance, staff: Staff, told: Told, tmp_path: Path
) -> None:
    rita = staff.keyring(instance, "rita").person.id
    apart.recuse(instance, staff.keyring(instance, "anna"), told.case_id, rita, "a relative of hers")
    data = made(instance, staff, plan_of(instance, told.case_id))
    assert checked(tmp_path, data).problems == []
    consent = opened(data)["case-1/consent.json"].decode()
    assert "the case has a new key" in consent
    assert staff.keyring(instance, "anna").person.id not in consent
    assert opened(data)["case-1/evidence/01-ноч.jpg"] == PHOTO
