"""What the columns of a collection tell about some of its members, read with three queries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from m4sd_graph.collections.model import Collection, Column
from m4sd_graph.describe import LABELS, NOTE, batches
from m4sd_graph.namespaces import BASE, RDF
from m4sd_graph.store.protocol import Statement, Store, Term

# The properties stand in the patterns: engines look up a pair of subject and property at once, not a table of pairs.
OWN = "SELECT ?s ?p ?o WHERE {{ VALUES ?s {{ {iris} }} ?s ?p ?o }}"
NAMED = "SELECT ?s ?p ?o WHERE {{ VALUES ?s {{ {iris} }} {{ {patterns} }} }}"
NAME = "{{ ?s <{p}> ?o BIND(<{p}> AS ?p) }}"
THROUGH = "SELECT DISTINCT ?s ?p ?o WHERE {{ VALUES ?x {{ {iris} }} {{ {patterns} }} }}"
STEP = "{{ ?x <{via}> ?s . ?s <{p}> ?o BIND(<{p}> AS ?p) }}"
TYPE = f"{RDF}type"
NAMES = (*LABELS, NOTE)
FALLBACK = ("en", "fr", "ru", "ky", "")
Values = dict[str, dict[str, list[Term]]]


@dataclass(frozen=True, slots=True)
class Facts:
    """Values by subject and property: of the members, of things between, and the names of what columns lead to."""

    values: Mapping[str, Mapping[str, Sequence[Term]]]

    def of(self, member: str, column: Column) -> list[Term]:
        """The values of a column, each once, in a fixed order."""
        first, *rest = column.properties
        found = list(self.values.get(member, {}).get(first, ()))
        for step in rest:
            found = [value for node in found for value in self.values.get(node.value, {}).get(step, ())]
        return sorted(set(found)) if len(found) > 1 else found

    def text(self, iri: str, properties: Iterable[str], language: str) -> str:
        """The text of ``iri`` in ``language``, else in the first of ``FALLBACK`` that there is; "" for none."""
        found = self.values.get(iri, {})
        texts = [term for p in properties for term in found.get(p, ())]
        return next((t.value for code in (language, *FALLBACK) for t in texts if t.language == code), "")

    def label(self, iri: str, language: str) -> str:
        """The label of ``iri``; else the last part of an IRI of ours, or the IRI."""
        last = iri.rstrip("/").replace("#", "/").rpartition("/")[2] if iri.startswith(BASE) else iri
        return self.text(iri, LABELS, language) or last

    def note(self, iris: Iterable[str], language: str) -> str:
        """The notices that the names of ``iris`` require, each once."""
        return " ".join(dict.fromkeys(t for iri in sorted(set(iris)) if (t := self.text(iri, (NOTE,), language))))

    def is_a(self, member: str, class_iri: str) -> bool:
        """True when ``member`` is an instance of the class."""
        return any(term.value == class_iri for term in self.values.get(member, {}).get(TYPE, ()))

    def statements(self, member: str, columns: Sequence[Column]) -> tuple[Statement, ...]:
        """Everything that is told of ``member``, as statements of the graph, each once."""
        told: dict[str, set[str]] = {member: {TYPE, NOTE}}
        for column in columns:
            first, *rest = column.properties
            told[member].add(first)
            if rest:
                for node in self.values.get(member, {}).get(first, ()):
                    told.setdefault(node.value, set()).update(rest)
            if column.kind == "thing":
                for leaf in self.of(member, column):
                    told.setdefault(leaf.value, set()).update(NAMES)
        return tuple(self._about(told))

    def _about(self, told: Mapping[str, set[str]]) -> Iterator[Statement]:
        for subject, properties in told.items():
            found = self.values.get(subject, {})
            term = Term("iri", subject)
            for p in found.keys() & properties:
                predicate = Term("iri", p)
                for value in found[p]:
                    yield Statement(term, predicate, value)


def facts_of(store: Store, collection: Collection, members: Sequence[str]) -> Facts:
    """Read what the columns tell about ``members``."""
    found: Values = {}
    wanted = {TYPE, NOTE, *(c.properties[0] for c in collection.columns)}
    _read(store, found, (OWN.format(iris=iris) for iris in batches(members)), wanted)
    steps = sorted({c.properties for c in collection.columns if len(c.properties) > 1})
    if steps:
        patterns = " UNION ".join(STEP.format(via=via, p=p) for via, p in steps)
        _read(store, found, (THROUGH.format(iris=iris, patterns=patterns) for iris in batches(members)))
    facts = Facts(found)
    things = [c for c in collection.columns if c.kind == "thing"]
    linked = {t.value for m in members for c in things for t in facts.of(m, c) if t.kind == "iri"}
    patterns = " UNION ".join(NAME.format(p=p) for p in NAMES)
    _read(store, found, (NAMED.format(iris=iris, patterns=patterns) for iris in batches(linked)))
    for values in found.values():
        for terms in (terms for terms in values.values() if len(terms) > 1):
            terms.sort()
    return facts


def _read(store: Store, found: Values, queries: Iterable[str], wanted: set[str] | None = None) -> None:
    for query in queries:
        for row in store.select(query).rows:
            if wanted is None or row["p"].value in wanted:
                values = found.setdefault(row["s"].value, {}).setdefault(row["p"].value, [])
                # A member that another leads to is read twice.
                if row["o"] not in values:
                    values.append(row["o"])
