"""SPARQLWrapper as it is: every method, every format, the parameters it adds, the errors it makes of ours."""

from __future__ import annotations

import csv
import io
import json
import warnings
from typing import Any
from urllib.error import HTTPError
from xml.dom.minidom import Document

import pytest
from rdflib import Graph
from SPARQLWrapper import (
    CSV,
    GET,
    JSON,
    JSONLD,
    N3,
    POST,
    POSTDIRECTLY,
    RDFXML,
    TSV,
    TURTLE,
    URLENCODED,
    XML,
    SPARQLWrapper,
    SPARQLWrapper2,
)
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from m4sd_graph.store.protocol import GraphChoice, Store
from tests.clients.support import (
    ASK,
    ASK_FALSE,
    BROKEN,
    CONSTRUCT,
    DESCRIBE,
    INTERNATIONAL,
    PREFIXES,
    SELECT,
    TRICKY,
    VALENCE,
    parsed_table,
    parsed_triples,
    table,
    triples,
)

METHODS = {"get": (GET, URLENCODED), "form": (POST, URLENCODED), "direct": (POST, POSTDIRECTLY)}
COUNT = f"{PREFIXES}SELECT (COUNT(*) AS ?n) WHERE {{ ?s a skos:Concept }}"


@pytest.fixture(params=METHODS)
def client(request: pytest.FixtureRequest, endpoint: str) -> SPARQLWrapper:
    made = SPARQLWrapper(endpoint)
    method, request_method = METHODS[request.param]
    made.setMethod(method)
    made.setRequestMethod(request_method)
    return made


def converted(client: SPARQLWrapper, query: str, form: str | None = None) -> Any:  # noqa: ANN401
    """What the client makes of the answer."""
    if form:
        client.setReturnFormat(form)
    client.setQuery(query)
    with warnings.catch_warnings():
        # It makes a graph of a class that rdflib has given up.
        warnings.filterwarnings("ignore", "ConjunctiveGraph is deprecated", DeprecationWarning)
        result = client.query()
        content = result.convert()
    result.response.close()
    return content


def test_rows_as_json(client: SPARQLWrapper, store: Store) -> None:
    content = converted(client, SELECT, JSON)
    assert content["head"]["vars"] == ["policy", "name", "start", "end"]
    assert parsed_table(json.dumps(content).encode(), "json") == table(store.select(SELECT))


def test_rows_as_it_asks_for_them_by_default(client: SPARQLWrapper, store: Store) -> None:
    content = converted(client, SELECT)
    assert isinstance(content, Document)
    assert parsed_table(content.toxml().encode(), "xml") == table(store.select(SELECT))


def test_rows_as_csv(client: SPARQLWrapper, store: Store) -> None:
    rows = store.select(SELECT)
    content = converted(client, SELECT, CSV).decode()
    assert list(csv.reader(io.StringIO(content))) == [list(rows.variables), *rows.texts()]


def test_rows_as_tsv(client: SPARQLWrapper, store: Store) -> None:
    assert parsed_table(converted(client, SELECT, TSV), "tsv") == table(store.select(SELECT))


@pytest.mark.parametrize(("query", "truth"), [(ASK, True), (ASK_FALSE, False)])
def test_truth(client: SPARQLWrapper, query: str, truth: bool) -> None:
    assert converted(client, query, JSON)["boolean"] is truth
    element = converted(client, query, XML).getElementsByTagName("boolean")[0]
    assert element.firstChild.data == str(truth).lower()


@pytest.mark.parametrize("form", [XML, RDFXML, JSONLD])
@pytest.mark.parametrize("query", [CONSTRUCT, DESCRIBE], ids=["construct", "describe"])
def test_triples_as_a_graph(client: SPARQLWrapper, store: Store, query: str, form: str) -> None:
    content = converted(client, query, form)
    assert isinstance(content, Graph)
    assert set(content.triples((None, None, None))) == triples(store.construct(query))


@pytest.mark.parametrize("form", [TURTLE, N3])
@pytest.mark.parametrize("query", [CONSTRUCT, DESCRIBE], ids=["construct", "describe"])
def test_triples_as_text(client: SPARQLWrapper, store: Store, query: str, form: str) -> None:
    """Turtle is also what N3 is sent as: every Turtle document is one in N3."""
    content = converted(client, query, form)
    assert isinstance(content, bytes)
    assert parsed_triples(content, TURTLE) == triples(store.construct(query))


def test_triples_as_it_asks_for_them_by_default(client: SPARQLWrapper, store: Store) -> None:
    content = converted(client, CONSTRUCT)
    assert set(content.triples((None, None, None))) == triples(store.construct(CONSTRUCT))


