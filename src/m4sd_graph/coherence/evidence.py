"""The passages behind asserted links, fetched from the store for just these links."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from m4sd_graph.describe import EVIDENCE, Named, batches, named, passage_address
from m4sd_graph.namespaces import M4SD, OA, SKOS
from m4sd_graph.store.protocol import Store, Term

NOTE = f"{SKOS}editorialNote"
# The links stand in each branch: engines join a union with what stands outside it only after reading all of it.
PASSAGES = f"""SELECT ?link ?evidence ?property ?value WHERE {{{{
  {{{{ VALUES ?link {{{{ {{iris}} }}}} ?link <{EVIDENCE}> ?evidence . ?evidence ?property ?value }}}}
  UNION {{{{ VALUES ?link {{{{ {{iris}} }}}} ?link <{EVIDENCE}> ?evidence . ?evidence <{OA}hasSelector> ?selector .
    ?selector ?property ?value }}}}
  UNION {{{{ VALUES ?link {{{{ {{iris}} }}}} VALUES ?property {{{{ <{NOTE}> }}}} ?link ?property ?value }}}}
}}}}"""
# As many links as fit three times into the longest query accepted.
BATCH = 150
Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Passage:
    """One passage: in which document and where, and what it says in our words; texts by language.

    ``start`` and ``end`` are positions in Unicode code points, both None where the text was not at hand; ``address``:
    the public page, at the passage where a text fragment is known, "" without a page.
    """

    evidence: str
    document: str
    title: Texts
    address: str
    start: int | None
    end: int | None
    locator: Texts
    paraphrase: Texts

    def located(self) -> bool:
        """True when the passage has a place in its document: positions, or words."""
        return (self.start is not None and self.end is not None) or bool(self.locator)


@dataclass(frozen=True, slots=True)
class Grounds:
    """The passages of each asserted link, the curators' remark on it by language, and what the documents are called."""

    passages: Mapping[str, tuple[Passage, ...]]
    remarks: Mapping[str, Texts]
    named: Named


@dataclass(slots=True)
class _Draft:
    properties: dict[str, list[Term]] = field(default_factory=dict)

    def add(self, key: str, value: Term) -> None:
        self.properties.setdefault(key, []).append(value)

    def first(self, key: str) -> str:
        return min((term.value for term in self.properties.get(key, ())), default="")

    def number(self, key: str) -> int | None:
        text = self.first(key)
        return int(text) if text.isdigit() else None

    def texts(self, key: str) -> Texts:
        return {term.language: term.value for term in sorted(self.properties.get(key, ()), reverse=True)}


def grounds_of(store: Store, links: Iterable[str], things: Iterable[str] = ()) -> Grounds:
    """Fetch the passages of ``links``; ``things``: what else is named beside them, for its names and notices."""
    drafts: dict[str, dict[str, _Draft]] = {}
    remarks: dict[str, _Draft] = {}
    for values in batches(set(links), BATCH):
        for row in store.select(PASSAGES.format(iris=values)).rows:
            link, key, value = row["link"].value, row["property"].value, row["value"]
            if key == NOTE:
                remarks.setdefault(link, _Draft()).add(key, value)
            else:
                drafts.setdefault(link, {}).setdefault(row["evidence"].value, _Draft()).add(key, value)
    documents = {draft.first(f"{OA}hasSource") for found in drafts.values() for draft in found.values()} - {""}
    known = named(store, {*documents, *things})
    return Grounds(
        passages={link: _passages(found, known) for link, found in drafts.items()},
        remarks={link: draft.texts(NOTE) for link, draft in remarks.items()},
        named=known,
    )


def _passages(drafts: Mapping[str, _Draft], known: Named) -> tuple[Passage, ...]:
    return tuple(_passage(evidence, drafts[evidence], known) for evidence in sorted(drafts))


def _passage(evidence: str, draft: _Draft, known: Named) -> Passage:
    document = draft.first(f"{OA}hasSource")
    page = next((page for page in known.pages.get(document, ()) if page.startswith(("http://", "https://"))), "")
    return Passage(
        evidence=evidence,
        document=document,
        title=known.labels.get(document, {}),
        address=passage_address(page, draft.first(f"{M4SD}textFragment")) if page else "",
        start=draft.number(f"{OA}start"),
        end=draft.number(f"{OA}end"),
        locator=draft.texts(f"{M4SD}locator"),
        paraphrase=draft.texts(f"{M4SD}paraphrase"),
    )
