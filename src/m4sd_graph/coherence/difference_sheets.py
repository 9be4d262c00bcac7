"""Differences as rows: what differs, how, what stood there first and what stands there second, and the links behind."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import polars as pl

from m4sd_graph.coherence.differences import (
    CellChange,
    Differences,
    FigureChange,
    LinkChange,
    MemberChange,
)
from m4sd_graph.coherence.gaps import Gap
from m4sd_graph.coherence.matrix import Cell
from m4sd_graph.coherence.naming import clean
from m4sd_graph.coherence.records import RecordChange
from m4sd_graph.coherence.shares import Share
from m4sd_graph.coherence.sheets import UNDEFINED, Names, Sheet, sheet_of
from m4sd_graph.coherence.status import Standing
from m4sd_graph.coherence.tables import Tables
from m4sd_graph.coherence.trace import Step
from m4sd_graph.namespaces import ID, SDG, VOCAB

# Links behind a row that a table shows; all are in CSV and JSON.
SHOWN = 3
NOTHING, UNTOLD = "–", "not assessed"
FRAMEWORKS = {SDG: "SDG ", f"{VOCAB}gcm/": "GCM "}
# What a spreadsheet would take for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Entry:
    """One difference: its section, the IRIs of what differs, their names, how, both states, the links behind each."""

    section: str
    things: tuple[str, ...]
    name: str
    change: str
    first: str
    second: str
    first_links: tuple[str, ...] = ()
    second_links: tuple[str, ...] = ()


def entries(
    found: Differences,
    names: Names,
    *,
    gaps: Iterable[RecordChange] = (),
    measures: Iterable[RecordChange] = (),
    hypothetical: Collection[str] = (),
) -> tuple[Entry, ...]:
    """Return the rows of everything that differs; what is the same is left out."""
    return (
        *(_figure(one, names) for one in found.figures if one.first != one.second),
        *(_member(one, names, bool(hypothetical)) for one in found.members if one.change != "same"),
        *(_cell(one, names, bool(hypothetical)) for one in found.cells),
        *(_link(one, names, hypothetical) for one in found.links),
        *(_record("gaps", one, names) for one in gaps),
        *(_record("measures", one, names) for one in measures),
    )


def names_of_both(first: Tables, second: Tables, language: str) -> Names:
    """The names of what is in either of two graphs; those of the second go before."""
    both = pl.concat([second.names, first.names]).unique(maintain_order=True)
    return Names(replace(second, names=both), language)


def sheets(rows: Iterable[Entry], first: str, second: str) -> Iterator[tuple[str, Sheet]]:
    """Yield a sheet for each section in order, with ``first`` and ``second`` as headings."""
    sections: dict[str, list[Entry]] = {}
    for row in rows:
        sections.setdefault(row.section, []).append(row)
    for section, found in sections.items():
        links = any(row.first_links or row.second_links for row in found) and section != "links"
        columns = ("", "change", first, second, *(("links behind",) if links else ()))
        yield section, Sheet(columns, tuple(_cells(row, links) for row in found))


def as_csv(rows: Iterable[Entry], first: str, second: str) -> str:
    """Return all rows as CSV, IRIs in full, no cell that a spreadsheet takes for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    head = ("section", "iri", "name", "change", first, second, f"links {first}", f"links {second}")
    writer.writerow(_safe(head))
    for row in rows:
        lists = (row.things, row.first_links, row.second_links)
        things, first_links, second_links = (" ".join(one) for one in lists)
        cells = (row.section, things, row.name, row.change, row.first, row.second, first_links, second_links)
        writer.writerow(_safe(cells))
    return out.getvalue()


def _safe(cells: Iterable[str]) -> list[str]:
    return [f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells]


def _cells(row: Entry, links: bool) -> tuple[str, ...]:
    return (row.name, row.change, row.first, row.second, *((_behind_told(row),) if links else ()))


def _behind_told(row: Entry) -> str:
    """The links that only one of both states has, and how many both have: the other forms hold them all."""
    first, second = set(row.first_links), set(row.second_links)
    apart = sorted(link.removeprefix(ID) for link in first ^ second)
    more = [f"{len(apart) - SHOWN} more"] if len(apart) > SHOWN else []
    both = [f"{len(first & second)} in both"] if first & second else []
    return "; ".join([*apart[:SHOWN], *more, *both])


