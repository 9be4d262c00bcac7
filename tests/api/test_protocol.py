"""What is sent to ``/sparql``: three ways to send a query, and everything that is not one."""

from __future__ import annotations

import asyncio
import time
from urllib.parse import parse_qsl, quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.testclient import TestClient

from api.services import Services
from api.sparql.protocol import FORM, HINTS, LONGEST, LONGEST_IRI, LONGEST_TYPE, PARAMETERS, STRAYS, Asked, read
from m4sd_graph.errors import QuerySyntaxError

QUERY = "ASK { ?s ?p 'été' }"
SENT = "ASK { ?s ?p ?o }"


def test_three_ways_to_send_a_query(client: TestClient) -> None:
    got = client.get("/sparql", params={"query": SENT})
    form = client.post("/sparql", data={"query": SENT})
    direct = client.post("/sparql", content=SENT, headers={"Content-Type": "application/sparql-query"})
    assert got.json() == form.json() == direct.json() == {"head": {}, "boolean": True}


def test_a_form_may_name_format_and_graphs(client: TestClient) -> None:
    sent = {"query": SENT, "format": "xml", "default-graph-uri": "https://example.org/none"}
    assert "<boolean>false</boolean>" in client.post("/sparql", data=sent).text


def test_direct_with_graphs_in_the_address(client: TestClient) -> None:
    answer = client.post(
        "/sparql?default-graph-uri=https://example.org/none",
        content=SENT,
        headers={"Content-Type": "application/sparql-query"},
    )
    assert answer.json()["boolean"] is False


@pytest.mark.parametrize("charset", ["", "; charset=utf-8", ';charset="UTF-8"', "; Charset=utf8"])
def test_charsets_that_are_utf_8(client: TestClient, charset: str) -> None:
    for kind, body in (("sparql-query", QUERY), ("x-www-form-urlencoded", f"query={quote(QUERY)}")):
        headers = {"Content-Type": f"application/{kind}{charset}"}
        answer = client.post("/sparql", content=body.encode(), headers=headers)
        assert answer.json()["boolean"] is False


def test_other_charsets_are_refused(client: TestClient) -> None:
    headers = {"Content-Type": "application/sparql-query; charset=iso-8859-1"}
    answer = client.post("/sparql", content=QUERY.encode("latin-1"), headers=headers)
    assert (answer.status_code, answer.json()["remedy"]) == (415, "Send UTF-8.")


@pytest.mark.parametrize("kind", ["", "text/plain", "application/json", "multipart/form-data; boundary=x"])
def test_other_content_types_are_refused(client: TestClient, kind: str) -> None:
    answer = client.post("/sparql", content=SENT, headers={"Content-Type": kind} if kind else {})
    assert answer.status_code == 415
    assert "application/sparql-query" in answer.json()["remedy"]


def test_bad_utf_8(client: TestClient) -> None:
    headers = {"Content-Type": "application/sparql-query"}
    answer = client.post("/sparql", content=b"ASK { ?s ?p '\xe9' }", headers=headers)
    assert (answer.status_code, answer.json()["detail"]) == (400, "the query is not UTF-8 at byte 13.")
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert client.post("/sparql", content=b"query=%e9", headers=form).status_code == 400
    assert client.post("/sparql", content=b"query=\xe9", headers=form).status_code == 400
    assert client.get("/sparql?query=%e9").status_code == 400


def test_two_queries(client: TestClient) -> None:
    twice = client.get("/sparql", params=[("query", SENT), ("query", SENT)])
    both = client.post(
        f"/sparql?query={quote(SENT)}", content=SENT, headers={"Content-Type": "application/sparql-query"}
    )
    for answer in (twice, both):
        assert (answer.status_code, answer.json()["detail"]) == (400, "2 queries were sent.")


UPDATE = "DELETE WHERE { ?s ?p ?o }"


def test_updates_are_refused_all_ways(client: TestClient) -> None:
    answers = [
        client.get("/sparql", params={"update": UPDATE}),
        client.get("/sparql", params={"query": UPDATE}),
        client.get("/sparql", params={"query": "PREFIX a: <b:> INSERT DATA { a:b a:c a:d }"}),
        client.get("/sparql", params={"query": "LOAD <http://127.0.0.1:9/x>"}),
        client.get("/sparql", params={"query": SENT, "update": UPDATE}),
        client.post("/sparql", data={"update": UPDATE}),
        client.post("/sparql", data={"query": UPDATE}),
        client.post("/sparql", content=UPDATE, headers={"Content-Type": "application/sparql-query"}),
        client.post("/sparql", content=UPDATE, headers={"Content-Type": "application/sparql-update"}),
    ]
    for answer in answers:
        assert answer.status_code == 403
        assert "read-only" in answer.json()["detail"]


@pytest.mark.parametrize("word", ["SERVICE", "service", "SERVICE SILENT", "sErViCe"])
def test_service_is_refused(client: TestClient, word: str) -> None:
    answer = client.get("/sparql", params={"query": f"SELECT * {{ {word} <http://127.0.0.1:9/x> {{ ?s ?p ?o }} }}"})
    assert answer.status_code == 403
    assert "opens no connection" in answer.json()["detail"]


def test_service_in_words_is_none(client: TestClient) -> None:
    query = "SELECT ?service { ?service a 'SERVICE' # SERVICE\n }"
    assert client.get("/sparql", params={"query": query}).status_code == 200


def test_too_long(client: TestClient, services: Services) -> None:
    limit = services.settings.query_length
    long = SENT + " " * limit
    answer = client.post("/sparql", data={"query": long})
    assert (answer.status_code, str(limit) in answer.json()["detail"]) == (413, True)
    headers = {"Content-Type": "application/sparql-query"}
    assert client.post("/sparql", content=long, headers=headers).status_code == 413
    assert client.post("/sparql", content=b"x" * (12 * limit + 1), headers=headers).status_code == 413


