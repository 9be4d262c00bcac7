"""Decisions in the data files of a copy: canonical, whole or not at all, one writer at a time."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from m4sd_graph.build import build
from m4sd_graph.canonical import format_turtle
from m4sd_graph.errors import NotFoundError, ParameterError, WorkspaceError
from m4sd_graph.load import load_prefixes
from m4sd_graph.namespaces import ID, SHAPES
from m4sd_graph.review.desk import open_desk
from m4sd_graph.review.record import Decision
from m4sd_graph.review.writing import Written, decide, locked
from m4sd_graph.workspace import Workspace
from tests.lib.support import contents, environment

DAY = date(2026, 1, 5)
F09 = "kg-mgi2-f09--gcm-19-b"
OTHERS = ("kg-mgi2-f08--gcm-19-commitment", "kg-mgi2-f10--gcm-19-d", "kg-mgi2-f11--gcm-1-g", "kg-mgi2-f12--gcm-7-c")
FILE = "data/countries/kgz/mgi-second-profile-whole-of-government.ttl"
COUNCIL = f"{ID}org/kg-council-on-migration"
TARGET = "http://metadata.un.org/sdg/17.14"


def write(
    workspace: Workspace,
    *names: str,
    decision: Decision = "accepted",
    role: str = "policy analyst",
    day: date = DAY,
    notes: dict[str, str] | None = None,
) -> Sequence[Written]:
    return decide(workspace, names, role=role, decision=decision, day=day, notes=notes or {})


def changed(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def council_links(workspace: Workspace) -> pl.DataFrame:
    """The links by which the council reaches target 17.14, and the one they follow from."""
    links = open_desk(workspace).tables.links.filter(pl.col("source") == COUNCIL, pl.col("rule").is_not_null())
    return links.filter(pl.col("target").str.ends_with("/gcm/19/b") | (pl.col("target") == TARGET))


def test_an_accepted_link_and_its_review_stand_in_its_file_and_nothing_else_changes(copy: Workspace) -> None:
    before = contents(copy.root)
    (written,) = write(copy, F09, notes={"en": "Named there.", "fr": "Nommé là."})
    after = contents(copy.root)
    assert changed(before, after) == {FILE}
    assert (written.file, written.before, written.after) == (FILE, "unreviewed", "reviewed")
    old, new = (Counter(texts[FILE].decode().splitlines()) for texts in (before, after))
    assert (old - new) == Counter(["    m4sd:reviewStatus rs:unreviewed ;"])
    assert (new - old) == Counter(
        [
            "PREFIX rd: <https://w3id.org/m4sd/vocab/review-decision/>",
            "PREFIX review: <https://w3id.org/m4sd/id/review/>",
            "PREFIX rr: <https://w3id.org/m4sd/vocab/reviewer-role/>",
            "    m4sd:reviewStatus rs:reviewed ;",
            f"review:{F09}--policy-analyst--2026-01-05",
            "    a m4sd:Review ;",
            '    dcterms:created "2026-01-05"^^xsd:date ;',
            "    skos:editorialNote",
            '        "Named there."@en ,',
            '        "Nommé là."@fr ;',
            "    m4sd:decision rd:accepted ;",
            "    m4sd:reviewerRole rr:policy-analyst ;",
            f"    m4sd:reviews link:{F09} ;",
            ".",
            "",
        ]
    )


def test_what_is_written_is_canonical(copy: Workspace) -> None:
    (derived, *_) = council_links(copy)["link"].to_list()
    for written in write(copy, F09, derived, decision="rejected", notes={"en": "No.", "fr": "Non."}):
        content = (copy.root / written.file).read_bytes()
        assert format_turtle(content, written.file, load_prefixes(copy)).encode() == content


def test_a_second_decision_of_the_day_takes_the_place_of_the_first(copy: Workspace) -> None:
    write(copy, F09, notes={"en": "Named there.", "fr": "Nommé là."})
    (written,) = write(copy, F09, decision="rejected")
    assert written.after == "rejected"
    (review,) = open_desk(copy).reviews[f"{ID}link/{F09}"]
    assert (review.decision, review.notes) == ("rejected", {})


def test_roles_that_differ_leave_the_link_unreviewed(copy: Workspace) -> None:
    write(copy, F09)
    (written,) = write(copy, F09, decision="rejected", role="statistician")
    assert (written.before, written.after) == ("reviewed", "unreviewed")


def test_nothing_is_concluded_from_a_rejected_link(copy: Workspace) -> None:
    assert council_links(copy).height == 2
    (written,) = write(copy, F09, decision="rejected")
    assert written.leverage > 2
    assert council_links(copy).height == 0
    assert f"{ID}link/{F09}" in open_desk(copy).links


def test_the_review_of_a_derived_link_survives_the_next_build(copy: Workspace) -> None:
    (first,) = council_links(copy).filter(pl.col("target") != TARGET)["link"]
    (second,) = council_links(copy).filter(pl.col("target") == TARGET)["link"]
    (written,) = write(copy, second)
    name = second.rpartition("/")[2]
    assert written.file == f"data/reviews/d-{name}.ttl"
    assert council_links(copy).filter(pl.col("link") == second)["review"].to_list() == ["reviewed"]
    write(copy, first, decision="rejected")
    left = council_links(copy)
    assert left["link"].to_list() == [first]
    assert left["review"].to_list() == ["rejected"]


def test_a_workspace_with_reviews_is_valid_and_a_fallen_review_is_told(copy: Workspace) -> None:
    (first,) = council_links(copy).filter(pl.col("target") != TARGET)["link"]
    (second,) = council_links(copy).filter(pl.col("target") == TARGET)["link"]
    write(copy, F09, second)
    write(copy, first, decision="rejected", notes={"en": "Too far.", "fr": "Trop loin."})
    write(copy, OTHERS[0], decision="deferred", role="legal expert")
    write(copy, OTHERS[1])
    write(copy, OTHERS[1], decision="rejected", role="statistician")
    report = build(copy).report
    assert report.counts()["Violation"] == 0, [one for one in report.findings if one.severity == "Violation"]
    fallen = [one for one in report.findings if one.shape == f"{SHAPES}ReviewSubject-concluded"]
    assert [(one.severity, one.record) for one in fallen] == [
        ("Warning", f"{ID}review/d-{second.rpartition('/')[2]}--policy-analyst--2026-01-05")
    ]


@pytest.mark.parametrize("name", ["no-such-link", "", "https://example.org/x", f"{ID}org/kg-council-on-migration"])
def test_one_unknown_link_among_several_and_nothing_is_written(name: str, copy: Workspace) -> None:
    before = contents(copy.root)
    with pytest.raises(NotFoundError):
        write(copy, F09, name)
    assert contents(copy.root) == before


def test_an_unknown_role_writes_nothing(copy: Workspace) -> None:
    before = contents(copy.root)
    with pytest.raises(ParameterError):
        write(copy, F09, role="somebody@example.org")
    assert contents(copy.root) == before


def test_a_full_disk_leaves_all_files_as_they_were(copy: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    (derived, *_) = council_links(copy)["link"].to_list()
    before, synced = contents(copy.root), []

    def full(handle: int) -> None:
        synced.append(handle)
        if len(synced) == 2:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write(copy, F09, derived)
    assert len(synced) == 2
    assert contents(copy.root) == before


def test_who_waits_too_long_for_another_writer_is_told(copy: Workspace) -> None:
    before = contents(copy.root)
    with locked(copy), pytest.raises(WorkspaceError, match="another review is being written"), locked(copy, 0.2):
        pass
    assert contents(copy.root) == before


def test_writers_at_the_same_time_lose_nothing(copy: Workspace, tmp_path: Path) -> None:
    command = [str(Path(sys.executable).parent / "m4sd"), "review", "accept", "--role", "statistician"]
    env = environment(copy.root, None)
    running = [
        subprocess.Popen([*command, name], cwd=tmp_path, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        for name in OTHERS
    ]
    outputs = [process.communicate(timeout=120)[0].decode() for process in running]
    assert [process.returncode for process in running] == [0] * len(OTHERS), outputs
    assert {link.removeprefix(f"{ID}link/") for link in open_desk(copy).reviews} == set(OTHERS)
