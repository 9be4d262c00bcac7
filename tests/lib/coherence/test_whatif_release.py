"""Proposals on the project's graph, and the commands what-if and compare as a user calls them."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from m4sd_graph.build import Build, build
from m4sd_graph.catalog import load_catalog
from m4sd_graph.coherence.changes import apply, curated, read_changes
from m4sd_graph.coherence.matrix import Frame
from m4sd_graph.coherence.whatif import Base, base_of_release, what_if
from m4sd_graph.commands.coherence import app
from m4sd_graph.errors import ChangesError, M4SDError, NotFoundError, ParameterError, ReleaseError, SettingError
from m4sd_graph.infer import infer
from m4sd_graph.release import Release
from m4sd_graph.release_writing import write_release
from m4sd_graph.validate import validate
from m4sd_graph.workspace import Workspace

EXAMPLE = Path(__file__).resolve().parents[3] / "docs/examples/what-if.ttl"
PREFIXES = EXAMPLE.read_bytes().partition(b"\n\n")[0] + b"\n"
SDG = "http://metadata.un.org/sdg/"
COUNCIL = b"<https://w3id.org/m4sd/id/org/kg-council-on-migration>"
EVIDENCE = (
    b"<https://w3id.org/m4sd/id/evidence/"
    b"instrument-kg-national-action-plan-on-gender-equality-2022-2024-unep-leap-resolution-513-1>"
)
CHANGES = {
    "the example": (EXAMPLE.read_bytes(), b""),
    "a record without its class": (b"", EVIDENCE + b" a m4sd:Evidence ."),
    "an unknown predicate": (b"instrument:draft m4sd:adoptedBye body:kg-cabinet-of-ministers .", b""),
    "an unknown class": (b'instrument:draft a m4sd:Polcy ; skos:prefLabel "Draft"@en .', b""),
    "an unknown end": (b"instrument:draft a m4sd:Policy ; m4sd:implements instrument:nowhere .", b""),
    "a period before its beginning": (
        b'<https://w3id.org/m4sd/id/period/2026--2030> <http://www.w3.org/ns/dcat#endDate> "2020-12-31"'
        b"^^<http://www.w3.org/2001/XMLSchema#date> .",
        b'<https://w3id.org/m4sd/id/period/2026--2030> <http://www.w3.org/ns/dcat#endDate> "2030-12-31"'
        b"^^<http://www.w3.org/2001/XMLSchema#date> .",
    ),
}


def read(name: str) -> tuple[bytes, bytes]:
    added, removed = CHANGES[name]
    return PREFIXES + added if not added.startswith(b"#") else added, PREFIXES + removed


@pytest.fixture(scope="module")
def base(valid: Release) -> Base:
    return base_of_release(valid.folder, valid.manifest["prefixes"])


def test_the_release_is_derived_again_as_it_is(base: Base, valid: Release) -> None:
    """So that nothing but the proposal can make a difference."""
    outcome = what_if(base, read_changes(b""))
    assert outcome.effect is not None
    assert outcome.effect.nothing
    assert not outcome.report.findings
    assert len(list(base.dataset.quads())) == valid.manifest["quads"]


def test_the_example_fills_two_gaps(base: Base) -> None:
    started = time.perf_counter()
    outcome = what_if(base, read_changes(*read("the example")), frame=Frame(columns="target"))
    assert time.perf_counter() - started < 60
    assert outcome.report.counts()["Violation"] == 0
    effect = outcome.effect
    assert effect is not None
    gained = {one.item.notation: one for one in effect.differences.members if one.change == "gained"}
    assert set(gained) == {"1.3", "4.4"}
    assert {one.first_status for one in gained.values()} == {"evidenced gap"}
    assert {one.second_status for one in gained.values()} == {"contested"}
    figures = {one.figure: one for one in effect.differences.figures}
    assert str(figures["coverage"].first) == "18/33"
    assert str(figures["coverage"].second) == "20/33"
    assert figures["coverage"].second_only == (f"{SDG}1.3", f"{SDG}4.4")
    assert {one.change for one in effect.differences.links} == {"gained"}
    steps = [one.second for one in effect.differences.links]
    assert {step.link for step in steps if step} == set(effect.hypothetical)
    assert all(one.first is None for one in effect.differences.cells)
    answered = {one.key[0].rpartition("/")[2] for one in effect.gaps if one.of == "findings"}
    assert answered == {"kg-mgi2-f06", "kg-mgi2-f22"}


@pytest.mark.parametrize("name", ["the example", "a record without its class", "an unknown end"])
def test_looking_at_what_differs_finds_all_that_is_new(base: Base, name: str) -> None:
    """The records that a proposal touches have the same findings as in a validation of the whole graph."""
    changes = read_changes(*read(name))
    derived = infer(apply(curated(base.dataset), changes).dataset, base.rules)
    told = {
        (one.shape, one.record, one.path, one.value)
        for one in what_if(base, changes, strict=True).report.findings
        if "/link/d/" not in one.record
    }
    whole = {(one.shape, one.record, one.path, one.value) for one in validate(derived, base.shapes).findings}
    assert told == {one for one in whole - base.known if "/link/d/" not in one[1]}
    assert told


@pytest.mark.parametrize(
    ("name", "shape", "record"),
    [
        ("an unknown predicate", "ClosedWorld-predicates", "instrument/draft"),
        ("an unknown class", "ClosedWorld-classes", "instrument/draft"),
        ("an unknown end", "References-described", "instrument/"),
        ("a period before its beginning", "PeriodBounds-order", "period/2026--2030"),
    ],
)
def test_what_breaks_a_shape_is_told_with_place_and_remedy(base: Base, name: str, shape: str, record: str) -> None:
    outcome = what_if(base, read_changes(*read(name)))
    assert outcome.effect is None
    found = [one for one in outcome.report.findings if one.shape.endswith(shape)]
    assert found
    assert all(record in one.record and one.message["en"] and one.message["fr"] for one in found)


def test_a_damaged_report_is_told(valid: Release, tmp_path: Path) -> None:
    for name in ("dumps", "queries", "shapes", "ontology"):
        (tmp_path / name).symlink_to(valid.folder / name)
    (tmp_path / "report.json").write_text("{}")
    with pytest.raises(ReleaseError, match="report"):
        base_of_release(tmp_path, valid.manifest["prefixes"])


Run = Callable[..., Result]


@pytest.fixture
def run(valid: Release, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("M4SD_RELEASES", str(valid.folder.parent))
    monkeypatch.delenv("M4SD_ENDPOINT", raising=False)

    def invoke(*arguments: str | Path) -> Result:
        result = CliRunner().invoke(app, [str(argument) for argument in arguments])
        if isinstance(result.exception, M4SDError):
            raise result.exception
        return result

    return invoke


@pytest.fixture
def quick(run: Run, base: Base, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The same with the base that the other tests have read already."""
    monkeypatch.setattr("m4sd_graph.commands.whatif.base_of_release", lambda _folder, _prefixes: base)
    return run


