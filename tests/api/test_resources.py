"""Every IRI of ours leads to its data and its page; what JSON-LD says, Turtle says."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from api.main import create_app
from api.pages.directory import directory_of
from api.pages.names import Address
from api.pages.view import Reader, view_of
from api.services import Services
from m4sd_graph.namespaces import BASE
from m4sd_graph.release import Release
from tests.conftest import services_over

KYRGYZSTAN = "/id/country/kyrgyzstan"
FORMS = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
}


@pytest.fixture(scope="module")
def iris(services: Services) -> set[str]:
    """Every IRI of ours that is the subject of a statement."""
    rows = services.store.select("SELECT DISTINCT ?s WHERE { ?s ?p ?o }").rows
    return {row["s"].value for row in rows if row["s"].value.startswith(BASE)}


@pytest.fixture(scope="module")
def documents(iris: set[str]) -> dict[str, list[str]]:
    """The IRIs by where a client goes for them: a fragment is not sent."""
    found: dict[str, list[str]] = {}
    for iri in sorted(iris):
        found.setdefault("/" + quote(iri.removeprefix(BASE).partition("#")[0]), []).append(iri)
    return found


@pytest.fixture(scope="module")
def near(release: Release) -> Iterator[TestClient]:
    """The same application with its store in this process: for many pages, where workers only add time."""
    with TestClient(
        create_app(replace(services_over(release), store=release.open_store())), follow_redirects=False
    ) as client:
        yield client


def test_every_iri_leads_to_its_document(near: TestClient, documents: dict[str, list[str]]) -> None:
    """Every twentieth and the first of each kind; ``tests/lib/framing`` has them all without the service."""
    assert len(documents) > 2000
    for path, iris in sampled(documents):
        said = set(turtle(near, path))
        assert {ox.NamedNode(iri) for iri in iris} <= {triple.subject for triple in said}, path
        told = near.get(path, headers={"Accept": "application/ld+json"})
        assert (told.status_code, told.headers["content-type"]) == (200, "application/ld+json"), path


def test_every_iri_leads_to_a_page(near: TestClient, documents: dict[str, list[str]]) -> None:
    for path, iris in sampled(documents):
        answer = near.get(path, headers={"Accept": "text/html"})
        assert answer.status_code == 200, path
        assert all(mark(iri) in answer.text for iri in iris), path


def test_no_page_of_a_thing_is_large(near: TestClient, services: Services) -> None:
    """The things with most statements about them, and with most that refer to them, have the largest pages."""
    most = "SELECT ?s (COUNT(*) AS ?n) { %s FILTER(isIRI(?s)) } GROUP BY ?s ORDER BY DESC(?n) ?s LIMIT 40"
    things = {
        row["s"].value
        for pattern in ("?s ?p ?o", "?o ?p ?s")
        for row in services.store.select(most % pattern).rows
        if row["s"].value.startswith((f"{BASE}id/", f"{BASE}vocab/"))
    }
    assert len(things) > 50
    for iri in sorted(things):
        page = near.get("/" + quote(iri.removeprefix(BASE)), headers={"Accept": "text/html"})
        assert page.status_code == 200, iri
        assert len(gzip.compress(page.content)) < 30_000, iri


def sampled(documents: dict[str, list[str]]) -> list[tuple[str, list[str]]]:
    """Every twentieth document, and the first of each kind."""
    first = {path.split("/")[1:3][-1] + path.split("/")[1]: path for path in sorted(documents, reverse=True)}
    chosen = {*sorted(documents)[::20], *first.values()}
    return [(path, documents[path]) for path in sorted(chosen)]


def test_what_a_page_shows_can_be_gathered(release: Release, documents: dict[str, list[str]]) -> None:
    """Of every fourth IRI: the others are of the same kinds."""
    store = release.open_store()
    reader = Reader("fr", Address("fr"), directory_of(store))
    for iri in [iri for iris in documents.values() for iri in iris][::4]:
        assert view_of(store, iri, reader).iri == iri


def mark(iri: str) -> str:
    """What the page of an IRI must hold."""
    if iri.startswith(f"{BASE}ontology#"):
        return f'id="{iri.partition("#")[2]}"'
    return "characters " if "#" in iri else f'<p class="muted iri">{iri}</p>'


def turtle(client: TestClient, path: str) -> Iterator[ox.Triple]:
    answer = client.get(path, headers={"Accept": "text/turtle"})
    assert answer.headers["content-type"] == "text/turtle; charset=utf-8", path
    return (quad.triple for quad in ox.parse(answer.content, ox.RdfFormat.TURTLE))


@pytest.mark.parametrize("suffix", FORMS)
def test_suffixes(client: TestClient, suffix: str) -> None:
    answer = client.get(f"{KYRGYZSTAN}.{suffix}", headers={"Accept": "text/html"})
    assert answer.headers["content-type"].partition(";")[0] == FORMS[suffix]
    assert client.get(KYRGYZSTAN, params={"format": suffix}).content == answer.content


def test_json_is_json_ld(client: TestClient) -> None:
    answer = client.get(f"{KYRGYZSTAN}.json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == client.get(f"{KYRGYZSTAN}.jsonld").json()
    assert answer.json()["label"]["fr"] == "Kirghizistan"


def test_html_suffix(client: TestClient) -> None:
    assert client.get(f"{KYRGYZSTAN}.html").text.startswith("<!doctype html>")


def test_a_program_that_does_not_care_gets_json_ld(client: TestClient) -> None:
    assert client.get(KYRGYZSTAN).headers["content-type"] == "application/ld+json"


@pytest.mark.parametrize("iri", ["http://metadata.un.org/sdg/10.7", "sdg:10.7"])
@pytest.mark.parametrize("form", ["jsonld", "ttl", "html"])
def test_iris_of_others(client: TestClient, iri: str, form: str) -> None:
    answer = client.get("/resource", params={"iri": iri, "format": form})
    assert answer.status_code == 200
    assert "10.7" in answer.text
    assert "Orderly" in answer.text


def test_an_iri_that_is_only_mentioned(client: TestClient) -> None:
    asked = {"iri": "http://www.wikidata.org/entity/Q813"}
    for form in ("ttl", "jsonld", "html"):
        answer = client.get("/resource", params={**asked, "format": form})
        assert answer.status_code == 200
        assert "country/kyrgyzstan" in answer.text.replace("country:", "country/")


@pytest.mark.parametrize("iri", ["", "none", "http://a b", "http://[x", "http://a:b/", "a:%zz"])
def test_what_is_no_iri(client: TestClient, iri: str) -> None:
    answer = client.get("/resource", params={"iri": iri})
    assert (answer.status_code, answer.json()["place"]) == (400, "parameter iri")
    assert "sdg/10.7" in answer.json()["remedy"]


@pytest.mark.parametrize(
    "path", ["/id/", "/id/a%3Cb", "/id/a%20b", "/vocab/%ff", "/id/%5Bx", "/id/x.ttl", "/prefix/none"]
)
def test_what_is_unknown(client: TestClient, path: str) -> None:
    for form in ("application/ld+json", "text/turtle", "text/html"):
        assert client.get(path, headers={"Accept": form}).status_code == 404


def test_the_nearest_are_named(client: TestClient) -> None:
    problem = client.get("/id/programme/m4sd-phase-4.ttl").json()
    assert problem["place"] == "https://w3id.org/m4sd/id/programme/m4sd-phase-4"
    assert "https://w3id.org/m4sd/id/programme/m4sd-phase-3" in problem["nearest"]


def test_a_named_graph(client: TestClient, services: Services) -> None:
    counted = services.manifest["counts"]["triples_by_graph"]["https://w3id.org/m4sd/graph/international"]
    assert len(set(turtle(client, "/graph/international"))) == counted
    assert "Migration Governance Indicators" in client.get("/graph/framework/mgi.html").text
    assert json.loads(client.get("/graph/vocab/valence.jsonld").text)["@graph"]


def test_an_unknown_graph(client: TestClient) -> None:
    problem = client.get("/graph/countries/kgz").json()
    assert problem["status"] == 404
    assert "https://w3id.org/m4sd/graph/country/kgz" in problem["nearest"]
