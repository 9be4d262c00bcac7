"""What one client asks costs others little: their small queries are answered while slow ones burn."""

from __future__ import annotations

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

from tests.attacks.hostile import RUNAWAY
from tests.attacks.processes import wait_until
from tests.attacks.service import TOKEN, Service

SMALL = 100


def p95(service: Service, mark: str) -> float:
    """The time that 95 % of small queries keep to, in seconds; each is another query, so that no cache answers."""
    times = []
    for number in range(SMALL):
        started = time.monotonic()
        assert service.ask(f"SELECT ?s {{ ?s ?p {number} }} # {mark}", "127.0.0.3").status == 200
        times.append(time.monotonic() - started)
    return statistics.quantiles(times, n=20)[-1]


def states(service: Service) -> tuple[int, int]:
    """How many queries run, and how many wait."""
    found = [entry["state"] for entry in service.running()]
    return found.count("running"), found.count("waiting")


def test_small_queries_beside_two_runaways(service: Service) -> None:
    idle = p95(service, "idle")
    with service.sent(RUNAWAY), service.sent(RUNAWAY, 60, "127.0.0.4"):
        assert wait_until(lambda: len(service.running()) == 2, 10)
        busy = p95(service, "busy")
    print(f"p95 of small queries: {1000 * idle:.2f} ms idle, {1000 * busy:.2f} ms beside two runaways")
    assert busy < 10 * idle + 0.02


def test_a_hundred_slow_queries_of_one_client(service: Service) -> None:
    with ExitStack() as stack:
        for _ in range(67):
            stack.enter_context(service.sent(RUNAWAY))
        assert wait_until(lambda: states(service) == (3, 64), 20), states(service)
        refused = service.ask("ASK {} # one too many", "127.0.0.2")
        started = time.monotonic()
        assert service.ask("SELECT ?s { ?s ?p 1 } # beside", "127.0.0.3").status == 200
        assert time.monotonic() - started < 2
        assert states(service) == (3, 64)
    assert refused.problem["status"] == 429


def test_several_clients_cannot_take_every_worker(service: Service) -> None:
    """Two of them may fill all workers between them: a third is answered nevertheless."""
    with ExitStack() as stack:
        for client in ("127.0.0.5", "127.0.0.6", "127.0.0.7"):
            for _ in range(3):
                stack.enter_context(service.sent(RUNAWAY, 60, client))
        assert wait_until(lambda: len(service.running()) == 9, 10)
        answer = service.ask("SELECT ?s { ?s ?p 2 } # crowded out", "127.0.0.3", timeout="5")
    assert answer.status == 200, answer


def test_turns_go_round_between_clients(service: Service) -> None:
    """With all workers busy, the one query of a newcomer comes before the many of who came first."""
    with ExitStack() as stack:
        for client in ("127.0.0.5", "127.0.0.6"):
            for _ in range(20):
                stack.enter_context(service.sent(RUNAWAY, 60, client))
        assert wait_until(lambda: len(service.running()) == 40, 10)
        with ThreadPoolExecutor(1) as thread:
            newcomer = thread.submit(service.ask, "SELECT ?s { ?s ?p 3 } # newcomer", "127.0.0.3", timeout="20")
            for _ in range(3):
                free_a_worker(service)
                wait_until(newcomer.done, 1)
            left = len(service.running())
            assert newcomer.result().status == 200
    assert left >= 36


def free_a_worker(service: Service) -> None:
    """Stop the oldest query that runs."""
    number = next(entry["number"] for entry in service.running() if entry["state"] == "running")
    assert service.request("DELETE", f"/queries/running/{number}", Authorization=f"Bearer {TOKEN}").status == 204
