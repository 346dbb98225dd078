"""A manifest is read strictly, in one form only, and names no file outside its folder."""

import json

import pytest

from intake.domain.bundle import BadManifest, Manifest, Part, is_safe, sums

SHA = "ab" * 32
MANIFEST = Manifest(
    day="2026-11-22",
    instance="cd" * 16,
    recipient="Prosecutor of Examplia",
    purpose="Investigation 12",
    software="holas 0",
    vocabulary="2",
    withheld=("names",),
    record_size=3,
    record_root=SHA,
    files=(
        Part("case-1/evidence/01-ноч.jpg", 5, SHA, "image/jpeg", "2026-11-01"),
        Part("README.txt", 1, SHA, "text/plain", parent=SHA),
    ),
)


def changed(**more: object) -> bytes:
    data = {**json.loads(MANIFEST.to_json()), **more}
    return json.dumps(data, sort_keys=True, indent=1, ensure_ascii=False).encode() + b"\n"


def test_it_comes_back() -> None:
    assert Manifest.parse(MANIFEST.to_json()) == MANIFEST
    assert changed() == MANIFEST.to_json()


@pytest.mark.parametrize(
    "more",
    [
        {"format": "holas-bundle/2"},
        {"day": "soon"},
        {"record_root": "xyz"},
        {"record_size": "3"},
        {"more": 1},
        {"recipient": ""},
    ],
)
def test_another_manifest_is_refused(more: dict[str, object]) -> None:
    with pytest.raises(BadManifest):
        Manifest.parse(changed(**more))


@pytest.mark.parametrize(
    "more",
    [
        {"path": "../x"},
        {"path": "manifest.json"},
        {"sha256": "AB" * 32},
        {"received": "noon"},
        {"parent": "x"},
        {"size": -1.5},
    ],
)
def test_another_file_is_refused(more: dict[str, object]) -> None:
    files = json.loads(MANIFEST.to_json())["files"]
    with pytest.raises(BadManifest):
        Manifest.parse(changed(files=[{**files[0], **more}]))
    with pytest.raises(BadManifest):
        Manifest.parse(changed(files=[files[0], files[0]]))


def test_it_is_written_in_one_way_only() -> None:
    with pytest.raises(BadManifest):
        Manifest.parse(MANIFEST.to_json() + b" ")


@pytest.mark.parametrize("path", ["/etc/passwd", "a/../b", "a//b", "a\\b", "a/", ".", "a\nb", ""])
def test_a_path_that_leads_elsewhere_is_not_safe(path: str) -> None:
    assert not is_safe(path)


def test_the_list_is_what_sha256sum_reads() -> None:
    assert sums([("a b", SHA)]) == f"{SHA}  a b\n".encode()
