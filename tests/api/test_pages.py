"""Pages say where everything comes from, keep derived apart from asserted, and load nothing from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from api.pages.evidence import card
from api.pages.names import Address, Names
from api.services import Services
from m4sd_graph.describe import Resource
from m4sd_graph.namespaces import M4SD, OA, RDFS
from m4sd_graph.store.protocol import Statement, Term

PAGES = [
    "/",
    "/search",
    "/search?q=migration+policy&country=KGZ&class=policies",
    "/search?q=remittnaces+unfindable",
    "/questions?format=html",
    "/questions/chain?format=html",
    "/sparql?format=html",
    "/sparql?format=html&query=DESCRIBE+country%3Akyrgyzstan",
    "/sparql?format=html&query=nonsense",
    "/ontology.html",
    "/shapes.html",
    "/schemas?format=html",
    "/profile/full.html",
    "/docs",
    "/docs?find=coherence",
    "/docs/coherence",
    "/docs/reference/api",
    "/docs/reference/ontology",
    "/builder",
    "/catalog.html",
    "/catalog.html?limit=2&page=2",
    "/dataset/m4sd.html",
    "/dataset/policies.html",
    "/graph/international.html",
    "/id/country/kyrgyzstan.html",
    "/id/instrument/kg-migration-policy-concept-2021-2030.html",
    "/id/place/kosovo.html",
    "/id/finding/kg-mgi2-f33.html",
    "/id/document/un-networks-launch-release.html",
    "/vocab/confidence/medium.html",
    "/resource?iri=sdg:10.7&format=html",
    "/resource?iri=m4sd:Evidence&format=html",
    "/id/nothing.html",
    "/browse?format=html",
    "/browse/countries?format=html",
    "/browse/findings?format=html&domain=1&valence=gap",
    "/browse/figures?format=html",
    "/browse/frameworks?format=html",
    "/browse/frameworks/gcm?format=html",
    "/browse/timeline?format=html&country=KGZ&as-of=2023-01-01",
    "/browse/network?format=html",
    "/browse/map?format=html",
    "/collections?format=html",
    "/policies?format=html&country=KGZ&inForce=2023-01-01",
    "/findings?format=html&text=zzzz",
    "/coherence?format=html",
    "/coherence/matrix?format=html",
    "/coherence/matrix?format=html&columns=target&within=sdg:10",
    "/coherence/status?format=html&status=contested",
    "/coherence/what-if",
    "/coherence/compare?format=html",
]
NOTE = {"en": "Security Council resolution 1244", "fr": "résolution 1244"}


class Checked(HTMLParser):
    """Reads a page and notes what matters: structure, loads, links, ids."""

    VOID = frozenset({"meta", "link", "input", "br", "img"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.loads: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.headings: list[int] = []
        self.problems: list[str] = []
        self.lang = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in self.VOID:
            self.open.append(tag)
        if tag == "html":
            self.lang = given["lang"]
        if "id" in given:
            self.ids.append(given["id"])
        if "src" in given or (tag == "link" and given["rel"] in ("stylesheet", "icon")):
            self.loads.append(given.get("src") or given["href"])
        if tag == "a":
            self.links.append(given["href"])
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "th" and "scope" not in given:
            self.problems.append("th without scope")
        is_data = tag == "script" and given.get("type") in ("application/ld+json", "application/json")
        is_module = tag == "script" and given.get("type") == "module" and "src" in given
        told = tag == "img" and "alt" in given
        forbidden = tag in ("script", "style", "iframe", "img") and not (is_data or is_module or told)
        if forbidden or "style" in given or any(n.startswith("on") for n in given):
            self.problems.append(f"{tag} {given}")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"</{tag}> closes nothing")


def fetch(client: TestClient, path: str) -> str:
    return str(client.get(path, headers={"Accept": "text/html"}).text)


@pytest.mark.parametrize("lang", ["en", "ky"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_whole_and_loads_nothing_from_elsewhere(client: TestClient, path: str, lang: str) -> None:
    page = Checked(fetch(client, f"{path}{'&' if '?' in path else '?'}lang={lang}"))
    assert page.problems == []
    assert page.open == []
    assert page.lang == lang
    assert all(load.startswith("/static/") for load in page.loads)
    assert len(page.ids) == len(set(page.ids))
    assert page.headings.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(page.headings, page.headings[1:], strict=False))
    assert all(link.startswith(("/", "?", "#", "http://", "https://")) for link in page.links)


@pytest.fixture(scope="module")
def status(client: TestClient) -> Callable[[str], int]:
    """The status behind a link; many pages share theirs."""
    return cache(lambda link: int(client.get(link, headers={"Accept": "text/html"}).status_code))


@pytest.mark.parametrize("path", PAGES)
def test_links_on_a_page_lead_somewhere(client: TestClient, status: Callable[[str], int], path: str) -> None:
    page = Checked(fetch(client, path))
    local = sorted({link.partition("#")[0] for link in page.links if link.startswith("/")})
    for link in local[:: max(1, len(local) // 15)]:
        assert status(link) == 200, link
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)


def test_a_chosen_language_is_kept_from_page_to_page(client: TestClient) -> None:
    page = Checked(fetch(client, "/id/country/kyrgyzstan.html?lang=fr"))
    own = [link for link in page.links if link.startswith(("/id/", "/vocab/", "/questions"))]
    assert own
    assert all(
        "lang=fr" in link or re.search(r"\.(jsonld|ttl|nt|rdf|nq|trig|json)(\?profile=\w+)?$", link) for link in own
    )


def test_the_other_language_keeps_the_query(client: TestClient) -> None:
    page = Checked(fetch(client, "/sparql?format=html&query=ASK%7B%7D"))
    assert any(link.endswith("/sparql?format=html&query=ASK%7B%7D&lang=fr") for link in page.links)


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize(
    "path",
    [
        "/id/place/kosovo",
        "/id/country/kyrgyzstan",
        "/id/document/un-networks-launch-release",
        "/graph/international",
        "/sparql?query=SELECT+%3Fname+%7B+place%3Akosovo+skos%3AprefLabel+%3Fname+%7D",
        "/questions/required-notices",
        "/resource?iri=m4sd:Event",
    ],
)
def test_kosovo_is_always_with_its_note(client: TestClient, path: str, lang: str) -> None:
    text = fetch(client, f"{path}{'&' if '?' in path else '?'}lang={lang}")
    assert "Kosovo*" in text
    assert "Kosovo**" not in text
    assert NOTE[lang] in text


def test_every_page_that_names_kosovo_carries_the_note(client: TestClient, services: Services) -> None:
    query = 'SELECT DISTINCT ?s WHERE { ?s ?p ?o FILTER(CONTAINS(STR(?o), "Kosovo*"))'
    query += ' FILTER(STRSTARTS(STR(?s), "https://w3id.org/m4sd/id/")) }'
    rows = services.store.select(query).rows
    assert rows
    for row in rows:
        text = fetch(client, "/" + quote(row["s"].value.removeprefix("https://w3id.org/m4sd/").partition("#")[0]))
        assert "Kosovo*" not in text or NOTE["en"] in text


def test_a_page_without_kosovo_owes_no_note(client: TestClient) -> None:
    assert "1244" not in fetch(client, "/vocab/valence/gap")


@pytest.fixture(scope="module")
def derived_link(services: Services) -> str:
    row = services.store.select("SELECT ?s WHERE { ?s m4sd:byRule rule:R2 } ORDER BY ?s LIMIT 1").rows[0]
    return "/" + row["s"].value.removeprefix("https://w3id.org/m4sd/")


def test_a_derived_link_is_marked_with_rule_and_premises(client: TestClient, derived_link: str) -> None:
    text = fetch(client, derived_link)
    assert '<span class="badge derived">derived</span> <a href="/id/rule/R2">R2 · ' in text
    assert "No source states this link" in text
    premises = text.partition("<h2>Premises</h2>")[2]
    assert '<span class="badge">asserted</span>' in premises
    assert premises.partition("</table>")[0].count("<tr") == 3
    assert 'href="/questions/chain?source=' in premises
    assert " — " in text.partition("<h1>")[2].partition("</h1>")[0]


def test_an_asserted_link_is_told_by_its_ends_and_its_evidence(client: TestClient, services: Services) -> None:
    row = services.store.select("SELECT ?s WHERE { ?s a m4sd:AssertedLink } ORDER BY ?s LIMIT 1").rows[0]
    text = fetch(client, "/" + row["s"].value.removeprefix("https://w3id.org/m4sd/"))
    assert "A source supports this link" in text
    assert '<span class="badge">asserted</span>' in text
    assert 'class="evidence"' in text


def test_links_of_a_thing_stand_in_a_table_with_their_basis(client: TestClient) -> None:
    text = fetch(client, "/resource?iri=sdg:10.7")
    table = text.partition("<h2>Links to this</h2>")[2]
    assert "<h1>SDG 10.7 · Orderly" in text
    assert '<span class="badge">asserted</span>' in table
    assert '<tr class="derived">' in table


def test_conflicting_reports_are_shown_as_such(client: TestClient) -> None:
    text = fetch(client, "/id/org/np-brain-gain-centre").partition("<h2>What sources report</h2>")[2]
    assert text.count("sources differ") == 1
    assert "established" in text
    assert text.partition("sources differ")[2].partition("</table>")[0].count("<tr>") > 2


def test_facts_lead_to_their_evidence(client: TestClient) -> None:
    page = Checked(fetch(client, "/id/instrument/kg-migration-policy-concept-2021-2030"))
    cited = {link for link in page.links if link.startswith("#evidence-")}
    assert cited
    assert {link[1:] for link in cited} <= set(page.ids)
    assert any("#:~:text=" in link for link in page.links)


def test_evidence_is_told_by_document_and_place(client: TestClient, services: Services) -> None:
    located = services.store.select("SELECT ?s WHERE { ?s oa:hasSelector ?x } ORDER BY ?s LIMIT 1").rows[0]["s"].value
    text = fetch(client, "/" + quote(located.removeprefix("https://w3id.org/m4sd/")))
    assert re.search(r"<h1>.+, characters \d+–\d+</h1>", text)
    cited = services.store.select(
        'SELECT ?s ?l WHERE { ?s m4sd:locator ?l FILTER(LANG(?l) = "fr") } ORDER BY ?s LIMIT 1'
    )
    row = cited.rows[0]
    text = fetch(client, "/" + quote(row["s"].value.removeprefix("https://w3id.org/m4sd/")) + "?lang=fr")
    assert f", {row['l'].value}</h1>" in text.replace("&#39;", "'")


def test_what_rules_concluded_of_figures_is_marked(client: TestClient, services: Services) -> None:
    row = services.store.select("SELECT ?s WHERE { ?s m4sd:divergesFrom ?x } ORDER BY ?s LIMIT 1").rows[0]
    text = fetch(client, "/" + row["s"].value.removeprefix("https://w3id.org/m4sd/"))
    assert '<span class="badge derived">derived</span> <a href="/id/rule/R7">R7</a>' in text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("ASK { ?s a m4sd:State }", '<p class="truth">Yes</p>'),
        ("ASK { ?s a skos:Nothing }", '<p class="truth">No</p>'),
        ("SELECT ?s { ?s a m4sd:State }", 'href="/id/country/kyrgyzstan"'),
        ("CONSTRUCT { ?s a ?t } WHERE { ?s a ?t . FILTER(?t = m4sd:State) }", '<th scope="col">predicate</th>'),
        ("DESCRIBE country:kyrgyzstan", '<th scope="col">object</th>'),
        ("SELECT * { ?s ?p ?o }", "The first 1,000 of "),
        ("SELECT ?x { VALUES ?x { <javascript:alert(1)> } }", 'href="/resource?iri=javascript%3Aalert%281%29"'),
        ('SELECT ("<script>" AS ?x) {}', "&lt;script&gt;"),
    ],
)
def test_each_form_of_answer_has_its_page(client: TestClient, query: str, shown: str) -> None:
    text = fetch(client, f"/sparql?query={quote(query)}")
    assert shown in text
    assert "Also as" in text


def test_a_query_with_a_mistake_stays_in_the_form(client: TestClient) -> None:
    answer = client.get("/sparql?query=SELECT+*+%7B+%3Fs+%7D", headers={"Accept": "text/html"})
    assert answer.status_code == 400
    assert "line 1, column" in answer.text
    assert "SELECT * { ?s }</textarea>" in answer.text


def test_a_form_sends_the_language_once(client: TestClient) -> None:
    main = fetch(client, "/questions/gaps-in-domain?format=html&lang=fr").partition("<main")[2]
    assert main.count('name="lang"') == 1


def test_the_passage_is_looked_for_on_the_first_page_only() -> None:
    evidence, document = "https://example.org/evidence", "https://example.org/document"
    facts = {
        f"{OA}hasSource": Term("iri", document),
        f"{M4SD}textFragment": Term("literal", "text=first%20words,last%20words"),
        f"{RDFS}seeAlso": Term("iri", "https://example.org/twin"),
    }
    statements = tuple(Statement(Term("iri", evidence), Term("iri", p), o) for p, o in facts.items())
    pages = {document: ("https://example.org/fr", "https://example.org/fr-2#part")}
    shown = card(Resource(evidence, statements, (), {}, pages, {}), evidence, 1, Names({}, "en", Address()))
    assert [item.href for item in shown.addresses] == [
        "https://example.org/fr#:~:text=first%20words,last%20words",
        "https://example.org/fr-2#part",
    ]
