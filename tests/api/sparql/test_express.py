"""The short way of a plain GET: the same answers as the ordinary way, and the ordinary way wherever anything is odd."""

from __future__ import annotations

import asyncio
import http.client
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
import uvloop
from starlette.types import Receive, Scope, Send

from api.main import Service, create_app
from api.server import Server, config_of
from api.services import Services, open_files
from api.sparql.express import HEAD, split
from m4sd_graph.settings import Settings
from tests.api.wire import until
from tests.attacks.hostile import RUNAWAY, THINGS

TAIL = b"Host: t\r\nAccept: text/csv\r\n\r\n"
SMALL = "SELECT ?n {{ <http://example.org/t{}> ?p ?n }}"
VARYING = ("date", "server-timing")


class Counted:
    """The service, and how many requests have reached it by the ordinary way."""

    def __init__(self, services: Services) -> None:
        self.app: Service = create_app(services)
        self.entered = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.entered += scope["type"] == "http"
        await self.app(scope, receive, send)


class Stage:
    """The service in a thread, over the things; a connection may be opened to it."""

    def __init__(self, services: Services, listener: socket.socket) -> None:
        self.services = services
        self.counted = Counted(services)
        self.port: int = listener.getsockname()[1]
        self.ready = threading.Event()
        self.server = Server(config_of(self.counted, "", self.counted.app.express), self.ready.set, self._stop)
        self.thread = threading.Thread(target=lambda: uvloop.run(self._serve(listener)))

    async def _serve(self, listener: socket.socket) -> None:
        self.loop = asyncio.get_running_loop()
        await self.server.serve([listener])

    async def _stop(self) -> None:
        await self.services.querier.close()

    def running(self) -> int:
        """How many queries run or wait."""

        async def count() -> int:
            return len(self.services.querier.running())

        return asyncio.run_coroutine_threadsafe(count(), self.loop).result(10)

    def open(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=20)

    @property
    def entered(self) -> int:
        return self.counted.entered


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    path = tmp_path_factory.mktemp("express") / "things.ttl"
    path.write_text(THINGS, encoding="utf-8")
    with served(path) as found:
        yield found


class served:  # noqa: N801 - reads as a function does
    """A stage over one file until the block ends."""

    def __init__(self, path: Path) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.stage = Stage(open_files(Settings(workers=2), (str(path),), union=True), self.listener)

    def __enter__(self) -> Stage:
        self.stage.thread.start()
        assert self.stage.ready.wait(30)
        return self.stage

    def __exit__(self, *_: object) -> None:
        self.stage.server.should_exit = True
        self.stage.thread.join(20)
        self.listener.close()
        assert not self.stage.thread.is_alive()


def get(query: str, tail: bytes = TAIL, extra: str = "") -> bytes:
    return b"GET /sparql?query=%b%b HTTP/1.1\r\n%b" % (quote(query).encode(), extra.encode(), tail)


def answer(client: socket.socket) -> tuple[int, dict[str, str], bytes]:
    response = http.client.HTTPResponse(client)
    response.begin()
    headers = {name.lower(): value for name, value in response.getheaders()}
    return response.status, headers, response.read()


def answers(client: socket.socket, count: int) -> list[tuple[int, bytes]]:
    """Several answers that may come in one piece."""
    found = []
    with client.makefile("rb") as file:
        for _ in range(count):
            status = int(file.readline().split()[1])
            length = http.client.parse_headers(file)["content-length"]
            found.append((status, file.read(int(length))))
    return found


def exchange(client: socket.socket, request: bytes) -> tuple[int, dict[str, str], bytes]:
    client.sendall(request)
    return answer(client)


def warmed(stage: Stage, tail: bytes = TAIL) -> socket.socket:
    """A connection whose head is known."""
    client = stage.open()
    assert exchange(client, get("ASK {}", tail))[0] in (200, 406)
    return client


def same(headers: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name not in VARYING}


