"""Each attack costs its sender an error within the limit; right after, another client is answered."""

from __future__ import annotations

import socket
import time
from urllib.parse import quote

import pytest

from tests.attacks import hostile
from tests.attacks.processes import status
from tests.attacks.service import Answer, Service

FORM = "application/x-www-form-urlencoded"


def ask(service: Service, query: str, **parameters: str) -> Answer:
    """Ask, and see that the answer comes about when the time limit says."""
    started = time.monotonic()
    answer = service.ask(query, **parameters)
    assert time.monotonic() - started < 10
    assert service.answers()
    return answer


@pytest.mark.parametrize("name", hostile.NESTED)
def test_nesting_is_refused(service: Service, name: str) -> None:
    answer = ask(service, hostile.NESTED[name])
    assert answer.status in (400, 403, 422, 504), answer
    assert answer.problem


@pytest.mark.parametrize("name", hostile.CHAINED)
def test_chains_are_answered_or_end_at_a_limit(service: Service, name: str) -> None:
    answer = ask(service, hostile.CHAINED[name])
    assert answer.status in (200, 400, 422, 504), answer
    assert answer.status == 200 or answer.problem


def test_a_crash_is_told_as_a_limit_of_the_engine(service: Service) -> None:
    problem = ask(service, hostile.CHAINED["sum"], timeout="20").problem
    assert (problem["status"], problem["limit"]) == (422, "engine")
    assert "Split it" in problem["remedy"]


@pytest.mark.parametrize("name", hostile.MEMORY)
def test_memory_bombs_end_at_a_limit(service: Service, name: str) -> None:
    problem = ask(service, hostile.MEMORY[name]).problem
    assert problem["limit"] in ("memory", "time"), problem
    assert problem["status"] == {"memory": 422, "time": 504}[problem["limit"]]


@pytest.mark.parametrize("name", hostile.TIME)
def test_runaways_end_at_the_time_limit(service: Service, name: str) -> None:
    problem = ask(service, hostile.TIME[name]).problem
    assert (problem["status"], problem["limit"], problem["value"]) == (504, "time", 0.5)


@pytest.mark.parametrize("name", hostile.HARMLESS)
def test_what_only_looks_hostile_is_answered(service: Service, name: str) -> None:
    query, expected = hostile.HARMLESS[name]
    answer = ask(service, query, accept="text/csv", timeout="20")
    assert (answer.status, answer.body) == (200, f"n\r\n{expected}\r\n".encode())


@pytest.mark.parametrize("name", hostile.BROKEN)
def test_broken_queries_are_refused(service: Service, name: str) -> None:
    answer = ask(service, hostile.BROKEN[name], timeout="20")
    assert answer.status in (400, 403, 413), answer
    assert answer.problem


def test_a_query_over_the_length_is_told_so(service: Service) -> None:
    problem = ask(service, hostile.BROKEN["many values"], timeout="20").problem
    assert problem["status"] == 413
    assert "at most 100000" in problem["detail"]


@pytest.mark.parametrize("name", hostile.SERVICES)
def test_service_is_refused_and_opens_no_connection(service: Service, listener: socket.socket, name: str) -> None:
    query = hostile.SERVICES[name].replace("@", f"<http://127.0.0.1:{listener.getsockname()[1]}/>")
    answer = ask(service, query, timeout="20")
    assert answer.status in (400, 403), answer
    assert answer.problem


@pytest.mark.parametrize("name", ["plain", "SILENT", "variable", "undeclared prefix", "escape", "no spaces"])
def test_service_is_refused_by_name(service: Service, name: str) -> None:
    problem = ask(service, hostile.SERVICES[name].replace("@", "<http://127.0.0.1:9/>"), timeout="20").problem
    assert problem["status"] == 403
    assert "SERVICE" in problem["detail"]


@pytest.mark.parametrize("name", hostile.WORDS)
def test_the_word_service_is_no_crime(service: Service, name: str) -> None:
    assert ask(service, hostile.WORDS[name]).status == 200


@pytest.mark.parametrize("name", hostile.READS)
def test_naming_a_graph_opens_no_connection(service: Service, listener: socket.socket, name: str) -> None:
    iri = f"http://127.0.0.1:{listener.getsockname()[1]}/graph"
    assert ask(service, hostile.READS[name].replace("@", f"<{iri}>")).status == 200
    parameters = {"default-graph-uri": iri, "named-graph-uri": iri}
    assert service.ask("SELECT * { ?s ?p ?o }", **parameters).status == 200


@pytest.mark.parametrize("name", hostile.UPDATES)
def test_updates_are_refused(service: Service, listener: socket.socket, name: str) -> None:
    update = hostile.UPDATES[name].replace("{port}", str(listener.getsockname()[1]))
    before = service.ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", accept="text/csv").body
    assert ask(service, update).problem["status"] in (400, 403)
    for body, kind in ((f"update={quote(update)}", FORM), (update, "application/sparql-update")):
        assert service.request("POST", "/sparql", body.encode(), Content_Type=kind).problem["status"] == 403
    assert service.request("GET", f"/sparql?update={quote(update)}").problem["status"] == 403
    # A variable name of its own, so that no cache can answer.
    assert service.ask("SELECT (COUNT(*) AS ?n) { ?s ?q ?o }", accept="text/csv").body == before


@pytest.mark.parametrize("query", ["%", "%zz", "ASK%20%7B%00%7D", "%ff%fe", "%ED%A0%80", "&query=ASK{}&query=ASK{}"])
def test_bad_encodings_are_refused(service: Service, query: str) -> None:
    assert service.request("GET", f"/sparql?query={query}").problem["status"] == 400
    body = f"query={query}".encode()
    assert service.request("POST", "/sparql", body, Content_Type=FORM).problem["status"] == 400


def test_workers_have_no_way_out(service: Service) -> None:
    """Should a SERVICE ever get past the tokenizer, the system refuses the socket."""
    workers = service.workers
    assert workers
    assert {(status(pid, "Seccomp"), status(pid, "NoNewPrivs")) for pid in workers} == {(2, 1)}