def parsed(result: Result) -> Any:  # noqa: ANN401 - JSON
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def test_what_if_as_text(run: Run) -> None:
    said = run("what-if", EXAMPLE, "--country", "KG")
    assert said.exit_code == 0
    assert "nothing is stored" in said.output
    assert "18/33" in said.output
    assert "20/33; only there: 1.3; 4.4" in said.output
    assert "proposed, stated by no source" in said.output
    assert "derived by R2 from the proposal" in said.output
    assert "14 links" in said.output


def test_what_if_as_json(quick: Run) -> None:
    found = parsed(quick("what-if", EXAMPLE, "--format", "json", "--rows", "instrument", "--columns", "goal"))
    assert {cell["column"]["notation"] for cell in found["effect"]["differences"]["cells"]} == {"1", "4", "8", "10"}
    assert found["report"]["conforms"]
    assert len(found["added"]) == 25


def test_a_violation_is_exit_code_1_and_its_effect_is_told_on_demand(quick: Run, tmp_path: Path) -> None:
    draft = tmp_path / "draft.ttl"
    draft.write_bytes(PREFIXES + b'instrument:draft a m4sd:Polcy ; skos:prefLabel "Draft"@en .')
    said = quick("what-if", draft)
    assert said.exit_code == 1
    assert "ClosedWorld-classes" in said.output
    assert "The effect is not told" in said.output
    told = quick("what-if", draft, "--anyway", "--format", "csv")
    assert told.exit_code == 1
    assert told.output.startswith("section,iri,name,change,before,after,links before,links after\n")


