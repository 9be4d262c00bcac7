"""Every type of page in a real browser: accessible, nothing from elsewhere, no sideways scrolling, usable without script."""

from __future__ import annotations

import pytest

from tests.browser.accessible import violations
from tests.browser.conftest import Open

PAGES = {
    "home": "/",
    "resource": "/id/instrument/kg-migration-policy-concept-2021-2030.html",
    "error": "/id/nothing.html",
    "builder": "/builder",
}
WIDTHS = (390, 1280)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(open_page: Open, name: str, width: int, dark: bool) -> None:
    assert violations(open_page(PAGES[name], width, dark=dark)) == []


@pytest.mark.parametrize("name", PAGES)
def test_no_page_is_wider_than_a_phone(open_page: Open, name: str) -> None:
    page = open_page(PAGES[name], 390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("name", PAGES)
def test_a_page_tells_its_story_without_script(open_page: Open, name: str) -> None:
    page = open_page(PAGES[name], script=False)
    assert page.locator("h1").count() == 1
    assert page.locator("main").inner_text().strip()
