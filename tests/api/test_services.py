"""What the routes work with: the named release, or a remote endpoint behind the same routes."""

from __future__ import annotations

from dataclasses import replace

import anyio
import pytest
from starlette.testclient import TestClient

from api.main import create_app
from api.services import Services, open_services
from m4sd_graph.errors import QueryTooLongError, ReleaseError
from m4sd_graph.guard import Limits
from m4sd_graph.release import Release
from m4sd_graph.settings import Settings
from m4sd_graph.store.remote import RemoteStore


def test_the_current_release_is_opened(release: Release) -> None:
    opened = open_services(Settings(releases=release.folder.parent))
    assert opened.manifest["version"] == release.version
    assert opened.store.ask("ASK { country:kyrgyzstan a m4sd:State }")


def test_a_release_by_its_version(release: Release) -> None:
    assert open_services(Settings(releases=release.folder.parent, release=release.version)).manifest == release.manifest


def test_a_release_that_is_none(release: Release) -> None:
    with pytest.raises(ReleaseError, match="m4sd build"):
        open_services(Settings(releases=release.folder.parent, release="9.9.9"))


def test_an_endpoint_takes_the_place_of_the_store(release: Release) -> None:
    settings = Settings(releases=release.folder.parent, endpoint="http://127.0.0.1:9/sparql")
    assert isinstance(open_services(settings).store, RemoteStore)


def test_the_public_address_stands_in_json_ld(services: Services) -> None:
    settings = Settings(releases=services.settings.releases, public_url="https://example.org/m4sd/")
    with TestClient(create_app(replace(services, settings=settings))) as client:
        told = client.get("/id/country/kyrgyzstan").json()
    assert told["@context"] == "https://example.org/m4sd/context/v1.jsonld"


def test_limits_come_from_the_settings(release: Release) -> None:
    opened = open_services(Settings(releases=release.folder.parent, query_length=20, query_depth=3, threads=2))
    assert opened.limits == Limits(length=20, depth=3)
    with pytest.raises(QueryTooLongError, match="at most 20"):
        opened.check("ASK { ?s ?p ?o . ?o ?q ?r }")


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
