"""Headers say what a document is, in one form only."""

import json
from dataclasses import asdict, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.documents import LONGEST_LINE, UNTOLD, BadHeader, Context, Copy, Header, Kind, Maker
from intake.domain.strict import write_json

HEADER = Header(Kind.ATTACHMENT, "фота.jpg", "image/jpeg", 3, "ab" * 32, "2026-03-01", 2)


TOLD = replace(HEADER, context=Context("self", "original", "Мая спіна праз два дні"))
FIRST_FORMAT = (
    '{"kind":"attachment","media_type":"image/jpeg","name":"фота.jpg","number":2,"parent":"","revision":0,"sha256":"'
    + "ab" * 32
    + '","size":3,"written":"2026-03-01"}'
).encode()


@pytest.mark.parametrize("header", [HEADER, TOLD])
def test_a_header_reads_back(header: Header) -> None:
    assert Header.from_json(header.to_json()) == header


def test_headers_of_the_first_format_are_read_and_written_as_they_were() -> None:
    assert Header.from_json(FIRST_FORMAT) == HEADER
    assert HEADER.to_json() == FIRST_FORMAT
    assert json.loads(TOLD.to_json())["format"] == 2


@given(st.sampled_from(["", *Maker, "enemy"]), st.sampled_from(["", *Copy, "both"]), st.text())
def test_whatever_is_told_of_a_file_is_one_short_line_that_reads_back(maker: str, copy: str, shown: str) -> None:
    context = Context.given(maker, copy, shown)
    assert len(context.shown) <= LONGEST_LINE
    assert context.shown == " ".join(context.shown.split())
    assert Context.given(context.maker, context.copy, context.shown) == context
    if not any("\ud800" <= letter <= "\udfff" for letter in shown):
        told = replace(HEADER, context=context)
        assert Header.from_json(told.to_json()) == told


def test_choices_that_are_not_on_the_form_count_as_not_given() -> None:
    assert Context.given("admin", "2", "  ") == UNTOLD
    assert Context.given("known", "copy", "a\n b") == Context("known", "copy", "a b")


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
        HEADER.to_json().replace(b":3,", b':"3",'),
        HEADER.to_json().replace(b":3,", b":true,"),
        b"[" * 100_000,
        TOLD.to_json().replace(b'"format":2', b'"format":3'),
        TOLD.to_json().replace(b'"self"', b'"enemy"'),
        TOLD.to_json().replace(b'"original"', b"1"),
        write_json({**asdict(HEADER), "format": 2}),
        write_json({name: value for name, value in asdict(TOLD).items() if name != "name"} | {"format": 2}),
    ],
)
def test_anything_else_is_no_header(data: bytes) -> None:
    with pytest.raises(BadHeader):
        Header.from_json(data)
