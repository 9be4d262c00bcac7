"""The query builder in a real browser: what one chooses gives the rows that a query written by hand gives."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.accessible import violations
from tests.browser.conftest import Open

BUILDER = "https://w3id.org/m4sd/builder#"
SINCE_2021 = """SELECT DISTINCT ?policy ?date WHERE {
  ?policy a m4sd:Policy ; m4sd:jurisdiction country:kyrgyzstan ; m4sd:adopted/dcat:startDate ?date
  FILTER(?date >= "2021-01-01"^^xsd:date)
}"""
OF_DOMAIN = """SELECT DISTINCT ?finding WHERE {
  ?finding a m4sd:Finding ; m4sd:inDomain <https://w3id.org/m4sd/vocab/mgi-domain/2> ; m4sd:valence ?valence
}"""


# Sparnatural says this of a condition that is not complete yet.
HALF = "The requested property null is unknown"
Build = Callable[..., Page]


@pytest.fixture
def build(browser: Browser, site: str) -> Iterator[Build]:
    """Opens the builder and waits for it; afterwards it may have asked no other host and logged no error."""
    problems: list[str] = []
    contexts = []

    def opened(timezone_id: str | None = None) -> Page:
        contexts.append(browser.new_context(locale="en-GB", timezone_id=timezone_id))
        page = contexts[-1].new_page()
        page.on("console", lambda m: problems.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("request", lambda r: None if r.url.startswith((site, "data:")) else problems.append(r.url))
        page.goto(f"{site}/builder")
        return ready(page)

    yield opened
    for context in contexts:
        context.close()
    assert [problem for problem in problems if not problem.startswith(HALF)] == []


def asked(site: str, query: str) -> list[dict[str, str]]:
    """The rows of a query, value by value."""
    accept = {"Accept": "application/sparql-results+json"}
    with urlopen(Request(f"{site}/sparql?query={quote(query)}", headers=accept)) as answer:
        rows: list[dict[str, Any]] = json.load(answer)["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in rows]


def ready(page: Page) -> Page:
    page.mouse.move(5, 5)
    page.mouse.move(50, 50)
    page.wait_for_selector("[data-builder=ready]")
    return page


def choose(page: Page, group: str, name: str) -> None:
    page.locator(f'{group} li[data-id="{name}"] .item-sel').last.click()


def shown(page: Page) -> list[str]:
    """The things in the first column, by their IRIs."""
    links = page.locator("#result-rows tbody td:first-child a").evaluate_all("links => links.map(l => l.href)")
    return sorted(parse_qs(urlsplit(link).query)["iri"][0] for link in links)


def test_policies_adopted_since_2021(open_page: Open, site: str) -> None:
    page = ready(open_page("/builder"))
    page.locator('[data-example="0"]').click()
    expect(page.locator("#result-rows tbody tr")).not_to_have_count(0)
    by_hand = asked(site, SINCE_2021)
    assert len(by_hand) > 3
    assert shown(page) == sorted(row["policy"] for row in by_hand)
    expect(page.locator("#result-rows thead th")).to_have_text(["Policy", "jurisdiction", "adoption period – from"])
    expect(page.locator("#result-state")).to_have_text(f"{len(by_hand)} rows")
    assert violations(page) == []


def test_findings_of_a_domain_chosen_step_by_step(build: Build, site: str) -> None:
    page = build()
    choose(page, ".StartClassGroup", f"{BUILDER}Finding")
    choose(page, ".EndClassGroup", f"{BUILDER}GovernanceDomain")
    by_hand = asked(site, OF_DOMAIN)
    page.locator(".EndClassGroup .select2-selection").click()
    wanted = page.locator(".select2-results__option", has_text="Whole-of-government approach")
    # Each value of a list says how many things have it.
    expect(wanted).to_have_text(f"Whole-of-government approach ({len(by_hand)})")
    assert violations(page) == []
    wanted.click()
    expect(page.locator("#result-rows tbody tr")).to_have_count(len(by_hand))
    assert shown(page) == sorted(row["finding"] for row in by_hand)
    # What goes on from here asks for the same.
    query = page.locator("#result-query code").text_content() or ""
    link = page.locator("#to-editor").get_attribute("href") or ""
    assert parse_qs(urlsplit(link).query)["query"] == [query]
    with urlopen(site + (page.locator("#to-csv").get_attribute("href") or "")) as csv:
        assert len(csv.read().decode().strip().splitlines()) == len(by_hand) + 1


def test_objectives_stand_as_a_tree(build: Build) -> None:
    page = build()
    choose(page, ".StartClassGroup", f"{BUILDER}Policy")
    choose(page, ".EndClassGroup", f"{BUILDER}Goal")
    page.locator(".treeBtnDisplay").click()
    nodes = page.locator(".treeLayer .jstree-anchor")
    expect(nodes.first).to_contain_text("1 End poverty")
    codes = [int(text.split()[0]) for text in nodes.all_inner_texts()]
    assert codes == sorted(codes)
    assert violations(page) == []
    nodes.first.click()
    page.locator(".treeSubmit").click()
    expect(page.locator("#result-query code")).to_contain_text("metadata.un.org/sdg/1")
    expect(page.locator("#result-rows tbody tr")).not_to_have_count(0)


def test_a_thing_is_found_by_a_part_of_its_name(build: Build) -> None:
    page = build()
    choose(page, ".StartClassGroup", f"{BUILDER}Evidence")
    choose(page, ".EndClassGroup", f"{BUILDER}SourceDocument")
    page.locator(".EditComponents input").first.press_sequentially("networks on migration")
    page.locator(".EditComponents [role=option]").first.click()
    expect(page.locator("#result-query code")).to_contain_text("/id/document/un-networks-launch-release>")
    expect(page.locator("#result-rows tbody tr")).not_to_have_count(0)


def test_a_day_is_the_same_day_in_bishkek(build: Build) -> None:
    page = build(timezone_id="Asia/Bishkek")
    page.locator('[data-example="0"]').click()
    expect(page.locator("#result-query code")).to_contain_text('"2021-01-01"^^xsd:date')


def test_a_refused_query_is_told_in_words(open_page: Open) -> None:
    page = ready(open_page("/builder"))
    refusal = {"title": "Too slow", "detail": "The query took too long.", "remedy": "Add a condition."}
    page.locator('[data-example="2"]').click()
    expect(page.locator("#result-rows tbody tr")).not_to_have_count(0)
    page.evaluate(
        "refusal => { window.fetch = async () => new Response(JSON.stringify(refusal), "
        "{status: 503, headers: {'Content-Type': 'application/problem+json'}}); }",
        refusal,
    )
    page.locator(".playBtn").click()
    expect(page.locator("#result-state")).to_have_text("The query failed: The query took too long. Add a condition.")


@pytest.mark.parametrize("lang", ["fr", "ru"])
def test_the_reader_s_language(open_page: Open, lang: str) -> None:
    page = ready(open_page(f"/builder?lang={lang}"))
    page.locator('[data-example="0"]').click()
    expect(page.locator("#result-rows thead th").first).to_have_text("Politique" if lang == "fr" else "Policy")
    expect(page.locator("#result-rows tbody a").first).to_have_attribute("href", re.compile(f"lang={lang}"))


def test_nothing_large_is_loaded_until_the_reader_begins(open_page: Open) -> None:
    page = open_page("/builder")
    loaded: list[str] = page.evaluate("performance.getEntriesByType('resource').map(entry => entry.name)")
    assert loaded
    assert not [name for name in loaded if "sparnatural" in name]
    button = page.get_by_role("button", name="Start the builder")
    # As a screen reader does it: no pointer moves and no key is pressed.
    button.evaluate("button => { button.focus(); button.click(); }")
    page.wait_for_selector("[data-builder=ready]")
    expect(button).to_have_count(0)
    assert page.evaluate("document.querySelector('spar-natural').contains(document.activeElement)")


def test_an_example_can_be_taken_before_the_builder_is_there(open_page: Open) -> None:
    page = open_page("/builder")
    page.locator('[data-example="0"]').click()
    expect(page.locator("#result-rows tbody tr")).not_to_have_count(0)


def test_without_script_other_ways_are_shown(open_page: Open) -> None:
    page = open_page("/builder", script=False)
    assert page.locator("#without-script a").evaluate_all("links => links.map(l => l.pathname)") == [
        "/questions",
        "/sparql",
    ]
    expect(page.locator("#with-script")).to_be_hidden()


def test_by_keyboard_alone(build: Build) -> None:
    page = build()
    first = page.locator(f'.StartClassGroup li[data-id="{BUILDER}Project"] .item-sel')
    first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".EndClassGroup li .item-sel").first).to_be_visible()
