"""No query is too odd, too long or too deep to be explained in one line."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from m4sd_graph.catalog import load_catalog
from m4sd_graph.explain import syntax_error
from tests.lib.wrong_queries import PREFIXES, RIGHT, refusal

PIECES = [*"{}().;,\"'<>\\?@:#1", "\r\n", "\x00", "\xa0", "😀", "SELECT", "FILTER(", " AS ", "ex:a", "m4sd:x"]
PIECES += [" OPTIONAL {", "COUNT(*)", " GROUP BY ?s", " VALUES ?x", "_:b"]
CATALOGUE = [query.body for query in load_catalog().queries]
HOSTILE = {
    "brackets": "(" * 100_000,
    "braces": "SELECT * " + "{" * 100_000,
    "words": "S" * 100_000,
    "zeros": "\x00" * 100_000,
    "quotes": "ASK { ?s ?p " + "'" * 100_001,
    "long quotes": "ASK { ?s ?p " + '""" ' * 25_000,
    "less-than signs": "<" * 100_000,
    "sums": "ASK { FILTER(" + "1+" * 40_000,
    "subqueries": "ASK {" + "{SELECT ?x {" * 8_000 + "}}" * 8_000 + "}",
    "bindings": "ASK {" + "BIND(1 AS ?x)" * 7_000 + "}",
    "labels": "ASK {" + "{_:b ?p ?o}" * 8_000 + "}",
    "rows": "ASK { VALUES (?a) {" + "(1)" * 20_000 + "(1 2)}}",
    "an aggregate in calls": "ASK { FILTER(" + "STR(" * 9_000 + "COUNT(1" + ")" * 9_002 + "}",
    "an open IRI": "ASK { ?s ?p <http://" + "x" * 100_000,
    "hard spaces": "SELECT * { ?a" + "\xa0" * 100_000,
    "lines": "\n\r" * 50_000,
    "a comment": "#" * 100_000,
    "a prefix": "a" * 100_000 + ":x",
    "escapes": "ASK { ?s ?p '" + "\\x" * 50_000 + "' }",
}


def places(query: str) -> list[int]:
    """How many columns each line has, and one more for its end."""
    return [len(line) + 1 for line in re.split(r"\r\n|\n|\r", query)]


@pytest.mark.parametrize(
    "message", ["", "no position", "error at 9:9: expected x", "error at 0:0: ", "error at 1:99: IRI parsing failed"]
)
def test_any_message_of_an_engine_will_do(message: str) -> None:
    for query in ("", "SELECT * { ?s ?p ?o }", "SELECT * {\r\n"):
        error = syntax_error(message, query, {})
        assert 1 <= (error.line or 0) <= len(places(query))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(RIGHT + CATALOGUE[:8]), st.data())
def test_no_mutation_of_a_query_is_too_odd(query: str, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(query)))
        query = query[:at] + data.draw(st.sampled_from(["", *PIECES])) + query[at + data.draw(st.integers(0, 3)) :]
    if error := refusal(query):
        assert str(error).isprintable()
        assert len(error.message) < 250
        columns = places(query)
        assert 1 <= (error.line or 0) <= len(columns)
        assert 1 <= (error.column or 0) <= columns[(error.line or 0) - 1]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_text_is_too_odd(query: str) -> None:
    assert syntax_error("error at 1:1: expected x", query, PREFIXES).message.isprintable()


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_queries_are_explained_in_bounded_time(name: str) -> None:
    """No recursion, and time in proportion to the length: a quadratic reader would take minutes."""
    started = time.process_time()
    message = "error at 1:99999: expected one of The SELECT contains a variable that is unbound"
    assert len(syntax_error(message, HOSTILE[name], PREFIXES).message) < 250
    assert time.process_time() - started < 15
