"""The pages about coherence: their numbers are those of the library, and every view has its CSV, XLSX and query."""

from __future__ import annotations

import csv
import io
import re

import pytest
from starlette.testclient import TestClient


def test_the_heat_map_shows_the_cells_of_the_library_and_their_totals(client: TestClient) -> None:
    found = client.get("/coherence/matrix?rows=instrument&columns=goal").json()
    page = client.get("/coherence/matrix?rows=instrument&columns=goal&format=html").text
    shown = re.findall(r'<a class="cell"[^>]*>(\d)', page)
    assert shown == [str(cell["grade"]) for cell in found["cells"]]
    assert f"Filled cells: {len(shown)} of " in page
    assert page.count('<td class="silent">') == found["filled"]["denominator"] - len(shown)


def test_a_goal_opens_to_its_own_targets_only(client: TestClient) -> None:
    found = client.get("/coherence/matrix?columns=target&within=sdg:10").json()
    assert {column["notation"].partition(".")[0] for column in found["columns"]} == {"10"}
    wrong = client.get("/coherence/matrix?columns=target&within=country:kyrgyzstan")
    assert (wrong.status_code, wrong.json()["place"]) == (400, "parameter within")


def test_the_status_list_counts_filters_and_names_the_links(client: TestClient) -> None:
    whole = client.get("/coherence/status").json()
    some = client.get("/coherence/status?status=contested&status=silent").json()
    kept = [one for one in whole["members"] if one["status"] in ("contested", "silent")]
    assert some["members"] == kept
    page = client.get("/coherence/status?status=contested&format=html").text
    links = [one for member in kept if member["status"] == "contested" for one in (*member["support"], *member["gaps"])]
    assert links
    assert all(link.removeprefix("https://w3id.org/m4sd") in page for link in links)
    assert client.get("/coherence/status?status=wrong").status_code == 400


@pytest.mark.parametrize("view", ["matrix", "status", "gaps", "measures", "robustness", "compare", "mechanisms"])
def test_every_view_has_csv_xlsx_and_its_query(client: TestClient, view: str) -> None:
    asked = "?country=KGZ&country=MDA&" if view == "compare" else "?"
    rows = list(csv.reader(io.StringIO(client.get(f"/coherence/{view}{asked}format=csv").text)))
    assert len(rows) > 1
    assert client.get(f"/coherence/{view}{asked}format=xlsx").content.startswith(b"PK")
    page = client.get(f"/coherence/{view}{asked}format=html").text
    assert [part for part in ("format=csv", "format=xlsx", '"/sparql?query=') if part not in page] == []
