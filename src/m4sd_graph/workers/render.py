"""Turns a result into the bytes of the asked form: the engine's own forms, JSON-LD, a workbook, or rows for a page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pyoxigraph as ox

from m4sd_graph.errors import StoreError
from m4sd_graph.jsonld import compact, expand
from m4sd_graph.store.local import term_of
from m4sd_graph.store.protocol import Statement
from m4sd_graph.store.results import Result, Writer, unique, write
from m4sd_graph.workers.wire import Accepted, Wish
from m4sd_graph.workers.workbook import write_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Between worker and parent only: what a page shows of a result, as JSON.
PAGE = "application/x-m4sd-page"
# A page shows so many rows and says how many there are; every other form has them all.
SHOWN = 1_000
# … and no more of a row than so many characters, nor rows after so many in all.
CELL, CHARACTERS = 20_000, 1_000_000
TRIPLE = ("subject", "predicate", "object")
FORMS = {form: place for place, form in enumerate(Accepted._fields)}


@dataclass(frozen=True, slots=True)
class Setting:
    """What a worker knows beside the store: the prefixes and the JSON-LD context of the release."""

    prefixes: Mapping[str, str] = field(default_factory=dict)
    context: Mapping[str, Any] = field(default_factory=dict)


def form_of(result: Result) -> str:
    """``rows``, ``truth`` or ``triples``."""
    if isinstance(result, ox.QuerySolutions):
        return "rows"
    return "truth" if isinstance(result, ox.QueryBoolean) else "triples"


def chosen(form: str, accepted: Accepted) -> str | None:
    """The media type that was asked for this form of result."""
    return accepted[FORMS[form]]


def render(result: Result, media_type: str, wish: Wish, setting: Setting, out: Writer) -> int | None:
    """Write ``result`` to ``out``; return the number of rows where writing it told."""
    match media_type:
        case "application/ld+json" if isinstance(result, ox.QueryTriples):
            return _jsonld(result, wish, setting, out)
        case kind if kind == XLSX and isinstance(result, ox.QuerySolutions):
            return write_workbook(result, wish.about, out)
        case kind if kind == PAGE:
            return _page(result, out)
    try:
        write(result, media_type, out, setting.prefixes)
    except (RuntimeError, ValueError) as error:
        raise StoreError(f"the query could not be answered: {error}") from error
    return None


def _jsonld(result: ox.QueryTriples, wish: Wish, setting: Setting, out: Writer) -> int:
    statements = tuple(Statement(term_of(t.subject), term_of(t.predicate), term_of(t.object)) for t in unique(result))
    content: object = expand(statements)
    if setting.context:
        content = compact(statements, setting.context, wish.context)
    out.write(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode())
    return len(statements)


def _page(result: Result, out: Writer) -> int | None:
    if isinstance(result, ox.QueryBoolean):
        out.write(json.dumps({"truth": bool(result)}).encode())
        return None
    variables = [v.value for v in result.variables] if isinstance(result, ox.QuerySolutions) else list(TRIPLE)
    shown: list[list[list[str] | None]] = []
    total = 0
    found = result if isinstance(result, ox.QuerySolutions) else unique(result)
    size = 0
    for row in found:
        total += 1
        if total <= SHOWN and size < CHARACTERS:
            cells = [_cell(row, name) for name in variables]
            size += sum(len(cell[1]) for cell in cells if cell)
            shown.append(cells)
    out.write(json.dumps({"variables": variables, "rows": shown, "total": total}).encode())
    return total


def _cell(row: ox.QuerySolution | ox.Triple, name: str) -> list[str] | None:
    term = getattr(row, name) if isinstance(row, ox.Triple) else row[name]
    if term is None:
        return None
    known = term_of(term)
    long = len(known.value) > CELL
    return [known.kind, f"{known.value[:CELL]}…" if long else known.value, known.datatype, known.language]
