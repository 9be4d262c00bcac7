"""A thousand hostile requests of all kinds from several clients: the service is afterwards what it was before."""

from __future__ import annotations

import http.client
import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.attacks.hostile import everything
from tests.attacks.processes import descendants, descriptors, state, status, wait_until
from tests.attacks.service import Answer, Service, serving

COUNT = 1_000
CLIENTS = [f"127.0.0.{n}" for n in range(20, 28)]
WORKERS = 10
ALLOWED = {200, 400, 403, 406, 413, 422, 429, 503, 504}
GROWTH = 20_000
Request = Callable[[Service, random.Random, str], Answer | None]


@pytest.fixture(scope="module")
def loaded(things: Path) -> Iterator[Service]:
    with serving(
        things.parent,
        [things],
        query_seconds=0.1,
        query_seconds_most=1,
        query_memory=64,
        result_size=2,
        workers=WORKERS,
    ) as service:
        yield service


def ask(service: Service, rng: random.Random, client: str) -> Answer | None:
    """Send a query and read the answer; None when the body was broken off, as it must be when it is not whole."""
    accept = rng.choice(["*/*", "text/csv", "text/turtle", "application/ld+json, text/tab-separated-values"])
    try:
        return service.ask(rng.choice(everything()), client, accept)
    except http.client.IncompleteRead:
        return None
    except ConnectionError:
        # A body over its limit is refused while it is still being sent.
        return None


def leave(service: Service, rng: random.Random, client: str) -> None:
    """Send a query and hang up, half or whole, without reading."""
    with service.sent(rng.choice([q for q in everything() if len(q) < 4_000 and q.isascii()]), 1, client) as connection:
        if rng.random() < 0.5:
            connection.shutdown(1)
            connection.recv(100)


def stammer(service: Service, rng: random.Random, client: str) -> None:
    """Send what is hardly HTTP, or only a part of it, and hang up."""
    content = rng.choice([b"\0" * 100, b"GET /sparql?query=", b"POST /sparql HTTP/1.1\r\nContent-Length: 9\r\n\r\nA"])
    with service.open(client) as connection:
        connection.sendall(content)


def misspell(service: Service, rng: random.Random, client: str) -> Answer:
    """Send a form that is none."""
    body = rng.choice([b"query=%ff", b"query=ASK{}&timeout=x", b"query=ASK{}&default-graph-uri=%20", b"query", b"\xff"])
    return service.request("POST", "/sparql", body, client, Content_Type="application/x-www-form-urlencoded")


def whole(answer: Answer) -> bool:
    """Whether an answer with status 200 can be read to its end."""
    if "json" in answer.headers["content-type"]:
        return json.loads(answer.body) is not None
    return not answer.body or answer.body.endswith((b"\n", b">", b"."))


def run(service: Service, seed: int, count: int) -> list[Answer]:
    """Send ``count`` requests, 16 at a time, and return the answers that came whole."""
    rng = random.Random(seed)
    kinds: list[Request] = [ask, ask, ask, ask, ask, ask, ask, leave, stammer, misspell]
    jobs = [(rng.choice(kinds), random.Random(rng.random()), rng.choice(CLIENTS)) for _ in range(count)]
    with ThreadPoolExecutor(16) as threads:
        return [answer for answer in threads.map(lambda job: job[0](service, job[1], job[2]), jobs) if answer]


def settled(service: Service) -> bool:
    """Whether nothing runs and every worker is there, none of them dead."""
    found = descendants(service.pid)
    return not service.running() and len(found) == 1 + WORKERS and "Z" not in {state(pid) for pid in found}


def test_a_thousand_hostile_requests_leave_nothing_behind(loaded: Service) -> None:
    assert wait_until(lambda: settled(loaded), 10)
    warm = loaded.warm
    answers = run(loaded, 1, COUNT // 2)
    # Not before: what the parent holds of a worker is there only once it has heard of it.
    assert wait_until(lambda: settled(loaded), 20), (descendants(loaded.pid), loaded.running())
    opened, halfway = descriptors(loaded.pid), (status(loaded.pid, "VmRSS"), status(warm, "VmRSS"))
    answers += run(loaded, 2, COUNT // 2)
    assert loaded.answers()
    assert wait_until(lambda: settled(loaded), 20), (descendants(loaded.pid), loaded.running())
    assert wait_until(lambda: descriptors(loaded.pid) <= opened + 5, 10), (opened, descriptors(loaded.pid))
    assert loaded.warm == warm
    assert status(loaded.pid, "VmRSS") - halfway[0] < GROWTH
    assert status(warm, "VmRSS") - halfway[1] < GROWTH
    told = Counter(answer.status for answer in answers)
    assert set(told) <= ALLOWED, told
    assert len(told) >= 6, told
    assert all(whole(answer) for answer in answers if answer.status == 200)
    assert all(answer.problem for answer in answers if answer.status != 200)
    assert "Traceback" not in loaded.log.read_text(encoding="utf-8")
