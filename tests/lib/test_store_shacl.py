"""Validation through Oxigraph says exactly what rdflib's own SPARQL says, on good data and on broken data."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from m4sd_graph.catalog import load_catalog
from m4sd_graph.infer import infer
from m4sd_graph.load import Dataset, load_dataset, load_shapes, parse_turtle
from m4sd_graph.store.shacl import validation_graph
from m4sd_graph.validate import read_report, run_shacl
from m4sd_graph.workspace import find_workspace

ROOT = Path(__file__).resolve().parents[2]
BROKEN = b"""
PREFIX m4sd: <https://w3id.org/m4sd/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
<https://w3id.org/m4sd/id/org/testland-body> a m4sd:CoordinationBody ; skos:prefLabel "Kosovo body"@en .
<https://w3id.org/m4sd/id/org/testland-body> m4sd:unheardOf 1 .
<https://w3id.org/m4sd/id/org/testland-person> a foaf:Person ; skos:prefLabel "write to a@example.org"@en .
<https://w3id.org/m4sd/id/link/testland> a m4sd:DerivedLink ; m4sd:grade 9 .
"""


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return infer(load_dataset(find_workspace(ROOT)), load_catalog().of_kind("rules"))


def test_both_engines_report_the_same(dataset: Dataset) -> None:
    broken = dataset.with_graph("https://w3id.org/m4sd/graph/international", parse_turtle(BROKEN, "broken.ttl"))
    shapes = load_shapes(find_workspace(ROOT))
    fast = read_report(run_shacl(validation_graph(broken), shapes), shapes, {})
    plain = read_report(run_shacl(broken.to_rdflib(), shapes), shapes, {})
    assert fast == plain
    assert fast.counts()["Violation"] > 10


def test_graph_holds_the_union(dataset: Dataset) -> None:
    assert set(validation_graph(dataset)) == set(dataset.to_rdflib())


def test_queries_with_a_bound_focus_node(dataset: Dataset) -> None:
    graph = validation_graph(dataset)
    focus = rdflib.URIRef("https://w3id.org/m4sd/id/country/kyrgyzstan")
    rows = list(graph.query("SELECT $this ?type WHERE { $this a ?type }", initBindings={"this": focus}))
    assert rows == [(focus, rdflib.URIRef("https://w3id.org/m4sd/ontology#State"))]


def test_other_forms_fall_back_to_rdflib() -> None:
    node = ox.NamedNode("https://example.org/a")
    graph = validation_graph(Dataset({"https://example.org/g": (ox.Triple(node, node, node),)}))
    assert graph.query("ASK { ?s ?p ?o }").askAnswer
