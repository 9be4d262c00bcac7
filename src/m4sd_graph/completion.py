"""What an editor of queries offers: the classes, properties and named graphs of this data, told by ontology and shapes.

Only what occurs in the data or is defined in its ontology is listed, each with how often it occurs; whether a property
is mandatory for a class is what the shapes demand of every instance.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from m4sd_graph.describe import batches, labels
from m4sd_graph.namespaces import DCTERMS, OWL, RDF, RDFS, SH, SKOS, shorten
from m4sd_graph.speech import order
from m4sd_graph.store.protocol import Store
from m4sd_graph.summary import summarise

Demand = Literal["required", "recommended", ""]
SCHEMA = "https://schema.org/"
USED = f"SELECT ?c ?p (COUNT(DISTINCT ?s) AS ?n) {{ ?s <{RDF}type> ?c ; ?p ?o FILTER(ISIRI(?c)) }} GROUP BY ?c ?p"
DEFINED = f"""SELECT DISTINCT ?x ?kind {{ ?x <{RDF}type> ?kind FILTER(ISIRI(?x)) FILTER(?kind IN (
  <{OWL}Class>, <{RDFS}Class>,
  <{OWL}ObjectProperty>, <{OWL}DatatypeProperty>, <{OWL}AnnotationProperty>, <{RDF}Property>)) }}"""
ABOVE = f"SELECT DISTINCT ?x ?above {{ ?x <{RDFS}subClassOf>+ ?above FILTER(ISIRI(?above)) }}"
DOMAINS = f"SELECT DISTINCT ?p ?c {{ ?p <{SCHEMA}domainIncludes>|<{RDFS}domain> ?c FILTER(ISIRI(?c)) }}"
RANGES = f"SELECT DISTINCT ?p ?c {{ ?p <{SCHEMA}rangeIncludes>|<{RDFS}range> ?c FILTER(ISIRI(?c)) }} ORDER BY ?p ?c"
# A path that is an IRI and a shape that demands it of each instance of a class; a warning counts as advice.
DEMANDS = f"""SELECT DISTINCT ?c ?p ?least ?severity ?range {{
  ?node <{SH}targetClass> ?c ; <{SH}property> ?shape . ?shape <{SH}path> ?p FILTER(ISIRI(?p))
  OPTIONAL {{ ?shape <{SH}minCount> ?least }} OPTIONAL {{ ?shape <{SH}severity> ?severity }}
  OPTIONAL {{ ?shape <{SH}class>|<{SH}datatype> ?range FILTER(ISIRI(?range)) }}
}} ORDER BY ?c ?p ?range"""
TEXTS = f"""SELECT ?x ?text {{{{ VALUES ?x {{{{ {{iris}} }}}}
  ?x <{SKOS}definition>|<{RDFS}comment>|<{DCTERMS}description> ?text }}}}"""
CLASS_KINDS = frozenset({f"{OWL}Class", f"{RDFS}Class"})
# What describes vocabularies and not what the data is about is offered last.
MACHINERY = (OWL, SH, RDF, RDFS)


@dataclass(frozen=True, slots=True)
class Use:
    """How the instances of one class use a property: how many have it, and what the shapes demand."""

    count: int = 0
    demand: Demand = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A class or property; ``count``: instances or triples. ``above``: classes above it. ``uses``: by class."""

    iri: str
    count: int
    above: tuple[str, ...] = ()
    ranges: tuple[str, ...] = ()
    uses: Mapping[str, Use] | None = None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The terms of the data, the most used first; texts by IRI and language ("" for none)."""

    classes: tuple[Term, ...]
    properties: tuple[Term, ...]
    graphs: Mapping[str, int]
    labels: Mapping[str, Mapping[str, str]]
    meanings: Mapping[str, Mapping[str, str]]


def vocabulary_of(store: Store, shapes: Store) -> Vocabulary:
    """Read the vocabulary of ``store`` with the demands of ``shapes``; some ten queries."""
    counted = summarise(store)
    above = _grouped(store, ABOVE, "x", "above")
    kinds = _grouped(store, DEFINED, "x", "kind")
    uses, demanded = _uses(store, shapes, above)
    classes = [
        Term(iri, counted.classes.get(iri, 0), above.get(iri, ()))
        for iri in {*counted.classes, *(x for x, of in kinds.items() if CLASS_KINDS & {*of})}
    ]
    ranges = _grouped(store, RANGES, "p", "c")
    properties = [
        Term(p, counted.properties.get(p, 0), (), _merged(ranges.get(p, ()), demanded.get(p, ())), uses.get(p, {}))
        for p in {*counted.properties, *(x for x, of in kinds.items() if {*of} - CLASS_KINDS)}
    ]
    named = {*(t.iri for t in (*classes, *properties)), *counted.graphs, *(r for t in properties for r in t.ranges)}
    return Vocabulary(
        tuple(sorted(classes, key=_rank)),
        tuple(sorted(properties, key=_rank)),
        counted.graphs,
        labels(store, named),
        _meanings(store, named),
    )


def completion(vocabulary: Vocabulary, lang: str, prefixes: Mapping[str, str]) -> dict[str, object]:
    """``vocabulary`` for a reader of ``lang``, with names as a query may have them: a plain mapping for JSON."""
    said = _Said(vocabulary, lang, prefixes)
    return {
        "classes": [said.term(t) | {"above": [said.name(a) for a in t.above]} for t in vocabulary.classes],
        "properties": [
            said.term(t)
            | {"ranges": [said.name(r) for r in t.ranges]}
            | {"uses": {said.name(c): [u.count, u.demand] for c, u in sorted((t.uses or {}).items())}}
            for t in vocabulary.properties
        ],
        "graphs": [said.thing(iri, count) for iri, count in sorted(vocabulary.graphs.items())],
    }


@dataclass(frozen=True, slots=True)
class _Said:
    """The texts of a vocabulary for one reader."""

    vocabulary: Vocabulary
    lang: str
    prefixes: Mapping[str, str]

    def name(self, iri: str) -> str:
        return shorten(iri, self.prefixes)

    def thing(self, iri: str, count: int) -> dict[str, object]:
        label, language = self._text(self.vocabulary.labels.get(iri, {}))
        told: dict[str, object] = {"name": self.name(iri), "iri": iri, "label": label, "count": count}
        return told | ({"language": language} if language != self.lang else {})

    def term(self, term: Term) -> dict[str, object]:
        meaning, language = self._text(self.vocabulary.meanings.get(term.iri, {}))
        told = self.thing(term.iri, term.count)
        return told | ({"meaning": meaning, "meaning_language": language} if meaning else {})

    def _text(self, texts: Mapping[str, str]) -> tuple[str, str]:
        code = next((c for c in (*order(self.lang), *texts) if c in texts), None)
        return ("", self.lang) if code is None else (texts[code], code)


def _uses(
    store: Store, shapes: Store, above: Mapping[str, tuple[str, ...]]
) -> tuple[dict[str, dict[str, Use]], dict[str, tuple[str, ...]]]:
    """How each property is used by the classes, and the ranges that shapes give it."""
    counts = {(r["p"].value, r["c"].value): int(r["n"].value) for r in store.select(USED).rows}
    demands: dict[tuple[str, str], Demand] = {}
    ranges: dict[str, tuple[str, ...]] = {}
    for row in shapes.select(DEMANDS).rows:
        key = row["p"].value, row["c"].value
        least = int(row["least"].value) if "least" in row else 0
        strict = "severity" not in row or row["severity"].value == f"{SH}Violation"
        demand: Demand = "" if least < 1 else "required" if strict else "recommended"
        demands[key] = "required" if demands.get(key) == "required" else demand or demands.get(key, "")
        if "range" in row:
            ranges[key[0]] = _merged(ranges.get(key[0], ()), (row["range"].value,))
    expected = {(r["p"].value, r["c"].value) for r in store.select(DOMAINS).rows}
    return _by_property(counts, _inherited(demands, expected, above)), ranges


def _inherited(
    demands: Mapping[tuple[str, str], Demand],
    expected: Iterable[tuple[str, str]],
    above: Mapping[str, tuple[str, ...]],
) -> dict[tuple[str, str], Demand]:
    """What is demanded or expected of a class is so of the classes below it."""
    told: dict[tuple[str, str], Demand] = {**dict.fromkeys(expected, ""), **demands}
    for low, highs in above.items():
        for (iri, high), demand in tuple(told.items()):
            if high in highs and told.get((iri, low)) != "required":
                told[iri, low] = demand or told.get((iri, low), "")
    return told


def _by_property(
    counts: Mapping[tuple[str, str], int], demands: Mapping[tuple[str, str], Demand]
) -> dict[str, dict[str, Use]]:
    uses: dict[str, dict[str, Use]] = {}
    for key in {*counts, *demands}:
        uses.setdefault(key[0], {})[key[1]] = Use(counts.get(key, 0), demands.get(key, ""))
    return uses


def _rank(term: Term) -> tuple[bool, int, str]:
    return term.iri.startswith(MACHINERY), -term.count, term.iri


def _merged(some: Iterable[str], more: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*some, *more]))


def _grouped(store: Store, query: str, key: str, value: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in store.select(query).rows:
        found[row[key].value] = (*found.get(row[key].value, ()), row[value].value)
    return found


def _meanings(store: Store, iris: Iterable[str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for values in batches(iris):
        for row in store.select(TEXTS.format(iris=values)).rows:
            found.setdefault(row["x"].value, {}).setdefault(row["text"].language, row["text"].value)
    return found
