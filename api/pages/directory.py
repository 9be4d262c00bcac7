"""The names of everything in the graph, read once for each release: a page then asks the store for statements only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from api.pages.names import Labels, with_composed
from m4sd_graph.describe import LABELS, NOTE, PAGE, Named
from m4sd_graph.namespaces import RDF
from m4sd_graph.store.protocol import Store, Term

TYPE = f"{RDF}type"
NAMED = f"""SELECT ?x ?p ?value WHERE {{
  VALUES ?p {{ {" ".join(f"<{p}>" for p in (*LABELS, PAGE, NOTE, TYPE))} }} ?x ?p ?value FILTER(ISIRI(?x))
}}"""


@dataclass(frozen=True, slots=True)
class Directory:
    """By IRI: ``labels`` by language (composed ones too), ``pages`` of documents, ``notes`` by language, ``types``."""

    labels: Labels
    pages: Mapping[str, tuple[str, ...]]
    notes: Mapping[str, tuple[tuple[str, str], ...]]
    types: Mapping[str, frozenset[str]]

    def named(self, iris: Iterable[str]) -> Named:
        """What is shown beside ``iris``."""
        wanted = list(iris)
        notes: dict[str, dict[str, None]] = {}
        for language, text in (note for iri in wanted for note in self.notes.get(iri, ())):
            notes.setdefault(language, {})[text] = None
        return Named(
            self.labels,
            {iri: self.pages[iri] for iri in wanted if iri in self.pages},
            {language: tuple(sorted(texts)) for language, texts in notes.items()},
        )


def directory_of(store: Store) -> Directory:
    """Read the names of everything in ``store``; tens of milliseconds for ten thousand names."""
    rows = store.select(NAMED).rows
    found: dict[str, dict[str, str]] = {}
    pages: dict[str, set[str]] = {}
    notes: dict[str, list[tuple[str, str]]] = {}
    types: dict[str, set[str]] = {}
    for row in rows:
        iri, value = row["x"].value, row["value"]
        match row["p"].value:
            case p if p == PAGE:
                pages.setdefault(iri, set()).add(value.value)
            case p if p == NOTE:
                notes.setdefault(iri, []).append((value.language, value.value))
            case p if p == TYPE:
                types.setdefault(iri, set()).add(value.value)
            case _:
                _keep(found, iri, value)
    labels = with_composed(store, found, {*types, *found})
    return Directory(
        labels,
        {iri: tuple(sorted(addresses)) for iri, addresses in pages.items()},
        {iri: tuple(sorted(texts)) for iri, texts in notes.items()},
        {iri: frozenset(kinds) for iri, kinds in types.items()},
    )


def _keep(found: dict[str, dict[str, str]], iri: str, value: Term) -> None:
    found.setdefault(iri, {}).setdefault(value.language, value.value)
