"""A page of a collection as an Excel workbook: one sheet of rows, one that says where they come from."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from m4sd_graph.collections.page import Page
from m4sd_graph.collections.tables import headings, numeric, rows
from m4sd_graph.errors import QueryLimitError
from m4sd_graph.workers.workbook import CHARACTERS, DIGITS, OPTIONS, ROWS


def workbook(page: Page, languages: Sequence[str], about: Iterable[tuple[str, str]], made: date) -> bytes:
    """The workbook as bytes, the same each time; raise QueryLimitError for what no sheet can hold.

    ``made``: the day that it says it was made on.
    """
    if len(page.members) > ROWS:
        raise _over(ROWS, "rows")
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, OPTIONS) as book:
        book.set_properties({"created": datetime(made.year, made.month, made.day, tzinfo=UTC)})
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet("rows")
        for column, name in enumerate(headings(page, languages)):
            sheet.write_string(0, column, name, bold)
        sheet.freeze_panes(1, 0)
        numbers = numeric(page, languages)
        for number, row in enumerate(rows(page, languages), start=1):
            _write(sheet, number, row, numbers)
        source = book.add_worksheet("about")
        for number, (name, text) in enumerate(about):
            source.write_string(number, 0, name)
            source.write_string(number, 1, text[:CHARACTERS])
    return content.getvalue()


def _write(sheet: Worksheet, number: int, row: Sequence[str], numbers: Sequence[bool]) -> None:
    for column, (cell, is_number) in enumerate(zip(row, numbers, strict=True)):
        if len(cell) > CHARACTERS:
            raise _over(CHARACTERS, "characters in a cell")
        if is_number and _exact(cell):
            sheet.write_number(number, column, float(cell))
        elif cell:
            sheet.write_string(number, column, cell)


def _exact(cell: str) -> bool:
    """True for one number that Excel shows as it is written."""
    digits = cell.removeprefix("-").replace(".", "", 1)
    return digits.isascii() and digits.isdigit() and len(digits) <= DIGITS


def _over(limit: int, what: str) -> QueryLimitError:
    return QueryLimitError(
        f"a workbook holds at most {limit} {what}; this collection has more.",
        remedy="Ask for CSV, or for fewer with filters or `limit`.",
        limit="workbook",
        value=limit,
        unit=what,
    )
