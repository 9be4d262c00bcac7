"""The cells of a spreadsheet that anybody may have sent: bounded before it is unpacked, formulas as their values."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import python_calamine as calamine

from m4sd_graph.errors import InputError
from m4sd_graph.intake import MOST_COLUMNS, MOST_ROWS, MOST_UNPACKED

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_PARTS = 1_000
Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name and its cells as text, the heading first."""

    name: str
    rows: tuple[Row, ...]


def csv_sheets(content: bytes, name: str) -> tuple[Sheet, ...]:
    """The one sheet of a CSV file in UTF-8, with commas or semicolons; raise InputError with the line."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InputError("not UTF-8 text.", place=f"{name}:{line}", remedy="Save it as CSV UTF-8.") from None
    heading = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text), delimiter=";" if heading.count(";") > heading.count(",") else ",")
    try:
        return (Sheet(name.rpartition(".")[0] or name, _bounded(reader, name)),)
    except csv.Error as error:
        raise InputError(f"not CSV: {error}.", place=f"{name}:{reader.line_num}", remedy="Mend it there.") from None


def workbook_sheets(content: bytes, name: str) -> tuple[Sheet, ...]:
    """The sheets of an XLSX workbook; raise InputError for what is none or would unpack to too much."""
    _check_archive(content, name)
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        return tuple(_sheet(book, title, name) for title in book.sheet_names)
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise InputError(f"not a workbook: {error}.", place=name, remedy="Save it as XLSX again.") from None


def _sheet(book: calamine.CalamineWorkbook, title: str, name: str) -> Sheet:
    sheet = book.get_sheet_by_name(title)
    if sheet.end is not None and (sheet.end[0] >= MOST_ROWS * 2 or sheet.end[1] >= MOST_COLUMNS):
        raise _too_many(f"{name}: {title}")
    return Sheet(title, _bounded(sheet.to_python(skip_empty_area=False), f"{name}: {title}"))


def _check_archive(content: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise InputError("not a workbook.", place=name, remedy="Save it as XLSX.") from None
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise InputError(
            f"the workbook unpacks to more than {MOST_UNPACKED} bytes.", place=name, remedy="Check less at a time."
        )


def _bounded(rows: Iterable[Sequence[object]], place: str) -> tuple[Row, ...]:
    found: list[Row] = []
    for row in rows:
        cells = tuple(_text(cell) for cell in row)
        if len(found) > MOST_ROWS or len(cells) > MOST_COLUMNS:
            raise _too_many(place)
        found.append(cells)
    return tuple(found)


def _too_many(place: str) -> InputError:
    return InputError(
        f"more than {MOST_ROWS} rows or {MOST_COLUMNS} columns.", place=place, remedy="Check fewer at a time."
    )


def _text(cell: object) -> str:
    """A cell as it is written in RDF: days as 2030-12-31, whole numbers without a point."""
    match cell:
        case bool():
            return str(cell).lower()
        case datetime() if not (cell.hour or cell.minute or cell.second):
            return cell.date().isoformat()
        case datetime() | date():
            return cell.isoformat()
        case float() if cell.is_integer():
            return str(int(cell))
    return str(cell).strip()
