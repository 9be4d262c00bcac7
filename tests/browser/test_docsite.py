"""The documentation and the lists of terms in a real browser: what scripts add, and that nothing needs them."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import Open


def test_code_can_be_copied(open_page: Open) -> None:
    page = open_page("/docs/researchers")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(".code").first.get_by_role("button", name="Copy").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").startswith(".venv/bin/m4sd query gaps-in-domain")


def test_a_reader_goes_from_the_door_to_a_heading(open_page: Open) -> None:
    page = open_page("/docs", script=False)
    page.get_by_label("Find in the documentation").fill("what if")
    page.get_by_role("button", name="Find").click()
    page.locator("main").get_by_role("link", name="What if", exact=True).click()
    expect(page).to_have_url(re.compile("/docs/coherence#what-if$"))
    expect(page.locator("h2#what-if")).to_be_visible()


def test_terms_are_filtered(open_page: Open) -> None:
    page = open_page("/ontology.html")
    page.get_by_label("Filter classes and properties").fill("coordination body")
    expect(page.locator("#CoordinationBody")).to_be_visible()
    expect(page.locator("#Treaty")).to_be_hidden()
    page.get_by_label("Filter classes and properties").fill("")
    expect(page.locator("#Treaty")).to_be_visible()
