"""The canary sweep: what a source gives is nowhere readable on the disk, at no moment of the upload and after it."""

import base64
import secrets
import time
import urllib.error
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psutil
import pytest

from tests.plugins.people import Source, evidence, member_of
from tests.plugins.server import DemoServer, StartDemo

MIB = 1 << 20
PIECES = 12


def forms(marker: str) -> dict[str, bytes]:
    """Return every form in which a marker might lie in a file."""
    plain = marker.encode()
    found = {
        "UTF-8": plain,
        "UTF-16-LE": marker.encode("utf-16-le"),
        "UTF-16-BE": marker.encode("utf-16-be"),
        "hex": plain.hex().encode(),
        "HEX": plain.hex().upper().encode(),
        "percent": quote(marker, safe="").encode(),
        "percent of all": "".join(f"%{byte:02X}" for byte in plain).encode(),
    }
    for shift in range(3):
        # The first and last digits depend on what stands around; the middle does not.
        for name, encode in (("base64", base64.b64encode), ("base64url", base64.urlsafe_b64encode)):
            found[f"{name} at {shift}"] = encode(b"\0" * shift + plain)[4 : -4 - shift]
    return found


def readable(server: DemoServer) -> Iterator[tuple[str, bytes]]:
    """Yield every file that the server can have written to, deleted ones that are still open included."""
    for path in server.base.rglob("*"):
        if path.is_file():
            try:
                yield str(path.relative_to(server.base)), path.read_bytes()
            except FileNotFoundError:
                continue
    for process in psutil.Process(server.process_id).children(recursive=True):
        for link in Path(f"/proc/{process.pid}/fd").glob("*"):
            try:
                target = str(link.readlink())
                if target.startswith("/") and target.endswith("(deleted)"):
                    yield target, link.read_bytes()
            except OSError:
                continue


def sweep(server: DemoServer, markers: dict[str, str]) -> list[str]:
    """Return where which marker was found in which form."""
    wanted = [(what, form, data) for what, marker in markers.items() for form, data in forms(marker).items()]
    return [
        f"{what} as {form} in {name}"
        for name, content in readable(server)
        for what, form, data in wanted
        if data in content
    ]


