"""What the pages load of scripts, as it is built: small on every page but the editor and the builder."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from tests.lib.support import ROOT

BUILT = ROOT / "api/static/built"
MANIFEST: dict[str, dict[str, Any]] = json.loads((BUILT / "manifest.json").read_text(encoding="utf-8"))
# The editor has a parser and an editor of its own, the builder is a component of others.
HEAVY = ("sparql", "builder")
ENTRIES = sorted(name for name, one in MANIFEST.items() if one.get("isEntry") and one["file"].endswith(".js"))


def at_once(name: str) -> set[str]:
    """What an entry loads with itself."""
    one = MANIFEST[name]
    return {name}.union(*(at_once(other) for other in one.get("imports", ())))


def on_demand(names: set[str]) -> set[str]:
    """What these load when a reader asks for it: a drawing, a chart."""
    return {other for name in names for other in MANIFEST[name].get("dynamicImports", ())}


def size(names: set[str]) -> int:
    """Bytes of the scripts, compressed."""
    files = {MANIFEST[name]["file"] for name in names}
    return sum(len(gzip.compress((BUILT / file).read_bytes())) for file in files if file.endswith(".js"))


@pytest.mark.parametrize("name", ENTRIES)
def test_a_page_loads_little(name: str) -> None:
    """With what every page has, and with the largest thing that a reader may ask for."""
    site = next(one for one in ENTRIES if MANIFEST[one]["name"] == "site")
    own = at_once(name) | at_once(site)
    sizes = [size(own), *(size(own | at_once(more)) for more in on_demand(own))]
    assert 0 < max(sizes) < 150_000 or MANIFEST[name]["name"] in HEAVY, sizes


def test_the_entries_are_those_of_the_pages() -> None:
    names = {MANIFEST[name]["name"] for name in ENTRIES}
    assert {"site", "resource", "coherence-matrix", *HEAVY} <= names
