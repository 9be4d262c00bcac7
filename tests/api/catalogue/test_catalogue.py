"""The catalogue in every form, one node of it, its pages for people, and requests that cannot be met."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from rdflib import RDF, Graph, Namespace, URIRef
from rdflib.compare import isomorphic
from starlette.testclient import TestClient

from api.services import Services
from m4sd_graph.namespaces import DCAT as DCAT_IRI
from tests.api.catalogue.reading import graph_of, kind_of, markup_of

DCAT = Namespace(DCAT_IRI)
CATALOGUE = "https://w3id.org/m4sd/catalog"
FORMS = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "nq": "application/n-quads",
    "trig": "application/trig",
    "jsonld": "application/ld+json",
    "json": "application/json",
}
HOSTILE = [
    ("/catalog?page=0", 400),
    ("/catalog?page=-1", 400),
    ("/catalog?page=one", 400),
    ("/catalog?page=%D9%A1", 400),
    ("/catalog?page=", 400),
    ("/catalog?page=1%00", 400),
    (f"/catalog?page={'9' * 4000}", 400),
    ("/catalog?page=999999", 404),
    ("/catalog?limit=0", 400),
    ("/catalog?limit=1001", 400),
    ("/catalog?limit=1e3", 400),
    ("/catalog?format=docx", 406),
    ("/catalog.docx", 406),
    ("/catalog?context=elsewhere", 400),
    ("/catalog?lang=fr&format=ttl", 400),
    ("/dataset/", 404),
    ("/dataset/nothing", 404),
    ("/dataset/m4sd/9.9.9", 404),
    ("/dataset/%00", 404),
    ("/dataset/m4sd%0d%0aSet-Cookie:a", 404),
    ("/dataset/..%2f..%2fetc%2fpasswd", 404),
    (f"/dataset/{'a' * 5000}", 404),
    ("/dataset/m4sd.docx", 404),
    ("/distribution/sparql.html.ttl", 404),
    ("/distribution/<script>", 404),
    ("/service/m4sd", 404),
    ("/void?format=docx", 406),
    ("/void.docx", 406),
]


def version_of(services: Services) -> str:
    return str(services.manifest["version"])


@pytest.mark.parametrize("suffix", FORMS)
def test_every_form_says_the_same(client: TestClient, suffix: str) -> None:
    response = client.get(f"/catalog.{suffix}?limit=3&context=embed")
    assert kind_of(response) == FORMS[suffix]
    assert without_view(graph_of(response)) == without_view(graph_of(client.get("/catalog.nt?limit=3")))


def without_view(graph: Graph) -> set[object]:
    """The triples but those on pages, whose addresses keep the form."""
    return {triple for triple in graph if "limit=3" not in f"{triple[0]}{triple[2]}"}


@pytest.mark.parametrize("path", ["/catalog", "/dataset/m4sd", "/distribution/sparql", "/service/api"])
def test_accept_chooses_the_form(client: TestClient, path: str) -> None:
    for media_type in ("text/turtle", "application/rdf+xml", "application/ld+json"):
        assert kind_of(client.get(path, headers={"Accept": media_type})) == media_type
    assert kind_of(client.get(path, headers={"Accept": "*/*"})) == "application/ld+json"
    assert client.get(path, headers={"Accept": "image/png"}).status_code == 406


def test_the_words_of_the_catalogue_are_linked(client: TestClient) -> None:
    contexts = client.get("/service/sparql").json()["@context"]
    assert contexts == [f"http://testserver/context/{name}.jsonld" for name in ("v1", "dcat-v1")]
    assert all("@context" in client.get(address).json() for address in contexts)


def test_json_ld_in_one_language_says_so(client: TestClient) -> None:
    response = client.get("/dataset/m4sd?lang=fr")
    assert response.json()["title"] == {"fr": "Politiques, institutions et partenariats migratoires, reliés aux ODD"}
    assert response.headers["content-language"] == "fr"


def test_a_release_and_its_files_have_addresses_of_their_own(client: TestClient, services: Services) -> None:
    dataset = f"https://w3id.org/m4sd/release/{version_of(services)}"
    found = graph_of(client.get(f"/dataset/m4sd/{version_of(services)}.ttl"))
    ways = list(found.objects(URIRef(dataset), DCAT.distribution))
    assert ways
    told = graph_of(client.get(f"{str(ways[0]).removeprefix('https://w3id.org/m4sd')}.ttl"))
    assert isomorphic(told, told & found)


@pytest.mark.parametrize(("path", "status"), HOSTILE)
def test_what_cannot_be_met_is_explained(client: TestClient, path: str, status: int) -> None:
    response = client.get(path)
    assert (response.status_code, kind_of(response)) == (status, "application/problem+json")
    assert response.json()["detail"]
    assert response.json()["remedy"]


@pytest.mark.parametrize("host", ["a b", 'a"b', "<script>", "a\\b", "{}"])
def test_a_host_that_is_none_is_refused(client: TestClient, host: str) -> None:
    for path in ("/catalog", "/dataset/m4sd", "/void", "/catalog.html"):
        assert client.get(path, headers={"Host": host}).status_code == 400


def test_unknown_nodes_come_with_the_nearest(client: TestClient) -> None:
    assert "https://w3id.org/m4sd/dataset/policies" in client.get("/dataset/polices").json()["nearest"]


def test_pages_of_people_lead_from_the_catalogue_to_the_files(client: TestClient, services: Services) -> None:
    version = version_of(services)
    assert f"/dataset/m4sd/{quote(version)}" in client.get("/catalog.html").text
    page = client.get(f"/dataset/m4sd/{version}.html").text
    assert f"/releases/{version}/m4sd.nq.gz" in page
    assert services.manifest["files"]["dumps/m4sd.trig"].removeprefix("sha256:") in page


def test_a_file_and_a_service_send_people_to_the_page_they_stand_on(client: TestClient, services: Services) -> None:
    version = version_of(services)
    for path, target in {
        f"/distribution/{version}/m4sd-nq": f"/dataset/m4sd/{version}.html",
        "/distribution/sparql": "/dataset/m4sd.html",
        "/service/api": "/catalog.html",
    }.items():
        response = client.get(path, headers={"Accept": "text/html"})
        assert response.status_code == 303
        assert response.headers["location"] == f"http://testserver{target}"


def test_long_lists_have_pages_for_people_too(client: TestClient) -> None:
    first = client.get("/catalog.html?limit=2").text
    assert 'rel="next"' in first
    assert "page=2" in first
    assert 'rel="next"' not in client.get("/catalog.html").text


def test_links_tell_programs_where_the_page_stands(client: TestClient) -> None:
    link = client.get("/catalog.ttl?limit=2&page=2").headers["link"]
    for relation in ("canonical", "cite-as", "license", "first", "prev", "next", "last"):
        assert f'rel="{relation}"' in link
    assert "alternate" not in link
    assert 'rel="alternate"; type="text/turtle"' in client.get("/catalog.jsonld").headers["link"]


@pytest.mark.parametrize("path", ["/catalog", "/dataset/m4sd", "/service/api", "/void", "/.well-known/void"])
def test_each_form_that_is_linked_is_there(client: TestClient, path: str) -> None:
    links = re.findall(r'<([^>]+)>; rel="alternate"; type="([^"]+)"', client.get(path).headers["link"])
    assert len(links) >= 5
    for address, media_type in links:
        response = client.get(address, headers={"Accept": "*/*"}, follow_redirects=True)
        assert (response.status_code, kind_of(response)) == (200, media_type), address


def test_the_address_of_a_page_is_that_of_the_page(client: TestClient) -> None:
    response = client.get("/catalog?limit=2&page=2", headers={"Accept": "text/turtle"})
    assert response.headers["content-location"] == "/catalog.ttl?limit=2&page=2"
    assert client.get(response.headers["content-location"]).status_code == 200


@pytest.mark.parametrize("path", ["/", "/catalog.html", "/dataset/m4sd.html", "/dataset/policies.html"])
def test_pages_carry_the_dataset_in_terms_of_schema_org(client: TestClient, path: str) -> None:
    markup = markup_of(client, path)
    assert (markup["@context"], markup["@type"]) == ("https://schema.org/", "Dataset")
    assert markup["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert {way["encodingFormat"] for way in markup["distribution"]} >= {"application/trig", "text/csv"}


def test_the_page_of_a_release_carries_that_release(client: TestClient, services: Services) -> None:
    version = version_of(services)
    for path in (f"/dataset/m4sd/{version}.html", f"/releases/{version}.html", f"/release/{version}.html"):
        assert markup_of(client, path)["@id"] == f"https://w3id.org/m4sd/release/{version}"


def test_markup_cannot_end_its_own_block(client: TestClient) -> None:
    page = client.get("/dataset/m4sd.html").text
    assert page.count("<script") == page.count("</script>")
    assert page.count('<script type="application/ld+json"') == 1
    policy = client.get("/dataset/m4sd.html").headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy


def test_an_answer_that_is_known_is_not_sent_again(client: TestClient) -> None:
    for path in ("/catalog.ttl", "/dataset/m4sd.ttl", "/void"):
        tag = client.get(path).headers["etag"]
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 304


def test_a_catalogue_lists_datasets_and_services(client: TestClient) -> None:
    found = graph_of(client.get("/catalog.ttl"))
    catalogue = URIRef(CATALOGUE)
    assert set(found.objects(catalogue, DCAT.dataset)) == set(found.subjects(RDF.type, DCAT.Dataset))
    assert set(found.objects(catalogue, DCAT.service)) == set(found.subjects(RDF.type, DCAT.DataService))
