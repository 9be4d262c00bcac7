"""Releases of the invented world that follow one another: things are added, changed, removed, and nothing at all."""

from __future__ import annotations

import shutil
from pathlib import Path

from m4sd_graph.build import Build
from m4sd_graph.catalog import load_catalog
from m4sd_graph.infer import infer
from m4sd_graph.load import Dataset, load_prefixes, parse_path, parse_turtle
from m4sd_graph.namespaces import GRAPH
from m4sd_graph.release import Release
from m4sd_graph.release_writing import write_release
from m4sd_graph.validate import Report
from m4sd_graph.workspace import Workspace
from tests.lib.support import ROOT

WORLD = ROOT / "tests/world"
NAMESPACES = """
PREFIX body: <https://w3id.org/m4sd/id/org/>
PREFIX country: <https://w3id.org/m4sd/id/country/>
PREFIX m4sd: <https://w3id.org/m4sd/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
# In awkward characters: quotes, a line end, a tab, a backslash, other scripts, a character beyond the first plane.
ADDED = r"""
body:tl-new a m4sd:CoordinationBody ; skos:prefLabel "A \"new\"\n\tcouncil \\ 🜁"@en , "Кеңеш"@ky ;
  skos:notation "1" , "01" .
<https://example.org/ré?a=(b)&c='d'#e> skos:prefLabel "Elsewhere"@en .
"""


def dataset(workspace: Workspace, *, without: tuple[str, ...] = (), extra: str = "", renamed: str = "") -> Dataset:
    """The world, derived links included; ``without``: what no triple may name; ``renamed``: a word that gets an end."""
    graphs = {}
    for file in sorted(WORLD.glob("*.ttl")):
        text = "\n".join(f"{t} ." for t in parse_path(file) if not any(name in str(t) for name in without))
        text = text.replace(renamed, f"{renamed} anew") if renamed else text
        graphs[f"{GRAPH}world/{file.stem}"] = tuple(parse_turtle(text.encode(), file.name))
    if extra:
        graphs[f"{GRAPH}world/more"] = tuple(parse_turtle((NAMESPACES + extra).encode(), "more.ttl"))
    return infer(Dataset(graphs, prefixes=load_prefixes(workspace)), load_catalog().of_kind("rules"))


def publish(workspace: Workspace, releases: Path, found: Dataset) -> Release:
    """Write a release and make it current."""
    return write_release(workspace, Build(found, Report(())), releases)


def first(workspace: Workspace) -> Dataset:
    """The world as it stands in its files."""
    return dataset(workspace)


def second(workspace: Workspace) -> Dataset:
    """The world with a body and another thing more, without a link, and with a name changed."""
    return dataset(workspace, without=("link/tl-concept--gcm-17>",), extra=ADDED, renamed="Figure tl")


def third(workspace: Workspace) -> Dataset:
    """The second without what it added, and without an instrument."""
    return dataset(workspace, without=("instrument/tl-concept>",), renamed="Figure tl")


def copied(release: Release, releases: Path) -> None:
    """Copy a release folder elsewhere, without its publication."""
    shutil.copytree(release.folder, releases / release.folder.name)
