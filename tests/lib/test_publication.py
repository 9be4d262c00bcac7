"""The history has a line for every publication, in order, whatever happens while it is written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from m4sd_graph import publication
from m4sd_graph.errors import ReleaseError
from m4sd_graph.publication import CURRENT, HISTORY, Publication, current, publications, publish

CODE = """
import sys
from pathlib import Path
from m4sd_graph.publication import publish
publish(Path(sys.argv[1]), sys.argv[2])
"""


def versions(folder: Path) -> list[str]:
    return [p.version for p in publications(folder)]


def test_each_change_of_the_current_release_is_one_line(tmp_path: Path) -> None:
    for version in ("1+a", "1+a", "1+b", "1+a"):
        publish(tmp_path, version)
        assert current(tmp_path) == version
    lines = (tmp_path / HISTORY).read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["version"] for line in lines] == versions(tmp_path) == ["1+a", "1+b", "1+a"]
    moments = [p.published for p in publications(tmp_path)]
    assert moments == sorted(set(moments))
    assert sorted(p.name for p in tmp_path.iterdir()) == [CURRENT, HISTORY]


def test_publishing_the_same_again_touches_nothing(tmp_path: Path) -> None:
    publish(tmp_path, "1+a")
    before = {p.name: p.stat().st_mtime_ns for p in tmp_path.iterdir()}
    publish(tmp_path, "1+a")
    assert {p.name: p.stat().st_mtime_ns for p in tmp_path.iterdir()} == before


def test_a_clock_that_goes_back_does_not_change_the_order(tmp_path: Path) -> None:
    (tmp_path / HISTORY).write_text('{"version": "1+a", "published": "2999-01-01T00:00:00.000Z"}\n', encoding="utf-8")
    publish(tmp_path, "1+b")
    assert publications(tmp_path)[-1] == Publication("1+b", "2999-01-01T00:00:00.001Z")


def test_a_folder_older_than_the_history_counts_from_its_pointer(tmp_path: Path) -> None:
    (tmp_path / CURRENT).write_text("1+a\n", encoding="utf-8")
    os.utime(tmp_path / CURRENT, (1_700_000_000, 1_700_000_000))
    known = Publication("1+a", "2023-11-14T22:13:20.000Z")
    assert publications(tmp_path) == (known,)
    publish(tmp_path, "1+b")
    assert publications(tmp_path)[0] == known
    assert versions(tmp_path) == ["1+a", "1+b"]


def test_a_build_killed_before_its_line_is_completed_by_the_next(tmp_path: Path) -> None:
    publish(tmp_path, "1+a")
    (tmp_path / CURRENT).write_text("1+b\n", encoding="utf-8")
    told = publications(tmp_path)
    assert [p.version for p in told] == ["1+a", "1+b"]
    publish(tmp_path, "1+c")
    assert publications(tmp_path)[:2] == told
    assert versions(tmp_path) == ["1+a", "1+b", "1+c"]


def test_builds_at_the_same_time_lose_no_line(tmp_path: Path) -> None:
    running = [subprocess.Popen([sys.executable, "-c", CODE, str(tmp_path), f"1+{n}"]) for n in range(4)]
    assert [process.wait(timeout=60) for process in running] == [0] * 4
    assert sorted(versions(tmp_path)) == [f"1+{n}" for n in range(4)]
    assert current(tmp_path) == versions(tmp_path)[-1]


GOOD = '{"version": "1+a", "published": "2026-01-01T00:00:00.000Z"}'


@pytest.mark.parametrize(
    "line",
    [
        "",
        "{",
        "[]",
        "\x00",
        '{"version": "1+b"}',
        '{"version": "1+b", "published": "yesterday"}',
        '{"version": "1+b", "published": "2026-02-30T00:00:00.000Z"}',
        '{"version": "../1", "published": "2026-01-02T00:00:00.000Z"}',
        '{"version": "1+b", "published": "2026-01-02T00:00:00.000Z", "more": 1}',
        GOOD,
        '{"version": "1+b", "published": "2025-12-31T00:00:00.000Z"}',
    ],
)
def test_a_line_that_is_none_is_named_with_its_number(tmp_path: Path, line: str) -> None:
    (tmp_path / HISTORY).write_text(f"{GOOD}\n{line}\n", encoding="utf-8")
    with pytest.raises(ReleaseError, match=r"history\.jsonl:2: .* Mend the line"):
        publications(tmp_path)
    with pytest.raises(ReleaseError, match=r"history\.jsonl:2"):
        publish(tmp_path, "1+c")
    assert not (tmp_path / CURRENT).exists()


@pytest.mark.parametrize(("text", "right"), [("2026-01-31T09:30:00.000Z", True), ("2026-01-31T25:30:00.000Z", False)])
def test_a_moment_is_one_that_there_is(text: str, right: bool) -> None:
    assert publication.is_moment(text) is right
