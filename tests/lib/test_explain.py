"""A wrong query is told what is wrong, where, and what to write; through the engine that refuses it."""

from __future__ import annotations

import re

import pytest

from m4sd_graph.catalog import load_catalog
from m4sd_graph.errors import QuerySyntaxError
from m4sd_graph.explain import nearest_prefixes
from m4sd_graph.explain.reading import read
from m4sd_graph.namespaces import DCTERMS, M4SD
from tests.lib.wrong_queries import PREFIXES, RIGHT, WRONG, refusal

REMEDIES = {
    "SELCT * {}": "Write `SELECT`.",
    "SELECT * { ?s M4SD:x ?o }": f"Write `m4sd:x`, or declare it: `PREFIX M4SD: <{M4SD}>`.",
    "SELECT * { ?s skoss:x ?o }": "Write `skos:x`, or declare it: `PREFIX skoss: <…>`.",
    "SELECT * { ?s dct:title ?o }": f"Write `dcterms:title`, or declare it: `PREFIX dct: <{DCTERMS}>`.",
    "SELECT * { ?s zz9:title ?o }": "Declare it: `PREFIX zz9: <…>`.",
    "SELECT * { { ?s ?p ?o FILTER(STR(?o) = '1'": "Close it: `) } }`.",
    "SELECT * { ?s ?p ?o FILTER(?o <> 1) }": "Write `!=`.",
    'SELECT * { FILTER(REGEX("a", "\\d")) }': "Double the backslash: `\\\\d`.",
    "SELECT COUNT(*) { }": "Write `(COUNT(…) AS ?name)`.",
    "SELECT ?s-x { }": "Write `?s_x`.",
    "SELECT ?s ?o { ?s ?p ?o } GROUP BY ?s": "Add `?o` to GROUP BY, or write `(SAMPLE(?o) AS ?any)`.",
    "SELECT * { ?s ?p <a b> }": "Write it as %20 or close the IRI before it.",
}


def explained(query: str) -> QuerySyntaxError:
    error = refusal(query)
    assert error, "the engine takes it"
    return error


@pytest.mark.parametrize(("query", "place", "token", "words"), WRONG)
def test_a_wrong_query_is_told_what_is_wrong_and_where(query: str, place: str, token: str, words: str) -> None:
    error = explained(query)
    assert (f"{error.line}:{error.column}", error.token) == (place, token)
    line, _, column = place.partition(":")
    first, *others = words.split(" … ")
    assert error.message.startswith(f"{first} at line {line}, column {column}")
    assert all(part in error.message for part in others)
    assert error.remedy
    assert error.status == 400


@pytest.mark.parametrize("query", REMEDIES)
def test_the_remedy_says_what_to_write(query: str) -> None:
    assert explained(query).remedy == REMEDIES[query]


def test_what_was_meant_and_what_could_stand_there_is_told_to_programs() -> None:
    assert explained("SELECT * WHRE {}").details() == {
        **{"line": 1, "column": 10, "token": "WHRE", "expected": ["WHERE"], "nearest": ["WHERE"]},
    }
    assert explained("SELECT * { ?s ?p ?o FILTER(?o = 1").expected == ("`)`", "an operator")
    assert explained("SELECT * { ?s ?p").expected == ("a variable", "an IRI or prefixed name", "a literal")
    assert explained("SELECT * { ?s skoss:x ?o }").nearest == ("skos:",)


@pytest.mark.parametrize("query", [*RIGHT, *(query.body for query in load_catalog().queries)])
def test_what_the_engine_takes_is_read_to_its_end(query: str) -> None:
    assert refusal(query) is None
    known = dict.fromkeys(re.findall(r"([\w-]+):", query), "urn:x")
    assert read(query, known).fault is None


def test_the_engine_is_believed_where_it_reads_on() -> None:
    """It takes ``ORDERBY`` for two words; the fault is what stops it, far behind."""
    error = explained("SELECT * { ?s ?p ?o } ORDERBY ?s" + " ?o" * 20 + " LIMIT x")
    assert (error.column or 0) > 90


@pytest.mark.parametrize(
    ("prefix", "near"),
    [
        ("M4SD", "m4sd"),
        ("skoss", "skos"),
        ("xds", "xsd"),
        ("dct", "dcterms"),
        ("dc", "dcterms"),
        ("xs", "xsd"),
        ("Xsd", "xsd"),
    ],
)
def test_the_prefix_probably_meant(prefix: str, near: str) -> None:
    assert nearest_prefixes(prefix, PREFIXES)[:1] == (near,)


def test_a_prefix_like_no_other_is_near_to_none() -> None:
    assert nearest_prefixes("geosparql", PREFIXES) == ()
