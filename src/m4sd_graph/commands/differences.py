"""How differences are printed, and the choices that what-if and compare share."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from enum import StrEnum
from typing import get_args

import typer

from m4sd_graph.coherence.axes import ColumnKind, RowKind
from m4sd_graph.coherence.difference_sheets import Entry, as_csv, sheets
from m4sd_graph.coherence.matrix import Frame
from m4sd_graph.coherence.naming import clean
from m4sd_graph.coherence.scope import Scope
from m4sd_graph.commands.choices import print_sheet
from m4sd_graph.describe import named
from m4sd_graph.store.protocol import Store

ROWS, COLUMNS = ", ".join(get_args(RowKind)), ", ".join(get_args(ColumnKind))
# A query names no more things than this.
AT_ONCE = 200


class DifferenceFormat(StrEnum):
    """How differences are printed."""

    text = "text"
    json = "json"
    csv = "csv"


def frame_of(rows: str, columns: str, scope: Scope) -> Frame:
    """The matrix whose cells are compared; the axes refuse kinds that there are not."""
    return Frame(rows=rows, columns=columns, countries=scope.countries)  # type: ignore[arg-type] # the axes refuse others


def notices(store: Store, rows: Sequence[Entry], language: str) -> tuple[str, ...]:
    """What must accompany the names in ``rows``, in ``language`` or in English."""
    things = sorted({thing for row in rows for thing in row.things})
    found: list[str] = []
    for start in range(0, len(things), AT_ONCE):
        notes = named(store, things[start : start + AT_ONCE]).notes
        found += notes.get(language) or notes.get("en", ())
    return tuple(dict.fromkeys(map(clean, found)))


def print_entries(rows: Sequence[Entry], first: str, second: str, nothing: str) -> None:
    """Print a table for each section, or that there is nothing to tell."""
    if not rows:
        typer.echo(nothing)
    for section, sheet in sheets(rows, first, second):
        print_sheet(section, sheet)


def print_csv(rows: Sequence[Entry], first: str, second: str) -> None:
    """Print all rows as CSV."""
    sys.stdout.write(as_csv(rows, first, second))
