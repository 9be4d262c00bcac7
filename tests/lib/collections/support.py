"""Short ways to ask collections in tests."""

from __future__ import annotations

from m4sd_graph.collections import COLLECTIONS
from m4sd_graph.collections.cursor import Cursor
from m4sd_graph.collections.page import Page, read_page
from m4sd_graph.collections.selection import Selection, select
from m4sd_graph.store.protocol import Store

RELEASE = "1"
PREFIXES = {
    "country": "https://w3id.org/m4sd/id/country/",
    "programme": "https://w3id.org/m4sd/id/programme/",
    "sdg": "http://metadata.un.org/sdg/",
}
Pair = tuple[str, str]


def selected(store: Store, name: str, *pairs: Pair, language: str = "en") -> Selection:
    return select(COLLECTIONS[name], pairs, store, PREFIXES, language)


def page_of(store: Store, name: str, *pairs: Pair, language: str = "en", limit: int | None = None) -> Page:
    return read_page(store, selected(store, name, *pairs, language=language), RELEASE, None, limit)


def members(store: Store, name: str, *pairs: Pair) -> list[str]:
    """The last parts of the IRIs of the members."""
    return [iri.rpartition("/")[2] for iri in page_of(store, name, *pairs).members]


def followed(store: Store, selection: Selection, limit: int, *, backward: bool = False) -> list[tuple[str, ...]]:
    """The members page by page: from the first on, or from the last back."""
    found, cursor = [], _behind_last(store, selection) if backward else None
    while True:
        page = read_page(store, selection, RELEASE, cursor, limit)
        found.append(page.members)
        cursor = page.previous if backward else page.next
        if cursor is None:
            return found


def _behind_last(store: Store, selection: Selection) -> Cursor:
    last = read_page(store, selection, RELEASE).members[-1]
    return Cursor(last, True, selection.language, selection.digest, RELEASE)
