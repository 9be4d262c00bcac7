"""rdflib's SPARQLStore: a remote graph that behaves as one in memory, by its three methods and four formats."""

from __future__ import annotations

from urllib.error import HTTPError

import pytest
from rdflib import RDF, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore

from m4sd_graph.store.protocol import GraphChoice, Store
from tests.clients.support import (
    ASK,
    ASK_FALSE,
    BROKEN,
    CONSTRUCT,
    DESCRIBE,
    INTERNATIONAL,
    KYRGYZSTAN,
    SELECT,
    TRICKY,
    VALENCE,
    Triples,
    table,
    triples,
)

M4SD = Namespace("https://w3id.org/m4sd/ontology#")
HOME = URIRef(KYRGYZSTAN)
METHODS = ("GET", "POST", "POST_FORM")
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"


@pytest.fixture(params=METHODS)
def remote(request: pytest.FixtureRequest, endpoint: str) -> SPARQLStore:
    return SPARQLStore(endpoint, method=request.param)


@pytest.fixture
def graph(remote: SPARQLStore) -> Graph:
    """The default graph: what nobody named is everything."""
    return Graph(remote)


def names(store: Store) -> Triples:
    query = (
        f"CONSTRUCT {{ ?s <{SKOS.prefLabel}> ?o }} WHERE {{ VALUES ?s {{ <{KYRGYZSTAN}> }} ?s <{SKOS.prefLabel}> ?o }}"
    )
    return triples(store.construct(query))


def test_triples_by_pattern(graph: Graph, store: Store) -> None:
    assert set(graph.triples((HOME, SKOS.prefLabel, None))) == names(store)
    assert set(graph.objects(HOME, SKOS.prefLabel)) == {o for _, _, o in names(store)}
    assert HOME in set(graph.subjects(RDF.type, M4SD.State))
    assert (HOME, RDF.type, M4SD.State) in graph
    assert (HOME, RDF.type, M4SD.Policy) not in graph


@pytest.mark.parametrize("form", ["xml", "json", "tsv"])
@pytest.mark.parametrize("method", METHODS)
def test_rows(endpoint: str, store: Store, method: str, form: str) -> None:
    result = Graph(SPARQLStore(endpoint, method=method, returnFormat=form)).query(SELECT)
    assert result.vars is not None
    assert [[row.get(v) for v in result.vars] for row in result.bindings] == table(store.select(SELECT))


@pytest.mark.parametrize("method", METHODS)
def test_rows_as_csv_are_texts(endpoint: str, store: Store, method: str) -> None:
    result = Graph(SPARQLStore(endpoint, method=method, returnFormat="csv")).query(SELECT)
    assert result.vars is not None
    found = [[str(row.get(v, "")) for v in result.vars] for row in result.bindings]
    assert found == store.select(SELECT).texts()


@pytest.mark.parametrize(("query", "truth"), [(ASK, True), (ASK_FALSE, False)])
def test_truth(graph: Graph, query: str, truth: bool) -> None:
    assert graph.query(query).askAnswer is truth
    assert bool(graph.query(query)) is truth


@pytest.mark.parametrize("query", [CONSTRUCT, DESCRIBE], ids=["construct", "describe"])
def test_triples_of_a_query(graph: Graph, store: Store, query: str) -> None:
    found = graph.query(query).graph
    assert found is not None
    assert set(found) == triples(store.construct(query))


def test_bound_variables_and_namespaces(graph: Graph) -> None:
    query = "SELECT ?name WHERE { ?s label:prefLabel ?name FILTER(LANG(?name) = 'en') }"
    rows = graph.query(query, initNs={"label": SKOS}, initBindings={"s": HOME})
    assert [list(row.values()) for row in rows.bindings] == [[Literal("Kyrgyzstan", lang="en")]]


def test_the_query_arrives_unchanged(graph: Graph) -> None:
    rows = graph.query(f'SELECT ("{TRICKY}" AS ?x) WHERE {{}}')
    assert [list(row.values()) for row in rows.bindings] == [[Literal(TRICKY)]]


def test_length_of_everything(graph: Graph, store: Store) -> None:
    assert [[str(len(graph))]] == store.select(COUNT).texts()


def test_contexts_are_the_named_graphs(remote: SPARQLStore, store: Store) -> None:
    graphs = store.select("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }")
    assert sorted(remote.contexts()) == sorted(URIRef(row["g"].value) for row in graphs.rows)
    holding = set(remote.contexts((HOME, RDF.type, M4SD.State)))
    assert holding
    assert holding < {URIRef(row["g"].value) for row in graphs.rows}


@pytest.mark.parametrize("name", [VALENCE, INTERNATIONAL])
def test_a_named_graph_by_its_identifier(remote: SPARQLStore, store: Store, name: str) -> None:
    graph = Graph(remote, identifier=URIRef(name))
    assert [[str(len(graph))]] == store.select(COUNT, GraphChoice(default=(name,))).texts()
    assert 0 < len(set(graph)) == len(graph) < len(Graph(remote))


def test_an_unknown_graph_is_empty(remote: SPARQLStore) -> None:
    graph = Graph(remote, identifier=URIRef("https://example.org/none"))
    assert len(graph) == 0
    assert not list(graph)


def test_without_contexts_every_graph_is_everything(endpoint: str) -> None:
    store = SPARQLStore(endpoint, context_aware=False)
    assert len(Graph(store, identifier=URIRef(VALENCE))) == len(Graph(store))


def test_pages(remote: SPARQLStore) -> None:
    everything = sorted(Graph(remote).subjects(RDF.type, M4SD.State), key=str)
    page = Graph(remote)
    page.LIMIT, page.OFFSET = 3, 2  # type: ignore[attr-defined]
    assert list(page.subjects(RDF.type, M4SD.State)) == everything[2:5]


def test_a_local_graph_filled_from_the_remote_one(graph: Graph) -> None:
    local = Graph()
    local += graph.triples((None, RDF.type, M4SD.State))
    assert len(local) > 10


def test_a_bad_query_raises_or_reports_400(endpoint: str) -> None:
    with pytest.raises(ValueError, match="something wrong"):
        SPARQLStore(endpoint, method="GET").query(BROKEN)
    # By POST this version returns the status in place of a result.
    for method in ("POST", "POST_FORM"):
        assert SPARQLStore(endpoint, method=method).query(BROKEN)[0] == 400  # type: ignore[index]


def test_an_update_is_refused(endpoint: str) -> None:
    store = SPARQLUpdateStore(endpoint, endpoint)
    with pytest.raises(HTTPError) as refusal:
        store.update("INSERT DATA { <urn:a> <urn:b> <urn:c> }")
    with refusal.value as answer:
        assert answer.code == 403
        assert b"read-only" in answer.read()
