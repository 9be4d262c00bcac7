"""The operator, and nobody else, sees what runs and stops it."""

from __future__ import annotations

import threading

import pytest

from tests.attacks.hostile import RUNAWAY
from tests.attacks.processes import wait_until
from tests.attacks.service import TOKEN, Answer, Service

OPERATOR = f"Bearer {TOKEN}"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer wrong"},
        {"Authorization": f"Bearer {TOKEN}x"},
        {"Authorization": f"Basic {TOKEN}"},
        {"Authorization": TOKEN},
        {"Authorization": "Bearer é"},
        {"Authorization": f"Bearer {'x' * 10_000}"},
    ],
)
def test_others_are_refused(service: Service, headers: dict[str, str]) -> None:
    for method, target in (("GET", "/queries/running"), ("DELETE", "/queries/running/1")):
        problem = service.request(method, target, None, **headers).problem
        assert problem["status"] == 401
        assert problem["remedy"]


def test_what_runs_and_what_waits_is_listed(service: Service) -> None:
    with service.sent(RUNAWAY), service.sent(RUNAWAY), service.sent(RUNAWAY), service.sent(RUNAWAY):
        assert wait_until(lambda: len(service.running()) == 4, 10)
        listed = service.running()
    assert [entry["state"] for entry in listed] == ["running", "running", "running", "waiting"]
    assert {(entry["client"], entry["query"]) for entry in listed} == {("127.0.0.2", RUNAWAY)}
    assert all(0 <= entry["seconds"] < 60 for entry in listed)
    assert sorted(entry["number"] for entry in listed) == [entry["number"] for entry in listed]


def test_the_list_is_never_kept(service: Service) -> None:
    answer = service.request("GET", "/queries/running", Authorization=OPERATOR)
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("state", ["running", "waiting"])
def test_stopping_ends_exactly_that_query(service: Service, state: str) -> None:
    answers: list[Answer] = []
    marked = f"{RUNAWAY} # this one"
    asking = threading.Thread(target=lambda: answers.append(service.ask(marked, timeout="60")))
    others = 2 if state == "running" else 3
    with service.sent(RUNAWAY), service.sent(RUNAWAY), service.sent(RUNAWAY if others == 3 else "ASK {}"):
        assert wait_until(lambda: len(service.running()) == others, 10)
        asking.start()
        assert wait_until(lambda: len(service.running()) == others + 1, 10)
        (found,) = (entry for entry in service.running() if entry["query"] == marked)
        assert found["state"] == state
        stopped = service.request("DELETE", f"/queries/running/{found['number']}", Authorization=OPERATOR)
        asking.join(10)
        left = service.running()
    assert (stopped.status, stopped.body) == (204, b"")
    assert answers[0].problem["status"] == 503
    assert "operator" in answers[0].problem["detail"]
    assert [entry["query"] for entry in left] == [RUNAWAY] * others


@pytest.mark.parametrize("number", ["0", "999999999", "-1", "9" * 30])
def test_an_unknown_number(service: Service, number: str) -> None:
    problem = service.request("DELETE", f"/queries/running/{number}", Authorization=OPERATOR).problem
    assert problem["status"] == 404


@pytest.mark.parametrize("number", ["x", "1.5", "9" * 5_000])
def test_what_is_no_number(service: Service, number: str) -> None:
    assert service.request("DELETE", f"/queries/running/{number}", Authorization=OPERATOR).problem["status"] in (
        400,
        404,
    )
