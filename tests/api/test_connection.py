"""What may come over one connection, and what becomes of it when more comes, less, or nothing."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Iterator

import pytest

from api import server
from api.connection import ADDRESS, BYTES_AHEAD, HEAD, LINES, LINGER, REQUESTS_AHEAD
from tests.api.wire import Running, answer, ended, pieces, problem, until

GET = b"GET / HTTP/1.1\r\nHost: t\r\n"
WAIT = b"GET /wait HTTP/1.1\r\nHost: t\r\n\r\n"
POST = b"POST /read HTTP/1.1\r\nHost: t\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        found = Running(listener)
        found.thread.start()
        assert found.listening.wait(10)
        yield found
        found.server.should_exit = True
        found.thread.join(10)
        assert not found.thread.is_alive()


@pytest.fixture
def client(running: Running) -> Iterator[socket.socket]:
    with running.open() as connection:
        yield connection


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "PATIENCE", 0.4)


@pytest.mark.parametrize("size", [4_000, HEAD, 10 * HEAD])
def test_the_head_has_a_limit(running: Running, size: int) -> None:
    room = HEAD - len(GET + b"X: \r\n\r\n")
    for length_, expected in ((room, 200), (room + 1, 431)):
        with running.open() as client:
            for piece in pieces(GET + b"X: " + b"x" * length_ + b"\r\n\r\n", size):
                client.sendall(piece)
                time.sleep(0.001)
            if expected == 200:
                assert answer(client)[0] == 200
            else:
                assert problem(client)["status"] == 431


def test_the_limit_is_of_each_head(client: socket.socket) -> None:
    for _ in range(3):
        client.sendall(GET + b"X: " + b"x" * 50_000 + b"\r\n\r\n")
        assert answer(client)[0] == 200


def test_a_long_address_is_read_up_to_its_limit(running: Running) -> None:
    with running.open() as client:
        client.sendall(b"GET /%b HTTP/1.1\r\nHost: t\r\n\r\n" % (b"x" * (ADDRESS - 1)))
        assert answer(client) == (200, b"%d" % ADDRESS)
    with running.open() as client:
        client.sendall(b"GET /%b HTTP/1.1\r\nHost: t\r\n\r\n" % (b"x" * ADDRESS))
        found = problem(client)
    assert found["status"] == 414
    assert "POST" in found["remedy"]


def test_the_lines_of_a_head_have_a_limit(running: Running) -> None:
    for count, expected in ((LINES - 1, 200), (LINES, 431)):
        with running.open() as client:
            client.sendall(GET + b"X: y\r\n" * count + b"\r\n")
            assert answer(client)[0] == expected


@pytest.mark.parametrize("start", [GET + b"X: ", GET, CHUNKED + b"1;", CHUNKED + b"1\r\nx\r\n0\r\nX: ", b"\r\n"])
def test_nothing_grows_without_end(running: Running, start: bytes) -> None:
    """Neither a header, nor its name, nor what a chunk says of itself, nor what follows the last one."""
    more = b"\r\n" * 1_000 if start == b"\r\n" else b"x" * 2_000
    with running.open() as client, pytest.raises(ConnectionError):
        client.sendall(start + 10_000 * more)


def test_what_follows_a_refusal_is_read_for_a_while(client: socket.socket) -> None:
    """A client that sends all before it reads is told nevertheless."""
    for piece in pieces(GET + b"X: " + b"x" * (LINGER - HEAD), 50_000):
        client.sendall(piece)
        time.sleep(0.005)
    assert problem(client)["status"] == 431


def test_a_body_may_come_in_the_smallest_chunks(client: socket.socket) -> None:
    client.sendall(CHUNKED + b"1\r\nx\r\n" * 100_000 + b"0\r\n\r\n")
    assert answer(client) == (200, b"100000")


def test_what_follows_a_body_is_no_head(client: socket.socket) -> None:
    client.sendall(CHUNKED + b"0\r\n" + b"X: y\r\n" * (2 * LINES) + b"\r\n")
    assert answer(client) == (200, b"0")


def test_a_large_body_is_no_head(client: socket.socket) -> None:
    client.sendall(POST + b"Content-Length: 3000000\r\n\r\n" + b"x" * 3_000_000)
    assert answer(client) == (200, b"3000000")


@pytest.mark.parametrize("content", [b"\0\0\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"G\xc3\x89T / HTTP/1.1\r\n\r\n"])
def test_what_is_no_http_is_told_so(client: socket.socket, content: bytes) -> None:
    client.sendall(content)
    assert problem(client)["status"] == 400


def test_a_body_that_is_none_is_told_so(running: Running, client: socket.socket) -> None:
    begun = running.app.begun
    client.sendall(CHUNKED)
    assert until(lambda: running.app.begun > begun)
    client.sendall(b"zz\r\n")
    assert problem(client)["status"] == 400
    assert until(lambda: running.app.begun == running.app.ended)


def test_garbage_behind_a_request_spoils_no_answer(client: socket.socket) -> None:
    client.sendall(GET + b"\r\n\0\0\0\0\r\n\r\n")
    received = ended(client)
    assert received.endswith(b"\r\n1\r\n1\r\n0\r\n\r\n")
    assert received.count(b"HTTP/1.1") == 1


@pytest.mark.parametrize("wish", [b"h2c", b"websocket"])
def test_another_protocol_is_not_spoken(client: socket.socket, wish: bytes) -> None:
    """Java's client asks for HTTP/2 so, also when it sends a query by POST."""
    lines = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: %b\r\nHTTP2-Settings: AAE\r\n" % wish
    client.sendall(POST + lines + b"Content-Length: 20\r\n\r\n" + b"\r\nUpgrade: sparql\r\n\r\n"[:20])
    assert answer(client) == (200, b"20")
    client.sendall(GET + lines + b"\r\n")
    assert answer(client) == (200, b"1")


