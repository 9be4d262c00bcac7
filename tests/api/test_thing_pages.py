"""Pages of things: passages where the operator holds the texts, the timeline, the citation, the neighbourhood."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.main import create_app
from api.pages.citing import citation
from m4sd_graph.namespaces import ID
from m4sd_graph.sources import digest
from m4sd_graph.workspace import Workspace
from tests.conftest import services_over
from tests.lib import worlds

POLICY = "instrument:kg-migration-policy-concept-2021-2030"
TEXT = 'First come the words before. The council <b>met</b> & "spoke" twice. Then come the words after.'
START, END = TEXT.index("The council"), TEXT.index(" Then")
HELD = f"""
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix doc: <https://w3id.org/m4sd/id/document/> .
@prefix ev: <https://w3id.org/m4sd/id/evidence/> .
doc:tl-held a m4sd:SourceDocument ; skos:prefLabel "Held report"@en ; m4sd:textDigest "{digest(TEXT)}" ;
  m4sd:textLength {len(TEXT)} .
ev:tl-held a m4sd:Evidence ; oa:hasSource doc:tl-held ; m4sd:passageDigest "%s" ;
  oa:hasSelector <{ID}evidence/tl-held#position> .
<{ID}evidence/tl-held#position> a oa:TextPositionSelector ; oa:start {START} ; oa:end {END} .
"""


def page_of_evidence(workspace: Workspace, folder: Path, text: str, stated: str) -> str:
    """The page of the passage, served by an operator who holds ``text``."""
    release = worlds.publish(workspace, folder / "releases", worlds.dataset(workspace, extra=HELD % digest(stated)))
    (folder / "texts").mkdir()
    (folder / "texts/report.txt").write_text(text, encoding="utf-8")
    with TestClient(create_app(services_over(release, sources=folder / "texts"))) as client:
        return str(client.get("/id/evidence/tl-held", headers={"Accept": "text/html"}).text)


def test_the_passage_itself_is_shown_where_the_operator_holds_the_text(workspace: Workspace, tmp_path: Path) -> None:
    page = page_of_evidence(workspace, tmp_path, TEXT, TEXT[START:END])
    shown = "The council &lt;b&gt;met&lt;/b&gt; &amp; &#34;spoke&#34; twice."
    assert f'…First come the words before. </span><mark>{shown}</mark><span class="around"> Then come' in page


def test_a_passage_that_is_not_what_the_graph_says_is_not_shown(workspace: Workspace, tmp_path: Path) -> None:
    page = page_of_evidence(workspace, tmp_path, TEXT, "other words")
    assert "Held report" in page
    assert "<mark>" not in page


def test_without_the_text_no_words_of_a_source_stand_on_a_page(client: TestClient) -> None:
    page = client.get(f"/resource?iri={POLICY}", headers={"Accept": "text/html"}).text
    assert 'class="evidence"' in page
    assert "<mark>" not in page


def test_a_period_is_drawn_and_told(client: TestClient) -> None:
    page = client.get(f"/resource?iri={POLICY}", headers={"Accept": "text/html"}).text
    drawing = page.partition('<figure class="timeline">')[2].partition("</figure>")[0]
    assert re.search(r'aria-label="Timeline: [^"]*2021', drawing)
    years = [int(year) for year in re.findall(r">(\d{4})</text>", drawing)]
    assert years == sorted(years)
    assert 2021 <= years[0] < years[-1] <= 2031
    for x, width in re.findall(r'x="([\d.]+)%" y="\d+" width="([\d.]+)%"', drawing):
        assert 0 <= float(x) <= float(x) + float(width) <= 100.01


def test_a_citation_names_the_release_and_the_iri(client: TestClient) -> None:
    version = client.get("/health").json()["release"]
    page = client.get(f"/resource?iri={POLICY}", headers={"Accept": "text/html"}).text
    cited = page.partition('id="cite"')[2]
    assert f"release {version}. {ID}instrument/kg-migration-policy-concept-2021-2030" in cited
    assert "@misc{" in cited


def test_a_citation_survives_awkward_names() -> None:
    found = citation('A {100 %} "plan" \\ & more', f"{ID}instrument/x", "1.0", date(2026, 11, 2), "fr")
    assert "title = {{A (100 \\%)" in found.bibtex
    assert found.bibtex.count("{") == found.bibtex.count("}")
    assert '"date-parts": [\n' in found.csl
    assert "(2026)" in found.plain


def test_the_neighbourhood_is_told_in_the_language_of_the_reader(client: TestClient) -> None:
    found = client.get("/neighbourhood", params={"iri": POLICY, "lang": "fr"})
    assert found.headers["content-language"] == "fr"
    told = found.json()
    nodes = {node["iri"]: node for node in told["nodes"]}
    country = nodes[f"{ID}country/kyrgyzstan"]
    assert (country["label"], country["kind"], country["step"]) == ("Kirghizistan", "place", 1)
    assert country["href"] == "/id/country/kyrgyzstan?lang=fr"
    assert all({edge["source"], edge["target"]} <= nodes.keys() for edge in told["edges"])
    assert any(edge["rule"] for edge in told["edges"])


def test_two_steps_are_bounded_and_say_what_is_left_out(client: TestClient) -> None:
    told = client.get("/neighbourhood", params={"iri": "country:kyrgyzstan", "steps": "2"}).json()
    assert len(told["nodes"]) == 60
    assert told["leftOut"] > 0


@pytest.mark.parametrize(
    ("asked", "status", "words"),
    [
        ({}, 400, "iri"),
        ({"iri": "no iri"}, 400, "Example: /neighbourhood?iri=country:kyrgyzstan"),
        ({"iri": "https://example.org/none"}, 404, "nothing is known"),
        ({"iri": POLICY, "steps": "3"}, 400, "steps"),
    ],
)
def test_what_has_no_neighbourhood(client: TestClient, asked: dict[str, str], status: int, words: str) -> None:
    answer = client.get("/neighbourhood", params=asked)
    assert (answer.status_code, words in answer.text) == (status, True)
    assert answer.headers["content-type"] == "application/problem+json"