FORMS = [
    (SELECT, JSON, "application/sparql-results+json"),
    (SELECT, XML, "application/sparql-results+xml"),
    (SELECT, CSV, "text/csv"),
    (SELECT, TSV, "text/tab-separated-values"),
    (CONSTRUCT, RDFXML, "application/rdf+xml"),
    (CONSTRUCT, TURTLE, "text/turtle"),
    (CONSTRUCT, JSONLD, "application/ld+json"),
]


@pytest.mark.parametrize("by_accept_alone", [False, True])
@pytest.mark.parametrize(("query", "form", "media_type"), FORMS)
def test_the_label_is_what_was_asked_for(
    client: SPARQLWrapper, query: str, form: str, media_type: str, by_accept_alone: bool
) -> None:
    client.setOnlyConneg(by_accept_alone)
    client.setReturnFormat(form)
    client.setQuery(query)
    result = client.query()
    assert result.info()["content-type"].partition(";")[0] == media_type
    assert result.response.read()
    result.response.close()


def test_the_query_arrives_unchanged(client: SPARQLWrapper) -> None:
    content = converted(client, f'SELECT ("{TRICKY}" AS ?été) WHERE {{}}', JSON)
    assert content["results"]["bindings"] == [{"été": {"type": "literal", "value": TRICKY}}]


def test_default_graphs(client: SPARQLWrapper, store: Store) -> None:
    client.addDefaultGraph(VALENCE)
    one = converted(client, COUNT, JSON)["results"]["bindings"][0]["n"]["value"]
    assert [[one]] == store.select(COUNT, GraphChoice(default=(VALENCE,))).texts()
    client.addDefaultGraph(INTERNATIONAL)
    query = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    both = converted(client, query, JSON)["results"]["bindings"][0]["n"]["value"]
    assert [[both]] == store.select(query, GraphChoice(default=(VALENCE, INTERNATIONAL))).texts()


def test_named_graphs(client: SPARQLWrapper) -> None:
    for graph in (VALENCE, INTERNATIONAL):
        client.addNamedGraph(graph)
    content = converted(client, "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }", JSON)
    assert {row["g"]["value"] for row in content["results"]["bindings"]} == {VALENCE, INTERNATIONAL}
    assert converted(client, "ASK { ?s ?p ?o }", JSON)["boolean"] is False


def test_parameters_and_headers_of_others_are_ignored(client: SPARQLWrapper) -> None:
    for name, value in (("infer", "true"), ("infer", "false"), ("soft-limit", "1"), ("debug", "on")):
        client.addParameter(name, value)
    client.addCustomHttpHeader("X-Asked-By", "a test")
    assert converted(client, ASK, JSON)["boolean"] is True


def test_a_query_under_comments_and_a_base(client: SPARQLWrapper) -> None:
    query = f"# SELECT or ASK?\nBASE <https://w3id.org/m4sd/id/>\n{PREFIXES}ASK {{ <country/kyrgyzstan> a m4sd:State }}"
    assert converted(client, query, JSON)["boolean"] is True


def test_a_long_query(client: SPARQLWrapper) -> None:
    assert converted(client, f"{ASK}\n# {'padding ' * 1500}", JSON)["boolean"] is True


def test_a_syntax_error_brings_our_message(client: SPARQLWrapper) -> None:
    client.setQuery(BROKEN)
    with pytest.raises(QueryBadFormed, match=r"line 1, column 23"):
        client.queryAndConvert()


@pytest.mark.parametrize("request_method", [URLENCODED, POSTDIRECTLY])
@pytest.mark.parametrize("update", ["INSERT DATA { <urn:a> <urn:b> <urn:c> }", "DROP ALL"])
def test_an_update_is_refused(endpoint: str, request_method: str, update: str) -> None:
    client = SPARQLWrapper(endpoint)
    client.setMethod(POST)
    client.setRequestMethod(request_method)
    client.setQuery(update)
    with pytest.raises(HTTPError) as refusal:
        client.query()
    with refusal.value as answer:
        assert answer.code == 403
        assert "read-only" in json.load(answer)["detail"]


def test_the_second_wrapper(endpoint: str, store: Store) -> None:
    rows = store.select(SELECT)
    client = SPARQLWrapper2(endpoint)
    client.setQuery(SELECT)
    bindings: Any = client.query()
    assert bindings.variables == list(rows.variables)
    assert [v.value for v in bindings.getValues("policy")] == [row["policy"].value for row in rows.rows]
    assert [v.lang for v in bindings.getValues("name")] == [row["name"].language for row in rows.rows]
    dated = [row["start"].datatype for row in rows.rows if "start" in row]
    assert [v.datatype for v in bindings.getValues("start") if v.value] == dated
