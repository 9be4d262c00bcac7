"""``/questions``: typed parameters, every form, the reader's language."""

from __future__ import annotations

import csv
import html
import io
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from api.pages.questions import THEMES
from m4sd_graph.catalog import Query, load_catalog

QUESTIONS = load_catalog().of_kind("questions")
DOMAINS = "/questions/findings-by-domain"
GAPS = "/questions/gaps-in-domain"


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_list(client: TestClient) -> None:
    listed = {q["id"]: q for q in client.get("/questions").json()}
    assert set(listed) == {q.id for q in QUESTIONS}
    assert listed["gaps-in-domain"]["parameters"][0] == {
        "name": "domain",
        "type": "iri",
        "required": True,
        "example": "https://w3id.org/m4sd/vocab/mgi-domain/1",
        "description": {
            "en": "Governance domain",
            "fr": "Domaine de gouvernance",
            "ru": "Область управления",
            "ky": "Башкаруу багыты",
        },
    }
    page = client.get("/questions", headers={"Accept": "text/html"}).text
    assert all(f'href="/questions/{q.id}?format=html"' in page for q in QUESTIONS)
    assert client.get("/questions?format=csv").status_code == 406


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.id)
def test_each_question_as_json_and_as_a_page(client: TestClient, question: Query) -> None:
    bindings = client.get(f"/questions/{question.id}").json()["results"]["bindings"]
    page = client.get(f"/questions/{question.id}?format=html").text
    counted = f">{len(bindings):,} row{'s' if len(bindings) > 1 else ''} · the complete answer<"
    assert counted in page if bindings else '<p class="notice">No rows.' in page


@pytest.mark.parametrize("name", ["findings-by-domain", "chain", "reported-figures", "statements-without-evidence"])
def test_the_other_forms(client: TestClient, name: str) -> None:
    path = f"/questions/{name}"
    bindings = client.get(path, headers={"Accept": "application/json"}).json()["results"]["bindings"]
    assert len(rows(client.get(f"{path}?format=csv").text)) == len(bindings)
    assert client.get(f"{path}?format=tsv").text.count("\n") == len(bindings) + 1
    assert client.get(path, headers={"Accept": "application/xml"}).text.count("<result>") == len(bindings)


@pytest.mark.parametrize("name", ["CQ-07", "7", "07"])
def test_a_question_by_its_number(client: TestClient, name: str) -> None:
    assert client.get(f"/questions/{name}").content == client.get(DOMAINS).content


def test_parameters_are_bound(client: TestClient) -> None:
    first, second = (
        client.get(GAPS, params={"domain": f"https://w3id.org/m4sd/vocab/mgi-domain/{n}", "format": "csv"}).text
        for n in (1, 2)
    )
    assert rows(first)
    assert first != second


def test_a_prefixed_name_is_an_iri(client: TestClient) -> None:
    full = client.get(GAPS, params={"domain": "https://w3id.org/m4sd/vocab/mgi-domain/1"})
    assert client.get(GAPS, params={"domain": "mgi:1"}).json() == full.json()


def test_what_was_left_out_is_told(client: TestClient) -> None:
    location = urlsplit(client.get(GAPS, headers={"Accept": "text/csv"}).headers["content-location"])
    assert location.path == GAPS
    assert parse_qs(location.query) == {
        "domain": ["https://w3id.org/m4sd/vocab/mgi-domain/1"],
        "lang": ["en"],
        "format": ["csv"],
    }


def test_lang_reaches_the_question(client: TestClient) -> None:
    names = {lang: client.get(DOMAINS, params={"lang": lang, "format": "csv"}).text for lang in ("en", "fr", "ru")}
    assert "Migrants’ rights" in names["en"] or "rights" in names["en"]
    assert "droits" in names["fr"].lower()
    assert len(set(names.values())) == 3


def test_lang_of_the_request_header(client: TestClient) -> None:
    answer = client.get(DOMAINS, headers={"Accept": "text/csv", "Accept-Language": "fr-CH, en;q=0.5"})
    assert answer.text == client.get(f"{DOMAINS}?lang=fr&format=csv").text
    assert "Accept-Language" in answer.headers["vary"]


def test_lang_chooses_the_page(client: TestClient) -> None:
    page = client.get(f"{DOMAINS}?lang=fr&format=html").text
    assert '<html lang="fr">' in page
    assert "Combien de constats" in page


def test_lang_of_a_question_without_that_parameter(client: TestClient) -> None:
    [question, *_] = [q for q in QUESTIONS if "lang" not in {p.name for p in q.parameters}]
    assert client.get(f"/questions/{question.id}?lang=fr&format=html").status_code == 200


@pytest.mark.parametrize("lang", ["xx", "", "all", "en'"])
def test_a_language_that_the_graph_does_not_speak(client: TestClient, lang: str) -> None:
    answer = client.get(DOMAINS, params={"lang": lang})
    assert (answer.status_code, answer.json()["place"]) == (400, "parameter lang")
    assert "en, fr" in answer.json()["remedy"]


