"""What every store can do, in terms that belong to no engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

Kind = Literal["iri", "literal", "bnode"]
Form = Literal["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """An RDF term. ``datatype`` is empty for plain strings and language-tagged strings."""

    kind: Kind
    value: str
    datatype: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """One triple."""

    subject: Term
    predicate: Term
    object: Term


@dataclass(frozen=True, slots=True)
class Rows:
    """The solutions of a SELECT: variable names in their order, and one mapping per row (unbound ones absent)."""

    variables: tuple[str, ...]
    rows: tuple[Mapping[str, Term], ...]

    def texts(self) -> list[list[str]]:
        """The lexical values, row by row, with empty strings for unbound variables."""
        return [[row[v].value if v in row else "" for v in self.variables] for row in self.rows]


@dataclass(frozen=True, slots=True)
class Answer:
    """A serialised result with its media type."""

    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class GraphChoice:
    """The dataset that a protocol request asks for; empty means the store's own default."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


class Store(Protocol):
    """Answers read-only SPARQL 1.1 queries."""

    def select(self, query: str, graphs: GraphChoice | None = ...) -> Rows:
        """Answer a SELECT query."""

    def ask(self, query: str, graphs: GraphChoice | None = ...) -> bool:
        """Answer an ASK query."""

    def construct(self, query: str, graphs: GraphChoice | None = ...) -> tuple[Statement, ...]:
        """Answer a CONSTRUCT or DESCRIBE query."""

    def answer(self, query: str, media_type: str, graphs: GraphChoice | None = ...) -> Answer:
        """Answer any query, serialised as ``media_type``; raise QuerySyntaxError or StoreError."""


RESULT_TYPES: Mapping[str, str] = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
}
GRAPH_TYPES: Mapping[str, str] = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
    "nq": "application/n-quads",
    "trig": "application/trig",
}
