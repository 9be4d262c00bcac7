"""The embedded store: a release in memory, answered by Oxigraph.

The default graph is the union of what the graph says; the service's own metadata stays in its named graph.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import pyoxigraph as ox

from m4sd_graph.errors import QueryRefusedError, QuerySyntaxError, ReleaseError, StoreError
from m4sd_graph.explain import syntax_error
from m4sd_graph.guard import Limits, check, refuse_update
from m4sd_graph.load import SERVICE_GRAPH, Dataset
from m4sd_graph.store.protocol import Answer, GraphChoice, Rows, Statement, Term
from m4sd_graph.store.results import Result, write

# How the engine names a function that it does not have.
UNKNOWN_FUNCTION = re.compile(r"<[^>]*>(?= is not supported)")
XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"


class LocalStore:
    """A read-only Oxigraph store in memory; queries over ``limits`` are refused."""

    def __init__(
        self, store: ox.Store, prefixes: Mapping[str, str] | None = None, limits: Limits | None = None
    ) -> None:
        self._store = store
        self._prefixes = dict(prefixes or {})
        self._names = [(f"{prefix}:", prefix, namespace) for prefix, namespace in self._prefixes.items()]
        self._limits = limits or Limits()

    @classmethod
    def from_dataset(cls, dataset: Dataset, limits: Limits | None = None) -> LocalStore:
        """Load a Dataset."""
        return cls(filled(dataset.quads()), dataset.prefixes, limits)

    @classmethod
    def from_nquads(cls, path: Path, prefixes: Mapping[str, str], limits: Limits | None = None) -> LocalStore:
        """Load the N-Quads dump of a release."""
        try:
            return cls(filled(ox.parse(path=path, format=ox.RdfFormat.N_QUADS)), prefixes, limits)
        except (OSError, SyntaxError) as error:
            raise ReleaseError(
                f"the dump cannot be read: {error}", place=str(path), remedy="Run `m4sd build`."
            ) from error

    def __len__(self) -> int:
        return len(self._store)

    def select(self, query: str, graphs: GraphChoice | None = None) -> Rows:
        """Answer a SELECT query."""
        result = self.evaluate(query, graphs)
        if not isinstance(result, ox.QuerySolutions):
            raise QuerySyntaxError("this is not a SELECT query.")
        names = tuple(v.value for v in result.variables)
        return Rows(names, tuple({n: term_of(s[n]) for n in names if s[n] is not None} for s in result))

    def ask(self, query: str, graphs: GraphChoice | None = None) -> bool:
        """Answer an ASK query."""
        result = self.evaluate(query, graphs)
        if not isinstance(result, ox.QueryBoolean):
            raise QuerySyntaxError("this is not an ASK query.")
        return bool(result)

    def construct(self, query: str, graphs: GraphChoice | None = None) -> tuple[Statement, ...]:
        """Answer a CONSTRUCT or DESCRIBE query."""
        result = self.evaluate(query, graphs)
        if not isinstance(result, ox.QueryTriples):
            raise QuerySyntaxError("this is not a CONSTRUCT or DESCRIBE query.")
        return tuple(
            Statement(term_of(t.subject), term_of(t.predicate), term_of(t.object)) for t in dict.fromkeys(result)
        )

    def answer(self, query: str, media_type: str, graphs: GraphChoice | None = None) -> Answer:
        """Answer any query as ``media_type``."""
        out = io.BytesIO()
        write(self.evaluate(query, graphs), media_type, out, self._prefixes)
        return Answer(out.getvalue(), media_type)

    def evaluate(self, query: str, graphs: GraphChoice | None = None, base: str = "") -> Result:
        """Begin to answer any query, relative IRIs read against ``base``; the result is found while it is read."""
        check(query, self._limits)
        return self.evaluate_checked(query, graphs, base)

    def evaluate_checked(self, query: str, graphs: GraphChoice | None = None, base: str = "") -> Result:
        """The same for a query that has been checked, or made, by us."""
        graphs = graphs or GraphChoice()
        chosen = bool(graphs.default or graphs.named)
        try:
            return self._store.query(
                query,
                base_iri=base or None,
                # The engine reads every prefix it is given for every query.
                prefixes={prefix: namespace for name, prefix, namespace in self._names if name in query},
                default_graph=[ox.NamedNode(g) for g in graphs.default] if chosen else None,
                named_graphs=[ox.NamedNode(g) for g in graphs.named] if chosen else None,
            )
        except SyntaxError as error:
            refuse_update(query)
            raise syntax_error(str(error), query, self._prefixes) from None
        except (RuntimeError, ValueError, OSError) as error:
            raise _unanswered(error) from error


def _unanswered(error: Exception) -> StoreError:
    """What the engine could not do with a query that it understood."""
    unknown = UNKNOWN_FUNCTION.search(str(error))
    if unknown:
        return QueryRefusedError(
            f"there is no function {unknown[0]}.", remedy="Only the functions of SPARQL 1.1 and casts to XSD types are."
        )
    return StoreError(f"the query could not be answered: {error}")


def filled(quads: Iterable[ox.Quad]) -> ox.Store:
    """A store whose default graph is the union of ``quads`` without the service's own graph."""
    store = ox.Store()
    both = []
    for quad in quads:
        both.append(quad)
        if quad.graph_name != ox.NamedNode(SERVICE_GRAPH):
            both.append(ox.Quad(quad.subject, quad.predicate, quad.object))
    store.bulk_extend(both)
    return store


def term_of(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Term:
    """The same term without the engine; raise StoreError for a triple term."""
    if isinstance(term, ox.NamedNode):
        return Term("iri", term.value)
    if isinstance(term, ox.Literal):
        datatype = "" if term.language or term.datatype.value == XSD_STRING else term.datatype.value
        return Term("literal", term.value, datatype, term.language or "")
    if isinstance(term, ox.BlankNode):
        return Term("bnode", term.value)
    raise StoreError("RDF 1.2 triple terms are not part of this graph.")