def test_a_known_head_is_answered_without_the_framework_and_in_the_same_way(stage: Stage) -> None:
    with stage.open() as client:
        tail = b"Host: first\r\nAccept: text/csv\r\n\r\n"
        before = stage.entered
        first = exchange(client, get(SMALL.format(1), tail))
        assert stage.entered == before + 1
        short = exchange(client, get(SMALL.format(2), tail))
        hot = exchange(client, get(SMALL.format(1), tail))
        assert stage.entered == before + 1
        # A header more that says nothing here: unknown, so the ordinary way.
        again = exchange(client, get(SMALL.format(2), tail[:-2] + b"X-Other: 1\r\n\r\n"))
        assert stage.entered == before + 2
    assert (first[0], first[2]) == (200, b"n\r\n1\r\n")
    assert (short[0], short[2]) == (200, b"n\r\n2\r\n")
    assert (again[0], same(again[1]), again[2]) == (short[0], same(short[1]), short[2])
    assert (hot[0], same(hot[1]), hot[2]) == (first[0], same(first[1]), first[2])
    assert short[1]["server-timing"].startswith("query;dur=")
    assert hot[1]["server-timing"] == "cache;desc=hit"
    assert short[1]["date"]


@pytest.mark.parametrize(
    "header",
    ["Connection: keep-alive", "Content-Length: 0", "Expect: x", 'If-None-Match: "x"'],
)
def test_heads_that_ask_for_more_are_never_known(stage: Stage, header: str) -> None:
    tail = b"Host: t\r\nAccept: text/csv\r\n%b\r\n\r\n" % header.encode()
    before = stage.entered
    for number in range(3):
        with stage.open() as client:
            assert exchange(client, get(SMALL.format(number), tail))[0] == 200
    assert stage.entered == before + 3


def test_parameters_count_on_the_short_way_too(stage: Stage) -> None:
    with warmed(stage) as client:
        before = stage.entered
        status, headers, body = exchange(client, get(SMALL.format(3), extra="&format=json&timeout=2&foreign=1"))
        assert stage.entered == before
    assert (status, headers["content-type"]) == (200, "application/sparql-results+json")
    assert headers["x-m4sd-limits"].startswith("time=2s")
    assert b'"3"' in body


