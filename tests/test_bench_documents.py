"""The benchmark of documents runs: it asks for documents and gets 304 the second time. Nothing is timed here."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from api.main import create_app
from api.services import Services
from bench.documents import measure
from m4sd_graph.release import Release


@pytest.fixture(scope="module")
def near(services: Services, release: Release) -> Services:
    return replace(services, store=release.open_store())


def test_documents_are_asked_for_twice(near: Services) -> None:
    paths = ["/id/country/kyrgyzstan", "/id/org/kg-council-on-migration"]
    made, told = asyncio.run(measure(create_app(near), paths, "full"))
    assert len(made) == len(told) == 2
    assert min(seen.took for seen in (*made, *told)) > 0


def test_what_is_no_document_stops_it(near: Services) -> None:
    with pytest.raises(SystemExit, match="/id/none: 404"):
        asyncio.run(measure(create_app(near), ["/id/none"], "standard"))
