"""SERVICE calls are found, answered in their place, and leave an endpoint no way to say more than terms."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import product

import pyoxigraph as ox
import pytest

from m4sd_graph.errors import QueryRefusedError, QuerySyntaxError
from m4sd_graph.federation import Call, blanked, find_calls, inline
from m4sd_graph.guard import inspect
from tests.lib.test_guard import AFTER, BEFORE, HARMLESS, NOBODY, POSITIONS, PREFIXES, TRICKS, engine_calls, parses

END = "http://far.example/sparql"
ALLOWED = frozenset({END, "http://127.0.0.1:9/sparql", "http://127.0.0.1:9/x", "http://127.0.0.1:9/"})
GIVEN = {"ex": "http://ex.org/", "far": "http://far.example/"}
HERE = """
    <urn:a> <http://ex.org/p> 1 . <urn:b> <http://ex.org/p> 2 . <urn:c> <http://ex.org/p> 3 .
    <urn:a> <http://ex.org/same> <http://ex.org/x> . <urn:b> <http://ex.org/same> <http://ex.org/y> ."""
THERE = """
    <http://ex.org/x> <http://ex.org/label> "x \\"\\\\ '{ SERVICE #"@en , "x\\n"@fr , "x" ; <http://ex.org/n> 1.50 .
    <http://ex.org/y> <http://ex.org/label> "y"^^<http://ex.org/type> ; <http://ex.org/of> <urn:a> , <urn:c> .
    <http://ex.org/z> <http://ex.org/label> "z"@en-GB ; <http://ex.org/n> 01 , 2 ."""
EXACT = [
    "SELECT * { SERVICE <%s> { ?x ex:label ?l } }",
    "SELECT * { ?s ex:same ?x SERVICE <%s> { ?x ex:label ?l } ?s ex:p ?n }",
    "SELECT * { ?s ex:same ?x . service silent <%s> { ?x ex:label ?l OPTIONAL { ?x ex:n ?m } } . ?s ex:p ?n }",
    "SELECT * { ?s ex:same ?x OPTIONAL { SERVICE <%s> { ?x ex:n ?m } FILTER(?m > 1) } }",
    "SELECT * { { ?s ex:same ?x } UNION { SERVICE <%s> { ?x ex:n ?m } } UNION { SERVICE <%s> { ?x ex:of ?s } } }",
    "SELECT * { ?s ex:p ?n MINUS { SERVICE <%s> { ?x ex:of ?s } } }",
    "SELECT ?s { ?s ex:p ?n FILTER EXISTS { SERVICE <%s> { ?x ex:of ?s } } }",
    "SELECT ?s { ?s ex:p ?n FILTER(?n > 0 && NOT EXISTS { { SERVICE <%s> { ?x ex:of ?s } } }) }",
    "SELECT * { VALUES ?g { <urn:g> } GRAPH ?g { ?s ex:p ?n SERVICE <%s> { ?x ex:of ?s } } }",
    "SELECT * { ?s ex:p ?n { SELECT ?s (COUNT(?x) AS ?c) { SERVICE <%s> { ?x ex:of ?s } } GROUP BY ?s } }",
    "SELECT * { SERVICE <%s> { SELECT ?x (COUNT(?l) AS ?c) { ?x ex:label ?l } GROUP BY ?x HAVING(?c < 3) } }",
    "SELECT * { SERVICE <%s> { SELECT ?x { ?x ex:label ?l } } }",
    "SELECT * { SERVICE <%s> { { ?x ex:n ?m } UNION { ?x ex:of ?s } } ?s ex:p ?n }",
    "SELECT * { SERVICE <%s> { ?x ex:none ?m } }",
    "SELECT * { ?s ex:p ?n SERVICE <%s> { ex:y ex:of <urn:a> } }",
    "SELECT * { ?s ex:p ?n SERVICE <%s> { { ex:y ex:of ex:y } UNION { ex:y ex:of <urn:c> } UNION {} } }",
    "SELECT (SUM(?n) AS ?sum) { SERVICE <%s> { ?x ex:of ?s } ?s ex:p ?n }",
    "SELECT * { SERVICE <%s> { ?x ex:n ?m . VALUES ?m { 1.5 UNDEF } } VALUES ?x { ex:x } } VALUES ?m { 1.50 2 }",
    "SELECT * { SERVICE <%s> { ?x ex:n ?m BIND(?m * 2 AS ?twice) FILTER(?twice > 2) } BIND(?twice + 1 AS ?more) }",
    "BASE <http://ex.org/> PREFIX e: <> BASE <x> SELECT * { SERVICE <%s> { <y> e:of ?s . <y> <label> ?l } }",
    "prefix p: <http://ex.org/> PREFIX ex: <x:> CONSTRUCT { ?s p:l ?l } WHERE { SERVICE <%s> { ?s p:label ?l } }",
    "ASK { ?s ex:same ?x SERVICE <%s> { ?x ex:n 1.5 } }",
    "DESCRIBE ?s WHERE { SERVICE <%s> { ?x ex:of ?s } }",
    "SELECT * { ?s ex:same ?x # SERVICE <http://x/> { '\n SERVICE <%s> { ?x ex:label ?l # }\n FILTER(?l != '}') } }",
]


