"""Solutions as an Excel workbook: one sheet of rows, one that says where they come from."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping

import pyoxigraph as ox
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from m4sd_graph.errors import QueryLimitError
from m4sd_graph.namespaces import XSD
from m4sd_graph.store.results import Writer

ROWS = 1_048_575
COLUMNS = 16_384
CHARACTERS = 32_767
# Excel counts with 15 digits; a longer number stays text rather than losing its end.
DIGITS = 15
NUMBERS: Mapping[str, Callable[[str], float]] = {
    **{f"{XSD}{name}": int for name in ("integer", "int", "long", "short", "byte", "nonNegativeInteger")},
    **{f"{XSD}{name}": float for name in ("decimal", "double", "float")},
}
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "nan_inf_to_errors": False,
}


def write_workbook(rows: ox.QuerySolutions, about: Iterable[tuple[str, str]], out: Writer) -> int:
    """Write ``rows`` as a workbook and return their number; raise QueryLimitError for what no sheet can hold."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, OPTIONS) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet("rows")
        names = [v.value for v in rows.variables]
        _limit(len(names), COLUMNS, "columns")
        for column, name in enumerate(names):
            sheet.write_string(0, column, name, bold)
        sheet.freeze_panes(1, 0)
        count = _fill(sheet, rows, names)
        _tell(book.add_worksheet("about"), about)
    out.write(content.getvalue())
    return count


def _fill(sheet: Worksheet, rows: ox.QuerySolutions, names: list[str]) -> int:
    count = 0
    for solution in rows:
        count += 1
        _limit(count, ROWS, "rows")
        for column, name in enumerate(names):
            _put(sheet, count, column, solution[name])
    return count


def _put(sheet: Worksheet, row: int, column: int, term: object) -> None:
    if term is None:
        return
    if isinstance(term, ox.Literal):
        number = _number(term)
        if number is not None:
            sheet.write_number(row, column, number)
            return
    text = term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)
    _limit(len(text), CHARACTERS, "characters in a cell")
    sheet.write_string(row, column, text)


def _number(literal: ox.Literal) -> float | None:
    """The number that Excel shows exactly as it is written; None for everything else."""
    read = NUMBERS.get(literal.datatype.value)
    if read is None or sum(c.isdigit() for c in literal.value) > DIGITS:
        return None
    try:
        number = read(literal.value)
    except ValueError:
        return None
    return number if abs(number) < float("inf") else None


def _tell(sheet: Worksheet, about: Iterable[tuple[str, str]]) -> None:
    for row, (name, text) in enumerate(about):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, text[:CHARACTERS])


def _limit(count: int, limit: int, what: str) -> None:
    if count > limit:
        raise QueryLimitError(
            f"a workbook holds at most {limit} {what}; this result has more.",
            remedy="Ask for CSV, or for fewer with LIMIT and OFFSET.",
            limit="workbook",
            value=limit,
            unit=what,
        )
