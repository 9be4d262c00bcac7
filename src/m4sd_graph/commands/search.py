"""``m4sd search``: finds things by words in every language, as the service does."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from m4sd_graph.catalog import load_catalog
from m4sd_graph.commands.choices import Format, print_json
from m4sd_graph.namespaces import shorten
from m4sd_graph.search import KINDS, Asked, Found, Hit, Marked, found_document, kind_names, label_of, open_index, plain
from m4sd_graph.search.model import PAGE
from m4sd_graph.settings import Settings
from m4sd_graph.speech import LANGUAGES
from m4sd_graph.terminal import Opened, open_graph

app = typer.Typer()


@app.command("search")
def search_command(
    words: Annotated[list[str], typer.Argument(help="Words, a name or a code, in any language.")],
    kind: Annotated[list[str] | None, typer.Option("--class", help=f"Only: {', '.join(KINDS)}.")] = None,
    country: Annotated[list[str] | None, typer.Option(help="Only this country (KG, KGZ, name); repeatable.")] = None,
    domain: Annotated[list[str] | None, typer.Option(help="Only this governance domain (1 to 6); repeatable.")] = None,
    first: Annotated[int | None, typer.Option("--from", help="Only what lasts into this year or later.")] = None,
    last: Annotated[int | None, typer.Option("--to", help="Only what begins in this year or before.")] = None,
    start: Annotated[int, typer.Option(help="Hits to pass over.")] = 0,
    limit: Annotated[int, typer.Option(help="Hits to print, 100 at most.")] = PAGE,
    lang: Annotated[str, typer.Option(help=f"Language of the names: {', '.join(LANGUAGES)}.")] = "en",
    form: Annotated[Format, typer.Option("--format", help="How to print the hits.")] = Format.table,
) -> None:
    """Find things by words in their names, codes and descriptions, in every language; a slip or two is forgiven."""
    opened = open_graph(Settings())
    asked = Asked(
        text=plain(" ".join(words)),
        kinds=tuple(kind or ()),
        countries=tuple(country or ()),
        domains=tuple(domain or ()),
        first=first,
        last=last,
        start=start,
        limit=limit,
        lang=lang,
    )
    found = open_index(opened.store, load_catalog().of_kind("questions")).search(asked)
    if form is Format.json:
        print_json(found_document(found, {}, lambda iri: iri))
    else:
        _print(found, opened)


def _print(found: Found, opened: Opened) -> None:
    lang = found.asked.lang
    notes: dict[str, None] = {}
    table = Table(*(Column(name, overflow="fold") for name in ("Class", "Name", "Matched", "IRI")))
    for hit in found.hits:
        name, code = label_of(hit.entry, lang)
        told = name if code == lang else f"{name} ({code})"
        table.add_row(kind_names(lang)[hit.entry.kind], told, _matched(hit), shorten(hit.entry.iri, opened.prefixes))
    if found.hits:
        Console(width=None if sys.stdout.isatty() else 200, highlight=False).print(table)
    last = found.asked.start + len(found.hits)
    typer.echo(f"{last - len(found.hits) + 1}–{last} of {found.total}" if found.hits else "nothing found")
    for entry in (*(hit.entry for hit in found.hits), *found.nearest):
        notes.setdefault(entry.notes.get(lang) or entry.notes.get("en", ""))
    for note in filter(None, notes):
        typer.echo(f"* {note}")
    for entry in found.nearest:
        typer.echo(f"did you mean: {label_of(entry, lang)[0]} ({shorten(entry.iri, opened.prefixes)})")


def _matched(hit: Hit) -> Text:
    shown: Marked | None = hit.matched.name if hit.matched else hit.snippet
    if shown is None:
        return Text("")
    text = Text(shown.text)
    for start, end in shown.ranges:
        text.stylize("bold", start, end)
    return text
