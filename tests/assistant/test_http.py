"""Streamable HTTP: only names that the server knows, bounded bodies, a clean end."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from pathlib import Path

import httpx
import pytest

from api.assistant.http import address_of
from m4sd_graph.errors import ServeError
from m4sd_graph.release import Release
from tests.assistant.conftest import M4SD
from tests.assistant.test_stdio import HELLO
from tests.attacks.processes import alive, descendants, wait_until
from tests.clients.support import running

ACCEPT = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost:99"}, 200),
        ({"Host": "evil.example"}, 421),
        ({"Host": "evil.example:8010"}, 421),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://localhost:3000"}, 200),
        ({"Content-Type": "text/plain"}, 400),
        ({"Accept": "text/html"}, 406),
        ({"Mcp-Session-Id": "unknown"}, 404),
    ],
)
def test_only_known_names_are_answered(url: str, headers: dict[str, str], status: int) -> None:
    answer = httpx.post(url, json=HELLO, headers={**ACCEPT, **headers})
    assert answer.status_code == status
    assert "Traceback" not in answer.text
    assert "server" not in answer.headers


def test_a_public_name_is_answered_when_the_settings_name_it(release: Release, tmp_path: Path) -> None:
    settings = {"M4SD_RELEASES": str(release.folder.parent), "M4SD_PUBLIC_URL": "https://graph.example/m4sd"}
    command = [str(M4SD), "mcp", "--http", "0"]
    with running(command, r"Serving at (http://127\.0\.0\.1:\d+/mcp)", tmp_path, **settings) as ready:
        known = httpx.post(ready[1], json=HELLO, headers={**ACCEPT, "Host": "graph.example"})
        other = httpx.post(ready[1], json=HELLO, headers={**ACCEPT, "Host": "graph.example.evil"})
    assert (known.status_code, other.status_code) == (200, 421)


@pytest.mark.parametrize("body", [b"", b"hello", b"{}", b"[" * 50_000, b'{"jsonrpc": "2.0", "id": 1, "method": 5}'])
def test_what_is_no_message_is_refused(url: str, body: bytes) -> None:
    answer = httpx.post(url, content=body, headers=ACCEPT)
    assert answer.status_code == 400
    assert "Traceback" not in answer.text


def test_a_body_without_end_is_refused(url: str) -> None:
    answer = httpx.post(url, content=b" " * (5 * 2**20), headers=ACCEPT)
    assert answer.status_code == 413


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_and_all_that_it_started(release: Release, number: signal.Signals) -> None:
    with subprocess.Popen(
        [str(M4SD), "mcp", "--http", "127.0.0.1:0"],
        env={**os.environ, "M4SD_RELEASES": str(release.folder.parent)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        found = re.search(r"http://[^ ]+", process.stdout.readline())
        assert found
        assert httpx.post(found[0], json=HELLO, headers=ACCEPT).status_code == 200
        started = descendants(process.pid)
        assert started
        process.send_signal(number)
        assert process.wait(20) in (0, -number)
        assert wait_until(lambda: not alive(started), 5)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("127.0.0.1:8010", ("127.0.0.1", 8010)),
        ("8010", ("127.0.0.1", 8010)),
        ("[::1]:0", ("::1", 0)),
        ("example.org:80", ("example.org", 80)),
    ],
)
def test_addresses(text: str, address: tuple[str, int]) -> None:
    assert address_of(text) == address


@pytest.mark.parametrize("text", ["", "x", ":80", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:99999", "host:٣", "\x00:1"])
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(ServeError, match=r"127\.0\.0\.1:8010"):
        address_of(text)
