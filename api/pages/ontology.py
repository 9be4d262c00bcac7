"""The ontology as a reader meets it: a tree of classes, what each must have, properties with what they join."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from api.pages.names import Address, Item, Names, short_name
from m4sd_graph.namespaces import M4SD, ONTOLOGY, OWL, RDFS, SKOS
from m4sd_graph.schemas import Knowledge, knowledge
from m4sd_graph.speech import speech
from m4sd_graph.store.protocol import Store

SCHEMA = "https://schema.org/"
CLASS = f"{OWL}Class"
PROPERTIES = (f"{OWL}ObjectProperty", f"{OWL}DatatypeProperty", f"{OWL}AnnotationProperty")
TYPES = f"SELECT DISTINCT ?term ?type WHERE {{ ?term <{RDFS}isDefinedBy> <{ONTOLOGY}> ; a ?type }} ORDER BY ?term"
TEXTS = f"""SELECT ?term ?predicate ?text WHERE {{
  VALUES ?predicate {{ <{RDFS}label> <{SKOS}definition> <{M4SD}displayLabel> }}
  ?term ?predicate ?text
  FILTER(EXISTS {{ ?term <{RDFS}isDefinedBy> <{ONTOLOGY}> }} || ?predicate = <{M4SD}displayLabel>)
}} ORDER BY ?term"""
BOUNDS = f"""SELECT ?term ?role ?other WHERE {{
  ?term <{RDFS}isDefinedBy> <{ONTOLOGY}> ; ?bound ?other
  VALUES (?bound ?role) {{
    (<{RDFS}subClassOf> "above") (<{RDFS}subPropertyOf> "above")
    (<{RDFS}domain> "domain") (<{SCHEMA}domainIncludes> "domain")
    (<{RDFS}range> "range") (<{SCHEMA}rangeIncludes> "range")
  }}
}} ORDER BY ?term ?role ?other"""
USES = f"SELECT ?p (COUNT(*) AS ?n) WHERE {{ ?s ?p ?o FILTER(STRSTARTS(STR(?p), '{M4SD}')) }} GROUP BY ?p"


@dataclass(frozen=True, slots=True)
class Need:
    """What the checks demand of a class: a property, how many values, and the class above that demands it, if any."""

    property: Item
    number: str
    inherited: Item | None


@dataclass(frozen=True, slots=True)
class OntologyTerm:
    """A class or property: its texts in the reader's language or the one they fall back to, and what it is bound to.

    ``count``: instances of a class, or statements with a property.
    """

    iri: str
    label: Item
    definition: Item
    above: tuple[Item, ...]
    domains: tuple[Item, ...]
    ranges: tuple[Item, ...]
    properties: tuple[Item, ...]
    needs: tuple[Need, ...]
    count: int

    @property
    def name(self) -> str:
        """The name after the hash."""
        return self.iri.rpartition("#")[2]


@dataclass(frozen=True, slots=True)
class Branch:
    """A class in the tree, with the classes below it."""

    term: OntologyTerm
    below: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class OntologyPage:
    """Everything that the page shows."""

    classes: tuple[OntologyTerm, ...]
    properties: tuple[OntologyTerm, ...]
    tree: tuple[Branch, ...]
    reused: tuple[tuple[Item, str], ...]


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read of the ontology, by term."""

    names: Names
    meanings: Names
    bounds: Mapping[str, Mapping[str, tuple[str, ...]]]
    known: Knowledge
    counts: Mapping[str, int]
    prefixes: Mapping[str, str]

    def item(self, iri: str) -> Item:
        """A link to a term; one of another vocabulary without a label goes by its prefixed name."""
        item = self.names.item(iri)
        return replace(item, text=short_name(iri, self.prefixes)) if item.text == iri else item

    def items(self, iris: Iterable[str]) -> tuple[Item, ...]:
        return tuple(self.item(iri) for iri in iris)


