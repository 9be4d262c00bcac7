"""``m4sd mcp`` as a host starts it: nothing but the protocol on its output, a clean end, no process left behind."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from m4sd_graph.release import Release
from tests.api.test_docs import pattern
from tests.assistant.conftest import M4SD
from tests.assistant.test_tools import TOOLS
from tests.attacks.processes import alive, descendants, wait_until
from tests.lib.support import ROOT

PAGE = (ROOT / "docs/mcp.md").read_text(encoding="utf-8")
HELLO = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}},
}
READY = {"jsonrpc": "2.0", "method": "notifications/initialized"}
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
LIMIT = 20.0

Process = subprocess.Popen[bytes]


@contextmanager
def host(release: Release, **environment: str) -> Iterator[Process]:
    """The program as a host runs it, all of it gone at the end."""
    process = subprocess.Popen(
        [str(M4SD), "mcp"],
        env={**os.environ, "M4SD_RELEASES": str(release.folder.parent), **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        with process:
            yield process
    finally:
        if process.poll() is None:
            process.kill()


def send(process: Process, *messages: dict[str, Any]) -> None:
    assert process.stdin
    process.stdin.write(b"".join(json.dumps(message).encode() + b"\n" for message in messages))
    process.stdin.flush()


def receive(process: Process) -> dict[str, Any]:
    assert process.stdout
    message = json.loads(process.stdout.readline())
    assert message["jsonrpc"] == "2.0"
    return dict(message)


def call(number: int, tool: str, **arguments: object) -> dict[str, Any]:
    params = {"name": tool, "arguments": arguments}
    return {"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": params}


def greeted(process: Process) -> set[int]:
    """Say hello; the processes that are there then."""
    send(process, HELLO)
    assert receive(process)["result"]["serverInfo"]["name"] == "m4sd-graph"
    send(process, READY)
    return descendants(process.pid)


def test_the_end_of_the_input_ends_it_and_all_that_it_started(release: Release) -> None:
    with host(release) as process:
        started = greeted(process)
        assert started
        assert process.stdin
        process.stdin.close()
        assert process.wait(LIMIT) == 0
        assert wait_until(lambda: not alive(started), 5)
        assert process.stdout
        assert process.stderr
        assert (process.stdout.read(), process.stderr.read()) == (b"", b"")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_the_middle_of_a_query(release: Release, number: signal.Signals) -> None:
    with host(release) as process:
        started = greeted(process)
        send(process, call(2, "sparql", query=SLOW, timeout=60), call(3, "search", text="migration"))
        assert receive(process)["id"] == 3
        began = time.monotonic()
        process.send_signal(number)
        assert process.wait(LIMIT) == 0
        assert time.monotonic() - began < 5
        assert wait_until(lambda: not alive(started), 5)


def test_the_end_of_the_input_does_not_wait_for_a_slow_query(release: Release) -> None:
    with host(release) as process:
        started = greeted(process)
        send(process, call(2, "sparql", query=SLOW, timeout=60), call(3, "search", text="migration"))
        assert receive(process)["id"] == 3
        assert process.stdin
        began = time.monotonic()
        process.stdin.close()
        assert process.wait(LIMIT) == 0
        assert time.monotonic() - began < 5
        assert wait_until(lambda: not alive(started), 5)


def test_a_host_that_does_not_read_keeps_it_from_nothing(release: Release) -> None:
    with host(release) as process:
        started = greeted(process)
        read = {"jsonrpc": "2.0", "method": "resources/read", "params": {"uri": "m4sd://ontology"}}
        send(process, *({**read, "id": number} for number in range(2, 22)))
        time.sleep(1)
        process.send_signal(signal.SIGTERM)
        assert process.wait(LIMIT) == 0
        assert wait_until(lambda: not alive(started), 5)


def test_what_it_started_does_not_outlive_a_kill(release: Release) -> None:
    with host(release) as process:
        started = greeted(process)
        process.kill()
        process.wait(LIMIT)
        assert wait_until(lambda: not alive(started), 5)


def test_a_query_that_the_host_cancels_is_ended(release: Release) -> None:
    with host(release) as process:
        greeted(process)
        send(process, call(2, "sparql", query=SLOW, timeout=60))
        # The SDK loses a notice that comes in the same moment as the request.
        time.sleep(1)
        cancel = {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 2}}
        send(process, cancel, call(3, "sparql", query="ASK {}"))
        answers = {answer["id"]: answer for answer in (receive(process), receive(process))}
        assert answers[3]["result"]["structuredContent"]["truth"] is True
        assert answers[2]["error"]["message"] == "Request cancelled"


def test_what_is_no_message_does_no_harm(release: Release) -> None:
    with host(release) as process:
        greeted(process)
        assert process.stdin
        for line in (b"hello", b"\xff\xfe", b"{}", b"[" * 100_000, b'{"jsonrpc":"2.0"}', b"", b'"\\ud800"'):
            process.stdin.write(line + b"\n")
            send(process, call(2, "sparql", query="ASK {}"))
            answers = [receive(process)]
            while answers[-1].get("id") != 2:
                answers.append(receive(process))
            assert answers[-1]["result"]["structuredContent"]["truth"] is True


def test_without_a_release_it_says_so_and_where_to_get_one(release: Release, tmp_path: Path) -> None:
    with host(release, M4SD_RELEASES=str(tmp_path)) as process:
        out, error = process.communicate(timeout=LIMIT)
    assert (process.returncode, out) == (2, b"")
    assert error.decode() == f"error: {tmp_path}: no release here. Run `m4sd build`.\n"


def test_the_example_of_the_page_prints_what_it_says(
    release: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [(code, printed)] = re.findall(r"```python\n(.*?)```\n\n```text\n(.*?)```", PAGE, re.DOTALL)
    # The client of the SDK passes on little of the environment, so the program must find the release by itself.
    (tmp_path / "releases").symlink_to(release.folder.parent)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(M4SD.parent), prepend=os.pathsep)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(code, {"__name__": "page"})
    assert shutil.which("m4sd") == str(M4SD)
    assert re.fullmatch(pattern(printed), out.getvalue(), re.DOTALL), out.getvalue()


def test_the_page_names_every_tool_and_its_configuration_is_json() -> None:
    assert re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE) == TOOLS
    [configuration] = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    assert json.loads(configuration)["mcpServers"]["m4sd-graph"]["args"] == ["mcp"]
