"""What surrounds a thing: what is within one or two steps and how it is joined, bounded so that it can be drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from m4sd_graph.catalog import is_iri
from m4sd_graph.describe import batches, labels
from m4sd_graph.errors import NotFoundError
from m4sd_graph.kinds import kind_of
from m4sd_graph.namespaces import DCTERMS, FOAF, M4SD, OA, OWL, PROV, RDF, RDFS, SH, SKOS
from m4sd_graph.store.protocol import Store, Term

MOST = 60
STEPS = (1, 2)
# What joins a thing to bookkeeping and not to its neighbours; shortcuts repeat what links say.
APART = (
    f"{RDF}type", f"{RDFS}isDefinedBy", f"{RDFS}seeAlso", f"{M4SD}hasEvidence", f"{M4SD}supportsProperty",
    f"{M4SD}linkSource", f"{M4SD}linkTarget", f"{M4SD}linkType", f"{M4SD}premise", f"{M4SD}byRule",
    f"{M4SD}confidence", f"{M4SD}reviewStatus", f"{M4SD}addresses", f"{M4SD}addressesIndirectly",
    f"{M4SD}notRecorded", f"{M4SD}statementKind", f"{M4SD}instanceKind", f"{M4SD}datePrecision", f"{M4SD}dateBasis",
    f"{M4SD}resembles", f"{OA}hasSource", f"{OA}hasSelector", f"{PROV}wasGeneratedBy", f"{SKOS}inScheme",
    f"{SKOS}topConceptOf", f"{SKOS}exactMatch", f"{SKOS}closeMatch", f"{DCTERMS}language", f"{DCTERMS}rights",
    f"{FOAF}page", f"{FOAF}homepage", f"{OWL}disjointWith", f"{SH}declare",
)  # fmt: skip
JOINED = f"""SELECT ?s ?p ?o WHERE {{{{
  {{{{ VALUES ?s {{{{ {{iris}} }}}} ?s ?p ?o }}}} UNION {{{{ VALUES ?o {{{{ {{iris}} }}}} ?s ?p ?o }}}}
  FILTER(ISIRI(?o) && ?p NOT IN ({", ".join(f"<{p}>" for p in APART)}))
  FILTER NOT EXISTS {{{{ ?s <{M4SD}linkSource> ?x }}}} FILTER NOT EXISTS {{{{ ?s <{OA}hasSource> ?x }}}}
}}}} ORDER BY ?p ?s ?o"""
LINKED = f"""SELECT ?link ?s ?p ?o ?rule WHERE {{{{
  {{{{ VALUES ?s {{{{ {{iris}} }}}} ?link <{M4SD}linkSource> ?s }}}}
  UNION {{{{ VALUES ?o {{{{ {{iris}} }}}} ?link <{M4SD}linkTarget> ?o }}}}
  ?link <{M4SD}linkSource> ?s ; <{M4SD}linkType> ?p ; <{M4SD}linkTarget> ?o .
  OPTIONAL {{{{ ?link <{M4SD}byRule> ?rule }}}}
}}}} ORDER BY ?rule ?p ?s ?o"""
TYPES = f"SELECT ?x ?type WHERE {{{{ VALUES ?x {{{{ {{iris}} }}}} ?x <{RDF}type> ?type }}}}"
KNOWN = "ASK {{ {{ {iri} ?p ?o }} UNION {{ ?s ?p {iri} }} }}"


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A thing in the neighbourhood: how many steps away, its kind, and its labels by language."""

    iri: str
    step: int
    kind: str
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True, order=True)
class Edge:
    """Two things joined by a property or by a link of a type; ``rule`` derived the link, where one did."""

    source: str
    type: str
    target: str
    rule: str


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """``left_out``: neighbours that were met and are too many to be drawn."""

    iri: str
    nodes: tuple[Neighbour, ...]
    edges: tuple[Edge, ...]
    labels: Mapping[str, Mapping[str, str]]
    left_out: int


def neighbourhood(store: Store, iri: str, steps: int = 1, most: int = MOST) -> Neighbourhood:
    """Return what is within ``steps`` (1 or 2) of ``iri``, at most ``most`` things, the nearest first.

    Raises NotFoundError where the store does not name ``iri``.
    """
    if not is_iri(iri) or not store.ask(KNOWN.format(iri=f"<{iri}>")):
        raise NotFoundError("nothing is known about this IRI.", place=iri, remedy="Give the IRI of a thing.")
    reached, edges, left_out = _walk(store, iri, steps, most)
    kept = tuple(sorted({edge for edge in edges if edge.source in reached and edge.target in reached}))
    named = labels(store, {*reached, *(edge.type for edge in kept), *(edge.rule for edge in kept if edge.rule)})
    types = _types(store, reached)
    nodes = tuple(
        Neighbour(one, step, kind_of(types.get(one, ())), named.get(one, {})) for one, step in reached.items()
    )
    return Neighbourhood(iri, nodes, kept, named, left_out)


def _walk(store: Store, iri: str, steps: int, most: int) -> tuple[dict[str, int], set[Edge], int]:
    """The things reached with their steps, the edges met, and how many things were left out."""
    reached, edges, left_out = {iri: 0}, set[Edge](), set[str]()
    for step in range(1, steps + 1):
        edge_of_sight = [one for one, at in reached.items() if at == step - 1]
        found = _edges(store, edge_of_sight)
        edges |= set(found)
        for one in dict.fromkeys(end for edge in found for end in (edge.source, edge.target)):
            if one not in reached and len(reached) < most:
                reached[one] = step
            elif one not in reached:
                left_out.add(one)
    if steps == 1 and len(reached) > 1:
        edges |= set(_edges(store, [one for one in reached if one != iri]))
    return reached, edges, len(left_out)


def _edges(store: Store, iris: Iterable[str]) -> list[Edge]:
    """The edges that begin or end at ``iris``, asserted links first and derived links last."""
    found: list[Edge] = []
    for nodes in batches(iris):
        links = [_edge(row) for row in store.select(LINKED.format(iris=nodes)).rows]
        found += [edge for edge in links if not edge.rule]
        found += [_edge(row) for row in store.select(JOINED.format(iris=nodes)).rows]
        found += [edge for edge in links if edge.rule]
    return [edge for edge in found if edge.source != edge.target]


def _edge(row: Mapping[str, Term]) -> Edge:
    rule = row["rule"].value if "rule" in row else ""
    return Edge(row["s"].value, row["p"].value, row["o"].value, rule)


def _types(store: Store, iris: Iterable[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for nodes in batches(iris):
        for row in store.select(TYPES.format(iris=nodes)).rows:
            found.setdefault(row["x"].value, set()).add(row["type"].value)
    return found
