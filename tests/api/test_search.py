"""``/search`` as page and JSON, the start page, and what search engines read."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from urllib.parse import quote
from xml.etree import ElementTree

import jsonschema
import pytest
from starlette.testclient import TestClient

from api.kept import Kept
from api.main import create_app
from api.services import Services
from m4sd_graph.search import Entry, Index, Name

HTML = {"Accept": "text/html"}
HOSTILE = '<script>alert("x")</script> & co'


def found(client: TestClient, query: str) -> dict[str, object]:
    answer = client.get(f"/search?{query}", headers={"Accept": "application/json"})
    assert answer.status_code == 200, answer.text
    document: dict[str, object] = answer.json()
    return document


def test_json_tells_what_matched_with_labels_in_all_languages(client: TestClient) -> None:
    item = found(client, "q=Kirghizistan&limit=1")["items"][0]  # type: ignore[index]
    assert item["id"] == "https://w3id.org/m4sd/id/country/kyrgyzstan"
    assert client.get(item["page"], headers=HTML).status_code == 200
    assert item["label"] == {"en": "Kyrgyzstan", "fr": "Kirghizistan", "ru": "Кыргызстан", "ky": "Кыргызстан"}
    assert item["class"]["id"] == "countries"
    assert item["matched"] == {"text": "Kirghizistan", "language": "fr", "ranges": [[0, 12]], "role": "label"}


@pytest.mark.parametrize(
    "query", ["q=kosovo", "q=KGZ", "q=remittnaces+unfindable", "country=KGZ&start=20&from=2020", ""]
)
def test_answers_are_as_openapi_says(client: TestClient, query: str) -> None:
    described = client.get("/openapi.json").json()["paths"]["/search"]["get"]
    schema = described["responses"]["200"]["content"]["application/json"]["schema"]
    jsonschema.Draft202012Validator(schema).validate(found(client, query))
    names = {parameter["name"] for parameter in described["parameters"]}
    assert names == {"q", "class", "country", "domain", "from", "to", "start", "limit", "lang", "format"}


def test_following_next_gives_every_hit_once(client: TestClient) -> None:
    address, seen = "/search?q=migration&class=policies&class=findings&limit=7&format=json", []
    while address:
        answer = client.get(address)
        document = answer.json()
        seen += [item["id"] for item in document["items"]]
        address = document.get("next", "").removeprefix("http://testserver")
        assert ('rel="next"' in answer.headers.get("link", "")) is bool(address)
    assert len(seen) == len(set(seen)) == document["total"] > 14
    assert "prev" in document


def test_the_page_and_json_find_the_same(client: TestClient) -> None:
    document = found(client, "q=kyrgyz+council&country=KGZ")
    text = client.get("/search?q=kyrgyz+council&country=KGZ", headers=HTML).text
    assert f"{document['total']} results" in text
    assert '<input type="checkbox" form="search-form" name="country" value="KGZ" checked>' in text
    assert "<mark>" in text
    links = re.findall(r'<h2><a href="([^"]+)"', text)
    assert len(links) == len(document["items"])  # type: ignore[arg-type]


def test_a_label_in_another_language_says_so(client: TestClient) -> None:
    text = client.get("/search?q=second+profile&lang=ky", headers=HTML).text
    assert re.search(r'lang="en">[^\n]*<mark>[^\n]*</a> <span class="tag">en</span>', text)


def test_answers_carry_a_validator(client: TestClient) -> None:
    first = client.get("/search?q=KGZ&format=json")
    again = client.get("/search?q=KGZ&format=json", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/search?q=KG&format=json").headers["etag"] != first.headers["etag"]


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("q=" + "x" * 10_000, "parameter q"),
        ("q=a&q=b", "parameter q"),
        ("q=a&clas=policies", "parameter clas"),
        ("from=abc", "parameter from"),
        ("to=-1", "parameter to"),
        ("limit=1000", "parameter limit"),
        ("start=9999", "parameter start"),
        ("start=99999", "parameter start"),
        ("country=%00", "parameter country"),
        ("limit=%D9%A3", "parameter limit"),
    ],
)
def test_a_bad_parameter_is_told_in_words(client: TestClient, query: str, place: str) -> None:
    answer = client.get(f"/search?{query}", headers={"Accept": "application/json"})
    assert answer.status_code == 400
    told = answer.json()
    assert told["place"] == place
    assert told["remedy"]
    assert client.get(f"/search?{query}", headers=HTML).status_code == 400


@pytest.mark.parametrize(
    "text",
    ["\x00\x1b[31m", "\u202egnp.exe", '"><script>alert(1)</script>', "%ff%fe", "{{7*7*77}}", "مرحبا", "🜁" * 50],
)
def test_hostile_words_are_text(client: TestClient, text: str) -> None:
    page = client.get(f"/search?q={quote(text)}", headers=HTML)
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert not set("\x00\x1b\u202e") & set(page.text)
    assert found(client, f"q={quote(text)}")["total"] == 0


def test_a_hostile_label_is_text(services: Services) -> None:
    entry = Entry("https://w3id.org/m4sd/id/org/x", "bodies", (), {"en": HOSTILE}, (Name(HOSTILE, "en", "label"),), {})
    changed = replace(services)
    app = create_app(changed)
    changed.indexed._kept, kept = Kept(1), changed.indexed._kept
    try:
        changed.indexed.of(lambda: Index([entry]))
        text = TestClient(app).get("/search?q=alert", headers=HTML).text
    finally:
        changed.indexed._kept = kept
    assert "&lt;script&gt;<mark>alert</mark>" in text
    assert "<script>alert" not in text


def test_nothing_found_suggests(client: TestClient) -> None:
    text = client.get("/search?q=remittnaces+unfindable", headers=HTML).text
    assert "Nothing found." in text
    assert "emittances" in text.partition("Did you mean?")[2]
    assert 'href="/search?q=migration%20policy"' in text


def test_the_start_page_shows_what_is_there(client: TestClient, services: Services) -> None:
    text = client.get("/", headers=HTML).text
    counts = services.manifest["counts"]
    assert f"<b>{counts['instances_by_class']['https://w3id.org/m4sd/ontology#State']}</b> Countries" in text
    assert f"{counts['assertions']['all']:,}" in text
    assert text.count("<article") == 4
    assert "Council on Migration" in text
    assert 'href="/id/country/kyrgyzstan"' in text
    assert "published" in text
    markup = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)[0])
    assert markup["@type"] == "Dataset"


@pytest.mark.parametrize("lang", ["fr", "ru", "ky"])
def test_the_start_page_falls_back_and_says_so(client: TestClient, lang: str) -> None:
    text = client.get(f"/?lang={lang}", headers=HTML).text
    assert f'<html lang="{lang}">' in text
    assert ('lang="en"' in text.partition("<main")[2].partition("</main>")[0]) is (lang != "fr")


def test_the_sitemap_lists_every_thing_once_and_robots_lead_to_it(client: TestClient, services: Services) -> None:
    robots = client.get("/robots.txt").text
    [address] = re.findall(r"^Sitemap: (\S+)$", robots, re.MULTILINE)
    root = ElementTree.fromstring(client.get(address).text)
    found = [element.text or "" for element in root.iter() if element.tag.endswith("loc")]
    assert len(found) == len(set(found)) > 1_000
    assert "http://testserver/id/country/kyrgyzstan" in found
    assert all(url.startswith("http://testserver/") for url in found)
    for url in found[:: len(found) // 12]:
        assert client.get(url, headers=HTML).status_code == 200, url
    assert client.get("/sitemap.xml?part=2").status_code == 400
