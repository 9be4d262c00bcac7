"""Every type of page on a desktop, by night, in English: accessible, and nothing scrolls sideways.

Apart from ``test_phone.py`` so that two processes share the work: a file goes to one.
"""

from __future__ import annotations

import pytest

from tests.browser.conftest import Open
from tests.browser.pages import PAGES, seen


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_and_fits(open_page: Open, site: str, name: str) -> None:
    found = seen(open_page, site, name, 1280, "en", dark=True)
    assert found.violations == []
    assert found.width <= 1280
    assert found.lang == "en"
