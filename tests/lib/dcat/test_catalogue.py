"""The catalogue lists the graph, its tables and its releases, and tells of each node by itself."""

from __future__ import annotations

import pytest
from rdflib import DCTERMS, RDF, Namespace, URIRef

from m4sd_graph.dcat.catalogue import Catalogue
from m4sd_graph.dcat.model import CATALOGUE, Coverage
from m4sd_graph.dcat.resources import GRAPH, SPARQL
from m4sd_graph.namespaces import DCAT as DCAT_IRI
from tests.lib.dcat.catalogues import edition, made
from tests.lib.dcat.shapes import graph_of

DCAT = Namespace(DCAT_IRI)
POLICIES = "https://w3id.org/m4sd/dataset/policies"


def test_datasets_are_the_graph_then_its_tables_then_its_releases_with_the_newest_first() -> None:
    assert list(made(3, 2, 1).datasets) == [GRAPH, POLICIES, *(edition(n).iri for n in (3, 2, 1))]


def test_the_same_contents_give_the_same_statements() -> None:
    first, second = made(2, 1), made(2, 1)
    assert first.listing(first.datasets) == second.listing(second.datasets)


def test_each_release_leads_to_the_one_before_it() -> None:
    found = graph_of(made(3, 2, 1).statements(CATALOGUE))
    assert found.value(URIRef(edition(3).iri), DCAT.previousVersion) == URIRef(edition(2).iri)
    assert found.value(URIRef(edition(2).iri), DCAT.previousVersion) == URIRef(edition(1).iri)
    assert found.value(URIRef(edition(1).iri), DCAT.previousVersion) is None
    assert found.value(URIRef(GRAPH), DCAT.hasCurrentVersion) == URIRef(edition(3).iri)


def test_the_graph_has_the_files_with_the_whole_of_it_and_a_table_its_own() -> None:
    found = graph_of(made(1).statements(CATALOGUE))
    names = {str(way).rpartition("/")[2] for way in found.objects(URIRef(GRAPH), DCAT.distribution)}
    assert names == {"m4sd-nq", "m4sd-nq-gz", "sparql", "api"}
    assert [str(way) for way in found.objects(URIRef(POLICIES), DCAT.distribution)] == [
        "https://w3id.org/m4sd/distribution/0.1.0+00000001/policies-csv"
    ]
    assert len(list(found.objects(URIRef(edition(1).iri), DCAT.distribution))) == 3


def test_a_compressed_file_says_so_and_keeps_its_form() -> None:
    found = graph_of(made(1).statements(CATALOGUE))
    packed = URIRef("https://w3id.org/m4sd/distribution/0.1.0+00000001/m4sd-nq-gz")
    types = "https://www.iana.org/assignments/media-types/"
    assert found.value(packed, DCAT.mediaType) == URIRef(f"{types}application/n-quads")
    assert found.value(packed, DCAT.compressFormat) == URIRef(f"{types}application/gzip")
    assert str(found.value(packed, DCAT.downloadURL)).endswith("/releases/0.1.0+00000001/m4sd.nq.gz")


def test_one_node_comes_with_what_it_names_but_not_with_other_datasets() -> None:
    found = graph_of(made(2, 1).statements(edition(1).iri))
    assert set(found.subjects(RDF.type, DCAT.Dataset)) == {URIRef(edition(1).iri)}
    assert (
        URIRef("http://publications.europa.eu/resource/authority/frequency/IRREG"),
        RDF.type,
        DCTERMS.Frequency,
    ) in found


@pytest.mark.parametrize("name", ["dataset/nothing", "catalogue", "distribution/0.1.0+00000001/m4sd.nq"])
def test_nothing_is_told_of_an_unknown_node(name: str) -> None:
    assert made(1).statements(f"https://w3id.org/m4sd/{name}") == ()


def test_what_is_not_known_is_left_out() -> None:
    catalogue: Catalogue = made(1, coverage=Coverage((), ("en", "tlh"), "", ""))
    found = graph_of(catalogue.statements(CATALOGUE))
    assert not set(found.objects(None, DCTERMS.temporal)) | set(found.objects(None, DCTERMS.spatial))
    assert {str(term).rpartition("/")[2] for term in found.objects(None, DCTERMS.language)} == {"ENG"}
    assert not set(found.objects(URIRef(GRAPH), DCTERMS.modified))


def test_a_table_without_a_known_collection_is_a_file_and_no_dataset() -> None:
    known = made(1)
    bare = Catalogue(type(known.contents)(known.contents.site, known.contents.editions, known.contents.coverage, {}))
    assert list(bare.datasets) == [GRAPH, edition(1).iri]
    assert edition(1).distribution(known.contents.current.tables[0]) in bare.distributions
    assert bare.statements(edition(1).iri)


def test_services_say_where_they_are_and_what_they_serve() -> None:
    found = graph_of(made(1).statements(SPARQL))
    assert str(found.value(URIRef(SPARQL), DCAT.endpointURL)) == "http://127.0.0.1:8000/sparql"
    assert found.value(URIRef(SPARQL), DCAT.servesDataset) == URIRef(GRAPH)
