"""A portal harvests the catalogue without adjustment: it goes from page to page, and all that it finds answers."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx import Response
from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.compare import isomorphic
from starlette.testclient import TestClient

from api.main import create_app
from api.services import open_services
from m4sd_graph.namespaces import BASE, HYDRA
from m4sd_graph.namespaces import DCAT as DCAT_IRI
from m4sd_graph.settings import Settings
from m4sd_graph.workspace import Workspace
from tests.api.catalogue.reading import graph_of, kind_of
from tests.lib.dcat.catalogues import world_with_three_releases
from tests.lib.dcat.shapes import complaints

DCAT = Namespace(DCAT_IRI)
HYDRA_ = Namespace(HYDRA)
SPDX = Namespace("http://spdx.org/rdf/terms#")
SERVICE = "http://testserver"
TYPES = "https://www.iana.org/assignments/media-types/"
GRAPH = URIRef(f"{BASE}dataset/m4sd")
PLAIN = {"Accept-Encoding": "identity"}
Harvest = tuple[TestClient, Graph]


@pytest.fixture(scope="module")
def several(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A service over three releases of the invented world."""
    folder: Path = world_with_three_releases(workspace, tmp_path_factory.mktemp("harvest") / "releases")
    services = open_services(Settings(releases=folder, workers=2))
    with TestClient(create_app(services), follow_redirects=False) as client:
        yield client


@pytest.fixture(scope="module")
def world(several: TestClient) -> Harvest:
    return several, harvested(several, "/catalog.ttl?limit=2")


@pytest.fixture(scope="module")
def real(client: TestClient) -> Harvest:
    return client, harvested(client, "/catalog.ttl")


@pytest.fixture(params=["real", "world"])
def harvest(request: pytest.FixtureRequest) -> Harvest:
    found: Harvest = request.getfixturevalue(request.param)
    return found


def harvested(client: TestClient, first: str, accept: str = "*/*") -> Graph:
    """The datasets of all pages, as a harvester of portals gets them: only by `hydra:next`."""
    found, address = Graph(), first
    for _ in range(1000):
        page = graph_of(client.get(address, headers={"Accept": accept}))
        [view] = page.subjects(RDF.type, HYDRA_.PartialCollectionView)
        following = page.value(view, HYDRA_.next)
        found += page
        for subject in {view, *page.subjects(RDF.type, HYDRA_.Collection)}:
            for predicate in [p for p in page.predicates(subject) if str(p).startswith(HYDRA)]:
                found.remove((subject, predicate, None))
        found.remove((view, None, None))
        if following is None:
            return found
        address = str(following).removeprefix(SERVICE)
    raise AssertionError("the pages have no end")


def fetched(client: TestClient, address: str, accept: str = "*/*") -> Response:
    """What an address of the service gives in the end, redirects followed."""
    response: Response = client.get(address, headers={"Accept": accept}, follow_redirects=True)
    return response


def broken(client: TestClient, addresses: set[str]) -> dict[str, int]:
    """Those of the addresses that do not answer, with their status."""
    found = {address: fetched(client, address).status_code for address in sorted(addresses)}
    return {address: status for address, status in found.items() if status != 200}


def of_the_service(found: Graph) -> set[str]:
    """Every address in the catalogue at which the service promises to answer, IRIs of the graph by their path."""
    iris = {str(term) for triple in found for term in triple if isinstance(term, URIRef)}
    ours = {iri.replace(BASE, f"{SERVICE}/", 1) for iri in iris if iri.startswith((BASE, SERVICE))}
    return {iri.partition("#")[0] for iri in ours}


@pytest.mark.parametrize(
    "form", ["/catalog.rdf?limit=1", "/catalog.jsonld?limit=4&context=embed", "/catalog.nt?limit=3"]
)
def test_pages_of_any_size_and_form_give_the_whole(world: Harvest, form: str) -> None:
    client, found = world
    assert isomorphic(harvested(client, form), found)


@pytest.mark.parametrize("accept", ["application/rdf+xml", "text/turtle"])
def test_the_form_may_be_asked_for_by_header(world: Harvest, accept: str) -> None:
    client, found = world
    assert isomorphic(harvested(client, "/catalog?limit=5", accept), found)


def test_every_release_is_a_version_with_its_own_files(world: Harvest) -> None:
    _, found = world
    versions = set(found.objects(GRAPH, DCAT.hasVersion))
    assert len(versions) == 3
    assert len({found.value(version, DCAT.version) for version in versions}) == 3
    assert all(set(found.objects(version, DCAT.distribution)) for version in versions)
    assert len(list(found.subject_objects(DCAT.previousVersion))) == 2


