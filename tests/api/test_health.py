"""``/health`` and the context document."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
from starlette.testclient import TestClient

from api.main import create_app
from api.services import Services, make_services
from m4sd_graph.release import NQUADS, Release
from m4sd_graph.store.local import LocalStore


def test_health_names_the_release(client: TestClient, services: Services) -> None:
    answer = client.get("/health")
    manifest = services.manifest
    assert answer.json() == {"status": "ok", "release": manifest["version"], "quads": manifest["quads"]}
    assert answer.headers["cache-control"] == "no-store"


def test_an_empty_store_is_not_healthy(services: Services) -> None:
    with TestClient(create_app(replace(services, store=LocalStore(ox.Store())))) as client:
        answer = client.get("/health")
    assert (answer.status_code, answer.json()["status"]) == (503, "empty")


def test_a_store_that_lost_something_is_not_healthy(services: Services, release: Release, tmp_path: Path) -> None:
    dump = (release.folder / NQUADS).read_bytes().splitlines(keepends=True)
    (tmp_path / "short.nq").write_bytes(b"".join(dump[1:]))
    store = LocalStore.from_nquads(tmp_path / "short.nq", services.prefixes)
    damaged = make_services(services.settings, release, store)
    with TestClient(create_app(damaged)) as client:
        answer = client.get("/health")
    assert (answer.status_code, answer.json()["status"]) == (503, "damaged")
    assert answer.json()["quads"] == services.manifest["quads"] - 1


def test_behind_an_endpoint_the_number_is_the_manifests(services: Services) -> None:
    with TestClient(create_app(replace(services, quads=None))) as client:
        assert client.get("/health").json()["quads"] == services.manifest["quads"]


def test_the_context_may_be_kept_for_ever(client: TestClient, services: Services) -> None:
    answer = client.get("/context/v1.jsonld")
    assert answer.headers["content-type"] == "application/ld+json"
    assert "immutable" in answer.headers["cache-control"]
    assert answer.json() == services.context
