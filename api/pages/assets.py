"""What pages load: the scripts and styles that Vite builds from ``web/``, found through its manifest."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from m4sd_graph.errors import M4SDError

BUILT = Path(__file__).parents[1] / "static" / "built"
ADDRESS = "/static/built/"
# The files of the fonts begin with these names.
FAMILIES = ("source-sans-3", "source-serif-4")
CYRILLIC = frozenset({"ru", "ky"})


class NotBuiltError(M4SDError):
    """The scripts and styles of the pages were not built, or not the one that a template names."""

    status = 500
    title = "Pages not built"


@dataclass(frozen=True, slots=True)
class Assets:
    """The addresses of a script and of the style sheets that it brings."""

    script: str
    styles: tuple[str, ...]


@cache
def assets(name: str) -> Assets:
    """The files of ``site`` or of one type of page: the module ``web/src/pages/<name>.ts``. Raises NotBuiltError."""
    entry = next((one for one in manifest().values() if one.get("isEntry") and one["name"] == name), None)
    if entry is None:
        raise NotBuiltError(f"no script {name!r} was built.", place=str(BUILT), remedy="Run: make web")
    return Assets(ADDRESS + entry["file"], tuple(ADDRESS + file for file in dict.fromkeys(_styles(entry))))


@cache
def manifest() -> dict[str, dict[str, Any]]:
    """What Vite says of the files that it built. Raises NotBuiltError."""
    try:
        read: dict[str, dict[str, Any]] = json.loads((BUILT / "manifest.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NotBuiltError(
            "the scripts and styles of the pages are not built.", place=str(BUILT), remedy="Run: make web"
        ) from None
    return read


@cache
def fonts(lang: str) -> tuple[str, ...]:
    """The fonts that every page in this language shows, to be loaded before its style sheet asks for them."""
    scripts = ("cyrillic", "latin") if lang in CYRILLIC else ("latin",)
    wanted = [f"{family}-{script}-wght-normal.woff2" for script in scripts for family in FAMILIES]
    found = {Path(source).name: ADDRESS + entry["file"] for source, entry in manifest().items()}
    return tuple(found[name] for name in wanted)


def _styles(entry: dict[str, Any]) -> Iterator[str]:
    """The style sheets of a module and of those that it imports."""
    for name in entry.get("imports", ()):
        yield from _styles(manifest()[name])
    yield from entry.get("css", ())
