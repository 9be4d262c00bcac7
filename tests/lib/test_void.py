"""The VoID description counts what a store holds, and leads to it."""

from __future__ import annotations

from rdflib import FOAF, RDF, Graph, Literal, Namespace, URIRef

from m4sd_graph.namespaces import VOID as VOID_IRI
from m4sd_graph.service_description import serialise
from m4sd_graph.statements import ordered
from m4sd_graph.summary import Summary
from m4sd_graph.void import LISTED, Access, figures, fragment, void_description

VOID = Namespace(VOID_IRI)
DOCUMENT, DATASET = "https://example.org/void", "https://example.org/dataset"
ACCESS = Access(
    page="https://example.org/",
    dumps=("https://example.org/dump.nq",),
    endpoint="https://example.org/sparql",
    examples=("https://example.org/id/one",),
    features=("http://www.w3.org/ns/formats/Turtle",),
    uri_space="https://example.org/id/",
)


def summary(classes: int) -> Summary:
    names = {f"https://example.org/ontology#C{n}": n for n in range(classes)}
    properties = {"https://example.org/ontology#p": 4, "http://www.w3.org/1999/02/22-rdf-syntax-ns#type": 3}
    return Summary(7, {}, (), False, names, properties, 5, 6)


def described(classes: int = 2) -> Graph:
    statements = ordered(void_description(DOCUMENT, DATASET, summary(classes), ACCESS))
    return Graph().parse(data=serialise(statements, "text/turtle", {}), format="turtle")


def test_figures_are_those_of_the_summary() -> None:
    found, dataset = described(), URIRef(DATASET)
    for name, number in {
        "triples": 7,
        "classes": 2,
        "properties": 2,
        "distinctSubjects": 5,
        "distinctObjects": 6,
    }.items():
        assert found.value(dataset, VOID[name]) == Literal(number)


def test_each_class_and_property_has_a_partition() -> None:
    found, dataset = described(), URIRef(DATASET)
    classes = {
        found.value(part, VOID["class"]): found.value(part, VOID.entities)
        for part in found.objects(dataset, VOID.classPartition)
    }
    assert classes == {URIRef(f"https://example.org/ontology#C{n}"): Literal(n) for n in range(2)}
    properties = {found.value(part, VOID.property) for part in found.objects(dataset, VOID.propertyPartition)}
    assert properties == {URIRef("https://example.org/ontology#p"), RDF.type}


def test_a_long_list_is_counted_and_left_out() -> None:
    found = described(LISTED + 1)
    assert found.value(URIRef(DATASET), VOID.classes) == Literal(LISTED + 1)
    assert not set(found.objects(URIRef(DATASET), VOID.classPartition))
    assert set(found.objects(URIRef(DATASET), VOID.propertyPartition))


def test_the_ways_into_the_dataset_are_told() -> None:
    found, dataset = described(), URIRef(DATASET)
    assert found.value(URIRef(DOCUMENT), FOAF.primaryTopic) == dataset
    assert set(found.objects(dataset, VOID.dataDump)) == {URIRef(ACCESS.dumps[0])}
    assert found.value(dataset, VOID.sparqlEndpoint) == URIRef(ACCESS.endpoint)
    assert found.value(dataset, VOID.exampleResource) == URIRef(ACCESS.examples[0])
    assert found.value(dataset, VOID.feature) == URIRef(ACCESS.features[0])
    assert URIRef("https://example.org/ontology#") in set(found.objects(dataset, VOID.vocabulary))


def test_the_space_of_iris_is_that_of_a_part() -> None:
    found = described()
    [part] = found.subjects(VOID.uriSpace)
    assert found.value(part, VOID.uriSpace) == Literal(ACCESS.uri_space)
    assert (URIRef(DATASET), VOID.subset, part) in found


def test_partitions_are_named_by_who_asks_for_them() -> None:
    told = list(figures(DATASET, summary(1), lambda kind, iri: fragment(DOCUMENT, kind, iri)))
    names = {s.subject.value for s in told}
    assert f"{DOCUMENT}#class:https://example.org/ontology%23C0" in names
