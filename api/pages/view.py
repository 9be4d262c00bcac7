"""A resource as a reader meets it: names, facts with their sources, links, rival reports, and what refers to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from api.pages.directory import Directory
from api.pages.evidence import Card, Supported, card, supported_by, supported_rows
from api.pages.facts import TYPE, FactGroup, Naming, fact_groups, namings
from api.pages.kinds import Overview, overview
from api.pages.links import Links, Reports, Row, link_rows, links_of, reported_of, reported_rows
from api.pages.names import Address, Item, Names
from api.pages.timeline import Timeline, period_rows, timeline_of
from m4sd_graph.describe import EVIDENCE, Resource, describe
from m4sd_graph.kinds import kind_of
from m4sd_graph.namespaces import DCTERMS, GRAPH, M4SD, OA, OWL
from m4sd_graph.sources import Texts
from m4sd_graph.store.protocol import Store, Term

MOST = 60
INCOMING_ELSEWHERE = frozenset(
    {f"{M4SD}linkSource", f"{M4SD}linkTarget", f"{M4SD}addresses", f"{M4SD}addressesIndirectly", f"{OA}hasSource"}
)
REPORTING = frozenset({f"{M4SD}concerns", "http://purl.org/linked-data/sdmx/2009/dimension#refArea"})
LINKING = frozenset({f"{M4SD}linkSource", f"{M4SD}linkTarget"})
# What rules concluded about a thing, other than the things (links) that rules made.
DERIVED = f"""SELECT ?s ?p ?o ?g WHERE {{{{
  GRAPH ?g {{{{ {{{{ VALUES ?s {{{{ {{iri}} }}}} ?s ?p ?o }}}} UNION {{{{ VALUES ?o {{{{ {{iri}} }}}} ?s ?p ?o }}}} }}}}
  FILTER(STRSTARTS(STR(?g), "{GRAPH}rule/")) FILTER NOT EXISTS {{{{ GRAPH ?g {{{{ ?s a ?type }}}} }}}}
}}}}"""
Derived = Mapping[tuple[str, str, str], str]


@dataclass(frozen=True, slots=True)
class Group:
    """What refers to the resource by one property; ``more`` are left out."""

    property: Item
    items: tuple[Item, ...]
    more: int
    query: str


@dataclass(frozen=True, slots=True)
class View:
    """Everything the page of a resource shows.

    ``classes`` and ``successors`` are IRIs: its classes, and what replaces it where it is deprecated.
    """

    iri: str
    title: Item
    kind: str
    types: tuple[Item, ...]
    valence: Item | None
    notice: str
    names: tuple[Naming, ...]
    facts: tuple[FactGroup, ...]
    timeline: Timeline | None
    evidence: tuple[Card, ...]
    passage: Card | None
    links: Links
    reported: tuple[Reports, ...]
    supported: tuple[Supported, ...]
    supported_more: int
    supported_query: str
    overview: tuple[Overview, ...]
    referring: tuple[Group, ...]
    classes: tuple[str, ...]
    successors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, and with what: language and addresses, the names of the release, its day, and the texts held."""

    lang: str
    address: Address
    directory: Directory
    released: date | None = None
    texts: Texts | None = None

    @property
    def names(self) -> Names:
        """Names as this reader wants them."""
        return Names(self.directory.labels, self.lang, self.address)


@dataclass(frozen=True, slots=True)
class _Found:
    """What the store says of a resource, gathered by as few queries as it needs."""

    resource: Resource
    own: Mapping[str, list[Term]]
    links: Sequence[Row]
    reported: Sequence[Row]
    supported: Sequence[Row]
    periods: Sequence[Row]
    derived: Derived


def view_of(store: Store, iri: str, reader: Reader) -> View:
    """Return the page of ``iri``; raise NotFoundError when the store knows nothing of it."""
    return _view(_found(store, iri, reader), reader)


