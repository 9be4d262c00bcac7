"""Every type of page without script, and on paper."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Open
from tests.browser.pages import PAGES, address


@pytest.mark.parametrize("name", PAGES)
def test_a_page_tells_its_story_without_script(open_page: Open, site: str, name: str) -> None:
    page = open_page(address(name, site, "en"), script=False, again=True)
    assert page.locator("h1").count() == 1
    assert page.locator("main").inner_text().strip()


@pytest.mark.parametrize("name", ["resource", "coherence matrix", "timeline", "question"])
def test_on_paper_there_is_the_text_and_no_controls(open_page: Open, site: str, name: str) -> None:
    page = open_page(address(name, site, "en"), wait=False)
    page.emulate_media(media="print")
    assert page.locator("h1").is_visible()
    assert not page.locator(".site-nav").is_visible()
    assert not page.locator(".site-search").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
