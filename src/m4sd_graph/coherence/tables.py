"""The columnar tables that every analysis reads, filled once from a store by the queries of the kind *coherence*.

Analysis over all links belongs in columns, not in row-wise SPARQL: over a million statements the difference is that
of milliseconds and seconds. A table has the name of its query and the columns of ``SCHEMAS``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cached_property
from pathlib import Path

import polars as pl

from m4sd_graph.catalog import Catalog
from m4sd_graph.errors import ReleaseError, StoreError
from m4sd_graph.store.protocol import Rows, Store, Term

# Confidence is ordinal: ranks may be compared, never averaged.
CONFIDENCE: Mapping[str, int] = {"low": 1, "medium": 2, "high": 3}
RANKS: Mapping[int, str] = {rank: name for name, rank in CONFIDENCE.items()}
SUFFIX = ".parquet"
# The folder of a release that holds them.
FOLDER = "coherence"
TEXT, WHOLE, DAY = pl.String(), pl.Int8(), pl.Date()
SCHEMAS: Mapping[str, Mapping[str, pl.DataType]] = {
    "links": {
        **dict.fromkeys(("link", "source", "type", "target"), TEXT),
        **{"grade": WHOLE, "confidence": WHOLE, "review": TEXT, "rule": TEXT, "length": WHOLE},
    },
    "premises": {"link": TEXT, "premise": TEXT},
    "documents": {"link": TEXT, "document": TEXT},
    "classes": {"thing": TEXT, "class": TEXT},
    "parts": {"part": TEXT, "whole": TEXT, "kind": TEXT},
    "findings": dict.fromkeys(("finding", "valence", "domain", "assessment", "state"), TEXT),
    "concerns": {"finding": TEXT, "thing": TEXT},
    "places": {"thing": TEXT, "state": TEXT},
    "periods": {"thing": TEXT, "start": DAY, "end": DAY},
    "bodies": {"thing": TEXT, "body": TEXT, "role": TEXT},
    "implements": {"means": TEXT, "instrument": TEXT},
    "silences": {"thing": TEXT, "property": TEXT},
    "names": dict.fromkeys(("thing", "language", "name", "notation"), TEXT),
    "subclasses": {"class": TEXT, "above": TEXT},
    "influences": {**dict.fromkeys(("link", "source", "target"), TEXT), "score": WHOLE},
    "levels": {"thing": TEXT, "level": TEXT},
    "wholes": {"thing": TEXT, "whole": TEXT},
    "figures": {"figure": TEXT, "thing": TEXT},
}


@dataclass(frozen=True)
class Tables:
    """One frame per name of ``SCHEMAS``, rows in a fixed order, each once.

    ``grade`` is null where a link has none, ``rule`` where it is asserted; ``confidence`` is a rank of ``CONFIDENCE``.
    """

    links: pl.DataFrame
    premises: pl.DataFrame
    documents: pl.DataFrame
    classes: pl.DataFrame
    parts: pl.DataFrame
    findings: pl.DataFrame
    concerns: pl.DataFrame
    places: pl.DataFrame
    periods: pl.DataFrame
    bodies: pl.DataFrame
    implements: pl.DataFrame
    silences: pl.DataFrame
    names: pl.DataFrame
    subclasses: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SCHEMAS["subclasses"]))
    influences: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SCHEMAS["influences"]))
    levels: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SCHEMAS["levels"]))
    wholes: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SCHEMAS["wholes"]))
    figures: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SCHEMAS["figures"]))

    @cached_property
    def labels(self) -> Mapping[str, Mapping[str, str]]:
        """The names of each thing by language."""
        found: dict[str, dict[str, str]] = {}
        for thing, language, name, _ in self.names.iter_rows():
            found.setdefault(thing, {}).setdefault(language, name)
        return found

    @cached_property
    def ends(self) -> Mapping[str, tuple[str, str]]:
        """What each link joins: its source and its target."""
        return {link: (source, target) for link, source, target in self.links["link", "source", "target"].iter_rows()}

    @cached_property
    def notations(self) -> Mapping[str, str]:
        """The notation of each thing that has one; of several the last of the longest, as a country's three letters."""
        known = self.names.filter(pl.col("notation").is_not_null())
        known = known.sort(pl.col("notation").str.len_chars(), pl.col("notation"))
        return dict(zip(known["thing"], known["notation"], strict=True))

    def label(self, thing: str, languages: tuple[str, ...] = ("en", "fr")) -> str:
        """The name of ``thing`` in the first of ``languages`` that has one, else in any, else the end of its IRI."""
        known = self.labels.get(thing, {})
        found = next((known[language] for language in languages if language in known), None)
        return found or next(iter(known.values()), None) or thing.rstrip("/").replace("#", "/").rpartition("/")[2]


def load_tables(store: Store, catalog: Catalog) -> Tables:
    """Fill the tables from ``store``; raise StoreError where a query answers with other columns."""
    queries = {query.id: query for query in catalog.of_kind("coherence")}
    return Tables(**{name: _frame(name, store.select(queries[name].body)) for name in SCHEMAS})


def tables_of(store: Store, catalog: Catalog, folder: Path | None = None) -> Tables:
    """The tables as ``folder`` of a release holds them; without such a folder they are filled from ``store``."""
    return read_tables(folder) if folder is not None and folder.is_dir() else load_tables(store, catalog)


def write_tables(tables: Tables, folder: Path) -> None:
    """Write each table as a Parquet file into ``folder``, which must exist."""
    for table in fields(tables):
        getattr(tables, table.name).write_parquet(
            folder / f"{table.name}{SUFFIX}", compression="zstd", statistics=False
        )


def read_tables(folder: Path) -> Tables:
    """Read what ``write_tables`` wrote; raise ReleaseError that names the file that is missing or is something else."""
    return Tables(**{name: _read(folder / f"{name}{SUFFIX}", schema) for name, schema in SCHEMAS.items()})


def _read(path: Path, schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    try:
        frame = pl.read_parquet(path)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise ReleaseError(f"the table cannot be read: {error}", place=str(path), remedy="Run `m4sd build`.") from error
    if dict(frame.schema) != dict(schema):
        raise ReleaseError("the table has other columns.", place=str(path), remedy="Run `m4sd build`.")
    return frame


def _frame(name: str, rows: Rows) -> pl.DataFrame:
    schema = SCHEMAS[name]
    if rows.variables != tuple(schema):
        raise StoreError(f"the query answers with {', '.join(rows.variables)}.", place=f"coherence/{name}.rq")
    columns = {
        column: pl.Series(column, [_value(row.get(column), name, column, kind) for row in rows.rows], dtype=kind)
        for column, kind in schema.items()
    }
    return pl.DataFrame(columns).unique().sort(list(schema))


def _value(term: Term | None, table: str, column: str, kind: pl.DataType) -> str | int | date | None:
    if term is None:
        return None
    if column == "confidence":
        return CONFIDENCE.get(term.value)
    try:
        if kind == WHOLE:
            return _whole(term.value)
        return date.fromisoformat(term.value[:10]) if kind == DAY else term.value
    except ValueError:
        raise StoreError(f"{term.value!r} is no value of the column {column}.", place=f"coherence/{table}.rq") from None


def _whole(text: str) -> int:
    """A whole number that a column can hold."""
    number = int(text)
    if not -128 <= number < 128:
        raise ValueError(text)
    return number
