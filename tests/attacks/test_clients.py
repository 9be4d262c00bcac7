"""Clients that are slow, leave, say one thing twice or speak no HTTP keep nobody else from an answer."""

from __future__ import annotations

import http.client
import re
import socket
import time
from contextlib import ExitStack
from urllib.parse import urlencode

import pytest

from tests.attacks.hostile import HASHES, MILLION, RUNAWAY, STALLING
from tests.attacks.processes import descriptors, status, wait_until
from tests.attacks.service import Service

FORM = "application/x-www-form-urlencoded"


def head(query: str, *lines: str, timeout: int = 20) -> bytes:
    """The head of a GET request."""
    target = f"/sparql?{urlencode({'query': query, 'timeout': timeout})}"
    return "\r\n".join([f"GET {target} HTTP/1.1", "Host: test", *lines, "", ""]).encode()


def closed_within(connection: socket.socket, seconds: float) -> bool:
    """Whether the service closes the connection by itself."""
    connection.settimeout(seconds)
    try:
        while connection.recv(65536):
            pass
    except TimeoutError:
        return False
    except ConnectionResetError:
        return True
    return True


def test_slow_heads_are_cut_off(small: Service) -> None:
    with small.open() as idle, small.open() as begun:
        begun.sendall(b"GET /health HTTP/1.1\r\nHost: te")
        assert closed_within(begun, 10)
        assert closed_within(idle, 10)


def test_slow_bodies_are_told_so(small: Service) -> None:
    with small.open() as connection:
        lines = (
            b"POST /sparql HTTP/1.1\r\nHost: t\r\nContent-Type: application/sparql-query\r\nContent-Length: 50\r\n\r\n"
        )
        connection.sendall(lines + b"ASK")
        response = http.client.HTTPResponse(connection)
        response.begin()
        assert response.status == 408
        assert response.headers["content-type"] == "application/problem+json"


def test_hanging_up_ends_the_query(service: Service) -> None:
    with service.sent(RUNAWAY):
        assert wait_until(service.running, 10)
    assert wait_until(lambda: not service.running(), 10), service.running()


def test_hanging_up_in_the_middle_of_the_answer_ends_the_query(service: Service) -> None:
    with service.begin(STALLING) as response:
        assert response.read(1000)
        assert service.running()
    assert wait_until(lambda: not service.running(), 10), service.running()


def test_hanging_up_while_waiting_gives_the_place_back(service: Service) -> None:
    with ExitStack() as stack:
        for _ in range(6):
            stack.enter_context(service.sent(RUNAWAY))
        assert wait_until(lambda: [r["state"] for r in service.running()].count("waiting") == 3, 10)
    assert wait_until(lambda: not service.running(), 10), service.running()


def test_half_closed_clients_hold_nothing(service: Service) -> None:
    before = descriptors(service.pid)
    for _ in range(20):
        with service.open() as connection:
            connection.sendall(head(RUNAWAY))
            connection.shutdown(socket.SHUT_WR)
            assert closed_within(connection, 10)
    assert wait_until(lambda: not service.running(), 10)
    assert wait_until(lambda: descriptors(service.pid) <= before + 5, 10)


@pytest.mark.parametrize(("rows", "count"), [(14, 40), (60, 1)], ids=["whole answers in a row", "a stream"])
def test_clients_that_never_read_are_let_go(small: Service, rows: int, count: int) -> None:
    """What nobody reads is held neither in the memory of the parent nor by a connection for ever."""
    assert small.answers()
    assert wait_until(lambda: len(small.workers) == 2, 10)
    before = descriptors(small.pid)
    with small.open() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.sendall(head(HASHES.replace("60", str(rows)), "Accept: text/csv", timeout=10) * count)
        assert wait_until(lambda: descriptors(small.pid) > before, 5)
        assert wait_until(lambda: descriptors(small.pid) <= before, 15), (before, descriptors(small.pid))


def test_pipelined_requests_are_answered_in_their_order(service: Service) -> None:
    with service.open() as connection:
        connection.sendall(b"".join(head(f"SELECT ({i} AS ?n) {{}}", "Accept: text/csv") for i in range(20)))
        found: list[bytes] = []
        received = b""
        while len(found) < 20 and (data := connection.recv(65536)):
            received += data
            found = re.findall(rb"\r\n\r\nn\r\n(\d+)\r\n", received)
    assert [int(number) for number in found] == list(range(20))


