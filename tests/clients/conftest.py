"""The service as its own process, with its defaults."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from m4sd_graph.release import Release
from tests.clients.support import running

READY = r"Serving at (http://127\.0\.0\.1:\d+) \(stop with Ctrl\+C\)"


@pytest.fixture(scope="session")
def address(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the service runs."""
    command = [str(Path(sys.executable).with_name("m4sd")), "serve", "--port", "0"]
    folder = tmp_path_factory.mktemp("service")
    with running(command, READY, folder, M4SD_RELEASES=str(release.folder.parent)) as ready:
        yield ready[1]


@pytest.fixture(scope="session")
def endpoint(address: str) -> str:
    """The address of its SPARQL endpoint."""
    return f"{address}/sparql"
