"""A workbook holds numbers that Excel shows as they were written, everything else as plain text, and its source."""

from __future__ import annotations

import io
import zipfile
from typing import Any, cast
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest

from m4sd_graph.errors import QueryLimitError
from m4sd_graph.workers import workbook
from m4sd_graph.workers.workbook import write_workbook
from tests.lib.workers.support import EX, PREFIX

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
Sheet = list[dict[str, object]]


def written(query: str, about: tuple[tuple[str, str], ...] = ()) -> zipfile.ZipFile:
    out = io.BytesIO()
    found = cast(ox.QuerySolutions, ox.Store().query(PREFIX + query))
    write_workbook(found, about, out)
    return zipfile.ZipFile(out)


def sheet(book: zipfile.ZipFile, number: int) -> Sheet:
    """The cells of a sheet by column letter, numbers as floats and texts as strings."""
    shared = (
        [
            "".join(part.text or "" for part in entry.iter(f"{MAIN}t"))
            for entry in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
        ]
        if "xl/sharedStrings.xml" in book.namelist()
        else []
    )
    root = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))
    return [
        {str(cell.get("r")).rstrip("0123456789"): _value(cell, shared) for cell in row.iter(f"{MAIN}c")}
        for row in root.iter(f"{MAIN}row")
    ]


def _value(cell: Any, shared: list[str]) -> object:  # noqa: ANN401 - an element
    assert cell.find(f"{MAIN}f") is None, "a formula"
    if cell.get("t") == "s":
        return shared[int(cell.findtext(f"{MAIN}v"))]
    if cell.get("t") == "inlineStr":
        return "".join(part.text or "" for part in cell.iter(f"{MAIN}t"))
    return float(cell.findtext(f"{MAIN}v"))


def cell_of(expression: str) -> object:
    """What stands in the only cell below the name of its column."""
    name, *values = sheet(written(f"SELECT ({expression} AS ?v) {{}}"), 1)
    assert name == {"A": "v"}
    return values[0].get("A") if values else None


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ("7", 7.0),
        ("-7", -7.0),
        ("3.50", 3.5),
        ("'1e3'^^xsd:double", 1000.0),
        ("'0.1'^^xsd:float", pytest.approx(0.1)),
        ("'12'^^xsd:nonNegativeInteger", 12.0),
        ("999999999999999", 999999999999999.0),
        ("9999999999999999", "9999999999999999"),
        ("0.1234567890123456", "0.1234567890123456"),
        ("'INF'^^xsd:double", "INF"),
        ("'NaN'^^xsd:double", "NaN"),
        ("'seven'^^xsd:integer", "seven"),
        ("'7'", "7"),
        ("'007'", "007"),
        ("'2024-01-01'^^xsd:date", "2024-01-01"),
        ("true", "true"),
        ("'Île'@fr", "Île"),
        ("''", ""),
        ("ex:isle", f"{EX}isle"),
        ("'https://example.org/'", "https://example.org/"),
        ("'=1+1'", "=1+1"),
        ("'{=SUM(A1)}'", "{=SUM(A1)}"),
        ("'@cmd'", "@cmd"),
        ("'  spaced  '", "  spaced  "),
        ("'a\\nb'", "a\nb"),
    ],
)
def test_a_cell_shows_what_the_term_says(expression: str, shown: object) -> None:
    expression = (
        expression.replace("xsd:", "<http://www.w3.org/2001/XMLSchema#") if "xsd:" in expression else expression
    )
    expression += ">" if "XMLSchema#" in expression else ""
    assert cell_of(expression) == shown


def test_an_unbound_variable_is_an_empty_cell() -> None:
    rows = sheet(written("SELECT ?a ?b { VALUES (?a ?b) { (UNDEF 1) (2 UNDEF) } }"), 1)
    assert rows == [{"A": "a", "B": "b"}, {"B": 1.0}, {"A": 2.0}]


def test_a_blank_node_is_text() -> None:
    assert str(cell_of("BNODE()")).startswith("_:")


def test_addresses_are_no_links() -> None:
    book = written("SELECT (ex:isle AS ?i) ('mailto:a@example.org' AS ?m) ('internal:Sheet1!A1' AS ?s) {}")
    assert not [name for name in book.namelist() if "_rels/sheet" in name]
    assert b"hyperlink" not in book.read("xl/worksheets/sheet1.xml")


def test_no_rows_leave_the_names() -> None:
    assert sheet(written("SELECT ?a ?b { FILTER(false) }"), 1) == [{"A": "a", "B": "b"}]


def test_the_rows_are_counted() -> None:
    found = cast(ox.QuerySolutions, ox.Store().query("SELECT * { VALUES ?a { 1 2 3 } }"))
    assert write_workbook(found, (), io.BytesIO()) == 3


def test_the_second_sheet_says_where_the_rows_come_from() -> None:
    query = "SELECT * {}\n" + "#" * 40_000
    book = written(
        "SELECT (1 AS ?a) {}", (("service", "https://example.org/sparql"), ("query", query), ("sum", "=1+1"))
    )
    told = {row["A"]: row["B"] for row in sheet(book, 2)}
    assert told == {"service": "https://example.org/sparql", "query": query[:32_767], "sum": "=1+1"}
    names = [e.get("name") for e in ElementTree.fromstring(book.read("xl/workbook.xml")).iter(f"{MAIN}sheet")]
    assert names == ["rows", "about"]


@pytest.mark.parametrize(
    ("name", "limit", "query", "fits"),
    [
        ("ROWS", 3, "SELECT * { VALUES ?a { 1 2 3 4 } }", "SELECT * { VALUES ?a { 1 2 3 } }"),
        ("COLUMNS", 2, "SELECT ?a ?b ?c {}", "SELECT ?a ?b {}"),
        ("CHARACTERS", 5, "SELECT ('sixsix' AS ?a) {}", "SELECT ('fives' AS ?a) {}"),
    ],
)
def test_what_no_sheet_holds_is_an_error(
    monkeypatch: pytest.MonkeyPatch, name: str, limit: int, query: str, fits: str
) -> None:
    monkeypatch.setattr(workbook, name, limit)
    assert sheet(written(fits), 1)
    with pytest.raises(QueryLimitError, match=f"at most {limit} ") as caught:
        written(query)
    assert caught.value.details()["value"] == limit
    assert "CSV" in str(caught.value)


def test_the_limits_are_those_of_the_file_format() -> None:
    assert workbook.ROWS + 1 == 2**20  # one row for the names
    assert (workbook.COLUMNS, workbook.CHARACTERS) == (2**14, 2**15 - 1)
