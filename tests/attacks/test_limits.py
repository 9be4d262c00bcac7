"""Each limit names itself, its value and the way on; clients may ask for less time, or for more up to a maximum."""

from __future__ import annotations

import json
from contextlib import ExitStack

import pytest

from tests.attacks.hostile import LONG_GRAPH, MEMORY, MILLION, RUNAWAY
from tests.attacks.processes import wait_until
from tests.attacks.service import Service


@pytest.mark.parametrize("value", ["0", "-1", "nan", "inf", "1e999", "soon", "1,5", "0x10", "%20", "9" * 400])
def test_a_time_limit_that_is_none(service: Service, value: str) -> None:
    problem = service.request("GET", f"/sparql?query=ASK%7B%7D&timeout={value}").problem
    assert (problem["status"], problem["place"]) == (400, "parameter timeout")


@pytest.mark.parametrize(("asked", "given"), [("0.25", "0.25"), ("20", "20"), ("1000000", "60"), ("", "0.5")])
def test_the_time_limit_that_holds_is_told(service: Service, asked: str, given: str) -> None:
    answer = service.ask("ASK {}", timeout=asked)
    assert answer.headers["x-m4sd-limits"] == f"time={given}s, memory=128MiB, result=256MiB"


@pytest.mark.parametrize("seconds", ["0.000001", "0.05", "0.2"])
def test_time(service: Service, seconds: str) -> None:
    problem = service.ask(RUNAWAY, timeout=seconds).problem
    assert (problem["status"], problem["limit"]) == (504, "time")
    assert (problem["value"], problem["unit"]) == (float(seconds), "seconds")
    assert "timeout=" in problem["remedy"]


@pytest.mark.parametrize("name", ["doubling", "ORDER BY"])
def test_memory(service: Service, name: str) -> None:
    problem = service.ask(MEMORY[name], timeout="30").problem
    assert (problem["status"], problem["limit"]) == (422, "memory")
    assert (problem["value"], problem["unit"]) == (128 * 2**20, "bytes")
    assert problem["remedy"]


def test_a_result_known_to_be_too_large_before_its_first_byte(small: Service) -> None:
    """JSON-LD is made at once, so that nothing of it has been sent."""
    problem = small.ask(LONG_GRAPH, accept="application/ld+json", timeout="10").problem
    assert (problem["status"], problem["limit"]) == (422, "result")
    assert (problem["value"], problem["unit"]) == (4 * 2**20, "bytes")
    assert "LIMIT" in problem["remedy"]


def test_what_the_engine_can_take(service: Service) -> None:
    problem = service.ask(f"SELECT ({'+'.join('1' * 10_000)} AS ?x) {{}}", timeout="30").problem
    assert (problem["status"], problem["limit"]) == (422, "engine")
    assert problem["remedy"]


def test_full_queues(small: Service) -> None:
    """One query runs, two of the same client wait, one of another: more have no place, each told in its own way."""
    with ExitStack() as stack:
        for client in ["127.0.0.2"] * 3 + ["127.0.0.3"]:
            stack.enter_context(small.sent(RUNAWAY, 10, client))
        assert wait_until(lambda: len(small.running()) == 4, 5)
        own = small.ask("ASK { ?own ?queue ?full }", "127.0.0.2")
        all_ = small.ask("ASK { ?every ?queue ?full }", "127.0.0.4")
    for answer, status in ((own, 429), (all_, 503)):
        assert answer.problem["status"] == status
        assert 1 <= int(answer.headers["retry-after"]) <= 10
        assert answer.problem["retry_after"] == int(answer.headers["retry-after"])
        assert answer.problem["remedy"]


def test_waiting_too_long_is_told(small: Service) -> None:
    with small.sent(RUNAWAY, 10, "127.0.0.2"), small.sent(RUNAWAY, 10, "127.0.0.3"):
        assert wait_until(lambda: len(small.running()) == 2, 5)
        # Before it comes a query that takes the time until it counts as slow.
        answer = small.ask("ASK { ?waited ?for ?nothing }", "127.0.0.4", timeout="0.05")
    assert answer.problem["status"] == 503
    assert int(answer.headers["retry-after"]) >= 1


@pytest.mark.parametrize("accept", ["text/html", "text/plain", "application/json"])
def test_limits_in_the_form_of_the_client(service: Service, accept: str) -> None:
    answer = service.ask(RUNAWAY, accept=accept, timeout="0.1")
    assert answer.status == 504
    assert answer.headers["content-type"].startswith("application/problem+json" if "json" in accept else accept)
    assert b"within 0.1 s" in answer.body


def test_an_answer_from_the_cache_needs_no_worker(small: Service) -> None:
    query = "SELECT ?s { ?s ?p 7 }"
    first = small.ask(query, accept="text/csv")
    with small.sent(RUNAWAY, 10):
        assert wait_until(small.running, 5)
        again = small.ask(query, "127.0.0.3", accept="text/csv", timeout="0.1")
    assert (again.status, again.body) == (200, first.body)
    assert again.headers["server-timing"] == "cache;desc=hit"


def test_an_answer_over_no_limit_is_whole(service: Service) -> None:
    answer = service.ask(MILLION.replace("}", "FILTER(?y = 3) }"), accept="application/sparql-results+json")
    assert len(json.loads(answer.body)["results"]["bindings"]) == 1_000
