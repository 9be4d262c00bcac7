"""The server as a process: what it does at a signal, whenever that comes."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

import httpx
import pytest

from tests.attacks.hostile import RUNAWAY, THINGS
from tests.attacks.processes import alive, children, descendants, wait_until
from tests.attacks.service import Answer, Service, serving

STOPS = (signal.SIGTERM, signal.SIGINT)
SLOW = b"POST /sparql HTTP/1.1\r\nHost: t\r\nContent-Type: application/sparql-query\r\nContent-Length: 50\r\n\r\nASK"


@pytest.fixture
def things(tmp_path: Path) -> Path:
    path = tmp_path / "things.ttl"
    path.write_text(THINGS, encoding="utf-8")
    return path


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    """A file that is being loaded until somebody writes to it."""
    path = tmp_path / "pipe.ttl"
    os.mkfifo(path)
    return path


def entrance(pipe: Path) -> IO[str]:
    """The way to who is loading the pipe now, who waits until it is closed; fails when nobody comes."""
    found: list[int] = []

    def is_there() -> bool:
        with contextlib.suppress(OSError):
            found.append(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK))
        return bool(found)

    assert wait_until(is_there, 20)
    os.set_blocking(found[0], True)
    return os.fdopen(found[0], "w", encoding="utf-8")


def fill(pipe: Path, text: str) -> None:
    """Give ``text`` to the next who loads the pipe."""
    with entrance(pipe) as file:
        file.write(text)


def log(service: Service) -> str:
    return service.log.read_text(encoding="utf-8")


@contextmanager
def loading(pipe: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """A service that has begun to load ``pipe``, and its log."""
    path = pipe.with_suffix(".log")
    command = Path(sys.executable).with_name("m4sd")
    with path.open("w") as err:
        process = subprocess.Popen(
            [command, "serve", pipe, "--port", "0"], stdout=subprocess.PIPE, stderr=err, text=True
        )
    with process:
        try:
            assert wait_until(lambda: children(process.pid), 20)
            yield process, path
        finally:
            process.kill()


@pytest.mark.parametrize("number", STOPS)
def test_the_end_is_told_to_who_waits(things: Path, number: signal.Signals) -> None:
    told: list[Answer] = []
    with serving(things.parent, [things], workers=2) as service:
        clients = [f"127.0.0.{n}" for n in (2, 3, 4)]
        asking = [
            threading.Thread(target=lambda c=client: told.append(service.ask(RUNAWAY, c, timeout="60")))
            for client in clients
        ]
        for thread in asking:
            thread.start()
        assert wait_until(lambda: len(service.running()) == 3, 10)
        family, started = descendants(service.pid), time.monotonic()
        service.process.send_signal(number)
        assert service.process.wait(20) == 0
        assert time.monotonic() - started < 3
        for thread in asking:
            thread.join(10)
        assert wait_until(lambda: not alive(family), 5)
        assert log(service) == ""
    assert [answer.problem["status"] for answer in told] == [503] * 3
    assert {answer.problem["detail"] for answer in told} == {"the service is stopping."}


def test_the_end_waits_for_no_slow_client(things: Path) -> None:
    with serving(things.parent, [things], workers=2) as service, ExitStack() as stack:
        slow = stack.enter_context(service.open())
        slow.sendall(SLOW)
        stack.enter_context(service.open())
        stack.enter_context(service.sent("ASK {}"))
        assert service.answers()
        started = time.monotonic()
        service.process.terminate()
        assert service.process.wait(20) == 0
        assert time.monotonic() - started < 5
        assert log(service) == ""


@pytest.mark.parametrize("number", STOPS)
def test_the_second_signal_ends_at_once(things: Path, number: signal.Signals) -> None:
    with serving(things.parent, [things], workers=2) as service, service.open() as slow:
        slow.sendall(SLOW)
        assert service.answers()
        family = descendants(service.pid)
        service.process.send_signal(number)
        assert wait_until(lambda: not alive(family), 2)
        assert service.process.poll() is None
        service.process.send_signal(number)
        assert service.process.wait(1) == -number
        assert "Traceback" not in log(service)


def test_a_reload_that_is_wished_during_loading_comes_after_it(pipe: Path) -> None:
    with loading(pipe) as (process, path):
        assert process.stdout
        with entrance(pipe) as file:
            process.send_signal(signal.SIGHUP)
            file.write(THINGS)
        assert process.stdout.readline().startswith("Serving at ")
        fill(pipe, THINGS)
        assert wait_until(lambda: "reloaded: files-" in path.read_text(encoding="utf-8"), 10)
        assert process.poll() is None


def test_wishes_during_a_reload_are_one(pipe: Path) -> None:
    filling = threading.Thread(target=fill, args=(pipe, THINGS))
    filling.start()
    with serving(pipe.parent, [pipe], workers=2) as service:
        filling.join()
        service.process.send_signal(signal.SIGHUP)
        with entrance(pipe) as file:
            for _ in range(5):
                service.process.send_signal(signal.SIGHUP)
                time.sleep(0.05)
            assert service.answers()
            file.write(THINGS)
        assert wait_until(lambda: "reloaded: files-" in log(service), 20)
        fill(pipe, THINGS)
        assert wait_until(lambda: log(service).count("reloaded: files-") == 2, 20)
        time.sleep(0.5)
        with pytest.raises(OSError, match="No such device"):
            os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)


def test_it_answers_once_it_says_so(pipe: Path) -> None:
    with loading(pipe) as (process, _):
        assert process.stdout
        fill(pipe, THINGS)
        address = process.stdout.readline().split()[2]
        answer = httpx.get(f"{address}/sparql", params={"query": "ASK { ?s ?p 7 }", "format": "json"})
        assert json.loads(answer.content)["boolean"] is True


def test_a_long_address_is_told_to_go_by_post(things: Path) -> None:
    with serving(things.parent, [things], workers=2) as service:
        long = service.request("GET", f"/sparql?query=ASK%7B%7D%23{'x' * 59_900}")
        too_long = service.request("GET", f"/sparql?query=ASK%7B%7D%23{'x' * 60_000}")
    assert long.status == 200
    assert too_long.problem["status"] == 414
    assert "POST" in too_long.problem["remedy"]
