"""An instance made by `holas init`, and a small demo: each made once a run, copied for every test that asks."""

import shutil
from pathlib import Path

import pytest

from intake.commands.demo_home import make_demo, sign_ins
from intake.services.verify import verify
from tests.commands.tools import PASSPHRASE, Home, holas

FOUNDERS = (
    "anna:intake,children",
    "boris:intake,children",
    "rita:reviewer",
    "kira:custodian",
    "kosta:custodian",
    "alena:auditor",
    "artur:auditor",
    "ilona:interviewer",
)
CASES = 14


@pytest.fixture(autouse=True)
def _no_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody uploads while these tests look, so `holas verify` need not wait for anybody."""
    defaults = verify.__kwdefaults__
    assert defaults is not None
    monkeypatch.setitem(defaults, "grace", 0.0)


@pytest.fixture(scope="session")
def _initialised(tmp_path_factory: pytest.TempPathFactory) -> Home:
    base = tmp_path_factory.mktemp("init")
    addresses = ["--source-url", "http://127.0.0.1:8000", "--staff-url", "http://127.0.0.1:8001"]
    founders = [argument for founder in FOUNDERS for argument in ("--founder", founder)]
    made = holas("init", "--home", base / "home", "--root-key", base / "root.json", *addresses, *founders)
    assert made.exit_code == 0, made.output
    return Home(base / "home", dict(PASSPHRASE.findall(made.stdout)), base / "root.json")


@pytest.fixture
def home(_initialised: Home, tmp_path: Path) -> Home:
    """A founded instance without cases."""
    shutil.copytree(_initialised.folder, tmp_path / "home")
    return Home(tmp_path / "home", _initialised.passphrases, _initialised.root_key)


@pytest.fixture(scope="session")
def _small_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "home"
    make_demo(folder, cases=CASES, seed=1)
    return folder


@pytest.fixture
def small_demo(_small_demo: Path, tmp_path: Path) -> Home:
    """A demo of 14 cases: 2 new, 12 coded."""
    shutil.copytree(_small_demo, tmp_path / "demo")
    people = {one.username: one.passphrase for one in sign_ins(_small_demo)}
    return Home(tmp_path / "demo", people, tmp_path / "no-root-key")
