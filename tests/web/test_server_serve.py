"""Starting, stopping and dying; what the server says of itself and lets through."""

import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from intake.web.server import CannotListen, listen
from tests.web.tiny_server import (
    DidNotStart,
    TinyServer,
    eventually,
    field,
    file,
    form,
    free_port,
    head,
    is_running,
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TinyServer]:
    with TinyServer(tmp_path_factory.mktemp("tiny"), shape={"trusted_proxies": []}) as running:
        yield running


def test_a_form_with_files_arrives(server: TinyServer) -> None:
    photo = os.urandom(3_000_000)
    answer = server.post(form(field("narrative", "words"), file("a.jpg", photo), file("b.txt", b"")))
    assert answer.status == 200
    assert answer.json["problem"] is None
    assert [told[:3] for told in answer.json["files"]] == [
        ["a.jpg", len(photo), "kept"],
        ["b.txt", 0, "kept"],
    ]


def test_two_requests_on_one_connection(server: TinyServer) -> None:
    with server.connect() as client:
        for _ in range(3):
            client.send(head("POST", "/upload", len(form())) + form())
            answer = client.answer()
            assert (answer.status, answer.headers["connection"]) == (200, "keep-alive")
        client.send(head("GET", "/form"))
        assert client.answer().status == 200


def test_a_request_sent_before_the_answer_is_answered_too(server: TinyServer) -> None:
    with server.connect() as client:
        one = head("POST", "/upload", len(form(file("a", b"1")))) + form(file("a", b"1"))
        client.send(one + head("GET", "/form") + one)
        assert [client.answer().status for _ in range(3)] == [200, 200, 200]


def test_a_sender_that_asks_first_is_told_to_go_on(server: TinyServer) -> None:
    with server.connect() as client:
        client.send(head("POST", "/upload", len(form()), Expect="100-continue"))
        assert client.answer().status == 100
        client.send(form())
        assert client.answer().status == 200


def test_nobody_learns_from_where_somebody_comes(server: TinyServer) -> None:
    told: dict[str, Any] = {"User_Agent": "Marker/1.0", "X_Forwarded_For": "192.0.2.77", "Forwarded": "for=192.0.2.77"}
    answer = server.get("/environment", X_Forwarded_Proto="https", Via="192.0.2.77", **told)
    assert b"Marker" not in answer.body
    assert b"192.0.2.77" not in answer.body
    assert not {"REMOTE_ADDR", "REMOTE_PORT"} & set(answer.json)
    assert "127.0.0.1" not in {value for key, value in answer.json.items() if not key.startswith("SERVER_")}
    assert answer.json["wsgi.url_scheme"] == "http"


def test_a_trusted_proxy_tells_the_scheme(tmp_path: Path) -> None:
    with TinyServer(tmp_path, shape={"trusted_proxies": ["127.0.0.1"]}) as server:
        answer = server.get("/environment", X_Forwarded_Proto="https")
        assert answer.json["wsgi.url_scheme"] == "https"
        assert "REMOTE_ADDR" not in answer.json


def test_the_server_does_not_say_what_it_is(server: TinyServer) -> None:
    answer = server.get()
    assert answer.headers["server"] == "http"
    assert "gunicorn" not in str(answer.headers).lower()


