"""The service description of a release: to the standard, in every format, small, and the same bytes each time."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
import rdflib
from pyshacl import validate
from rdflib.namespace import VOID, XSD

from m4sd_graph import namespaces
from m4sd_graph.jsonld import compact, load_context
from m4sd_graph.release import Release
from m4sd_graph.service_description import WRITTEN, serialise, service_description
from m4sd_graph.store.local import LocalStore
from m4sd_graph.store.protocol import Statement
from m4sd_graph.summary import Summary, summarise
from m4sd_graph.void import LISTED
from m4sd_graph.workspace import Workspace
from tests.lib.descriptions import DATASET, DEFAULT, ENDPOINT, EX, FULL, SD, SERVICE, TINY, comment, described
from tests.lib.support import ROOT, python

# What the standard's schema asks of a description, with the nodes as IRIs.
SCHEMA = """
PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>
PREFIX void: <http://rdfs.org/ns/void#>
[] a sh:NodeShape ; sh:targetClass sd:Service ; sh:nodeKind sh:IRI ;
  sh:property [ sh:path sd:endpoint ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path sd:supportedLanguage ; sh:minCount 1 ; sh:in ( sd:SPARQL11Query ) ] ,
    [ sh:path sd:resultFormat ; sh:minCount 1 ; sh:nodeKind sh:IRI ] , [ sh:path sd:inputFormat ; sh:maxCount 0 ] ,
    [ sh:path sd:feature ; sh:in ( sd:UnionDefaultGraph sd:BasicFederatedQuery ) ] ,
    [ sh:path sd:defaultDataset ; sh:minCount 1 ; sh:maxCount 1 ; sh:class sd:Dataset ] .
[] a sh:NodeShape ; sh:targetClass sd:Dataset ; sh:nodeKind sh:IRI ;
  sh:property [ sh:path sd:defaultGraph ; sh:minCount 1 ; sh:maxCount 1 ; sh:class sd:Graph ] ,
    [ sh:path sd:namedGraph ; sh:class sd:NamedGraph ] , [ sh:path void:vocabulary ; sh:nodeKind sh:IRI ] .
[] a sh:NodeShape ; sh:targetClass sd:NamedGraph ; sh:nodeKind sh:IRI ;
  sh:property [ sh:path sd:name ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path sd:graph ; sh:minCount 1 ; sh:maxCount 1 ; sh:class sd:Graph ] .
[] a sh:NodeShape ; sh:targetClass sd:Graph ; sh:nodeKind sh:IRI ;
  sh:property [ sh:path void:triples ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:integer ] ,
    [ sh:path void:classPartition ; sh:property [ sh:path void:class ; sh:minCount 1 ; sh:maxCount 1 ] ,
        [ sh:path void:entities ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:integer ] ] ,
    [ sh:path void:propertyPartition ; sh:property [ sh:path void:property ; sh:minCount 1 ; sh:maxCount 1 ] ,
        [ sh:path void:triples ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:integer ] ] .
