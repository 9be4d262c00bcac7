"""The coherence matrix: for each row and column the best link, its trust, its valence, and how many sources agree.

Parallel chains are not added up: a cell keeps the best of them and says how many rest on documents of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Literal

import networkx as nx
import polars as pl

from m4sd_graph.coherence.axes import ColumnKind, Item, RowKind, columns_of, every_column, in_order, item_of, rows_of
from m4sd_graph.coherence.claims import GAP, SUPPORTING, Claims, Options
from m4sd_graph.coherence.tables import RANKS

Valence = Literal["strength", "gap", "contested", "reported"]
# Things that have no links of gap of their own: what a finding about them misses is shown in their rows.
CRITICISED: tuple[RowKind, ...] = ("instrument", "mechanism", "body", "programme")


@dataclass(frozen=True, slots=True)
class Cell:
    """What the claims from ``row`` to ``column`` say, and the findings of gap about the row that lead there.

    ``grade``: the best of the supporting links, else of the gaps, else of the rest; ``confidence``: the highest among
    the links of that grade. ``gap_grade``: the best of the gaps, 0 without one. ``valence``: strength when supporting
    links lead there, gap when findings of gap do, contested when both, reported when neither does. ``chains``: how many
    of them share no document. ``asserted``: whether one of those that the grade comes from is asserted. ``links``: all
    of them, best first.
    """

    row: str
    column: str
    grade: int
    confidence: str
    valence: Valence
    chains: int
    asserted: bool
    links: tuple[str, ...]
    gap_grade: int = 0


@dataclass(frozen=True, slots=True)
class Matrix:
    """A matrix under ``options``; ``cells`` holds those that are not empty."""

    row_kind: RowKind
    column_kind: ColumnKind
    options: Options
    rows: tuple[Item, ...]
    columns: tuple[Item, ...]
    cells: Mapping[tuple[str, str], Cell] = field(repr=False)

    def cell(self, row: str, column: str) -> Cell | None:
        """The cell, or None where no claim leads from ``row`` to ``column``: silence, which is not absence."""
        return self.cells.get((row, column))


@dataclass(frozen=True, slots=True)
class Frame:
    """Which rows and columns: kinds, and where given only these rows, only those of ``countries``, only these columns.

    ``all_columns``: show also the columns that no cell fills.
    """

    rows: RowKind = "instrument"
    columns: ColumnKind = "goal"
    only_rows: frozenset[str] = frozenset()
    only_columns: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    all_columns: bool = False


def matrix_of(claims: Claims, frame: Frame = Frame(), options: Options = Options()) -> Matrix:  # noqa: B008 - frozen
    """Return the matrix of ``claims`` in ``frame`` under ``options``."""
    cells = {(cell.row, cell.column): cell for cell in cells_of(claims, frame, options)}
    shown = every_column(claims.tables, frame.columns) if frame.all_columns else {column for _, column in cells}
    columns = {column for column in shown if not frame.only_columns or column in frame.only_columns}
    return Matrix(
        *(frame.rows, frame.columns, options),
        rows=_items(claims, {row for row, _ in cells}),
        columns=_items(claims, columns),
        cells=cells,
    )


def cells_of(claims: Claims, frame: Frame, options: Options) -> list[Cell]:
    """Return the cells that are not empty, in one pass over the claims."""
    pairs = _pairs(claims, frame, options)
    grouped = (
        pairs.with_columns(
            pl.col("type").is_in(SUPPORTING).alias("supports"),
            (pl.col("type") == GAP).alias("gap"),
            pl.col("grade").fill_null(0),
        )
        .sort(["row", "column", "supports", "gap", "grade", "confidence", "length", "link"], descending=_BEST)
        .group_by("row", "column", maintain_order=True)
        .agg(
            pl.col("grade").first(),
            pl.col("confidence").first(),
            pl.col("supports").any(),
            pl.col("gap").any(),
            _at_top(pl.col("rule").is_null()).any().alias("asserted"),
            pl.col("grade").filter(pl.col("type") == GAP).max().fill_null(0).alias("gap_grade"),
            pl.col("link"),
            pl.col("documents"),
        )
    )
    return [_cell(row) for row in grouped.iter_rows(named=True)]


_BEST = [False, False, True, True, True, True, False, False]


def _at_top(column: pl.Expr) -> pl.Expr:
    """``column`` of the links that give the cell its grade."""
    same = [pl.col(name) == pl.col(name).first() for name in ("supports", "gap", "grade")]
    return column.filter(pl.all_horizontal(same))


def _pairs(claims: Claims, frame: Frame, options: Options) -> pl.DataFrame:
    rows, columns = rows_of(claims, frame.rows), columns_of(claims, frame.columns)
    if frame.only_rows:
        rows = rows.filter(pl.col("row").is_in(list(frame.only_rows)))
    if frame.only_columns:
        columns = columns.filter(pl.col("column").is_in(list(frame.only_columns)))
    chosen = claims.chosen(options)
    if frame.countries:
        there = claims.tables.places.filter(pl.col("state").is_in(list(frame.countries)))
        chosen = chosen.join(there, left_on="source", right_on="thing", how="semi")
        if frame.rows == "country":
            rows = rows.filter(pl.col("row").is_in(list(frame.countries)))
    pairs = chosen.join(rows, on="source")
    if frame.rows in CRITICISED:
        about = chosen.filter(pl.col("type") == GAP).join(_criticised(claims, rows), on="source")
        pairs = pl.concat([pairs, about.select(pairs.columns)])
    return pairs.join(columns, on="link").unique(["row", "column", "link"])


def _criticised(claims: Claims, rows: pl.DataFrame) -> pl.DataFrame:
    """(source, row): the findings about each row."""
    concerns = claims.tables.concerns.select(pl.col("finding"), pl.col("thing").alias("source"))
    return concerns.join(rows, on="source").select(pl.col("finding").alias("source"), "row").unique()


def _cell(row: Mapping[str, object]) -> Cell:
    supports, gap = bool(row["supports"]), bool(row["gap"])
    links, documents = row["link"], row["documents"]
    assert isinstance(links, list)
    assert isinstance(documents, list)
    return Cell(
        row=str(row["row"]),
        column=str(row["column"]),
        grade=int(str(row["grade"])),
        confidence=RANKS[int(str(row["confidence"]))],
        valence=_valence(supports, gap),
        chains=disjoint(documents),
        asserted=bool(row["asserted"]),
        links=tuple(links),
        gap_grade=int(str(row["gap_grade"])),
    )


def _valence(supports: bool, gap: bool) -> Valence:
    if supports:
        return "contested" if gap else "strength"
    return "gap" if gap else "reported"


def disjoint(groups: Iterable[Sequence[str]]) -> int:
    """The most of ``groups`` of documents that can be chosen so that no two share one; those without any do not count.

    A group that holds another whole can always be replaced by it, and what then stands alone is always chosen.
    """
    least: list[frozenset[str]] = []
    for group in sorted({frozenset(group) for group in groups if group}, key=len):
        if not any(one <= group for one in least):
            least.append(group)
    shared = [one for one in least if len(one) > 1]
    apart = nx.Graph()
    apart.add_nodes_from(shared)
    apart.add_edges_from((one, other) for one, other in combinations(shared, 2) if one.isdisjoint(other))
    chosen, _ = nx.max_weight_clique(apart, weight=None) if shared else ((), 0)
    return len(least) - len(shared) + len(chosen)


def _items(claims: Claims, iris: Iterable[str]) -> tuple[Item, ...]:
    found = (item_of(claims.tables, iri) for iri in iris)
    return tuple(
        sorted(found, key=lambda item: (in_order(item.notation) if item.notation else ((2, item.name()),), item.iri))
    )