def test_leaving_behind_a_pipelined_request_ends_the_query(service: Service) -> None:
    with service.open() as connection:
        connection.sendall(head(RUNAWAY, timeout=12) * 2)
        assert wait_until(service.running, 10)
    assert wait_until(lambda: not service.running(), 5), service.running()


def test_nothing_but_line_ends_does_not_keep_a_connection(small: Service) -> None:
    with small.open() as connection:
        connection.sendall(head("ASK {}"))
        assert connection.recv(65536)
        connection.sendall(b"\r\n")
        assert closed_within(connection, 5)


@pytest.mark.parametrize(
    "content",
    [
        b"\0\0\0\0\r\n\r\n",
        b"GET /sparql?query=\0 HTTP/1.1\r\nHost: t\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: t\r\nContent-Length: -5\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_what_is_no_http_is_refused(service: Service, content: bytes) -> None:
    with service.open() as connection:
        connection.sendall(content)
        connection.shutdown(socket.SHUT_WR)
        received = connection.recv(65536)
    assert received == b"" or re.match(rb"HTTP/1\.1 4\d\d ", received), received


def test_bodies_over_the_limit_are_refused_before_they_have_come(service: Service) -> None:
    with service.open() as connection:
        connection.sendall(b"POST /sparql HTTP/1.1\r\nHost: t\r\n")
        connection.sendall(b"Content-Type: application/sparql-query\r\nContent-Length: 9000000000\r\n\r\n")
        connection.sendall(b"x" * 1_300_000)
        response = http.client.HTTPResponse(connection)
        response.begin()
        assert response.status == 413


@pytest.mark.parametrize("name", ["Accept", "Accept-Encoding", "If-None-Match", "X-Other"])
def test_large_headers_are_refused_or_cheap(service: Service, name: str) -> None:
    started = time.monotonic()
    with service.open() as connection:
        connection.sendall(head("ASK {}", f"{name}: {'text/html;q=0.1,' * 30_000}"))
        assert connection.recv(65536)
    assert time.monotonic() - started < 1


def test_endless_heads_fill_no_memory(service: Service) -> None:
    before = status(service.pid, "VmRSS")
    with service.open() as connection:
        connection.sendall(b"GET /health HTTP/1.1\r\nHost: t\r\n")
        with pytest.raises(OSError, match=r"reset|Broken pipe"):  # noqa: PT012 - any of them may be the refused one
            for number in range(50):
                connection.sendall(b"X-%d: %b\r\n" % (number, b"x" * 1_000_000))
    assert status(service.pid, "VmRSS") - before < 10_000


@pytest.mark.parametrize("field", ["a", "default-graph-uri=x:{i}", "format=x{i}", "timeout=1"])
def test_a_million_characters_of_parameters_are_refused_or_cheap(service: Service, field: str) -> None:
    more = "".join(f"&{field.replace('{i}', str(i))}" for i in range(1_000_000 // len(field)))
    started = time.monotonic()
    service.request("POST", "/sparql", f"query=ASK{{}}{more}".encode()[:1_199_990], Content_Type=FORM)
    assert time.monotonic() - started < 1


def test_what_is_remembered_of_requests_is_bounded(service: Service) -> None:
    """Neither the cache nor what is remembered of headers and parameters grows with their length."""
    before = status(service.pid, "VmRSS")
    for number in range(40):
        long = f"{number}{'x' * 1_000_000}"
        for field in (f"default-graph-uri=http://e/{long}", f"output={long}"):
            service.request("POST", "/sparql", f"query=ASK{{}}&{field}".encode(), Content_Type=FORM)
    assert status(service.pid, "VmRSS") - before < 30_000


@pytest.mark.parametrize(("client", "seen"), [("127.0.0.2", "127.0.0.2"), ("127.0.0.1", "203.0.113.7")])
def test_only_a_trusted_proxy_names_the_client(service: Service, client: str, seen: str) -> None:
    with service.sent(RUNAWAY, 60, client, "X-Forwarded-For: 203.0.113.7"):
        assert wait_until(service.running, 10)
        assert [r["client"] for r in service.running()] == [seen]


def test_a_slow_reader_gets_all_and_keeps_no_worker(service: Service) -> None:
    with service.begin(MILLION) as response:
        received = response.read(1000)
        assert wait_until(lambda: not service.running(), 50)
        received += response.read()
    assert received.count(b"\n") == 1_000_001
