"""What every test gets: the tools of tests/plugins, how long to try, and settings that do not leak in from outside."""

import os

import hypothesis
import pytest

pytest_plugins = [
    "tests.plugins.needs",
    "tests.plugins.offline",
    "tests.plugins.browser",
    "tests.plugins.server",
    "tests.plugins.postgres",
    "tests.plugins.swift",
    "tests.plugins.instances",
    "tests.plugins.sources",
    "tests.plugins.coders",
    "tests.plugins.plans",
    "tests.plugins.releases",
]

# Two busy cores make any deadline a lie; a failure prints the lines that repeat it.
hypothesis.settings.register_profile("holas", deadline=None, print_blob=True)
hypothesis.settings.load_profile("holas")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--soak", action="store_true", help="do the whole of every long run, not a tenth")


@pytest.fixture(scope="session")
def share(request: pytest.FixtureRequest) -> float:
    """How much of a long run to do: 0.1 in `make test`, 1.0 in `make soak`."""
    return 1.0 if request.config.getoption("--soak") else 0.1


@pytest.fixture(autouse=True, scope="session")
def _no_settings_from_outside() -> None:
    """Forget the settings of the person who runs the tests: an instance in use must never be touched."""
    for name in [name for name in os.environ if name.startswith(("HOLAS_", "AWS_", "PG"))]:
        del os.environ[name]
