"""``m4sd coherence what-if``: what a proposal would change; nothing is stored."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from m4sd_graph.coherence.analysis import Analysis
from m4sd_graph.coherence.changes import MOST_BYTES, Changes, read_changes
from m4sd_graph.coherence.difference_sheets import Entry, entries, names_of_both
from m4sd_graph.coherence.sheets import Names
from m4sd_graph.coherence.whatif import Effect, Outcome, base_of_release, what_if
from m4sd_graph.commands.choices import Choices, print_json, with_choices
from m4sd_graph.commands.differences import COLUMNS, ROWS, DifferenceFormat, frame_of, notices, print_csv, print_entries
from m4sd_graph.errors import ChangesError, SettingError
from m4sd_graph.release import Release, open_release
from m4sd_graph.report import as_table, at_least, short
from m4sd_graph.settings import Settings

app = typer.Typer()
BEFORE, AFTER = "before", "after"


@app.command("what-if")
@with_choices
def what_if_command(
    choices: Choices,
    changes: Annotated[Path, typer.Argument(help="Turtle to add, or TriG with graphs urn:m4sd:additions, :removals.")],
    remove: Annotated[Path | None, typer.Option(help="Turtle to take away.")] = None,
    rows: Annotated[str, typer.Option(help=f"Rows of the matrix: {ROWS}.")] = "instrument",
    columns: Annotated[str, typer.Option(help=f"Columns of the matrix: {COLUMNS}.")] = "target",
    strict: Annotated[bool, typer.Option("--strict", help="Ask for evidence as a release does.")] = False,
    anyway: Annotated[bool, typer.Option("--anyway", help="Tell the effect even if a shape is violated.")] = False,
    form: Annotated[DifferenceFormat, typer.Option("--format", help="How to print.")] = DifferenceFormat.text,
) -> None:
    """Show what proposed additions and removals would change; exit code 1 when a shape is violated."""
    proposal = _read(changes, remove)
    release = _release()
    base = base_of_release(release.folder, release.manifest["prefixes"])
    analysis = Analysis(base.store, release.manifest["prefixes"], release.version, base.claims)
    scope = choices.scope(analysis)
    outcome = what_if(base, proposal, scope, frame_of(rows, columns, scope), strict=strict, anyway=anyway)
    _print(outcome, analysis, choices, form)
    if not outcome.report.conforms:
        raise typer.Exit(1)


def _release() -> Release:
    settings = Settings()
    if settings.endpoint:
        raise SettingError(
            "what-if needs a release: an endpoint cannot be changed in memory.",
            place="M4SD_ENDPOINT",
            remedy="Unset it, and run `m4sd build`.",
        )
    return open_release(settings.releases, settings.release)


def _read(changes: Path, remove: Path | None) -> Changes:
    removals = _content(remove) if remove else b""
    return read_changes(_content(changes), removals, str(changes), str(remove or "removals"))


def _content(path: Path) -> bytes:
    """The bytes of a file, of which no more is read than a proposal may have."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise ChangesError(f"the file cannot be read: {error.strerror}.", place=str(path)) from error


def _print(outcome: Outcome, analysis: Analysis, choices: Choices, form: DifferenceFormat) -> None:
    effect = outcome.effect
    after = outcome.after or analysis.claims
    names = names_of_both(analysis.claims.tables, after.tables, choices.lang.value)
    rows = _rows(effect, names) if effect else ()
    if form is DifferenceFormat.csv:
        print_csv(rows, BEFORE, AFTER)
        return
    told = notices(analysis.store, rows, choices.lang.value)
    if form is DifferenceFormat.json:
        print_json({"release": analysis.origin, "notices": told, **_json(outcome)})
        return
    for notice in told:
        typer.echo(notice)
    _print_report(outcome, analysis.origin, choices)
    if effect is None:
        typer.echo("The effect is not told, because a shape is violated. Mend the proposal, or ask with --anyway.")
        return
    print_entries(rows, BEFORE, AFTER, "Nothing changes: no cell, status, figure, gap or measure.")
    if effect.hypothetical:
        typer.echo(f"Hypothetical, by this proposal alone and stated by no source: {len(effect.hypothetical)} links.")


def _rows(effect: Effect, names: Names) -> tuple[Entry, ...]:
    return entries(
        effect.differences,
        names,
        gaps=effect.gaps,
        measures=effect.measures,
        hypothetical=frozenset(effect.hypothetical),
    )


def _print_report(outcome: Outcome, release: str, choices: Choices) -> None:
    counts = f"{len(outcome.added)} added, {len(outcome.known)} there already, {len(outcome.removed)} removed"
    typer.echo(f"Proposal on {release}, nothing is stored. Statements: {counts}.")
    found = ", ".join(f"{count} {name}" for name, count in outcome.report.counts().items())
    typer.echo(f"Findings that the graph does not have without it: {found}.")
    worse = at_least(outcome.report, "Warning")
    if worse.shown:
        Console(width=None if sys.stdout.isatty() else 200).print(as_table(worse, choices.lang.value))
    lacking = {finding.record for finding in outcome.report.findings if finding.severity == "Info"}
    if lacking:
        typer.echo(
            f"A release would ask for more of: {', '.join(short(record) for record in sorted(lacking))} "
            "(evidence above all; --strict or --format json tells what)."
        )


def _json(outcome: Outcome) -> dict[str, object]:
    told = {name: getattr(outcome, name) for name in ("added", "known", "removed", "effect")}
    return {**told, "report": outcome.report.as_dict()}
