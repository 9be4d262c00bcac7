"""``/sparql`` answers what it can in the asked form, and says precisely what it cannot."""

from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from api.services import Services

SELECT = (
    "SELECT ?name WHERE { <https://w3id.org/m4sd/id/country/kyrgyzstan> skos:prefLabel ?name } ORDER BY LANG(?name)"
)
ASK = "ASK { <https://w3id.org/m4sd/id/country/kyrgyzstan> a m4sd:State }"
CONSTRUCT = "CONSTRUCT { ?s skos:prefLabel ?o } WHERE { ?s a m4sd:State ; skos:prefLabel ?o }"
DESCRIBE = "DESCRIBE <https://w3id.org/m4sd/id/country/kyrgyzstan>"
ROWS = ["application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values"]
TRIPLES = ["text/turtle", "application/n-triples", "application/rdf+xml"]


def ask(client: TestClient, query: str, accept: str = "*/*", **parameters: str) -> str:
    answer = client.get("/sparql", params={"query": query, **parameters}, headers={"Accept": accept})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].partition(";")[0] == accept.replace("*/*", ROWS[0])
    assert "Accept" in answer.headers["vary"]
    return str(answer.text)


def test_select_in_every_form(client: TestClient) -> None:
    rows = json.loads(ask(client, SELECT, ROWS[0]))["results"]["bindings"]
    names = [row["name"]["value"] for row in rows]
    assert names[0] == "Kyrgyzstan"
    root = ElementTree.fromstring(ask(client, SELECT, ROWS[1]))
    assert [node.text for node in root.iter("{http://www.w3.org/2005/sparql-results#}literal")] == names
    assert [row[0] for row in csv.reader(io.StringIO(ask(client, SELECT, ROWS[2])))] == ["name", *names]
    assert ask(client, SELECT, ROWS[3]).splitlines()[:2] == ["?name", '"Kyrgyzstan"@en']


@pytest.mark.parametrize("name", ["application/json", "application/xml"])
def test_plain_names_of_result_types(client: TestClient, name: str) -> None:
    assert "Kyrgyzstan" in ask(client, SELECT, name)
    assert "true" in ask(client, ASK, name)


def test_ask(client: TestClient) -> None:
    assert json.loads(ask(client, ASK)) == {"head": {}, "boolean": True}
    assert "<boolean>true</boolean>" in ask(client, ASK, ROWS[1])


@pytest.mark.parametrize("query", [CONSTRUCT, DESCRIBE])
def test_triples_in_every_form_say_the_same(client: TestClient, query: str) -> None:
    graphs = []
    for accept in TRIPLES:
        format_ = ox.RdfFormat.from_media_type(accept)
        assert format_ is not None
        graphs.append({quad.triple for quad in ox.parse(ask(client, query, accept), format_)})
    assert len(graphs[0]) > 20
    assert graphs[0] == graphs[1] == graphs[2]
    assert {"@context", "@graph"} == set(json.loads(ask(client, CONSTRUCT, "application/ld+json")))


@pytest.mark.parametrize("accept", ["application/json", "text/plain", "application/xml"])
def test_plain_names_of_triples(client: TestClient, accept: str) -> None:
    assert "Kirghizistan" in ask(client, CONSTRUCT, accept)


def test_blank_nodes_of_a_construct_stay_blank_in_json_ld(client: TestClient) -> None:
    content = json.loads(ask(client, 'CONSTRUCT { [] a "odd" ; skos:related [] } {}', "application/ld+json"))
    nodes = content.get("@graph", [content])
    assert all(node.get("id", "_:").startswith("_:") for node in nodes)