def _figure(one: FigureChange, names: Names) -> Entry:
    only = ("; only there: " + names.all(things) if things else "" for things in (one.first_only, one.second_only))
    states = (UNTOLD if share is None else str(share) for share in (one.first, one.second))
    first, second = (state + more for state, more in zip(states, only, strict=True))
    things = (*one.first_only, *one.second_only)
    return Entry("figures", things, one.figure, "", first, second)


def _member(one: MemberChange, names: Names, proposal: bool) -> Entry:
    was = bool(one.first and one.first.asserted)
    first = _standing(one.first_status, one.first, "asserted")
    second = _standing(one.second_status, one.second, "proposed" if proposal and not was else "asserted")
    name = _coded(one.item.iri, names)
    return Entry("statuses", (one.item.iri,), name, one.change, first, second, _behind(one.first), _behind(one.second))


def _standing(status: str, standing: Standing | None, asserted: str) -> str:
    if standing is None or not standing.grade:
        return status
    return f"{status}, grade {standing.grade}, {asserted if standing.asserted else 'derived'}"


def _behind(standing: Standing | None) -> tuple[str, ...]:
    return (*standing.support, *standing.gaps, *standing.weaker, *standing.reports) if standing else ()


def _cell(one: CellChange, names: Names, proposal: bool) -> Entry:
    items = [item for item in (one.row, one.column) if item]
    name = " → ".join(_short(item.iri, names) for item in items)
    was = bool(one.first and one.first.asserted)
    first = _cell_told(one.first, "asserted")
    second = _cell_told(one.second, "proposed" if proposal and not was else "asserted")
    links = [cell.links if cell else () for cell in (one.first, one.second)]
    return Entry("cells", tuple(item.iri for item in items), name, one.change, first, second, links[0], links[1])


def _cell_told(cell: Cell | None, asserted: str) -> str:
    if cell is None:
        return NOTHING
    basis = asserted if cell.asserted else "derived"
    gap = f", gap of grade {cell.gap_grade}" if cell.gap_grade and cell.valence == "contested" else ""
    return f"{cell.valence}, grade {cell.grade}, {cell.confidence}, {basis}, sources apart: {cell.chains}{gap}"


def _link(one: LinkChange, names: Names, hypothetical: Collection[str]) -> Entry:
    told = one.second or one.first
    assert told is not None
    name = f"{_short(told.source, names)} {told.type} {_short(told.target, names)}"
    proposed = told.link in hypothetical
    things = (told.link, told.source, told.target)
    return Entry("links", things, name, one.change, _step(one.first), _step(one.second, proposed))


def _step(step: Step | None, proposed: bool = False) -> str:
    if step is None:
        return NOTHING
    basis = f"derived by {step.rule}" if step.rule else "asserted"
    if proposed:
        basis = f"derived by {step.rule} from the proposal" if step.rule else "proposed, stated by no source"
    return f"grade {step.grade or NOTHING}, {step.confidence}, {basis}, {step.review}"


def _record(section: str, one: RecordChange, names: Names) -> Entry:
    change = "changed" if one.first is not None and one.second is not None else "gone" if one.first else "new"
    things = tuple(iri for iri in one.key if ":" in iri)
    name = "; ".join(_short(iri, names) if ":" in iri else iri for iri in one.key) or "as a whole"
    first, second = (_record_told(record, names) for record in (one.first, one.second))
    return Entry(f"{section}: {one.of}", things, name, change, first, second)


def _record_told(record: object, names: Names) -> str:
    match record:
        case None:
            return NOTHING
        case Share():
            return str(record)
        case Gap():
            return record.ground
        case tuple():
            return names.all(record)
    sheet = sheet_of((record,), names) if _is_row(record) else sheet_of(record, names)
    return " | ".join(_row_told(sheet.columns, row) for row in sheet.rows)


def _is_row(record: object) -> bool:
    return not hasattr(record, "asserted") and not hasattr(record, "national")


def _row_told(columns: Sequence[str], row: Sequence[str | int]) -> str:
    told = (f"{column}: {value}" if column else str(value) for column, value in zip(columns, row, strict=True))
    return ", ".join(one for one, value in zip(told, row, strict=True) if value not in ("", UNDEFINED))


def _coded(iri: str, names: Names) -> str:
    code, name = _short(iri, names), clean(names.tables.label(iri, (names.language, "en", "fr")))
    return code if code == name else f"{code} {name}"


def _short(iri: str, names: Names) -> str:
    """A short name that says which framework a notation belongs to."""
    framework = next((name for base, name in FRAMEWORKS.items() if iri.startswith(base)), "")
    return clean(f"{framework}{names.of(iri)}")
