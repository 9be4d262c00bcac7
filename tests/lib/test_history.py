"""Releases in the order of their publication, up to the one that is served, without those that are gone."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from m4sd_graph.changes import PAGE, page, transitions
from m4sd_graph.downloads import download, downloads
from m4sd_graph.errors import NotFoundError, ParameterError, ReleaseError
from m4sd_graph.history import History, open_history, releases
from m4sd_graph.release import CURRENT, MANIFEST, Release
from m4sd_graph.workspace import Workspace
from tests.lib import worlds


@pytest.fixture(scope="module")
def three(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> tuple[Release, ...]:
    folder = tmp_path_factory.mktemp("three")
    return tuple(
        worlds.publish(workspace, folder, make(workspace)) for make in (worlds.first, worlds.second, worlds.third)
    )


@pytest.fixture
def folder(three: tuple[Release, ...], tmp_path: Path) -> Path:
    """A copy that a test may alter."""
    return Path(shutil.copytree(three[0].folder.parent, tmp_path / "copy"))


def names(history: History) -> list[tuple[str, str]]:
    return [(t.before.name if t.before else "", t.after.name) for t in transitions(history)]


def test_releases_come_in_the_order_of_their_publication(three: tuple[Release, ...]) -> None:
    assert [r.version for r in releases(three[0].folder.parent)] == [r.version for r in three]


def test_the_history_ends_with_the_release_that_is_served(three: tuple[Release, ...]) -> None:
    a, b, _ = (r.version for r in three)
    history = open_history(three[0].folder.parent, b)
    assert [p.version for p in history.publications] == [a, b]
    assert history.release("latest").version == b
    with pytest.raises(NotFoundError):
        history.release(three[2].version)


def test_a_release_that_was_published_twice_counts_once(workspace: Workspace, folder: Path) -> None:
    again = worlds.publish(workspace, folder, worlds.first(workspace))
    history = open_history(folder)
    assert [p.version for p in history.publications].count(again.version) == 2
    assert history.versions()[-1] == again.version
    assert len(history.versions()) == 3
    assert history.published(again.version) == history.latest.published


def test_a_release_served_without_a_publication_comes_last(three: tuple[Release, ...], tmp_path: Path) -> None:
    worlds.copied(three[0], tmp_path)
    worlds.copied(three[1], tmp_path)
    (tmp_path / CURRENT).write_text(three[0].version, encoding="utf-8")
    os.utime(tmp_path / CURRENT, (0, 0))
    history = open_history(tmp_path, three[1].version)
    assert [p.version for p in history.publications] == [three[0].version, three[1].version]


def test_what_is_gone_takes_the_stream_before_it_along(three: tuple[Release, ...], folder: Path) -> None:
    a, b, c = (r.version for r in three)
    assert names(open_history(folder)) == [("", a), (a, b), (b, c)]
    gone = open_history(folder).publications[1].published
    shutil.rmtree(folder / a)
    assert names(open_history(folder)) == [(b, c)]
    with pytest.raises(NotFoundError, match=r"no longer kept"):
        page(open_history(folder), gone, "1")
    shutil.rmtree(folder / b)
    assert names(open_history(folder)) == []
    assert open_history(folder).versions() == (c,)


def test_pages_hold_every_member_once(three: tuple[Release, ...]) -> None:
    history = open_history(three[0].folder.parent)
    bulk = transitions(history)[0]
    members = list(bulk.members())
    assert len(members) > 2 * PAGE
    pages = [page(history, bulk.publication.published, str(n)) for n in range(1, -(-len(members) // PAGE) + 1)]
    assert [m for p in pages for m in p.members] == members
    assert [p.last for p in pages] == [False] * (len(pages) - 1) + [True]
    assert len({m.iri for m in members}) == len({m.record_iri for m in members}) == len(members)


@pytest.mark.parametrize("number", ["0", "99", "999999999"])
def test_a_page_that_is_not_is_not_found(three: tuple[Release, ...], number: str) -> None:
    history = open_history(three[0].folder.parent)
    with pytest.raises(NotFoundError):
        page(history, history.latest.published, number)


@pytest.mark.parametrize("number", ["", "-1", "1.5", "one", "٣", "1" * 5000])
def test_a_number_that_is_none_is_refused(three: tuple[Release, ...], number: str) -> None:
    history = open_history(three[0].folder.parent)
    with pytest.raises(ParameterError):
        page(history, history.latest.published, number)


def test_without_a_release_there_is_no_history(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match=r"no release here\. Run `m4sd build`"):
        open_history(tmp_path)


def test_downloads_have_short_names_and_copies(three: tuple[Release, ...]) -> None:
    found = {one.name: one for one in downloads(three[0])}
    assert {"m4sd.nq", "m4sd.trig", "m4sd.ttl", "m4sd.jsonld", "tables/policies.csv"} <= set(found)
    assert set(found["m4sd.nq"].copies) == {"", "br", "zstd", "gzip"}
    assert found["m4sd.nq"].digest == three[0].manifest["digest"]["value"]
    assert not any(name.endswith((".gz", ".br", ".zst")) for name in found)


def test_any_file_of_the_manifest_is_had_by_name_and_nothing_else(three: tuple[Release, ...]) -> None:
    release = three[0]
    for key in (*release.manifest["files"], MANIFEST):
        name = key.removeprefix("dumps/")
        assert download(release, name).copies[""].path == release.folder / key
    for name in ("", ".", "..", "../current", "dumps/m4sd.nq", "m4sd.nq/", "/etc/passwd", "m4sd.nq\x00", "x" * 9999):
        with pytest.raises(NotFoundError):
            download(release, name)


def test_a_release_from_before_tables_and_copies_still_opens(three: tuple[Release, ...], folder: Path) -> None:
    old = Release(folder / three[0].version, dict(three[0].manifest))
    kept = {"dumps/m4sd.nq", "dumps/m4sd.trig", "report.json"}
    manifest = {**old.manifest, "files": {k: v for k, v in old.manifest["files"].items() if k in kept}}
    found = [one.name for one in downloads(Release(old.folder, manifest))]
    assert found == ["m4sd.nq", "m4sd.trig"]
    assert set(download(Release(old.folder, manifest), "m4sd.nq").copies) == {""}


def test_a_file_that_is_gone_is_an_error_with_its_place(three: tuple[Release, ...], folder: Path) -> None:
    (folder / three[0].version / "dumps/m4sd.nq").unlink()
    with pytest.raises(ReleaseError, match=r"m4sd\.nq: a file of the release is missing"):
        download(open_history(folder).release(three[0].version), "m4sd.nq")
