"""New data, dead processes and the end: no request fails on the way, and nothing stays behind."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest

from tests.attacks.hostile import RUNAWAY, THINGS
from tests.attacks.processes import alive, descendants, wait_until
from tests.attacks.service import Answer, Service, serving

VERSION = "SELECT ?v { <http://example.org/data> <http://example.org/version> ?v }"


def write(path: Path, version: str) -> None:
    """Put new data in the place of the old at once."""
    fresh = path.with_suffix(".new")
    fresh.write_text(f"{THINGS}:data :version {version} .\n", encoding="utf-8")
    fresh.replace(path)


def version(service: Service) -> Answer:
    return service.ask(VERSION, "127.0.0.3", "text/csv")


def has_version(service: Service, number: str) -> bool:
    return version(service).body == f"v\r\n{number}\r\n".encode()


def says(service: Service, text: str) -> bool:
    return text in service.log.read_text(encoding="utf-8")


class Asking:
    """Two clients that ask for the version all the time; ``answers`` holds what they were told."""

    def __init__(self, service: Service) -> None:
        self.answers: list[Answer] = []
        self._service = service
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=(f"127.0.0.{n}",)) for n in (30, 31)]

    def __enter__(self) -> Asking:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join(30)

    def _ask(self, client: str) -> None:
        while not self._ended.is_set() and len(self.answers) < 100_000:
            fresh = f"{VERSION} # {client} {len(self.answers)}" if len(self.answers) % 2 else VERSION
            self.answers.append(self._service.ask(fresh, client, "text/csv"))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("data") / "data.ttl"
    write(path, "1")
    return path


@pytest.fixture(scope="module")
def served(data: Path) -> Iterator[Service]:
    with serving(data.parent, [data], query_seconds=5, workers=3) as service:
        assert service.answers()
        yield service


@pytest.fixture
def service(served: Service, data: Path) -> Service:
    """The service with version 1 of the data."""
    write(data, "1")
    before = served.log.read_text(encoding="utf-8").count("reloaded: files-")
    served.process.send_signal(signal.SIGHUP)
    assert wait_until(lambda: served.log.read_text(encoding="utf-8").count("reloaded: files-") > before, 20)
    assert wait_until(lambda: len(descendants(served.pid)) == 4, 20)
    assert has_version(served, "1")
    return served


def test_reloading_at_the_first_moment(things: Path) -> None:
    """Whoever reads that the service is there may tell it to reload."""
    with serving(things.parent, [things], workers=2) as service:
        service.process.send_signal(signal.SIGHUP)
        assert wait_until(lambda: says(service, "reloaded") or service.process.poll() is not None, 20)
        assert service.process.poll() is None


def test_reloading_drops_no_request(service: Service, data: Path) -> None:
    """Each answer is of the release that its header names, also when old data come back."""
    with Asking(service) as asking:
        for number in ("2", "3", "2"):
            write(data, number)
            service.process.send_signal(signal.SIGHUP)
            assert wait_until(partial(has_version, service, number), 20)
    assert len(asking.answers) > 20
    assert {answer.status for answer in asking.answers} == {200}
    told = {(answer.headers["x-m4sd-release"], answer.body) for answer in asking.answers}
    assert len(told) == len({release for release, _ in told}) == len({body for _, body in told}) == 3, told


def test_a_query_that_runs_ends_on_the_old_data(service: Service, data: Path) -> None:
    with service.sent(RUNAWAY, 5):
        assert wait_until(service.running, 5)
        write(data, "4")
        service.process.send_signal(signal.SIGHUP)
        assert wait_until(lambda: has_version(service, "4"), 20)
        assert len(service.running()) == 1
    assert wait_until(lambda: len(descendants(service.pid)) == 4, 20)


def test_a_broken_file_keeps_the_old_data(service: Service, data: Path) -> None:
    data.write_text("this is no Turtle", encoding="utf-8")
    service.process.send_signal(signal.SIGHUP)
    assert wait_until(lambda: says(service, "not reloaded, what was there is still served"), 20)
    assert has_version(service, "1")
    assert service.answers()
    assert wait_until(lambda: len(descendants(service.pid)) == 4, 20)


def test_the_warm_process_killed(service: Service) -> None:
    before = descendants(service.pid)
    os.kill(service.warm, signal.SIGKILL)
    assert wait_until(lambda: not alive(before), 10)
    assert service.answers()
    assert wait_until(lambda: len(descendants(service.pid)) == 4, 20)


def test_all_workers_killed_over_and_over(service: Service) -> None:
    """At any moment of their lives: at birth, at rest, at work."""
    for _ in range(30):
        for pid in service.workers:
            os.kill(pid, signal.SIGKILL)
        service.ask("ASK {}", "127.0.0.4")
    assert wait_until(lambda: len(descendants(service.pid)) == 4, 20)
    assert service.answers()
    assert not says(service, "Traceback")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_the_end_leaves_no_process(things: Path, number: signal.Signals) -> None:
    with serving(things.parent, [things], workers=3) as service, ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(service.sent(RUNAWAY, 60))
        stack.enter_context(service.open())
        assert wait_until(lambda: len(service.running()) == 3 and len(descendants(service.pid)) == 4, 10)
        family = descendants(service.pid)
        service.process.send_signal(number)
        service.process.wait(20)
        assert wait_until(lambda: not alive(family), 10), alive(family)
        assert not says(service, "Traceback"), service.log.read_text(encoding="utf-8")