def test_an_empty_optional_parameter_is_absent(client: TestClient) -> None:
    path = "/questions/reported-figures"
    assert client.get(f"{path}?document=").json() == client.get(path).json()
    assert client.get(f"{path}?document=%20").json() == client.get(path).json()


@pytest.mark.parametrize(
    ("path", "place", "remedy"),
    [
        (f"{GAPS}?domian=x", "parameter domian", "Parameters: domain, lang."),
        (f"{GAPS}?domain=", "parameter domain", "Example: https://w3id.org/m4sd/vocab/mgi-domain/1"),
        (f"{GAPS}?domain=rights", "parameter domain", "Example: https://w3id.org/m4sd/vocab/mgi-domain/1"),
        (f"{GAPS}?domain=http://[x", "parameter domain", "Example: https://w3id.org/m4sd/vocab/mgi-domain/1"),
        (f"{GAPS}?domain=http://a%3E%7D", "parameter domain", "Example: https://w3id.org/m4sd/vocab/mgi-domain/1"),
        (f"{GAPS}?domain=mgi:1&domain=mgi:2", "parameter domain", "Give it once."),
        ("/questions/instruments-in-force?day=yesterday", "parameter day", "Example: 2023-01-01"),
        ("/questions/instruments-in-force?day=2023-02-30", "parameter day", "Example: 2023-01-01"),
        ("/questions/sdg-coverage?threshold=two", "parameter threshold", "Example: 2"),
    ],
)
def test_a_bad_parameter_is_named_with_its_remedy(client: TestClient, path: str, place: str, remedy: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 400
    assert (answer.json()["place"], answer.json()["remedy"]) == (place, remedy)


def test_text_is_never_read_as_sparql(client: TestClient) -> None:
    text = '" } ?s ?p ?o } #'
    assert client.get("/questions/resolve-name", params={"text": text, "format": "csv"}).text == "thing,name\r\n"


def test_an_unknown_question(client: TestClient) -> None:
    problem = client.get("/questions/gaps-in-domian").json()
    assert problem["status"] == 404
    assert problem["nearest"][0] == "gaps-in-domain"
    page = client.get("/questions/gaps-in-domian?format=html").text
    assert 'href="/questions/gaps-in-domain?format=html"' in page


def test_a_form_that_cannot_be_made(client: TestClient) -> None:
    answer = client.get(f"{DOMAINS}?format=ttl")
    assert (answer.status_code, answer.json()["remedy"]) == (406, "Offered: json, xml, csv, tsv, html.")


def test_a_number_that_no_question_has_resembles_none(client: TestClient) -> None:
    answer = client.get("/questions/99")
    assert answer.status_code == 404
    assert "nearest" not in answer.json()
    page = client.get("/questions/99", headers={"Accept": "text/html"}).text
    assert "/questions/99" not in page.partition("<main")[2].partition("</main>")[0]
    assert "Nearest" not in page
    assert "What to do" in page


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.id)
def test_whatever_may_be_picked_is_a_value_with_a_name(client: TestClient, question: Query) -> None:
    page = client.get(f"/questions/{question.id}?format=html").text
    for parameter in question.parameters:
        if parameter.type == "iri":
            field = re.search(
                rf'id="[pl]-{parameter.name}"[^>]*>\s*(<option.*?)</(?:select|datalist)>', page, re.DOTALL
            )
            assert field
            options = re.findall(r'<option value="([^"]*)"[^>]*>([^<]+)<', field[1])
            assert len(options) > 1
            assert parameter.example in dict(options)
            assert all(name != value for value, name in options)


def test_a_kind_of_thing_is_picked_by_what_the_parameter_is_called(client: TestClient) -> None:
    page = client.get("/questions/instrument-aims?format=html").text
    listed = re.findall(r'<option value="([^"]*)"', page)
    query = "SELECT ?x { ?x a m4sd:LegalAct } ORDER BY ?x LIMIT 1"
    law = client.get("/sparql", params={"query": query, "format": "csv"}).text.split()[1]
    assert law in listed


def test_a_question_opens_in_the_editor_and_is_not_run(client: TestClient) -> None:
    page = client.get(f"{GAPS}?format=html").text
    address = re.search(r'href="(/sparql\?run=no[^"]*)"', page)
    assert address
    editor = client.get(html.unescape(address[1]), headers={"Accept": "text/html"})
    assert "?finding a m4sd:Finding" in editor.text
    assert '<table class="result"' not in editor.text


def test_the_list_carries_queries_that_run(client: TestClient) -> None:
    for question in client.get("/questions?lang=fr").json():
        assert client.get("/sparql", params={"query": question["query"], "format": "csv"}).status_code in (200, 406)
        assert client.get(question["page"]).status_code == 200


def test_every_question_has_a_theme_by_its_first_keyword() -> None:
    assert all(q.keywords[0] in THEMES for q in QUESTIONS)
