"""The JSON-LD context has a word for every term and loses nothing."""

from __future__ import annotations

import hashlib
import json
from functools import cache

import pytest
from pyld import jsonld
from rdflib import DCTERMS, RDF, SKOS, XSD, Graph, Literal, URIRef
from rdflib.compare import isomorphic

from tests.ontologies import (
    INSTANCE_KIND,
    M4SD,
    ONTOLOGY,
    STATEMENT_KIND,
    VOCAB,
    context,
    ontology,
    own_terms,
    prefixes,
    read,
)

# Of the bytes of v1.jsonld.
PUBLISHED = "2a70c29d740d86a58485607b3e6ecdbe9a442b0867b3e941c577e8a04ec4eece"


def target(entry: object) -> str:
    iri = entry.get("@id") if isinstance(entry, dict) else entry
    prefix, _, local = str(iri).partition(":")
    return prefixes().get(prefix, prefix + ":") + local


def test_context_uses_the_declared_prefixes() -> None:
    for name, entry in context().items():
        if isinstance(entry, str) and entry.startswith("http"):
            assert prefixes()[name] == entry


def test_context_has_a_word_for_every_term_in_data() -> None:
    words = {target(entry): name for name, entry in context().items() if not name.startswith("@")}
    admitted = {*ontology().subjects(STATEMENT_KIND), *ontology().subjects(INSTANCE_KIND)} - {RDF.type}
    assert {str(term) for term in admitted} <= words.keys()
    for term in own_terms():
        assert words[str(term)] == str(term).removeprefix(M4SD)


def test_context_names_no_term_twice_and_only_terms_that_the_graph_uses() -> None:
    terms = [target(entry) for entry in context().values() if isinstance(entry, dict) and "@id" in entry]
    assert len(terms) == len(set(terms))
    used = {str(p) for p in {*ontology().predicates(), *read("ontology/prefixes.ttl").predicates()}}
    assert set(terms) <= used | {str(term) for term in ontology().subjects(STATEMENT_KIND)}


def test_words_told_from_the_other_end_are_those_of_links() -> None:
    entries = {name: entry for name, entry in context().items() if isinstance(entry, dict)}
    reverse = {name: target(entry["@reverse"]) for name, entry in entries.items() if "@reverse" in entry}
    assert reverse == {"links": f"{M4SD}linkSource", "linkedFrom": f"{M4SD}linkTarget"}


def test_words_for_classes_alone_begin_with_a_capital() -> None:
    classes = {str(term) for term in ontology().subjects(INSTANCE_KIND)}
    graphs = (ontology(), read("ontology/prefixes.ttl"))
    types = {str(kind) for graph in graphs for kind in graph.objects(None, RDF.type)}
    named = {name: target(entry) for name, entry in context().items() if name[0].isupper()}
    assert set(named.values()) <= classes | types
    assert not [name for name, entry in context().items() if target(entry) in classes and not name[0].isupper()]


def test_the_published_context_has_not_changed() -> None:
    content = (ONTOLOGY / "context" / "v1.jsonld").read_bytes()
    assert hashlib.sha256(content).hexdigest() == PUBLISHED, (
        "v1.jsonld is kept by clients for a year and never changes once a release with it is published. Put it back, "
        "copy it to v2.jsonld, add the words there, and name that in CONTEXT_PATH; both stay served. Only before the "
        "first publication may the digest here be replaced."
    )


@cache
def language_maps() -> set[str]:
    entries = [entry for entry in context().values() if isinstance(entry, dict)]
    return {target(entry) for entry in entries if "@language" in entry.get("@container", ())}


def example(values: list[Literal | URIRef]) -> Graph:
    graph = Graph(bind_namespaces="none")
    thing = URIRef("https://w3id.org/m4sd/id/instrument/example")
    for predicate in ontology().subjects(STATEMENT_KIND):
        for value in values:
            number = isinstance(value, Literal) and value.datatype in (XSD.integer, XSD.boolean)
            if predicate != RDF.type and not (number and str(predicate) in language_maps()):
                graph.add((thing, predicate, value))
    for kind in ontology().subjects(INSTANCE_KIND):
        graph.add((thing, RDF.type, kind))
    return graph


TEXTS: list[Literal | URIRef] = [
    Literal("one", lang="en"),
    Literal("two", lang="en"),
    Literal("un", lang="fr"),
    Literal("без перевода", lang="ru"),
    Literal("no language"),
]
NUMBERS: list[Literal | URIRef] = [
    Literal("2021-01-01", datatype=XSD.date),
    Literal("2021", datatype=XSD.gYear),
    Literal("100000.00", datatype=XSD.decimal),
    Literal("12", datatype=XSD.nonNegativeInteger),
    Literal(7),
    Literal(True),
    Literal("10.07", datatype=URIRef("http://metadata.un.org/sdg/ontology#SDGCode")),
]
NAMES: list[Literal | URIRef] = [
    URIRef(VOCAB + "link-type/provides-for"),
    URIRef(VOCAB + "gcm/19/b"),
    URIRef(VOCAB + "confidence/low"),
    URIRef("https://w3id.org/m4sd/id/period/2021--2030"),
    URIRef("https://w3id.org/m4sd/id/evidence/example-s2-1#position"),
    URIRef("http://metadata.un.org/sdg/10.7"),
    URIRef("https://example.org/label"),
    URIRef(M4SD + "adopted"),
    DCTERMS.temporal,
]


def read_by_line(text: str) -> dict[str, list[object]]:
    """N-Triples as PyLD reads them, line by line: of a whole text it compares every statement with all before."""
    lines = (jsonld.JsonLdProcessor.parse_nquads(line) for line in text.splitlines())
    return {"@default": [statement for dataset in lines for statement in dataset.get("@default", ())]}


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.parametrize("native", [False, True])
@pytest.mark.parametrize("values", [TEXTS, NUMBERS, NAMES, TEXTS + NAMES], ids=["texts", "numbers", "names", "both"])
def test_context_loses_nothing(values: list[Literal | URIRef], native: bool) -> None:
    graph = example(values)
    expanded = jsonld.from_rdf(read_by_line(graph.serialize(format="nt")), {"useNativeTypes": native})
    compacted = json.dumps(jsonld.compact(expanded, context()))
    again = jsonld.to_rdf(json.loads(compacted), {"format": "application/n-quads"})
    assert isomorphic(graph, Graph().parse(data=again, format="nt"))
    assert isomorphic(graph, Graph().parse(data=compacted, format="json-ld"))


def test_context_makes_plain_json() -> None:
    link = URIRef("https://w3id.org/m4sd/id/link/example")
    graph = Graph(bind_namespaces="none")
    graph.add((link, RDF.type, URIRef(M4SD + "AssertedLink")))
    graph.add((link, URIRef(M4SD + "linkType"), URIRef(VOCAB + "link-type/provides-for")))
    graph.add((link, URIRef(M4SD + "grade"), Literal(2)))
    graph.add((link, SKOS.prefLabel, Literal("example", lang="en")))
    graph.add((link, DCTERMS.issued, Literal("2021-01-01", datatype=XSD.date)))
    options = {"format": "application/n-quads", "useNativeTypes": True}
    compacted = jsonld.compact(jsonld.from_rdf(graph.serialize(format="nt"), options), context())
    del compacted["@context"]
    assert compacted == {
        "id": str(link),
        "type": "AssertedLink",
        "linkType": "provides-for",
        "grade": 2,
        "label": {"en": "example"},
        "issued": "2021-01-01",
    }
