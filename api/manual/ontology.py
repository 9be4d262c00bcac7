"""The headings of the ontology's documentation, as pyLODE wrote and `m4sd docs` cleaned it."""

from __future__ import annotations

from functools import lru_cache

from bs4 import BeautifulSoup

from api.manual.markdown import Heading


@lru_cache(maxsize=2)
def terms_of(html: str) -> tuple[Heading, ...]:
    """The sections and terms of the page by their anchors."""
    soup = BeautifulSoup(html, "html.parser")
    return tuple(
        Heading(int(found.name[1]), str(found["id"]), found.get_text(" ", strip=True))
        for found in soup.find_all(["h2", "h3"])
        if found.get("id")
    )
