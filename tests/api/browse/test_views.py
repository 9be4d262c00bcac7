"""``/browse`` over HTTP: pages that work without script, their data in other forms, hostile labels, bad requests."""

from __future__ import annotations

import csv
import io
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from m4sd_graph.browse import VIEWS
from m4sd_graph.browse.tree import FRAMEWORKS

HTML = {"Accept": "text/html"}
DATA = [*(f"/browse/{name}" for name in VIEWS), *(f"/browse/frameworks/{name}" for name in FRAMEWORKS)]
PAGES = ["/browse", "/browse/frameworks", *DATA]


def text(client: TestClient, address: str) -> str:
    answer = client.get(address, headers=HTML)
    assert answer.status_code == 200, answer.text
    return str(answer.text)


@pytest.mark.parametrize("address", PAGES)
def test_pages_follow_from_the_release_alone(client: TestClient, address: str) -> None:
    first = client.get(address, headers=HTML)
    again = client.get(address, headers={**HTML, "If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert " style=" not in first.text


@pytest.mark.parametrize("address", DATA)
def test_a_page_offers_its_rows_and_the_query_that_gives_them(client: TestClient, address: str) -> None:
    page = text(client, address)
    [query] = re.findall(r'<a class="button plain" href="(/sparql[^"]+)"', page)
    asked = parse_qs(urlsplit(query.replace("&amp;", "&")).query)["query"][0]
    offered = client.get(f"{address}?format=csv").text
    assert client.get("/sparql", params={"query": asked, "format": "csv"}).text == offered
    assert len(list(csv.reader(io.StringIO(offered)))) > 1


def test_the_index_counts_what_the_lists_hold(client: TestClient) -> None:
    found = client.get("/browse", headers={"Accept": "application/json"}).json()
    assert {card["address"] for card in found["views"]} == {
        f"/browse/{name}" for name in ("map", "timeline", "network", "findings", "figures", "frameworks")
    }
    for card in (card for card in found["lists"] if card["name"] != "countries"):
        assert card["count"] == client.get(card["address"], params={"limit": 1}).json()["totalItems"]


def test_every_number_of_the_matrix_leads_to_as_many_findings(client: TestClient) -> None:
    page = text(client, "/browse/findings?country=KGZ")
    cells = re.findall(r'<a href="(/browse/findings[^"]+)#findings"[^>]*>(\d+)</a>', page)
    assert len(cells) == 12
    for address, count in cells[:4]:
        listed = text(client, address.replace("&amp;", "&")).partition('id="findings"')[2]
        assert len(re.findall(r'href="/id/finding/', listed)) == int(count)


def test_an_assessment_without_findings_is_not_passed_over(client: TestClient) -> None:
    page = text(client, "/browse/findings")
    assert "First migration governance profile" in page
    assert "none of its findings" in page


def test_a_filter_that_finds_nothing_says_so(client: TestClient) -> None:
    assert "No figure is recorded" in text(client, "/browse/figures?country=MAR&measure=citizens-working-abroad")
    assert "No assessment is recorded" in text(client, "/browse/findings?country=NPL")


def test_diverging_figures_stand_side_by_side(client: TestClient) -> None:
    page = text(client, "/browse/figures?measure=citizens-working-abroad")
    assert "sources differ" in page
    assert page.count("differs from") >= 4
    assert len(re.findall(r'<tr id="figure-', page)) == 5


def test_the_timeline_moves_with_its_day(client: TestClient) -> None:
    early, late = (text(client, f"/browse/timeline?country=KGZ&as-of={day}") for day in ("2019-06-01", "2023-06-01"))
    before, after = (sorted(re.findall(r'<tr class="(\w+)">', page)) for page in (early, late))
    assert before != after
    assert "2019-06-01" in early
    assert "the day of the release" not in early


def test_a_chip_leads_to_the_page_without_its_filter(client: TestClient) -> None:
    page = text(client, "/browse/timeline?country=KGZ&class=Policy&lang=fr")
    chips = [a.replace("&amp;", "&") for a in re.findall(r'<a class="chip" href="([^"]+)"', page)]
    assert chips == ["/browse/timeline?class=Policy&lang=fr", "/browse/timeline?country=KGZ&lang=fr"]


def test_kosovo_has_its_star_and_its_note_wherever_it_is_shown(client: TestClient) -> None:
    for address in ("/browse/map", "/browse/countries", "/browse/network"):
        page = text(client, address)
        assert not re.search(r"Kosovo(?!\*)", re.sub(r"(href|id|data-source)=\"[^\"]*\"", "", page)), address
        assert "resolution 1244" in page


def test_the_map_states_the_position_on_frontiers_and_draws_no_border(client: TestClient) -> None:
    page = text(client, "/browse/map")
    assert "says nothing about their legal status" in page
    assert page.count('<path class="land"') == page.count("<path") == 1


def test_a_collection_offers_chips_groups_data_and_its_query(client: TestClient) -> None:
    page = text(client, "/policies?country=KGZ&inForce=2023-01-01")
    assert page.count('class="chip"') == 2
    assert page.count('class="filter-group"') >= 3
    for wanted in ("/policies.csv?", "/policies.xlsx?", "/policies.jsonld?", "/sparql?format=html&amp;query="):
        assert wanted in page
    assert "does not mean that there is nothing" in text(client, "/policies?text=zzzz")


@pytest.mark.parametrize(
    ("address", "status", "told"),
    [
        ("/browse/timeline?as-of=tomorrow", 400, "as-of"),
        ("/browse/timeline?contry=KGZ", 400, "country"),
        ("/browse/figures?country=Atlantis", 400, "country"),
        ("/browse/network?kind=Finding", 400, "kind"),
        ("/browse/frameworks/atlantis", 404, "gcm"),
        ("/browse/findings?domain=1&domain=2", 400, "domain"),
    ],
)
def test_a_wrong_request_is_told_what_is_wrong(client: TestClient, address: str, status: int, told: str) -> None:
    answer = client.get(address, headers={"Accept": "application/json"})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert told in answer.text
