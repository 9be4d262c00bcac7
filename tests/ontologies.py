"""The files of the ontology, read once, for the tests of ontology and context."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pyoxigraph
from rdflib import DCTERMS, FOAF, ORG, OWL, PROV, RDF, SKOS, VANN, VOID, Graph, Literal, URIRef
from rdflib.namespace import DefinedNamespace

ROOT = Path(__file__).resolve().parents[1]
ONTOLOGY = ROOT / "ontology"
IRI = URIRef("https://w3id.org/m4sd/ontology")
M4SD = "https://w3id.org/m4sd/ontology#"
VOCAB = "https://w3id.org/m4sd/vocab/"
STATEMENT_KIND = URIRef(M4SD + "statementKind")
INSTANCE_KIND = URIRef(M4SD + "instanceKind")
DISPLAY_LABEL = URIRef(M4SD + "displayLabel")
SH_DECLARE = URIRef("http://www.w3.org/ns/shacl#declare")
SH_PREFIX = URIRef("http://www.w3.org/ns/shacl#prefix")
SH_NAMESPACE = URIRef("http://www.w3.org/ns/shacl#namespace")
BIBO_STATUS = URIRef("http://purl.org/ontology/bibo/status")

MODULES = ("policy", "actor", "framework", "finding", "link", "review", "source")
FILES = sorted(path.relative_to(ROOT).as_posix() for path in ONTOLOGY.rglob("*.ttl"))
CODE_LISTS = (
    "coherence-domain",
    "confidence",
    "date-basis",
    "date-precision",
    "event-type",
    "governance-level",
    "instrument-type",
    "link-type",
    "mechanism-type",
    "organisation-type",
    "review-decision",
    "review-status",
    "reviewer-role",
    "source-access",
    "statement-kind",
    "status",
    "valence",
    "value-qualifier",
)
CLOSED: tuple[type[DefinedNamespace], ...] = (DCTERMS, FOAF, ORG, OWL, PROV, RDF, SKOS, VOID)
PROPERTY_TYPES = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
HEADER = (
    DCTERMS.title,
    DCTERMS.description,
    DCTERMS.abstract,
    DCTERMS.license,
    DCTERMS.creator,
    DCTERMS.contributor,
    DCTERMS.publisher,
    DCTERMS.created,
    DCTERMS.issued,
    DCTERMS.modified,
    DCTERMS.bibliographicCitation,
    DCTERMS.source,
    BIBO_STATUS,
    VANN.preferredNamespacePrefix,
    VANN.preferredNamespaceUri,
)


@cache
def read(*names: str) -> Graph:
    graph = Graph(bind_namespaces="none")
    for name in names:
        graph.parse(ROOT / name, format="turtle")
    return graph


@cache
def modules() -> Graph:
    return read(*(f"ontology/{name}.ttl" for name in MODULES))


@cache
def ontology() -> Graph:
    return read(*FILES)


@cache
def context() -> dict[str, object]:
    document = json.loads((ONTOLOGY / "context" / "v1.jsonld").read_text(encoding="utf-8"))
    entries: dict[str, object] = document["@context"]
    return entries


def own_terms(*types: URIRef) -> list[URIRef]:
    wanted = types or (OWL.Class, *PROPERTY_TYPES)
    return sorted({term for kind in wanted for term in modules().subjects(RDF.type, kind) if isinstance(term, URIRef)})


def in_language(graph: Graph, subject: URIRef, predicate: URIRef, language: str) -> list[str]:
    values = graph.objects(subject, predicate)
    return [str(value) for value in values if isinstance(value, Literal) and value.language == language]


@cache
def prefixes() -> dict[str, str]:
    graph = read("ontology/prefixes.ttl")
    declared = graph.objects(None, SH_DECLARE)
    return {str(graph.value(node, SH_PREFIX)): str(graph.value(node, SH_NAMESPACE)) for node in declared}


def triples_of(path: Path) -> Iterator[pyoxigraph.Quad]:
    return pyoxigraph.parse(path=str(path), format=pyoxigraph.RdfFormat.TURTLE)


def iris_of(path: Path) -> set[str]:
    nodes = (node for quad in triples_of(path) for node in (quad.subject, quad.predicate, quad.object))
    return {node.value for node in nodes if isinstance(node, pyoxigraph.NamedNode)}
