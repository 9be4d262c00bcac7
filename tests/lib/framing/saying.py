"""What documents say, as sets of triples that can be compared: there are no blank nodes in the graph."""

from __future__ import annotations

from collections.abc import Callable

from m4sd_graph.jsonld import JsonObject
from m4sd_graph.store.protocol import Statement

Triples = set[tuple[str, ...]]
Reader = Callable[[JsonObject], Triples]


def term(node: dict[str, str]) -> tuple[str, ...]:
    """An object of a triple as the processor gives it."""
    if node["type"] != "literal":
        return (node["value"],)
    plain = "language" in node or node["datatype"] == "http://www.w3.org/2001/XMLSchema#string"
    return node["value"], "" if plain else node["datatype"], node.get("language", "")


def stated(statements: tuple[Statement, ...]) -> Triples:
    """Statements in the manner of the reader."""
    return {(s.subject.value, s.predicate.value, *_parts(s)) for s in statements}


def _parts(statement: Statement) -> tuple[str, ...]:
    term = statement.object
    return (term.value, term.datatype, term.language) if term.kind == "literal" else (term.value,)
