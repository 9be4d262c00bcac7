"""Every shape holds for its example, every constraint is tripped by its own counterexample, and all explain themselves.

``tests/shapes/<Shape>/pass.ttl`` and ``fail-<constraint>.ttl`` are found by name: a new constraint needs a new file.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import OWL, RDF, RDFS

from m4sd_graph.load import Dataset, load_dataset, parse_path, to_rdflib_term
from m4sd_graph.store.shacl import validation_graph
from m4sd_graph.validate import run_shacl
from m4sd_graph.workspace import Workspace

ROOT = Path(__file__).parent.parent
FIXTURES = ROOT / "tests" / "shapes"
SH = Namespace("http://www.w3.org/ns/shacl#")
SHAPES = Namespace("https://w3id.org/m4sd/shapes#")
M4SD = Namespace("https://w3id.org/m4sd/ontology#")
# What a fixture takes from the ontology: which class is below which, and which terms are admitted to the data.
TERM_FACTS = (RDFS.subClassOf, M4SD.statementKind, M4SD.instanceKind)
STYLE = ("ShapeStyle", "ShapeGraph", "NamedNode")


@cache
def shapes() -> Graph:
    graph = Graph(bind_namespaces="none")
    for path in sorted((ROOT / "shapes").glob("*.ttl")):
        graph.parse(path, format="turtle")
    return graph


@cache
def term_facts() -> tuple[ox.Triple, ...]:
    wanted = {ox.NamedNode(predicate) for predicate in TERM_FACTS}
    files = sorted((ROOT / "ontology").glob("*.ttl"))
    return tuple(triple for path in files for triple in parse_path(path) if triple.predicate in wanted)


@cache
def shape_with_parts(name: str) -> Graph:
    """The triples of one node shape and of all that it refers to."""
    part = Graph(bind_namespaces="none")
    waiting = [SHAPES[name]]
    while waiting:
        node = waiting.pop()
        for triple in shapes().triples((node, None, None)):
            if triple not in part:
                part.add(triple)
                if isinstance(triple[2], URIRef):
                    waiting.append(triple[2])
    return part


def local(node: object) -> str:
    return str(node).removeprefix(str(SHAPES))


def node_shapes() -> list[str]:
    return sorted(local(shape) for shape in shapes().subjects(RDF.type, SH.NodeShape))


def constraints_of(name: str) -> set[str]:
    """The parts of a node shape, and the shape itself where it constrains its focus nodes directly."""
    shape = SHAPES[name]
    parts = {local(part) for link in (SH.property, SH.sparql) for part in shapes().objects(shape, link)}
    return parts | ({name} if (shape, SH.nodeKind, None) in shapes() else set())


def tripped(name: str, *files: Path) -> set[str]:
    """The constraints of node shape ``name`` that the triples of ``files`` break, validated as a build validates."""
    data = [quad.triple for path in files for quad in ox.parse(path=path)]
    named = tuple(triple for triple in data if isinstance(triple.subject, ox.NamedNode))
    graph = validation_graph(Dataset({"urn:data": named, "urn:terms": term_facts()}))
    for s, p, o in data:
        if isinstance(s, ox.BlankNode):  # which a build refuses before it validates
            graph.add((BNode(s.value), to_rdflib_term(p), to_rdflib_term(o)))
    report = run_shacl(graph, shape_with_parts(name))
    return {
        local(report.value(result, SH.sourceConstraint) or report.value(result, SH.sourceShape))
        for result in report.subjects(RDF.type, SH.ValidationResult)
    }


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*/pass.ttl")), ids=lambda path: path.parent.name)
def test_example_conforms(path: Path) -> None:
    assert tripped(path.parent.name, path) == set()


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*/fail-*.ttl")), ids=lambda path: path.stem)
def test_counterexample_trips_its_constraint_only(path: Path) -> None:
    assert tripped(path.parent.name, path) == {path.stem.removeprefix("fail-")}


@pytest.mark.parametrize("name", node_shapes())
def test_shape_has_all_its_fixtures(name: str) -> None:
    expected = {"pass"} | {f"fail-{constraint}" for constraint in constraints_of(name)}
    assert len(expected) > 1, f"{name} checks nothing"
    assert {path.stem for path in (FIXTURES / name).glob("*.ttl")} == expected


def test_every_fixture_folder_names_a_shape() -> None:
    assert sorted(path.name for path in FIXTURES.iterdir()) == node_shapes()


def test_every_part_belongs_to_one_node_shape() -> None:
    parts = [part for name in node_shapes() for part in constraints_of(name) - {name}]
    kinds = (SH.PropertyShape, SH.SPARQLConstraint)
    assert sorted(parts) == sorted(local(part) for kind in kinds for part in shapes().subjects(RDF.type, kind))


@pytest.mark.parametrize("name", STYLE)
def test_shapes_keep_their_own_style(name: str) -> None:
    assert tripped(name, *sorted((ROOT / "shapes").glob("*.ttl"))) == set()


def test_shapes_hold_no_blank_nodes() -> None:
    assert not [triple for triple in shapes() if any(isinstance(term, BNode) for term in triple)]


def test_texts_of_shapes_are_tidy() -> None:
    texts = [
        text
        for predicate in (SH.name, SH.description, SH.message)
        for text in shapes().objects(None, predicate)
        if isinstance(text, Literal)
    ]
    assert texts
    assert not [text for text in texts if str(text) != " ".join(str(text).split(" ")).strip() or "  " in text]


def test_prefixes_of_queries_are_those_of_the_ontology() -> None:
    house = Graph(bind_namespaces="none").parse(ROOT / "ontology" / "prefixes.ttl", format="turtle")
    assert declared(shapes()) <= declared(house)


def declared(graph: Graph) -> set[tuple[str, str]]:
    nodes = set(graph.objects(None, SH.declare))
    return {(str(graph.value(node, SH.prefix)), str(graph.value(node, SH.namespace))) for node in nodes}


def test_queries_take_their_prefixes_from_one_place() -> None:
    heads = set(shapes().subjects(RDF.type, OWL.Ontology))
    assert len(heads) == 1
    assert set(shapes().objects(None, SH.prefixes)) == heads


def test_text_checks_read_every_text_property() -> None:
    """The queries on Kosovo* and on copied text name the properties they read; a new text property must join them."""
    properties = {
        triple.predicate.value
        for triple in load_dataset(Workspace(ROOT)).triples()
        if isinstance(triple.object, ox.Literal) and triple.object.language
    }
    missing = {
        (check, prop)
        for check in ("Kosovo-asterisk", "NoFullText-length")
        for prop in properties - {str(M4SD.requiredNote)}
        if not re.search(rf"[|\s]{re.escape(curie(prop))}[|\s]", str(shapes().value(SHAPES[check], SH.select)))
    }
    assert missing == set()


def curie(iri: str) -> str:
    prefix, namespace = max(
        ((p, n) for p, n in declared(shapes()) | {("rdfs", str(RDFS))} if iri.startswith(n)),
        key=lambda pair: len(pair[1]),
        default=("", ""),
    )
    return f"{prefix}:{iri.removeprefix(namespace)}" if prefix else iri
