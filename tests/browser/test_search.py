"""Searching in a real browser: suggestions by keyboard, narrowing down, and all of it without JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessible import violations
from tests.browser.conftest import Open


def typed(page: Page, text: str) -> None:
    page.get_by_role("combobox").press_sequentially(text)
    expect(page.get_by_role("listbox")).to_be_visible()


@pytest.mark.parametrize(("path", "width"), [("/", 1280), ("/questions", 390)])
def test_arrows_choose_and_enter_opens(open_page: Open, path: str, width: int) -> None:
    page = open_page(path, width)
    typed(page, "Kirghizis")
    box = page.get_by_role("combobox")
    first = page.get_by_role("option").first
    expect(first).to_contain_text("Kyrgyzstan")
    expect(first.locator("mark").first).to_have_text("Kirghizistan")
    expect(first.locator("[lang=fr]")).to_contain_text("fr")
    page.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", first.get_attribute("id") or "")
    expect(first).to_have_attribute("aria-selected", "true")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.keyboard.press("Enter")
    page.wait_for_url("**/id/country/kyrgyzstan")


def test_escape_closes_and_enter_then_searches(open_page: Open) -> None:
    page = open_page("/questions?lang=fr")
    typed(page, "council")
    expect(page.get_by_role("group").first).to_be_visible()
    expect(page.locator(".site-search [role=status]")).to_contain_text(":")
    page.keyboard.press("Escape")
    expect(page.get_by_role("combobox")).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?lang=fr&q=council")
    expect(page.locator("html")).to_have_attribute("lang", "fr")


def test_an_answer_to_older_words_is_never_shown(open_page: Open) -> None:
    page = open_page("/questions")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "format=json" in request.url else None)
    page.get_by_role("combobox").press_sequentially("xqzwy", delay=20)
    expect(page.locator(".site-search [role=status]")).to_have_text("No results")
    expect(page.get_by_role("listbox")).to_be_hidden()
    assert len(asked) == 1
    page.get_by_role("combobox").fill("Almaty")
    expect(page.get_by_role("option").first).to_contain_text("Almaty")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_results_are_narrowed_down_by_a_form(open_page: Open, script: bool) -> None:
    page = open_page("/search?q=migration", script=script)
    page.get_by_label("Policy", exact=False).first.check()
    page.get_by_label("From year").fill("2020")
    page.get_by_role("button", name="Apply").click()
    expect(page).to_have_url(re.compile("class=policies.*from=2020"))
    page.wait_for_load_state()
    badges = page.locator(".hits .badge").all_inner_texts()
    assert len(badges) > 3
    assert set(badges) == {"Policy"}
    page.get_by_role("link", name="Without filters").click()
    page.wait_for_url("**/search?q=migration")


def test_from_the_start_page_to_an_answer(open_page: Open) -> None:
    page = open_page("/", 390, script=False)
    page.get_by_role("searchbox").fill("10.7")
    page.get_by_role("button", name="Search").click()
    page.wait_for_url("**/search?q=10.7")
    page.locator(".hits a").first.click()
    expect(page.locator("h1")).to_contain_text("10.7")


def test_filters_are_behind_a_fold_on_a_phone_and_open_on_a_desk(open_page: Open) -> None:
    phone, desk = open_page("/search?q=migration", 390), open_page("/search?q=migration", 1280)
    expect(phone.get_by_label("From year")).to_be_hidden()
    phone.get_by_text("Narrow down").click()
    expect(phone.get_by_label("From year")).to_be_visible()
    expect(desk.get_by_label("From year")).to_be_visible()


def test_on_paper_the_results_are_there_and_the_controls_are_not(open_page: Open) -> None:
    page = open_page("/search?q=migration")
    page.emulate_media(media="print")
    expect(page.locator(".hits > li").first).to_be_visible()
    expect(page.get_by_label("From year")).to_be_hidden()
    expect(page.locator("input[name=q]")).to_be_hidden()


def test_kosovo_is_suggested_with_its_note(open_page: Open) -> None:
    page = open_page("/questions")
    typed(page, "kosovo")
    expect(page.locator(".suggestion-note")).to_have_count(1)
    expect(page.locator(".suggestion-note")).to_contain_text("1244")
    assert violations(page) == []


def test_where_nothing_is_found_there_is_nothing_to_narrow_down(open_page: Open) -> None:
    page = open_page("/search?q=remittnaces+unfindable")
    expect(page.locator("main")).to_contain_text("Nothing found.")
    expect(page.locator(".facets")).to_have_count(0)
    page = open_page("/search?q=remittnaces+unfindable&country=KGZ")
    expect(page.locator(".facets").get_by_role("link", name="Without filters")).to_have_count(1)
