"""The tables are read once for a release, by the first who asks, and anew after a reload."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.testclient import TestClient

from api.analysis import Analysis
from api.main import create_app
from api.services import reloaded
from m4sd_graph.catalog import load_catalog
from m4sd_graph.coherence.tables import Tables, load_tables
from m4sd_graph.errors import StoreError
from m4sd_graph.release import Release
from m4sd_graph.store.local import LocalStore
from tests.conftest import services_over


@pytest.fixture(scope="module")
def tables(store: LocalStore) -> Tables:
    return load_tables(store, load_catalog())


def test_who_asks_at_once_waits_for_one_reading(tables: Tables) -> None:
    read, all_here = [], threading.Barrier(4)

    def reading() -> Tables:
        read.append(1)
        return tables

    analysis = Analysis(reading)

    def ask() -> object:
        all_here.wait(10)
        return analysis.tracer()

    with ThreadPoolExecutor(4) as pool:
        found = [one.result() for one in [pool.submit(ask) for _ in range(4)]]
    assert len(read) == 1
    assert all(one is found[0] for one in found)


def test_after_a_failure_the_next_tries_again(tables: Tables) -> None:
    answers: list[Tables | None] = [None, tables]

    def reading() -> Tables:
        found = answers.pop(0)
        if found is None:
            raise StoreError("no worker was free.")
        return found

    analysis = Analysis(reading)
    with pytest.raises(StoreError):
        analysis.tracer()
    assert analysis.tracer().claims.tables is tables


def test_a_reload_reads_them_anew(release: Release) -> None:
    services = services_over(release)
    with TestClient(create_app(services)) as client:
        before = client.get("/coherence/status").json()
        assert client.portal is not None
        anew = client.portal.call(reloaded, services)
        assert anew.analysis is not services.analysis
        client.app.state.services = anew  # type: ignore[attr-defined] # as the service does
        assert client.get("/coherence/status").json() == before


def test_the_files_of_a_release_stand_for_its_store(release: Release, tables: Tables) -> None:
    services = services_over(release)
    # The pool has not been started, so only files can answer.
    assert services.analysis.tracer().claims.tables.links.equals(tables.links)
