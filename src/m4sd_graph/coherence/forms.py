"""A matrix with what must be told beside it, and its plain forms: JSON, and CSV in a long and a wide layout."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import get_args

from m4sd_graph.coherence.axes import Item, item_of
from m4sd_graph.coherence.claims import Claims
from m4sd_graph.coherence.matrix import Cell, Frame, Matrix, Valence
from m4sd_graph.coherence.matrix_texts import TEXTS
from m4sd_graph.coherence.naming import Naming, clean, naming
from m4sd_graph.coherence.plain import plain
from m4sd_graph.coherence.tables import RANKS
from m4sd_graph.coherence.view_query import matrix_query
from m4sd_graph.coherence.words import options_told
from m4sd_graph.describe import named
from m4sd_graph.jsonld import JsonObject
from m4sd_graph.speech import spoken
from m4sd_graph.store.protocol import Store

LINK = ("link", "source", "type", "target", "grade", "confidence", "review", "rule", "length", "documents")


@dataclass(frozen=True)
class Exhibit:
    """A matrix to be shown: ``frame`` that it was asked in, ``origin`` of its data (a release or an endpoint), the
    language, and the notices that must accompany its names.
    """

    claims: Claims
    frame: Frame
    matrix: Matrix
    origin: str
    language: str
    notices: tuple[str, ...] = ()

    @property
    def query(self) -> str:
        """The query that finds the links of its cells."""
        return matrix_query(self.frame, self.matrix.options)

    @cached_property
    def words(self) -> Naming:
        """How its things are called."""
        items = {item.iri: item for item in (*self.matrix.rows, *self.matrix.columns, *self.countries)}
        return naming(items, self.language)

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """The words of a matrix in the language that is spoken."""
        return spoken(TEXTS, self.words.spoken)

    @cached_property
    def countries(self) -> tuple[Item, ...]:
        """The countries that it is limited to."""
        return tuple(item_of(self.claims.tables, iri) for iri in sorted(self.frame.countries))

    @property
    def title(self) -> str:
        """What it shows."""
        kinds = {"rows": self.texts[self.matrix.row_kind], "columns": self.texts[self.matrix.column_kind]}
        countries = ", ".join(self.name(item) for item in self.countries)
        return self.texts["of" if countries else "title"].format(countries=countries, **kinds)

    @property
    def caption(self) -> tuple[str, ...]:
        """Which links count, where they come from, how much is filled, and the notices."""
        rows, columns, cells = len(self.matrix.rows), len(self.matrix.columns), len(self.matrix.cells)
        filled = self.texts["filled"].format(cells=cells, all=rows * columns, rows=rows, columns=columns)
        return (
            self.texts["counted"].format(options=options_told(self.matrix.options, self.words)),
            self.texts["origin"].format(origin=self.origin),
            filled if cells else self.texts["empty"],
            *self.notices,
        )

    def name(self, item: Item) -> str:
        """The name of a row or column in the language, on one line."""
        return clean(item.name(self.language))

    def head(self, item: Item) -> str:
        """The notation of a row or column, else its name."""
        return clean(item.notation) or self.name(item)

    def filled(self) -> Iterable[tuple[Item, Item, Cell]]:
        """Each cell with its row and column, row by row."""
        for row in self.matrix.rows:
            for column in self.matrix.columns:
                cell = self.matrix.cell(row.iri, column.iri)
                if cell is not None:
                    yield row, column, cell

    @cached_property
    def links(self) -> Mapping[str, JsonObject]:
        """The links behind the cells with their facets, by IRI."""
        wanted = {link for cell in self.matrix.cells.values() for link in cell.links}
        rows = self.claims.frame.filter(self.claims.frame["link"].is_in(list(wanted))).select(LINK)
        return {row["link"]: {**row, "confidence": RANKS[row["confidence"]]} for row in rows.iter_rows(named=True)}


def exhibit(store: Store, claims: Claims, frame: Frame, matrix: Matrix, origin: str, language: str = "en") -> Exhibit:
    """Return ``matrix`` to be shown, with the notices that the store has for its rows and columns."""
    naming({}, language)  # what is no language is refused
    things = [item.iri for item in (*matrix.rows, *matrix.columns)]
    notes = named(store, things).notes if things else {}
    notices = notes.get(language) or notes.get("en", ())
    return Exhibit(claims, frame, matrix, origin, language, tuple(dict.fromkeys(map(clean, notices))))


def as_json(shown: Exhibit) -> JsonObject:
    """Return the matrix as plain JSON: every cell with its links, and how many cells have each valence."""
    matrix = shown.matrix
    counts = Counter(cell.valence for cell in matrix.cells.values())
    return {
        "title": shown.title,
        "language": shown.words.spoken,
        "origin": shown.origin,
        "notices": list(shown.notices),
        "row_kind": matrix.row_kind,
        "column_kind": matrix.column_kind,
        "countries": [item.iri for item in shown.countries],
        "options": {one.name: plain(getattr(matrix.options, one.name)) for one in fields(matrix.options)},
        "filled": {"numerator": len(matrix.cells), "denominator": len(matrix.rows) * len(matrix.columns)},
        "valences": {valence: counts[valence] for valence in get_args(Valence)},
        "rows": [_item(item, shown) for item in matrix.rows],
        "columns": [_item(item, shown) for item in matrix.columns],
        "cells": [_cell(cell, shown) for _, _, cell in shown.filled()],
        "silence": shown.texts["silence"],
    }


def as_csv(shown: Exhibit) -> str:
    """Return the matrix as CSV, a line per cell; links and documents separated by spaces."""
    return _written(
        (
            *("row", "row_notation", "row_label", "column", "column_notation", "column_label", "valence", "grade"),
            *("gap_grade", "confidence", "asserted", "chains", "links", "documents"),
        ),
        (
            (
                *(row.iri, row.notation, shown.name(row), column.iri, column.notation, shown.name(column)),
                *(cell.valence, cell.grade, cell.gap_grade, cell.confidence, str(cell.asserted).lower(), cell.chains),
                *(" ".join(cell.links), " ".join(documents_of(shown, cell))),
            )
            for row, column, cell in shown.filled()
        ),
    )


def as_wide_csv(shown: Exhibit) -> str:
    """Return the grades of the matrix as CSV, a line per row and a column per column, with marks as in ``mark``."""
    heads = ("row", "label", *(shown.head(column) for column in shown.matrix.columns))
    return _written(
        heads,
        (
            (row.iri, shown.name(row), *(mark(shown.matrix.cell(row.iri, one.iri)) for one in shown.matrix.columns))
            for row in shown.matrix.rows
        ),
    )


def mark(cell: Cell | None) -> str:
    """A cell in a few signs: its grade, ``*`` when derived, ``!`` when contested, ``gap`` or ``reported`` else."""
    if cell is None:
        return ""
    kind = {"strength": "", "contested": "!", "gap": " gap", "reported": " reported"}[cell.valence]
    return f"{cell.grade}{'' if cell.asserted else '*'}{kind}"


def documents_of(shown: Exhibit, cell: Cell) -> tuple[str, ...]:
    """The documents that the links of a cell rest on, sorted."""
    return tuple(sorted({document for link in cell.links for document in shown.links[link]["documents"]}))


def _item(item: Item, shown: Exhibit) -> JsonObject:
    return {"id": item.iri, "notation": item.notation, "label": shown.name(item)}


def _cell(cell: Cell, shown: Exhibit) -> JsonObject:
    found: JsonObject = {one.name: getattr(cell, one.name) for one in fields(cell) if one.name != "links"}
    return {**found, "links": [shown.links[link] for link in cell.links]}


def _written(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(heads)
    writer.writerows(rows)
    return out.getvalue()
