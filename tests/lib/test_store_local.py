"""The embedded store answers every form of query, says where a query is wrong, and changes nothing."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from m4sd_graph.errors import QueryRefusedError, QuerySyntaxError, ReleaseError, StoreError
from m4sd_graph.load import SERVICE_GRAPH, Dataset
from m4sd_graph.namespaces import XSD
from m4sd_graph.store.local import LocalStore
from m4sd_graph.store.protocol import GRAPH_TYPES, RESULT_TYPES, GraphChoice, Rows, Statement, Term
from tests.lib.support import triples

EX = "https://example.org/"
GRAPHS = {
    f"{EX}graph/a": triples('ex:isle ex:name "Isle"@en , "Île"@fr ; ex:size 3.5 ; ex:near ex:shore .'),
    f"{EX}graph/b": triples("ex:shore ex:near ex:isle ."),
    SERVICE_GRAPH: triples("ex:release ex:near ex:nothing ."),
}


@pytest.fixture(scope="module")
def store() -> LocalStore:
    return LocalStore.from_dataset(Dataset(GRAPHS, prefixes={"ex": EX, "xsd": XSD, "unused": "urn:unused:"}))


def iri(name: str) -> Term:
    return Term("iri", EX + name)


def test_rows_keep_order_kinds_languages_and_gaps(store: LocalStore) -> None:
    rows = store.select("SELECT ?n ?size ?gap { ex:isle ex:name ?n ; ex:size ?size } ORDER BY ?n")
    assert rows.variables == ("n", "size", "gap")
    assert rows.rows[0] == {"n": Term("literal", "Isle", "", "en"), "size": Term("literal", "3.5", f"{XSD}decimal")}
    assert rows.texts() == [["Isle", "3.5", ""], ["Île", "3.5", ""]]


def test_blank_nodes_are_told_as_such(store: LocalStore) -> None:
    [row] = store.select("SELECT ?b { BIND(BNODE() AS ?b) }").rows
    assert row["b"].kind == "bnode"


def test_the_default_graph_is_the_union_without_the_service_graph(store: LocalStore) -> None:
    assert store.select("SELECT (COUNT(*) AS ?n) { ?s ex:near ?o }").texts() == [["2"]]
    assert not store.ask("ASK { ex:release ?p ?o }")
    assert store.ask(f"ASK {{ GRAPH <{SERVICE_GRAPH}> {{ ex:release ?p ?o }} }}")
    assert len(store) == 2 * (4 + 1) + 1


def test_a_request_may_choose_its_graphs(store: LocalStore) -> None:
    near = "SELECT ?s { ?s ex:near ?o } ORDER BY ?s"
    assert len(store.select(near, GraphChoice(default=(f"{EX}graph/a",))).rows) == 1
    assert len(store.select(near, GraphChoice(default=(f"{EX}graph/a", f"{EX}graph/b"))).rows) == 2
    assert store.select(near, GraphChoice(named=(f"{EX}graph/a",))).rows == ()
    named = "SELECT ?g { GRAPH ?g { ex:shore ?p ?o } }"
    assert store.select(named, GraphChoice(named=(f"{EX}graph/b",))).texts() == [[f"{EX}graph/b"]]
    assert store.ask("ASK { ?s ?p ?o }", GraphChoice(default=(f"{EX}graph/none",))) is False


def test_constructed_statements_come_once(store: LocalStore) -> None:
    statements = store.construct("CONSTRUCT { ex:a ex:b ?o } { ?s ex:near ?o }")
    assert {s.object for s in statements} == {iri("isle"), iri("shore")}
    assert statements[0] == Statement(iri("a"), iri("b"), statements[0].object)
    twice = store.construct("CONSTRUCT { ex:a ex:b 1 } { ?s ex:near ?o }")
    assert len(twice) == 1
    assert len(store.construct("DESCRIBE ex:isle")) == 4


@pytest.mark.parametrize("method", ["select", "ask", "construct"])
@pytest.mark.parametrize("query", ["SELECT * { ?s ?p ?o }", "ASK {}", "CONSTRUCT WHERE { ?s ?p ?o }"])
def test_a_query_of_another_form_is_refused(store: LocalStore, method: str, query: str) -> None:
    if query.lower().startswith(method):
        assert getattr(store, method)(query) is not None
    else:
        with pytest.raises(QuerySyntaxError, match=f"this is not an? {method.upper()}"):
            getattr(store, method)(query)


def test_rows_in_every_format(store: LocalStore) -> None:
    query = "SELECT ?n { ex:isle ex:name ?n } ORDER BY ?n"
    answers = {name: store.answer(query, kind) for name, kind in RESULT_TYPES.items()}
    assert {name: answer.media_type for name, answer in answers.items()} == dict(RESULT_TYPES)
    assert list(csv.reader(io.StringIO(answers["csv"].content.decode()))) == [["n"], ["Isle"], ["Île"]]
    assert answers["tsv"].content.decode().splitlines() == ["?n", '"Isle"@en', '"Île"@fr']
    bindings = json.loads(answers["json"].content)["results"]["bindings"]
    assert [b["n"]["xml:lang"] for b in bindings] == ["en", "fr"]
    assert b'<literal xml:lang="fr">' in answers["xml"].content


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of rdflib, which its own parsers still use
def test_graphs_in_every_format_with_the_prefixes_they_need(store: LocalStore) -> None:
    query = "CONSTRUCT WHERE { ?s ex:near ?o }"
    isle, near, shore = (rdflib.URIRef(EX + name) for name in ("isle", "near", "shore"))
    for kind in GRAPH_TYPES.values():
        content = store.answer(query, kind).content
        assert set(rdflib.Graph().parse(data=content, format=kind)) == {(isle, near, shore), (shore, near, isle)}
    text = store.answer(query, "text/turtle").content.decode()
    assert "@prefix ex:" in text
    assert "unused" not in text
    assert store.answer(query, "text/turtle") == store.answer(query, "text/turtle")


@pytest.mark.parametrize(
    ("query", "kind", "message"),
    [
        ("SELECT * {}", "text/turtle", "no serialisation of results as text/turtle"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "text/csv", "no serialisation of triples as text/csv"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "text/n3", "no serialisation of triples as text/n3"),
        ("ASK {}", "application/unheard-of", "no serialisation of results"),
    ],
)
def test_a_format_that_does_not_fit_is_named(store: LocalStore, query: str, kind: str, message: str) -> None:
    with pytest.raises(StoreError, match=message):
        store.answer(query, kind)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT * {\n  ?s ?p FOO }", "the word `FOO` is neither keyword, variable nor name at line 2, column 9."),
        ("SELECT * { ?s ?p ?o ", "`{` opened at line 1, column 10 is not closed: the query ends at line 1, column 20."),
        ("", "the query is empty: it ends at line 1, column 1."),
        ("SELECT * { ?s nope:p ?o }", "the prefix `nope:` is not declared at line 1, column 15."),
        ("SELECT ?x (1 AS ?x) { }", "`?x` is selected twice at line 1, column 17."),
    ],
)
def test_a_query_that_is_wrong_is_told_where(store: LocalStore, query: str, message: str) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        store.select(query)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 200


def test_a_function_that_is_not_there_is_told(store: LocalStore) -> None:
    with pytest.raises(QueryRefusedError, match="there is no function <urn:f>"):
        store.select("SELECT * { FILTER(<urn:f>(1)) }")


@pytest.mark.parametrize("query", ["SELECT * { SERVICE <urn:x> { } }", "INSERT DATA { <urn:a> <urn:b> 1 }"])
def test_the_guard_stands_before_every_way_in(store: LocalStore, query: str) -> None:
    size = len(store)
    for ask in (store.select, store.ask, store.construct, lambda q: store.answer(q, "text/csv")):
        with pytest.raises(QueryRefusedError):
            ask(query)
    assert len(store) == size


def test_triples_in_triples_are_no_part_of_the_graph() -> None:
    inner = ox.Triple(*(ox.NamedNode(f"urn:{n}") for n in "abc"))
    quads = ox.Store()
    quads.add(ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), inner))
    with pytest.raises(StoreError, match="not part of this graph"):
        LocalStore(quads).select("SELECT ?o { ?s ?p ?o }")


def test_a_dump_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    for content in (b"<urn:a> <urn:b> .\n", b"\xff\n"):
        (tmp_path / "x.nq").write_bytes(content)
        with pytest.raises(ReleaseError, match=r"x\.nq: the dump cannot be read"):
            LocalStore.from_nquads(tmp_path / "x.nq", {})


def test_no_rows_have_no_texts() -> None:
    assert Rows(("a",), ()).texts() == []
