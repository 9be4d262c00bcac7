"""``m4sd suggest``: what a policy text may be about, for a person to review."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from m4sd_graph.catalog import load_catalog
from m4sd_graph.coherence.tables import tables_of
from m4sd_graph.errors import NotFoundError, ParameterError
from m4sd_graph.namespaces import ID, expand, shorten
from m4sd_graph.settings import Settings
from m4sd_graph.suggest.evaluation import evaluate
from m4sd_graph.suggest.extraction import extract
from m4sd_graph.suggest.forms import as_json, kind_of, notes, place, reason
from m4sd_graph.suggest.matcher import THRESHOLD, Suggestions, suggest
from m4sd_graph.suggest.report import as_data, as_markdown
from m4sd_graph.suggest.turtle import SHOWN, Document, as_turtle, document_of, new_document, shown
from m4sd_graph.suggest.vocabulary import Vocabulary, load_vocabulary
from m4sd_graph.suggest.words import LANGUAGES
from m4sd_graph.terminal import Opened, open_graph

app = typer.Typer()
OTHERS = (0.5, 0.6, 0.8, 0.9)


class SuggestFormat(StrEnum):
    """How suggestions are printed."""

    table = "table"
    json = "json"
    ttl = "ttl"


@app.command("suggest")
def suggest_command(
    file: Annotated[Path | None, typer.Argument(help="Policy text: .txt, .html, .pdf or .docx.")] = None,
    lang: Annotated[str, typer.Option(help="Language of the text: en, fr or ru; else told from each passage.")] = "",
    threshold: Annotated[float, typer.Option(help="Least share of a name's weight, above 0 up to 1.")] = THRESHOLD,
    encoding: Annotated[str, typer.Option(help="Encoding of a text or HTML file that is not UTF-8.")] = "",
    publisher: Annotated[
        str, typer.Option(help="Organisation that published the text; for Turtle of a new text.")
    ] = "",
    format_: Annotated[SuggestFormat, typer.Option("--format", help="How to print.")] = SuggestFormat.table,
    output: Annotated[Path | None, typer.Option(help="File to write, instead of standard output.")] = None,
    text: Annotated[Path | None, typer.Option(help="File to write the extracted text to, which offsets count.")] = None,
    evaluation: Annotated[
        Path | None, typer.Option("--evaluate", help="Folder with the source texts: report precision and recall.")
    ] = None,
) -> None:
    """Propose targets, objectives and known things for a policy text, each with its places and the words that match."""
    if lang and lang not in LANGUAGES:
        raise ParameterError(
            "texts in this language are not read.", place="parameter lang", remedy=f"One of {', '.join(LANGUAGES)}."
        )
    if (file is None) == (evaluation is None):
        raise ParameterError("name a file, or a folder with --evaluate.", place="m4sd suggest")
    if evaluation is not None:
        _write(_evaluated(open_graph(Settings()), evaluation, threshold, format_), output)
        return
    _check_outputs(Path(str(file)), output, text)
    read = extract(Path(str(file)), encoding)
    opened = open_graph(Settings())
    vocabulary = load_vocabulary(opened.store)
    found = suggest(read, vocabulary, lang or None, threshold)
    content = _content(opened, found, vocabulary, threshold, publisher, format_)
    if text is not None:
        _write(read.content, text)
    if format_ is SuggestFormat.table and output is None:
        _print(opened, found, vocabulary)
    else:
        _write(content, output)


def _check_outputs(*files: Path | None) -> None:
    """Refuse to write a file over the text that is read, or over another."""
    named = [file.resolve() for file in files if file is not None]
    if len(set(named)) < len(named):
        raise ParameterError("the same file is named twice.", place="m4sd suggest", remedy="Give each its own name.")


def _content(
    opened: Opened,
    found: Suggestions,
    vocabulary: Vocabulary,
    threshold: float,
    publisher: str,
    format_: SuggestFormat,
) -> str:
    match format_:
        case SuggestFormat.json:
            return _dumped(as_json(found, vocabulary, opened.origin, threshold))
        case SuggestFormat.ttl:
            return as_turtle(found, _document(opened, found, vocabulary, publisher), vocabulary, opened.prefixes)
        case SuggestFormat.table:
            return "".join(f"{line}\n" for line in _lines(opened, found, vocabulary))


def _document(opened: Opened, found: Suggestions, vocabulary: Vocabulary, publisher: str) -> Document:
    """The document that links lead from: that of the graph with this text, else a new one of a known publisher."""
    known = document_of(opened.store, found.text)
    if known is not None:
        return known
    if not publisher:
        raise ParameterError(
            "the graph does not know this text; a new document needs its publisher.",
            place="parameter publisher",
            remedy="Example: --publisher org/iom",
        )
    iri = expand(publisher, opened.prefixes)
    iri = iri if ":" in iri else ID + iri.removeprefix("/").removeprefix("id/")
    if vocabulary.kinds.get(iri) != "entity":
        raise NotFoundError("the graph has no organisation of this name.", place=publisher)
    return new_document(found.text, iri)


def _evaluated(opened: Opened, folder: Path, threshold: float, format_: SuggestFormat) -> str:
    vocabulary = load_vocabulary(opened.store)
    tables = tables_of(opened.store, load_catalog(), opened.tables)
    first = evaluate(opened.store, tables, vocabulary, folder, threshold)
    match format_:
        case SuggestFormat.json:
            return _dumped(as_data(first, opened.origin))
        case SuggestFormat.ttl:
            raise ParameterError("an evaluation has no Turtle.", place="parameter format", remedy="One of table, json.")
        case SuggestFormat.table:
            others = [
                evaluate(opened.store, tables, vocabulary, folder, other) for other in OTHERS if other != threshold
            ]
            return as_markdown([first, *others], vocabulary, opened.origin)


def _lines(opened: Opened, found: Suggestions, vocabulary: Vocabulary) -> list[str]:
    """One line a place, columns separated by tabs; the last one is the notice of a thing that must carry one."""
    return [
        "\t".join(
            (
                kind_of(one, vocabulary),
                shorten(one.thing, opened.prefixes),
                vocabulary.label(one.thing, match.language),
                place(match.passage, found.text),
                reason(match),
                *vocabulary.notices_of([one.thing]),
            )
        )
        for one in found.found
        for match in one.matches
    ]


def _print(opened: Opened, found: Suggestions, vocabulary: Vocabulary) -> None:
    console = Console(width=None if sys.stdout.isatty() else 200, highlight=False)
    if found.found:
        table = Table(*(Column(name, overflow="fold") for name in ("Kind", "Thing", "Name", "Place", "Why")))
        for one in found.found:
            name = vocabulary.label(one.thing, one.matches[0].language)
            for index, match in enumerate(shown(one)):
                heads = ("", "", "") if index else (kind_of(one, vocabulary), shorten(one.thing, opened.prefixes), name)
                table.add_row(*map(escape, (*heads, place(match.passage, found.text), reason(match))))
        console.print(table)
    places = sum(len(one.matches) for one in found.found)
    typer.echo(f"{len(found.found)} suggestions in {places} places; at most {SHOWN} places of each are shown.")
    for note in notes(found, vocabulary):
        typer.echo(note)


def _dumped(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _write(content: str, output: Path | None) -> None:
    """Write to standard output, or to a file that is there as a whole or not at all."""
    if output is None:
        sys.stdout.write(content)
        return
    draft = output.with_name(f".{output.name}.draft")
    try:
        draft.write_text(content, encoding="utf-8")
        draft.replace(output)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise ParameterError(f"the file cannot be written: {error.strerror}.", place=str(output)) from None