def test_a_removal_by_file(quick: Run, tmp_path: Path) -> None:
    """Without the subject of its finding the Council on Migration leads nowhere."""
    nothing, gone = tmp_path / "nothing.ttl", tmp_path / "gone.ttl"
    nothing.write_bytes(b"")
    gone.write_bytes(PREFIXES + b"<https://w3id.org/m4sd/id/finding/kg-mgi2-f09> m4sd:concerns " + COUNCIL + b" .")
    said = quick("what-if", nothing, "--remove", gone, "--rows", "body", "--anyway")
    assert "Council on Migration → SDG 17.14" in said.output
    assert "lost" in said.output


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"<a> <b", r"draft.ttl:1:\d+: not Turtle"), (b"\x00", "draft.ttl:1"), (b" " * 2_000_000, "larger than")],
)
def test_what_is_no_proposal_is_told(run: Run, tmp_path: Path, content: bytes, told: str) -> None:
    draft = tmp_path / "draft.ttl"
    draft.write_bytes(content)
    with pytest.raises(ChangesError, match=told):
        run("what-if", draft)


def test_other_bad_input(quick: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ChangesError, match="cannot be read"):
        quick("what-if", tmp_path / "none.ttl")
    with pytest.raises(ChangesError, match="cannot be read"):
        quick("what-if", tmp_path)
    with pytest.raises(NotFoundError, match="kyrgyzstan"):
        quick("what-if", EXAMPLE, "--country", "XX")
    with pytest.raises(ParameterError, match="rows"):
        quick("what-if", EXAMPLE, "--rows", "colours")
    monkeypatch.setenv("M4SD_ENDPOINT", "http://127.0.0.1:9/sparql")
    with pytest.raises(SettingError, match="release"):
        quick("what-if", EXAMPLE)


def test_two_countries(run: Run) -> None:
    said = run("compare", "--country", "MDA", "--country", "KGZ").output
    assert said.startswith("Kyrgyzstan and Republic of Moldova, side by side; no ranking.")
    assert "Not assessed" in said
    found = parsed(run("compare", "--country", "MDA", "--country", "KGZ", "--format", "json"))
    figures = found["differences"]["figures"]
    assert all(one["second"] is None for one in figures)
    codes = [one["item"]["notation"] for one in found["differences"]["members"]]
    assert codes[:3] == ["1.3", "1.4", "1.5"]


def test_two_days(run: Run) -> None:
    said = run("compare", "--as-of", "2021-06-01", "--as-of", "2019-06-01", "--country", "KG").output
    assert said.startswith("2019-06-01 and 2021-06-01")
    assert "Migration Policy Concept" in said
    rows = list(
        csv.DictReader(
            io.StringIO(run("compare", "--as-of", "2021-06-01", "--as-of", "2019-06-01", "--format", "csv").output)
        )
    )
    assert {"8.5"} <= {row["name"].split()[1] for row in rows if row["section"] == "statuses"}
    assert {"links", "cells", "statuses", "figures"} == {row["section"] for row in rows}
    assert all(row["links 2021-06-01"] for row in rows if row["section"] == "cells")


def test_two_releases(run: Run, valid: Release, workspace: Workspace, tmp_path: Path) -> None:
    built = build(workspace)
    changed = apply(curated(built.dataset), read_changes(EXAMPLE.read_bytes())).dataset
    other = write_release(
        workspace, Build(infer(changed, load_catalog().of_kind("rules")), built.report), valid.folder.parent
    )
    found = parsed(run("compare", "--release", valid.version, "--release", other.version, "--format", "json"))
    assert (found["first"], found["second"]) == (valid.version, other.version)
    gained = [one for one in found["differences"]["members"] if one["change"] == "gained"]
    assert [one["item"]["notation"] for one in gained] == ["1.3", "4.4"]


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--country", "KG"),
        ("--country", "KG", "--country", "MD", "--country", "NP"),
        ("--as-of", "2020-01-01"),
        ("--as-of", "2020-01-01", "--as-of", "2021-01-01", "--as-of", "2022-01-01"),
        ("--as-of", "2020-01-01", "--as-of", "2020-02-31"),
        ("--as-of", "", "--as-of", "2020-02-01"),
        ("--country", "KG", "--country", "KGZ"),
        ("--release", "a"),
        ("--release", "current", "--release", "current"),
    ],
)
def test_compare_wants_two_things(run: Run, arguments: tuple[str, ...]) -> None:
    with pytest.raises(ParameterError):
        run("compare", *arguments)


def test_compare_refuses_what_it_does_not_know(run: Run) -> None:
    with pytest.raises(NotFoundError):
        run("compare", "--country", "KG", "--country", "Atlantis")
    with pytest.raises(ReleaseError):
        run("compare", "--release", "current", "--release", "9.9.9+ffffffff")
