"""The VoID description counts what the endpoint gives, and leads to what answers."""

from __future__ import annotations

import pytest
from rdflib import FOAF, Graph, Namespace, URIRef
from rdflib.compare import isomorphic
from starlette.testclient import TestClient

from m4sd_graph.namespaces import VOID as VOID_IRI
from tests.api.catalogue.reading import graph_of, kind_of

VOID = Namespace(VOID_IRI)
GRAPH = URIRef("https://w3id.org/m4sd/dataset/m4sd")
PREFIX = "https://w3id.org/m4sd"


@pytest.fixture(scope="module")
def described(client: TestClient) -> Graph:
    return graph_of(client.get("/.well-known/void"))


def count(client: TestClient, what: str, pattern: str) -> int:
    query = f"SELECT (COUNT({what}) AS ?n) {{ {pattern} }}"
    [row] = client.get("/sparql", params={"query": query, "format": "json"}).json()["results"]["bindings"]
    return int(row["n"]["value"])


def test_it_stands_at_both_addresses_in_every_form(client: TestClient, described: Graph) -> None:
    assert kind_of(client.get("/.well-known/void")) == "text/turtle"
    assert kind_of(client.get("/void", headers={"Accept": "text/html,*/*;q=0.1"})) == "text/turtle"
    for path in ("/void", "/void.nt", "/void.rdf", "/void.jsonld?context=embed"):
        assert isomorphic(graph_of(client.get(path)), described)


def test_it_is_about_the_graph_of_the_catalogue(described: Graph) -> None:
    assert described.value(URIRef(f"{PREFIX}/void"), FOAF.primaryTopic) == GRAPH
    assert described.value(GRAPH, VOID.sparqlEndpoint) == URIRef("http://testserver/sparql")


def test_figures_are_those_of_the_endpoint(client: TestClient, described: Graph) -> None:
    assert int(str(described.value(GRAPH, VOID.triples))) == count(client, "*", "?s ?p ?o")
    assert int(str(described.value(GRAPH, VOID.properties))) == count(client, "DISTINCT ?p", "?s ?p ?o")


@pytest.mark.parametrize("kind", ["class", "property"])
def test_partitions_are_those_of_the_endpoint(client: TestClient, described: Graph, kind: str) -> None:
    counted, pattern = {"class": (VOID.entities, "?s a <{}>"), "property": (VOID.triples, "?s <{}> ?o")}[kind]
    parts = list(described.objects(GRAPH, VOID[f"{kind}Partition"]))
    assert len(parts) == int(str(described.value(GRAPH, VOID["classes" if kind == "class" else "properties"])))
    for part in parts[::9]:
        term = described.value(part, VOID[kind])
        assert int(str(described.value(part, counted))) == count(client, "*", pattern.format(term))


def test_dumps_and_examples_answer(client: TestClient, described: Graph) -> None:
    for dump in described.objects(GRAPH, VOID.dataDump):
        assert client.head(str(dump)).status_code == 200
    examples = list(described.objects(GRAPH, VOID.exampleResource))
    assert examples
    for example in examples:
        assert client.get(str(example).removeprefix(PREFIX)).status_code == 200
