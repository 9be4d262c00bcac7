"""A workbook of a collection: numbers as Excel shows them, texts as they are, an error for what no sheet can hold."""

from __future__ import annotations

import io
import time
import zipfile
from datetime import date

import pytest

from api.routes import sheets
from api.routes.sheets import workbook
from m4sd_graph.collections import COLLECTIONS
from m4sd_graph.collections.facts import Facts
from m4sd_graph.collections.page import Page
from m4sd_graph.collections.selection import select
from m4sd_graph.errors import QueryLimitError
from m4sd_graph.load import Dataset
from m4sd_graph.namespaces import PROV, SKOS, XSD
from m4sd_graph.store.local import LocalStore
from m4sd_graph.store.protocol import Term
from tests.lib.workers.test_workbook import sheet

DAY = date(2023, 1, 1)
FIGURE = "https://w3id.org/m4sd/id/figure/x"


def page(label: str, *values: str, members: int = 1) -> Page:
    """A page of figures with this label and these values."""
    store = LocalStore.from_dataset(Dataset({}))
    numbers = [Term("literal", value, f"{XSD}decimal") for value in values]
    facts = Facts({FIGURE: {f"{SKOS}prefLabel": [Term("literal", label, "", "en")], f"{PROV}value": numbers}})
    return Page(select(COLLECTIONS["figures"], (), store, {}), (FIGURE,) * members, facts, 1, members, {}, {})


def cell(found: Page, name: str) -> object:
    heading, row = sheet(zipfile.ZipFile(io.BytesIO(workbook(found, ("en",), (), DAY))), 1)
    return row.get(next(letter for letter, title in heading.items() if title == name))


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("42", 42.0),
        ("-1.5", -1.5),
        ("0", 0.0),
        ("123456789012345", 123456789012345.0),
        ("1234567890123456", "1234567890123456"),
    ],
)
def test_a_number_is_a_number_where_excel_shows_it_as_written(written: str, shown: object) -> None:
    assert cell(page("x", written), "value") == shown


@pytest.mark.parametrize("odd", ["NaN", "INF", "1e5", "1.2.3", "--1", "²"])
def test_what_is_no_plain_number_stays_text(odd: str) -> None:
    assert cell(page("x", odd), "value") == odd


def test_several_numbers_are_a_text() -> None:
    assert cell(page("x", "1", "2"), "value") == "1|2"


@pytest.mark.parametrize("text", ["=1+1", "+1", "@x", "https://example.org/", "12"])
def test_a_text_is_neither_formula_nor_link_nor_number(text: str) -> None:
    assert cell(page(text), "label") == text


def test_a_text_that_no_cell_can_hold_is_an_error() -> None:
    with pytest.raises(QueryLimitError, match="32767 characters") as error:
        workbook(page("x" * 32_768), ("en",), (), DAY)
    assert error.value.details()["limit"] == "workbook"


def test_more_rows_than_a_sheet_holds_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "ROWS", 3)
    assert workbook(page("x", members=3), ("en",), (), DAY)
    with pytest.raises(QueryLimitError, match="at most 3 rows"):
        workbook(page("x", members=4), ("en",), (), DAY)


def test_the_same_page_gives_the_same_bytes_at_any_time() -> None:
    first = workbook(page("x", "1"), ("en",), (("release", "1"),), DAY)
    time.sleep(1.1)
    assert workbook(page("x", "1"), ("en",), (("release", "1"),), DAY) == first
