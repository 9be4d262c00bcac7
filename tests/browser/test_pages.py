"""Every type of page without script, and on paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.pages import PAGES, address


@pytest.mark.parametrize("name", PAGES)
def test_a_page_tells_its_story_without_script(open_page: Open, site: str, name: str) -> None:
    page = open_page(address(name, site, "en"), script=False, again=True)
    expect(page.locator("h1")).to_have_count(1)
    assert page.locator("main").inner_text().strip()


@pytest.mark.parametrize("name", ["resource", "coherence matrix", "timeline", "question"])
def test_on_paper_there_is_the_text_and_no_controls(open_page: Open, site: str, name: str) -> None:
    page = open_page(address(name, site, "en"), wait=False)
    page.emulate_media(media="print")
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".site-nav")).to_be_hidden()
    expect(page.locator(".site-search")).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
