"""What the routes work with: the named release, or a remote endpoint behind the same routes."""

from __future__ import annotations

import anyio
import pytest
from starlette.testclient import TestClient

from api.main import create_app
from api.services import open_services
from m4sd_graph.errors import ReleaseError, SettingError
from m4sd_graph.guard import Limits
from m4sd_graph.release import Release
from m4sd_graph.settings import Settings
from m4sd_graph.store.remote import RemoteStore
from tests.conftest import services_over


def test_the_current_release_is_opened(release: Release) -> None:
    opened = services_over(release)
    with TestClient(create_app(opened)):
        assert opened.manifest["version"] == release.version == opened.name
        assert opened.store.ask("ASK { country:kyrgyzstan a m4sd:State }")
        assert opened.quads == release.manifest["quads"]


def test_a_release_by_its_version(release: Release) -> None:
    assert open_services(Settings(releases=release.folder.parent, release=release.version)).manifest == release.manifest


def test_a_release_that_is_none(release: Release) -> None:
    with pytest.raises(ReleaseError, match="m4sd build"):
        open_services(Settings(releases=release.folder.parent, release="9.9.9"))


def test_an_endpoint_takes_the_place_of_the_store(release: Release) -> None:
    settings = Settings(releases=release.folder.parent, endpoint="http://127.0.0.1:9/sparql")
    assert isinstance(open_services(settings).store, RemoteStore)


def test_the_public_address_stands_in_json_ld(release: Release) -> None:
    with TestClient(create_app(services_over(release, public_url="https://example.org/m4sd/"))) as client:
        told = client.get("/id/country/kyrgyzstan").json()
    assert told["@context"] == "https://example.org/m4sd/context/v1.jsonld"


def nested(depth: int) -> str:
    return f"ASK {'{' * depth} ?s ?p ?o {'}' * depth}"


def test_limits_may_be_wider_than_the_defaults(release: Release) -> None:
    length = Limits().length + 50
    settings = Settings(releases=release.folder.parent, query_length=length, query_depth=100)
    with TestClient(create_app(open_services(settings))) as client:
        assert client.get("/sparql", params={"query": nested(100)}).json()["boolean"]
        assert client.get("/sparql", params={"query": nested(101)}).status_code == 403
        sent = {"Content-Type": "application/sparql-query"}
        assert client.post("/sparql", content="ASK { ?s ?p ?o }".ljust(length), headers=sent).json()["boolean"]
        assert client.post("/sparql", content="ASK {}".ljust(length + 1), headers=sent).status_code == 413


def test_small_limits_bind_clients_but_not_our_own_queries(release: Release) -> None:
    settings = Settings(releases=release.folder.parent, query_length=20, query_depth=1)
    with TestClient(create_app(open_services(settings))) as client:
        assert client.get("/sparql", params={"query": "ASK { ?s ?p ?o }"}).json()["boolean"]
        assert client.get("/sparql", params={"query": "ASK {{ ?s ?p ?o }}"}).status_code == 403
        assert client.get("/sparql", params={"query": "ASK { ?s ?p ?o . }   "}).status_code == 413
        for path in ("/id/country/kyrgyzstan.html", "/questions/gaps-in-domain", "/ontology.html", "/"):
            assert client.get(path).status_code == 200


def test_an_endpoint_is_asked_within_the_limits_too(release: Release) -> None:
    settings = Settings(releases=release.folder.parent, query_depth=70, endpoint="http://127.0.0.1:9/sparql")
    with TestClient(create_app(open_services(settings))) as client:
        assert client.get("/sparql", params={"query": nested(70)}).json()["title"] == "Store failed"
        assert client.get("/sparql", params={"query": nested(71)}).status_code == 403


def test_no_more_work_at_once_than_there_are_threads(release: Release) -> None:
    opened = open_services(Settings(releases=release.folder.parent, threads=1))
    running: list[int] = []

    def work() -> None:
        running.append(opened.slots.borrowed_tokens)

    async def several() -> None:
        async with anyio.create_task_group() as group:
            for _ in range(3):
                group.start_soon(opened.run, work)

    anyio.run(several)
    assert running == [1, 1, 1]


def test_the_engine_is_never_given_more_depth_than_it_was_measured_with() -> None:
    with pytest.raises(SettingError, match="200"):
        Settings(query_depth=201)
