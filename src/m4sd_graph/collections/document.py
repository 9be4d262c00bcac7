"""Collections as JSON-LD: members as trees in plain words, paging in the words of Hydra."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from m4sd_graph.collections.model import Collection
from m4sd_graph.collections.page import Page
from m4sd_graph.collections.selection import CERTAINTY, parameters_of
from m4sd_graph.framing.languages import in_languages
from m4sd_graph.framing.records import Record
from m4sd_graph.framing.tree import framed
from m4sd_graph.framing.words import Words
from m4sd_graph.jsonld import JsonObject

HYDRA_PATH = "context/hydra-v1.jsonld"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a page stands: the whole selection, this page of it, and its neighbours (None at the ends)."""

    whole: str
    page: str
    first: str
    next: str | None = None
    previous: str | None = None


def records_of(page: Page, languages: Sequence[str] = ()) -> tuple[Record, ...]:
    """What is told of each member; of each text the first of ``languages`` that there is, or all if none is asked."""
    columns = page.selection.collection.columns
    return tuple(
        in_languages(Record(iri, "standard", page.facts.statements(iri, columns), ""), languages)
        for iri in page.members
    )


def page_document(page: Page, records: Iterable[Record], words: Words, context: object, at: Addresses) -> JsonObject:
    """A page with the ``records`` of its members as a ``hydra:Collection``; ``context``: what its ``@context`` says."""
    view: JsonObject = {"id": at.page, "type": ["PartialCollectionView"], "first": at.first}
    neighbours = {"previous": at.previous, "next": at.next}
    counted: JsonObject = {CERTAINTY: dict(page.by_certainty)} if page.by_certainty else {}
    return {
        "@context": context,
        "id": at.whole,
        "type": ["Collection"],
        "totalItems": page.total,
        **counted,
        "member": [_member(page, record, words) for record in records],
        "view": view | {name: address for name, address in neighbours.items() if address},
    }


def index_document(
    counts: Iterable[tuple[Collection, int]], context: object, base: str, languages: Sequence[str] = ()
) -> JsonObject:
    """All collections with how many members each has and how its address takes parameters."""
    return {
        "@context": context,
        "id": f"{base}/collections",
        "collection": [_listed(collection, count, base, languages) for collection, count in counts],
    }


def template(collection: Collection, base: str) -> str:
    """The address of a collection as a URI template (RFC 6570)."""
    names = parameters_of(collection)
    # What may be given several times.
    several = {CERTAINTY, *(f.name for f in collection.filters if f.kind != "day")}
    return f"{base}/{collection.name}{{?{','.join(f'{name}*' if name in several else name for name in names)}}}"


def _listed(collection: Collection, count: int, base: str, languages: Sequence[str]) -> JsonObject:
    return {
        "id": f"{base}/{collection.name}",
        "type": ["Collection"],
        "title": _chosen(collection.title, languages),
        "description": _chosen(collection.description, languages),
        "totalItems": count,
        "search": {"type": ["IriTemplate"], "template": template(collection, base)},
    }


def _chosen(texts: Mapping[str, str], languages: Sequence[str]) -> dict[str, str]:
    code = next((code for code in (*languages, "en") if code in texts), "en")
    return {code: texts[code]} if languages else dict(texts)


def _member(page: Page, record: Record, words: Words) -> JsonObject:
    state = {CERTAINTY: page.states[record.iri]} if record.iri in page.states else {}
    return {**framed(record, words), **state}
