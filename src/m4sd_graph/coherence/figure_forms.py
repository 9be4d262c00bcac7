"""Figures as CSV and as a spreadsheet: one table after another, each under its name."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

import xlsxwriter

from m4sd_graph.coherence.sheets import Sheet
from m4sd_graph.coherence.workbook import EPOCH, OPTIONS
from m4sd_graph.coherence.workbook import Sheet as Worksheet

# Characters of the name of a worksheet, and those that Excel refuses in one.
LONGEST = 31
REFUSED = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))
Tables = Sequence[tuple[str, Sheet]]


def as_csv(tables: Tables) -> str:
    """Return the tables one after another; the first column names the table, and each begins with its heads."""
    out = io.StringIO()
    writer = csv.writer(out)
    for title, sheet in tables:
        writer.writerow(("table", *sheet.columns))
        writer.writerows((title, *row) for row in sheet.rows)
    return out.getvalue()


def as_xlsx(tables: Tables, about: Mapping[str, str], query: str) -> bytes:
    """Return a workbook with a sheet per table, and one with ``about`` and the ``query`` behind the figures.

    Texts are never read as formulas. The same input gives the same bytes.
    """
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, OPTIONS) as book:
        book.set_properties({"created": EPOCH})
        bold = book.add_format({"bold": True})
        for title, sheet in tables:
            made = Worksheet(book.add_worksheet(title.translate(REFUSED)[:LONGEST]), bold)
            made.head(sheet.columns, [24] * len(sheet.columns))
            for row in sheet.rows:
                made.add(row)
            made.add([sheet.note])
        last = Worksheet(book.add_worksheet("release and query"), bold)
        for pair in (*about.items(), *(("query", line) for line in query.splitlines())):
            last.add(pair)
    return content.getvalue()