def test_triples_default_to_turtle(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": CONSTRUCT})
    assert answer.headers["content-type"] == "text/turtle; charset=utf-8"
    assert answer.text.startswith("@prefix")


def test_format_wins_over_accept(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": SELECT, "format": "csv"}, headers={"Accept": "text/html"})
    assert answer.text.startswith("name")


@pytest.mark.parametrize(
    ("query", "accept", "offered"),
    [
        (ASK, "text/csv", "json (application/sparql-results+json), xml"),
        (ASK, "text/tab-separated-values", "json (application/sparql-results+json), xml"),
        (CONSTRUCT, "text/csv", "ttl (text/turtle), nt"),
        (DESCRIBE, "application/sparql-results+json", "ttl (text/turtle), nt"),
        (SELECT, "text/turtle", "csv (text/csv)"),
    ],
)
def test_what_a_query_cannot_be_sent_as(client: TestClient, query: str, accept: str, offered: str) -> None:
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert answer.status_code == 406
    assert offered in answer.json()["remedy"]


@pytest.mark.parametrize(
    ("query", "name"), [(ASK, "csv"), (CONSTRUCT, "csv"), (SELECT, "ttl"), (ASK, "xlsx"), (CONSTRUCT, "xlsx")]
)
def test_format_names_that_do_not_fit(client: TestClient, query: str, name: str) -> None:
    answer = client.get("/sparql", params={"query": query, "format": name})
    assert answer.status_code == 406
    assert answer.json()["remedy"].startswith("Offered: ")


COUNT = "SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s ?p ?o }"
INTERNATIONAL = "https://w3id.org/m4sd/graph/international"
ELSEWHERE = "https://example.org/graph"


def count(client: TestClient, query: str, **parameters: str) -> int:
    return int(ask(client, query, "text/csv", **parameters).splitlines()[1])


def test_the_default_graph_is_the_union(client: TestClient) -> None:
    everywhere = "SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"
    assert count(client, COUNT) == count(client, everywhere) > 1000


def test_graphs_chosen_in_the_query_and_in_the_request(client: TestClient) -> None:
    from_query = count(client, COUNT.replace("WHERE", f"FROM <{INTERNATIONAL}> WHERE"))
    assert 0 < from_query < count(client, COUNT)
    assert count(client, COUNT, **{"default-graph-uri": INTERNATIONAL}) == from_query
    named = f"SELECT (COUNT(DISTINCT ?s) AS ?n) FROM NAMED <{INTERNATIONAL}> WHERE {{ GRAPH ?g {{ ?s ?p ?o }} }}"
    assert count(client, named) == from_query
    bare = named.replace(f"FROM NAMED <{INTERNATIONAL}>", "")
    assert count(client, bare, **{"named-graph-uri": INTERNATIONAL}) == from_query


def test_the_request_wins_over_from(client: TestClient) -> None:
    query = COUNT.replace("WHERE", f"FROM <{ELSEWHERE}> WHERE")
    assert count(client, query, **{"default-graph-uri": INTERNATIONAL}) > 0


def test_only_named_graphs_leave_the_default_graph_empty(client: TestClient) -> None:
    assert count(client, COUNT, **{"named-graph-uri": INTERNATIONAL}) == 0


def test_graphs_hold_for_every_form_of_answer(client: TestClient) -> None:
    for accept, empty in (("text/html", "No rows."), ("application/ld+json", "@context")):
        query = COUNT + " HAVING(?n > 0)" if accept == "text/html" else "CONSTRUCT WHERE { ?s ?p ?o }"
        found = client.get(
            "/sparql", params={"query": query, "default-graph-uri": ELSEWHERE}, headers={"Accept": accept}
        ).text
        assert empty in found
        assert "kyrgyz" not in found.lower()


def test_foreign_graphs_are_empty_and_never_fetched(client: TestClient) -> None:
    assert count(client, COUNT.replace("WHERE", "FROM <http://127.0.0.1:9/x> WHERE")) == 0


def test_prefixes_of_the_graph_need_no_declaration(client: TestClient, services: Services) -> None:
    assert "PREFIX" not in SELECT
    assert "skos" in services.prefixes


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ("SELECT ?s WHERE {\n ?s ?p \n", "line 2, column 7"),
        ("SELECT * WHERE { ?s foo:bar ?o }", "the prefix `foo:` is not declared at line 1, column 21"),
        ("SELEC ?s WHERE { ?s ?p ?o }", "line 1, column 1"),
        ("SELECT * { ?s ?p ?o } ; DROP ALL", "line 1, column 23"),
        ("SELECT * { ?s ?p ?o } SELECT * { ?s ?p ?o }", "line 1, column 23"),
    ],
)
def test_a_syntax_error_names_its_place(client: TestClient, query: str, where: str) -> None:
    answer = client.get("/sparql", params={"query": query})
    assert answer.status_code == 400
    assert where in answer.json()["detail"]


@pytest.mark.parametrize("query", ["", "  \n", "# only a comment"])
def test_an_empty_query(client: TestClient, query: str) -> None:
    assert client.get("/sparql", params={"query": query}).status_code == 400
    assert client.post("/sparql", data={"query": query}).status_code == 400


def test_no_query(client: TestClient) -> None:
    for answer in (client.get("/sparql", headers={"Accept": ROWS[0]}), client.get("/sparql?format=csv")):
        assert (answer.status_code, answer.json()["detail"]) == (400, "no query was sent.")
    assert client.post("/sparql", data={"format": "csv"}).status_code == 400


def test_a_query_without_a_form_is_not_sparql_whatever_is_accepted(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": "SELEC ?s {}"}, headers={"Accept": "text/turtle"})
    assert (answer.status_code, answer.json()["title"]) == (400, "Query not understood")
