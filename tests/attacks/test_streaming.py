"""A large answer streams in bounded memory, and is either whole or broken so that every client notices."""

from __future__ import annotations

import gzip
import http.client
import os
import re
import resource
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import brotli
import httpx
import pytest
import zstandard

from m4sd_graph.workers.wire import LARGEST
from tests.attacks.hostile import HASHES, HASHES_COUNT, LONG_GRAPH, MILLION, STALLING
from tests.attacks.processes import status, wait_until
from tests.attacks.service import Service, serving

JSON = "application/sparql-results+json"
DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": lambda content: zstandard.ZstdDecompressor().decompressobj().decompress(content),
}


def drain(response: http.client.HTTPResponse, pause: float = 0) -> bytes:
    """The last bytes and the number of rows of a JSON body, read piece by piece."""
    count, rest = 0, b""
    while piece := response.read(1 << 20):
        count += (rest[-2:] + piece).count(b"},{")
        rest = piece
        time.sleep(pause)
    return b"%d %b" % (count, rest[-5:])


def test_a_million_rows_stream(service: Service) -> None:
    with service.begin(MILLION) as response:
        first = response.read(1000)
        assert service.running(), "the first bytes came after the end"
        assert "content-length" not in response.headers
        assert (first + response.read()).count(b"\n") == 1_000_001


@pytest.mark.parametrize("pause", [0, 0.01], ids=["fast", "slow"])
def test_the_parent_streams_in_bounded_memory(service: Service, pause: float) -> None:
    """The answer has more than 100 MB; the highest mark of memory is set back before."""
    Path(f"/proc/{service.pid}/clear_refs").write_text("5", encoding="ascii")
    before = status(service.pid, "VmHWM")
    with service.begin(MILLION.replace("?x ?y", "?a ?y"), Accept=JSON) as response:
        assert drain(response, pause) == b"999999 }}]}}"
    assert status(service.pid, "VmHWM") - before < 50_000


@pytest.mark.parametrize("coding", DECODERS)
def test_compressed_streams_hold_the_same(service: Service, coding: str) -> None:
    with service.begin(HASHES) as response:
        plain = response.read()
    with service.begin(HASHES, Accept_Encoding=coding) as response:
        assert response.headers["content-encoding"] == coding
        assert response.headers["transfer-encoding"] == "chunked"
        rows = DECODERS[coding](response.read()).splitlines()
    assert len(rows) == HASHES_COUNT + 1
    assert sorted(rows) == sorted(plain.splitlines())


def test_head_says_the_same_without_a_body(service: Service) -> None:
    target = f"/sparql?{urlencode({'query': HASHES, 'timeout': 60})}"
    full, empty = (service.request(method, target, Accept="text/csv") for method in ("GET", "HEAD"))
    changing = ("date", "server-timing", "transfer-encoding")
    assert {n: v for n, v in full.headers.items() if n not in changing} == {
        n: v for n, v in empty.headers.items() if n not in changing
    }
    assert len(full.body) > 3_000_000
    assert empty.body == b""


def old(service: Service, query: str) -> tuple[bytes, dict[bytes, bytes], bytes]:
    """Ask as a client of HTTP/1.0 does and read until the service closes."""
    with service.open(seconds=60) as connection:
        start = "POST /sparql?timeout=2 HTTP/1.0\r\nContent-Type: application/sparql-query\r\nAccept: text/csv\r\n"
        connection.sendall(f"{start}Content-Length: {len(query)}\r\n\r\n{query}".encode())
        received = bytearray()
        while data := connection.recv(1 << 20):
            received += data
    head, _, body = bytes(received).partition(b"\r\n\r\n")
    first, *lines = head.split(b"\r\n")
    return first, dict(line.lower().split(b": ", 1) for line in lines), body


def test_clients_of_http_1_0_get_the_whole_with_its_length(service: Service) -> None:
    _, headers, body = old(service, HASHES.replace("60", "30"))
    assert int(headers[b"content-length"]) == len(body)
    assert body.count(b"\n") == 30_001


def test_clients_of_http_1_0_get_an_error_instead_of_a_part(service: Service) -> None:
    first, headers, body = old(service, STALLING)
    assert first.split()[1] == b"504"
    assert int(headers[b"content-length"]) == len(body)


@pytest.mark.parametrize("coding", ["identity", *DECODERS])
def test_a_deadline_in_the_middle_breaks_the_body(service: Service, coding: str) -> None:
    with service.begin(STALLING, 2, Accept_Encoding=coding) as response:
        assert response.status == 200
        with pytest.raises(http.client.IncompleteRead):
            response.read()


def test_a_killed_worker_in_the_middle_breaks_the_body(service: Service) -> None:
    with service.begin(STALLING) as response:
        assert response.read(1000)
        for pid in service.workers:
            os.kill(pid, signal.SIGKILL)
        with pytest.raises(http.client.IncompleteRead):
            response.read()


def test_a_result_over_its_limit_breaks_the_body(small: Service) -> None:
    with small.begin(MILLION, 10) as response:
        assert response.status == 200
        with pytest.raises(http.client.IncompleteRead):
            response.read()


def test_other_clients_notice_a_broken_body(small: Service) -> None:
    address = f"http://127.0.0.1:{small.port}/sparql"
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(address, params={"query": MILLION, "timeout": "10"}, headers={"Accept-Encoding": "identity"})
    command = ["curl", "-sS", "-o", os.devnull, "--data-urlencode", f"query={MILLION}", f"{address}?timeout=10"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 18, done.stderr


@pytest.mark.parametrize("accept", [JSON, "text/csv"])
def test_one_value_may_be_longer_than_a_frame(service: Service, accept: str) -> None:
    doubled = " ".join(f"BIND(CONCAT(?s{i}, ?s{i}) AS ?s{i + 1})" for i in range(23))
    answer = service.ask(f"SELECT ?s23 {{ BIND('x' AS ?s0) {doubled} }}", accept=accept, timeout="20")
    assert answer.status == 200, answer.body[:300]
    assert b"x" * (LARGEST + 1) in answer.body


def test_a_form_made_at_once_may_be_longer_than_a_frame(service: Service) -> None:
    answer = service.ask(LONG_GRAPH, accept="application/ld+json", timeout="30")
    assert answer.status == 200, answer.body[:300]
    assert answer.body.count(b"x" * 9_000) == 1_000


def test_a_page_shows_a_part_and_says_so(service: Service) -> None:
    answer = service.ask(LONG_GRAPH, accept="text/html", timeout="30")
    said = re.search(rb"The first (\d+) of 1,000 rows", answer.body)
    assert said
    assert 100 < int(said[1]) < 200


def test_a_full_disk_breaks_the_body(things: Path) -> None:
    """What a slow client has not read yet waits in a file; a file that takes no more must not shorten the answer."""
    with serving(things.parent, [things], query_seconds_most=60, workers=2) as service:
        resource.prlimit(service.pid, resource.RLIMIT_FSIZE, (3_000_001, 3_000_001))
        with service.begin(MILLION) as response:
            assert response.read(1000)
            assert wait_until(lambda: not service.running(), 50)
            with pytest.raises(http.client.IncompleteRead):
                response.read()
        assert service.answers()
