"""The W3C tests of the SPARQL 1.1 Service Description, in each media type that a description comes in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import RDF, BNode, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from tests.conformance.results import JSON_LD, N_QUADS, N_TRIPLES, RDF_XML, TRIG, TURTLE
from tests.conformance.service import PATH, send
from tests.conformance.suite import entries

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
MEDIA_TYPES = (TURTLE, N_TRIPLES, RDF_XML, JSON_LD, N_QUADS, TRIG)
# The vocabulary: property, class of its subject, class of its object (None: any IRI).
PROPERTIES: Mapping[URIRef, tuple[URIRef, URIRef | None]] = {
    SD.endpoint: (SD.Service, None),
    SD.feature: (SD.Service, SD.Feature),
    SD.defaultEntailmentRegime: (SD.Service, SD.EntailmentRegime),
    SD.defaultSupportedEntailmentProfile: (SD.Service, SD.EntailmentProfile),
    SD.extensionFunction: (SD.Service, SD.Function),
    SD.extensionAggregate: (SD.Service, SD.Aggregate),
    SD.languageExtension: (SD.Service, SD.Feature),
    SD.supportedLanguage: (SD.Service, SD.Language),
    SD.propertyFeature: (SD.Service, SD.Feature),
    SD.resultFormat: (SD.Service, None),
    SD.inputFormat: (SD.Service, None),
    SD.defaultDataset: (SD.Service, SD.Dataset),
    SD.availableGraphs: (SD.Service, SD.GraphCollection),
    SD.defaultGraph: (SD.Dataset, SD.Graph),
    SD.namedGraph: (SD.GraphCollection, SD.NamedGraph),
    SD.name: (SD.NamedGraph, None),
    SD.graph: (SD.NamedGraph, SD.Graph),
    SD.entailmentRegime: (SD.NamedGraph, SD.EntailmentRegime),
    SD.supportedEntailmentProfile: (SD.NamedGraph, SD.EntailmentProfile),
}
CLASSES = {of for pair in PROPERTIES.values() for of in pair if of}
SUBCLASSES = {SD.GraphCollection: {SD.GraphCollection, SD.Dataset}, SD.Function: {SD.Function, SD.Aggregate}}
# What the vocabulary itself names, so that a description need not type it.
NAMED = {
    SD.Language: {SD.SPARQL10Query, SD.SPARQL11Query, SD.SPARQL11Update},
    SD.Feature: {SD.DereferencesURIs, SD.UnionDefaultGraph, SD.RequiresDataset, SD.EmptyGraphs, SD.BasicFederatedQuery},
}


def description(address: str, media_type: str | None) -> Graph:
    """What GET without a query gives."""
    answer = send(address, "GET", PATH, {"Accept": media_type} if media_type else {})
    assert answer.status == 200, answer.body
    assert answer.media_type in MEDIA_TYPES if media_type is None else answer.media_type == media_type
    return graph_of(answer.body, answer.media_type)


def graph_of(content: bytes, media_type: str) -> Graph:
    """The triples of a description; those of a dataset whatever graph they stand in."""
    if media_type in (JSON_LD, N_QUADS, TRIG):
        quads = ox.parse(content, ox.RdfFormat.from_media_type(media_type))
        triples = [quad.triple for quad in quads]
        content, media_type = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"", N_TRIPLES
    return Graph().parse(data=content, format=media_type)


@pytest.mark.parametrize("media_type", [*MEDIA_TYPES, None])
def test_returns_rdf(small_service: str, media_type: str | None) -> None:
    assert len(description(small_service, media_type)) > 0


@pytest.mark.parametrize("media_type", MEDIA_TYPES)
def test_has_endpoint_triple(small_service: str, media_type: str) -> None:
    graph = description(small_service, media_type)
    assert list(graph.objects(None, SD.endpoint)) == [URIRef(small_service + PATH)]


@pytest.mark.parametrize("media_type", MEDIA_TYPES)
def test_conforms_to_schema(small_service: str, media_type: str) -> None:
    graph = description(small_service, media_type)
    assert graph.value(None, RDF.type, SD.Service, any=False) is not None
    wrong = [
        (subject, predicate, object_)
        for subject, predicate, object_ in graph.triples((None, None, None))
        if not fits(graph, subject, predicate, object_)
    ]
    assert not wrong


def test_has_one_name_per_named_graph(small_service: str) -> None:
    graph = description(small_service, TURTLE)
    named = list(graph.subjects(RDF.type, SD.NamedGraph))
    assert named
    assert [len(list(graph.objects(node, SD.name))) for node in named] == [1] * len(named)


def test_every_media_type_says_the_same(small_service: str) -> None:
    said = [set(description(small_service, kind)) for kind in MEDIA_TYPES]
    assert [statements ^ said[0] for statements in said] == [set()] * len(MEDIA_TYPES)


def test_no_test_of_the_suite_is_left_out(suite: Path) -> None:
    names = {name.replace("-", "_") for name in entries(suite, "sparql11/service-description")}
    assert {f"test_{name}" for name in names} <= set(globals())


def fits(graph: Graph, subject: Node, predicate: Node, object_: Node) -> bool:
    """Whether a statement uses the vocabulary as it is defined; what is no part of it fits."""
    if predicate == RDF.type and str(object_).startswith(SD):
        return object_ in CLASSES
    if predicate not in PROPERTIES:
        return not str(predicate).startswith(SD)
    of, to = PROPERTIES[URIRef(str(predicate))]
    if to is None:
        return is_a(graph, subject, of) and not isinstance(object_, Literal | BNode)
    return is_a(graph, subject, of) and is_a(graph, object_, to)


def is_a(graph: Graph, node: Node, class_: URIRef) -> bool:
    """Whether a node is typed as a member of the class, or known as one."""
    types = set(graph.objects(node, RDF.type))
    return bool(types & SUBCLASSES.get(class_, {class_})) or node in NAMED.get(class_, set())
