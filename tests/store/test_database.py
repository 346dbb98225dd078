import pytest

from intake.store.database import open_database


@pytest.mark.parametrize(
    "url",
    [
        "",
        "holas.sqlite",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite+aiosqlite:////tmp/x",
        "postgresql://holas:s3cret@localhost/holas",
        "mysql://holas:s3cret@localhost/holas",
        "postgresql+psycopg://holas:s3cret@localhost:port/holas",
    ],
)
def test_other_addresses_are_refused_with_a_sentence_that_repeats_no_password(url: str) -> None:
    with pytest.raises(ValueError, match="HOLAS_DATABASE_URL must be") as caught:
        open_database(url)
    assert "s3cret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_opening_connects_to_nothing() -> None:
    database = open_database("postgresql+psycopg://holas@nowhere.invalid/holas")
    database.close()
