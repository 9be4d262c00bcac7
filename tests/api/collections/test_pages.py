"""``/policies`` and its siblings over HTTP: pages that follow each other, forms, headers, what OpenAPI says."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from typing import Any, cast

import httpx
import pytest
from fastapi import FastAPI
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient

from m4sd_graph.collections import COLLECTIONS
from tests.lib.workers.test_workbook import sheet

HOST = "http://testserver"
LINK = re.compile(r'<([^>]+)>; rel="(\w+)"(?:; type="([^"]+)")?')


def links(answer: httpx.Response) -> dict[str, str]:
    """The targets of a Link header by relation; of several of one relation the last."""
    return {relation: target for target, relation, _ in LINK.findall(answer.headers["link"])}


def parameters(client: TestClient, name: str) -> list[dict[str, Any]]:
    assert isinstance(client.app, FastAPI)
    return cast(list[dict[str, Any]], client.app.openapi()["paths"][f"/{name}"]["get"]["parameters"])


@pytest.mark.parametrize("name", COLLECTIONS)
def test_following_next_gives_every_member_once(client: TestClient, name: str) -> None:
    validator = Draft202012Validator(client.get(f"/schemas/{name}-page.json").json())
    address, found, total = f"/{name}?limit=250", [], -1
    while address:
        answer = client.get(address)
        assert answer.status_code == 200
        page = answer.json()
        assert not [e.message for e in validator.iter_errors(page)]
        assert total in (-1, page["totalItems"])
        total = page["totalItems"]
        found += [member["id"] for member in page["member"]]
        assert page["view"].get("next") == links(answer).get("next")
        address = page["view"].get("next", "")
    assert len(found) == len(set(found)) == total


def test_pages_lead_back_and_to_the_first(client: TestClient) -> None:
    first = client.get("/bodies", params={"limit": 5, "country": "KGZ", "lang": "fr"})
    second = client.get(links(first)["next"])
    back = client.get(links(second)["prev"])
    assert back.json()["member"] == first.json()["member"]
    assert "prev" not in links(first)
    assert links(second)["first"] == first.json()["view"]["id"]
    assert second.json()["id"] == f"{HOST}/bodies?country=KGZ"


def test_a_page_has_fifty_members_unless_asked(client: TestClient) -> None:
    assert len(client.get("/links").json()["member"]) == 50
    assert len(client.get("/links?limit=1").json()["member"]) == 1
    assert len(client.get("/objectives?limit=1000").json()["member"]) == client.get("/objectives").json()["totalItems"]


def test_a_cursor_keeps_its_order_of_labels_when_the_language_changes(client: TestClient) -> None:
    first = client.get("/countries?limit=5", headers={"Accept-Language": "fr"})
    rest, address = [], links(first).get("next")
    while address:
        answer = client.get(address, headers={"Accept-Language": "en"})
        rest += answer.json()["member"]
        address = links(answer).get("next")
    assert len({m["id"] for m in [*first.json()["member"], *rest]}) == first.json()["totalItems"]


@pytest.mark.parametrize("name", COLLECTIONS)
def test_every_example_of_openapi_is_answered(client: TestClient, name: str) -> None:
    for parameter in parameters(client, name):
        if "example" in parameter:
            answer = client.get(f"/{name}", params={parameter["name"]: parameter["example"], "limit": 3})
            assert answer.status_code == 200, answer.text
            page = answer.json()
            assert page["totalItems"] or page.get("certainty", {}).get("unknown"), parameter["name"]


@pytest.mark.parametrize("name", COLLECTIONS)
def test_openapi_names_every_parameter_and_no_other(client: TestClient, name: str) -> None:
    known = client.get(f"/{name}?nothing=1").json()["remedy"].rpartition("Known: ")[2].rstrip(".").split(", ")
    assert [parameter["name"] for parameter in parameters(client, name)] == known
    for parameter in parameters(client, name):
        for value in parameter["schema"].get("enum", ()):
            answer = client.get(f"/{name}", params={parameter["name"]: value})
            assert answer.status_code == 200, answer.text


def test_openapi_refers_to_schemas_that_are_there(client: TestClient) -> None:
    assert isinstance(client.app, FastAPI)
    for name in COLLECTIONS:
        content = client.app.openapi()["paths"][f"/{name}"]["get"]["responses"]["200"]["content"]
        schema = client.get(content["application/ld+json"]["schema"]["$ref"])
        assert schema.status_code == 200
        assert schema.json()["title"] == COLLECTIONS[name].title["en"]


def test_the_index_counts_what_pages_count(client: TestClient) -> None:
    answer = client.get("/collections?lang=fr")
    schema = client.get(links(answer)["describedby"]).json()
    assert not [e.message for e in Draft202012Validator(schema).iter_errors(answer.json())]
    found = answer.json()["collection"]
    assert [c["id"] for c in found] == [f"{HOST}/{name}" for name in COLLECTIONS]
    assert all(list(c["title"]) == ["fr"] for c in found)
    for listed in found:
        assert client.get(listed["id"], params={"limit": 1}).json()["totalItems"] == listed["totalItems"]


@pytest.mark.parametrize(
    ("address", "accept", "media_type"),
    [
        ("/policies", None, "application/ld+json"),
        ("/policies", "application/json", "application/json"),
        ("/policies", "text/csv", "text/csv; charset=utf-8"),
        ("/policies", "text/html,*/*;q=0.1", "text/html; charset=utf-8"),
        ("/policies?format=csv", "text/html", "text/csv; charset=utf-8"),
        ("/policies.csv", "text/html", "text/csv; charset=utf-8"),
        ("/policies.jsonld", "text/html", "application/ld+json"),
        ("/policies.html", None, "text/html; charset=utf-8"),
        ("/policies?format=json", None, "application/ld+json"),
        ("/collections", "text/html", "text/html; charset=utf-8"),
    ],
)
def test_forms(client: TestClient, address: str, accept: str | None, media_type: str) -> None:
    answer = client.get(address, headers={"Accept": accept} if accept else {})
    assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)


def test_another_form_is_not_acceptable(client: TestClient) -> None:
    assert client.get("/policies", headers={"Accept": "text/turtle"}).status_code == 406
    assert client.get("/policies?format=ttl").status_code == 406
    assert client.get("/policies.ttl").status_code == 404


def test_alternates_answer_with_their_types(client: TestClient) -> None:
    answer = client.get("/policies?country=KGZ&type=plan&lang=fr&sort=-endDate&limit=2")
    found = [
        (t, kind)
        for t, relation, kind in LINK.findall(answer.headers["link"])
        if relation in ("alternate", "describedby")
    ]
    assert len(found) == 4
    for target, media_type in found:
        other = client.get(target)
        assert other.status_code == 200
        assert other.headers["content-type"].partition(";")[0] == media_type


def test_csv_has_all_members_with_labels_in_the_asked_language(client: TestClient) -> None:
    answer = client.get("/links.csv?lang=fr")
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert len(rows) == client.get("/links").json()["totalItems"]
    assert "Prévoit" in {row["linkTypeLabel"] for row in rows}
    assert answer.headers["content-language"] == "fr"
    assert 'filename="links.csv"' in answer.headers["content-disposition"]
    some = client.get("/links.csv?limit=10")
    assert len(some.text.splitlines()) == 11
    assert "next" in links(some)


def test_tables_and_json_agree(client: TestClient) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get("/figures.csv?limit=20").text, newline="")))
    members = client.get("/figures?limit=20").json()["member"]
    assert [row["id"] for row in rows] == [member["id"] for member in members]
    assert [row["label"] for row in rows] == [member["label"]["en"] for member in members]
    values = [m["value"] if isinstance(m["value"], int) else m["value"]["@value"] for m in members]
    assert [row["value"] for row in rows] == [str(value) for value in values]


def test_a_workbook_says_where_it_comes_from(client: TestClient) -> None:
    answer = client.get("/figures.xlsx?country=KGZ&lang=fr")
    book = zipfile.ZipFile(io.BytesIO(answer.content))
    heading, *rows = sheet(book, 1)
    total = client.get("/figures?country=KGZ").json()["totalItems"]
    assert len(rows) == total
    column = next(letter for letter, name in heading.items() if name == "value")
    assert all(isinstance(row[column], float) for row in rows)
    about = {row["A"]: row["B"] for row in sheet(book, 2)}
    assert about["service"] == HOST
    assert about["release"] == answer.headers["x-m4sd-release"]
    assert "creativecommons" in str(about["licence"])
    assert about["query"] == "country=KGZ"
    assert client.get(str(about["again"])).content == answer.content


def test_one_language_is_told(client: TestClient) -> None:
    answer = client.get("/countries?lang=ky,fr&limit=3")
    assert set(answer.headers["content-language"].split(", ")) <= {"ky", "fr", "en"}
    assert all(len(member["label"]) == 1 for member in answer.json()["member"])
    assert "content-language" not in client.get("/countries?limit=3").headers
    assert len(client.get("/countries?limit=1").json()["member"][0]["label"]) >= 2


def test_contexts_are_linked_or_embedded(client: TestClient) -> None:
    linked = client.get("/treaties").json()["@context"]
    embedded = client.get("/treaties?context=embed").json()["@context"]
    assert [client.get(address).json()["@context"] for address in linked] == embedded


def test_what_sources_leave_open_is_told(client: TestClient) -> None:
    answer = client.get("/policies?inForce=2023-01-01")
    left_open = client.get(links(answer)["related"]).json()
    assert left_open["totalItems"] == answer.json()["certainty"]["unknown"] > 0
    page = client.get("/policies.html?inForce=2023-01-01").text
    assert f"{left_open['totalItems']} more whose sources" in page
    assert "related" not in links(client.get("/policies?inForce=2023-01-01&certainty=unknown&certainty=yes"))


@pytest.mark.parametrize("name", COLLECTIONS)
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_collection_has_a_page(client: TestClient, name: str, lang: str) -> None:
    answer = client.get(f"/{name}.html", params={"lang": lang, "limit": 20})
    assert answer.status_code == 200
    assert f"<h1>{COLLECTIONS[name].title[lang]}</h1>" in answer.text
    assert answer.text.count("<tr>") > 1
    assert set(re.findall(r"<script[^>]* src=\"([^\"]*/)", answer.text)) == {"/static/built/"}
    assert answer.text.count("<script") == len(
        re.findall(r'<script (?:type="module" src=|type="application/json")', answer.text)
    )
    assert "style=" not in answer.text
    shown = re.search(r"(\d+)–(\d+) (?:of|sur) (\d+)", answer.text)
    assert shown is not None
    assert int(shown[3]) == client.get(f"/{name}?limit=1").json()["totalItems"]


def test_the_form_of_a_page_sends_what_it_shows(client: TestClient) -> None:
    page = client.get("/policies.html?country=kyrgyzstan&inForce=2023-01-01&text=strat%C3%A9gie&sort=-startDate").text
    assert '<option value="kyrgyzstan" selected>' in page
    assert 'name="inForce" value="2023-01-01"' in page
    assert 'name="text" value="stratégie"' in page
    assert '<option value="-startDate" selected>' in page
    # An empty form is every member.
    names = set(re.findall(r'name="(\w+)"', page)) - {"viewport", "description", "q", "certainty", "sort"}
    empty = client.get("/policies", params=dict.fromkeys(names, "")).json()
    assert empty["totalItems"] == client.get("/policies").json()["totalItems"]


def test_kosovo_comes_with_its_notice_in_every_form(client: TestClient) -> None:
    for form in ("jsonld", "csv", "html"):
        assert "1244" in client.get(f"/places.{form}?country=kosovo").text


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_page_of_the_index(client: TestClient, lang: str) -> None:
    page = client.get("/collections", params={"lang": lang}, headers={"Accept": "text/html"}).text
    assert all(f'href="/{name}?lang={lang}"' in page for name in COLLECTIONS)
