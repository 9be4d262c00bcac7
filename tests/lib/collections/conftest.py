"""The graph of the workspace in memory, once for all tests of collections."""

from __future__ import annotations

import pytest

from m4sd_graph.release import Release
from m4sd_graph.store.local import LocalStore


@pytest.fixture(scope="session")
def graph(release: Release) -> LocalStore:
    return release.open_store()