def loaded(*graphs: tuple[str, str]) -> ox.Store:
    store = ox.Store()
    for name, text in graphs:
        where = ox.NamedNode(name) if name else ox.DefaultGraph()
        store.load(text, format=ox.RdfFormat.TURTLE, to_graph=where)
    return store


FAR = loaded(("", THERE))


def rows(store: ox.Store, query: str) -> object:
    result = store.query(query, prefixes=GIVEN)
    if isinstance(result, ox.QuerySolutions):
        names = [v.value for v in result.variables]
        return set(names), Counter(frozenset((n, str(s[n])) for n in names if s[n] is not None) for s in result)
    return bool(result) if isinstance(result, ox.QueryBoolean) else sorted(map(str, result))


def found(query: str, allowed: frozenset[str] = ALLOWED) -> tuple[Call, ...]:
    return find_calls(query, GIVEN, allowed)


def far_answer(call: Call) -> bytes:
    """What an endpoint says to a call that must stand alone: no prefix is known there."""
    result = FAR.query(call.query)
    assert isinstance(result, ox.QuerySolutions)
    return result.serialize(format=ox.QueryResultsFormat.JSON) or b""


def answered(query: str, *bindings: Mapping[str, object], names: Sequence[str] = ("x",)) -> str:
    content = json.dumps({"head": {"vars": list(names)}, "results": {"bindings": bindings}}).encode()
    return inline(query, found(query), [content] * len(found(query)), 10)


ONE = f"SELECT ?x {{ SERVICE <{END}> {{ ?x ?y ?z }} }}"


@pytest.mark.parametrize("pattern", EXACT)
def test_the_join_is_that_of_the_same_data_in_one_store(pattern: str) -> None:
    query = pattern.replace("%s", END)
    calls = found(query)
    inlined = inline(query, calls, [far_answer(call) for call in calls], 100)
    both = loaded(("", HERE), ("urn:g", HERE), ("urn:far", THERE))
    direct = query.replace("service silent", "SERVICE").replace(f"SERVICE <{END}>", "GRAPH <urn:far>")
    assert len(calls) == pattern.count("%s")
    assert rows(loaded(("", HERE), ("urn:g", HERE)), inlined) == rows(both, direct)
    assert inspect(blanked(query, calls)).form == inspect(inlined).form


@pytest.mark.parametrize("position", POSITIONS)
def test_calls_are_found_at_any_place(position: str) -> None:
    query = position.format("SERVICE SILENT far:sparql { ?a ?b '}{' }")
    call = found(query)[0]
    assert query[call.start : call.end].startswith("SERVICE SILENT far:sparql {")
    assert (call.endpoint, call.silent, call.variables) == (END, True, frozenset("ab"))
    assert call.query == "SELECT * WHERE { ?a ?b '}{' }"
    assert inspect(inline(query, [call], [None], 0)).form


@pytest.mark.parametrize("query", HARMLESS)
def test_the_mere_word_is_no_call(query: str) -> None:
    assert found(query) == () == find_calls(query, {}, frozenset())


