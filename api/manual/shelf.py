"""The documentation in its order: groups of pages for each kind of reader, and what comes before and after a page."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from urllib.parse import urlsplit

from api.manual.files import ONTOLOGY, Source, generated, pictures, sources
from api.manual.markdown import Heading, Rendered, Target, render
from m4sd_graph.errors import NotFoundError

PREFIX = "/docs/"
API = "reference/api"
# What belongs to whom, in the order of reading. A page that is named nowhere stands under "guides".
GROUPS: Mapping[str, tuple[str, ...]] = {
    "start": ("start",),
    "researchers": (
        "researchers",
        "explore",
        "search",
        "browse",
        "questions",
        "editor",
        "sparql",
        "builder",
        "lint",
        "clients",
        "notebooks/kyrgyzstan",
    ),
    "analysts": ("analysts", "coherence", "suggest", "suggest-evaluation", "validation"),
    "systems": ("systems", "python", "collections", "changes", "catalogue", "federation", "mcp", "api"),
    "guides": (),
    "method": ("ontology", "data", "conformance", "quality", "licence-data", "citation"),
    "reference": (ONTOLOGY, API),
    "project": ("architecture", "contributing", "changelog", "licence-code"),
    "examples": (),
}
# What is made from something other than a file of text.
MADE = {ONTOLOGY: "Ontology, term by term", API: "API, route by route"}
FOLDERS = {"reference": "reference", "examples": "examples"}
FOUND = 40


@dataclass(frozen=True, slots=True)
class Entry:
    """A page in the list of pages."""

    name: str
    title: str

    @property
    def address(self) -> str:
        """Its path on this service."""
        return PREFIX + self.name


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page stands: its entry, its group, and its neighbours in the order of reading."""

    entry: Entry
    group: str
    before: Entry | None
    after: Entry | None


@dataclass(frozen=True, slots=True)
class Hit:
    """A page, or a heading of one, whose title has the words that were looked for."""

    entry: Entry
    heading: Heading | None


@cache
def shelf() -> Mapping[str, tuple[Entry, ...]]:
    """The pages of every group that has some, in the order of reading."""
    titles = {source.name: title_of(source) for source in sources()}
    titles |= {name: title for name, title in MADE.items() if name != ONTOLOGY or generated()}
    grouped: dict[str, list[Entry]] = {group: [] for group in GROUPS}
    for name in sorted(titles, key=_rank):
        grouped[_group(name)].append(Entry(name, titles[name]))
    return {group: tuple(entries) for group, entries in grouped.items() if entries}


def place_of(name: str) -> Place:
    """Where the page ``name`` stands. Raises NotFoundError with the nearest names."""
    ordered = [(group, entry) for group, entries in shelf().items() for entry in entries]
    names = [entry.name for _, entry in ordered]
    if name not in names:
        raise missing(name)
    index = names.index(name)
    before = ordered[index - 1][1] if index else None
    after = ordered[index + 1][1] if index + 1 < len(ordered) else None
    return Place(ordered[index][1], ordered[index][0], before, after)


def missing(name: str) -> NotFoundError:
    """The error for a page that is not there, with what may have been meant."""
    known = [entry.name for entries in shelf().values() for entry in entries]
    bare = name.lower().removesuffix(".html").rpartition("/")[2]
    near = [one for one in known if one.rpartition("/")[2] == bare] or get_close_matches(name[:200], known, 5, 0.5)
    return NotFoundError(
        "the documentation has no page of this name.",
        place=PREFIX + name,
        remedy=f"See the list at {PREFIX.rstrip('/')}.",
        nearest=[PREFIX + one for one in near],
    )


@cache
def text_of(name: str) -> Source:
    """The page ``name`` as it is written. Raises NotFoundError."""
    found = next((source for source in sources() if source.name == name), None)
    if found is None:
        raise missing(name)
    return found


@cache
def rendered(name: str) -> Rendered:
    """The page ``name`` as HTML, its links leading to pages of this service. Raises NotFoundError."""
    source = text_of(name)
    return render(source.text, lambda target: resolved(target, source.file))


def resolved(target: str, file: str) -> Target | None:
    """Where a link in ``file`` leads on this service; None for a file of the project that is not served."""
    parts = urlsplit(target)
    if parts.scheme or target.startswith(("#", "/")):
        return Target(target)
    path = posixpath.normpath(posixpath.join(posixpath.dirname(file), parts.path))
    bare = path.removeprefix("docs/")
    if bare in pictures():
        return Target(PREFIX + bare)
    if bare == f"{ONTOLOGY}.html":
        return Target(PREFIX + ONTOLOGY, MADE[ONTOLOGY])
    found = next((source for source in sources() if source.file == path), None)
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return Target(f"{PREFIX}{found.name}{fragment}", title_of(found)) if found else None


def search(words: str) -> tuple[Hit, ...]:
    """The pages whose title or headings have all the words; titles come first."""
    wanted = words.casefold().split()
    if not wanted:
        return ()
    entries = [entry for group in shelf().values() for entry in group]
    titles = [Hit(entry, None) for entry in entries if _has(entry.title, wanted)]
    written = {source.name for source in sources()}
    inside = [
        Hit(entry, heading)
        for entry in entries
        if entry.name in written
        for heading in rendered(entry.name).headings
        if heading.depth > 1 and _has(heading.text, wanted)
    ]
    return (*titles, *inside)[:FOUND]


def title_of(source: Source) -> str:
    """The first heading of a page, without its marks."""
    first = next((line for line in source.text.splitlines() if line.startswith("# ")), f"# {source.name}")
    return first.removeprefix("# ").replace("`", "").strip()


def _has(text: str, wanted: Sequence[str]) -> bool:
    return all(word in text.casefold() for word in wanted)


def _group(name: str) -> str:
    for group, names in GROUPS.items():
        if name in names:
            return group
    return FOLDERS.get(name.partition("/")[0], "guides") if "/" in name else "guides"


def _rank(name: str) -> tuple[int, str]:
    named = GROUPS[_group(name)]
    return (named.index(name) if name in named else len(named), name)
