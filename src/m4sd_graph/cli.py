"""The command line ``m4sd``: build, validate, query, describe, format, check sources, write the reference pages."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console

from m4sd_graph import report as reports
from m4sd_graph import sources
from m4sd_graph.build import build
from m4sd_graph.canonical import format_turtle
from m4sd_graph.catalog import load_catalog
from m4sd_graph.commands import coherence, mechanisms, review, search, suggest, trace
from m4sd_graph.commands.releases import diff_command, releases_command
from m4sd_graph.errors import M4SDError, ParameterError, WorkspaceError
from m4sd_graph.framing import PROFILES, profile_of, tree
from m4sd_graph.jsonld import load_context
from m4sd_graph.load import load_dataset, load_prefixes
from m4sd_graph.messages import collect, problems, renew, translated
from m4sd_graph.namespaces import ID, expand
from m4sd_graph.reference import builder_configuration, write_reference
from m4sd_graph.release import open_release, verify_release
from m4sd_graph.release_writing import write_release
from m4sd_graph.settings import Settings
from m4sd_graph.store.local import LocalStore
from m4sd_graph.store.protocol import Rows
from m4sd_graph.terminal import (
    Opened,
    RowFormat,
    open_graph,
    print_advice,
    print_answer,
    print_questions,
    print_timings,
    progress,
    summary,
)
from m4sd_graph.workspace import find_workspace

app = typer.Typer(
    help="The open knowledge graph of migration policies, institutions and partnerships.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
sources_app = typer.Typer(help="Work with the source documents.", no_args_is_help=True)
app.add_typer(sources_app, name="sources")
coherence.app.add_typer(mechanisms.app)
app.add_typer(coherence.app, name="coherence")
app.add_typer(trace.app)
app.add_typer(suggest.app)
app.add_typer(search.app)
app.add_typer(review.app, name="review")
app.command("releases")(releases_command)
app.command("diff")(diff_command)


class Language(StrEnum):
    """Languages of the texts that the command line prints."""

    en = "en"
    fr = "fr"


class ReportFormat(StrEnum):
    """How a validation report is printed."""

    table = "table"
    json = "json"
    ttl = "ttl"
    html = "html"


def main() -> None:
    """Run the command line; every expected error becomes one message and its exit code."""
    logging.getLogger("rdflib").setLevel(logging.ERROR)  # a malformed value is a finding of the shapes, not a warning
    try:
        app(prog_name="m4sd")
    except M4SDError as error:
        typer.echo(f"error: {error}", err=True)
        sys.exit(error.exit_code)
    except OSError as error:
        typer.echo(f"error: {error.filename or 'system'}: {error.strerror or error}.", err=True)
        sys.exit(M4SDError.exit_code)


@app.command("build")
def build_command(timings: Annotated[bool, typer.Option(help="Print the seconds each step took.")] = False) -> None:
    """Build a release from ontology/, data/ and shapes/ and make it current."""
    settings = Settings()
    workspace = find_workspace(settings.workspace)
    with progress() as clock:
        built = build(workspace, clock)
        release = write_release(workspace, built, settings.releases, clock)
    typer.echo(f"{release.folder}: {summary(release.manifest)}")
    if timings:
        print_timings(clock)


@app.command("validate")
def validate_command(
    format_: Annotated[ReportFormat, typer.Option("--format", help="How to print the report.")] = ReportFormat.table,
    lang: Annotated[Language, typer.Option(help="Language of the messages.")] = Language.en,
    severity: Annotated[str, typer.Option(help="Least severity shown: Violation, Warning or Info.")] = "Warning",
) -> None:
    """Validate the workspace against the shapes; exit code 1 when there is a violation."""
    with progress() as clock:
        found = build(find_workspace(Settings().workspace), clock).report
    shown = reports.at_least(found, severity)
    match format_:
        case ReportFormat.json:
            typer.echo(reports.as_json(shown))
        case ReportFormat.ttl:
            typer.echo(reports.as_turtle(shown))
        case ReportFormat.html:
            typer.echo(reports.as_html(shown, lang))
        case ReportFormat.table:
            if shown.shown:
                Console(width=None if sys.stdout.isatty() else 200).print(reports.as_table(shown, lang))
            typer.echo(", ".join(f"{count} {name}" for name, count in found.counts().items()))
    if not found.conforms:
        raise typer.Exit(1)


@app.command("query")
def query_command(
    question: Annotated[str, typer.Argument(help="Id or number of a competency question.")] = "",
    parameters: Annotated[list[str] | None, typer.Argument(help="Parameters as name=value.")] = None,
    format_: Annotated[RowFormat, typer.Option("--format", help="How to print the rows.")] = RowFormat.table,
    list_: Annotated[bool, typer.Option("--list", help="List all questions.")] = False,
    lang: Annotated[Language, typer.Option(help="Language of the titles and names.")] = Language.en,
    lint_: Annotated[bool, typer.Option("--lint", help="Print advice on the question, or on all, instead.")] = False,
) -> None:
    """Answer a competency question from the current release (or the endpoint in M4SD_ENDPOINT).

    With --lint: exit code 1 when there is a warning, 0 when there are hints at most.
    """
    catalog = load_catalog()
    if lint_ and not list_:
        chosen = (catalog.question(question),) if question else catalog.of_kind("questions")
        opened = open_graph(Settings())
        _lint(opened, {q.id: q.bind(_pairs(parameters or []), opened.prefixes) for q in chosen})
        return
    if list_ or not question:
        print_questions(catalog.of_kind("questions"), lang)
        return
    query = catalog.question(question)
    values = _pairs(parameters or [])
    if "lang" in (p.name for p in query.parameters):
        values.setdefault("lang", lang)
    opened = open_graph(Settings())
    print_answer(opened, query.bind(values, opened.prefixes), format_)


@app.command("sparql")
def sparql_command(
    file: Annotated[Path, typer.Argument(help="File with a SPARQL query, or - for standard input.")],
    format_: Annotated[RowFormat, typer.Option("--format", help="How to print the rows.")] = RowFormat.table,
    lint_: Annotated[bool, typer.Option("--lint", help="Print advice on the query instead of running it.")] = False,
) -> None:
    """Run a SPARQL SELECT or ASK query from a file.

    With --lint: exit code 1 when there is a warning, 0 when there are hints at most.
    """
    text = sys.stdin.read() if str(file) == "-" else _read(file)
    opened = open_graph(Settings())
    if lint_:
        _lint(opened, {str(file): text})
    else:
        print_answer(opened, text, format_)


@app.command("describe")
def describe_command(
    name: Annotated[str, typer.Argument(help="IRI, prefixed name, or path below /id/.")],
    profile: Annotated[str, typer.Option(help=f"How much is told: {', '.join(PROFILES)}.")] = "full",
) -> None:
    """Print what is known about an IRI as JSON-LD."""
    opened = open_graph(Settings())
    iri = expand(name, opened.prefixes)
    iri = iri if ":" in iri else ID + iri.removeprefix("/").removeprefix("id/")
    told = tree(opened.store, iri, load_context(opened.ontology), profile=profile_of(profile))
    typer.echo(json.dumps(told, ensure_ascii=False, indent=2))


@app.command("fmt")
def format_command(
    check: Annotated[bool, typer.Option("--check", help="Only report; exit code 1 when a file would change.")] = False,
) -> None:
    """Rewrite every curated Turtle file in its canonical form."""
    workspace = find_workspace(Settings().workspace)
    prefixes = load_prefixes(workspace)
    changed = []
    with progress() as clock:
        clock.progress("format")
        for file in workspace.turtle_files():
            content = file.path.read_bytes()
            canonical = format_turtle(content, file.name, prefixes).encode()
            if canonical != content:
                changed.append(file.name)
                if not check:
                    file.path.write_bytes(canonical)
    for name in changed:
        typer.echo(f"{name}: {'not canonical; run `m4sd fmt`' if check else 'rewritten'}")
    if check and changed:
        raise typer.Exit(1)


@sources_app.command("check")
def sources_check_command(
    directory: Annotated[Path, typer.Argument(help="Folder with the texts of the sources, one *.txt file each.")],
) -> None:
    """Check every offset, digest and text fragment against the source texts; exit code 1 on a mismatch."""
    store = LocalStore.from_dataset(load_dataset(find_workspace(Settings().workspace)))
    documents = sources.documents_from(_lexical(store.select(sources.SOURCE_TEXTS_QUERY)))
    passages = sources.passages_from(_lexical(store.select(sources.PASSAGES_QUERY)))
    mismatches = sources.check_sources(documents, passages, directory)
    for mismatch in mismatches:
        typer.echo(str(mismatch))
    typer.echo(f"{len(documents)} texts, {len(passages)} passages, {len(mismatches)} mismatches")
    if mismatches:
        raise typer.Exit(1)


@app.command("docs")
def docs_command(
    context: typer.Context,
    what: Annotated[
        Literal["reference", "sparnatural"],
        typer.Argument(help="`sparnatural` prints the configuration of the query builder instead of writing pages."),
    ] = "reference",
    check: Annotated[bool, typer.Option("--check", help="Only report; exit code 1 when a page is stale.")] = False,
) -> None:
    """Write the reference pages in docs/reference/ from the ontology, shapes, queries, settings and commands."""
    workspace = find_workspace(Settings().workspace)
    if what == "sparnatural":
        typer.echo(builder_configuration(workspace), nl=False)
        return
    stale = write_reference(workspace, context.find_root().command, check=check)
    for name in stale:
        typer.echo(f"{name}: {'stale; run `m4sd docs`' if check else 'written'}")
    if check and stale:
        raise typer.Exit(1)


@app.command("words")
def words_command(
    check: Annotated[bool, typer.Option("--check", help="Only report; exit code 1 when something is missing.")] = False,
) -> None:
    """Collect the messages of the interface from the code into the catalogues of its languages."""
    collected = collect(find_workspace(Settings().workspace).root)
    stale = renew(collected, check=check)
    wrong = [*problems(collected)]
    for lang in stale:
        typer.echo(f"{lang}: {'stale; run `m4sd words`' if check else 'written'}")
    for problem in wrong:
        typer.echo(problem)
    typer.echo(f"{len(collected.all)} messages in {len(translated())} languages, {len(wrong)} to mend")
    if check and (stale or wrong):
        raise typer.Exit(1)


@app.command("verify")
def verify_command() -> None:
    """Check every file of the current release against its manifest; exit code 1 on a mismatch."""
    settings = Settings()
    release = open_release(settings.releases, settings.release)
    wrong = verify_release(release)
    for line in wrong:
        typer.echo(line)
    typer.echo(f"{release.version}: {len(release.manifest['files'])} files, {len(wrong)} mismatches")
    if wrong:
        raise typer.Exit(1)


def _lint(opened: Opened, queries: Mapping[str, str]) -> None:
    if print_advice(opened, queries):
        raise typer.Exit(1)


def _pairs(parameters: list[str]) -> dict[str, str]:
    pairs = {}
    for text in parameters:
        name, equals, value = text.partition("=")
        if not equals:
            raise ParameterError("a parameter is written name=value.", place=text)
        if name in pairs:
            raise ParameterError("the parameter is given twice.", place=name)
        pairs[name] = value
    return pairs


def _lexical(rows: Rows) -> list[dict[str, str]]:
    return [{name: term.value for name, term in row.items()} for row in rows.rows]


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise WorkspaceError(f"the file cannot be read: {error}", place=str(file)) from error
