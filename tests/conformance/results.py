"""Answers read from bytes and files, and whether two of them are the same whatever their blank nodes are called."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from tests.conformance.suite import FORMATS, parse

JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
CSV, TSV = "text/csv", "text/tab-separated-values"
TURTLE, N_TRIPLES, RDF_XML = "text/turtle", "application/n-triples", "application/rdf+xml"
JSON_LD, N_QUADS, TRIG = "application/ld+json", "application/n-quads", "application/trig"
ROW_TYPES: Sequence[str] = (JSON, XML, CSV, TSV)
TRUTH_TYPES: Sequence[str] = (JSON, XML)
GRAPH_TYPES: Sequence[str] = (N_TRIPLES, TURTLE, RDF_XML, JSON_LD, N_QUADS, TRIG)
TYPE_OF_SUFFIX = {".srx": XML, ".srj": JSON, ".csv": CSV, ".tsv": TSV}
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
VARIABLE = "https://example.org/variable/"
PLACE = ox.NamedNode("https://example.org/place")
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Row = tuple[Term | None, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The answer of a SELECT; ``ordered``: the order of the rows is known."""

    variables: tuple[str, ...]
    rows: tuple[Row, ...]
    ordered: bool = True


Value = bool | Table | frozenset[ox.Triple]


def same(one: Value, other: Value, *, ordered: bool = False, lax: bool = False) -> bool:
    """Whether two answers are equal up to blank node names.

    ``ordered``: rows must come in the same order where both are known to be in order. ``lax``: rows count once.
    """
    if one == other:
        return True
    if isinstance(one, Table) and isinstance(other, Table):
        ordered = ordered and one.ordered and other.ordered
        alike = sorted(one.variables) == sorted(other.variables)
        return alike and _canonical(_quads(one, ordered, lax)) == _canonical(_quads(other, ordered, lax))
    if isinstance(one, frozenset) and isinstance(other, frozenset):
        return _canonical(map(_quad, one)) == _canonical(map(_quad, other))
    return False


def of_bytes(content: bytes, media_type: str) -> Value:
    """The answer in a body; the cells of CSV are read as literals, it does not tell terms apart."""
    if media_type in GRAPH_TYPES:
        format_ = ox.RdfFormat.from_media_type(media_type)
        return frozenset(quad.triple for quad in ox.parse(content, format_, rename_blank_nodes=True))
    if media_type == CSV:
        return _csv(content.decode("utf-8"))
    return _solutions(ox.parse_query_results(content, ox.QueryResultsFormat.from_media_type(media_type)))


def of_engine(result: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, media_type: str) -> Value:
    """The answer of the engine, for a comparison with a body of that media type."""
    if isinstance(result, ox.QueryTriples):
        return frozenset(result)
    if media_type == CSV:
        return of_bytes(result.serialize(format=ox.QueryResultsFormat.CSV) or b"", CSV)
    return _solutions(result)


def of_file(path: Path) -> Value:
    """The answer in a file of the suite: in a format of results, described as triples, or a graph."""
    if path.suffix not in FORMATS:
        return of_bytes(path.read_bytes(), TYPE_OF_SUFFIX[path.suffix])
    triples = frozenset(quad.triple for quad in parse(path))
    if any(triple.object == ox.NamedNode(f"{RS}ResultSet") for triple in triples):
        return _described(triples)
    return triples


def _solutions(result: ox.QuerySolutions | ox.QueryBoolean) -> Value:
    if isinstance(result, ox.QueryBoolean):
        return bool(result)
    names = tuple(variable.value for variable in result.variables)
    return Table(names, tuple(tuple(solution[name] for name in names) for solution in result))


def _csv(text: str) -> Table:
    head, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    # A line without a character is a row whose only cell is empty.
    return Table(tuple(head), tuple(tuple(map(_cell, row or [""] * len(head))) for row in rows))


def _cell(text: str) -> Term:
    return ox.BlankNode(text[2:]) if text.startswith("_:") else ox.Literal(text)


def _described(triples: Iterable[ox.Triple]) -> Value:
    """An answer described in the suite's vocabulary of result sets."""
    said: dict[str, dict[Term, list[Term]]] = {}
    for triple in triples:
        name = triple.predicate.value.removeprefix(RS)
        said.setdefault(name, {}).setdefault(triple.subject, []).append(triple.object)
    if "boolean" in said:
        return any(_text(truth) == "true" for values in said["boolean"].values() for truth in values)
    names = sorted(_text(name) for values in said["resultVariable"].values() for name in values)
    solutions = [node for values in said.get("solution", {}).values() for node in values]
    places = {node: int(_text(values[0])) for node, values in said.get("index", {}).items()}
    bound = [
        {_text(said["variable"][binding][0]): said["value"][binding][0] for binding in said["binding"].get(node, [])}
        for node in sorted(solutions, key=lambda node: places.get(node, 0))
    ]
    return Table(tuple(names), tuple(tuple(row.get(name) for name in names) for row in bound), ordered=bool(places))


def _text(term: Term) -> str:
    return "" if isinstance(term, ox.Triple) else term.value


def _quads(table: Table, ordered: bool, lax: bool) -> Iterator[ox.Quad]:
    """Rows as quads: one node per different row with its place, or with how often it occurs."""
    counted = enumerate(table.rows) if ordered else ((0 if lax else n, row) for row, n in Counter(table.rows).items())
    for place, row in counted:
        node = ox.BlankNode()
        yield ox.Quad(node, PLACE, ox.Literal(place))
        for name, term in zip(table.variables, row, strict=True):
            if term is not None:
                yield ox.Quad(node, ox.NamedNode(f"{VARIABLE}{name}"), term)


def _quad(triple: ox.Triple) -> ox.Quad:
    return ox.Quad(triple.subject, triple.predicate, triple.object)


def _canonical(quads: Iterable[ox.Quad]) -> frozenset[ox.Quad]:
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return frozenset(dataset)