def test_what_was_harvested_conforms_to_dcat_ap(harvest: Harvest) -> None:
    assert complaints(harvest[1]) == ""


def test_every_file_has_the_promised_type_size_and_digest(harvest: Harvest) -> None:
    client, found = harvest
    files = list(found.subject_objects(DCAT.downloadURL))
    assert files
    for file, address in files:
        response = client.get(str(address), headers=PLAIN)
        promised = found.value(file, DCAT.compressFormat) or found.value(file, DCAT.mediaType)
        digest = found.value(found.value(file, SPDX.checksum), SPDX.checksumValue)
        assert response.status_code == 200, address
        assert TYPES + kind_of(response) == str(promised), address
        assert len(response.content) == int(str(found.value(file, DCAT.byteSize))), address
        assert hashlib.sha256(response.content).hexdigest() == str(digest), address
        assert client.head(str(address), headers=PLAIN).headers["content-length"] == str(len(response.content))


def test_every_other_link_to_the_service_answers(real: Harvest) -> None:
    client, found = real
    files = {str(address) for address in found.objects(None, DCAT.downloadURL)}
    assert not broken(client, of_the_service(found) - files)


def test_an_earlier_release_is_told_by_the_catalogue(world: Harvest) -> None:
    client, found = world
    first = next(iter(set(found.objects(GRAPH, DCAT.hasVersion)) - set(found.subjects(DCAT.previousVersion))))
    told = graph_of(client.get(f"/{str(first).removeprefix(BASE)}.ttl", follow_redirects=True))
    assert (first, DCAT.version, found.value(first, DCAT.version)) in told


def test_datasets_and_pages_of_earlier_releases_answer(world: Harvest) -> None:
    client, found = world
    versions = {str(version) for version in found.objects(GRAPH, DCAT.hasVersion)}
    pages = {str(page) for version in versions for page in found.objects(URIRef(version), DCAT.landingPage)}
    assert len(versions) == len(pages) == 3
    assert not broken(client, pages | {version.replace(BASE, f"{SERVICE}/") for version in versions})


def test_pages_for_people_are_pages(harvest: Harvest) -> None:
    client, found = harvest
    pages = {str(page) for p in (DCAT.landingPage, DCAT.accessURL) for page in found.objects(None, p)}
    for page in sorted(pages - {f"{SERVICE}/openapi.json"}):
        response = fetched(client, page, "text/html")
        assert (response.status_code, kind_of(response)) == (200, "text/html"), page


def test_services_are_described_as_promised(real: Harvest) -> None:
    client, found = real
    by_kind = {
        str(iri).rpartition("/")[2]: str(found.value(iri, DCAT.endpointDescription))
        for iri in found.subjects(RDF.type, DCAT.DataService)
    }
    assert "/catalog" in client.get(by_kind["api"]).json()["paths"]
    assert "sparql-service-description" in client.get(by_kind["sparql"], headers={"Accept": "text/turtle"}).text
    assert client.get(f"{SERVICE}/sparql", params={"query": "ASK {}"}).json()["boolean"] is True


def test_nodes_say_of_themselves_what_the_catalogue_says(world: Harvest) -> None:
    client, found = world
    files = sorted(found.subjects(RDF.type, DCAT.Distribution), key=str)[::11]
    for node in (*found.subjects(RDF.type, DCAT.Dataset), *files):
        path = f"/{str(node).removeprefix(BASE)}".replace("/release/", "/dataset/m4sd/")
        told = graph_of(client.get(f"{path}.nt"))
        assert {triple for triple in told if triple not in found} == set(), path
        assert (node, None, None) in told, path


def test_a_difference_is_told_by_kinds_of_things_and_changes_can_be_subscribed_to(several: TestClient) -> None:
    releases = several.get("/releases", headers={"Accept": "text/html"}).text
    [address] = re.findall(r'href="(/releases/[^"]+\.\.\.[^"]+)"', releases)[-1:]
    page = several.get(address, headers={"Accept": "text/html"}).text
    bodies = page.partition('<h3 id="added-body">Institutions and bodies')[2].partition("</details>")[0]
    assert "/id/org/tl-new" in bodies
    figures = page.partition('<h3 id="changed-figure">')[2].partition("</details>")[0]
    assert '/id/figure/tl-abroad-700000">' in figures
    assert '<span class="tag">skos:prefLabel</span>' in figures
    for path in ("/releases", "/changes"):
        feed = re.search(r'<a class="button[^"]*" href="(/changes\.atom[^"]*)"', several.get(path + ".html").text)
        assert feed
        assert several.get(feed[1]).headers["content-type"].startswith("application/atom+xml")
