"""One connection read by hand, over a pair of sockets."""

import socket
from collections.abc import Iterator

import pytest
from gunicorn.config import Config
from gunicorn.http.errors import LimitRequestHeaders, NoMoreData

from intake.web import wire
from intake.web.wire import HeadReader, HeldParser, PromptBody

POST = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n"
GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


class Pair:
    """Our end reads requests, the other end sends."""

    def __init__(self) -> None:
        self.ours, self.theirs = socket.socketpair()
        self.is_crowded = False
        self.head = HeadReader(self.ours, lambda: self.is_crowded)
        self.head.begin()
        self.parser = HeldParser(Config(), self.head, ("127.0.0.1", 1))

    def body(self) -> PromptBody:
        body = next(self.parser).body
        assert isinstance(body, PromptBody)
        return body


@pytest.fixture
def pair() -> Iterator[Pair]:
    made = Pair()
    yield made
    made.ours.close()
    made.theirs.close()


def test_an_answer_has_its_time(pair: Pair) -> None:
    pair.theirs.sendall(GET)
    next(pair.parser)
    assert pair.ours.gettimeout() == wire.REPLY_SECONDS


def test_a_body_comes_as_it_is_sent(pair: Pair) -> None:
    pair.theirs.sendall(POST + b"123")
    body = pair.body()
    assert body.read1(100) == b"123"
    pair.theirs.sendall(b"4567")
    assert body.read1(2) == b"45"
    assert body.read1(100) == b"67"
    more_to_come = not body.is_read
    assert more_to_come
    pair.theirs.sendall(b"890" + GET)
    assert body.read1(100) == b"890"
    assert body.is_read
    assert body.read1(100) == b""
    assert next(pair.parser).method == "GET"


def test_a_body_can_be_read_whole_or_by_lines(pair: Pair) -> None:
    pair.theirs.sendall(POST + b"12\n45\n78\n0" + POST + b"abcdefghij")
    body = pair.body()
    assert body.readline() == b"12\n"
    assert body.read1(2) == b"45"
    assert body.read() == b"\n78\n0"
    assert pair.body().read() == b"abcdefghij"


def test_a_body_that_is_cut_ends(pair: Pair) -> None:
    pair.theirs.sendall(POST + b"123")
    body = pair.body()
    pair.theirs.close()
    assert body.read() == b"123"
    assert body.read1(100) == b""
    assert not body.is_read


def test_patience_is_the_readers_choice(pair: Pair) -> None:
    pair.theirs.sendall(POST)
    body = pair.body()
    body.wait_at_most(0.05)
    with pytest.raises(TimeoutError):
        body.read1(100)
    assert pair.ours.gettimeout() == wire.REPLY_SECONDS


@pytest.mark.parametrize("is_read", [True, False])
@pytest.mark.parametrize("is_crowded", [True, False])
def test_a_connection_is_kept_when_its_body_was_read_and_nobody_waits(
    pair: Pair, *, is_read: bool, is_crowded: bool
) -> None:
    pair.theirs.sendall(POST + b"1234567890")
    pair.is_crowded = is_crowded
    request = next(pair.parser)
    assert isinstance(request.body, PromptBody)
    assert request.body.hurried is is_crowded
    if is_read:
        request.body.read()
    assert request.should_close() is (not is_read or is_crowded)


def test_a_head_is_whole_at_its_empty_line(pair: Pair) -> None:
    assert [pair.head.keep(GET[at : at + 1]) for at in range(len(GET))] == [False] * (len(GET) - 1) + [True]
    assert next(pair.parser).method == "GET"


def test_a_head_without_end_is_refused(pair: Pair) -> None:
    assert not pair.head.keep(b"GET / HTTP/1.1\r\nX: ")
    assert pair.head.keep(b"x" * wire.LONGEST_HEAD)
    with pytest.raises(LimitRequestHeaders):
        next(pair.parser)


def test_a_late_head_is_given_up(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "HEAD_SECONDS", 0.05)
    pair.head.begin()
    pair.head.keep(GET[:5])
    with pytest.raises(NoMoreData):
        next(pair.parser)
    with pytest.raises(NoMoreData):  # no more waiting at all
        next(pair.parser)
