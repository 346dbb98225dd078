"""Headers say what a document is, in one form only."""

import json
from dataclasses import asdict, replace
from datetime import date

import pytest

from intake.domain.documents import BadHeader, Header, Kind

HEADER = Header(Kind.ATTACHMENT, "фота.jpg", "image/jpeg", 3, "ab" * 32, "2026-03-01", 2)


def test_a_header_reads_back() -> None:
    assert Header.from_json(HEADER.to_json()) == HEADER


@pytest.mark.parametrize("written", ["2026-03-01", "2026-03-01T10:11:12+00:00"])
def test_the_day_of_a_day_or_a_time(written: str) -> None:
    assert replace(HEADER, written=written).day == date(2026, 3, 1)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"{}",
        b'{"kind":"rumour"}',
        json.dumps({**asdict(HEADER), "more": 1}).encode(),
        HEADER.to_json().replace(b":3,", b": 3,"),
    ],
)
def test_anything_else_is_no_header(data: bytes) -> None:
    with pytest.raises(BadHeader):
        Header.from_json(data)