def test_requests_may_come_ahead(client: socket.socket) -> None:
    client.sendall((GET + b"\r\n") * (REQUESTS_AHEAD + 1))
    received = b""
    while received.count(b"\r\n0\r\n\r\n") <= REQUESTS_AHEAD:
        received += client.recv(65536)
    client.sendall(GET + b"\r\n")
    assert answer(client)[0] == 200


def test_bytes_ahead_are_counted_anew(client: socket.socket) -> None:
    for _ in range(5):
        client.sendall(b"GET /later HTTP/1.1\r\nHost: t\r\n\r\n")
        time.sleep(0.02)
        client.sendall(GET + b"X: %b\r\n\r\n" % (b"x" * (BYTES_AHEAD // 4)))
        received = b""
        while received.count(b"\r\n0\r\n\r\n") < 2:
            data = client.recv(65536)
            assert data
            received += data


def test_not_too_many_requests_may_come_ahead(client: socket.socket) -> None:
    client.sendall((GET + b"\r\n") * (REQUESTS_AHEAD + 2))
    assert ended(client).count(b"HTTP/1.1 200 ") == 1


def test_not_too_many_bytes_may_come_ahead(running: Running) -> None:
    left = running.app.left
    with running.open() as client, contextlib.suppress(ConnectionError):
        client.sendall(WAIT)
        time.sleep(0.1)
        client.sendall(b"POST /read HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n")
        for _ in range(100):
            client.sendall(b"x" * BYTES_AHEAD)
        pytest.fail("all of it was taken")
    assert until(lambda: running.app.left == left + 1)


@pytest.mark.parametrize("body", [b"", b"x" * 60_000])
def test_who_leaves_behind_another_request_is_noticed(running: Running, body: bytes) -> None:
    left = running.app.left
    with running.open() as client:
        client.sendall(WAIT)
        time.sleep(0.1)
        client.sendall(POST + b"Content-Length: %d\r\n\r\n" % len(body) + body)
        time.sleep(0.1)
    assert until(lambda: running.app.left == left + 1)


def test_a_head_that_does_not_come(hasty: None, running: Running) -> None:
    with running.open() as idle, running.open() as begun:
        begun.sendall(GET)
        assert (ended(idle), ended(begun)) == (b"", b"")


@pytest.mark.parametrize("more", [b"\r\n", b"x"], ids=["a line end", "a body"])
def test_what_trickles_after_an_answer_keeps_no_connection(hasty: None, running: Running, more: bytes) -> None:
    start = GET + (b"\r\n" if more == b"\r\n" else b"Content-Length: 1000\r\n\r\n")
    with running.open() as client, contextlib.suppress(ConnectionError):
        client.sendall(start)
        assert answer(client)[0] == 200
        for _ in range(40):
            client.sendall(more)
            time.sleep(0.1)
        pytest.fail("all of it was taken")


@pytest.mark.parametrize("path", ["flood", "part"])
def test_who_takes_nothing_is_let_go(hasty: None, running: Running, path: str) -> None:
    assert until(lambda: not running.connections)
    with running.open() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.sendall(b"GET /%b HTTP/1.1\r\nHost: t\r\n\r\n" % path.encode())
        assert until(lambda: running.connections == 1)
        assert until(lambda: not running.connections, 10)
        assert until(lambda: running.app.begun == running.app.ended)


def test_who_reads_slowly_is_not_let_go(hasty: None, client: socket.socket) -> None:
    client.sendall(b"GET /part HTTP/1.1\r\nHost: t\r\n\r\n")
    size = 0
    while data := client.recv(200_000):
        size += len(data)
        time.sleep(0.01)
    assert size > 30_000_000