def test_a_long_query_in_other_scripts_is_counted_in_characters(client: TestClient) -> None:
    comment = "# " + "ж" * 60_000 + "\n" + SENT
    assert client.post("/sparql", data={"query": comment}).status_code == 200


def test_too_deep(client: TestClient) -> None:
    query = "SELECT * " + "{" * 70 + "}" * 70
    answer = client.post("/sparql", data={"query": query})
    assert (answer.status_code, answer.json()["title"]) == (403, "Query refused")
    assert "nested brackets" in answer.json()["detail"]


def test_a_long_chain_of_operators_is_answered(client: TestClient) -> None:
    query = "ASK { BIND(true AS ?a) FILTER(" + " || ".join(["?a"] * 1200) + ") }"
    assert client.post("/sparql", data={"query": query}).json()["boolean"]


def test_more_than_the_engine_can_take_is_an_error_of_that_query_alone(client: TestClient) -> None:
    query = "ASK { FILTER(" + " + ".join(["1"] * 20_000) + ") }"
    answer = client.post("/sparql", data={"query": query})
    assert (answer.status_code, answer.json()["limit"]) == (422, "engine")
    assert client.post("/sparql", data={"query": SENT}).status_code == 200


@pytest.mark.parametrize("graph", ["none", "", "http://a b", "<http://a>"])
def test_graphs_that_are_no_iris(client: TestClient, graph: str) -> None:
    answer = client.get("/sparql", params={"query": SENT, "default-graph-uri": graph})
    assert (answer.status_code, answer.json()["place"]) == (400, "parameter default-graph-uri")


def asked(encoded: str) -> Asked:
    """What a request says in its address."""
    request = Request({"type": "http", "method": "GET", "headers": [], "query_string": encoded.encode()})
    return asyncio.run(read(request, 100_000))


@given(st.lists(st.sampled_from([*"aé&=+%_.;\n\r ", "%41", "%3d", "%26", "%C3%A9", "%zz", "%4", "==", "%0D%0A"])))
def test_parameters_are_read_as_the_standard_library_reads_them(pieces: list[str]) -> None:
    encoded = f"query={''.join(pieces)}"
    try:
        expected = dict(reversed(parse_qsl(encoded, keep_blank_values=True, errors="strict")))
    except UnicodeDecodeError:
        # Where that library guesses, we do not.
        with pytest.raises(QuerySyntaxError):
            asked(encoded)
    else:
        assert asked(encoded).query == expected["query"]


def test_the_number_of_parameters_has_a_limit(client: TestClient) -> None:
    few = [("query", SENT), *[("x", "y")] * (PARAMETERS - 1)]
    assert client.post("/sparql", content=urlencode(few), headers={"Content-Type": FORM}).status_code == 200
    many = client.post("/sparql", content=urlencode([*few, ("x", "y")]), headers={"Content-Type": FORM})
    apart = client.post(f"/sparql?{'x&' * 500}", content=urlencode(few[:502]), headers={"Content-Type": FORM})
    for answer in (many, apart):
        assert (answer.status_code, answer.json()["title"]) == (400, "Bad parameter")
        assert "FROM" in answer.json()["remedy"]


def test_the_length_of_a_graph_has_a_limit(client: TestClient) -> None:
    for length, status in ((LONGEST_IRI, 200), (LONGEST_IRI + 1, 400)):
        graph = "https://example.org/".ljust(length, "x")
        assert client.post("/sparql", data={"query": SENT, "named-graph-uri": graph}).status_code == status


@pytest.mark.parametrize("name", ["format", "timeout"])
def test_the_length_of_a_value_has_a_limit(client: TestClient, name: str) -> None:
    answer = client.get("/sparql", params={"query": SENT, name: "9" * (LONGEST + 1)})
    assert (answer.status_code, answer.json()["place"]) == (400, f"parameter {name}")
    assert len(answer.content) < 1_000


def test_hints_are_short_and_few() -> None:
    encoded = urlencode([("output", "x" * (LONGEST + 1)), *[("results", f"r{i}") for i in range(100)]])
    assert asked(encoded).hints == tuple(f"r{i}" for i in range(HINTS))


@pytest.mark.parametrize(
    "text", ["%F0%9F%98%80" * 100_000, "a%20" * 300_000, "=" * 1_200_000, "%" * 1_199_990, "%zz%41" * 200_000]
)
def test_no_form_takes_long_to_read(client: TestClient, text: str) -> None:
    """The parent reads it, and all others wait meanwhile."""
    started = time.process_time()
    client.post("/sparql", content=f"other={text}"[:1_200_000], headers={"Content-Type": FORM})
    assert time.process_time() - started < 0.3


def test_signs_that_encode_nothing_are_passed_over_up_to_a_number(client: TestClient) -> None:
    assert asked(f"query={'%' * STRAYS}").query == "%" * STRAYS
    body = f"query=ASK {{}}%23{'%' * (STRAYS + 1)}"
    answer = client.post("/sparql", content=body, headers={"Content-Type": FORM})
    assert (answer.status_code, answer.json()["title"]) == (400, "Query not understood")


def test_a_content_type_does_not_take_long_to_read(client: TestClient) -> None:
    kind = 'application/sparql-query;"' + ";" * 60_000
    started = time.process_time()
    answer = client.post("/sparql", content=SENT, headers={"Content-Type": kind})
    assert time.process_time() - started < 0.3
    assert (answer.status_code, str(LONGEST_TYPE) in answer.json()["detail"]) == (415, True)
