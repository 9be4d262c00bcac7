"""The coherence matrix as a heat map on a page: shaded cells with their numbers, totals, and columns that open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from api.coherence.asking import Asked
from api.coherence.parameters import COUNTED, MATRIX
from api.coherence.titles import kinds_of, valences_of
from m4sd_graph.coherence.axes import Item
from m4sd_graph.coherence.forms import Exhibit
from m4sd_graph.coherence.matrix import CRITICISED, Cell
from m4sd_graph.speech import speech

SIGNS: Mapping[str, str] = {"strength": "", "contested": "!", "gap": "▽", "reported": "°"}
# The shades of the design system that tell the grades apart.
SHADES = {0: 0, 1: 1, 2: 2, 3: 4}
# What a column opens to.
OPENED = {"goal": "target", "objective": "action"}
# Above so many columns there is no room for their names.
NAMED_MOST = 24


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell: its number and signs, its look, the sentence that a screen reader says, where its chains are told."""

    grade: int
    signs: str
    look: str
    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Head:
    """A row or column: how it is called, how many of its cells are filled, and where it opens to its parts."""

    item: Item
    head: str
    name: str
    filled: int
    opens: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """The heat map; ``closed``: the address of the matrix that these columns are a part of, "" for a whole one."""

    columns: tuple[Head, ...]
    rows: tuple[tuple[Head, tuple[Shown | None, ...]], ...]
    filled: int
    named: bool
    closed: str


def grid(asked: Asked, shown: Exhibit, lang: str) -> Grid:
    """What the page of a matrix shows."""
    matrix = shown.matrix
    within = {column.iri for column in matrix.columns}
    kept = [cell for cell in matrix.cells.values() if cell.column in within]
    by_row, by_column = Counter(cell.row for cell in kept), Counter(cell.column for cell in kept)
    columns = tuple(_column(asked, shown, one, by_column[one.iri]) for one in matrix.columns)
    rows = tuple(
        (
            Head(row, shown.head(row), shown.name(row), by_row[row.iri]),
            tuple(_cell(asked, shown, matrix.cell(row.iri, one.iri), lang) for one in matrix.columns),
        )
        for row in matrix.rows
        if by_row[row.iri]
    )
    return Grid(columns, rows, len(kept), len(columns) <= NAMED_MOST, _closed(asked, shown))


def _column(asked: Asked, shown: Exhibit, item: Item, filled: int) -> Head:
    opened = OPENED.get(shown.matrix.column_kind)
    opens = _again(asked, columns=opened, within=item.iri) if opened else ""
    return Head(item, shown.head(item), shown.name(item), filled, opens)


def _closed(asked: Asked, shown: Exhibit) -> str:
    whole = {part: kind for kind, part in OPENED.items()}.get(shown.matrix.column_kind)
    return _again(asked, columns=whole, within="") if whole and asked.text("within") else ""


def _again(asked: Asked, **changed: str) -> str:
    """The address of the same question with other values; empty ones are left out."""
    same = [(name, value) for name in (*MATRIX, "lang") if name not in changed for value in asked.values.get(name, ())]
    return f"/coherence/matrix?{urlencode([*same, *(pair for pair in changed.items() if pair[1]), ('format', 'html')])}"


def _cell(asked: Asked, shown: Exhibit, cell: Cell | None, lang: str) -> Shown | None:
    if cell is None:
        return None
    signs = f"{'' if cell.asserted else '*'}{SIGNS[cell.valence]}"
    look = f"scale-{SHADES[cell.grade]}" if cell.valence in ("strength", "contested") else cell.valence
    return Shown(
        cell.grade, signs, look, f"{cell.grade}{signs}: {_label(shown, cell, lang)}", _address(asked, shown, cell)
    )


def _label(shown: Exhibit, cell: Cell, lang: str) -> str:
    """A cell as a sentence."""
    _ = speech(lang).gettext
    basis = _("asserted") if cell.asserted else _("derived")
    names = {item.iri: shown.head(item) for item in (*shown.matrix.columns, *shown.matrix.rows)}
    said = _("grade %(grade)s, %(valence)s, %(basis)s: %(row)s to %(column)s")
    return said % {
        "grade": cell.grade,
        "valence": valences_of(lang)[cell.valence],
        "basis": basis,
        "row": names[cell.row],
        "column": names[cell.column],
    }


def _address(asked: Asked, shown: Exhibit, cell: Cell) -> str:
    """Where the chains of a cell are told: from its row, or from the finding about the row that the cell comes from."""
    kept = [(name, value) for name in (*COUNTED, "lang") for value in asked.values.get(name, ())]
    sources = [shown.links[link]["source"] for link in cell.links]
    source = sources[0] if shown.matrix.row_kind in CRITICISED and cell.row not in sources else cell.row
    return f"/coherence/trace?{urlencode([('from', source), ('to', cell.column), *kept, ('format', 'html')])}"


def title(shown: Exhibit, lang: str) -> str:
    """What the matrix shows, in the language of the page."""
    _, kinds = speech(lang).gettext, kinds_of(lang)
    said = _("%(rows)s by %(columns)s") % {
        "rows": kinds[shown.matrix.row_kind],
        "columns": kinds[f"columns {shown.matrix.column_kind}"],
    }
    countries = ", ".join(shown.name(item) for item in shown.countries)
    return f"{said} · {countries}" if countries else said
