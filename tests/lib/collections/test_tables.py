"""Tables: a row per member, labels beside IRIs, nothing that a spreadsheet would compute."""

from __future__ import annotations

import csv
import io

import pytest

from m4sd_graph.collections import COLLECTIONS, tables
from m4sd_graph.collections.facts import Facts
from m4sd_graph.collections.page import Page
from m4sd_graph.collections.tables import as_csv
from m4sd_graph.load import Dataset
from m4sd_graph.store.local import LocalStore
from m4sd_graph.store.protocol import Term
from tests.lib.collections.support import page_of, selected

Row = dict[str, str]
MEMBER = "https://w3id.org/m4sd/id/country/x"


@pytest.fixture(scope="module")
def written(graph: LocalStore) -> dict[str, list[Row]]:
    return {name: rows(content) for name, content in tables(graph)}


def rows(content: bytes) -> list[Row]:
    found = list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))
    assert not [row for row in found if None in row or None in row.values()], "a row of another length"
    return found


def test_there_is_a_table_of_every_collection(written: dict[str, list[Row]], graph: LocalStore) -> None:
    assert list(written) == [f"{name}.csv" for name in COLLECTIONS]
    for name in COLLECTIONS:
        assert len(written[f"{name}.csv"]) == page_of(graph, name, limit=1).total


def test_tables_are_the_same_each_time(graph: LocalStore) -> None:
    assert list(tables(graph)) == list(tables(graph))


def test_labels_come_in_both_languages(written: dict[str, list[Row]]) -> None:
    row = next(r for r in written["countries.csv"] if r["id"].endswith("/kyrgyzstan"))
    assert (row["label_en"], row["label_fr"]) == ("Kyrgyzstan", "Kirghizistan")
    policy = next(r for r in written["policies.csv"] if "2018-2040" in r["id"])
    assert (policy["kindLabel_en"], policy["kindLabel_fr"]) == ("Strategy", "Stratégie")
    assert (policy["class"], policy["startDate"], policy["endDate"]) == ("Policy", "2018-01-01", "2040-12-31")


def test_several_values_stand_beside_their_labels_in_the_same_order(written: dict[str, list[Row]]) -> None:
    for row in written["policies.csv"]:
        for name in ("concerns", "documents", "addressesIndirectly"):
            assert row[name].count("|") == row[f"{name}Label_en"].count("|") == row[f"{name}Label_fr"].count("|")
    assert any("|" in row["concerns"] for row in written["policies.csv"])


def test_kosovo_keeps_its_notice(written: dict[str, list[Row]]) -> None:
    named = [row for found in written.values() for row in found if "kosovo" in (row["id"] + row.get("refArea", ""))]
    told = [row for row in named if "Kosovo*" in " ".join(row.values())]
    assert told
    assert all(
        "1244" in row["requiredNote_en"] and "1244" in row["requiredNote_fr"] for row in told if "place/" in row["id"]
    )


def made(*labels: str) -> Page:
    """A page of one country with these labels."""
    values = {MEMBER: {"http://www.w3.org/2004/02/skos/core#prefLabel": [Term("literal", t, "", "en") for t in labels]}}
    selection = selected(LocalStore.from_dataset(Dataset({})), "countries")
    return Page(selection, (MEMBER,), Facts(values), 1, 1, {}, {})


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_text_is_never_a_formula(text: str) -> None:
    assert rows(as_csv(made(text), ("en",)))[0]["label"] == f"'{text}"


@pytest.mark.parametrize("text", ['a "quoted" text', "a, b", "two\nlines", "Кыргыз", "’"])
def test_any_text_comes_back(text: str) -> None:
    assert rows(as_csv(made(text), ("en",)))[0]["label"] == text


def test_the_separator_inside_a_text_is_told_from_one_between_texts() -> None:
    assert rows(as_csv(made("a|b", "c"), ("en",)))[0]["label"] == r"a\|b|c"


def test_a_label_falls_back_to_another_language() -> None:
    assert rows(as_csv(made("Land"), ("fr",)))[0]["label"] == "Land"
