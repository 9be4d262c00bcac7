"""The documents of the catalogue are as their JSON Schemas say, and the schemas refuse what is not so."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError
from starlette.testclient import TestClient

from api.services import Services
from m4sd_graph.catalogue_schemas import CATALOGUE_SCHEMAS

Validate = Callable[[str, Any], None]


@pytest.fixture(scope="module")
def check(client: TestClient) -> Validate:
    sent = {name: client.get(f"/schemas/{name}.json").json() for name in CATALOGUE_SCHEMAS}
    for content in sent.values():
        Draft202012Validator.check_schema(content)
    return lambda name, document: Draft202012Validator(sent[name]).validate(document)


@pytest.mark.parametrize(
    "path",
    [
        "/catalog",
        "/catalog?limit=2&page=2",
        "/catalog?context=embed&limit=40",
        "/catalog?lang=fr",
        "/dataset/m4sd",
        "/dataset/policies",
        "/distribution/sparql",
        "/service/sparql",
        "/service/api",
    ],
)
def test_documents_of_the_catalogue(client: TestClient, check: Validate, path: str) -> None:
    check("catalogue", client.get(path).json())


def test_a_release_and_its_files(client: TestClient, services: Services, check: Validate) -> None:
    found = client.get(f"/dataset/m4sd/{services.manifest['version']}").json()
    check("catalogue", found)
    for way in found["distribution"][::9]:
        path = way["id"].removeprefix("https://w3id.org/m4sd")
        check("catalogue", client.get(f"{path}.jsonld").json())


def test_the_description_in_void(client: TestClient, check: Validate) -> None:
    check("void", client.get("/void.jsonld").json())


def broken(document: dict[str, Any], *path: str | int, value: object = None) -> dict[str, Any]:
    """The document with another value in one place, or without it."""
    found = copy.deepcopy(document)
    *above, last = path
    place: Any = found
    for step in above:
        place = place[step]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return found


def test_the_schemas_refuse_what_is_not_so(client: TestClient, services: Services, check: Validate) -> None:
    release = client.get(f"/dataset/m4sd/{services.manifest['version']}").json()
    catalogue = client.get("/catalog?limit=2").json()
    void = client.get("/void.jsonld").json()
    wrong = [
        ("catalogue", broken(release, "distribution", 0, "checksum", "checksumValue", value="12")),
        ("catalogue", broken(release, "distribution", 0, "byteSize")),
        ("catalogue", broken(release, "distribution", 0, "byteSize", value="many")),
        ("catalogue", broken(release, "title")),
        ("catalogue", broken(release, "unknown", value=1)),
        ("catalogue", broken(catalogue, "dataset")),
        ("catalogue", broken(catalogue, "view", "first")),
        ("catalogue", broken(catalogue, "@context")),
        ("void", broken(void, "primaryTopic", "triples", value="many")),
        ("void", broken(void, "primaryTopic", "classPartition", 0, "entities")),
    ]
    for name, document in wrong:
        with pytest.raises(ValidationError):
            check(name, document)
