"""Which documents stand behind things, and where in them."""

from __future__ import annotations

from collections.abc import Iterable

from api.assistant.models import Evidence
from m4sd_graph.describe import batches, labels
from m4sd_graph.namespaces import FOAF, M4SD, OA
from m4sd_graph.store.protocol import Store

SHOWN = 40
PASSAGES = f"""SELECT DISTINCT ?thing ?document ?start ?end ?place WHERE {{{{
  VALUES ?thing {{{{ {{iris}} }}}} ?thing <{M4SD}hasEvidence> ?evidence . ?evidence <{OA}hasSource> ?document .
  OPTIONAL {{{{ ?evidence <{OA}hasSelector> ?selector . ?selector <{OA}start> ?start ; <{OA}end> ?end }}}}
  OPTIONAL {{{{ ?evidence <{M4SD}locator> ?place FILTER(LANG(?place) = "en") }}}}
}}}} ORDER BY ?thing ?document ?start ?place"""
PAGES = f"SELECT ?document ?page WHERE {{{{ VALUES ?document {{{{ {{iris}} }}}} ?document <{FOAF}page> ?page }}}}"

Places = dict[tuple[str, str], dict[str, None]]


def evidence_of(store: Store, iris: Iterable[str]) -> tuple[list[Evidence], str | None]:
    """The evidence of ``iris``, at most ``SHOWN`` pairs of thing and document, and how to see the rest."""
    found: Places = {}
    for nodes in batches(set(iris)):
        for row in store.select(PASSAGES.format(iris=nodes)).rows:
            pair = row["thing"].value, row["document"].value
            texts = {name: term.value for name, term in row.items()}
            _place(found, pair, place_of(texts.get("start"), texts.get("end"), texts.get("place")))
    shown = dict(list(found.items())[:SHOWN])
    more = (
        f"{len(found) - SHOWN} more: ask for fewer things, or for one with get_resource."
        if len(found) > SHOWN
        else None
    )
    return _titled(store, shown), more


def place_of(start: object, end: object, place: object) -> str:
    """Where in a document, in words; empty when the whole document is meant."""
    return str(place) if place else f"characters {start}–{end}" if start is not None else ""


def _place(found: Places, pair: tuple[str, str], place: str) -> None:
    places = found.setdefault(pair, {})
    if place:
        places[place] = None


def _titled(store: Store, found: Places) -> list[Evidence]:
    documents = {document for _, document in found}
    names = labels(store, documents)
    pages: dict[str, list[str]] = {}
    for nodes in batches(documents):
        for document, page in store.select(PAGES.format(iris=nodes)).texts():
            pages.setdefault(document, []).append(page)
    return [
        Evidence(
            thing=thing,
            document=document,
            title=names.get(document, {}).get("en") or document,
            pages=sorted(pages.get(document, [])),
            places=list(places),
        )
        for (thing, document), places in found.items()
    ]
