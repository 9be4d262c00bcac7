"""Exploring in a real browser: each view's journey, with script, without, and by keyboard alone."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import Open


def test_a_number_of_the_matrix_leads_to_its_findings_without_script(open_page: Open) -> None:
    page = open_page("/browse/findings", script=False)
    cell = page.locator("table.matrix td.gap a").first
    count = int(cell.inner_text())
    cell.click()
    expect(page).to_have_url(re.compile("#findings$"))
    expect(page.locator(".domain li")).to_have_count(count)
    expect(page.locator("table.matrix td.chosen")).to_have_count(1)


def test_a_tree_opens_by_keyboard_and_by_its_buttons(open_page: Open) -> None:
    page = open_page("/browse/frameworks/gcm")
    first = page.locator(".tree details").first
    first.locator("summary").first.focus()
    page.keyboard.press("Enter")
    expect(first).to_have_attribute("open", "")
    page.get_by_role("button", name="Open all").click()
    expect(page.locator(".tree details:not([open])")).to_have_count(0)
    page.get_by_role("button", name="Close all").click()
    expect(page.locator(".tree details[open]")).to_have_count(0)


def test_an_address_into_a_tree_opens_it_there(open_page: Open) -> None:
    page = open_page("/browse/frameworks/sdgs#10.7")
    target = page.locator(r"#\31 0\.7")
    expect(target).to_be_visible()
    expect(target).to_be_in_viewport()


def test_the_timeline_filters_without_script_and_keeps_to_its_address(open_page: Open) -> None:
    page = open_page("/browse/timeline", script=False)
    page.get_by_label("Class").select_option("Treaty")
    page.get_by_label("As of").fill("2018-01-01")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("class=Treaty.*as-of=2018-01-01"))
    expect(page.locator("table.timeline tbody tr")).to_have_count(2)
    page.locator("a.chip").first.click()
    expect(page).not_to_have_url(re.compile("class=Treaty"))


def test_today_is_filled_in_by_script(open_page: Open) -> None:
    page = open_page("/browse/timeline?country=KGZ")
    page.get_by_role("button", name="As of today").click()
    expect(page).to_have_url(re.compile(r"country=kyrgyzstan.*as-of=20\d\d-\d\d-\d\d"))


def test_the_network_is_drawn_and_follows_the_keyboard(open_page: Open) -> None:
    page = open_page("/browse/network?kind=Partnership")
    page.locator("#network canvas").first.wait_for()
    told = page.locator("[data-told]")
    expect(told).to_contain_text("Point at a thing")
    link = page.locator("table.relations a").first
    link.focus()
    expect(told).to_contain_text(f"{link.inner_text()}: relations drawn here: ")
    page.get_by_role("button", name="Zoom in").click()
    page.get_by_role("button", name="Fit to frame").click()


def test_the_network_is_a_table_without_script(open_page: Open) -> None:
    page = open_page("/browse/network?country=KGZ", script=False)
    expect(page.locator("#network")).to_be_hidden()
    expect(page.locator("table.relations tbody tr").nth(50)).to_be_attached()


def test_a_dot_of_the_map_leads_to_its_country(open_page: Open) -> None:
    page = open_page("/browse/map")
    page.get_by_role("link", name=re.compile("^Kyrgyzstan: ")).first.click()
    expect(page).to_have_url(re.compile("/browse/countries#kyrgyzstan$"))
    expect(page.locator("#kyrgyzstan")).to_be_visible()


def test_on_a_phone_the_map_shows_the_country_with_most_records_first(open_page: Open) -> None:
    page = open_page("/browse/map", 390)
    most = page.get_by_role("link", name=re.compile("^Kyrgyzstan: ")).first
    box = most.locator(".dot").bounding_box()
    assert box
    assert 0 < box["x"] < 390 - box["width"]


def test_a_collection_is_filtered_and_unfiltered_on_a_phone(open_page: Open) -> None:
    page = open_page("/policies?country=KGZ", 390, script=False)
    page.get_by_text("Filters and order").click()
    page.get_by_label("Words in names").fill("migration")
    page.get_by_role("button", name="Show").click()
    chips, rows = page.locator("a.chip"), page.locator("table.cards tbody tr")
    expect(chips).to_have_count(2)
    page.wait_for_load_state()
    found = rows.count()
    chips.nth(1).click()
    expect(chips).to_have_count(1)
    expect(rows.nth(found)).to_be_visible()
