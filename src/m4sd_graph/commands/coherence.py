"""``m4sd coherence``: status, gaps, measures and robustness; the other sub-commands stand in modules of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

import typer

from m4sd_graph.coherence.analysis import Analysis
from m4sd_graph.coherence.gap_sorts import GAP_SORTS, gaps_of
from m4sd_graph.coherence.measures import MEASURES, measure
from m4sd_graph.coherence.references import reference_set
from m4sd_graph.coherence.robustness import robustness
from m4sd_graph.coherence.scope import Scope, reach_of
from m4sd_graph.coherence.sheets import sheet_of
from m4sd_graph.coherence.status import by_status, coverage, standings
from m4sd_graph.commands import compare, matrix, whatif
from m4sd_graph.commands.choices import Choices, Format, names_in, print_json, print_sheet, read_analysis, with_choices
from m4sd_graph.errors import ParameterError

app = typer.Typer(help="Analyse policy coherence: every number with the list behind it.", no_args_is_help=True)
app.add_typer(matrix.app)
app.add_typer(whatif.app)
app.add_typer(compare.app)


@app.command("status")
@with_choices
def status_command(choices: Choices) -> None:
    """Say of each member of a reference set whether it is covered, contested, an evidenced gap, or silent."""
    analysis = read_analysis()
    scope = choices.scope(analysis)
    claims = analysis.claims
    found = {
        "reference": _named(analysis, scope),
        "coverage": coverage(claims, scope),
        "statuses": by_status(claims, scope),
        "members": standings(claims, scope),
    }
    if choices.form is Format.json:
        print_json(found)
        return
    names = names_in(analysis, choices)
    reference = reference_set(claims.tables, scope.reference)
    typer.echo(f"{reference.title[choices.lang]} ({len(reference.members)}). {reference.explanation[choices.lang]}")
    print_sheet("Coverage", sheet_of(coverage(claims, scope), names))
    for status, share in by_status(claims, scope).items():
        typer.echo(f"{status} {share}: {names.all(share.counted)}")
    print_sheet("Members, with the number of links", sheet_of(standings(claims, scope), names))


@app.command("gaps")
@with_choices
def gaps_command(
    choices: Choices,
    sorts: Annotated[list[str] | None, typer.Argument(help=f"Sorts of gaps: {', '.join(GAP_SORTS)}.")] = None,
    commitments: Annotated[str, typer.Option(help="Reference set whose counterparts are looked for.")] = "gcm",
) -> None:
    """List what is missing, and whether that is stated, not recorded, or nobody said anything."""
    _check(sorts or ())
    analysis = read_analysis()
    scope = choices.scope(analysis)
    wanted = {sort: replace(scope, reference=commitments) if sort == "counterpart" else scope for sort in GAP_SORTS}
    found = {sort: gaps_of(analysis.claims, wanted[sort], sort) for sort in sorts or GAP_SORTS}
    _print(analysis, choices, scope, found)


@app.command("measures")
@with_choices
def measures_command(
    choices: Choices,
    names: Annotated[list[str] | None, typer.Argument(help=f"Measures: {', '.join(MEASURES)}.")] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Print formula, source and reading instead.")] = False,
) -> None:
    """Compute measures; each comes with numerator, denominator and list, and undefined is not zero."""
    chosen = [measure(name) for name in names or MEASURES]
    if explain:
        for one in chosen:
            typer.echo(f"{one.title[choices.lang]} ({one.name})\n  {one.formula}\n  Source: {one.source}.")
            typer.echo(f"  {one.reading[choices.lang]} Trust: {one.trust}.")
        return
    analysis = read_analysis()
    scope = choices.scope(analysis)
    reach = reach_of(analysis.claims, scope)
    _print(analysis, choices, scope, {one.name: one.compute(reach) for one in chosen})


@app.command("robustness")
@with_choices
def robustness_command(choices: Choices) -> None:
    """Show each headline figure without derived links, with grade 3 of the crosswalk only, without each document."""
    analysis = read_analysis()
    scope = choices.scope(analysis)
    _print(analysis, choices, scope, {"robustness": robustness(analysis.claims, scope)})


def _check(sorts: list[str] | tuple[str, ...]) -> None:
    for sort in sorts:
        if sort not in GAP_SORTS:
            raise ParameterError(f"there are no gaps of the sort {sort!r}.", remedy=f"One of {', '.join(GAP_SORTS)}.")


def _named(analysis: Analysis, scope: Scope) -> object:
    return reference_set(analysis.claims.tables, scope.reference)


def _print(analysis: Analysis, choices: Choices, scope: Scope, found: Mapping[str, object]) -> None:
    if choices.form is Format.json:
        print_json({"reference": _named(analysis, scope), **found})
        return
    for name, result in found.items():
        print_sheet(name, sheet_of(result, names_in(analysis, choices)))
