"""pandas and spreadsheets: an address of a query is a table."""

from __future__ import annotations

import io
import re
import zipfile
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen
from xml.etree import ElementTree

import pandas as pd  # type: ignore[import-untyped]
import pytest

from m4sd_graph.store.protocol import Rows, Store
from tests.clients.support import BROKEN, PREFIXES, SELECT, TRICKY

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COUNTS = (
    f"""{PREFIXES}SELECT ?type (COUNT(DISTINCT ?s) AS ?things) WHERE {{ ?s a ?type }} GROUP BY ?type ORDER BY ?type"""
)


def url(endpoint: str, query: str, form: str) -> str:
    return f"{endpoint}?{urlencode({'query': query, 'format': form})}"


@pytest.fixture
def rows(store: Store) -> Rows:
    return store.select(SELECT)


def texts(frame: pd.DataFrame) -> list[list[str]]:
    return [[str(value) for value in row] for row in frame.fillna("").to_numpy().tolist()]


def test_csv_of_an_address(endpoint: str, rows: Rows) -> None:
    frame = pd.read_csv(url(endpoint, SELECT, "csv"))
    assert list(frame.columns) == list(rows.variables)
    assert texts(frame) == rows.texts()


def test_csv_by_accept(endpoint: str, rows: Rows) -> None:
    address = f"{endpoint}?{urlencode({'query': SELECT})}"
    assert texts(pd.read_csv(address, storage_options={"Accept": "text/csv"})) == rows.texts()


def test_dates_and_gaps(endpoint: str, rows: Rows) -> None:
    frame = pd.read_csv(url(endpoint, SELECT, "csv"), parse_dates=["start"])
    assert frame["start"].notna().sum() == sum("start" in row for row in rows.rows)
    assert frame["start"].min().year > 1900


def test_numbers_are_numbers(endpoint: str, store: Store) -> None:
    frame = pd.read_csv(url(endpoint, COUNTS, "csv"))
    assert frame["things"].dtype == "int64"
    assert frame["things"].sum() == sum(int(row[1]) for row in store.select(COUNTS).texts())


def test_texts_with_commas_quotes_and_line_ends(endpoint: str) -> None:
    query = f'SELECT ("{TRICKY}, \\"two\\"\\nthree" AS ?x) (1 AS ?y) WHERE {{}}'
    frame = pd.read_csv(url(endpoint, query, "csv"))
    assert frame.to_numpy().tolist() == [[f'{TRICKY}, "two"\nthree', 1]]


def test_json_of_an_address(endpoint: str, rows: Rows) -> None:
    content = pd.read_json(url(endpoint, SELECT, "json"), typ="series")
    frame = pd.json_normalize(content["results"]["bindings"])
    assert list(frame["policy.value"]) == [row["policy"].value for row in rows.rows]
    assert list(frame["name.xml:lang"]) == [row["name"].language for row in rows.rows]


def test_tsv_of_an_address(endpoint: str, rows: Rows) -> None:
    frame = pd.read_csv(url(endpoint, SELECT, "tsv"), sep="\t", quoting=3)
    assert [column.removeprefix("?") for column in frame.columns] == list(rows.variables)
    assert list(frame["?policy"].str.strip("<>")) == [row["policy"].value for row in rows.rows]


def test_an_error_is_no_table(endpoint: str) -> None:
    with pytest.raises(HTTPError) as refusal:
        pd.read_csv(url(endpoint, BROKEN, "csv"))
    with refusal.value as answer:
        assert answer.code == 400
        assert b"line 1" in answer.read()


@pytest.fixture(params=["name", "accept"])
def workbook(request: pytest.FixtureRequest, endpoint: str) -> zipfile.ZipFile:
    asked = {"query": SELECT, "format": "xlsx"} if request.param == "name" else {"query": SELECT}
    headers = {} if request.param == "name" else {"Accept": XLSX}
    with urlopen(Request(f"{endpoint}?{urlencode(asked)}", headers=headers)) as answer:
        assert answer.headers["content-type"] == XLSX
        return zipfile.ZipFile(io.BytesIO(answer.read()))


def cells(workbook: zipfile.ZipFile) -> list[list[str]]:
    """The first sheet as texts, read from its XML as a spreadsheet would."""
    shared = (
        ["".join(node.itertext()) for node in ElementTree.fromstring(workbook.read("xl/sharedStrings.xml"))]
        if "xl/sharedStrings.xml" in workbook.namelist()
        else []
    )
    sheet = ElementTree.fromstring(workbook.read("xl/worksheets/sheet1.xml"))
    return [[value(cell, shared) for cell in row] for row in sheet.iter(f"{SHEET}row")]


def value(cell: ElementTree.Element, shared: list[str]) -> str:
    """The text that stands in a cell."""
    content = "".join(cell.itertext())
    return shared[int(content)] if cell.get("t") == "s" else content


def test_a_workbook_is_whole_and_well_formed(workbook: zipfile.ZipFile) -> None:
    assert workbook.testzip() is None
    assert {"[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"} <= set(workbook.namelist())
    for name in workbook.namelist():
        assert ElementTree.fromstring(workbook.read(name)) is not None


def test_a_workbook_holds_the_rows(workbook: zipfile.ZipFile, rows: Rows) -> None:
    found = cells(workbook)
    assert found[0][: len(rows.variables)] == list(rows.variables)
    policies = [row[0] for row in found[1:]]
    assert policies == [row["policy"].value for row in rows.rows]
    named = [row[1] for row in found[1:]]
    assert [re.sub(r"\s+", " ", n) for n in named] == [re.sub(r"\s+", " ", row["name"].value) for row in rows.rows]
