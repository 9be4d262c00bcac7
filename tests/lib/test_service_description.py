"""The service description says what the service can do and what its dataset holds, no more and no less."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import rdflib
from rdflib.namespace import DCTERMS, RDF, VOID, XSD

from m4sd_graph import namespaces
from m4sd_graph.errors import ParameterError, StoreError
from m4sd_graph.load import SERVICE_GRAPH
from m4sd_graph.service_description import WORDS, serialise, service_description
from m4sd_graph.store.local import LocalStore
from m4sd_graph.store.protocol import GRAPH_TYPES, RESULT_TYPES
from m4sd_graph.summary import summarise
from tests.lib.descriptions import (
    DATASET,
    DEFAULT,
    ENDPOINT,
    EX,
    FORMAT,
    FULL,
    PLAIN,
    SD,
    SERVICE,
    TINY,
    XLSX,
    comment,
    described,
)
from tests.lib.support import dataset, triples


def features(graph: rdflib.Graph) -> set[Any]:
    return set(graph.objects(SERVICE, SD.feature))


def test_the_figures_are_those_of_the_summary() -> None:
    store = LocalStore.from_dataset(dataset(a="ex:isle a ex:Place ; ex:near ex:shore . ex:shore a ex:Place ."))
    told = described(summarise(store))
    figures = {p: told.value(DEFAULT, p) for p in (VOID.triples, VOID.classes, VOID.properties)}
    assert {p: int(str(n)) for p, n in figures.items()} == {VOID.triples: 3, VOID.classes: 1, VOID.properties: 2}
    assert told.value(DEFAULT, VOID.distinctSubjects) == told.value(DEFAULT, VOID.distinctObjects) == rdflib.Literal(2)
    [place] = told.objects(DEFAULT, VOID.classPartition)
    assert told.value(place, VOID["class"]) == rdflib.URIRef(f"{EX}Place")
    assert told.value(place, VOID.entities) == rdflib.Literal(2)
    parts = list(told.objects(DEFAULT, VOID.propertyPartition))
    assert {(str(told.value(p, VOID.property)), told.value(p, VOID.triples)) for p in parts} == {
        (f"{EX}near", rdflib.Literal(1)),
        (str(RDF.type), rdflib.Literal(2)),
    }


def test_each_named_graph_has_its_name_and_triples() -> None:
    told = described()
    [named] = told.objects(DATASET, SD.namedGraph)
    assert told.value(named, SD.name) == rdflib.URIRef(f"{EX}g")
    inner = told.value(named, SD.graph)
    assert told.value(inner, VOID.triples) == rdflib.Literal(3)
    assert list(told.objects(DEFAULT, VOID.subset)) == [inner]


def test_names_that_differ_have_nodes_that_differ() -> None:
    names = [f"{EX}a#b", f"{EX}a%23b", f"{EX}a%2523b", f"{EX}é", f"{EX}%C3%A9", f"{EX}a/b"]
    told = described(replace(TINY, graphs=dict.fromkeys(names, 1), default_members=tuple(names)))
    nodes = dict(told.subject_objects(SD.name))
    assert sorted(map(str, nodes.values())) == sorted(names)
    assert len(nodes) == len(names)


def test_the_union_is_a_feature_only_where_it_is_one() -> None:
    assert SD.UnionDefaultGraph in features(described())
    assert SD.UnionDefaultGraph not in features(described(replace(TINY, has_unnamed=True)))
    alone = described(capabilities=replace(FULL, union_default_graph=False))
    assert SD.UnionDefaultGraph not in features(alone)
    assert (DEFAULT, VOID.subset, None) not in alone


def test_a_graph_outside_of_the_union_is_named_but_no_part_of_it() -> None:
    told = dataset(a="ex:isle ex:near ex:shore .").with_graph(SERVICE_GRAPH, triples("ex:release ex:of ex:data ."))
    found = described(summarise(LocalStore.from_dataset(told)))
    assert set(found.objects(None, SD.name)) == {rdflib.URIRef(f"{EX}graph/a"), rdflib.URIRef(SERVICE_GRAPH)}
    assert set(found.objects(DEFAULT, VOID.subset)) == {rdflib.URIRef(f"{ENDPOINT}#graph:{EX}graph/a")}
    assert SD.UnionDefaultGraph not in features(found)
    assert "The default graph holds 1 of the 2 named graphs" in comment(found, "en")


def test_federation_is_a_feature_only_when_an_endpoint_is_allowed() -> None:
    assert SD.BasicFederatedQuery in features(described())
    assert "SERVICE may call <https://example.com/sparql> and nothing else." in comment(described(), "en")
    alone = described(capabilities=PLAIN)
    assert features(alone) == {SD.UnionDefaultGraph}
    assert "SERVICE est refusé." in comment(alone, "fr")


def test_formats_have_the_names_that_the_w3c_gave_them() -> None:
    formats = set(described(capabilities=PLAIN).objects(SERVICE, SD.resultFormat))
    results = {FORMAT[f"SPARQL_Results_{name}"] for name in ("JSON", "XML", "CSV", "TSV")}
    assert formats >= results | {FORMAT[name] for name in ("Turtle", "N-Triples", "RDF_XML", "JSON-LD")}
    assert len(formats) == len(RESULT_TYPES) + len(GRAPH_TYPES)


def test_other_formats_are_described_by_media_type_and_suffix() -> None:
    told = described()
    other = {
        (str(told.value(f, FORMAT.media_type)), str(told.value(f, FORMAT.preferred_suffix)))
        for f in told.subjects(RDF.type, FORMAT.Format)
    }
    assert other == {(XLSX, ".xlsx"), ("text/html", ".html")}
    assert len(set(told.objects(SERVICE, SD.resultFormat))) == len(RESULT_TYPES) + len(GRAPH_TYPES) + 2


def test_the_release_is_named_where_there_is_one() -> None:
    told = described()
    assert {(o.value, o.language) for o in told.objects(DATASET, DCTERMS.title) if isinstance(o, rdflib.Literal)} == {
        ("Migration policies", "en"),
        ("Politiques migratoires", "fr"),
    }
    assert told.value(DATASET, DCTERMS.license) == rdflib.URIRef(str(FULL.licence))
    assert told.value(DATASET, DCTERMS.identifier) == rdflib.Literal(FULL.version)
    assert told.value(DATASET, DCTERMS.issued) == rdflib.Literal("2025-01-31", datatype=XSD.date)
    assert told.value(DATASET, VOID.sparqlEndpoint) == SERVICE
    assert not any(str(p).startswith(str(DCTERMS)) for p in described(capabilities=PLAIN).predicates())


def test_the_space_of_our_own_things_is_said_of_them_alone() -> None:
    told = described()
    [own] = told.subjects(VOID.uriSpace, rdflib.Literal(namespaces.ID))
    assert (DATASET, VOID.subset, own) in told
    assert (None, VOID.uriSpace, None) not in described(capabilities=PLAIN)


def test_the_limits_are_told_in_both_languages() -> None:
    for language, figures in {
        "en": ("15 s", "60 s", "512 MiB", "100 MiB", "100,000 characters"),
        "fr": ("15 s", "60 s", "512 Mio", "100 Mio", "100\u202f000 caractères"),
    }.items():
        assert [figure for figure in figures if figure not in comment(described(), language)] == []
        assert "Limit" not in comment(described(capabilities=PLAIN), language)
    assert "1.5 s" in comment(described(capabilities=replace(PLAIN, timeout=1.5)), "en")


def test_every_language_has_every_sentence() -> None:
    assert WORDS["en"].keys() == WORDS["fr"].keys()
    assert {k: v.count("{}") for k, v in WORDS["en"].items()} == {k: v.count("{}") for k, v in WORDS["fr"].items()}


def test_the_service_comes_before_its_dataset_and_types_come_first() -> None:
    statements = service_description(ENDPOINT, TINY, FULL)
    subjects = list(dict.fromkeys(s.subject.value for s in statements))
    assert subjects[0] == ENDPOINT
    firsts = {s.subject.value: s.predicate.value for s in reversed(statements)}
    assert firsts[ENDPOINT] == firsts[str(DATASET)] == firsts[str(DEFAULT)] == str(RDF.type)


def test_the_prefixes_are_those_in_use_and_the_callers_win() -> None:
    given = {"d": namespaces.DCTERMS, "ex": f"{EX}c#", "unused": "urn:unused:"}
    text = serialise(service_description(ENDPOINT, TINY, FULL), "text/turtle", given).decode()
    declared = {line.split()[1] for line in text.splitlines() if line.startswith("@prefix")}
    assert declared == {"d:", "ex:", "formats:", "rdf:", "rdfs:", "sd:", "void:", "xsd:"}
    assert "void:class ex:Place" in text


@pytest.mark.parametrize("media_type", ["application/ld+json", "text/html", "application/unheard-of"])
def test_a_format_that_it_does_not_write_is_named(media_type: str) -> None:
    with pytest.raises(StoreError, match=f"no serialisation of triples as {media_type.replace('+', '.')}"):
        serialise(service_description(ENDPOINT, TINY, PLAIN), media_type, {})


@pytest.mark.parametrize("endpoint", ["", "/sparql", "urn:x", f"{ENDPOINT}#x", "http://bad host/sparql", "https://a/<"])
def test_what_is_no_address_of_a_service_is_refused(endpoint: str) -> None:
    with pytest.raises(ParameterError) as caught:
        service_description(endpoint, TINY, PLAIN)
    assert caught.value.place == endpoint
