"""The tree of the catalogue says what its statements say, with each dataset in the list of the catalogue."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pyld import jsonld
from rdflib import Graph
from rdflib.compare import isomorphic

from m4sd_graph.dcat.model import CATALOGUE
from m4sd_graph.dcat.resources import GRAPH, SPARQL
from m4sd_graph.dcat.tree import nested
from m4sd_graph.statements import about, ref
from tests.lib.dcat.catalogues import edition, made
from tests.lib.dcat.shapes import graph_of
from tests.lib.support import ROOT

CONTEXT: dict[str, Any] = {
    word: meaning
    for name in ("v1", "dcat-v1")
    for word, meaning in json.loads((ROOT / f"ontology/context/{name}.jsonld").read_text("utf-8"))["@context"].items()
}
NODES = [CATALOGUE, GRAPH, SPARQL, edition(2).iri, edition(1).distribution(edition(1).files[0])]


@pytest.mark.parametrize("iri", NODES)
def test_expanding_the_tree_gives_the_statements(iri: str) -> None:
    statements = made(2, 1).statements(iri)
    document = {"@context": CONTEXT, **nested(statements, iri, CONTEXT)}
    expanded = jsonld.to_rdf(document, {"format": "application/n-quads"})
    assert isomorphic(Graph().parse(data=expanded, format="nt"), graph_of(statements))


def test_datasets_stand_in_the_catalogue_and_their_files_in_them() -> None:
    tree = nested(made(2, 1).statements(CATALOGUE), CATALOGUE, CONTEXT)
    assert [type(one) for one in tree["dataset"]] == [dict] * 4
    graph = next(one for one in tree["dataset"] if one["id"] == GRAPH)
    assert graph["hasVersion"] == [edition(1).iri, edition(2).iri]
    [packed] = [way for way in graph["distribution"] if way["id"].endswith("m4sd-nq-gz")]
    assert packed["byteSize"] == 10
    assert packed["checksum"]["checksumValue"] == "cd" * 32


def test_every_term_of_the_catalogue_has_a_word() -> None:
    def keys(value: object) -> set[str]:
        if isinstance(value, dict):
            return set(value) | {key for one in value.values() for key in keys(one)}
        return {key for one in value for key in keys(one)} if isinstance(value, list) else set()

    assert not {key for key in keys(nested(made(1).statements(CATALOGUE), CATALOGUE, CONTEXT)) if ":" in key}


def test_what_nothing_names_is_included() -> None:
    apart = tuple(about("https://example.org/a", ("https://example.org/p", ref("https://example.org/b"))))
    tree = nested((*made(1).statements(SPARQL), *apart), SPARQL, CONTEXT)
    assert [node["id"] for node in tree["@included"]] == ["https://example.org/a"]
