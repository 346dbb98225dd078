"""The wheel, installed where there is neither checkout nor development tool, tells the whole story.

The environment is made of the very files that the requirement files pin, without asking a registry again: a module that
only development tools bring in would be missed here.
"""

import json
import os
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest

from tests.plugins.server import DemoServer
from tests.plugins.visitor import File, Visitor
from tests.project.test_requirements import pins

ROOT = Path(__file__).parents[2]
WORDS = "They came before it was light. The photo shows the door."
PATIENCE = 60  # seconds that a release may take on busy cores
PHOTO = bytes(range(256)) * 400


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of an environment with the wheel and what it needs."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder / "env", with_pip=False)
    (packages,) = (folder / "env" / "lib").glob("python*/site-packages")
    for name in pins("runtime") | pins("statistics"):
        bring(name, packages)
    run("-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT))
    (wheel,) = folder.glob("*.whl")
    quiet = ["--quiet", "--no-deps", "--no-index", "--disable-pip-version-check"]
    run("-m", "pip", "--python", str(folder / "env"), "install", *quiet, str(wheel))
    return folder / "env"


def run(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)


def bring(name: str, packages: Path) -> None:
    """Link an installed distribution's files; one that is for another Python or system is not installed here either."""
    try:
        files = distribution(name).files
    except PackageNotFoundError:
        return
    for file in files or []:
        if ".." not in file.parts:
            (packages / file).parent.mkdir(parents=True, exist_ok=True)
            link_or_copy(Path(str(file.locate())), packages / file)


def link_or_copy(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


@pytest.fixture(scope="module")
def server(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoServer]:
    started = DemoServer(tmp_path_factory.mktemp("demo"), program=installed / "bin" / "holas")
    started.start()
    yield started
    started.stop()


def test_it_brings_no_development_tool(installed: Path) -> None:
    for module, there in {
        "intake": True,
        "highspy": True,
        "opendp": True,
        "pytest": False,
        "playwright": False,
        "tests": False,
    }.items():
        command: list[str | Path] = [installed / "bin" / "python", "-c", f"import {module}"]
        assert (subprocess.run(command, cwd=installed, capture_output=True, check=False).returncode == 0) == there


def test_the_code_runs_from_the_wheel(installed: Path) -> None:
    show = "import crypto, intake.resources as r; print(crypto.__file__, r.templates_folder(), r.migrations_folder())"
    command: list[str | Path] = [installed / "bin" / "python", "-c", show]
    said = subprocess.run(command, cwd=installed, capture_output=True, check=True, text=True).stdout
    assert said.count(str(installed.resolve())) == 3


def test_the_story(server: DemoServer) -> None:
    """A source tells, a reviewer reads and answers, the source reads the answer."""
    source = Visitor(server.source)
    told: dict[str, str | bool] = {"narrative": WORDS, "consent_read": True, "consent_statistics": True, "seal": ""}
    sealed = source.send(source.get("/en/testify"), told, [File("attachments", "door.jpg", PHOTO, "image/jpeg")])
    codename = sealed.text_of("codename")
    assert len(codename.split()) == 9

    case = answer_as_intake(server)

    again = Visitor(server.source)
    mailbox = again.send(again.get("/en/return"), {"codename": codename})
    assert "We read every word" in mailbox.text
    assert WORDS not in mailbox.text
    assert case not in mailbox.text


def answer_as_intake(server: DemoServer) -> str:
    """Find the new case in the queue, read it, download its evidence, reply; return the case's address."""
    staff = sign_in(server, "intake")
    for address in staff.get("/queue").links("/case/"):
        page = staff.get(address)
        if WORDS in page.text:
            break
    else:
        pytest.fail("the case is not in the queue")
    (original,) = page.links("/original")
    assert staff.get(original).body == PHOTO
    replied = staff.send(staff.get(f"{address}/reply"), {"message": "We read every word. You are not alone."})
    assert replied.status == 200
    return address


def sign_in(server: DemoServer, role: str) -> Visitor:
    who = server.sign_in_as(role)
    staff = Visitor(server.staff)
    page = staff.send(staff.get("/sign-in"), {"username": who.username, "passphrase": who.passphrase})
    assert page.status == 200
    return staff


def test_an_auditor_publishes(server: DemoServer) -> None:
    """The job that draws the noise runs as a process of its own, from the wheel as well."""
    auditor = sign_in(server, "auditor")
    assert auditor.get("/queue").status == 403
    release = auditor.send(auditor.get("/releases"), {}, to="/releases").url
    end = time.monotonic() + PATIENCE
    while (table := auditor.get(f"{release}.csv")).status != 200 and time.monotonic() < end:
        time.sleep(0.5)
    assert table.headers["Content-Type"].startswith("text/csv")
    assert auditor.get(f"{release}.csv").body == table.body
    assert json.loads(auditor.get(f"{release}.json").body)
