"""The commands about releases that are there: list them, compare two."""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

import typer

from m4sd_graph.changes import transitions
from m4sd_graph.difference import Change, Kind, changes, counted, patch
from m4sd_graph.event_stream import release_iri
from m4sd_graph.history import History, open_history
from m4sd_graph.release import NQUADS, Release
from m4sd_graph.settings import Settings

SIGNS: dict[Kind, str] = {"added": "+", "changed": "~", "removed": "-"}


class DifferenceFormat(StrEnum):
    """How a difference is printed."""

    text = "text"
    json = "json"
    patch = "patch"


def releases_command() -> None:
    """List the published releases, oldest first, with what each changed."""
    history = open_history(Settings().releases)
    summaries = {t.publication: t.summary().counts for t in transitions(history)}
    for publication in history.publications:
        counts = summaries.get(publication)
        told = ", ".join(f"{n} {kind}" for kind, n in counts.items()) if counts else "no longer kept"
        typer.echo(f"{publication.published}  {publication.version}  {told}")


def diff_command(
    before: Annotated[str, typer.Argument(help="A version, or `latest`.")],
    after: Annotated[str, typer.Argument(help="A version, or `latest`.")] = "latest",
    format_: Annotated[
        DifferenceFormat, typer.Option("--format", help="Resources as text or JSON, or an RDF Patch of all statements.")
    ] = DifferenceFormat.text,
) -> None:
    """Print what differs between two releases."""
    history = open_history(Settings().releases)
    for line in _lines(*_pair(history, before, after), format_):
        typer.echo(line, nl=False)


def _pair(history: History, before: str, after: str) -> tuple[Release, Release]:
    return history.release(before), history.release(after)


def _lines(before: Release, after: Release, format_: DifferenceFormat) -> Iterator[str]:
    found = changes(before.folder / NQUADS, after.folder / NQUADS)
    match format_:
        case DifferenceFormat.patch:
            yield from patch(found, release_iri(before.version), release_iri(after.version))
        case DifferenceFormat.json:
            told = [_as_json(change) for change in found]
            yield json.dumps(told, ensure_ascii=False, indent=2) + "\n"
        case DifferenceFormat.text:
            kept = tuple(found)
            yield from (f"{SIGNS[change.kind]} {change.iri}{_name(change)}\n" for change in kept)
            yield ", ".join(f"{n} {kind}" for kind, n in counted(kept).items()) + "\n"


def _as_json(change: Change) -> dict[str, object]:
    return {
        "kind": change.kind,
        "resource": change.iri,
        "label": change.labels(),
        "added": [line.rstrip("\n") for line in change.added],
        "removed": [line.rstrip("\n") for line in change.removed],
    }


def _name(change: Change) -> str:
    labels = change.labels()
    name = labels.get("en") or next(iter(labels.values()), "")
    return f"  {' '.join(name.split())}" if name else ""
