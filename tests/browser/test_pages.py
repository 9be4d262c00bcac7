"""Every type of page in a real browser: accessible, no sideways scrolling, usable without script."""

from __future__ import annotations

import pytest

from tests.browser.accessible import violations
from tests.browser.conftest import Open

PAGES = {
    "home": "/",
    "search": "/search?q=migration+policy&country=KGZ",
    "nothing found": "/search?q=remittnaces+unfindable",
    "resource": "/id/instrument/kg-migration-policy-concept-2021-2030.html",
    "coherence": "/coherence",
    "coherence matrix": "/coherence/matrix?rows=finding&columns=objective",
    "coherence status": "/coherence/status",
    "coherence trace": "/coherence/trace?from=body:kg-council-on-migration&to=sdg:17.14",
    "coherence what-if": "/coherence/what-if",
    "coherence compare": "/coherence/compare",
    "coherence gaps": "/coherence/gaps?sort=targets",
    "error": "/id/nothing.html",
    "browse": "/browse",
    "countries": "/browse/countries",
    "findings": "/browse/findings?domain=1&valence=gap",
    "figures": "/browse/figures",
    "framework": "/browse/frameworks/mgi",
    "timeline": "/browse/timeline?country=KGZ",
    "network": "/browse/network?country=KGZ",
    "map": "/browse/map",
    "collection": "/policies?country=KGZ&inForce=2023-01-01",
    "editor": "/sparql?format=html",
    "result": "/sparql?format=html&query=SELECT+*+%7B+%3Fs+a+m4sd%3AState+%3B+skos%3AprefLabel+%3Fname+%7D",
    "questions": "/questions?format=html",
    "question": "/questions/figures-for-measure?format=html",
    "documentation": "/docs",
    "page of the documentation": "/docs/coherence",
    "reference of the API": "/docs/reference/api",
    "ontology by pyLODE": "/docs/reference/ontology",
    "ontology": "/ontology.html",
    "checks": "/shapes.html",
    "schemas": "/schemas?format=html",
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
