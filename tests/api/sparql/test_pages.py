"""A browser sees the editor, rows with advice, and errors beside the query; with files too."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from api.main import create_app
from api.services import open_files
from m4sd_graph.settings import Settings

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
NAMES = "SELECT ?name ?gap { ?s a m4sd:State ; skos:prefLabel ?name FILTER(LANG(?name) = 'en') } ORDER BY ?name LIMIT 3"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    path = tmp_path_factory.mktemp("files") / "isle.ttl"
    path.write_text('@prefix ex: <https://example.org/> . ex:isle ex:name "Isle <b>" .', encoding="utf-8")
    services = open_files(Settings(workers=1), (str(path),), union=True)
    with TestClient(create_app(services), follow_redirects=False) as client:
        yield client


def shown(client: TestClient, query: str, status: int = 200, **parameters: str) -> str:
    answer = client.get("/sparql", params={"query": query, **parameters}, headers=BROWSER)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return str(answer.text)


def editor_text(page: str) -> str:
    found = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert found
    return html.unescape(found[1])


def test_the_editor_offers_an_example_that_runs(client: TestClient) -> None:
    page = client.get("/sparql", headers=BROWSER).text
    assert '<p class="notice">No rows.' not in shown(client, editor_text(page))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_example_speaks_the_language_of_the_page(client: TestClient, language: str) -> None:
    page = client.get("/sparql", headers={**BROWSER, "Accept-Language": language}).text
    assert f"LANG(?name) = '{language}'" in editor_text(page)


def test_rows_stand_below_the_query(client: TestClient) -> None:
    page = shown(client, NAMES)
    assert editor_text(page) == NAMES
    assert page.count("<tr") == 4
    assert "<h2>Advice" not in page


def test_a_truth_is_a_word(client: TestClient) -> None:
    assert re.search(r'class="truth">\s*\w+', shown(client, "ASK {}"))


def test_triples_are_rows(client: TestClient) -> None:
    page = shown(client, "CONSTRUCT { <urn:a> <urn:b> 'c' } {}")
    assert all(name in page for name in ("subject", "predicate", "object", "urn:a"))


def test_advice_on_the_query_is_shown_with_its_place(client: TestClient) -> None:
    page = shown(client, "SELECT ?a ?b { ?a a m4sd:State .\n ?b a m4sd:State } LIMIT 1")
    advice = re.search(r'<ul class="advice">(.*?)</ul>', page, re.DOTALL)
    assert advice
    assert re.search(r"\d+:\d+", advice[1])


@pytest.mark.parametrize(
    ("query", "graphs", "names"),
    [
        ("SELECT * {}", {}, ["json", "xml", "csv", "tsv", "xlsx"]),
        ("ASK {}", {}, ["json", "xml"]),
        ("CONSTRUCT {} {}", {"default-graph-uri": "urn:g"}, ["ttl", "nt", "rdf", "jsonld", "nq", "trig"]),
    ],
)
def test_downloads_hold_what_the_page_shows(
    client: TestClient, query: str, graphs: dict[str, str], names: list[str]
) -> None:
    found = re.search(r'<p class="formats">(.*?)</p>', shown(client, query, 200, **graphs), re.DOTALL)
    assert found
    links = dict(re.findall(r'<a href="([^"]*)">(\w+)</a>', found[1]))
    assert list(links.values()) == names
    for address in map(html.unescape, links):
        assert client.get(address).status_code == 200
        assert ("default-graph-uri=urn%3Ag" in address) == bool(graphs)


@pytest.mark.parametrize(
    ("query", "status", "told"),
    [
        ("SELECT * { ?s ?p }", 400, "line 1"),
        ("SELECT * { ?s a m4sd:Stat }", 400, "m4sd:State"),
        ("DROP ALL", 403, "read-only"),
        ("", 400, "the query is empty"),
    ],
)
def test_an_error_stands_beside_the_query(client: TestClient, query: str, status: int, told: str) -> None:
    page = shown(client, query, status)
    assert editor_text(page) == query
    alert = re.search(r'<section role="alert">(.*?)</section>', page, re.DOTALL)
    assert alert
    assert told in html.unescape(alert[1])


def test_an_error_about_the_request_keeps_the_page(client: TestClient) -> None:
    page = shown(client, "ASK {}", 400, timeout="soon")
    assert "parameter timeout" in page


def test_a_query_cannot_break_out_of_the_page(client: TestClient) -> None:
    page = shown(client, "ASK {} </textarea><script>alert(1)</script>", 400)
    assert "<script>alert" not in page


def test_with_files_the_first_page_is_the_editor(files: TestClient) -> None:
    answer = files.get("/", headers=BROWSER)
    assert (answer.status_code, answer.headers["location"]) == (307, "/sparql")
    page = files.get("/sparql", headers=BROWSER)
    assert page.status_code == 200
    assert editor_text(page.text).startswith("SELECT * WHERE")
    assert "m4sd:" not in editor_text(page.text)


def test_with_files_the_example_shows_what_is_in_them(files: TestClient) -> None:
    page = shown(files, editor_text(files.get("/sparql", headers=BROWSER).text))
    assert "Isle &lt;b&gt;" in page
    assert "Isle <b>" not in page


def test_with_files_errors_and_descriptions_are_there_too(files: TestClient) -> None:
    assert "line 1" in shown(files, "SELECT * { ?s ?p }", 400)
    assert "https://example.org/" in files.get("/sparql", headers={"Accept": "text/turtle"}).text
    assert files.get("/health").status_code == 200


@pytest.mark.parametrize("path", ["/questions", "/ontology", "/id/country/kyrgyzstan"])
def test_with_files_there_are_no_pages_of_a_release(files: TestClient, path: str) -> None:
    assert files.get(path).status_code == 404


def test_a_shared_query_is_shown_and_not_run(client: TestClient) -> None:
    for _ in range(2):
        # The second request could take the short way, which runs what it sees.
        page = shown(client, "SELECT * { ?s ?p ?o }", run="no")
        assert editor_text(page) == "SELECT * { ?s ?p ?o }"
        assert '<table class="result"' not in page
    assert editor_text(shown(client, "not SPARQL", run="no")) == "not SPARQL"


def test_rows_show_names_in_the_readers_language(client: TestClient) -> None:
    page = shown(client, "SELECT ?s { ?s a m4sd:State } ORDER BY ?s", lang="fr")
    assert re.search(r'title="https://w3id.org/m4sd/id/country/kyrgyzstan">Kirghizistan</a>', page)


def test_with_files_the_editor_completes_from_what_is_in_them(files: TestClient) -> None:
    told = files.get("/completion.json").json()
    assert [p["name"] for p in told["properties"]] == ["<https://example.org/name>"]
    page = shown(files, "SELECT ?s { ?s ?p ?o }")
    assert "/sparql?query=DESCRIBE" in page
