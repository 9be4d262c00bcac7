"""Validation as it is made quick says exactly what pySHACL and rdflib alone say, on good data and on broken data."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from rdflib.namespace import SH

from m4sd_graph.load import Dataset, load_dataset, load_shapes
from m4sd_graph.namespaces import GRAPH
from m4sd_graph.store.shacl import QueriedMemory, lifted, validation_graph
from m4sd_graph.validate import read_report, run_shacl
from m4sd_graph.workspace import find_workspace

ROOT = Path(__file__).resolve().parents[2]
WORLD, EXAMPLES = ROOT / "tests/world", ROOT / "tests/shapes"
KEPT = ("ontology", "sources", "country/mar", "country/mda", "country/npl", "country/srb")


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    """Good data and bad: parts of the project, an invented world, every example and counterexample of the shapes."""
    project = load_dataset(find_workspace(ROOT))
    graphs = {f"{GRAPH}{name}": project.graphs[f"{GRAPH}{name}"] for name in KEPT}
    for name, folder in (("world", WORLD), ("examples", EXAMPLES)):
        triples = (quad.triple for path in sorted(folder.rglob("*.ttl")) for quad in ox.parse(path=path))
        graphs[f"{GRAPH}{name}"] = tuple(triple for triple in triples if isinstance(triple.subject, ox.NamedNode))
    return Dataset(graphs)


@pytest.fixture(scope="module")
def graph(dataset: Dataset) -> rdflib.Graph:
    return validation_graph(dataset)


def test_the_quick_way_reports_the_same(dataset: Dataset, graph: rdflib.Graph) -> None:
    shapes = load_shapes(find_workspace(ROOT))
    quick = read_report(run_shacl(graph, shapes), shapes, {})
    _, plain, _ = pyshacl.validate(dataset.to_rdflib(), shacl_graph=shapes, inference="none")
    assert quick == read_report(plain, shapes, {})
    assert len({finding.shape for finding in quick.findings if finding.severity == "Violation"}) > 100


def test_property_shapes_take_the_targets_of_their_node_shapes() -> None:
    shapes = load_shapes(find_workspace(ROOT))
    left = set(lifted(shapes).subjects(SH.property))
    assert len(left) < len(set(shapes.subjects(SH.property))) / 4


@pytest.mark.parametrize(
    "more",
    [
        "ex:Other sh:node ex:Shape .",
        "ex:Shape sh:deactivated true .",
        "ex:Other sh:property ex:Shape . ex:Shape sh:path ex:p .",
        "ex:Shape sh:targetClass [] ; sh:not ex:Shape .",
    ],
)
def test_a_shape_that_more_hangs_on_keeps_its_parts(more: str) -> None:
    shapes = rdflib.Graph().parse(
        format="turtle",
        data=f"""@prefix sh: <{SH}> . @prefix ex: <https://example.org/> .
        ex:Shape sh:targetClass ex:A ; sh:property ex:part . {more}""",
    )
    assert set(lifted(shapes)) == set(shapes)


def test_a_shape_without_a_target_keeps_its_parts() -> None:
    shapes = rdflib.Graph().parse(
        format="turtle", data=f"@prefix sh: <{SH}> . <urn:shape> a sh:NodeShape ; sh:property <urn:part> ."
    )
    assert set(lifted(shapes)) == set(shapes)


def test_graph_holds_the_union(dataset: Dataset, graph: rdflib.Graph) -> None:
    assert set(graph) == set(dataset.to_rdflib())


def test_queries_with_a_bound_focus_node(graph: rdflib.Graph) -> None:
    focus = rdflib.URIRef("https://w3id.org/m4sd/id/country/testland")
    rows = list(graph.query("SELECT $this ?type WHERE { $this a ?type }", initBindings={"this": focus}))
    assert rows == [(focus, rdflib.URIRef("https://w3id.org/m4sd/ontology#State"))]


def test_other_forms_fall_back_to_rdflib() -> None:
    node = ox.NamedNode("https://example.org/a")
    graph = validation_graph(Dataset({"https://example.org/g": (ox.Triple(node, node, node),)}))
    assert graph.query("ASK { ?s ?p ?o }").askAnswer


NODE, OTHER, LINK = (f"https://example.org/{name}" for name in ("a", "b", "p"))


@pytest.fixture
def small() -> rdflib.Graph:
    """Two things that lead to one another, each with a number in words."""
    ends: list[tuple[str, ox.NamedNode | ox.Literal]] = [
        (NODE, ox.NamedNode(OTHER)),
        (OTHER, ox.NamedNode(NODE)),
        (NODE, ox.Literal("one", language="en")),
    ]
    triples = tuple(ox.Triple(ox.NamedNode(s), ox.NamedNode(LINK), o) for s, o in ends)
    return validation_graph(Dataset({"https://example.org/g": triples}))


def engine(graph: rdflib.Graph) -> QueriedMemory:
    assert isinstance(graph.store, QueriedMemory)
    return graph.store


def solutions(graph: rdflib.Graph, query: str, bindings: dict[str, rdflib.term.Identifier]) -> set[frozenset[object]]:
    result = graph.query(query, initBindings=bindings)
    return {frozenset(row.items()) for row in result.bindings}


@pytest.mark.parametrize(
    ("query", "applied"),
    [
        ("SELECT $this ?o WHERE { $this ?p ?o }", True),
        ("SELECT ?this ?o WHERE { ?this ?p ?o }", True),
        ("SELECT\n$this\n?o\nWHERE\n{ $this ?p ?o }", True),
        ("select distinct $this{$this ?p ?o}", True),
        ("SELECT * { $this ?p ?o }", True),
        ("SELECT $this (COUNT(?o) AS ?n) { $this ?p ?o } GROUP BY $this", True),
        ("SELECT $this ?o { { SELECT $this ?o { $this ?p ?o } } }", True),
        ("SELECT ?s { ?s ?p ?o } # about $thisness", True),
        ("SELECT ?o WHERE { $this ?p ?o }", False),
        ("SELECT (COUNT($this) AS ?n) { $this ?p ?o }", False),
        ("SELECT * { ?s ?p ?o FILTER(?s = $this) }", False),
        ("SELECT $this ?o { { SELECT ?o { $this ?p ?o } } }", False),
    ],
)
def test_a_binding_holds_or_rdflib_answers(small: rdflib.Graph, query: str, applied: bool) -> None:
    focus: dict[str, rdflib.term.Identifier] = {"this": rdflib.URIRef(NODE)}
    plain = rdflib.Graph()
    plain += small
    rows = solutions(small, query, focus)
    assert rows == solutions(plain, query, focus)
    assert rows
    if applied:
        engine(small).query(query, {}, focus)
    else:
        with pytest.raises(NotImplementedError):
            engine(small).query(query, {}, focus)


@pytest.mark.parametrize(
    "value", [rdflib.Literal("one", lang="en"), rdflib.URIRef(OTHER)], ids=lambda value: type(value).__name__
)
def test_any_term_can_be_bound(small: rdflib.Graph, value: rdflib.term.Identifier) -> None:
    rows = list(small.query("SELECT ?s ?value { ?s ?p ?value }", initBindings={"value": value}))
    assert rows == [(rdflib.URIRef(NODE), value)]


def test_a_blank_node_is_left_to_rdflib(small: rdflib.Graph) -> None:
    with pytest.raises(NotImplementedError):
        engine(small).query("SELECT ?this { ?this ?p ?o }", {}, {"this": rdflib.BNode()})


def test_every_query_of_the_shapes_is_answered_by_oxigraph(small: rdflib.Graph) -> None:
    shapes = load_shapes(find_workspace(ROOT))
    prefixes = "".join(f"PREFIX {p}: <{ns}>\n" for p, ns in load_dataset(find_workspace(ROOT)).prefixes.items())
    queries = [str(query) for query in shapes.objects(None, rdflib.SH.select)]
    assert len(queries) > 40
    for query in queries:
        engine(small).query(prefixes + query, {}, {"this": rdflib.URIRef(NODE)})
