"""Which files the documentation is made from, and the text of each as Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from m4sd_graph.workspace import installed_assets

# What stands outside docs/ and is part of the documentation: its file, and its address below /docs.
OUTSIDE = {
    "README.md": "start",
    "data/README.md": "data",
    "CONTRIBUTING.md": "contributing",
    "CHANGELOG.md": "changelog",
    "CITATION.cff": "citation",
    "LICENSE-DATA": "licence-data",
    "LICENSE": "licence-code",
}
TITLES = {
    "README.md": "Start here",
    "CITATION.cff": "How to cite",
    "LICENSE-DATA": "Licence of the data",
    "LICENSE": "Licence of the code",
}
# The language of what is shown as code.
CODE = {".ttl": "turtle", ".py": "python", ".txt": "text", ".cff": "yaml", "": "text"}
PICTURES = {".svg": "image/svg+xml", ".png": "image/png"}
# Generated as HTML by `m4sd docs`.
ONTOLOGY = "reference/ontology"


@dataclass(frozen=True, slots=True)
class Source:
    """One page of the documentation: its address below ``/docs/``, its file in the project, and its Markdown."""

    name: str
    file: str
    text: str


@cache
def sources() -> tuple[Source, ...]:
    """Every page that is written in Markdown, or shown as Markdown, by address."""
    root = installed_assets()
    files = [*_below(root / "docs"), *(root / name for name in OUTSIDE)]
    found = [_source(root, path) for path in files if path.is_file()]
    return tuple(sorted(found, key=lambda one: one.name))


@cache
def pictures() -> dict[str, Path]:
    """The pictures of the documentation by their address below ``/docs/``."""
    docs = installed_assets() / "docs"
    return {p.relative_to(docs).as_posix(): p for p in docs.rglob("*") if p.suffix in PICTURES}


@cache
def generated() -> str:
    """The documentation of the ontology that pyLODE made, as HTML; "" where it is missing."""
    path = installed_assets() / f"docs/{ONTOLOGY}.html"
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def read() -> Iterator[Path]:
    """Every file that the documentation is read from."""
    docs = installed_assets() / "docs"
    yield from sorted(path for path in docs.rglob("*") if path.is_file())
    yield from (path for name in OUTSIDE if (path := installed_assets() / name).is_file())


def _below(docs: Path) -> list[Path]:
    return [path for path in docs.rglob("*") if path.suffix in (".md", ".ipynb") or path.parent.name == "examples"]


def _source(root: Path, path: Path) -> Source:
    file = path.relative_to(root).as_posix()
    name = OUTSIDE.get(file) or file.removeprefix("docs/").removesuffix(".md").removesuffix(".ipynb")
    return Source(name, file, _markdown(file, path))


def _markdown(file: str, path: Path) -> str:
    """The file as Markdown: a notebook by its cells, anything else that is no Markdown as a block of code."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        return _notebook(json.loads(text))
    if path.suffix != ".md":
        return f"# {TITLES.get(file, path.name)}\n\n{_fenced(text, CODE.get(path.suffix, 'text'))}"
    # What a generator left as a remark is no text.
    body = text.partition("-->")[2].lstrip() if text.startswith("<!--") else text
    return f"# {TITLES[file]}\n{body.partition(chr(10))[2]}" if file in TITLES else body


def _notebook(notebook: dict[str, Any]) -> str:
    return "\n\n".join(part for cell in notebook["cells"] for part in _cell(cell))


def _cell(cell: dict[str, Any]) -> Iterator[str]:
    text = "".join(cell["source"])
    if cell["cell_type"] == "markdown":
        yield text
        return
    yield _fenced(text, "python")
    for output in cell.get("outputs", ()):
        shown = output.get("text") or output.get("data", {}).get("text/plain")
        if shown:
            yield _fenced("".join(shown), "text")


def _fenced(text: str, language: str) -> str:
    return f"````{language}\n{text.rstrip()}\n````"
