"""Counts what a store holds, whatever engine it is: the figures of its VoID description, from a few queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from m4sd_graph.namespaces import RDF
from m4sd_graph.store.protocol import Rows, Store

GRAPHS = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } FILTER(isIRI(?g)) } GROUP BY ?g"
APART = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } FILTER(isIRI(?g)) FILTER NOT EXISTS { ?s ?p ?o } }"
UNNAMED = "ASK { ?s ?p ?o FILTER NOT EXISTS { GRAPH ?g { ?s ?p ?o } } }"
CLASSES = f"SELECT ?c (COUNT(DISTINCT ?s) AS ?n) {{ ?s <{RDF}type> ?c FILTER(isIRI(?c)) }} GROUP BY ?c"
PROPERTIES = "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p"
ENDS = "SELECT (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects) { ?s ?p ?o }"


@dataclass(frozen=True, slots=True)
class Summary:
    """What a dataset holds; all but ``graphs`` is about its default graph.

    ``graphs``: triples of each named graph. ``default_members``: the named graphs that lie wholly in the default graph.
    ``has_unnamed``: the default graph has triples that no named graph has. ``classes``: distinct instances of each.
    ``properties``: triples of each. ``subjects`` and ``objects``: distinct ones.
    """

    triples: int
    graphs: Mapping[str, int]
    default_members: tuple[str, ...]
    has_unnamed: bool
    classes: Mapping[str, int]
    properties: Mapping[str, int]
    subjects: int
    objects: int

    @property
    def is_union(self) -> bool:
        """True when the default graph is exactly the union of all named graphs."""
        return not self.has_unnamed and set(self.default_members) == set(self.graphs)


def summarise(store: Store) -> Summary:
    """Count what ``store`` holds with six queries; raise StoreError when it does not answer."""
    graphs = _counts(store.select(GRAPHS))
    apart = {row["g"].value for row in store.select(APART).rows}
    properties = _counts(store.select(PROPERTIES))
    [[subjects, objects]] = store.select(ENDS).texts()
    return Summary(
        triples=sum(properties.values()),
        graphs=graphs,
        default_members=tuple(name for name in graphs if name not in apart),
        has_unnamed=store.ask(UNNAMED),
        classes=_counts(store.select(CLASSES)),
        properties=properties,
        subjects=int(subjects),
        objects=int(objects),
    )


def _counts(rows: Rows) -> dict[str, int]:
    """Rows of a name and a number as a mapping, sorted by name."""
    return {name: int(number) for name, number in sorted(rows.texts())}
