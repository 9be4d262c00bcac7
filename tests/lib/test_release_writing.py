"""The same inputs give the same bytes; whatever interrupts a build, the earlier release stays and is served."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from m4sd_graph.build import build
from m4sd_graph.errors import TurtleError, ValidationFailedError
from m4sd_graph.publication import HISTORY
from m4sd_graph.release import CURRENT, Release, open_release, verify_release
from m4sd_graph.release_writing import write_release
from m4sd_graph.workspace import Workspace
from tests.lib.support import M4SD_COMMAND, ROOT, contents, environment, python, write

WRITE = """
import sys
from pathlib import Path
from m4sd_graph.build import build
from m4sd_graph.release_writing import write_release
from m4sd_graph.workspace import find_workspace
workspace = find_workspace(Path(sys.argv[1]))
built = build(workspace)
{before}
write_release(workspace, built, Path(sys.argv[2]))
"""


@pytest.fixture
def releases(tmp_path: Path) -> Path:
    return tmp_path / "releases"


def change(workspace: Workspace) -> None:
    write(workspace.root, "data/international/quay.ttl", 'ex:quay a skos:Concept ; skos:prefLabel "Quay"@en .')


def visible(releases: Path) -> dict[str, bytes]:
    """What a reader of the folder sees: all but the drafts of builds that did not end."""
    return {n: b for n, b in contents(releases).items() if not n.startswith(".")}


def test_two_builds_of_the_project_give_the_same_bytes(tmp_path: Path) -> None:
    """As a user builds, in two processes whose sets and dicts are ordered differently."""
    running = []
    for seed in ("1", "2"):
        env = environment(ROOT, tmp_path / seed, PYTHONHASHSEED=seed)
        running.append(subprocess.Popen([M4SD_COMMAND, "build"], env=env, cwd=tmp_path, stdout=subprocess.DEVNULL))
    assert [process.wait(timeout=300) for process in running] == [0, 0]
    # When each was published is all that may differ.
    one, two = (contents(tmp_path / seed) for seed in ("1", "2"))
    assert one.pop(HISTORY) != two.pop(HISTORY)
    assert set(one) == set(two)
    assert [name for name in one if one[name] != two[name]] == []
    assert verify_release(open_release(tmp_path / "1")) == []


def test_a_second_build_of_the_same_inputs_touches_nothing(tiny: Workspace, earlier: Release) -> None:
    before = {p: p.stat().st_mtime_ns for p in (earlier.folder, *earlier.folder.rglob("*"))}
    assert write_release(tiny, build(tiny), earlier.folder.parent) == earlier
    assert {p: p.stat().st_mtime_ns for p in (earlier.folder, *earlier.folder.rglob("*"))} == before
    assert sorted(p.name for p in earlier.folder.parent.iterdir()) == sorted([CURRENT, HISTORY, earlier.version])


def test_other_inputs_give_another_release_beside_the_first(tiny: Workspace, earlier: Release, releases: Path) -> None:
    before = contents(earlier.folder)
    change(tiny)
    later = write_release(tiny, build(tiny), releases)
    assert later.version != earlier.version
    assert open_release(releases) == later
    assert contents(earlier.folder) == before
    assert open_release(releases, earlier.version) == earlier


def test_nothing_is_written_unless_everything_holds(tiny: Workspace, earlier: Release, releases: Path) -> None:
    before = contents(releases)
    write(tiny.root, "data/international/a.ttl", "ex:a a skos:Concept .")
    with pytest.raises(ValidationFailedError):
        write_release(tiny, build(tiny), releases)
    write(tiny.root, "data/international/a.ttl", "ex:a a")
    with pytest.raises(TurtleError):
        write_release(tiny, build(tiny), releases)
    assert contents(releases) == before
    assert open_release(releases) == earlier


def test_the_first_build_that_fails_leaves_no_folder(tiny: Workspace, releases: Path) -> None:
    write(tiny.root, "data/international/a.ttl", "ex:a a skos:Concept .")
    with pytest.raises(ValidationFailedError):
        write_release(tiny, build(tiny), releases)
    assert not releases.exists()


@pytest.mark.parametrize("last", ["rename", "replace", "chmod"])
def test_a_build_killed_at_its_last_steps_leaves_the_earlier_release(
    tiny: Workspace, earlier: Release, releases: Path, last: str
) -> None:
    """Killed outright when the folder gets its name, when the pointer is moved, and just before both."""
    before = visible(releases)
    change(tiny)
    kill = f"import os, signal; Path.{last} = lambda *_: os.kill(os.getpid(), signal.SIGKILL)"
    code = f"import sys; sys.argv[1:] = [{str(tiny.root)!r}, {str(releases)!r}]\n" + WRITE.format(before=kill)
    assert python(code, cwd=tiny.root).code == -9
    assert open_release(releases) == earlier
    after = visible(releases)
    assert {name: after[name] for name in before} == before
    later = write_release(tiny, build(tiny), releases)
    assert open_release(releases) == later != earlier
    assert verify_release(later) == []


def test_a_build_killed_while_writing_leaves_the_earlier_release(
    tiny: Workspace, earlier: Release, releases: Path
) -> None:
    """Killed from outside as soon as its draft appears, at different depths into it."""
    before = contents(releases)
    change(tiny)
    (tiny.root / "data/countries").rename(tiny.root / "spare")
    code = WRITE.format(before="")
    for delay in (0.0, 0.005, 0.02):
        process = subprocess.Popen([sys.executable, "-c", code, str(tiny.root), str(releases)])
        deadline = time.monotonic() + 30
        known = set(releases.glob(".draft-*"))
        while not set(releases.glob(".draft-*")) - known and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.001)
        time.sleep(delay)
        process.kill()
        process.wait()
        served = open_release(releases)
        assert verify_release(served) == []
        assert visible(releases).items() >= {n: b for n, b in before.items() if n != CURRENT}.items()
    assert verify_release(open_release(releases, earlier.version)) == []


def test_a_name_that_cannot_be_given_is_an_error_and_leaves_no_draft(
    tiny: Workspace, earlier: Release, releases: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before = contents(releases)
    change(tiny)
    built = build(tiny)
    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(OSError, match="No space left"):
        write_release(tiny, built, releases)
    assert contents(releases) == before
    assert open_release(releases) == earlier


def test_a_damaged_release_is_replaced_by_the_next_build(tiny: Workspace, earlier: Release, releases: Path) -> None:
    intact = contents(earlier.folder)
    (earlier.folder / "dumps/m4sd.nq").write_bytes(b"")
    (earlier.folder / "report.json").unlink()
    assert len(verify_release(earlier)) == 2
    write_release(tiny, build(tiny), releases)
    assert contents(earlier.folder) == intact


def test_drafts_of_killed_builds_are_cleared_away(tiny: Workspace, releases: Path) -> None:
    old, fresh = releases / ".draft-old", releases / ".draft-new"
    old.mkdir(parents=True)
    fresh.mkdir()
    os.utime(old, (0, 0))
    write_release(tiny, build(tiny), releases)
    assert not old.exists()
    assert fresh.exists()
