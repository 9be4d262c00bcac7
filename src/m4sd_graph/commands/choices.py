"""The choices that the analyses share: which links count, whose, towards what, and how answers are printed."""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields
from enum import StrEnum
from typing import Annotated, Any, get_args, get_type_hints

import typer
from rich.console import Console
from rich.table import Column, Table

from m4sd_graph.catalog import load_catalog
from m4sd_graph.coherence.analysis import Analysis, day
from m4sd_graph.coherence.claims import Options, claims_of
from m4sd_graph.coherence.plain import plain
from m4sd_graph.coherence.references import NAMES
from m4sd_graph.coherence.scope import Chaining, Scope, Sources
from m4sd_graph.coherence.sheets import Names, Sheet
from m4sd_graph.coherence.tables import tables_of
from m4sd_graph.settings import Settings
from m4sd_graph.terminal import Opened, open_graph


class Language(StrEnum):
    """Languages of the names."""

    en = "en"
    fr = "fr"


class Format(StrEnum):
    """How an analysis is printed."""

    table = "table"
    json = "json"


@dataclass(frozen=True, slots=True)
class Choices:
    """The options of every analysis on the command line."""

    reference: Annotated[str, typer.Option(help=f"Reference set: {', '.join(NAMES)}.")] = "sdg-crosswalk"
    threshold: Annotated[int, typer.Option(min=1, max=3, help="Least grade that covers.")] = 2
    sources: Annotated[str, typer.Option(help=f"Whose links count: {', '.join(get_args(Sources))}.")] = "any"
    country: Annotated[list[str] | None, typer.Option(help="Only this country (KG, KGZ, IRI); may be repeated.")] = None
    chaining: Annotated[str, typer.Option(help=f"How targets are reached: {', '.join(get_args(Chaining))}.")] = "action"
    asserted_only: Annotated[bool, typer.Option("--asserted-only", help="Leave derived links out.")] = False
    grade: Annotated[int, typer.Option(min=1, max=3, help="Least grade of a link that counts.")] = 1
    confidence: Annotated[str, typer.Option(help="Least confidence: low, medium or high.")] = "low"
    reviewed_only: Annotated[bool, typer.Option("--reviewed-only", help="Only what persons have reviewed.")] = False
    crosswalk: Annotated[int, typer.Option(min=1, max=3, help="Least grade of a crosswalk link.")] = 1
    without: Annotated[list[str] | None, typer.Option(help="A document to leave out; may be repeated.")] = None
    as_of: Annotated[str, typer.Option(help="Only what was in force on this day, YYYY-MM-DD.")] = ""
    lang: Annotated[Language, typer.Option(help="Language of the names.")] = Language.en
    form: Annotated[Format, typer.Option("--format", help="How to print the answer.")] = Format.table

    def scope(self, analysis: Analysis) -> Scope:
        """What is asked; raise ParameterError or NotFoundError for a value that is none."""
        return Scope(
            reference=self.reference,
            threshold=self.threshold,
            sources=self.sources,  # type: ignore[arg-type] # Scope refuses any other text
            countries=analysis.countries(self.country or ()),
            chaining=self.chaining,  # type: ignore[arg-type] # likewise
            options=Options(
                day(self.as_of),
                self.asserted_only,
                self.grade,
                self.confidence,
                self.reviewed_only,
                self.crosswalk,
                analysis.documents(self.without or ()),
            ),
        )


def with_choices(command: Callable[..., None]) -> Callable[..., None]:
    """Make a command of a function whose first parameter is a ``Choices``: its fields become options.

    A parameter of the function with the name of a field stands for it.
    """
    hints, own = get_type_hints(command, include_extras=True), list(inspect.signature(command).parameters.values())[1:]
    shared = get_type_hints(Choices, include_extras=True)
    taken = {parameter.name for parameter in own}
    free = [one for one in fields(Choices) if one.name not in taken and one.default is not MISSING]
    parameters = [parameter.replace(annotation=hints[parameter.name]) for parameter in own]
    parameters += [
        inspect.Parameter(one.name, inspect.Parameter.KEYWORD_ONLY, default=one.default, annotation=shared[one.name])
        for one in free
    ]

    def called(**given: Any) -> None:  # noqa: ANN401 - the options of Typer are of any type
        chosen = Choices(**{one.name: given.pop(one.name) for one in free})
        command(chosen, **given)

    called.__doc__ = command.__doc__
    called.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    called.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return called


def read_analysis() -> Analysis:
    """Open what the settings name, and find the claims in it."""
    opened = open_graph(Settings())
    return analysis_of(opened)


def analysis_of(opened: Opened) -> Analysis:
    """Find the claims in what was opened."""
    claims = claims_of(tables_of(opened.store, load_catalog(), opened.tables))
    return Analysis(opened.store, opened.prefixes, opened.origin, claims)


def names_in(analysis: Analysis, choices: Choices) -> Names:
    """How things are called in the answer."""
    return Names(analysis.claims.tables, choices.lang.value)


def print_json(value: object) -> None:
    """Print a result as JSON."""
    typer.echo(json.dumps(plain(value), ensure_ascii=False, indent=2))


def print_sheet(title: str, sheet: Sheet) -> None:
    """Print a sheet as a table under its title; nothing is cut."""
    typer.echo(f"{title}{': ' if sheet.note else ''}{sheet.note}")
    if sheet.rows:
        table = Table(*(Column(name, overflow="fold") for name in sheet.columns))
        for row in sheet.rows:
            table.add_row(*(str(one) for one in row))
        Console(width=None if sys.stdout.isatty() else 200, highlight=False, markup=False).print(table)
