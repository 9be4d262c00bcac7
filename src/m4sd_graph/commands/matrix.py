"""``m4sd coherence matrix``: rows, columns, and for each cell the best link, in every form."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, get_args

import typer

from m4sd_graph.coherence.analysis import Analysis, day
from m4sd_graph.coherence.axes import ColumnKind, RowKind
from m4sd_graph.coherence.claims import Options
from m4sd_graph.coherence.cube import as_jsonld
from m4sd_graph.coherence.forms import Exhibit, as_csv, as_json, as_wide_csv, exhibit, mark
from m4sd_graph.coherence.heatmap import heatmap
from m4sd_graph.coherence.matrix import Frame, matrix_of
from m4sd_graph.coherence.naming import naming
from m4sd_graph.coherence.sheets import Sheet
from m4sd_graph.coherence.trace import Tracer
from m4sd_graph.coherence.workbook import dossier, workbook
from m4sd_graph.commands.choices import print_sheet, read_analysis
from m4sd_graph.errors import ParameterError

app = typer.Typer()
# Columns of a table for the terminal.
PRINTED = 12


class MatrixFormat(StrEnum):
    """How a matrix is written."""

    table = "table"
    json = "json"
    jsonld = "jsonld"
    csv = "csv"
    wide_csv = "wide-csv"
    xlsx = "xlsx"
    svg = "svg"


@app.command("matrix")
def matrix_command(
    rows: Annotated[str, typer.Option(help=f"What the rows are: {', '.join(get_args(RowKind))}.")] = "instrument",
    columns: Annotated[str, typer.Option(help=f"What the columns are: {', '.join(get_args(ColumnKind))}.")] = "goal",
    country: Annotated[
        list[str] | None, typer.Option(help="Only this country (KG, KGZ, IRI); may be repeated.")
    ] = None,
    as_of: Annotated[str, typer.Option(help="Only what was in force on this day, YYYY-MM-DD.")] = "",
    asserted_only: Annotated[bool, typer.Option("--asserted-only", help="Leave derived links out.")] = False,
    grade: Annotated[int, typer.Option(min=1, max=3, help="Least grade of a link that counts.")] = 1,
    confidence: Annotated[str, typer.Option(help="Least confidence: low, medium or high.")] = "low",
    reviewed_only: Annotated[bool, typer.Option("--reviewed-only", help="Only what persons have reviewed.")] = False,
    crosswalk: Annotated[int, typer.Option(min=1, max=3, help="Least grade of a crosswalk link.")] = 1,
    all_columns: Annotated[bool, typer.Option("--all-columns", help="Show empty columns too.")] = False,
    lang: Annotated[str, typer.Option(help="Language: en, fr, ru or ky; in others the names only.")] = "en",
    format_: Annotated[MatrixFormat, typer.Option("--format", help="How to write the matrix.")] = MatrixFormat.table,
    output: Annotated[Path | None, typer.Option(help="File to write, instead of standard output.")] = None,
) -> None:
    """Show which rows lead to which columns, with the best grade of the links in each cell."""
    if format_ is MatrixFormat.xlsx and output is None and sys.stdout.isatty():
        raise ParameterError("a workbook is no text for a terminal.", remedy="Name a file with --output.")
    naming({}, lang)  # what is no language is refused before anything is opened
    options = Options(day(as_of), asserted_only, grade, confidence, reviewed_only, crosswalk)
    analysis = read_analysis()
    frame = Frame(
        rows=rows,  # type: ignore[arg-type] # the matrix refuses any other text
        columns=columns,  # type: ignore[arg-type] # likewise
        countries=analysis.countries(country or ()),
        all_columns=all_columns,
    )
    matrix = matrix_of(analysis.claims, frame, options)
    shown = exhibit(analysis.store, analysis.claims, frame, matrix, analysis.origin, lang)
    if format_ is MatrixFormat.table and output is None:
        _print(shown)
    else:
        _write(_content(analysis, shown, format_), output)


def _content(analysis: Analysis, shown: Exhibit, format_: MatrixFormat) -> bytes:
    if format_ is MatrixFormat.xlsx:
        found = dossier(analysis.store, Tracer(analysis.claims), shown)
        return workbook(found, shlex.join(["m4sd", *sys.argv[1:]]))
    return TEXTS[format_](shown).encode()


def _json(shown: Exhibit) -> str:
    return json.dumps(as_json(shown), ensure_ascii=False, indent=2) + "\n"


def _jsonld(shown: Exhibit) -> str:
    return json.dumps(as_jsonld(shown), ensure_ascii=False, indent=2) + "\n"


TEXTS: Mapping[MatrixFormat, Callable[[Exhibit], str]] = {
    MatrixFormat.json: _json,
    MatrixFormat.jsonld: _jsonld,
    MatrixFormat.csv: as_csv,
    MatrixFormat.wide_csv: as_wide_csv,
    MatrixFormat.table: as_wide_csv,
    MatrixFormat.svg: heatmap,
}


def _write(content: bytes, output: Path | None) -> None:
    if output is None:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        raise ParameterError(f"the file cannot be written: {error.strerror}.", place=str(output)) from error


def _print(shown: Exhibit) -> None:
    """Print the caption, then the matrix in tables of so many columns that names of rows stay readable."""
    for line in shown.caption:
        typer.echo(line)
    columns = shown.matrix.columns
    for start in range(0, max(1, len(columns)), PRINTED):
        part = columns[start : start + PRINTED]
        heads = ("", *(shown.head(column) for column in part))
        marks = {
            row.iri: tuple(mark(shown.matrix.cell(row.iri, column.iri)) for column in part) for row in shown.matrix.rows
        }
        rows = tuple((shown.name(row), *marks[row.iri]) for row in shown.matrix.rows)
        print_sheet(shown.title, Sheet(heads, rows, shown.texts["marks"]))
    typer.echo(shown.texts["silence"])
