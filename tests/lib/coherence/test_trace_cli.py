"""``m4sd trace`` on a release and at an endpoint: every format, every option, every refusal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from m4sd_graph.build import Build
from m4sd_graph.load import load_prefixes
from m4sd_graph.release import Release
from m4sd_graph.release_writing import write_release
from m4sd_graph.validate import Report
from tests.conftest import services_over
from tests.lib.coherence.ferryland import ferryland_inferred
from tests.lib.conftest import Command
from tests.lib.support import ROOT, Outcome, one_error, tiny_workspace
from tests.lib.test_store_remote import serving

FERRY = ("instrument:ferry-plan", "sdg:17.14")
COUNCIL = ("org/kg-council-on-migration", "sdg:17.14")


@pytest.fixture(scope="module")
def ferry_releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented country as a release."""
    root = tmp_path_factory.mktemp("ferryland")
    workspace = tiny_workspace(root / "workspace")
    inferred = replace(ferryland_inferred(), prefixes=load_prefixes(workspace))
    return write_release(workspace, Build(inferred, Report(())), root / "releases").folder.parent


@pytest.fixture
def trace(cli: Command, ferry_releases: Path) -> Command:
    """``m4sd trace`` on the invented country."""

    def run(*arguments: str, **settings: object) -> Outcome:
        return cli("trace", *arguments, **{"workspace": ROOT, "releases": ferry_releases, **settings})

    return run


@pytest.fixture(scope="module")
def address(release: Release) -> Iterator[str]:
    with serving(services_over(release)) as address:
        yield address


def test_a_trace_is_told_by_default(trace: Command) -> None:
    outcome = trace(*FERRY)
    assert (outcome.code, outcome.err) == (0, "")
    assert "From: “Ferry plan”\nTo:   SDG target 17.14" in outcome.out
    assert "characters 10–20" in outcome.out


@pytest.mark.parametrize(
    "source",
    ["instrument/ferry-plan", "/id/instrument/ferry-plan", "<https://w3id.org/m4sd/id/instrument/ferry-plan>"],
)
def test_an_end_may_be_written_in_several_ways(trace: Command, source: str) -> None:
    assert trace(source, "http://metadata.un.org/sdg/17.14").out == trace(*FERRY).out


def test_an_end_may_be_a_class_or_a_kind(trace: Command) -> None:
    for source in ("m4sd:Instrument", "instrument", "country/ferryland"):
        assert "It follows that “Ferry plan” provides for SDG target 17.14" in trace(source, "sdg:17").out


def test_every_format_is_what_it_says(trace: Command, cli: Command, ferry_releases: Path, tmp_path: Path) -> None:
    document = json.loads(trace(*FERRY, "--format", "json", "--lang", "fr").out)
    links = {step["link"] for step in document["chains"][0]["steps"]}
    assert document["chains"][0]["steps"][0]["text"].startswith("Le constat F1")
    nodes = json.loads(trace(*FERRY, "--format", "jsonld").out)["@graph"]
    assert links <= {node["id"] for node in nodes}
    assert trace(*FERRY, "--format", "mermaid").out.startswith("flowchart LR\n")
    assert ElementTree.fromstring(trace(*FERRY, "--format", "svg").out).get("role") == "img"
    query = tmp_path / "trace.rq"
    query.write_text(trace(*FERRY, "--format", "sparql").out, encoding="utf-8")
    rows = cli("sparql", str(query), "--format", "json", workspace=ROOT, releases=ferry_releases).out
    assert {row["step"]["value"] for row in json.loads(rows)["results"]["bindings"]} == links


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--asserted-only",), "Counted: asserted links only."),
        (("--grade", "3"), "Counted: grade 3 or more."),
        (("--confidence", "high"), "Counted: confidence high or more."),
        (("--reviewed-only",), "Counted: reviewed links only."),
        (("--as-of", "2024-01-01"), "Counted: what was in force on 2024-01-01."),
        (("--max-length", "2"), "A chain has 2 steps at most."),
    ],
)
def test_every_option_narrows(trace: Command, options: tuple[str, ...], told: str) -> None:
    outcome = trace(*FERRY, *options)
    assert outcome.code == 0
    assert told in outcome.out
    assert "No chain was found." in outcome.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("instrument/ferry-plans", "sdg:17.14"), "Nearest: https://w3id.org/m4sd/id/instrument/ferry-plan"),
        (("body", "sdg:17.41"), "http://metadata.un.org/sdg/17.14."),
        (("body", "> } DROP ALL"), "nor a name for it"),
        ((*FERRY, "--grade", "4"), "a grade is 1, 2 or 3"),
        ((*FERRY, "--confidence", "certain"), "One of low, medium, high"),
        ((*FERRY, "--as-of", "2023-02-30"), "not a date of the form YYYY-MM-DD"),
        ((*FERRY, "--as-of", "20230201T00"), "not a date of the form YYYY-MM-DD"),
        ((*FERRY, "--max-length", "0"), "at least one link"),
        ((*FERRY, "--lang", "../en"), "no code of a language"),
    ],
)
def test_what_cannot_be_traced_is_one_message(trace: Command, arguments: tuple[str, ...], message: str) -> None:
    outcome = trace(*arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert message in one_error(outcome)


def test_an_endpoint_answers_as_the_release_does(cli: Command, release: Release, address: str) -> None:
    ours = cli("trace", *COUNCIL, workspace=ROOT, releases=release.folder.parent)
    theirs = cli("trace", *COUNCIL, workspace=ROOT, endpoint=f"{address}/sparql")
    assert (theirs.code, theirs.out) == (0, ours.out)
    assert "Derived from steps 2, 3 by rule R2" in theirs.out
