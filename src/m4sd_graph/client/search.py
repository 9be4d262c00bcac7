"""Finds things by words in their names and codes, in every language of the graph."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from m4sd_graph.catalog import Parameter
from m4sd_graph.client.values import IRI, Text
from m4sd_graph.describe import batches, labels
from m4sd_graph.namespaces import M4SD, RDF, RDFS, SKOS
from m4sd_graph.store.protocol import Store, Term

PROPERTIES = " ".join(f"<{p}>" for p in (f"{SKOS}prefLabel", f"{SKOS}altLabel", f"{SKOS}notation", f"{RDFS}label"))
MATCHES = """SELECT DISTINCT ?thing ?name WHERE {{
  VALUES ?property {{ {properties} }} ?thing ?property ?name FILTER({filters})
}}"""
TYPES = "SELECT DISTINCT ?thing ?type WHERE {{ VALUES ?thing {{ {iris} }} ?thing <{type}> ?type }} ORDER BY ?type"
WORDS = 8


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found: its name in the asked language, its classes, and the name or code that matched."""

    iri: IRI
    name: str
    types: tuple[IRI, ...]
    matched: Text


@dataclass(frozen=True, slots=True)
class Hits:
    """The best hits, and how many things match in all."""

    hits: tuple[Hit, ...]
    total: int


def search(store: Store, text: str, *, limit: int = 20, start: int = 0, lang: str = "en") -> Hits:
    """Return the ``limit`` best hits from number ``start`` on, of the things whose name or code has every word.

    Exact matches come first, then names that begin with ``text``, then the shortest; one hit per thing.
    """
    words = [word.casefold() for word in text.split()[:WORDS]]
    if not words:
        return Hits((), 0)
    best: dict[str, Term] = {}
    for row in sorted(store.select(_query(words)).rows, key=lambda row: _rank(text, row["thing"], row["name"])):
        best.setdefault(row["thing"].value, row["name"])
    chosen = list(best)[start : start + limit]
    return Hits(tuple(_hits(store, {iri: best[iri] for iri in chosen}, lang)), len(best))


def _query(words: Iterable[str]) -> str:
    word = Parameter("word", "string", "", True, {})
    filters = " && ".join(f"CONTAINS(LCASE(STR(?name)), LCASE({word.term(text, {})}))" for text in words)
    return MATCHES.format(properties=PROPERTIES, filters=filters)


def _rank(text: str, thing: Term, name: Term) -> tuple[bool, bool, int, str, str]:
    asked, found = text.strip().casefold(), name.value.casefold()
    return found != asked, not found.startswith(asked), len(found), thing.value, name.language


def _hits(store: Store, chosen: dict[str, Term], lang: str) -> Iterable[Hit]:
    named = labels(store, chosen)
    types: dict[str, list[IRI]] = {}
    for nodes in batches(chosen):
        for thing, kind in store.select(TYPES.format(iris=nodes, type=f"{RDF}type")).texts():
            types.setdefault(thing, []).append(IRI(kind))
    for iri, match in chosen.items():
        names = named.get(iri, {})
        kinds = sorted(types.get(iri, []), key=lambda kind: not kind.startswith(M4SD))
        name = names.get(lang) or names.get("en") or match.value
        yield Hit(IRI(iri), name, tuple(kinds), Text(match.value, match.language))