[] a sh:NodeShape ; sh:targetSubjectsOf sd:endpoint ; sh:class sd:Service .
[] a sh:NodeShape ; sh:targetSubjectsOf sd:name ; sh:class sd:NamedGraph .
"""


def parsed(content: bytes, media_type: str) -> rdflib.Graph:
    """The triples of a serialisation, as rdflib reads them."""
    read = rdflib.Dataset(default_union=True).parse(data=content, format=media_type)
    graph = rdflib.Graph()
    for triple in read.triples((None, None, None)):
        graph.add(triple)
    return graph


def conforms(graph: rdflib.Graph) -> bool:
    shapes = rdflib.Graph(bind_namespaces="core").parse(
        data=f"PREFIX sh: <{namespaces.SH}> PREFIX xsd: <{XSD}> {SCHEMA}", format="turtle"
    )
    return bool(validate(graph, shacl_graph=shapes)[0])


@pytest.fixture(scope="module")
def of_release(store: LocalStore) -> tuple[Statement, ...]:
    return service_description(ENDPOINT, summarise(store), FULL)


@pytest.fixture(scope="module")
def prefixes(release: Release) -> Mapping[str, str]:
    return dict(release.manifest["prefixes"])


@pytest.fixture(scope="module")
def graph(of_release: tuple[Statement, ...]) -> rdflib.Graph:
    return rdflib.Graph().parse(data=serialise(of_release, "text/turtle", {}), format="turtle")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of rdflib, which its own parsers still use
@pytest.mark.parametrize("media_type", WRITTEN)
def test_every_format_carries_the_same_triples(
    of_release: tuple[Statement, ...], prefixes: Mapping[str, str], graph: rdflib.Graph, media_type: str
) -> None:
    content = serialise(of_release, media_type, prefixes)
    assert set(parsed(content, media_type)) == set(graph)
    assert len(graph) == len(of_release)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_jsonld_with_the_context_of_the_graph_carries_the_same_triples(
    of_release: tuple[Statement, ...], graph: rdflib.Graph, workspace: Workspace
) -> None:
    context = load_context(workspace.root / "ontology")
    document = {**compact(of_release, context), "@context": context["@context"]}
    assert set(rdflib.Graph().parse(data=json.dumps(document), format="json-ld")) == set(graph)


def test_the_description_conforms_to_the_schema_of_the_standard(graph: rdflib.Graph) -> None:
    assert list(graph.subjects(SD.endpoint, SERVICE)) == [SERVICE]
    assert conforms(graph)
    assert not any(isinstance(term, rdflib.BNode) for triple in graph for term in triple)


@pytest.mark.parametrize(
    ("subject", "predicate"),
    [
        (SERVICE, SD.endpoint),
        (SERVICE, SD.supportedLanguage),
        (DATASET, SD.defaultGraph),
        (rdflib.URIRef(f"{ENDPOINT}#named-graph:{EX}g"), SD.name),
        (rdflib.URIRef(f"{ENDPOINT}#property:{EX}p/near"), VOID.triples),
    ],
)
def test_the_schema_would_notice_what_is_missing(subject: rdflib.URIRef, predicate: rdflib.URIRef) -> None:
    whole = described()
    assert conforms(whole)
    assert (subject, predicate, None) in whole
    whole.remove((subject, predicate, None))
    assert not conforms(whole)


def test_the_description_of_the_release_is_small(
    of_release: tuple[Statement, ...], prefixes: Mapping[str, str]
) -> None:
    assert 10_000 < len(serialise(of_release, "text/turtle", prefixes)) < 200_000


def test_a_second_description_has_the_same_bytes(
    release: Release, of_release: tuple[Statement, ...], prefixes: Mapping[str, str]
) -> None:
    again = service_description(ENDPOINT, summarise(release.open_store()), FULL)
    for media_type in WRITTEN:
        assert serialise(again, media_type, prefixes) == serialise(of_release, media_type, prefixes)


def test_another_process_writes_the_same_bytes() -> None:
    code = (
        "from tests.lib.descriptions import *\n"
        "content = serialise(service_description(ENDPOINT, TINY, FULL), 'text/turtle', {'ex': EX})\n"
        "print(content.hex())"
    )
    runs = [python(code, cwd=ROOT, env={"PYTHONHASHSEED": seed}) for seed in ("1", "2")]
    here = serialise(service_description(ENDPOINT, TINY, FULL), "text/turtle", {"ex": EX})
    assert [run.out.strip() for run in runs] == [here.hex(), here.hex()], runs[0].err


def test_the_vocabularies_cover_every_class_and_property(graph: rdflib.Graph) -> None:
    listed = tuple(map(str, graph.objects(DATASET, VOID.vocabulary)))
    terms = [*graph.objects(None, VOID["class"]), *graph.objects(None, VOID.property)]
    assert len(terms) > 100
    assert [term for term in terms if not str(term).startswith(listed)] == []
    assert set(described().objects(DATASET, VOID.vocabulary)) == {rdflib.URIRef(f"{EX}c#"), rdflib.URIRef(f"{EX}p/")}


def test_long_lists_are_counted_instead() -> None:
    many = {f"{EX}{n}/n": 1 for n in range(LISTED + 1)}
    long = Summary(len(many), many, tuple(many), False, many, many, 1, 1)
    told = described(long)
    assert conforms(told)
    assert told.value(DEFAULT, VOID.classes) == rdflib.Literal(len(many))
    for p in (SD.namedGraph, VOID.classPartition, VOID.propertyPartition, VOID.vocabulary):
        assert (None, p, None) not in told
    assert (DEFAULT, VOID.subset, None) not in told
    assert f"more than {LISTED} entries are left out" in comment(told, "en")
    assert "left out" not in comment(described(), "en")
