"""Counts what a dataset holds: triples per graph and rule, instances per class, labels per language, evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pyoxigraph as ox

from m4sd_graph.load import Dataset, iri_of
from m4sd_graph.namespaces import GRAPH, M4SD, RDF, RULE, SKOS, VOCAB

ASSERTED = f"{VOCAB}statement-kind/asserted"
Counts = dict[str, int]


def statistics(dataset: Dataset) -> dict[str, Counts]:
    """Return every count by name; what is counted stands in the key."""
    triples = set(dataset.triples())
    return {
        "triples_by_graph": {name: len(found) for name, found in dataset.graphs.items()},
        "instances_by_class": _instances(triples),
        "labelled_things_by_language": _labels(triples),
        "derived_by_rule": _derived(dataset),
        "assertions": _assertions(triples),
    }


def _instances(triples: Iterable[ox.Triple]) -> Counts:
    return _sorted(Counter(iri_of(t.object) for t in triples if t.predicate.value == f"{RDF}type"))


def _labels(triples: Iterable[ox.Triple]) -> Counts:
    labels = [t for t in triples if t.predicate.value == f"{SKOS}prefLabel" and isinstance(t.object, ox.Literal)]
    by_language = Counter(t.object.language or "none" for t in labels if isinstance(t.object, ox.Literal))
    return {"all": len({t.subject for t in labels}), **_sorted(by_language)}


def _derived(dataset: Dataset) -> Counts:
    """Triples that each rule added, the rule's own description left out."""
    prefix = f"{GRAPH}rule/"
    return {
        name.removeprefix(prefix): sum(not iri_of(t.subject).startswith(RULE) for t in triples)
        for name, triples in dataset.graphs.items()
        if name.startswith(prefix)
    }


def _assertions(triples: set[ox.Triple]) -> Counts:
    """Statements of things that need evidence, and how many of them some evidence of the thing supports."""
    kinds = {p: _subjects(triples, f"{M4SD}{p}", ASSERTED) for p in ("statementKind", "instanceKind")}
    things = {
        iri_of(t.subject) for t in triples if t.predicate.value == f"{RDF}type" and t.object in kinds["instanceKind"]
    }
    evidence = {(iri_of(t.subject), iri_of(t.object)) for t in triples if t.predicate.value == f"{M4SD}hasEvidence"}
    supports: dict[str, set[str]] = {}
    for t in triples:
        if t.predicate.value == f"{M4SD}supportsProperty":
            supports.setdefault(iri_of(t.subject), set()).add(iri_of(t.object))
    supported = {(thing, p) for thing, node in evidence for p in supports.get(node, ())}
    stated = [
        (iri_of(t.subject), t.predicate.value)
        for t in triples
        if t.predicate in kinds["statementKind"] and iri_of(t.subject) in things
    ]
    return {"all": len(stated), "with_evidence": sum(pair in supported for pair in stated)}


def _subjects(triples: Iterable[ox.Triple], predicate: str, value: str) -> set[object]:
    return {t.subject for t in triples if t.predicate.value == predicate and iri_of(t.object) == value}


def _sorted(counter: Counter[str]) -> Counts:
    return dict(sorted(counter.items()))
