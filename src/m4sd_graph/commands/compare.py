"""``m4sd coherence compare``: two countries, two days or two releases side by side, never a ranking."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Annotated

import typer

from m4sd_graph.coherence.analysis import Analysis, day
from m4sd_graph.coherence.compare import Comparison, compare_countries, compare_days, compare_releases
from m4sd_graph.coherence.difference_sheets import entries, names_of_both
from m4sd_graph.coherence.scope import Scope
from m4sd_graph.coherence.sheets import Names
from m4sd_graph.commands.choices import Choices, analysis_of, names_in, print_json, read_analysis, with_choices
from m4sd_graph.commands.differences import COLUMNS, ROWS, DifferenceFormat, frame_of, notices, print_csv, print_entries
from m4sd_graph.errors import ParameterError, SettingError
from m4sd_graph.settings import Settings
from m4sd_graph.store.protocol import Store
from m4sd_graph.terminal import open_graph

app = typer.Typer()
_Compared = tuple[Comparison, Names, Store]
WAYS = "Give --country twice, --as-of twice, or --release twice."
TOLD = {
    "not assessed": "Not assessed: no finding of an assessment is recorded, so silence tells nothing of",
    "no period recorded": "No period is recorded, so the day makes no difference, of",
    "no assessment by this day": "No assessment had been made, so that neither strength nor gap counts, by these days",
    "not in the first set": "Members of the reference set in the second only",
    "not in the second set": "Members of the reference set in the first only",
}


@app.command("compare")
@with_choices
def compare_command(
    choices: Choices,
    country: Annotated[list[str] | None, typer.Option(help="A country (KG, KGZ, IRI): two to compare them.")] = None,
    as_of: Annotated[list[str] | None, typer.Option(help="A day, YYYY-MM-DD: two to compare them.")] = None,
    release: Annotated[list[str] | None, typer.Option(help="A release by version: two to compare them.")] = None,
    rows: Annotated[str, typer.Option(help=f"Rows of the matrix: {ROWS}; of two countries these.")] = "instrument",
    columns: Annotated[str, typer.Option(help=f"Columns of the matrix: {COLUMNS}.")] = "target",
    form: Annotated[DifferenceFormat, typer.Option("--format", help="How to print.")] = DifferenceFormat.text,
) -> None:
    """Show what two countries, two days or two releases have in common and what only one of them has."""
    countries, days, releases = country or [], as_of or [], release or []
    _check(countries, days, releases)
    if releases:
        found, names, store = _compared_releases(choices, countries, days, releases, (rows, columns))
    else:
        found, names, store = _compared(choices, countries, days, (rows, columns))
    _print(found, names, store, form)


def _check(countries: Sequence[str], days: Sequence[str], releases: Sequence[str]) -> None:
    """Exactly one of the three is there twice, and what only narrows the comparison is no list of more."""
    pairs = [len(countries) == 2 and len(days) < 2 and not releases, len(days) == 2 and not releases]
    pairs.append(len(releases) == 2 and len(days) < 2)
    if not any(pairs) or len(days) > 2:
        raise ParameterError("there are not two things to compare.", remedy=WAYS)


def _compared(choices: Choices, countries: Sequence[str], days: Sequence[str], frame: tuple[str, str]) -> _Compared:
    analysis = read_analysis()
    scope = _scope(choices, analysis, countries, days if len(days) == 1 else ())
    asked = frame_of(*frame, scope)
    if len(days) == 2:
        found = compare_days(analysis.claims, (_day(days[0]), _day(days[1])), scope, asked)
    else:
        first, second = (next(iter(analysis.countries([name]))) for name in countries)
        found = compare_countries(analysis.claims, (first, second), scope, asked)
    return found, names_in(analysis, choices), analysis.store


def _compared_releases(
    choices: Choices, countries: Sequence[str], days: Sequence[str], releases: Sequence[str], frame: tuple[str, str]
) -> _Compared:
    first, second = (_opened(version) for version in releases)
    scopes = [_scope(choices, analysis, countries, days) for analysis in (first, second)]
    sides = [(one.origin, one.claims, scope) for one, scope in zip((first, second), scopes, strict=True)]
    found = compare_releases(sides[0], sides[1], frame_of(*frame, scopes[1]))
    names = names_of_both(first.claims.tables, second.claims.tables, choices.lang.value)
    return found, names, second.store


def _scope(choices: Choices, analysis: Analysis, countries: Sequence[str], days: Sequence[str]) -> Scope:
    return replace(choices, country=list(countries), as_of="".join(days)).scope(analysis)


def _opened(version: str) -> Analysis:
    settings = Settings()
    if settings.endpoint:
        raise SettingError(
            "an endpoint has one release.", place="M4SD_ENDPOINT", remedy="Unset it to compare releases."
        )
    opened = open_graph(settings.model_copy(update={"release": version}))
    return analysis_of(opened)


def _day(text: str) -> date:
    found = day(text)
    if found is None:
        raise ParameterError("there is no day here.", place="parameter as-of", remedy="Example: 2023-12-31")
    return found


def _print(found: Comparison, names: Names, store: Store, form: DifferenceFormat) -> None:
    rows = entries(found.differences, names)
    if form is DifferenceFormat.csv:
        print_csv(rows, found.first, found.second)
        return
    told = notices(store, rows, names.language)
    if form is DifferenceFormat.json:
        print_json({"notices": told, **{one.name: getattr(found, one.name) for one in fields(found)}})
        return
    for notice in told:
        typer.echo(notice)
    typer.echo(f"{found.first} and {found.second}, side by side; no ranking.")
    for caveat in found.caveats:
        typer.echo(f"{TOLD[caveat.reason]}: {names.all(item.iri for item in caveat.items)}.")
    print_entries(rows, found.first, found.second, "Nothing differs: no cell, status, figure or link.")
    same = Counter(one.first_status for one in found.differences.members if one.change == "same")
    if same:
        typer.echo(f"The same in both: {', '.join(f'{count} {status}' for status, count in sorted(same.items()))}.")
