"""Every type of page by name, and what is asked of each."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit
from urllib.request import Request, urlopen

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
    "validation": "/validation.html",
    "catalogue": "/catalog.html",
    "dataset": "/dataset/policies.html",
    "release": "/release/{version}",
    "releases": "/releases?format=html",
    "changes": "/changes?format=html",
    "country": "/id/country/kyrgyzstan.html",
    "link": "{link}.html",
    "measures": "/coherence/measures",
    "robustness": "/coherence/robustness",
    "mechanisms": "/coherence/mechanisms",
}


class Seen(NamedTuple):
    """What a reader meets: what hinders some, how wide the page is, its language."""

    violations: list[str]
    width: int
    lang: str | None


def seen(open_page: Open, site: str, name: str, width: int, lang: str, *, dark: bool) -> Seen:
    """The page on a screen of this width, by day or by night, in this language."""
    page = open_page(address(name, site, lang), width, dark=dark, wait=False, again=True)
    wide = page.evaluate("document.documentElement.scrollWidth")
    return Seen(violations(page), wide, page.locator("html").get_attribute("lang"))


def address(name: str, site: str, lang: str) -> str:
    """The path of a page, with what follows from the release filled in."""
    path = PAGES[name]
    if "{version}" in path:
        path = path.format(version=quote(released(site)["version"]))
    if "{link}" in path:
        path = path.format(link=first_link(site))
    return f"{path}{'&' if '?' in path else '?'}lang={lang}"


@cache
def released(site: str) -> dict[str, str]:
    found = read(f"{site}/health")
    return {"version": found["release"]}


@cache
def first_link(site: str) -> str:
    [member] = read(f"{site}/links?limit=1")["member"]
    return urlsplit(str(member["id"])).path.removeprefix("/m4sd")


def read(address: str) -> dict[str, Any]:
    with urlopen(Request(address, headers={"Accept": "application/json"})) as answer:
        found: dict[str, Any] = json.load(answer)
    return found
