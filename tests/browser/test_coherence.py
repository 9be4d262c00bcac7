"""The journeys of an analyst: from a cell to its evidence by keyboard, from a goal to its targets, what if."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.accessible import violations
from tests.browser.conftest import Open


def test_from_a_cell_to_the_evidence_by_keyboard_and_back(open_page: Open) -> None:
    page = open_page("/coherence/matrix?rows=body")
    cell = page.locator("a.cell").first
    cell.focus()
    page.keyboard.press("Enter")
    evidence = page.locator("dialog[open] .evidence a.external").first
    expect(evidence).to_be_visible()
    expect(evidence).to_have_attribute("href", re.compile("#:~:text="))
    assert violations(page) == []
    expect(page).to_have_url(re.compile("#from="))
    shared = page.url
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"^[^#]*$"))
    expect(cell).to_be_focused()
    again = open_page(shared[shared.index("/coherence") :])
    expect(again.locator("dialog[open] .chain").first).to_be_visible()


def test_a_goal_opens_to_its_targets_in_place_and_closes_again(open_page: Open) -> None:
    page = open_page("/coherence/matrix?rows=instrument")
    page.get_by_role("link", name="Open the parts of 10").click()
    expect(page.locator("table.matrix thead")).to_contain_text("10.7")
    expect(page).to_have_url(re.compile("columns=target"))
    page.go_back()
    expect(page.get_by_role("link", name="Open the parts of 10")).to_be_visible()


def test_without_script_a_cell_leads_to_its_chains(open_page: Open) -> None:
    page = open_page("/coherence/matrix?rows=body", script=False)
    page.locator("a.cell").first.click()
    expect(page.locator(".chain .evidence").first).to_be_attached()


def test_what_if_without_script(open_page: Open) -> None:
    page = open_page("/coherence/what-if", 390, script=False)
    page.get_by_label("Name of the new plan").fill("Plan for skills")
    page.get_by_label("To: a target").first.fill("18(b)")
    page.get_by_role("button", name="Show what would change", exact=True).click()
    expect(page.get_by_text("4.4").first).to_be_attached()
    expect(page.get_by_label("Name of the new plan")).to_have_value("Plan for skills")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
