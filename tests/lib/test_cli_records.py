"""Wrong records beside the project's ontology: each is reported with file, shape, reason and fix; nothing is built."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from m4sd_graph.namespaces import ID
from tests.lib.support import M4SD_COMMAND, Outcome, environment, one_error, workspace_without_data, write

HEAD = """
PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX m4sd: <https://w3id.org/m4sd/ontology#>
PREFIX period: <https://w3id.org/m4sd/id/period/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX topic: <https://w3id.org/m4sd/id/topic/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX dp: <https://w3id.org/m4sd/vocab/date-precision/>
"""
NAMES = 'skos:prefLabel "x"@en , "y"@fr'
PERIOD = f"a dcterms:PeriodOfTime ; {NAMES} ; m4sd:datePrecision dp:"
# File, what is written into it, the record that is then wrong.
WRONG = {
    "unknown predicate": ("unknown", f"<{ID}org/x-unknown> m4sd:unheardOf 1 .", "org/x-unknown"),
    "unknown class": ("class", f"<{ID}org/x-class> a m4sd:UnheardOf ; {NAMES} .", "org/x-class"),
    "end before start": (
        "order",
        f'period:x {PERIOD}day ; dcat:startDate "2021-05-04"^^xsd:date ; dcat:endDate "2020-05-04"^^xsd:date .',
        "period/x",
    ),
    "year for a date": ("year", f'period:y {PERIOD}year ; dcat:startDate "2021"^^xsd:gYear .', "period/y"),
    "no such day": ("day", f'period:z {PERIOD}day ; dcat:startDate "2021-02-30"^^xsd:date .', "period/z"),
    "no French name": ("label", f'<{ID}org/x> a m4sd:CoordinationBody ; skos:prefLabel "Council"@en .', "org/x"),
    "a person": ("person", f"<{ID}org/x-person> a foaf:Person ; {NAMES} .", "org/x-person"),
}


@dataclass(frozen=True)
class Door:
    """What two commands said of the same workspace."""

    report: Outcome
    build: Outcome
    releases: Path


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Door:
    folder = tmp_path_factory.mktemp("records")
    workspace = workspace_without_data(folder / "workspace")
    for name, text, _ in WRONG.values():
        write(workspace.root, f"data/international/x-{name}.ttl", f"{HEAD}{text}\n".encode())
    env = environment(workspace.root, folder / "releases")
    commands = (["validate", "--format", "json"], ["build"])
    running = [
        subprocess.Popen([M4SD_COMMAND, *command], env=env, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for command in commands
    ]
    said = [process.communicate(timeout=80) for process in running]
    done = [Outcome(p.returncode, o.decode(), e.decode()) for p, (o, e) in zip(running, said, strict=True)]
    report, built = done
    return Door(report, built, folder / "releases")


def findings(door: Door, record: str) -> list[dict[str, Any]]:
    report = json.loads(door.report.out)
    return [f for f in report["findings"] if f["record"] == ID + record and f["severity"] == "Violation"]


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_record_is_reported_with_file_shape_reason_and_fix(door: Door, name: str) -> None:
    file, _, record = WRONG[name]
    found = findings(door, record)
    assert found
    for finding in found:
        assert finding["file"] == f"data/international/x-{file}.ttl"
        assert finding["shape"].startswith("https://w3id.org/m4sd/shapes#")
        assert {"en", "fr"} == set(finding["message"]) == set(finding["why"])
        assert all([*finding["message"].values(), *finding["why"].values()])


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("unknown predicate", "ClosedWorld"),
        ("unknown class", "ClosedWorld"),
        ("end before start", "PeriodBounds"),
        ("year for a date", "Period-"),
        ("no such day", "Period-"),
        ("no French name", "Labels-count"),
        ("a person", "Privacy"),
    ],
)
def test_the_shape_is_the_one_that_speaks_of_it(door: Door, name: str, shape: str) -> None:
    assert [f for f in findings(door, WRONG[name][2]) if shape in f["shape"]]


def test_only_the_wrong_records_are_reported(door: Door) -> None:
    files = {f["file"] for f in json.loads(door.report.out)["findings"] if f["severity"] == "Violation"}
    assert files == {f"data/international/x-{file}.ttl" for file, _, _ in WRONG.values()}


def test_the_exit_code_is_1_and_nothing_else_is_said(door: Door) -> None:
    assert (door.report.code, door.build.code) == (1, 1)
    assert door.report.err == ""


def test_nothing_is_built(door: Door) -> None:
    assert "violations; nothing was released. See `m4sd validate`" in one_error(door.build)
    assert not door.releases.exists()
