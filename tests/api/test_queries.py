"""The operator, who has a token, sees what runs and stops it; nobody else does."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.main import create_app
from api.services import open_files
from m4sd_graph.settings import Settings

THINGS = "@prefix ex: <https://example.org/> .\n" + "".join(f"ex:t{i} ex:n {i} .\n" for i in range(300))
RUNAWAY = (
    "PREFIX ex: <https://example.org/> SELECT (COUNT(*) AS ?n) "
    "{ ?a ex:n ?v . ?b ex:n ?w . ?c ex:n ?x . ?d ex:n ?y FILTER(?v + ?w + ?x + ?y < 0) }"
)


@pytest.fixture(scope="module")
def operated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    path = tmp_path_factory.mktemp("operated") / "things.ttl"
    path.write_text(THINGS, encoding="utf-8")
    services = open_files(Settings(workers=2, operator_token="a token"), (str(path),), union=True)
    with TestClient(create_app(services)) as client:
        yield client


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def running(client: TestClient) -> list[dict[str, Any]]:
    answer = client.get("/queries/running", headers=bearer("a token"))
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    found: list[dict[str, Any]] = answer.json()
    return found


def await_one(client: TestClient) -> dict[str, Any]:
    """The only query, once it runs."""
    paused = threading.Event()
    for _ in range(1_000):
        found = running(client)
        if [one["state"] for one in found] == ["running"]:
            return found[0]
        paused.wait(0.01)
    raise AssertionError("no query runs")


def test_nothing_runs(operated: TestClient) -> None:
    assert running(operated) == []


def test_what_runs_is_listed_and_can_be_stopped(operated: TestClient) -> None:
    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(operated.get, "/sparql", params={"query": RUNAWAY, "timeout": "10"})
        found = await_one(operated)
        assert set(found) == {"number", "client", "state", "seconds", "query"}
        assert (found["client"], found["state"], found["query"]) == ("testclient", "running", RUNAWAY)
        assert 0 <= found["seconds"] < 10
        stopped = operated.delete(f"/queries/running/{found['number']}", headers=bearer("a token"))
        assert (stopped.status_code, stopped.content) == (204, b"")
        answer = asking.result(20)
    assert (answer.status_code, answer.json()["title"]) == (503, "Query cancelled")
    assert "operator" in answer.json()["detail"]
    assert running(operated) == []
    assert operated.get("/sparql?query=ASK%7B%7D").status_code == 200


@pytest.mark.parametrize("method", ["GET", "DELETE"])
@pytest.mark.parametrize(
    "value", ["", "Bearer", "Bearer ", "Bearer a", "Bearer a tokenx", "Basic a token", "a token", "Bearer \u00e9"]
)
def test_others_are_refused(operated: TestClient, method: str, value: str) -> None:
    path = "/queries/running" if method == "GET" else "/queries/running/1"
    answer = operated.request(method, path, headers={"Authorization": value.encode("latin-1")})
    assert (answer.status_code, answer.json()["title"]) == (401, "For the operator only")
    assert "token" in answer.json()["remedy"]


def test_the_scheme_is_read_in_any_case(operated: TestClient) -> None:
    assert operated.get("/queries/running", headers={"Authorization": "bEARER  a token "}).status_code == 200


@pytest.mark.parametrize("number", ["0", "-1", "999999999"])
def test_a_number_that_no_query_has(operated: TestClient, number: str) -> None:
    answer = operated.delete(f"/queries/running/{number}", headers=bearer("a token"))
    assert (answer.status_code, answer.json()["place"]) == (404, number)


@pytest.mark.parametrize("number", ["x", "1.5"])
def test_what_is_no_number(operated: TestClient, number: str) -> None:
    assert operated.delete(f"/queries/running/{number}", headers=bearer("a token")).status_code == 400


def test_without_a_token_of_the_service_nobody_is_the_operator(client: TestClient) -> None:
    for value in ("Bearer ", "Bearer x"):
        answer = client.get("/queries/running", headers={"Authorization": value})
        assert answer.status_code == 401
        assert "M4SD_OPERATOR_TOKEN" in answer.json()["remedy"]
