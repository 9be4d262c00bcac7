"""The notebook runs from its first cell to its last, without a network, and shows what it says."""

from __future__ import annotations

import os
import time
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from m4sd_graph.release import Release
from tests.lib.support import ROOT

NOTEBOOK = ROOT / "docs/notebooks/kyrgyzstan.ipynb"
# No name is looked up and no address reached from the first line of the kernel on; the kernel's own sockets are local.
OFFLINE = """
import socket
def refused(*_, **__):
    raise OSError("the notebook went to the network")
socket.create_connection = socket.getaddrinfo = refused
"""


def outputs(cell: nbformat.NotebookNode) -> str:
    return "".join(
        out.get("text", "") + out.get("data", {}).get("text/plain", "")
        for out in cell.outputs
        if cell.cell_type == "code"
    )


@pytest.mark.filterwarnings("default")
def test_the_notebook_runs(release: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    notebook = nbformat.reads(NOTEBOOK.read_text(encoding="utf-8"), as_version=4)  # type: ignore[no-untyped-call]
    assert all(
        cell.cell_type != "code" or (not cell.outputs and cell.execution_count is None) for cell in notebook.cells
    )
    notebook.cells.insert(0, nbformat.v4.new_code_cell(OFFLINE))  # type: ignore[no-untyped-call]
    monkeypatch.setenv("M4SD_RELEASES", str(release.folder.parent))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    monkeypatch.setenv("PATH", os.environ["PATH"])
    client = NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    )
    began = time.monotonic()
    done = client.execute()
    assert time.monotonic() - began < 60
    shown = [outputs(cell) for cell in done.cells if cell.cell_type == "code"]
    assert all(shown[1:])
    whole = "\n".join(shown)
    assert release.version in whole
    assert "Migration Policy Concept of the Kyrgyz Republic for 2021–2030" in whole
    assert "characters" in whole
    assert release.manifest["digest"]["value"] in whole
