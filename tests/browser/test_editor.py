"""The SPARQL editor as its readers use it: write with completion, run, read, draw, mend, keep, share."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.accessible import violations
from tests.browser.conftest import Open

EDITOR = "/sparql?format=html"
COUNTS = (
    "SELECT ?domain (COUNT(?f) AS ?findings) WHERE { ?f a m4sd:Finding ; m4sd:inDomain ?domain } "
    "GROUP BY ?domain ORDER BY DESC(?findings)"
)


def write(page: Page, text: str) -> None:
    """Put ``text`` in place of the query, and close what completion offers."""
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)
    page.keyboard.press("Escape")


def run(page: Page, text: str) -> None:
    write(page, text)
    page.keyboard.press("Control+Enter")


def test_the_example_runs_and_says_that_the_answer_is_complete(open_page: Open) -> None:
    page = open_page(EDITOR)
    page.get_by_role("button", name="Run").click()
    expect(page.locator(".complete")).to_contain_text("Complete answer")
    expect(page.locator(".complete")).to_contain_text("rows: ")
    expect(page.locator(".result-frame tbody tr").first).to_contain_text("Action Plan")
    assert violations(page) == []


def test_completion_offers_what_a_class_must_have_first(open_page: Open) -> None:
    page = open_page(EDITOR + "&lang=fr")
    write(page, "SELECT * WHERE { ?policy a m4sd:Policy ; ")
    page.keyboard.press("Control+Space")
    offers = page.locator(".cm-tooltip-autocomplete li")
    expect(offers.first).to_contain_text("skos:prefLabel")
    expect(offers.first).to_contain_text("nom · ")
    assert not any("inDomain" in text for text in offers.all_inner_texts())
    # A word of a label in the reader's language finds its property.
    page.keyboard.insert_text("adopt")
    page.keyboard.press("Control+Space")
    expect(offers.first).to_contain_text("m4sd:adopted")


def test_completion_offers_the_values_that_a_property_has(open_page: Open) -> None:
    page = open_page(EDITOR)
    write(page, "SELECT * WHERE { ?f m4sd:inDomain ")
    page.keyboard.press("Control+Space")
    expect(page.locator(".cm-tooltip-autocomplete li").filter(has_text="Partnerships")).to_contain_text("mgi:3")


def test_rows_are_named_sorted_filtered_and_paged(open_page: Open) -> None:
    page = open_page(EDITOR)
    run(page, "SELECT * WHERE { ?s ?p ?o }")
    expect(page.locator(".complete")).to_contain_text(re.compile(r"rows: \d\d,\d{3}"))
    expect(page.locator(".result-frame tbody tr")).to_have_count(100)
    page.get_by_role("button", name="Last rows").click()
    expect(page.locator(".pager")).to_contain_text(re.compile(r"/ \d\d,\d{3}"))
    page.get_by_label("Filter rows").fill("Migrants’ rights en")
    expect(page.locator(".result-tools [role=status]")).to_contain_text("Rows shown: ")
    page.get_by_title("Sort by p").click()
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("p")


def test_a_chart_and_a_network_are_drawn_where_columns_allow(open_page: Open) -> None:
    page = open_page(EDITOR)
    run(page, COUNTS)
    page.get_by_role("button", name="Chart", exact=True).click()
    expect(page.locator("canvas")).to_have_attribute("aria-label", "Chart of findings by domain")
    expect(page.locator(".chart-view [role=status]")).to_have_text(
        "The chart shows 6 of 6 rows; the table has them all."
    )
    page.get_by_label("Kind of chart").select_option("pie")
    assert violations(page) == []
    run(page, "DESCRIBE country:kyrgyzstan")
    page.get_by_role("button", name="Network", exact=True).click()
    expect(page.locator(".network-view [role=status]").first).to_contain_text("links: ")
    assert violations(page) == []
    page.get_by_role("button", name="Text", exact=True).click()
    expect(page.locator(".view-body pre")).to_contain_text("@prefix")


def test_an_error_is_marked_in_the_text_and_mended_by_one_click(browser: Browser, site: str) -> None:
    # Not opened by the fixture: the browser notes every answer that is no 2xx.
    page = browser.new_page(locale="en-GB")
    page.goto(site + EDITOR)
    run(page, "SELECT * WHERE {\n  ?x a m4sd:Polcy\n}")
    expect(page.get_by_role("alert")).to_contain_text("line 2, column 8")
    expect(page.locator(".cm-lintRange-error")).to_have_text("m4sd:Polcy")
    assert violations(page) == []
    page.get_by_role("button", name="Write m4sd:Policy").click()
    expect(page.locator(".cm-content")).to_contain_text("?x a m4sd:Policy")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".complete")).to_contain_text("rows: 18")
    run(page, "SELECT * { ?x skoss:prefLabel ?name }")
    page.get_by_role("button", name="Write skos:prefLabel").click()
    expect(page.locator(".cm-content")).to_have_text("SELECT * { ?x skos:prefLabel ?name }")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".complete")).to_be_visible()
    write(page, "ASK { ?x ex:own ?y }")
    expect(page.locator(".complete")).to_contain_text("The query has changed")
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="Declare the prefix").click()
    page.keyboard.insert_text("urn:own:")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".truth")).to_have_text("No")
    page.close()


def test_a_limit_that_was_reached_is_told_and_advice_is_offered(open_page: Open) -> None:
    page = open_page(EDITOR)
    run(page, "SELECT * { ?x a m4sd:State ; skos:prefLabel ?name } LIMIT 3")
    expect(page.locator(".outcome .notice").first).to_contain_text("asks for 3 rows at most and got as many")
    page.locator(".advice-box summary").click()
    page.get_by_role("button", name="Correct the query").first.click()
    expect(page.locator(".cm-content")).to_contain_text("FILTER(LANG(?name)")


def test_queries_outlive_a_reload_and_lie_beside_each_other(open_page: Open) -> None:
    page = open_page(EDITOR)
    write(page, "ASK { ?first ?p ?o }")
    page.get_by_role("button", name="New query").click()
    write(page, "ASK { ?second ?p ?o }")
    page.reload()
    expect(page.locator(".cm-content")).to_contain_text("?second")
    page.get_by_role("button", name="Query 1", exact=True).click()
    expect(page.locator(".cm-content")).to_contain_text("?first")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".truth")).to_have_text("Yes")
    page.get_by_role("button", name="History").click()
    expect(page.get_by_role("dialog")).to_contain_text("ASK { ?first")


def test_a_running_query_is_cancelled(open_page: Open) -> None:
    page = open_page(EDITOR)
    run(page, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    expect(page.locator(".running")).to_contain_text("Running for ")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator(".running")).to_contain_text("Cancelled")


@pytest.mark.parametrize("name", ["Questions", "Share", "Use in…", "Endpoint"])
def test_each_panel_opens_is_accessible_and_closes(open_page: Open, name: str) -> None:
    page = open_page(EDITOR, 390)
    page.locator("#editor").get_by_role("button", name=name).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_question_is_loaded_from_the_catalogue(open_page: Open) -> None:
    page = open_page(EDITOR + "&lang=fr")
    page.locator("#editor").get_by_role("button", name="Questions").click()
    dialog = page.get_by_role("dialog")
    dialog.locator("input").fill("lacunes")
    dialog.locator("li button").first.click()
    expect(page.locator(".cm-content")).to_contain_text('VALUES ?lang { "fr" }')


def test_a_shared_address_opens_the_query_without_running_it(open_page: Open) -> None:
    page = open_page(EDITOR)
    write(page, COUNTS)
    page.get_by_role("button", name="Share").click()
    shared = page.get_by_role("dialog").locator("textarea")
    expect(shared).to_have_value(re.compile("/sparql"))
    address = shared.input_value()
    other = open_page(address[address.index("/sparql") :])
    expect(other.locator(".cm-content")).to_contain_text("GROUP BY ?domain")
    expect(other.locator(".outcome")).to_have_count(0)


def test_tab_leaves_the_editor_after_escape(open_page: Open) -> None:
    page = open_page(EDITOR)
    page.locator(".cm-content").click()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Run")).to_be_focused()


def test_a_hostile_value_is_shown_as_text(open_page: Open) -> None:
    page = open_page(EDITOR)
    run(page, "SELECT ('<img src=x onerror=alert(1)>' AS ?x) (IRI('javascript:alert(1)') AS ?y) {}")
    row = page.locator(".result-frame tbody tr")
    expect(row).to_contain_text("<img src=x")
    expect(row.locator("a")).to_have_attribute("href", re.compile("^/resource[?]iri=javascript"))


def test_a_question_draws_its_answer(open_page: Open) -> None:
    page = open_page("/questions/findings-by-domain?format=html")
    page.get_by_role("button", name="Chart", exact=True).click()
    expect(page.locator("canvas")).to_be_visible()
    expect(page.locator("table.result")).to_be_hidden()
    page.get_by_role("button", name="Table", exact=True).click()
    expect(page.locator("table.result")).to_be_visible()


def test_the_list_of_questions_is_filtered(open_page: Open) -> None:
    page = open_page("/questions?format=html")
    page.get_by_label("Find a question").fill("gap strength")
    cards = page.locator(".question-card:visible")
    expect(cards.nth(5)).to_have_count(0)
    expect(cards.first).to_be_visible()


def test_without_script_a_form_asks_and_a_table_answers(open_page: Open) -> None:
    page = open_page(EDITOR, 390, script=False)
    page.get_by_role("button", name="Run").click()
    expect(page.locator("table.result")).to_contain_text("Migration Policy Concept")
    expect(page.locator(".count")).to_contain_text("the complete answer")
