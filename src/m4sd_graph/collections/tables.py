"""Collections as tables: a row per member, several values in a cell separated by ``|``."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from m4sd_graph.collections.definitions import COLLECTIONS
from m4sd_graph.collections.page import Page, read_page
from m4sd_graph.collections.selection import CERTAINTY, select
from m4sd_graph.store.protocol import Store, Term

SEPARATOR = "|"
LANGUAGES = ("en", "fr")
# A spreadsheet takes a text that begins so for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
ID, CLASS, NOTICE = "id", "class", "requiredNote"
Row = list[str]


def tables(store: Store) -> Iterator[tuple[str, bytes]]:
    """Every collection as ``(file name, CSV)``, with labels in English and French; whole, by the default order."""
    for name, collection in COLLECTIONS.items():
        page = read_page(store, select(collection, (), store, {}), "")
        yield f"{name}.csv", as_csv(page, LANGUAGES)


def as_csv(page: Page, languages: Sequence[str]) -> bytes:
    """A page as CSV (RFC 4180, UTF-8); a text that a spreadsheet would compute gets an apostrophe in front."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(headings(page, languages))
    kinds = _kinds(page, languages)
    for row in rows(page, languages):
        writer.writerow(
            [_guarded(cell) if kind in ("texts", "text") else cell for cell, kind in zip(row, kinds, strict=True)]
        )
    return out.getvalue().encode()


def headings(page: Page, languages: Sequence[str]) -> Row:
    """The names of the columns; with several languages, those of texts end in ``_`` and the language."""
    return [name for name, _ in _columns(page, languages)]


def rows(page: Page, languages: Sequence[str]) -> Iterator[Row]:
    """The cells of each member, as texts."""
    for member in page.members:
        yield _row(page, member, languages)


def numeric(page: Page, languages: Sequence[str]) -> list[bool]:
    """Which columns hold numbers."""
    return [kind == "number" for kind in _kinds(page, languages)]


def _kinds(page: Page, languages: Sequence[str]) -> Row:
    return [kind for _, kind in _columns(page, languages)]


def _columns(page: Page, languages: Sequence[str]) -> list[tuple[str, str]]:
    """The heading and kind of each column of the table."""
    found = [(ID, "thing"), (CLASS, "text")]
    for column in page.selection.collection.columns:
        if column.kind != "texts":
            found.append((column.name, column.kind))
        if column.kind in ("texts", "thing"):
            name = column.name if column.kind == "texts" else f"{column.name}Label"
            found += [(_in(name, language, languages), "texts") for language in languages]
    if page.selection.day:
        found.append((CERTAINTY, "text"))
    return [*found, *((_in(NOTICE, language, languages), "texts") for language in languages)]


def _in(name: str, language: str, languages: Sequence[str]) -> str:
    return f"{name}_{language}" if len(languages) > 1 else name


def _row(page: Page, member: str, languages: Sequence[str]) -> Row:
    facts, collection = page.facts, page.selection.collection
    cells = [member, _joined(_local(iri) for iri in collection.class_iris if facts.is_a(member, iri))]
    named = {member}
    for column in collection.columns:
        values = facts.of(member, column)
        if column.kind != "texts":
            cells.append(_joined(value.value for value in values))
        if column.kind == "thing":
            named |= {value.value for value in values}
            cells += [_joined(facts.label(value.value, language) for value in values) for language in languages]
        elif column.kind == "texts":
            cells += [_joined(in_language(values, language)) for language in languages]
    if page.selection.day:
        cells.append(page.states[member])
    return [*cells, *(facts.note(named, language) for language in languages)]


def in_language(values: Sequence[Term], language: str) -> list[str]:
    """The texts in ``language``, else in the next language that there is."""
    found: dict[str, list[str]] = {}
    for value in values:
        found.setdefault(value.language, []).append(value.value)
    order = (language, "en", "fr", *sorted(found))
    return next((found[code] for code in order if code in found), [])


def _local(iri: str) -> str:
    return iri.replace("#", "/").rpartition("/")[2]


def _joined(values: Iterator[str] | Sequence[str]) -> str:
    return SEPARATOR.join(value.replace(SEPARATOR, f"\\{SEPARATOR}") for value in values)


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
