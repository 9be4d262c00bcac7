"""A proposal: statements to add and statements to take away, read from bytes that anybody may have sent.

One document can hold both: Turtle adds; in TriG what stands in the graph ``urn:m4sd:removals`` is taken away. Records
of the graph may be changed, its ontology, vocabularies and shapes not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from m4sd_graph.errors import ChangesError, TurtleError
from m4sd_graph.load import Dataset, Triple, iri_of, parse_trig, to_rdflib_term
from m4sd_graph.namespaces import GRAPH, ID, M4SD

ADDITIONS, REMOVALS = "urn:m4sd:additions", "urn:m4sd:removals"
PROPOSAL = f"{GRAPH}proposal"
RULES = f"{GRAPH}rule/"
MOST_BYTES = 1024 * 1024
MOST_STATEMENTS = 5000
# A link with several values of one of these would be read as every combination of them.
SINGLE = frozenset(
    M4SD + name
    for name in ("linkSource", "linkType", "linkTarget", "grade", "confidence", "reviewStatus", "pathLength", "byRule")
)
# The parser descends into triple terms, so their depth must be bounded before it reads; none is accepted anyway.
MOST_TRIPLE_TERMS = 100


@dataclass(frozen=True, slots=True)
class Changes:
    """Statements to add and to take away, each once, in the order given."""

    additions: tuple[Triple, ...] = ()
    removals: tuple[Triple, ...] = ()

    @property
    def records(self) -> frozenset[str]:
        """What the additions describe."""
        return frozenset(iri_of(triple.subject) for triple in self.additions)


@dataclass(frozen=True, slots=True)
class Applied:
    """The dataset with a proposal in it: which statements are new, which were there already, which are gone."""

    dataset: Dataset
    added: tuple[Triple, ...]
    known: tuple[Triple, ...]
    removed: tuple[Triple, ...]

    @property
    def records(self) -> frozenset[str]:
        """The subjects of what is new or gone."""
        return frozenset(iri_of(triple.subject) for triple in (*self.added, *self.removed))


def read_changes(content: bytes, removals: bytes = b"", name: str = "changes", removed: str = "removals") -> Changes:
    """Read a proposal from Turtle or TriG, and further ``removals`` from Turtle; the names tell where an error is.

    Raises ChangesError: too large, a syntax error with line and column, a blank node, a graph or a record that cannot
    be changed, a value that is none of its datatype, a link with two values of a facet,
    a statement that is to be added and taken away.
    """
    graphs: dict[str, dict[Triple, None]] = {ADDITIONS: {}, REMOVALS: {}}
    for text, place, default in ((content, name, ADDITIONS), (removals, removed, REMOVALS)):
        for graph, triple in _parsed(text, place):
            if (graph or default) not in graphs:
                raise ChangesError(
                    "this graph is neither that of additions nor that of removals.",
                    place=f"{place}: {graph}",
                    remedy=f"Use {ADDITIONS} or {REMOVALS}, or no graph to add.",
                )
            _check(triple, place)
            graphs[graph or default][triple] = None
    both = next((triple for triple in graphs[ADDITIONS] if triple in graphs[REMOVALS]), None)
    if both is not None:
        raise ChangesError("the statement is to be added and taken away.", place=str(both), remedy="Keep one of both.")
    _check_links(graphs[ADDITIONS])
    if sum(map(len, graphs.values())) > MOST_STATEMENTS:
        raise ChangesError(f"more than {MOST_STATEMENTS} statements.", place=name, remedy="Propose fewer at a time.")
    return Changes(tuple(graphs[ADDITIONS]), tuple(graphs[REMOVALS]))


def apply(dataset: Dataset, changes: Changes, derived: Mapping[str, Iterable[Triple]] | None = None) -> Applied:
    """Put ``changes`` into curated data: additions into a graph of their own, removals out of every graph.

    Raises ChangesError for a removal of what is not there; ``derived`` (graph to triples) tells what a rule said.
    """
    there = {triple for triples in dataset.graphs.values() for triple in triples}
    _check_there(changes, there, derived or {})
    gone = frozenset(changes.removals)
    added = tuple(triple for triple in changes.additions if triple not in there)
    graphs = {
        name: tuple(t for t in triples if t not in gone) if gone else triples
        for name, triples in dataset.graphs.items()
    }
    kept = Dataset(graphs, dataset.origins, dataset.prefixes)
    known = tuple(triple for triple in changes.additions if triple in there)
    if not added:
        return Applied(kept, added, known, changes.removals)
    with_origins = Dataset(graphs, {**dict.fromkeys(changes.records, "proposal"), **dataset.origins}, dataset.prefixes)
    earlier = graphs.get(PROPOSAL, ())
    return Applied(with_origins.with_graph(PROPOSAL, [*earlier, *added]), added, known, changes.removals)


def curated(dataset: Dataset) -> Dataset:
    """``dataset`` without what the rules have said."""
    graphs = {name: triples for name, triples in dataset.graphs.items() if not name.startswith(RULES)}
    return Dataset(graphs, dataset.origins, dataset.prefixes)


def of_rules(dataset: Dataset) -> Mapping[str, tuple[Triple, ...]]:
    """What the rules have said, by graph."""
    return {name: triples for name, triples in dataset.graphs.items() if name.startswith(RULES)}


def _parsed(content: bytes, place: str) -> Iterable[tuple[str, Triple]]:
    if len(content) > MOST_BYTES:
        raise ChangesError(f"larger than {MOST_BYTES} bytes.", place=place, remedy="Propose less at a time.")
    if content.count(b"<<") > MOST_TRIPLE_TERMS:
        raise ChangesError("triple terms of RDF 1.2 are not accepted.", place=place, remedy="Give statements IRIs.")
    try:
        return parse_trig(content, place)
    except TurtleError as error:
        raise ChangesError(error.message, place=error.place, remedy=error.remedy) from None


def _check(triple: Triple, place: str) -> None:
    subject = iri_of(triple.subject)
    if not subject.startswith(ID):
        raise ChangesError(
            "only records of the graph can be changed, not its vocabulary.",
            place=f"{place}: {subject}",
            remedy=f"Call the record {ID}….",
        )
    if getattr(to_rdflib_term(triple.object), "ill_typed", False):
        raise ChangesError(
            "the value is none of its datatype.", place=f"{place}: {subject}: {triple.object}", remedy="Correct it."
        )


def _check_links(additions: Iterable[Triple]) -> None:
    values = Counter((iri_of(t.subject), t.predicate.value) for t in additions if t.predicate.value in SINGLE)
    for (subject, predicate), count in values.items():
        if count > 1:
            raise ChangesError(
                f"a link has one {predicate.removeprefix(M4SD)}, not {count}.",
                place=subject,
                remedy="Make several links.",
            )


def _check_there(changes: Changes, there: set[Triple], derived: Mapping[str, Iterable[Triple]]) -> None:
    missing = next((triple for triple in changes.removals if triple not in there), None)
    if missing is None:
        return
    rule = next((name.removeprefix(RULES) for name, triples in derived.items() if missing in triples), None)
    if rule:
        raise ChangesError(
            f"the statement is derived by {rule}.", place=str(missing), remedy="Take away what it follows from."
        )
    raise ChangesError(
        "the statement is not in the graph, so it cannot be taken away.",
        place=str(missing),
        remedy="Copy it from the record, or leave it out.",
    )
