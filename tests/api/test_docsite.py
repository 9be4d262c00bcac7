"""The documentation inside the service: every page is there, and every link in it leads to a page and an anchor."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.manual.interface import operations
from api.manual.markdown import Target, render, slug
from api.manual.shelf import GROUPS, resolved, shelf

ROOT = Path(__file__).resolve().parents[2]
NAMES = [entry.name for entries in shelf().values() for entry in entries]


@pytest.fixture(scope="module")
def pages(client: TestClient) -> Mapping[str, BeautifulSoup]:
    """Every page of the documentation by its path."""
    paths = ["/docs", *(f"/docs/{name}" for name in NAMES)]
    answers = {path: client.get(path, headers={"Accept": "text/html"}) for path in paths}
    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(paths, 200)
    return {path: BeautifulSoup(answer.text, "html.parser") for path, answer in answers.items()}


def anchors(soup: BeautifulSoup) -> list[str]:
    return [str(tag["id"]) for tag in soup.find_all(id=True)]


def test_every_file_of_docs_is_a_page(pages: Mapping[str, BeautifulSoup]) -> None:
    files = [path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")]
    assert len(files) > 25
    assert {f"/docs/{file.removesuffix('.md')}" for file in files} <= set(pages)


def test_every_page_has_one_title_and_orderly_headings(pages: Mapping[str, BeautifulSoup]) -> None:
    for path, soup in pages.items():
        levels = [int(heading.name[1]) for heading in soup.main.find_all(re.compile("^h[1-6]$"))]  # type: ignore[union-attr]
        assert levels.count(1) == 1, path
        assert all(after - before <= 1 for before, after in pairwise(levels)), (path, levels)
        assert len(anchors(soup)) == len(set(anchors(soup))), path


def test_every_link_leads_to_a_page_and_an_anchor(client: TestClient, pages: Mapping[str, BeautifulSoup]) -> None:
    known: dict[str, int] = {}
    for path, soup in pages.items():
        for link in {str(tag["href"]) for tag in soup.main.find_all("a", href=True)}:  # type: ignore[union-attr]
            parts = urlsplit(link)
            if parts.scheme:
                continue
            target = parts.path or path
            if target in pages:
                assert not parts.fragment or unquote(parts.fragment) in anchors(pages[target]), (path, link)
            elif not parts.path.startswith("/resource"):
                asked = f"{target}?{parts.query}" if parts.query else target
                if asked not in known:
                    known[asked] = client.get(asked, headers={"Accept": "text/html"}, follow_redirects=True).status_code
                assert known[asked] == 200, (path, link)


def test_a_page_of_the_project_that_is_not_served_is_no_link() -> None:
    assert resolved("../tests/conformance/known.txt", "docs/conformance.md") is None
    assert resolved("reference/rules.md#r1", "docs/ontology.md") == Target("/docs/reference/rules#r1", "Rules")
    assert resolved("../docs/coherence.md#review", "data/README.md") == Target("/docs/coherence#review", "Coherence")
    assert resolved("https://example.org/", "docs/api.md") == Target("https://example.org/")


def test_a_link_named_by_a_file_is_told_by_the_title_of_its_page() -> None:
    shown = render("[ontology.md](ontology.md), [see](ontology.md)", lambda target: resolved(target, "docs/api.md"))
    assert shown.html == '<p><a href="/docs/ontology">The ontology</a>, <a href="/docs/ontology">see</a></p>\n'


def test_what_stands_in_markdown_cannot_run() -> None:
    shown = render("# A `<b>`\n\n<script>alert(1)</script> [x](javascript:alert(1)) ![y](z.svg)", lambda _: None)
    assert "<script" not in shown.html
    assert 'href="javascript' not in shown.html
    assert shown.headings[0].text == "A <b>"


def test_code_has_classes_and_no_styles(client: TestClient) -> None:
    text = client.get("/docs/reference/questions").text
    assert '<span class="k">SELECT</span>' in text
    assert "style=" not in text


def test_anchors_are_those_of_code_forges() -> None:
    assert slug("Not knowing, and `disagreeing`!") == "not-knowing-and-disagreeing"
    assert slug("### `/id/{path}`") == "-idpath"


def test_an_unknown_page_names_the_nearest(client: TestClient) -> None:
    answer = client.get("/docs/coherense")
    assert answer.status_code == 404
    assert answer.json()["nearest"][0] == "/docs/coherence"
    assert client.get("/docs/rules").json()["nearest"] == ["/docs/reference/rules"]
    text = client.get("/docs/rules", headers={"Accept": "text/html"}).text
    assert 'href="/docs/reference/rules"' in text


def test_search_finds_titles_and_headings(client: TestClient) -> None:
    found = BeautifulSoup(client.get("/docs?find=what if").text, "html.parser").find("section")
    assert found is not None
    assert "/docs/coherence#what-if" in {link["href"] for link in found.find_all("a")}
    assert "No title or heading" in client.get("/docs?find=zzz").text
    assert "&lt;script&gt;" in client.get("/docs?find=<script>").text


def test_pages_can_be_kept(client: TestClient) -> None:
    first = client.get("/docs/coherence")
    again = client.get("/docs/coherence", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304


def test_the_text_of_a_page(client: TestClient) -> None:
    answer = client.get("/docs/coherence.md")
    assert answer.headers["content-type"].startswith("text/markdown")
    assert answer.text == (ROOT / "docs/coherence.md").read_text(encoding="utf-8")


def test_other_languages_say_that_the_text_is_english(client: TestClient) -> None:
    soup = BeautifulSoup(client.get("/docs/coherence?lang=fr").text, "html.parser")
    assert soup.html is not None
    assert soup.html["lang"] == "fr"
    assert soup.article is not None
    assert soup.article["lang"] == "en"
    assert soup.find(class_="notice") is not None
    assert BeautifulSoup(client.get("/docs/coherence").text, "html.parser").find(class_="notice") is None


def test_a_new_file_has_its_place() -> None:
    assert "guides" in GROUPS
    assert {name for names in GROUPS.values() for name in names} & set(NAMES) >= {"researchers", "analysts", "systems"}


def test_the_reference_of_the_api_has_every_route(client: TestClient, pages: Mapping[str, BeautifulSoup]) -> None:
    assert isinstance(client.app, FastAPI)
    described = client.app.openapi()
    shown = [heading.get_text(" ", strip=True) for heading in pages["/docs/reference/api"].find_all("h3", id=True)]
    listed = [f"{method.upper()} {path}" for path, methods in described["paths"].items() for method in methods]
    assert sorted(shown) == sorted(listed)


def test_examples_of_the_reference_work(client: TestClient) -> None:
    assert isinstance(client.app, FastAPI)
    version = str(client.app.state.services.manifest["version"])
    found = [one for some in operations(client.app.openapi(), "", version).values() for one in some if one.address]
    assert len(found) > 60
    # What needs the operator's key, or two states to be compared, which no single parameter names.
    apart = ("/releases/{a}...{b}", "/changes/{published}/{number}", "/queries/running", "/coherence/compare")
    failed = {
        one.address: answer.status_code
        for one in found
        if one.path not in apart and (answer := client.get(one.address)).status_code >= 400
    }
    assert failed == {}
