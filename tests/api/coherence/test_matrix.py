"""``/coherence/matrix`` in every form: the same cells in each, and each number with its links."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import xml.etree.ElementTree as ET
import zipfile
from typing import get_args

import pytest
import rdflib
from starlette.testclient import TestClient

from api.routes.coherence_answers import MATRIX
from m4sd_graph.coherence.axes import ColumnKind, RowKind

ASKED = {"rows": "instrument", "columns": "target", "country": "KGZ"}
QB = rdflib.Namespace("http://purl.org/linked-data/cube#")


def get(client: TestClient, **more: str) -> bytes:
    found = client.get("/coherence/matrix", params={**ASKED, **more})
    assert found.status_code == 200, found.text
    assert found.headers["content-type"].startswith(MATRIX.names[more.get("format", "json")])
    return bytes(found.content)


def cells(client: TestClient, **more: str) -> dict[tuple[str, str], int]:
    return {(one["row"], one["column"]): one["grade"] for one in json.loads(get(client, **more))["cells"]}


def test_every_cell_has_its_links(client: TestClient) -> None:
    found = json.loads(get(client))
    assert found["filled"]["numerator"] == len(found["cells"]) > 20
    assert all(one["links"] for one in found["cells"])
    assert sum(found["valences"].values()) == len(found["cells"])


def test_csv_and_json_have_the_same_cells(client: TestClient) -> None:
    rows = csv.DictReader(io.StringIO(get(client, format="csv").decode()))
    assert {(row["row"], row["column"]): int(row["grade"]) for row in rows} == cells(client)
    wide = list(csv.reader(io.StringIO(get(client, format="wide-csv").decode())))
    assert sum(bool(mark) for row in wide[1:] for mark in row[2:]) == len(cells(client))


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
def test_json_ld_is_a_data_cube_whose_address_answers(client: TestClient) -> None:
    document = json.loads(get(client, format="jsonld"))
    assert document["@context"] == "http://testserver/context/coherence-v1.jsonld"
    again = document["id"].replace("https://w3id.org/m4sd", "")
    assert len(client.get(again).json()["cells"]) == len(cells(client))
    document["@context"] = client.get("/context/coherence-v1.jsonld").json()["@context"]
    graph = rdflib.Graph().parse(data=json.dumps(document), format="json-ld")
    assert len(set(graph.subjects(rdflib.RDF.type, QB.Observation))) == len(cells(client))


def test_the_workbook_says_where_it_comes_from(client: TestClient) -> None:
    with zipfile.ZipFile(io.BytesIO(get(client, format="xlsx"))) as book:
        assert sum(name.startswith("xl/worksheets/sheet") for name in book.namelist()) == 5
        assert "http://testserver/coherence/matrix?" in book.read("xl/sharedStrings.xml").decode()


def test_the_heatmap_is_a_picture(client: TestClient) -> None:
    assert ET.fromstring(get(client, format="svg")).get("role") == "img"


def test_options_never_add_or_raise(client: TestClient) -> None:
    whole = cells(client)
    stricter: list[dict[str, str]] = [
        {"grade": "2"},
        {"confidence": "medium"},
        {"as-of": "2023-12-31"},
        {"asserted-only": "true"},
        {"crosswalk": "3"},
    ]
    for options in stricter:
        found = cells(client, **options)
        assert found.keys() <= whole.keys()
        assert all(found[cell] <= whole[cell] for cell in found)
    assert len(json.loads(get(client, **{"all-columns": "true"}))["columns"]) == 169


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_each_number_on_the_page_leads_to_its_chains(client: TestClient, lang: str) -> None:
    page = get(client, format="html", lang=lang).decode()
    assert page.count("/coherence/trace?from=") == len(cells(client))
    for address in re.findall(r'href="(/coherence/trace[^"]*)"', page):
        assert "<li" in client.get(html.unescape(address)).text.partition("<h2>")[2]


@pytest.mark.parametrize("columns", get_args(ColumnKind))
@pytest.mark.parametrize("rows", get_args(RowKind))
def test_the_numbers_of_every_kind_lead_to_chains(client: TestClient, rows: str, columns: str) -> None:
    page = client.get("/coherence/matrix", params={"rows": rows, "columns": columns, "format": "html"}).text
    addresses = [html.unescape(one) for one in re.findall(r'href="(/coherence/trace[^"]*)"', page)]
    assert addresses
    for address in (addresses[0], addresses[-1]):
        assert client.get(address.replace("format=html", "format=json")).json()["chains"]
