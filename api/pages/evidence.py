"""Evidence as cards: which document, where in it, what it supports; and what a document supports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.pages.links import Row
from api.pages.names import Item, Names, place
from m4sd_graph.describe import EVIDENCE, Resource, passage_address
from m4sd_graph.namespaces import M4SD, OA
from m4sd_graph.sources import Excerpt, Texts
from m4sd_graph.store.protocol import Store, Term

SUPPORTED = f"""SELECT ?evidence ?thing ?start ?end ?locator WHERE {{{{
  ?evidence <{OA}hasSource> {{iri}} . ?thing <{EVIDENCE}> ?evidence
  OPTIONAL {{{{ ?evidence <{OA}hasSelector> ?selector . ?selector <{OA}start> ?start ; <{OA}end> ?end }}}}
  OPTIONAL {{{{ ?evidence <{M4SD}locator> ?locator }}}}
}}}}"""


@dataclass(frozen=True, slots=True)
class Card:
    """One passage: its number on the page, what it says in our words, where it stands, and what it supports."""

    number: int
    item: Item
    paraphrase: str
    document: Item | None
    place: str
    addresses: tuple[Item, ...]
    supports: tuple[Item, ...]
    properties: frozenset[str]
    located: bool = False
    excerpt: Excerpt | None = None


@dataclass(frozen=True, slots=True)
class Supported:
    """One thing that a document supports, and the passages that do."""

    thing: Item
    passages: tuple[Item, ...]


def card(resource: Resource, node: str, number: int, names: Names, texts: Texts | None = None) -> Card:
    """The card of the evidence ``node`` in the record of a resource, with its words where ``texts`` hold them."""
    about = resource.about(node)
    row = {}
    for selector in about.get(f"{OA}hasSelector", ()):
        position = resource.about(selector.value)
        row = {name: position[f"{OA}{name}"][0] for name in ("start", "end") if f"{OA}{name}" in position}
    document = next(iter(about.get(f"{OA}hasSource", ())), None)
    fragment = next((t.value for t in about.get(f"{M4SD}textFragment", ())), "")
    pages = resource.pages.get(document.value, ()) if document else ()
    properties = [t.value for t in about.get(f"{M4SD}supportsProperty", ())]
    return Card(
        number=number,
        item=names.item(node),
        paraphrase=names.pick(about.get(f"{M4SD}paraphrase", ())),
        document=names.item(document.value) if document else None,
        place=place(row, names.lang) if row else names.pick(about.get(f"{M4SD}locator", ())),
        addresses=_addresses([page for page in pages if page.startswith("http")], fragment),
        supports=tuple(names.item(p) for p in properties),
        properties=frozenset(properties),
        located=bool(row),
        excerpt=_excerpt(texts, document, row, about) if texts and document else None,
    )


def _excerpt(texts: Texts, document: Term, row: Row, about: Mapping[str, Sequence[Term]]) -> Excerpt | None:
    stated = next((term.value for term in about.get(f"{M4SD}passageDigest", ())), "")
    if not {"start", "end"} <= row.keys():
        return None
    return texts.excerpt(document.value, int(row["start"].value), int(row["end"].value), stated)


def supported_rows(store: Store, iri: str) -> tuple[Row, ...]:
    """What the document ``iri`` supports, a row per passage and language of its locator."""
    return tuple(store.select(SUPPORTED.format(iri=f"<{iri}>")).rows)


def supported_by(rows: Sequence[Row], names: Names) -> tuple[Supported, ...]:
    """One entry per thing, its passages in their order in the document."""
    found: dict[str, dict[str, Row]] = {}
    for row in rows:
        spoken = "locator" not in row or row["locator"].language in (names.lang, "")
        passages = found.setdefault(row["thing"].value, {})
        if spoken or row["evidence"].value not in passages:
            passages[row["evidence"].value] = row
    made = [Supported(names.item(thing), _passages(passages, names)) for thing, passages in found.items()]
    return tuple(sorted(made, key=lambda s: s.thing.text))


def _passages(rows: dict[str, Row], names: Names) -> tuple[Item, ...]:
    ordered = sorted(rows.items(), key=lambda pair: (_start(pair[1]), place(pair[1], names.lang), pair[0]))
    return tuple(Item(place(row, names.lang), names.address(iri)) for iri, row in ordered)


def _start(row: Row) -> int:
    return int(row["start"].value) if "start" in row else 0


def _addresses(pages: Sequence[str], fragment: str) -> tuple[Item, ...]:
    """Where the document is public, told by host, and by number where a host has several.

    The passage is looked for on the first page only: another one need not hold the same words.
    """
    hosts = [page.split("/")[2] for page in pages]
    return tuple(
        Item(
            f"{host} {n}" if hosts.count(host) > 1 else host,
            passage_address(page, fragment if n == 1 else ""),
            external=True,
        )
        for n, (host, page) in enumerate(zip(hosts, pages, strict=True), start=1)
    )