def _found(store: Store, iri: str, reader: Reader) -> _Found:
    resource = describe(store, iri, known=reader.directory.named)
    own, by = resource.about(iri), {predicate for _, predicate in resource.incoming}

    def rows(wanted: object, ask: Callable[[Store, str], Sequence[Row]]) -> Sequence[Row]:
        return ask(store, iri) if wanted else ()

    return _Found(
        resource,
        own,
        links=rows(by & LINKING or own.keys() & LINKING, link_rows),
        reported=rows(by & REPORTING, reported_rows),
        supported=rows(f"{OA}hasSource" in by, supported_rows),
        periods=period_rows(store, iri),
        derived=_derived(store, iri),
    )


def _view(found: _Found, reader: Reader) -> View:
    resource, own, names, iri = found.resource, found.own, reader.names, found.resource.iri
    nodes = enumerate(own.get(EVIDENCE, ()), start=1)
    cards = tuple(card(resource, node.value, n, names, reader.texts) for n, node in nodes)
    reporters = {row["node"].value for row in found.reported}
    classes = tuple(term.value for term in own.get(TYPE, ()))
    supported = supported_by(found.supported, names)
    valence = next(iter(own.get(f"{M4SD}valence", ())), None)
    label, language = names.label(iri)
    is_passage = f"{OA}hasSource" in own
    return View(
        iri=iri,
        title=Item(label, language=language),
        kind=kind_of(classes),
        types=tuple(names.item(one) for one in classes),
        valence=names.item(valence.value) if valence else None,
        notice=names.pick(own.get(f"{M4SD}requiredNote", ())),
        names=namings(own),
        facts=fact_groups(own, iri, cards, names, found.derived),
        timeline=timeline_of(found.periods, iri, names, reader.released),
        evidence=cards,
        passage=card(resource, iri, 0, names, reader.texts) if is_passage else None,
        links=links_of(found.links, iri, names),
        reported=reported_of(found.reported, own, names),
        supported=supported[:MOST],
        supported_more=max(len(supported) - MOST, 0),
        supported_query=_supported_query(iri),
        overview=_overview(resource, classes, reader),
        referring=_referring(resource, names, reporters, found.derived),
        classes=classes,
        successors=_successors(own),
    )


def _overview(resource: Resource, classes: Sequence[str], reader: Reader) -> tuple[Overview, ...]:
    if kind_of(classes) != "place":
        return ()
    return overview(resource.iri, (s for s, _ in resource.incoming), reader.directory.types, reader.names)


def _successors(own: Mapping[str, Sequence[Term]]) -> tuple[str, ...]:
    """What replaces a deprecated IRI. A policy that another replaces is not deprecated: it was what it was."""
    deprecated = any(term.value == "true" for term in own.get(f"{OWL}deprecated", ()))
    return tuple(term.value for term in own.get(f"{DCTERMS}isReplacedBy", ())) if deprecated else ()


def _referring(resource: Resource, names: Names, reporters: set[str], derived: Derived) -> tuple[Group, ...]:
    found: dict[str, list[str]] = {}
    for subject, predicate in resource.incoming:
        if predicate not in INCOMING_ELSEWHERE and subject not in reporters:
            found.setdefault(predicate, []).append(subject)
    return tuple(
        _group(resource.iri, predicate, found[predicate], names, derived) for predicate in sorted(found, key=names.text)
    )


def _group(iri: str, predicate: str, subjects: Sequence[str], names: Names, derived: Derived) -> Group:
    items = [replace(names.item(s), derived_by=derived.get((s, predicate, iri), "")) for s in subjects]
    items.sort(key=lambda item: (item.text, item.href))
    query = f"SELECT ?thing WHERE {{ ?thing <{predicate}> <{iri}> }} ORDER BY ?thing"
    return Group(names.item(predicate), tuple(items[:MOST]), max(len(items) - MOST, 0), query)


def _supported_query(iri: str) -> str:
    return (
        "SELECT DISTINCT ?thing ?evidence WHERE {\n"
        f"  ?evidence <{OA}hasSource> <{iri}> . ?thing <{EVIDENCE}> ?evidence\n}} ORDER BY ?thing"
    )


def _derived(store: Store, iri: str) -> Derived:
    rows = store.select(DERIVED.format(iri=f"<{iri}>")).rows
    return {(r["s"].value, r["p"].value, r["o"].value): r["g"].value.removeprefix(f"{GRAPH}rule/") for r in rows}
