"""Every type of page on a phone, by day, in French: accessible, and nothing scrolls sideways.

Apart from ``test_desktop.py`` so that two processes share the work: a file goes to one.
"""

from __future__ import annotations

import pytest

from tests.browser.conftest import Open
from tests.browser.pages import PAGES, seen


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_and_fits(open_page: Open, site: str, name: str) -> None:
    found = seen(open_page, site, name, 390, "fr", dark=False)
    assert found.violations == []
    assert found.width <= 390
    assert found.lang == "fr"