def marked(length: int = 24) -> str:
    return "canary-" + secrets.token_hex(length // 2)


def test_the_sweep_finds_what_it_looks_for(tmp_path: Path) -> None:
    marker = marked()
    around = f"before {marker} after".encode()
    for form, data in forms(marker).items():
        written = {
            "UTF-8": around,
            "UTF-16-LE": around.decode().encode("utf-16-le"),
            "UTF-16-BE": around.decode().encode("utf-16-be"),
            "hex": around.hex().encode(),
            "HEX": around.hex().upper().encode(),
            "percent": quote(around.decode(), safe="").encode(),
            "percent of all": "".join(f"%{byte:02X}" for byte in around).encode(),
        }.get(form)
        encoders = (base64.b64encode, base64.urlsafe_b64encode)
        candidates = [written] if written else [encode(around[cut:]) for encode in encoders for cut in range(3)]
        assert any(data in candidate for candidate in candidates), form
    assert tmp_path.exists()


@pytest.fixture
def server(start_demo: StartDemo) -> DemoServer:
    return start_demo("--cases", "0")


def test_nothing_that_a_source_gives_is_readable_on_the_disk(server: DemoServer) -> None:
    markers = {what: marked() for what in ("text", "place", "file name", "file content", "message", "later name")}
    source = Source(server.source)
    content = (markers["file content"].encode() * (MIB // len(markers["file content"]) + 1))[:MIB]
    found: list[str] = []
    samples: list[float] = []

    def slowly() -> Iterator[bytes]:
        for _ in range(PIECES):
            yield content
            time.sleep(0.2)  # let the server write what it got
            found.extend(sweep(server, markers))
            samples.append(time.monotonic())

    photo = evidence(f"{markers['file name']}.jpg", slowly(), PIECES * MIB)
    told: dict[str, str | bool] = {
        "narrative": f"They came. {markers['text']} was said.",
        "consent_read": True,
        "next": "1",
    }
    kinds = source.send(source.get("/en/testify"), told, [photo])
    assert len(samples) == PIECES
    assert found == []
    when = source.get(kinds.url.replace("/kinds", "/when"))
    again = source.send(when, {"where": markers["place"], "again": "1"})
    assert sweep(server, markers) == []
    source.send(again, {"where_2": markers["place"], "seal": "1"})

    codename = source.codename()
    assert codename
    markers["codename"] = codename
    markers["codename joined"] = codename.replace(" ", "")
    assert sweep(server, markers) == []

    source.send(source.get("/en/sealed"), {})
    back = Source(server.source)
    mailbox = back.come_back(codename)
    back.send(mailbox, {"message": f"More: {markers['message']}"})
    back.send(back.get("/en/evidence"), {}, [evidence(f"{markers['later name']}.mp4", content)])
    assert sweep(server, markers) == []

    (case,) = member_of(server, "intake").cases()
    member = member_of(server, "intake")
    page = member.get(case).text
    for what in ("text", "file name", "message", "later name"):
        assert markers[what] in page, what
    assert sweep(server, markers) == []

    markers["answer"] = marked()
    reply = member.get(f"{case}/reply")
    assert member.send(reply, {"message": f"Thank you. {markers['answer']}"}).status == 200
    assert markers["answer"] in back.get("/en/mailbox").text
    assert sweep(server, markers) == []

    server.restart()
    assert sweep(server, markers) == []
    assert markers["text"] in member_of(server, "intake").get(case).text
    assert sweep(server, markers) == []


def test_a_draft_is_not_readable_either(server: DemoServer) -> None:
    markers = {what: marked() for what in ("text", "file name", "file content")}
    source = Source(server.source)
    photo = evidence(f"{markers['file name']}.jpg", markers["file content"].encode() * 1000)
    kept = source.send(source.get("/en/testify"), {"narrative": markers["text"], "save": "1"}, [photo])
    assert markers["file name"] in kept.text, "the draft is there for its source"
    assert markers["text"] in kept.text
    assert sweep(server, markers) == []


def test_a_broken_upload_leaves_nothing_readable(server: DemoServer) -> None:
    markers = {"file content": marked(), "text": marked()}
    source = Source(server.source)
    during: list[str] = []

    def cut_off() -> Iterator[bytes]:
        yield markers["file content"].encode() * 50_000
        time.sleep(0.3)
        during.extend(sweep(server, markers))
        message = "the line is cut"
        raise ConnectionAbortedError(message)

    with pytest.raises((ConnectionError, urllib.error.URLError)):
        source.testify(markers["text"], [evidence("a.bin", cut_off(), 100 * MIB)])
    time.sleep(1)
    assert during == []
    assert sweep(server, markers) == []


def test_who_a_source_is_and_how_to_reach_them_is_not_readable_either(server: DemoServer) -> None:
    """In the draft, in the case, after a change in the mailbox, and once the intake circle has opened it."""
    markers = {"name": marked(), "word": marked(), "hours": marked(), "phone": "+1 202 555 0143"}
    markers["dialled"] = markers["phone"].replace(" ", "")
    source = Source(server.source)
    typed = {f"contact_{what}": markers[what] for what in ("name", "word", "hours")}
    typed |= {"contact_address": markers["phone"], "contact_channel": "phone", "contact_now": "1"}
    kept = source.send(source.get("/en/testify"), {"narrative": "They came.", "consent_read": True, "save": "1"})
    (draft,) = {value for name, value in kept.form_with("narrative").values if name == "draft"}
    step = f"/en/testify/contact?draft={draft}"
    source.send(source.get(step), {**typed, "next": "1"})
    assert markers["name"] in source.get(step).text, "the draft is there for its source"
    assert sweep(server, markers) == []

    source.send(source.get(step), {"seal": "1"})
    codename = source.codename()
    assert codename
    assert sweep(server, markers) == []
    (case,) = member_of(server, "intake").cases()
    member = member_of(server, "intake")
    page = member.get(case)
    assert markers["name"] not in page.text
    shown = member.send(page, {}, to="/contact").text
    assert all(markers[what] in shown for what in ("name", "word", "hours", "phone"))
    assert sweep(server, markers) == []

    markers["later phone"] = "+1 202 555 0162"
    back = Source(server.source)
    back.come_back(codename)
    changed = {"contact_channel": "signal", "contact_address": markers["later phone"], "give": "1"}
    back.send(back.get("/en/contact"), changed)
    server.restart()
    assert sweep(server, markers) == []
