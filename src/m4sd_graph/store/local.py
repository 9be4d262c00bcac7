"""The embedded store: a release in memory, answered by Oxigraph.

The default graph is the union of what the graph says; the service's own metadata stays in its named graph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import pyoxigraph as ox

from m4sd_graph.errors import QuerySyntaxError, ReleaseError, StoreError
from m4sd_graph.guard import Limits, inspect
from m4sd_graph.load import SERVICE_GRAPH, Dataset
from m4sd_graph.store.protocol import GRAPH_TYPES, Answer, GraphChoice, Rows, Statement, Term

XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"
Result = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


class LocalStore:
    """A read-only Oxigraph store in memory; queries over ``limits`` are refused."""

    def __init__(
        self, store: ox.Store, prefixes: Mapping[str, str] | None = None, limits: Limits | None = None
    ) -> None:
        self._store = store
        self._prefixes = dict(prefixes or {})
        self._limits = limits or Limits()

    @classmethod
    def from_dataset(cls, dataset: Dataset, limits: Limits | None = None) -> LocalStore:
        """Load a Dataset."""
        return cls(_filled(dataset.quads()), dataset.prefixes, limits)

    @classmethod
    def from_nquads(cls, path: Path, prefixes: Mapping[str, str], limits: Limits | None = None) -> LocalStore:
        """Load the N-Quads dump of a release."""
        try:
            return cls(_filled(ox.parse(path=path, format=ox.RdfFormat.N_QUADS)), prefixes, limits)
        except (OSError, SyntaxError) as error:
            raise ReleaseError(
                f"the dump cannot be read: {error}", place=str(path), remedy="Run `m4sd build`."
            ) from error

    def __len__(self) -> int:
        return len(self._store)

    def select(self, query: str, graphs: GraphChoice | None = None) -> Rows:
        """Answer a SELECT query."""
        result = self._run(query, graphs)
        if not isinstance(result, ox.QuerySolutions):
            raise QuerySyntaxError("this is not a SELECT query.")
        names = tuple(v.value for v in result.variables)
        return Rows(names, tuple({n: _term(s[n]) for n in names if s[n] is not None} for s in result))

    def ask(self, query: str, graphs: GraphChoice | None = None) -> bool:
        """Answer an ASK query."""
        result = self._run(query, graphs)
        if not isinstance(result, ox.QueryBoolean):
            raise QuerySyntaxError("this is not an ASK query.")
        return bool(result)

    def construct(self, query: str, graphs: GraphChoice | None = None) -> tuple[Statement, ...]:
        """Answer a CONSTRUCT or DESCRIBE query."""
        result = self._run(query, graphs)
        if not isinstance(result, ox.QueryTriples):
            raise QuerySyntaxError("this is not a CONSTRUCT or DESCRIBE query.")
        return tuple(Statement(_term(t.subject), _term(t.predicate), _term(t.object)) for t in dict.fromkeys(result))

    def answer(self, query: str, media_type: str, graphs: GraphChoice | None = None) -> Answer:
        """Answer any query as ``media_type``."""
        result = self._run(query, graphs)
        if isinstance(result, ox.QueryTriples):
            return Answer(self._triples(result, media_type), media_type)
        format_ = ox.QueryResultsFormat.from_media_type(media_type)
        if format_ is None:
            raise StoreError(f"no serialisation of results as {media_type}.")
        try:
            return Answer(result.serialize(format=format_) or b"", media_type)
        except ValueError as error:
            raise StoreError(f"{error}.", remedy="Ask for JSON or XML.") from error

    def _triples(self, result: ox.QueryTriples, media_type: str) -> bytes:
        format_ = ox.RdfFormat.from_media_type(media_type)
        if format_ is None or media_type not in GRAPH_TYPES.values():
            raise StoreError(f"no serialisation of triples as {media_type}.")
        unique = sorted(set(result), key=str)
        return ox.serialize(unique, format=format_, prefixes=self._used(unique)) or b""

    def _used(self, triples: Iterable[ox.Triple]) -> dict[str, str]:
        """The prefixes of the namespaces that occur in ``triples``."""
        named = {
            term.value for t in triples for term in (t.subject, t.predicate, t.object) if isinstance(term, ox.NamedNode)
        }
        named |= {t.object.datatype.value for t in triples if isinstance(t.object, ox.Literal)}
        return {p: ns for p, ns in self._prefixes.items() if any(iri.startswith(ns) for iri in named)}

    def _run(self, query: str, graphs: GraphChoice | None = None) -> Result:
        graphs = graphs or GraphChoice()
        inspect(query, self._limits)
        chosen = bool(graphs.default or graphs.named)
        try:
            return self._store.query(
                query,
                prefixes=self._prefixes,
                default_graph=[ox.NamedNode(g) for g in graphs.default] if chosen else None,
                named_graphs=[ox.NamedNode(g) for g in graphs.named] if chosen else None,
            )
        except SyntaxError as error:
            raise QuerySyntaxError(_syntax_message(error, query)) from None
        except (RuntimeError, ValueError, OSError) as error:
            raise StoreError(f"the query could not be answered: {error}") from error


def _filled(quads: Iterable[ox.Quad]) -> ox.Store:
    store = ox.Store()
    both = []
    for quad in quads:
        both.append(quad)
        if quad.graph_name != ox.NamedNode(SERVICE_GRAPH):
            both.append(ox.Quad(quad.subject, quad.predicate, quad.object))
    store.bulk_extend(both)
    return store


def _syntax_message(error: SyntaxError, query: str) -> str:
    """One line with the place and what stands there; the engine's list of every possible token helps nobody."""
    found = re.match(r"error at (\d+):(\d+): (.*)", str(error.msg), re.DOTALL)
    if not found:
        return f"not SPARQL: {str(error.msg).strip().splitlines()[0]}"
    line, column = int(found[1]), int(found[2])
    lines = query.splitlines() or [""]
    near = "".join(lines[line - 1 : line])[column - 1 :][:30].strip() or "the end of the query"
    cause = "; a prefix before it may not be declared" if "Prefix not found" in found[3] else ""
    return f"not SPARQL at line {line}, column {column}, near `{near}`{cause}."


def _term(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Term:
    if isinstance(term, ox.NamedNode):
        return Term("iri", term.value)
    if isinstance(term, ox.Literal):
        datatype = "" if term.language or term.datatype.value == XSD_STRING else term.datatype.value
        return Term("literal", term.value, datatype, term.language or "")
    if isinstance(term, ox.BlankNode):
        return Term("bnode", term.value)
    raise StoreError("RDF 1.2 triple terms are not part of this graph.")
