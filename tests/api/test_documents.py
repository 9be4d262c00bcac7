"""What stands around a document: profiles, languages, the context, links to its neighbours, replaced IRIs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

import pyoxigraph as ox
import pytest
from pyld import jsonld
from starlette.testclient import TestClient

from api.main import create_app
from api.services import Services
from m4sd_graph.framing import PROFILES
from m4sd_graph.jsonld import CONTEXT_PATH
from m4sd_graph.load import Dataset, parse_path, parse_turtle
from m4sd_graph.namespaces import BASE, DCTERMS, GRAPH, ID, M4SD, OWL
from m4sd_graph.release import Release
from m4sd_graph.store.local import LocalStore
from tests.conftest import services_over
from tests.lib.support import ROOT

POLICY = "/id/instrument/kg-migration-policy-concept-2021-2030"
HOST = "http://testserver"
LINK = re.compile(r'<([^>]+)>; rel="([^"]+)"(?:; type="([^"]+)")?')
REPLACED = f"""
<{ID}org/tl-old> a <{M4SD}CoordinationBody> ; <{OWL}deprecated> true ; <{DCTERMS}isReplacedBy> <{ID}org/tl-council> .
<{ID}org/tl-split> <{OWL}deprecated> true ; <{DCTERMS}isReplacedBy> <{ID}org/tl-council> , <{ID}org/tl-agency> .
<{ID}org/tl-gone> <{OWL}deprecated> true ; <{DCTERMS}description> "No longer used."@en .
<{ID}org/tl-abroad> <{OWL}deprecated> true ; <{DCTERMS}isReplacedBy> <http://metadata.un.org/sdg/10.7> .
<{ID}instrument/tl-earlier> <{DCTERMS}isReplacedBy> <{ID}instrument/tl-strategy> .
"""


@pytest.fixture(scope="module")
def world(release: Release) -> Iterator[TestClient]:
    """The service over the invented world, in which some IRIs were replaced."""
    services = services_over(release)
    graphs = {f"{GRAPH}{file.stem}": tuple(parse_path(file)) for file in sorted((ROOT / "tests/world").glob("*.ttl"))}
    graphs[f"{GRAPH}replaced"] = tuple(parse_turtle(REPLACED.encode(), "replaced.ttl"))
    store = LocalStore.from_dataset(Dataset(graphs, prefixes=services.prefixes))
    with TestClient(create_app(replace(services, store=store)), follow_redirects=False) as client:
        yield client


@pytest.fixture(scope="module")
def at_home(release: Release) -> Iterator[TestClient]:
    """The service at the very address that the IRIs begin with."""
    moved = replace(services_over(release, public_url=BASE), store=release.open_store())
    with TestClient(create_app(moved), follow_redirects=False) as client:
        yield client


def links(header: str) -> list[tuple[str, str, str]]:
    """Target, relation and type of each link."""
    return LINK.findall(header)


@pytest.mark.parametrize("name", PROFILES)
def test_a_profile_by_parameter_or_accept(client: TestClient, name: str) -> None:
    iri = f"{BASE}profile/{name}"
    asked = client.get(POLICY, params={"profile": name})
    accept = f'application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted {iri}";q=0.8, text/html;q=0.1'
    assert client.get(POLICY, headers={"Accept": accept}).json() == asked.json()
    assert client.get(POLICY, params={"profile": iri}).json() == asked.json()
    assert (iri, "profile", "") in links(asked.headers["link"])
    kinds = {"minimal": str, "standard": dict, "full": dict}
    assert isinstance(asked.json()["jurisdiction"][0], kinds[name])
    assert ("links" in asked.json()) == (name == "full")


def test_the_liked_profile_wins_and_those_of_others_count_for_nothing(client: TestClient) -> None:
    accept = (
        f'application/ld+json;profile="{BASE}profile/minimal";q=0.2, application/json;profile="{BASE}profile/full",'
        'application/ld+json;profile="https://example.org/other"'
    )
    assert "links" in client.get(POLICY, headers={"Accept": accept}).json()
    other = client.get(POLICY, headers={"Accept": 'application/ld+json;profile="https://example.org/other"'})
    assert other.json() == client.get(POLICY).json()


@pytest.mark.parametrize("name", PROFILES)
def test_a_profile_of_the_rdf_forms(client: TestClient, services: Services, name: str) -> None:
    told = client.get(POLICY, params={"profile": name}).json()
    expanded = jsonld.to_rdf({**told, "@context": services.context["@context"]}, {"format": "application/n-quads"})
    said = client.get(f"{POLICY}.ttl", params={"profile": name})
    assert triples(expanded, ox.RdfFormat.N_QUADS) == triples(said.text, ox.RdfFormat.TURTLE)
    assert (f"{BASE}profile/{name}", "profile", "") in links(said.headers["link"])


def triples(text: str, form: ox.RdfFormat) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(text, form)}


@pytest.mark.parametrize("name", PROFILES)
@pytest.mark.parametrize("form", ["jsonld", "json", "html"])
def test_a_profile_has_an_address(client: TestClient, name: str, form: str) -> None:
    answer = client.get(f"/profile/{name}.{form}")
    assert answer.status_code == 200
    assert f"{BASE}profile/{name}" in answer.text
    [schema] = set(re.findall(rf"{HOST}/schemas/Resource\.json#{name}", answer.text))
    assert client.get(schema.removeprefix(HOST)).json()["$defs"][name]["$anchor"] == name


def test_the_context_is_linked_or_embedded(client: TestClient, services: Services) -> None:
    linked, embedded = (client.get(POLICY, params={"context": place}).json() for place in ("link", "embed"))
    assert linked["@context"] == f"{HOST}/{CONTEXT_PATH}"
    assert embedded["@context"] == services.context["@context"]
    assert {**embedded, "@context": 0} == {**linked, "@context": 0}
    listed = client.get("/graph/vocab/valence.jsonld", params={"context": "embed"}).json()
    assert jsonld.expand(listed)[0]["@id"].startswith(f"{BASE}vocab/valence")


def test_a_context_is_served_byte_for_byte(client: TestClient, release: Release) -> None:
    files = sorted((release.folder / "ontology/context").glob("*.jsonld"))
    assert files
    for file in files:
        answer = client.get(f"/context/{file.name}")
        assert answer.content == file.read_bytes()
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["access-control-allow-origin"] == "*"


def test_one_language_and_which_it_is(client: TestClient) -> None:
    french = client.get(POLICY, params={"lang": "fr"})
    assert french.headers["content-language"] == "fr"
    assert list(french.json()["label"]) == ["fr"]
    kyrgyz = client.get("/id/country/kyrgyzstan", params={"lang": "ky,fr"})
    assert kyrgyz.headers["content-language"].startswith("ky, fr")
    assert (list(kyrgyz.json()["label"]), list(kyrgyz.json()["description"])) == (["ky"], ["fr"])
    assert "lang=fr" in french.headers["content-location"]
    listed = client.get("/graph/vocab/valence.jsonld", params={"lang": "fr"})
    assert listed.headers["content-language"] == "fr"
    assert all(set(node["label"]) == {"fr"} for node in listed.json()["@graph"])


@pytest.mark.parametrize(
    ("accept", "lang"),
    [
        ("fr", "fr"),
        ("fr-CA,en;q=0.5", "fr"),
        ("en;q=0.4, fr;q=0.8", "fr"),
        ("fr;q=0, en;q=0.1", "en"),
        ("fr;q=0", "en"),
        ("ru, ky;q=0.9", "ru"),
        ("de, ky;q=0.9", "ky"),
        ("fr;q=x, en;q=0.1", "en"),
        ("fr" + ",x" * 1000, "en"),
        ("", "en"),
    ],
)
def test_pages_speak_the_liked_language(client: TestClient, accept: str, lang: str) -> None:
    asked = {"Accept": "text/html", "Accept-Language": accept}
    assert client.get("/profile/full", headers=asked).headers["content-language"] == lang
    assert client.get("/profile/full?lang=fr", headers=asked).headers["content-language"] == "fr"


@pytest.mark.parametrize("form", ["jsonld", "ttl", "nt", "rdf", "html", "json"])
def test_a_document_names_its_neighbours(client: TestClient, form: str) -> None:
    answer = client.get(f"{POLICY}.{form}")
    found = links(answer.headers["link"])
    iri = f"{BASE}{POLICY[1:]}"
    for relation in ("canonical", "cite-as"):
        assert (iri, relation, "") in found
    assert ("https://creativecommons.org/licenses/by/4.0/", "license", "") in found
    assert (f"{M4SD}Policy", "type", "") in found
    assert (f"{HOST}/policies", "collection", "") in found
    others = {target: kind for target, relation, kind in found if relation == "alternate"}
    assert len(others) == 7
    for target, kind in others.items():
        got = client.get(target.removeprefix(HOST))
        assert got.headers["content-type"].partition(";")[0] == kind
        assert client.head(target.removeprefix(HOST)).headers["etag"] == got.headers["etag"]
    told = {(target, kind) for target, relation, kind in found if relation == "describedby"}
    if form == "html":
        assert (f"{HOST}{POLICY}.jsonld", "application/ld+json") in told
    elif form in ("jsonld", "json"):
        assert told == {(f"{HOST}/schemas/Policy.json#standard", "application/schema+json")}
        assert client.get("/schemas/Policy.json").json()["$defs"]["standard"]["$anchor"] == "standard"


def test_the_address_of_exactly_what_was_sent(client: TestClient) -> None:
    for asked in (
        POLICY,
        f"{POLICY}?profile=full&lang=fr&context=embed",
        "/resource?iri=sdg:10.7",
        "/ontology",
        "/shapes",
    ):
        answer = client.get(asked, headers={"Accept": "application/ld+json"})
        again = client.get(answer.headers["content-location"], headers={"Accept": "text/html"})
        assert (again.status_code, again.content) == (200, answer.content), asked


def test_many_classes_are_told_once(client: TestClient) -> None:
    found = links(client.get("/resource?iri=sdg:10.7").headers["link"])
    assert {t.rpartition("#")[2].rpartition("/")[2] for t, relation, _ in found if relation == "type"} == {
        "Concept", "Objective", "Target",
    }  # fmt: skip
    assert (f"{HOST}/targets", "collection", "") in found


@pytest.mark.parametrize("suffix", ["", ".jsonld", ".ttl", ".html"])
def test_a_replaced_iri_leads_to_what_replaces_it(world: TestClient, suffix: str) -> None:
    answer = world.get(f"/id/org/tl-old{suffix}?profile=minimal", headers={"Accept": "text/html"})
    assert answer.status_code == 301
    assert answer.headers["location"] == f"{HOST}/id/org/tl-council{suffix}?profile=minimal"
    assert answer.headers["link"] == f'<{ID}org/tl-council>; rel="successor-version"'
    assert world.get(answer.headers["location"].removeprefix(HOST)).status_code == 200


def test_what_replaces_may_be_of_others(world: TestClient) -> None:
    answer = world.get("/id/org/tl-abroad.ttl")
    assert answer.headers["location"] == f"{HOST}/resource?iri=http%3A%2F%2Fmetadata.un.org%2Fsdg%2F10.7&format=ttl"
    assert world.get(answer.headers["location"].removeprefix(HOST)).headers["content-type"].startswith("text/turtle")


@pytest.mark.parametrize("form", ["jsonld", "ttl", "html"])
def test_a_replaced_iri_is_still_told_of(world: TestClient, form: str) -> None:
    old = world.get("/resource", params={"iri": f"{ID}org/tl-old", "format": form})
    assert (old.status_code, f"{ID}org/tl-old" in old.text or "body:tl-old" in old.text) == (200, True)
    assert (f"{ID}org/tl-council", "successor-version", "") in links(old.headers["link"])
    split = world.get(f"/id/org/tl-split.{form}")
    assert split.status_code == 200
    assert {t for t, relation, _ in links(split.headers["link"]) if relation == "successor-version"} == {
        f"{ID}org/tl-council",
        f"{ID}org/tl-agency",
    }
    assert world.get(f"/id/org/tl-gone.{form}").status_code == 200


def test_an_instrument_that_another_replaces_is_not_a_replaced_iri(world: TestClient) -> None:
    answer = world.get("/id/instrument/tl-earlier")
    assert (answer.status_code, answer.json()["isReplacedBy"][0]["id"]) == (200, f"{ID}instrument/tl-strategy")


def test_where_the_iris_themselves_are_served_a_thing_is_not_its_document(at_home: TestClient) -> None:
    for accept, form in (("text/turtle", "ttl"), ("text/html", "html"), ("*/*", "jsonld")):
        answer = at_home.get("/id/country/kyrgyzstan?lang=fr", headers={"Accept": accept})
        assert (answer.status_code, answer.headers["vary"]) == (303, "Accept")
        assert answer.headers["location"] == f"{ID}country/kyrgyzstan.{form}?lang=fr"
    assert at_home.get("/id/country/kyrgyzstan.jsonld").status_code == 200
    assert at_home.get("/id/country/kyrgyzstan?format=nt").status_code == 200
    assert at_home.get("/graph/vocab/valence").status_code == 200
    assert json.loads(at_home.get("/id/country/kyrgyzstan.jsonld").text)["@context"] == f"{BASE}{CONTEXT_PATH}"


def test_schemas_are_listed_and_openapi_refers_to_them(client: TestClient) -> None:
    listed = client.get("/schemas").json()
    assert {"Resource", "Policy", "DerivedLink"} <= {one["name"] for one in listed}
    for one in listed:
        answer = client.get(one["address"].removeprefix(HOST))
        assert answer.headers["content-type"] == "application/schema+json"
        assert answer.json()["$id"] == f"{BASE}schemas/{one['name']}.json"
    told = client.get("/openapi.json").json()["paths"]["/id/{path}"]["get"]
    assert told["responses"]["200"]["content"]["application/ld+json"]["schema"] == {"$ref": "schemas/Resource.json"}
    assert {p["name"] for p in told["parameters"]} == {"path", "format", "profile", "lang", "context"}
