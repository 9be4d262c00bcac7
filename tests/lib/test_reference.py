"""Reference pages come from the things themselves, show every one of them, and staleness is noticed."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
import rdflib
import typer.main
from rdflib.namespace import OWL, RDF, SH, SKOS

import api.cli  # noqa: F401 - it adds the command `serve`
from m4sd_graph.catalog import load_catalog
from m4sd_graph.cli import app
from m4sd_graph.load import load_dataset, load_shapes
from m4sd_graph.namespaces import M4SD, SHAPES, VOCAB
from m4sd_graph.reference import NOTICE, pages, write_reference
from m4sd_graph.settings import Settings
from m4sd_graph.workspace import Workspace
from tests.lib.support import contents

COMMAND = typer.main.get_command(app)


@pytest.fixture(scope="module")
def written(workspace: Workspace) -> Mapping[str, str]:
    return pages(workspace, COMMAND)


@pytest.fixture(scope="module")
def ontology(workspace: Workspace) -> rdflib.Graph:
    return load_dataset(workspace).to_rdflib()


def headings(page: str) -> set[str]:
    return {line.removeprefix("## ") for line in page.splitlines() if line.startswith("## ")}


def commands_below(command: object, name: str) -> set[str]:
    parts = getattr(command, "commands", {}).items()
    return {found for part, below in parts for found in commands_below(below, f"{name} {part}")} or {name}


def test_the_pages_of_the_project_are_up_to_date(workspace: Workspace) -> None:
    assert write_reference(workspace, COMMAND, check=True) == [], "run `m4sd docs`"


def test_every_page_says_that_it_is_made(written: Mapping[str, str]) -> None:
    assert all(text.startswith(f"{NOTICE}# ") for text in written.values())


@pytest.mark.parametrize(
    ("page", "types"),
    [("classes.md", [OWL.Class]), ("properties.md", [OWL.ObjectProperty, OWL.DatatypeProperty])],
)
def test_every_term_is_shown(
    written: Mapping[str, str], ontology: rdflib.Graph, page: str, types: list[rdflib.URIRef]
) -> None:
    terms = {str(s) for kind in types for s in ontology.subjects(RDF.type, kind) if str(s).startswith(M4SD)}
    assert headings(written[page]) == {f"m4sd:{term.removeprefix(M4SD)}" for term in terms}
    assert len(terms) > 20


def test_every_shape_and_constraint_is_shown(written: Mapping[str, str], workspace: Workspace) -> None:
    shapes = load_shapes(workspace)
    names = {str(s).removeprefix(SHAPES) for s in shapes.subjects(RDF.type, SH.NodeShape)}
    parts = {str(o).removeprefix(SHAPES) for p in (SH.property, SH.sparql) for o in shapes.objects(None, p)}
    assert headings(written["shapes.md"]) == names
    assert not [part for part in parts if f"| {part} |" not in written["shapes.md"]]


def test_every_query_is_shown_with_its_text(written: Mapping[str, str]) -> None:
    for kind in ("questions", "rules"):
        queries = [q for q in load_catalog().queries if q.kind == kind]
        assert headings(written[f"{kind}.md"]) == {q.id for q in queries}
        assert all(q.body in written[f"{kind}.md"] for q in queries)


def test_every_setting_is_shown(written: Mapping[str, str]) -> None:
    for name, field in Settings.model_fields.items():
        assert f"| `M4SD_{name.upper()}` | `{field.default}` | {field.description} |" in written["settings.md"]


def test_every_command_and_option_is_shown(written: Mapping[str, str]) -> None:
    assert headings(written["commands.md"]) == commands_below(COMMAND, "m4sd")
    assert {"m4sd build", "m4sd sources check", "m4sd serve"} <= headings(written["commands.md"])
    for option in ("--timings", "--format", "--severity", "--check", "--port"):
        assert f"`{option}`" in written["commands.md"]


def test_every_vocabulary_is_shown(written: Mapping[str, str], ontology: rdflib.Graph) -> None:
    schemes = {str(s) for s in ontology.subjects(RDF.type, SKOS.ConceptScheme) if str(s).startswith(VOCAB)}
    assert schemes
    assert not [s for s in schemes if f"`{s}`" not in written["vocabularies.md"]]


def test_a_stale_page_is_named_and_only_written_when_asked(tiny: Workspace) -> None:
    assert "docs/reference/classes.md" in write_reference(tiny, COMMAND, check=True)
    assert not (tiny.root / "docs").exists()
    names = write_reference(tiny, COMMAND, check=False)
    assert {f"docs/reference/{name}" for name in contents(tiny.root / "docs/reference")} == set(names)
    assert write_reference(tiny, COMMAND, check=True) == []
    (tiny.root / "docs/reference/rules.md").write_text("old", encoding="utf-8")
    assert write_reference(tiny, COMMAND, check=True) == ["docs/reference/rules.md"]
