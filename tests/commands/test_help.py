"""Every command explains itself, with an example that can be copied."""

from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from intake.cli import main

NAMES = {
    "backup", "case", "demo", "init", "keys", "migrate", "nightly", "release", "restore", "serve", "staff", "verify",
    "vocabulary",
}  # fmt: skip


def walk(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from walk(inner, (*path, name))


EVERY = dict(walk(main))


def test_the_contract_of_commands_is_kept() -> None:
    assert main.commands.keys() == NAMES
    assert len(EVERY) > len(NAMES) + 8


@pytest.mark.parametrize("path", EVERY, ids=" ".join)
def test_help_has_an_example(path: tuple[str, ...]) -> None:
    done = CliRunner().invoke(main, [*path, "--help"])
    assert done.exit_code == 0
    before, _, example = done.stdout.partition("Example:\n")
    lines = example.splitlines()
    assert any(" ".join(("holas", *path)) in line for line in lines), done.stdout
    assert all(line.startswith("  ") for line in lines)
    assert len(before.splitlines()) > 3


@pytest.mark.parametrize("path", EVERY, ids=" ".join)
def test_examples_are_not_wrapped(path: tuple[str, ...]) -> None:
    shown = CliRunner().invoke(main, [*path, "--help"], terminal_width=40).stdout
    for line in (EVERY[path].epilog or "").splitlines():
        assert f"  {line}\n" in shown


@pytest.mark.parametrize("wrong", [("nonsense",), ("--nonsense",), ("case", "nonsense"), ("serve", "everything")])
def test_wrong_usage_ends_with_2(wrong: tuple[str, ...]) -> None:
    assert CliRunner().invoke(main, wrong).exit_code == 2