def ontology_page(
    store: Store, shapes: Store, instances: Mapping[str, int], prefixes: Mapping[str, str], lang: str, address: Address
) -> OntologyPage:
    """Read the page from the graph and the shapes; ``instances``: how many of each class the release has."""
    texts = _texts(store)
    labels = {**texts[f"{M4SD}displayLabel"], **texts[f"{RDFS}label"]}
    uses = {row["p"].value: int(row["n"].value) for row in store.select(USES).rows}
    names, meanings = Names(labels, lang, address), Names(texts[f"{SKOS}definition"], lang, address)
    read = _Read(names, meanings, _bounds(store), knowledge(shapes, store), {**uses, **instances}, prefixes)
    types: dict[str, set[str]] = {}
    for row in store.select(TYPES).rows:
        types.setdefault(row["term"].value, set()).add(row["type"].value)
    classes = tuple(_term(iri, read) for iri, kinds in types.items() if CLASS in kinds)
    properties = tuple(_term(iri, read) for iri, kinds in types.items() if not kinds.isdisjoint(PROPERTIES))
    reused = tuple((names.item(iri), short_name(iri, prefixes)) for iri in sorted(texts[f"{M4SD}displayLabel"]))
    return OntologyPage(classes, properties, _tree(classes, read), reused)


def _texts(store: Store) -> dict[str, dict[str, dict[str, str]]]:
    found: dict[str, dict[str, dict[str, str]]] = {
        predicate: {} for predicate in (f"{RDFS}label", f"{SKOS}definition", f"{M4SD}displayLabel")
    }
    for row in store.select(TEXTS).rows:
        text = row["text"]
        found[row["predicate"].value].setdefault(row["term"].value, {})[text.language] = text.value
    return found


def _bounds(store: Store) -> dict[str, dict[str, tuple[str, ...]]]:
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for row in store.select(BOUNDS).rows:
        roles = found.setdefault(row["term"].value, {})
        roles[row["role"].value] = (*roles.get(row["role"].value, ()), row["other"].value)
    return found


def _term(iri: str, read: _Read) -> OntologyTerm:
    bounds = read.bounds.get(iri, {})
    text, language = read.meanings.label(iri)
    joined = [other for other, roles in read.bounds.items() if iri in roles.get("domain", ())]
    return OntologyTerm(
        iri,
        read.names.item(iri),
        Item(text, language=language),
        read.items(bounds.get("above", ())),
        read.items(bounds.get("domain", ())),
        read.items(bounds.get("range", ())),
        read.items(joined),
        tuple(_needs(iri, read)),
        read.counts.get(iri, 0),
    )


def _needs(iri: str, read: _Read) -> Iterable[Need]:
    told: set[str] = set()
    for demanding in (iri, *read.known.above.get(iri, ())):
        inherited = read.names.item(demanding) if demanding != iri else None
        for path, limits in read.known.demands.get(demanding, {}).items():
            number = _number(limits, read.names.lang)
            if number and path not in told:
                told.add(path)
                yield Need(read.item(path), number, inherited)


def _number(limits: Mapping[str, str], lang: str) -> str:
    """How many values, in words; "" where that is left open."""
    _ = speech(lang).gettext
    least, most = limits.get("minCount", "0"), limits.get("maxCount", "")
    if most == "0":
        return _("none")
    if least == most:
        return _("exactly %(number)s") % {"number": most}
    if least != "0":
        return _("at least %(number)s") % {"number": least}
    return _("at most %(number)s") % {"number": most} if most else ""


def _tree(classes: tuple[OntologyTerm, ...], read: _Read) -> tuple[Branch, ...]:
    """The classes under the classes of ours that they are kinds of."""
    own = {term.iri for term in classes}
    below: dict[str, list[OntologyTerm]] = {}
    for term in classes:
        above = [iri for iri in read.bounds.get(term.iri, {}).get("above", ()) if iri in own]
        below.setdefault(above[0] if above else "", []).append(term)

    def branches(iri: str) -> tuple[Branch, ...]:
        return tuple(Branch(term, branches(term.iri)) for term in below.get(iri, ()))

    return branches("")
