"""Rows of a result as a page shows them: names in the reader's language in place of IRIs, each with its link."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from api.pages.names import Address, Item, Names, with_composed
from m4sd_graph.describe import labels
from m4sd_graph.namespaces import XSD
from m4sd_graph.speech import speech
from m4sd_graph.store.protocol import Rows, Store, Term

NUMBERS = frozenset(f"{XSD}{name}" for name in ("integer", "decimal", "double", "float", "int", "long", "gYear"))
# IRIs beyond these are shown by their prefixed names alone: a page shows a thousand rows.
MOST = 5_000
# Smaller ones may be years.
GROUPED = 10_000
Shorten = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Cell:
    """A value of a row; ``iri``: what the text stands for, "" for a literal; ``date``: it must not be broken."""

    item: Item
    iri: str = ""
    date: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A result for a page: ``rows`` of ``total`` are shown; ``numeric``: the columns that hold numbers only."""

    variables: tuple[str, ...]
    rows: tuple[tuple[Cell | None, ...], ...]
    total: int
    numeric: frozenset[str] = frozenset()


def table_of(rows: Rows, total: int, store: Store, lang: str, address: Callable[[str], str], short: Shorten) -> Table:
    """Prepare ``rows``; asks ``store`` for the names of the things in them, which is blocking work."""
    iris = sorted({t.value for row in rows.rows for t in row.values() if t.kind == "iri"})[:MOST]
    names = Names(with_composed(store, labels(store, iris), iris), lang, Address())

    def cell(term: Term | None) -> Cell | None:
        if term is None:
            return None
        if term.kind == "literal":
            return Cell(Item(_written(term, lang), language=term.language), date=term.datatype == f"{XSD}date")
        if term.kind == "bnode":
            return Cell(Item(f"_:{term.value}"))
        text, language = names.label(term.value) if term.value in names.labels else (short(term.value), "")
        return Cell(Item(text, address(term.value), language), term.value)

    shown = tuple(tuple(cell(row.get(v)) for v in rows.variables) for row in rows.rows)
    numeric = frozenset(v for v in rows.variables if _numeric(rows, v))
    return Table(rows.variables, shown, total, numeric)


def _written(term: Term, lang: str) -> str:
    """A large number as readers of the language write it; anything else as it is, years too."""
    large = term.datatype in NUMBERS and term.value.lstrip("-").isdecimal() and abs(int(term.value)) >= GROUPED
    return speech(lang).number(int(term.value)) if large else term.value


def _numeric(rows: Rows, name: str) -> bool:
    found = [row[name] for row in rows.rows if name in row]
    return bool(found) and all(term.datatype in NUMBERS for term in found)
