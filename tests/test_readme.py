"""The README keeps its word: its query gives its answer, its links lead somewhere, its commands exist."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
import typer

import api.cli  # adds `serve` to the commands
from m4sd_graph.cli import app
from m4sd_graph.load import Dataset
from m4sd_graph.store.local import LocalStore

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md")), ROOT / "data/README.md"]


@pytest.fixture(scope="module")
def readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_query_gives_the_printed_answer(readme: str, inferred: Dataset) -> None:
    block = re.search(r"<<'SPARQL'\n(.*?)SPARQL\n(.*?)```", readme, re.DOTALL)
    assert block
    answer = LocalStore.from_dataset(inferred).answer(block[1], "text/csv").content.decode()
    assert list(csv.reader(io.StringIO(answer))) == list(csv.reader(io.StringIO(block[2])))


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_to_files_lead_somewhere(page: Path) -> None:
    # Addresses of the service are followed by the tests of the documentation site.
    targets = re.findall(r"\]\((?!https?:|/)([^)#]+)", page.read_text(encoding="utf-8"))
    missing = [t for t in targets if not (page.parent / t).exists()]
    assert not missing


def test_commands_exist(readme: str) -> None:
    assert callable(api.cli.main)
    named = set(re.findall(r"m4sd ([a-z]+)", readme))
    known = set(typer.main.get_group(app).commands)
    assert named <= known
