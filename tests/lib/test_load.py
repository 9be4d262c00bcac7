"""Turtle becomes a Dataset, or an error that names file, line and column."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from m4sd_graph.errors import TurtleError, WorkspaceError
from m4sd_graph.load import (
    SERVICE_GRAPH,
    Dataset,
    iri_of,
    load_dataset,
    load_prefixes,
    load_shapes,
    parse_path,
    parse_turtle,
    to_rdflib_term,
)
from m4sd_graph.namespaces import GRAPH, XSD
from m4sd_graph.workspace import Workspace
from tests.lib.support import THING, dataset, triples, write

EX = "https://example.org/"


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ('PREFIX ex: <https://example.org/>\nex:a ex:b "open', 2, 11),
        ("PREFIX ex: <https://example.org/>\n\nex:a ex:b nothing:c .", 3, 11),
        ("<https://example.org/a> <https://example.org/b> <no iri> .", 1, 49),
    ],
)
def test_an_error_names_file_line_and_column(text: str, line: int, column: int) -> None:
    with pytest.raises(TurtleError) as caught:
        parse_turtle(text.encode(), "data/x.ttl")
    assert caught.value.place == f"data/x.ttl:{line}:{column}"
    assert str(caught.value).count("\n") == 0


def test_bytes_that_are_not_text_are_an_error_too() -> None:
    with pytest.raises(TurtleError, match=r"data/x\.ttl:1:\d+: not Turtle"):
        parse_turtle(b'<https://e.org/a> <https://e.org/b> "\xff\xfe" .', "data/x.ttl")


@pytest.mark.parametrize(
    "text", ["[] ex:b 1 .", "ex:a ex:b [] .", "ex:a ex:b (1) .", "_:a ex:b 1 .", "ex:a ex:b <<( ex:a ex:b 1 )>> ."]
)
def test_blank_nodes_are_refused_with_their_place(text: str) -> None:
    with pytest.raises(TurtleError, match=r"^test\.ttl: a (blank node|triple term) at .*Give the node an IRI"):
        triples(text)


def test_a_file_outside_a_workspace_is_named_by_its_path(tmp_path: Path) -> None:
    path = write(tmp_path, "open.ttl", b"<")
    with pytest.raises(TurtleError, match=str(path)):
        parse_path(path)


def test_a_dataset_keeps_graphs_origins_and_prefixes(tiny: Workspace) -> None:
    write(tiny.root, "data/international/ferry.ttl", THING + ' ex:ferry skos:notation "2" .')
    loaded = load_dataset(tiny)
    assert set(loaded.graphs) == {f"{GRAPH}{g}" for g in ("country/tst", "international", "ontology")}
    assert loaded.origins[f"{EX}ferry"] == "data/countries/tst/ferry.ttl"
    assert loaded.prefixes == load_prefixes(tiny)
    assert loaded.prefixes["skos"] == "http://www.w3.org/2004/02/skos/core#"


def test_the_union_leaves_the_service_graph_out() -> None:
    fact, about = triples("ex:a ex:b 1 .")[0], triples("ex:release ex:b 2 .")[0]
    both = Dataset({f"{EX}graph/a": (fact,), SERVICE_GRAPH: (about,)})
    assert list(both.triples()) == [fact]
    assert {q.graph_name.value for q in both.quads() if isinstance(q.graph_name, ox.NamedNode)} == set(both.graphs)
    assert len(both.to_rdflib()) == 1


def test_a_replaced_graph_is_sorted_and_the_first_dataset_stays() -> None:
    first = dataset(a="ex:a ex:b 1 .")
    second = first.with_graph(f"{EX}graph/0", reversed(triples("ex:a ex:b 1 . ex:b ex:b 1 .")))
    assert [iri_of(t.subject) for t in second.graphs[f"{EX}graph/0"]] == [f"{EX}a", f"{EX}b"]
    assert list(second.graphs) == [f"{EX}graph/0", f"{EX}graph/a"]
    assert list(first.graphs) == [f"{EX}graph/a"]


@pytest.mark.parametrize(
    ("text", "kind"), [("01", "integer"), ("2020-13-41", "date"), ("1", "boolean"), ("5", "decimal"), ("x", "string")]
)
@pytest.mark.filterwarnings("ignore")
def test_literals_keep_their_text_in_rdflib(text: str, kind: str) -> None:
    literal = to_rdflib_term(ox.Literal(text, datatype=ox.NamedNode(f"{XSD}{kind}")))
    assert isinstance(literal, rdflib.Literal)
    assert str(literal) == text
    assert literal.datatype == (None if kind == "string" else rdflib.URIRef(f"{XSD}{kind}"))


def test_there_is_no_rdflib_term_for_triples_in_triples() -> None:
    with pytest.raises(TypeError, match="no rdflib term"):
        to_rdflib_term(triples("ex:a ex:b ex:c .")[0])


def test_shapes_are_one_graph(tiny: Workspace) -> None:
    write(tiny.root, "shapes/more.ttl", "ex:More a sh:NodeShape .")
    assert len(set(load_shapes(tiny).subjects(rdflib.RDF.type, rdflib.SH.NodeShape))) == 3


def test_a_workspace_without_shapes_is_refused(tiny: Workspace) -> None:
    for file in tiny.shape_files():
        file.path.unlink()
    with pytest.raises(WorkspaceError, match="no shape here: nothing would be checked"):
        load_shapes(tiny)
