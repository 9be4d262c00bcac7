"""The workspace is found where the user says, around them, or in the package; every file has one named graph."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from m4sd_graph.errors import WorkspaceError
from m4sd_graph.namespaces import GRAPH
from m4sd_graph.workspace import Workspace, find_workspace, graph_name, installed_assets
from tests.lib.support import ROOT, write


@pytest.mark.parametrize(
    ("name", "graph"),
    [
        ("ontology/policy.ttl", "ontology"),
        ("ontology/vocab/gcm.ttl", "vocab/gcm"),
        ("ontology/extract/sdg.ttl", "framework/sdg"),
        ("data/frameworks/gcm.ttl", "framework/gcm"),
        ("data/countries/kgz/council.ttl", "country/kgz"),
        ("data/countries/kgz/2024/council.ttl", "country/kgz"),
        ("data/international/iom.ttl", "international"),
        ("data/sources/s0.ttl", "sources"),
        ("data/reviews/d-0ab7.ttl", "reviews"),
    ],
)
def test_the_folder_decides_the_graph(name: str, graph: str) -> None:
    assert graph_name(name) == graph


@pytest.mark.parametrize(
    "name",
    [
        "data/stray.ttl",
        "data/countries/stray.ttl",
        "data/countries/kyrgyzstan/council.ttl",
        "data/frameworks/a/b.ttl",
        "ontology/vocab/a/b.ttl",
        "x.ttl",
    ],
)
def test_a_file_in_the_wrong_folder_is_named_with_the_right_ones(name: str) -> None:
    with pytest.raises(WorkspaceError) as caught:
        graph_name(name)
    assert caught.value.place == name
    assert "data/{countries/<iso3>,international,frameworks,sources,reviews}/" in str(caught.value)


def test_files_come_in_a_fixed_order_and_only_turtle(tiny: Workspace) -> None:
    write(tiny.root, "data/README.md", "about")
    write(tiny.root, "data/international/b.ttl", "")
    write(tiny.root, "data/international/a.ttl", "")
    names = [file.name for file in tiny.files()]
    assert names == sorted(names, key=lambda n: (not n.startswith("ontology"), n))
    assert [n for n in names if "international" in n] == ["data/international/a.ttl", "data/international/b.ttl"]
    assert {f.graph for f in tiny.files()} == {f"{GRAPH}{g}" for g in ("ontology", "country/tst", "international")}
    assert [file.name for file in tiny.shape_files()] == ["shapes/tiny.ttl"]


def test_a_named_folder_must_be_a_workspace(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with pytest.raises(WorkspaceError, match=r"no ontology/, shapes/ here.*M4SD_WORKSPACE"):
        find_workspace(tmp_path)


def test_the_workspace_around_the_user_is_found(tiny: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tiny.root / "data/countries")
    assert find_workspace().root == tiny.root


def test_elsewhere_the_installed_one_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_workspace().root == installed_assets() == ROOT


def test_a_named_folder_wins(tiny: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert find_workspace(tiny.root).root == tiny.root.resolve()


def test_the_version_stands_in_the_project_file() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert Workspace(ROOT).version == project["version"]
