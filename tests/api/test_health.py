"""``/health`` and the context document."""

from __future__ import annotations

from dataclasses import replace

import pyoxigraph as ox
from starlette.testclient import TestClient

from api.main import create_app
from api.services import Services, open_services
from m4sd_graph.release import Release
from m4sd_graph.settings import Settings
from m4sd_graph.store.local import LocalStore
from m4sd_graph.store.remote import RemoteStore
from tests.conftest import services_over


def test_health_names_the_release(client: TestClient, services: Services) -> None:
    answer = client.get("/health")
    manifest = services.manifest
    assert answer.json() == {"status": "ok", "release": manifest["version"], "quads": manifest["quads"]}
    assert answer.headers["cache-control"] == "no-store"


def test_an_empty_store_is_not_healthy(release: Release) -> None:
    with TestClient(create_app(replace(services_over(release), store=LocalStore(ox.Store())))) as client:
        answer = client.get("/health")
    assert (answer.status_code, answer.json()["status"]) == (503, "empty")


def test_a_store_that_cannot_answer_is_not_healthy(release: Release) -> None:
    with TestClient(
        create_app(replace(services_over(release), store=RemoteStore("http://127.0.0.1:9/sparql")))
    ) as client:
        answer = client.get("/health")
    assert (answer.status_code, answer.json()["status"]) == (503, "down")


def test_behind_an_endpoint_the_number_is_the_manifests(services: Services, release: Release) -> None:
    settings = Settings(releases=release.folder.parent, endpoint="http://127.0.0.1:9/sparql")
    assert open_services(settings).quads == services.manifest["quads"]


def test_the_context_may_be_kept_for_ever(client: TestClient, services: Services) -> None:
    answer = client.get("/context/v1.jsonld")
    assert answer.headers["content-type"] == "application/ld+json"
    assert "immutable" in answer.headers["cache-control"]
    assert answer.json() == services.context
