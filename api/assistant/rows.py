"""Rows for an assistant: JSON values, so many at a time, and a sign of what is left."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from api.assistant.models import Cell
from m4sd_graph.client import Value, value_of
from m4sd_graph.store.protocol import Rows, Term

# Characters of a value, and of all rows of an answer together.
LONGEST_CELL = 4_000
LONGEST_ROWS = 60_000


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of an answer, and how to see the others."""

    columns: tuple[str, ...]
    rows: list[dict[str, Cell]]
    terms: tuple[Mapping[str, Term], ...]
    total: int
    more: str | None

    def iris(self) -> list[str]:
        """Every IRI in these rows, once."""
        return list(dict.fromkeys(t.value for row in self.terms for t in row.values() if t.kind == "iri"))


def part_of(found: Rows, start: int, limit: int) -> Part:
    """At most ``limit`` rows from number ``start`` on, fewer where they are long."""
    rows: list[dict[str, Cell]] = []
    size = 0
    for row in found.rows[start : start + limit]:
        made = {name: _cell(row[name]) if name in row else None for name in found.variables}
        size += len(json.dumps(made, ensure_ascii=False))
        if rows and size > LONGEST_ROWS:
            break
        rows.append(made)
    total, end = len(found.rows), start + len(rows)
    return Part(found.variables, rows, found.rows[start:end], total, _more(start, end, total))


def _more(start: int, end: int, total: int) -> str | None:
    if end < total:
        return f"rows {start + 1} to {end} of {total}: go on with start={end}."
    return f"there are only {total} rows: call again with a smaller start." if start >= total > 0 else None


def _cell(term: Term) -> Cell:
    value: Value = value_of(term)
    if isinstance(value, bool | int):
        return value
    if isinstance(value, float) and value == value and abs(value) != float("inf"):
        return value
    return cut(term.value)


def cut(text: str) -> str:
    """``text``, or its beginning with a clear sign that it goes on."""
    return text if len(text) <= LONGEST_CELL else f"{text[:LONGEST_CELL]} … [cut: {len(text)} characters in full]"
