from collections.abc import Iterator
from pathlib import Path

import pytest

from intake.store.database import SqlDatabase, open_database


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlDatabase]:
    """A database without a schema."""
    sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path}/holas.sqlite" if sqlite else request.getfixturevalue("postgres_url")
    database = open_database(url)
    yield database
    database.close()
