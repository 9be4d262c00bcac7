"""``/sparql`` answers with validators, out of the cache where it can, in every form and coding, within its limits."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable

import brotli
import pyoxigraph as ox
import pytest
import zstandard
from httpx import Response
from starlette.testclient import TestClient

from api.services import Services
from m4sd_graph.workers.render import XLSX

JSON = "application/sparql-results+json"
STATES = "SELECT ?s ?name { ?s a m4sd:State ; skos:prefLabel ?name } ORDER BY ?s ?name"
GRAPH = "CONSTRUCT { ?s skos:prefLabel ?name } { ?s a m4sd:State ; skos:prefLabel ?name }"
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STRLEN(STR(?c)) + STRLEN(STR(?f)) < 0) }"
DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.decompress,
    "br": lambda content: bytes(brotli.decompress(content)),
    "zstd": lambda content: zstandard.ZstdDecompressor().decompressobj().decompress(content),
}


def ask(client: TestClient, query: str, accept: str = JSON, **headers: str) -> Response:
    """The answer to a query of its own, uncompressed; ``if_none_match`` and the like become headers."""
    sent = {"Accept": accept, "Accept-Encoding": "identity"}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    answer: Response = client.get("/sparql", params={"query": query}, headers=sent)
    return answer


def fresh(query: str, name: str) -> str:
    """A query that no other test has asked."""
    return f"{query} # {name}"


def test_an_answer_says_what_it_is(client: TestClient, services: Services) -> None:
    answer = ask(client, fresh(STATES, "headers"))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == JSON
    assert int(answer.headers["x-m4sd-rows"]) == len(answer.json()["results"]["bindings"]) > 0
    assert answer.headers["x-m4sd-release"] == services.name
    assert answer.headers["x-m4sd-limits"] == "time=15s, memory=512MiB, result=1024MiB"
    assert answer.headers["vary"] == "Accept, Accept-Encoding"
    assert answer.headers["cache-control"] == "public, no-cache"
    assert answer.headers["etag"].startswith('W/"')
    assert answer.headers["server-timing"].startswith("query;dur=")
    assert int(answer.headers["content-length"]) == len(answer.content)


def test_the_same_request_is_answered_out_of_the_cache(client: TestClient) -> None:
    query = fresh(STATES, "cache")
    first, *others = [ask(client, query) for _ in range(3)]
    for other in others:
        assert other.headers["server-timing"] == "cache;desc=hit"
        assert other.content == first.content
        assert {**other.headers, "server-timing": ""} == {**first.headers, "server-timing": ""}


def test_another_way_to_ask_the_same_finds_the_answer_too(client: TestClient) -> None:
    query = fresh(STATES, "post")
    first = ask(client, query)
    sent = {"Accept": JSON, "Accept-Encoding": "identity"}
    for posted in (
        client.post("/sparql", data={"query": query}, headers=sent),
        client.post("/sparql", content=query, headers={**sent, "Content-Type": "application/sparql-query"}),
        client.get("/sparql", params={"query": query, "format": JSON}, headers={"Accept-Encoding": "identity"}),
    ):
        assert posted.headers["server-timing"] == "cache;desc=hit"
        assert (posted.headers["etag"], posted.content) == (first.headers["etag"], first.content)


@pytest.mark.parametrize("cached", [True, False])
def test_a_copy_that_is_still_right_is_not_sent_again(client: TestClient, cached: bool) -> None:
    query = fresh(STATES, f"valid {cached}")
    first = ask(client, query)
    # What was never kept is known by its validator as well.
    query, etag = (query, first.headers["etag"]) if cached else (query, "*")
    answer = ask(client, query, if_none_match=etag)
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["etag"] == first.headers["etag"]
    assert "content-type" not in answer.headers
    assert "x-m4sd-rows" not in answer.headers
    assert ask(client, query, if_none_match='"other"').status_code == 200


def test_every_form_has_a_validator_of_its_own(client: TestClient) -> None:
    query = fresh(STATES, "forms")
    etags = [ask(client, query, accept).headers["etag"] for accept in (JSON, "application/json", "text/csv", XLSX)]
    assert len(set(etags)) == 4


@pytest.mark.parametrize("call", ["NOW()", "RAND()", "UUID()", "STRUUID()"])
def test_what_may_change_is_not_kept(client: TestClient, call: str) -> None:
    first, second = (ask(client, f"SELECT ({call} AS ?x) {{}}") for _ in range(2))
    assert first.content != second.content
    for answer in (first, second):
        assert "etag" not in answer.headers
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("coding", DECODERS)
@pytest.mark.parametrize(("query", "accept"), [(STATES, JSON), (GRAPH, "text/turtle")])
def test_a_coding_changes_the_way_and_not_the_content(client: TestClient, query: str, accept: str, coding: str) -> None:
    plain = ask(client, query, accept)
    for _ in range(2):  # from a worker, then from the cache
        sent = {"Accept": accept, "Accept-Encoding": coding}
        with client.stream("GET", "/sparql", params={"query": query}, headers=sent) as answer:
            raw = b"".join(answer.iter_raw())
        assert answer.headers["content-encoding"] == coding
        assert DECODERS[coding](raw) == plain.content
        assert answer.headers["etag"] != plain.headers["etag"]


def test_a_small_answer_is_not_compressed(client: TestClient) -> None:
    assert "content-encoding" not in ask(client, "ASK {}", accept_encoding="gzip").headers


def test_a_workbook(client: TestClient) -> None:
    answer = ask(client, STATES, XLSX, accept_encoding="gzip")
    assert answer.headers["content-type"] == XLSX
    assert "content-encoding" not in answer.headers
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        rows = book.read("xl/worksheets/sheet1.xml").count(b"<row ")
        about = book.read("xl/worksheets/sheet2.xml").decode()
    assert rows == int(answer.headers["x-m4sd-rows"]) + 1
    assert "http://testserver/sparql?query=SELECT+" in about


@pytest.mark.parametrize(("name", "kind"), [("nq", "application/n-quads"), ("trig", "application/trig")])
def test_triples_as_quads_are_in_the_default_graph(client: TestClient, name: str, kind: str) -> None:
    answer = client.get("/sparql", params={"query": GRAPH, "format": name})
    format_ = ox.RdfFormat.from_media_type(kind)
    assert format_ is not None
    assert answer.headers["content-type"] == kind
    quads = list(ox.parse(answer.content, format_))
    turtle = client.get("/sparql", params={"query": GRAPH, "format": "ttl"}).content
    assert {q.triple for q in quads} == {q.triple for q in ox.parse(turtle, ox.RdfFormat.TURTLE)}
    assert {q.graph_name for q in quads} == {ox.DefaultGraph()}


def test_a_time_limit_of_the_request_holds(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": RUNAWAY, "timeout": "0.2"})
    problem = answer.json()
    assert (answer.status_code, problem["limit"], problem["value"], problem["unit"]) == (504, "time", 0.2, "seconds")
    assert answer.headers["content-type"] == "application/problem+json"
    told = client.get("/sparql", params={"query": "ASK {}", "timeout": "7"}).headers["x-m4sd-limits"]
    assert told.startswith("time=7s,")


def test_a_hot_answer_names_the_limits_of_its_request(client: TestClient) -> None:
    for seconds in ("3", "4", "3"):
        answer = client.get("/sparql", params={"query": STATES, "timeout": seconds}, headers={"Accept": JSON})
        assert answer.headers["x-m4sd-limits"].startswith(f"time={seconds}s,")


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "inf", "soon"])
def test_a_time_limit_that_is_none(client: TestClient, seconds: str) -> None:
    answer = client.get("/sparql", params={"query": "ASK {}", "timeout": seconds})
    assert (answer.status_code, answer.json()["place"]) == (400, "parameter timeout")


def test_advice_is_a_member_where_it_is_asked_for(client: TestClient) -> None:
    query = "SELECT ?a ?b { ?a a m4sd:State . ?b a m4sd:State } LIMIT 1"
    advised = client.get("/sparql", params={"query": query, "lint": "true"}).json()
    assert list(advised) == ["lint", "head", "results"]
    assert {"rule", "severity", "message", "fix", "line", "column", "replacement"} == set(advised["lint"][0])
    for more in ({}, {"lint": "false"}, {"lint": "0"}, {"lint": ""}):
        plain = client.get("/sparql", params={"query": query, **more}).json()
        assert list(plain) == ["head", "results"]
        assert plain["results"] == advised["results"]
    assert client.get("/sparql", params={"query": "ASK {}", "lint": "true"}).json()["lint"] == []


@pytest.mark.parametrize("accept", [JSON, "text/csv", XLSX, "text/html"])
def test_head_is_get_without_a_body(client: TestClient, accept: str) -> None:
    query = fresh(STATES, f"head {accept}")
    headed = client.head("/sparql", params={"query": query}, headers={"Accept": accept})
    got = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert (headed.status_code, headed.content) == (200, b"")
    assert {**headed.headers, "server-timing": ""} == {**got.headers, "server-timing": ""}


def test_a_large_answer_streams_and_is_whole(client: TestClient) -> None:
    lists = " ".join(f"VALUES ?{name} {{ {' '.join(map(str, range(20)))} }}" for name in "abcd")
    answer = ask(client, f"SELECT * {{ {lists} }}", "text/csv")
    assert answer.headers["server-timing"] == "query;desc=streaming"
    assert "content-length" not in answer.headers
    assert len(answer.content.splitlines()) == 20**4 + 1


def test_failures_are_never_kept(client: TestClient) -> None:
    for _ in range(2):
        answer = ask(client, "SELECT * { ?s a m4sd:Stat }")
        assert answer.status_code == 400
        assert "m4sd:State" in json.dumps(answer.json())
        assert "etag" not in answer.headers