@pytest.mark.parametrize(
    ("query", "extra", "status"),
    [
        ("SELECT * {", "", 400),
        ("INSERT DATA { <a:a> <a:b> <a:c> }", "", 403),
        ("ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "", 403),
        ("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 1", "", 406),
        ("ASK {}", "&timeout=never", 400),
        ("ASK {}", "&format=nothing", 406),
        ("ASK {}", "&query=ASK%7B%7D", 400),
        (" ", "", 400),
        ("SELECT ?n { ?s ?p ?n } LIMIT 3", "&format=html", 200),
    ],
)
def test_everything_else_is_told_the_ordinary_way(stage: Stage, query: str, extra: str, status: int) -> None:
    with warmed(stage) as client:
        before = stage.entered
        short = exchange(client, get(query, extra=extra))
        assert stage.entered == before + 1
        ordinary = exchange(client, get(query, TAIL[:-2] + b"X-Other: 2\r\n\r\n", extra))
    assert short[0] == ordinary[0] == status
    assert same(short[1]).keys() == same(ordinary[1]).keys()
    assert short[2] == ordinary[2]


def test_a_large_result_streams(stage: Stage) -> None:
    query = "SELECT * { ?a <http://example.org/n> ?b . ?c <http://example.org/n> ?d } LIMIT 60000"
    with warmed(stage) as client:
        status, headers, body = exchange(client, get(query))
        assert (status, headers["transfer-encoding"]) == (200, "chunked")
        assert body.count(b"\n") == 60_001
        assert exchange(client, get(SMALL.format(5)))[2] == b"n\r\n5\r\n"


def test_a_slow_query_enters_and_keeps_its_limit(stage: Stage) -> None:
    with warmed(stage) as client:
        before, started = stage.entered, time.monotonic()
        status, _, body = exchange(client, get(RUNAWAY, extra="&timeout=1"))
        assert (status, stage.entered) == (504, before + 1)
        assert 0.9 < time.monotonic() - started < 10
        assert b"1 s" in body


def test_who_hangs_up_ends_the_query(stage: Stage) -> None:
    for pause in (0.0, 0.1, 0.5):
        with warmed(stage) as client:
            client.sendall(get(RUNAWAY, extra="&timeout=20"))
            time.sleep(pause)
        assert until(lambda: not stage.running())


def test_requests_behind_one_that_waits_are_answered_in_their_order(stage: Stage) -> None:
    with warmed(stage) as client:
        client.sendall(get(SMALL.format(6)) + get(SMALL.format(7)))
        client.sendall(get(SMALL.format(8)))
        client.sendall(b"GET /health HTTP/1.1\r\nHost: t\r\n\r\n")
        *numbers, health = answers(client, 4)
        assert numbers == [(200, b"n\r\n%d\r\n" % n) for n in (6, 7, 8)]
        assert health[0] == 200
    with warmed(stage) as client:
        # The first waits a second for its end; the second must not overtake it.
        client.sendall(get(RUNAWAY, extra="&timeout=1"))
        time.sleep(0.05)
        client.sendall(get(SMALL.format(9)))
        late, small = answers(client, 2)
        assert late[0] == 504
        assert small == (200, b"n\r\n9\r\n")


def test_the_body_of_another_request_is_not_taken_for_one(stage: Stage) -> None:
    inner = get(SMALL.format(1))
    post = b"POST /sparql HTTP/1.1\r\nHost: t\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n" % len(inner)
    with warmed(stage) as client:
        client.sendall(post)
        time.sleep(0.05)
        client.sendall(inner)
        assert answer(client)[0] == 415
        assert exchange(client, get(SMALL.format(2)))[2] == b"n\r\n2\r\n"


def test_a_request_in_pieces_goes_the_ordinary_way(stage: Stage) -> None:
    with warmed(stage) as client:
        before, request = stage.entered, get(SMALL.format(4))
        client.sendall(request[:30])
        time.sleep(0.05)
        assert exchange(client, request[30:])[2] == b"n\r\n4\r\n"
        assert stage.entered == before + 1


def test_other_data_is_answered_under_its_own_name(tmp_path: Path) -> None:
    path = tmp_path / "one.ttl"
    path.write_text("<http://example.org/t1> <http://example.org/n> 1 .", encoding="utf-8")
    with served(path) as stage, warmed(stage) as client:
        old = exchange(client, get(SMALL.format(1)))
        path.write_text("<http://example.org/t1> <http://example.org/n> 100 .", encoding="utf-8")
        asyncio.run_coroutine_threadsafe(stage.services.querier.reload(), stage.loop).result(20)
        new = exchange(client, get(SMALL.format(1)))
    assert (old[2], new[2]) == (b"n\r\n1\r\n", b"n\r\n100\r\n")
    assert new[1]["x-m4sd-release"] != old[1]["x-m4sd-release"]


@pytest.mark.parametrize(
    "data",
    [
        b"GET /sparql?query=a b HTTP/1.1\r\n",
        b"GET /sparql?query=a\r\nX: HTTP/1.1\r\n",
        b"GET /sparql?query=a#b HTTP/1.1\r\n",
        b"GET /sparql?query=\xc3\xa9 HTTP/1.1\r\n",
        b"GET /sparql? HTTP/1.1\r\n",
        b"GET /sparql?query=a HTTP/1.0\r\n",
        b"GET /sparql/?query=a HTTP/1.1\r\n",
        b"POST /sparql?query=a HTTP/1.1\r\n",
    ],
)
def test_only_plain_lines_are_read(data: bytes) -> None:
    assert split(data) == (b"", b"")
    assert split(b"GET /sparql?query=a+%20&b=c HTTP/1.1\r\n") == (b"query=a+%20&b=c", b"")


@pytest.mark.parametrize(
    "head",
    [
        b"Host: t\r\n\r\nGET / HTTP/1.1\r\nHost: t\r\n\r\n",
        b"Host: t\n\n\r\n",
        b"Host: t\r\n",
        b"\r\n",
        b"Host: t\r\n folded: x\r\n\r\n",
        b"Host t\r\n\r\n",
        b"Host: \x00\r\n\r\n",
    ],
)
def test_only_one_plain_head_is_known(head: bytes) -> None:
    assert HEAD.fullmatch(head) is None
    assert HEAD.fullmatch(b"Host: t\r\nAccept: */*\r\n\r\n")
