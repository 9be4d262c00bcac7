"""The catalogue conforms to DCAT-AP 3.0.0 by its own shapes, and has what the profile recommends."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rdflib import DCTERMS, FOAF, RDF, Graph, Namespace, URIRef

from m4sd_graph.namespaces import DCAT as DCAT_IRI
from m4sd_graph.release import Release
from m4sd_graph.workspace import Workspace
from tests.lib.dcat.catalogues import catalogue_of, made, world_with_three_releases
from tests.lib.dcat.shapes import complaints, graph_of

DCAT = Namespace(DCAT_IRI)
DCATAP = Namespace("http://data.europa.eu/r5r/")
SPDX = Namespace("http://spdx.org/rdf/terms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
MANDATORY = [
    (DCAT.Catalog, DCTERMS.title),
    (DCAT.Catalog, DCTERMS.description),
    (DCAT.Catalog, DCTERMS.publisher),
    (DCAT.Dataset, DCTERMS.title),
    (DCAT.Dataset, DCTERMS.description),
    (DCAT.Distribution, DCAT.accessURL),
    (DCAT.DataService, DCTERMS.title),
    (DCAT.DataService, DCAT.endpointURL),
    (FOAF.Agent, FOAF.name),
    (SPDX.Checksum, SPDX.algorithm),
    (SPDX.Checksum, SPDX.checksumValue),
]
RECOMMENDED = {
    DCAT.Catalog: (
        *(DCAT.dataset, DCAT.service, DCAT.themeTaxonomy, DCTERMS.issued, DCTERMS.language, DCTERMS.license),
        *(DCTERMS.modified, DCTERMS.spatial, FOAF.homepage),
    ),
    DCAT.Dataset: (DCAT.contactPoint, DCAT.distribution, DCAT.keyword, DCAT.theme, DCTERMS.publisher),
    DCAT.Distribution: (DCTERMS["format"], DCTERMS.license, DCTERMS.description, DCATAP.availability),
    DCAT.DataService: (DCAT.endpointDescription, DCAT.servesDataset),
    VCARD.Organization: (VCARD.fn, VCARD.hasURL),
}
GRAPH = URIRef("https://w3id.org/m4sd/dataset/m4sd")


@pytest.fixture(scope="module")
def real(release: Release) -> Graph:
    catalogue = catalogue_of(release.folder.parent)
    return graph_of(catalogue.listing(catalogue.datasets))


def test_the_catalogue_of_the_workspace_conforms(real: Graph) -> None:
    assert complaints(real) == ""


def test_a_catalogue_of_several_releases_conforms(workspace: Workspace, tmp_path: Path) -> None:
    catalogue = catalogue_of(world_with_three_releases(workspace, tmp_path / "releases"))
    found = graph_of(catalogue.listing(catalogue.datasets))
    assert len(set(found.objects(GRAPH, DCAT.hasVersion))) == 3
    assert complaints(found) == ""


@pytest.mark.parametrize(("kind", "predicate"), MANDATORY, ids=lambda term: str(term).rpartition("/")[2])
def test_the_shapes_miss_what_is_mandatory(kind: URIRef, predicate: URIRef) -> None:
    catalogue = made(1)
    data = graph_of(catalogue.listing(catalogue.datasets))
    for subject in list(data.subjects(RDF.type, kind)):
        data.remove((subject, predicate, None))
    name = re.split("[/#]", predicate)[-1]
    assert re.search(rf"Result Path: \S*\b{name}\b", complaints(data))


def test_what_is_recommended_is_there(real: Graph) -> None:
    services = {URIRef(f"https://w3id.org/m4sd/distribution/{name}") for name in ("sparql", "api")}
    missing = [
        (subject, predicate)
        for kind, predicates in RECOMMENDED.items()
        for subject in set(real.subjects(RDF.type, kind)) - services
        for predicate in predicates
        if (subject, predicate, None) not in real
    ]
    assert not missing


def test_the_graph_says_where_and_when(real: Graph) -> None:
    period = real.value(GRAPH, DCTERMS.temporal)
    assert str(real.value(period, DCAT.startDate)) < str(real.value(period, DCAT.endDate))
    countries = {str(place).rpartition("/")[2] for place in real.objects(GRAPH, DCTERMS.spatial)}
    assert {"KGZ", "MAR", "MDA", "NPL", "SRB"} <= countries


def test_controlled_terms_are_those_of_the_lists_that_the_profile_names(real: Graph) -> None:
    authority = "http://publications.europa.eu/resource/authority/"
    lists = {
        DCAT.theme: f"{authority}data-theme/",
        DCTERMS.language: f"{authority}language/",
        DCTERMS.accrualPeriodicity: f"{authority}frequency/",
        DCTERMS.accessRights: f"{authority}access-right/",
        DCTERMS.spatial: f"{authority}country/",
        DCTERMS["format"]: f"{authority}file-type/",
        DCATAP.availability: f"{authority}planned-availability/",
        DCAT.mediaType: "https://www.iana.org/assignments/media-types/",
    }
    for predicate, start in lists.items():
        found = set(real.objects(None, predicate))
        assert found
        assert all(str(term).startswith(start) for term in found)
