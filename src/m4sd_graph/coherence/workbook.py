"""A matrix as a spreadsheet whose every number can be traced: from the cell to its links, from a link to its passages.

Sheets: *matrix* (each number leads to its rows in *chains*), *chains* (a row per cell and link, which leads to its rows
in *evidence*), *evidence* (a row per passage), *method*, *release and query*.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from m4sd_graph.coherence.evidence import Passage, grounds_of
from m4sd_graph.coherence.forms import Exhibit
from m4sd_graph.coherence.matrix import Cell
from m4sd_graph.coherence.naming import clean
from m4sd_graph.coherence.trace import Chain, Step, Tracer
from m4sd_graph.coherence.workbook_texts import ABOUT, HEADS, METHOD
from m4sd_graph.errors import ParameterError
from m4sd_graph.speech import spoken
from m4sd_graph.store.protocol import Store

SHEETS = ("matrix", "chains", "evidence", "method", "release and query")
MATRIX, CHAINS, EVIDENCE, _METHOD, RELEASE = SHEETS
# What a sheet holds: characters of a cell, rows, links; and the longest address that Excel opens.
CHARACTERS, ROWS, LINKS, ADDRESS = 32_767, 1_048_575, 65_000, 2_000
SCHEMES = ("http://", "https://", "internal:")
OPTIONS = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False, "in_memory": True}
EPOCH = datetime(1980, 1, 1, tzinfo=UTC).replace(tzinfo=None)
SHADES = {1: ("#DBE9F6", "#1A1A1A"), 2: ("#89BEDC", "#1A1A1A"), 3: ("#0B559F", "#FFFFFF")}
SIGNS = {"strength": "", "contested": " !", "gap": " ▽", "reported": " ·"}
Value = str | int | None


@dataclass(frozen=True)
class Dossier:
    """A matrix with the chains behind its links and the passages at their roots, by link."""

    shown: Exhibit
    chains: Mapping[str, Chain]
    passages: Mapping[str, tuple[Passage, ...]]

    def roots(self, link: str) -> tuple[Step, ...]:
        """The asserted links that ``link`` follows from."""
        return tuple(step for step in self.chains[link].steps if step.rule is None)


@dataclass
class Sheet:
    """A worksheet that is filled row by row; rows are counted from 1, as Excel shows them."""

    sheet: Worksheet
    bold: Format
    row: int = 0
    links: int = 0
    first: dict[object, int] = field(default_factory=dict)

    def head(self, names: Sequence[str], widths: Sequence[int]) -> None:
        """Write the first row, which stays in sight."""
        self.add(names, self.bold)
        self.sheet.freeze_panes(1, 0)
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width)

    def add(self, values: Iterable[Value], style: Format | None = None) -> None:
        """Write a row of texts, numbers and empty cells; raise ParameterError where the sheet is full."""
        if self.row > ROWS:
            raise ParameterError(
                f"a sheet holds at most {ROWS} rows; this matrix has more.", remedy="Ask for fewer rows, or for CSV."
            )
        for column, value in enumerate(values):
            self.put(column, value, style)
        self.row += 1

    def put(self, column: int, value: Value, style: Format | None = None, target: str = "") -> None:
        """Write into the current row; ``target``: an address, or ``internal:``, that the cell leads to."""
        linked = target.startswith(SCHEMES) and self.links < LINKS and len(target) <= ADDRESS
        if linked:
            self.links += 1
            self.sheet.write_url(self.row, column, target, style, string=str(value)[:CHARACTERS])
        if isinstance(value, int):
            self.sheet.write_number(self.row, column, value, style)
        elif value and not linked:
            self.sheet.write_string(self.row, column, value[:CHARACTERS], style)


def dossier(store: Store, tracer: Tracer, shown: Exhibit) -> Dossier:
    """Return ``shown`` with its chains, and the passages fetched for them."""
    chains = {link: tracer.chain(link, tuple(facets["documents"])) for link, facets in sorted(shown.links.items())}
    roots = {step.link for chain in chains.values() for step in chain.steps if step.rule is None}
    return Dossier(shown, chains, grounds_of(store, roots).passages)


def workbook(found: Dossier, command: str = "") -> bytes:
    """Return the workbook; ``command``: what makes the same workbook again.

    Texts are never read as formulas. The same input gives the same bytes.
    """
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, OPTIONS) as book:
        book.set_properties({"title": found.shown.title, "created": EPOCH})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        sheets = {name: Sheet(book.add_worksheet(name), bold) for name in SHEETS}
        _evidence(sheets[EVIDENCE], found)
        _chains(sheets[CHAINS], found, sheets[EVIDENCE])
        _matrix(sheets[MATRIX], found.shown, sheets[CHAINS], _formats(book))
        for line in spoken(METHOD, found.shown.words.spoken):
            sheets[_METHOD].add([line])
        sheets[_METHOD].sheet.set_column(0, 0, 140)
        _about(sheets[RELEASE], found.shown, command)
    return content.getvalue()


def _matrix(sheet: Sheet, shown: Exhibit, chains: Sheet, formats: Mapping[tuple[str, int, bool], Format]) -> None:
    columns = shown.matrix.columns
    sheet.head(["", *(shown.head(column) for column in columns)], [48, *([9] * len(columns))])
    for row in shown.matrix.rows:
        sheet.put(0, shown.name(row), target=row.iri)
        for place, column in enumerate(columns, start=1):
            cell = shown.matrix.cell(row.iri, column.iri)
            if cell is not None:
                target = f"internal:'{CHAINS}'!A{chains.first[row.iri, column.iri]}"
                sheet.put(place, cell.grade, formats[cell.valence, cell.grade, cell.asserted], target)
        sheet.row += 1
    sheet.row += 1
    for line in (
        shown.title,
        *shown.caption,
        *spoken(ABOUT, shown.words.spoken)["marks"].split("\n"),
        shown.texts["silence"],
    ):
        sheet.add([line])
    sheet.row += 1
    for column in columns:
        sheet.add([f"{shown.head(column)}  {shown.name(column)}"])


def _chains(sheet: Sheet, found: Dossier, evidence: Sheet) -> None:
    shown = found.shown
    sheet.head(
        spoken(HEADS, shown.words.spoken)["chains"], [40, 9, 30, 9, 6, 11, 11, 6, 60, 14, 6, 10, 8, 14, 60, 14, 50]
    )
    for row, column, cell in shown.filled():
        sheet.first[row.iri, column.iri] = sheet.row + 1
        for link in cell.links:
            _link(sheet, found, cell, (shown.name(row), shown.head(column), shown.name(column)), link)
            rows = _rows(found, link, evidence)
            sheet.row -= 1
            sheet.put(8, link, target=link)
            if rows:
                sheet.put(15, ", ".join(map(str, rows)), target=f"internal:'{EVIDENCE}'!A{rows[0]}")
            sheet.row += 1


def _link(sheet: Sheet, found: Dossier, cell: Cell, heads: tuple[str, str, str], link: str) -> None:
    texts, step = found.shown.texts, found.chains[link].conclusion
    row, notation, column = heads
    sheet.add(
        (
            *(row, notation, column, cell.grade, cell.chains, texts[cell.valence]),
            *(texts["asserted" if cell.asserted else "derived"], cell.gap_grade, link, step.type, step.grade),
            *(texts[step.confidence], step.rule or texts["asserted"], step.review),
            "; ".join(root.link for root in found.roots(link)),
            None,
            "; ".join(found.chains[link].documents),
        )
    )


def _rows(found: Dossier, link: str, evidence: Sheet) -> list[int]:
    """The rows of the passages behind ``link``, in the sheet of evidence."""
    passages = (passage for root in found.roots(link) for passage in found.passages.get(root.link, ()))
    return sorted({evidence.first[passage.evidence] for passage in passages})


def _evidence(sheet: Sheet, found: Dossier) -> None:
    words = found.shown.words
    sheet.head(spoken(HEADS, words.spoken)["evidence"], [60, 60, 40, 24, 70, 50, 50])
    roots = {root.link for link in found.chains for root in found.roots(link)}
    supports: dict[str, tuple[Passage, list[str]]] = {}
    for link in sorted(roots):
        for passage in found.passages.get(link, ()):
            supports.setdefault(passage.evidence, (passage, []))[1].append(link)
    for evidence, (passage, links) in sorted(supports.items()):
        sheet.first[evidence] = sheet.row + 1
        sheet.put(0, evidence, target=evidence)
        sheet.put(1, "; ".join(links))
        sheet.put(2, words.title(passage), target=passage.document)
        sheet.put(3, words.place(passage))
        sheet.put(4, words.text(passage.paraphrase))
        sheet.put(5, passage.address, target=passage.address)
        sheet.put(6, passage.document, target=passage.document)
        sheet.row += 1


def _about(sheet: Sheet, shown: Exhibit, command: str) -> None:
    texts = spoken(ABOUT, shown.words.spoken)
    sheet.sheet.set_column(0, 0, 24)
    sheet.sheet.set_column(1, 1, 120)
    pairs = [("release", shown.origin), ("title", shown.title), ("command", command), ("licence", texts["licence is"])]
    pairs += [("about", line) for line in shown.caption]
    for key, text in pairs:
        sheet.put(0, texts[key], sheet.bold)
        sheet.put(1, clean(text))
        sheet.row += 1
    sheet.put(0, texts["query"], sheet.bold)
    for line in shown.query.splitlines():
        sheet.put(1, line)
        sheet.row += 1


def _formats(book: xlsxwriter.Workbook) -> Mapping[tuple[str, int, bool], Format]:
    """A format per valence, grade and ground: the number with its marks, shaded where links support."""
    found = {}
    for valence, sign in SIGNS.items():
        for grade in (0, 1, 2, 3):
            for asserted in (True, False):
                look = {"num_format": f'0"{"" if asserted else "*"}{sign}"', "align": "center", "border": 1}
                if valence in ("strength", "contested") and grade in SHADES:
                    background, ink = SHADES[grade]
                    look |= {"bg_color": background, "font_color": ink}
                if valence == "gap":
                    look |= {"pattern": 14, "bg_color": "#FFFFFF", "fg_color": "#F3C9A0", "font_color": "#1A1A1A"}
                found[valence, grade, asserted] = book.add_format(look)
    return found