def leads_astray(query: str) -> bool:
    """Whether the engine would call where no call is found, or not understand what is left after it."""
    try:
        calls = find_calls(query, {}, ALLOWED)
    except (QueryRefusedError, QuerySyntaxError):
        return False
    return len(calls) != 1 or not parses(blanked(query, calls)) or engine_calls(blanked(query, calls))


@pytest.mark.parametrize("trick", TRICKS)
def test_what_hides_a_call_from_one_reader_is_refused(trick: str) -> None:
    assert not leads_astray(TRICKS[trick])


@pytest.mark.parametrize("before", BEFORE)
def test_nothing_glued_together_leads_astray(before: str) -> None:
    queries = [
        f"{PREFIXES} SELECT * {{ OPTIONAL {{ {before}{gap}SERVICE{after}{{ ?a ?b ?c }} }} }}"
        for gap, after in product(["", " ", "\n#'\n"], AFTER)
    ]
    calls = [query for query in queries if engine_calls(query)]
    assert calls
    assert not [query for query in calls if leads_astray(query)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SERVICE ?u { }", "SERVICE \\?u calls an address that is not known before.*<http://far.example/sparql>"),
        (f"SERVICE <{END}/> {{ }}", "may not call <http://far.example/sparql/>. The allowed addresses are <http://127"),
        ("SERVICE <HTTP://far.example/sparql> { }", "may not call <HTTP"),
        (f"SERVICE <{END}> {{ SERVICE <{END}> {{ }} }}", "SERVICE inside SERVICE"),
        (f"SERVICE <{END}> {{ ?a ?b 'x }} }}", "readable in one way only"),
        (f"SERVICE <{END}> {{ ?a ?b '\\u0027 }} #' }}", "readable in one way only"),
        (f"\u017fervice <{END}> {{ }}", "readable in one way only"),
        (f"SERVICE <{END}> {{ }}" * 9, "more than 8 SERVICE calls"),
    ],
)
def test_calls_that_are_not_available_are_refused(text: str, message: str) -> None:
    with pytest.raises(QueryRefusedError, match=message):
        found(f"SELECT * {{ {text} }}")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"SERVICE <{END}> {{ [ ?p ) }} }}", "a group in braces"),
        (f"SERVICE <{END}> ?x {{ }}", "a group in braces"),
        (f"SERVICE <{END}>", "a group in braces"),
        ("SERVICE", "a group in braces"),
        ("SERVICE { }", "the address of an endpoint"),
        ("SERVICE none:x { }", "the prefix none: is not declared"),
        (f"SERVICE <{END}> {{ ?s wdt:P31 ?o }}", "the prefix wdt: is not declared"),
        (f"SERVICE <{END}> {{ ?s <P31> ?o }}", "relative and there is no BASE"),
    ],
)
def test_calls_that_are_not_complete_are_errors_of_the_query(text: str, message: str) -> None:
    with pytest.raises(QuerySyntaxError, match=message):
        found(f"SELECT * {{ {text}")


@pytest.mark.parametrize("declaration", ["BASE <x>", "PREFIX : <#>", "BASE <x> BASE <http://a/>"])
def test_declarations_mean_the_same_at_the_endpoint(declaration: str) -> None:
    with pytest.raises(QuerySyntaxError, match="relative and there is no BASE"):
        found(f"{declaration} {ONE}")
    assert found(f"BASE <http://a/> {declaration} {ONE}")


def test_nothing_is_called_where_nothing_is_allowed() -> None:
    with pytest.raises(QueryRefusedError, match="SERVICE is not available: this endpoint opens no connection"):
        found(ONE, frozenset())


@pytest.mark.parametrize("clause", ["{ SELECT * { } %s }", "{ } %s", "{ { } UNION %s }", "{ %s UNION { } }", "%s"])
def test_what_is_no_sparql_with_service_is_none_without(clause: str) -> None:
    query = f"SELECT * {clause.replace('%s', f'SERVICE {NOBODY} {{ ?x ?y ?z }}')}"
    assert not parses(query)
    assert not parses(answered(query, {"x": {"type": "uri", "value": "urn:x"}}))
    assert not parses(blanked(query, found(query)))
