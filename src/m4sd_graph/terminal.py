"""Prints answers, questions and progress to the terminal; nothing is cut."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from m4sd_graph.build import Timings
from m4sd_graph.catalog import Query
from m4sd_graph.coherence.tables import FOLDER
from m4sd_graph.guard import inspect
from m4sd_graph.lint import lint
from m4sd_graph.load import load_prefixes
from m4sd_graph.namespaces import shorten
from m4sd_graph.release import open_release
from m4sd_graph.settings import Settings
from m4sd_graph.store.protocol import RESULT_TYPES, GraphChoice, Store, Term
from m4sd_graph.store.remote import RemoteStore
from m4sd_graph.validate import SEVERITIES
from m4sd_graph.workspace import find_workspace


class RowFormat(StrEnum):
    """How rows are printed."""

    table = "table"
    csv = "csv"
    json = "json"


@dataclass(frozen=True, slots=True)
class Opened:
    """What answers, with the prefixes and the ontology folder that belong to it.

    ``origin``: the release or the endpoint by name; ``tables``: where a release keeps those of the coherence analysis.
    """

    store: Store
    prefixes: Mapping[str, str]
    ontology: Path
    origin: str = ""
    tables: Path | None = None


def open_graph(settings: Settings) -> Opened:
    """Open the endpoint or the release that the settings name; a release answers with its own prefixes."""
    if settings.endpoint:
        workspace = find_workspace(settings.workspace)
        store = RemoteStore(settings.endpoint)
        return Opened(store, load_prefixes(workspace), workspace.root / "ontology", settings.endpoint)
    release = open_release(settings.releases, settings.release)
    return Opened(
        release.open_store(),
        release.manifest["prefixes"],
        release.folder / "ontology",
        release.version,
        release.folder / FOLDER,
    )


@contextmanager
def progress() -> Iterator[Timings]:
    """Show on standard error which step is running, while inside."""
    console = Console(stderr=True)
    with console.status("…") as status:
        yield Timings(progress=lambda step: status.update(f"{step} …"))


def summary(manifest: Mapping[str, Any]) -> str:
    """One line that says what a release holds."""
    counts = manifest["counts"]
    results = ", ".join(f"{manifest['report'][name]} {name}" for name in SEVERITIES)
    languages = ", ".join(f"{code} {count}" for code, count in counts["labelled_things_by_language"].items())
    evidence = "{with_evidence} of {all}".format(**counts["assertions"])
    return f"{manifest['quads']} quads; {evidence} assertions with evidence; labels: {languages}; {results}"


def print_timings(clock: Timings) -> None:
    """Print the seconds of each step and their sum."""
    for step, seconds in clock.seconds.items():
        typer.echo(f"{step:>14} {seconds:7.2f} s")
    typer.echo(f"{'total':>14} {sum(clock.seconds.values()):7.2f} s")


def print_questions(questions: tuple[Query, ...], lang: str) -> None:
    """Print number, id and text of each question."""
    table = Table("No.", "Id", "Question")
    for q in questions:
        table.add_row(q.answers or "", q.id, q.question.get(lang) or q.title["en"])
    Console(width=None if sys.stdout.isatty() else 160).print(table)


def print_answer(opened: Opened, text: str, format_: RowFormat) -> None:
    """Answer a query and print the rows, or true or false."""
    store, prefixes = opened.store, opened.prefixes
    if format_ is not RowFormat.table:
        answer = store.answer(text, RESULT_TYPES[format_.value], GraphChoice())
        sys.stdout.write(answer.content.decode())
        return
    if inspect(text).form == "ASK":
        typer.echo(str(store.ask(text)).lower())
        return
    rows = store.select(text)
    table = Table(*(Column(name, overflow="fold") for name in rows.variables))
    for row in rows.rows:
        table.add_row(*(cell(row.get(name), prefixes) for name in rows.variables))
    Console(width=None if sys.stdout.isatty() else 200, highlight=False).print(table)
    typer.echo(f"{len(rows.rows)} rows")


def print_advice(opened: Opened, queries: Mapping[str, str]) -> bool:
    """Print the advice on queries, by name where there are several; return whether any is a warning."""
    found = [(name, one) for name, text in queries.items() for one in lint(text, opened.store, opened.prefixes)]
    for name, one in found:
        place = f"{name}:" if len(queries) > 1 else ""
        typer.echo(f"{place}{one.line}:{one.column} {one.rule}: {one.message} Fix: {one.fix}")
    if not found:
        typer.echo("no advice")
    return any(one.severity == "warning" for _, one in found)


def cell(term: Term | None, prefixes: Mapping[str, str]) -> Text:
    """A term for the terminal: an IRI by its prefixed name, a literal by its text; nothing is cut."""
    if term is None:
        return Text("")
    return Text(shorten(term.value, prefixes) if term.kind == "iri" else term.value)
