"""The ontology as a whole, by its version, its modules and its suffixes."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from api.services import Services


@pytest.mark.parametrize("accept", ["text/turtle", "application/ld+json", "application/rdf+xml", "text/html"])
def test_the_version_is_the_ontology(client: TestClient, services: Services, accept: str) -> None:
    version = services.manifest["software"]
    whole, versioned = (client.get(path, headers={"Accept": accept}) for path in ("/ontology", f"/ontology/{version}"))
    assert (whole.status_code, versioned.status_code) == (200, 200)
    if accept != "text/html":
        assert whole.content == versioned.content


def test_suffixes(client: TestClient, services: Services) -> None:
    version = services.manifest["software"]
    for path in ("/ontology.ttl", f"/ontology/{version}.ttl"):
        assert "owl:versionIRI" in client.get(path, headers={"Accept": "text/html"}).text
    assert client.get("/ontology.xlsx").status_code == 406


def test_a_module(client: TestClient) -> None:
    assert "dcterms:isPartOf" in client.get("/ontology/link.ttl").text
    assert "Links and the rules" in client.get("/ontology/link.html").text


def test_an_unknown_version(client: TestClient) -> None:
    answer = client.get("/ontology/9.9.9")
    assert answer.status_code == 404
    assert answer.json()["place"] == "https://w3id.org/m4sd/ontology/9.9.9"


def test_every_term_has_its_place_on_the_page(client: TestClient, services: Services) -> None:
    text = client.get("/ontology.html").text
    rows = services.store.select(
        "SELECT DISTINCT ?term WHERE { ?term rdfs:isDefinedBy <https://w3id.org/m4sd/ontology> }"
    ).rows
    assert len(rows) > 60
    for row in rows:
        assert f'id="{row["term"].value.rpartition("#")[2]}"' in text


def test_definitions_in_both_languages(client: TestClient) -> None:
    assert "Relates a link to the resource it starts from." in client.get("/ontology.html").text
    assert "Relie un lien à la ressource dont il part." in client.get("/ontology.html?lang=fr").text
