"""Writes what a query found as bytes: solutions and triples in every format that the engine serialises."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain, islice
from typing import IO, Protocol, cast

import pyoxigraph as ox

from m4sd_graph.errors import StoreError
from m4sd_graph.namespaces import used_prefixes
from m4sd_graph.store.protocol import GRAPH_TYPES, RESULT_TYPES

Result = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
# Up to so many triples are sorted and freed of duplicates; more are written as they are found, in constant memory.
SORTED = 20_000
# Where a solution follows another: inside a string the quote would be escaped or be its end, and what follows differs.
NEXT_SOLUTION = re.compile(rb'}},{"[^"\\]*":{"type"')
JSON_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"')


class Writer(Protocol):
    """Where bytes go; the engine hands over pieces of about 8 KiB."""

    def write(self, data: bytes, /) -> int:
        """Take ``data`` and return its length."""

    def flush(self) -> None:
        """Do nothing: the end is told by who writes."""


def write(result: Result, media_type: str, out: Writer, prefixes: Mapping[str, str]) -> None:
    """Write ``result`` as ``media_type``; raise StoreError where the engine has no such form of it."""
    if isinstance(result, ox.QueryTriples):
        _write_triples(result, media_type, out, prefixes)
        return
    try:
        result.serialize(cast("IO[bytes]", out), format=_format_of(media_type))
    except ValueError as error:
        raise StoreError(f"{error}.", remedy="Ask for JSON or XML.") from error


@lru_cache(maxsize=16)
def _format_of(media_type: str) -> ox.QueryResultsFormat:
    format_ = ox.QueryResultsFormat.from_media_type(media_type)
    if format_ is None or media_type not in RESULT_TYPES.values():
        raise StoreError(f"no serialisation of results as {media_type}.")
    return format_


def count_rows(content: bytes, media_type: str) -> int | None:
    """The number of solutions in a whole serialised result; None where the form does not tell."""
    match media_type:
        case "application/sparql-results+json":
            return _count_json(content)
        case "application/sparql-results+xml":
            return content.count(b"<result>") if b"<results>" in content else None
        case "text/tab-separated-values":
            return content.count(b"\n") - 1
        case "text/csv":
            # Every second part lies outside of quotes; a doubled quote only adds an empty part in between.
            return sum(part.count(b"\n") for part in content.split(b'"')[::2]) - 1
    return None


def _count_json(content: bytes) -> int | None:
    if b'"results"' not in content:
        return None
    if content.endswith(b'"bindings":[]}}'):
        return 0
    if b"{}" in content:
        # Some solution binds nothing. Outside of strings, "},{" stands between two solutions and nowhere else.
        return JSON_STRING.sub(b"", content).count(b"},{") + 1
    return len(NEXT_SOLUTION.findall(content)) + 1


def unique(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """The triples in a fixed order and once each while there are few; more than ``SORTED`` as they come."""
    rest = iter(triples)
    first = list(islice(rest, SORTED))
    return chain(sorted(set(first), key=str) if len(first) < SORTED else first, rest)


def _write_triples(result: ox.QueryTriples, media_type: str, out: Writer, prefixes: Mapping[str, str]) -> None:
    format_ = ox.RdfFormat.from_media_type(media_type)
    if format_ is None or media_type not in GRAPH_TYPES.values():
        raise StoreError(f"no serialisation of triples as {media_type}.")
    triples = iter(unique(result))
    first = list(islice(triples, SORTED))
    file = cast("IO[bytes]", out)  # of which the engine only calls write and flush
    ox.serialize(chain(first, triples), file, format=format_, prefixes=used_prefixes(_iris(first), prefixes))


def _iris(triples: Iterable[ox.Triple]) -> set[str]:
    """The IRIs that ``triples`` name, datatypes included."""
    terms = [term for t in triples for term in (t.subject, t.predicate, t.object)]
    named = {term.value for term in terms if isinstance(term, ox.NamedNode)}
    return named | {term.datatype.value for term in terms if isinstance(term, ox.Literal)}
