"""A copy of the checkout to write into: no real link is ever reviewed by a test."""

from __future__ import annotations

from pathlib import Path

import pytest

from m4sd_graph.workspace import Workspace
from tests.lib.support import copied_workspace


@pytest.fixture
def copy(tmp_path: Path) -> Workspace:
    (tmp_path / "workspace").mkdir()
    return copied_workspace(tmp_path / "workspace")