@pytest.mark.parametrize(
    ("bad", "status"),
    [
        (b"nonsense secret-word\r\n\r\n", 400),
        (b"GET / HTTP/1.1\nHost: secret-word\n\n", 400),
        (b"GET /" + b"x" * 8000 + b"secret-word HTTP/1.1\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nX: secret-word" + b"x" * 9000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\n" + b"X: secret-word\r\n" * 200 + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\nX: secret-word" + b"x" * 200_000, 431),
        (b"POST / HTTP/1.1\r\nContent-Length: -1\r\nX: secret-word\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
    ],
)
def test_bad_heads_get_a_short_answer(server: TinyServer, bad: bytes, status: int) -> None:
    with server.connect() as client:
        client.send(bad)
        answer = client.answer()
    assert answer.status == status
    assert b"secret-word" not in answer.body
    assert "secret-word" not in server.said
    assert "127.0.0.1" not in server.said


def test_a_failure_is_logged_without_what_was_sent(server: TinyServer) -> None:
    answer = server.get("/broken?word=word")
    assert answer.status == 500
    assert b"secret" not in answer.body
    assert "LookupError in tiny_app.py" in server.said
    assert not {"secret", "/broken", "127.0.0.1"} & set(server.said.replace("-", " ").split())
    assert "secret-word" not in server.said


def test_a_chunked_body_is_refused(server: TinyServer) -> None:
    with server.connect() as client:
        client.send(head("POST", "/upload", Transfer_Encoding="chunked") + b"5\r\nhello\r\n0\r\n\r\n")
        answer = client.answer()
    assert (answer.status, answer.json["problem"]) == (411, ["length-required", ""])
    assert answer.headers["connection"] == "close"


def test_applications_are_apart(tmp_path: Path) -> None:
    with TinyServer(tmp_path, apps=2, shape={"workers": 2}) as server:
        assert [server.get(port=port).status for port in server.ports] == [200, 200]
        assert len(server.arbiters()) == 2
        assert len(set(server.workers())) == 4
        assert server.get("/environment", port=server.ports[1]).json["SERVER_PORT"] == str(server.ports[1])


def test_stopping_lets_what_is_under_way_arrive(tmp_path: Path) -> None:
    with TinyServer(tmp_path, apps=2) as server, server.connect() as client:
        _, idle = server.arbiters()
        body = form(file("a", b"1" * 1000))
        client.send(head("POST", "/upload", len(body)) + body[:-100])
        assert eventually(lambda: len(server.sealed()) == 1)
        assert server.process is not None
        server.process.send_signal(signal.SIGTERM)
        assert eventually(lambda: not is_running(idle))
        with pytest.raises(ConnectionRefusedError):
            server.connect(server.ports[1])
        client.send(body[-100:])
        answer = client.answer()
        assert (answer.status, answer.headers["connection"]) == (200, "close")
        assert server.process.wait(20) == 0


def test_ctrl_c_ends_everything(tmp_path: Path) -> None:
    with TinyServer(tmp_path, apps=2) as server:
        assert server.process is not None
        os.killpg(server.process.pid, signal.SIGINT)  # as a terminal does
        assert server.process.wait(20) == 0
        assert "Traceback" not in server.said


def test_a_worker_that_dies_is_replaced(tmp_path: Path) -> None:
    with TinyServer(tmp_path) as server:
        (before,) = server.workers()
        os.kill(before, signal.SIGKILL)
        assert eventually(lambda: server.workers() not in ([], [before]))
        assert server.get().status == 200


def test_the_applications_go_down_together(tmp_path: Path) -> None:
    with TinyServer(tmp_path, apps=2) as server:
        first, second = server.arbiters()
        os.kill(first, signal.SIGKILL)
        assert server.process is not None
        assert server.process.wait(20) == 1
        assert eventually(lambda: not is_running(second))


def test_nothing_is_left_when_the_parent_is_killed(tmp_path: Path) -> None:
    with TinyServer(tmp_path, apps=2) as server:
        everyone = server.arbiters() + server.workers()
        assert server.process is not None
        server.process.kill()
        assert eventually(lambda: not any(map(is_running, everyone)))


def test_an_application_that_cannot_load_stops_the_start(tmp_path: Path) -> None:
    with (
        pytest.raises(DidNotStart, match="The limit files must be more than 0"),
        TinyServer(tmp_path, limits={"files": 0}),
    ):
        pass


def test_a_taken_address_is_named() -> None:
    with socket.create_server(("127.0.0.1", free_port())) as door:
        port = door.getsockname()[1]
        with pytest.raises(CannotListen, match=f"Cannot listen on 127.0.0.1 port {port}: Address already in use"):
            listen(("127.0.0.1", port))
