from pathlib import Path

import pytest

from intake import resources


def test_the_folders_of_a_checkout_are_found() -> None:
    assert (resources.migrations_folder() / "env.py").is_file()
    assert resources.templates_folder().name == "templates"


def test_an_installed_copy_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "intake"
    monkeypatch.setattr(resources, "_PACKAGE", package)
    with pytest.raises(FileNotFoundError, match="Install Holas again"):
        resources.migrations_folder()
    (tmp_path / "migrations").mkdir()
    assert resources.migrations_folder() == tmp_path / "migrations"
    (package / "_migrations").mkdir(parents=True)
    assert resources.migrations_folder() == package / "_migrations"
