"""A resource as a reader meets it: facts with their sources, links, rival reports, and what refers to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from api.pages.evidence import Card, Supported, card, supported_by, supported_rows
from api.pages.links import Links, Reported, Row, iris_in, link_rows, links_of, reported_of, reported_rows
from api.pages.names import Address, Item, Names, with_composed
from m4sd_graph.describe import EVIDENCE, Resource, describe, labels
from m4sd_graph.namespaces import DCTERMS, FOAF, GRAPH, M4SD, OA, RDF, SKOS
from m4sd_graph.store.protocol import Store, Term

MOST = 200
TYPE = f"{RDF}type"
FIRST = (
    f"{SKOS}definition", f"{DCTERMS}description", f"{SKOS}prefLabel", f"{SKOS}altLabel", f"{SKOS}notation",
    f"{DCTERMS}type", f"{DCTERMS}isPartOf", f"{SKOS}broader",
)  # fmt: skip
LAST = (f"{SKOS}editorialNote", f"{M4SD}notRecorded")
# Texts that say the same in several languages: only the reader's is shown.
ONE_LANGUAGE = frozenset(
    {f"{SKOS}definition", f"{DCTERMS}description", f"{SKOS}editorialNote", f"{SKOS}scopeNote", f"{DCTERMS}title",
     f"{DCTERMS}rights", f"{M4SD}baseNote", f"{DCTERMS}abstract", f"{DCTERMS}bibliographicCitation"}
)  # fmt: skip
# Shown elsewhere on the page: types on top, evidence as cards, links in their tables.
ELSEWHERE = frozenset(
    {TYPE, EVIDENCE, f"{M4SD}requiredNote", f"{M4SD}paraphrase", f"{M4SD}locator", f"{M4SD}textFragment",
     f"{M4SD}supportsProperty", f"{OA}hasSource", f"{OA}hasSelector", f"{M4SD}linkSource", f"{M4SD}linkTarget",
     f"{M4SD}linkType", f"{M4SD}pathLength", f"{M4SD}grade",
     f"{M4SD}confidence", f"{M4SD}reviewStatus", f"{M4SD}byRule", f"{M4SD}premise",
     f"{M4SD}addresses", f"{M4SD}addressesIndirectly"}
)  # fmt: skip
INCOMING_ELSEWHERE = frozenset(
    {f"{M4SD}linkSource", f"{M4SD}linkTarget", f"{M4SD}addresses", f"{M4SD}addressesIndirectly", f"{OA}hasSource"}
)
# What rules concluded about a thing, other than the things (links) that rules made.
DERIVED = f"""SELECT ?s ?p ?o ?g WHERE {{{{
  GRAPH ?g {{{{ {{{{ VALUES ?s {{{{ {{iri}} }}}} ?s ?p ?o }}}} UNION {{{{ VALUES ?o {{{{ {{iri}} }}}} ?s ?p ?o }}}} }}}}
  FILTER(STRSTARTS(STR(?g), "{GRAPH}rule/")) FILTER NOT EXISTS {{{{ GRAPH ?g {{{{ ?s a ?type }}}} }}}}
}}}}"""
Derived = Mapping[tuple[str, str, str], str]


@dataclass(frozen=True, slots=True)
class Fact:
    """A property with its values and the numbers of the evidence cards that support it."""

    property: Item
    values: tuple[Item, ...]
    evidence: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """What refers to the resource by one property; ``more`` are left out."""

    property: Item
    items: tuple[Item, ...]
    more: int
    query: str


@dataclass(frozen=True, slots=True)
class View:
    """Everything the page of a resource shows."""

    iri: str
    label: str
    types: tuple[Item, ...]
    notice: str
    facts: tuple[Fact, ...]
    evidence: tuple[Card, ...]
    passage: Card | None
    links: Links
    reported: tuple[Reported, ...]
    supported: tuple[Supported, ...]
    referring: tuple[Group, ...]


def view_of(store: Store, iri: str, lang: str, address: Address) -> View:
    """Return the page of ``iri``; raise NotFoundError when the store knows nothing of it."""
    resource = describe(store, iri)
    link, report, supported = link_rows(store, iri), reported_rows(store, iri), supported_rows(store, iri)
    further = iris_in((*link, *report, *supported)) - set(resource.labels)
    known = {**labels(store, further), **resource.labels}
    shown = {iri, *_iris(resource), *further}
    names = Names(with_composed(store, known, shown), lang, address)
    derived = _derived(store, iri)
    return _view(replace(resource, labels=names.labels), names, link, report, supported, derived)


def _view(
    resource: Resource,
    names: Names,
    link: Sequence[Row],
    report: Sequence[Row],
    supported: Sequence[Row],
    derived: Derived,
) -> View:
    own = resource.about(resource.iri)
    cards = tuple(card(resource, node.value, n, names) for n, node in enumerate(own.get(EVIDENCE, ()), start=1))
    reporters = {row["node"].value for row in report}
    return View(
        iri=resource.iri,
        label=names.text(resource.iri),
        types=tuple(names.item(t.value) for t in own.get(TYPE, ())),
        notice=names.pick(own.get(f"{M4SD}requiredNote", ())),
        facts=_facts(own, resource.iri, cards, names, derived),
        evidence=cards,
        passage=card(resource, resource.iri, 0, names) if f"{OA}hasSource" in own else None,
        links=links_of(link, resource.iri, names),
        reported=reported_of(report, names),
        supported=supported_by(supported, names),
        referring=_referring(resource, names, reporters, derived),
    )


def _facts(
    own: Mapping[str, list[Term]], iri: str, cards: Sequence[Card], names: Names, derived: Derived
) -> tuple[Fact, ...]:
    shown = sorted((p for p in own if p not in ELSEWHERE), key=lambda p: (_rank(p), names.text(p)))
    return tuple(
        Fact(
            names.item(p),
            _values(own[p], p, names, {o: rule for (s, q, o), rule in derived.items() if (s, q) == (iri, p)}),
            tuple(c.number for c in cards if p in c.properties),
        )
        for p in shown
    )


def _values(terms: Sequence[Term], predicate: str, names: Names, rules: Mapping[str, str]) -> tuple[Item, ...]:
    if predicate in ONE_LANGUAGE:
        languages = {t.language for t in terms}
        wanted = next((code for code in (names.lang, "en", "") if code in languages), None)
        terms = [t for t in terms if wanted is None or t.language == wanted]
    ordered = sorted(terms, key=lambda t: (t.language != names.lang, t.language, names.value(t).text))
    return tuple(replace(_value(t, predicate, names), derived_by=rules.get(t.value, "")) for t in ordered)


def _value(term: Term, predicate: str, names: Names) -> Item:
    item = names.value(term)
    if predicate in (f"{FOAF}page", f"{FOAF}homepage") and item.external:
        return replace(item, text=term.value)
    return replace(item, language="") if predicate in ONE_LANGUAGE and item.language == names.lang else item


def _referring(resource: Resource, names: Names, reporters: set[str], derived: Derived) -> tuple[Group, ...]:
    found: dict[str, list[str]] = {}
    for subject, predicate in resource.incoming:
        if predicate not in INCOMING_ELSEWHERE and subject not in reporters:
            found.setdefault(predicate, []).append(subject)
    groups = []
    for predicate in sorted(found, key=names.text):
        items = [
            replace(names.item(subject), derived_by=derived.get((subject, predicate, resource.iri), ""))
            for subject in found[predicate]
        ]
        items.sort(key=lambda item: (item.text, item.href))
        query = f"SELECT ?thing WHERE {{ ?thing <{predicate}> <{resource.iri}> }} ORDER BY ?thing"
        groups.append(Group(names.item(predicate), tuple(items[:MOST]), max(len(items) - MOST, 0), query))
    return tuple(groups)


def _derived(store: Store, iri: str) -> Derived:
    rows = store.select(DERIVED.format(iri=f"<{iri}>")).rows
    return {(r["s"].value, r["p"].value, r["o"].value): r["g"].value.removeprefix(f"{GRAPH}rule/") for r in rows}


def _rank(predicate: str) -> int:
    if predicate in FIRST:
        return FIRST.index(predicate)
    return len(FIRST) + (1 + LAST.index(predicate) if predicate in LAST else 0)


def _iris(resource: Resource) -> Iterable[str]:
    for statement in resource.statements:
        yield from (t.value for t in (statement.subject, statement.object) if t.kind == "iri")
    for subject, _ in resource.incoming:
        yield subject
