"""``m4sd trace``: every chain of links from one thing to another, explained."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from typing import Annotated

import typer

from m4sd_graph.catalog import load_catalog
from m4sd_graph.coherence.analysis import day
from m4sd_graph.coherence.axes import CLASSES
from m4sd_graph.coherence.claims import Options, claims_of
from m4sd_graph.coherence.explain import Explained, explain
from m4sd_graph.coherence.mermaid import mermaid
from m4sd_graph.coherence.naming import naming
from m4sd_graph.coherence.svg import svg
from m4sd_graph.coherence.tables import tables_of
from m4sd_graph.coherence.trace import LONGEST, Tracer
from m4sd_graph.coherence.trace_data import as_json, as_jsonld
from m4sd_graph.coherence.trace_query import query_of
from m4sd_graph.coherence.words import told
from m4sd_graph.jsonld import load_context
from m4sd_graph.namespaces import ID, expand
from m4sd_graph.settings import Settings
from m4sd_graph.terminal import Opened, open_graph

app = typer.Typer()
END = "IRI, prefixed name, path below /id/, class, or one of " + ", ".join(CLASSES)


class TraceFormat(StrEnum):
    """How a trace is printed."""

    text = "text"
    json = "json"
    jsonld = "jsonld"
    mermaid = "mermaid"
    svg = "svg"
    sparql = "sparql"


@app.command("trace")
def trace_command(
    source: Annotated[str, typer.Argument(help=f"From: {END}; a country or a domain means all that belongs to it.")],
    target: Annotated[str, typer.Argument(help=f"To: {END}; a goal or an objective means its parts too.")],
    lang: Annotated[str, typer.Option(help="Language: en, fr, ru or ky; in others the names only.")] = "en",
    format_: Annotated[TraceFormat, typer.Option("--format", help="How to print the chains.")] = TraceFormat.text,
    asserted_only: Annotated[bool, typer.Option("--asserted-only", help="Leave derived links out.")] = False,
    grade: Annotated[int, typer.Option(help="Least grade, 1 to 3.")] = 1,
    confidence: Annotated[str, typer.Option(help="Least confidence: low, medium or high.")] = "low",
    reviewed_only: Annotated[bool, typer.Option("--reviewed-only", help="Only what persons have reviewed.")] = False,
    as_of: Annotated[str, typer.Option(help="Only what was in force on this day, YYYY-MM-DD.")] = "",
    max_length: Annotated[int, typer.Option(help="Most steps of a chain.")] = LONGEST,
) -> None:
    """Explain every chain of links from one thing to another, with the passages at its root."""
    naming({}, lang)  # what is no language is refused before anything is opened
    options = Options(day(as_of), asserted_only, grade, confidence, reviewed_only)
    opened = open_graph(Settings())
    tracer = Tracer(claims_of(tables_of(opened.store, load_catalog(), opened.tables)))
    explained = explain(opened.store, tracer, _end(source, opened), _end(target, opened), options, max_length)
    sys.stdout.write(_printed(explained, opened, format_, lang))


def _printed(explained: Explained, opened: Opened, format_: TraceFormat, lang: str) -> str:
    match format_:
        case TraceFormat.text:
            return told(explained, lang)
        case TraceFormat.json:
            return _dumped(as_json(explained, lang))
        case TraceFormat.jsonld:
            return _dumped(as_jsonld(opened.store, explained, load_context(opened.ontology)))
        case TraceFormat.mermaid:
            return mermaid(explained, lang)
        case TraceFormat.svg:
            return svg(explained, lang)
        case TraceFormat.sparql:
            return query_of(explained.trace)


def _dumped(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _end(name: str, opened: Opened) -> str:
    iri = expand(name.strip(), opened.prefixes)
    return iri if ":" in iri or iri in CLASSES else ID + iri.removeprefix("/").removeprefix("id/")
