"""SERVICE is refused wherever it is a keyword, in whatever disguise, and allowed wherever it is a mere word."""

from __future__ import annotations

import re
from itertools import product

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from m4sd_graph.errors import QueryRefusedError, QueryTooLongError
from m4sd_graph.guard import Limits, inspect

NOBODY = "<http://127.0.0.1:9/sparql>"  # the engine itself refuses to connect to this port
CALL = f"{NOBODY} {{ ?a ?b ?c }}"
CASES = st.lists(st.booleans(), min_size=7, max_size=7).map(
    lambda ups: "".join(c.upper() if up else c for c, up in zip("service", ups, strict=True))
)
POSITIONS = [
    "SELECT * {{ {} }}",
    "SELECT * {{ ?s ?p ?o . {} }}",
    "SELECT * {{ ?s ?p ?o {} }}",
    "SELECT * {{ {{ ?s ?p ?o }} UNION {{ {} }} }}",
    "SELECT * {{ OPTIONAL {{ {} }} }}",
    "SELECT * {{ ?s ?p ?o MINUS {{ {} }} }}",
    "SELECT * {{ GRAPH ?g {{ {} }} }}",
    "SELECT * {{ ?s ?p ?o FILTER EXISTS {{ {} }} }}",
    "SELECT * {{ ?s ?p ?o FILTER(1 = 1 && NOT EXISTS {{ {} }}) }}",
    "SELECT * {{ {{ SELECT * {{ {} }} }} }}",
    "ASK {{ {} }}",
    "CONSTRUCT {{ ?a ?b ?c }} WHERE {{ {} }}",
    "DESCRIBE ?a WHERE {{ {} }}",
    'SELECT * {{ VALUES ?x {{ \'SERVICE\' """#""" }} {} }}',
    "SELECT * {{ # ' \" <\n {} }}",
    "SELECT * {{ ?s <http://example.org/#'> ?o . {} }}",
]
HARMLESS = [
    "SELECT ?service { ?service a $SERVICE }",
    "SELECT * { ?s ?p 'SERVICE' , \"service\" , 'it\\'s SERVICE' , \"a \\\" SERVICE\" }",
    "SELECT * { ?s ?p '''a ' SERVICE '' ''' , \"\"\"b \" SERVICE \"\" \"\"\" }",
    "SELECT * { ?s ?p ?o } # SERVICE <http://example.org/> { }",
    "SELECT * { ?s <http://example.org/SERVICE> <http://service.example.org/#service> }",
    "SELECT * { ?s <http://example.org/\\u0041/SERVICE#x> ?o }",
    "PREFIX service: <http://example.org/> SELECT * { service:x service:SERVICE service:a.service }",
    "PREFIX service: <http://example.org/> SELECT * FROM service:g { GRAPH service:g { ?s ?p ?o } }",
    "PREFIX ex: <http://example.org/> SELECT * { ex:SERVICE ex:service-desk ex:a%20SERVICE\\,x }",
    "SELECT * { ?s ?p 'x'@en-SERVICE }",
    "SELECT * { _:service ?p _:b.SERVICE }",
    "SELECT * { VALUES (?a ?b) { (<http://example.org/SERVICE#a> <http://example.org/SERVICE#b>) } }",
    "SELECT * { ?s ?p ?o FILTER(?s<?o&&?o>?s) }",
    "SELECT * { ?s ?p ?o FILTER((?s<5)&&(?o>3)) }",
]
TRICKS = {
    "no space before": f"SELECT * {{ VALUES ?x {{ 1 }} OPTIONAL {{ }}SERVICE{CALL} }}",
    "glued to a boolean": f"SELECT * {{ OPTIONAL {{ ?s ?p true }}OPTIONAL {{ ?s ?p ?o }}SERVICE{CALL} }}",
    "glued to SILENT": f"SELECT * {{ SERVICESILENT{CALL} }}",
    "as an undeclared prefix": "PREFIX : <http://127.0.0.1:9/> SELECT * { SERVICE:x { ?a ?b ?c } }",
    "as part of a prefix": "PREFIX ex: <http://127.0.0.1:9/> SELECT * { SERVICEex:x { ?a ?b ?c } }",
    "as a declared prefix": "PREFIX : <http://127.0.0.1:9/> PREFIX SERVICE: <urn:x> ASK { SERVICE:x { ?a ?b ?c } }",
    "behind an escape in an IRI": f"SELECT * {{ VALUES ?z {{ <http://a/\\u0041#> }} SERVICE {CALL} }}",
    "behind less-than": f"SELECT * {{ VALUES ?u {{ {NOBODY} }} FILTER(1<2)SERVICE?u#>\n{{ ?a ?b ?c }} }}",
    "behind a quote in a name": f"PREFIX e: <urn:e> ASK {{ OPTIONAL {{ ?s e:a\u00b7\\' ?o }} SERVICE {CALL} #'\n }}",
    "behind a number sign in a name": f"PREFIX e: <urn:e> ASK {{ OPTIONAL {{ ?s e:a\u00b7\\# ?o }} SERVICE {CALL}\n }}",
    "behind a carriage return": f"SELECT * {{ # x\rSERVICE {CALL}\n }}",
}
BEFORE = [
    *("", "?s ?p true", "?s ?p 1e0", "?s ?p 1.", "?s ?p ex:", "?s ?p ex:.", "?s ?p ex:o.", "?s ?p ex:a.b."),
    *("?s ?p _:b.", "?s ?p 'x'", "?s ?p 'x'@en", "?s ?p 'x'^^ex:t", "?s ?p '\\''", '?s ?p """#"""', "?s ?p ?o"),
    *(
        "?s ?p <http://a/\\u0041#>",
        "?s ?p ex:a\\#",
        "?s ?p ex:a%41",
        "?s ex:a\u00b7\\# ?o",
        "?s ?p e:\u00e9",
        "?s ?p ()",
    ),
    *("?s ?p []", "{}", "FILTER(1<2)", "VALUES ?x{1}", "BIND(1 AS ?x)"),
]
AFTER = [NOBODY, ":x", "ex:x", "?u", "SILENT" + NOBODY, "SILENT:x", "#>\n" + NOBODY, "?u#>\n", " " + NOBODY]
PREFIXES = "PREFIX : <http://127.0.0.1:9/> PREFIX ex: <http://127.0.0.1:9/> PREFIX e: <urn:e>"


def parses(query: str) -> bool:
    try:
        ox.Store().query(query)
    except SyntaxError:
        return False
    except (OSError, RuntimeError):
        return True
    return True


def engine_calls(query: str) -> bool:
    """Whether the engine takes SERVICE for the keyword here: another word in its place is then an error."""
    return parses(query) and not parses(re.sub("service", "SERVICX", query, flags=re.IGNORECASE))


def passes(query: str) -> bool:
    try:
        inspect(query)
    except QueryRefusedError:
        return False
    return True


@pytest.mark.parametrize("position", POSITIONS)
@given(name=CASES, silent=st.sampled_from(["", " SILENT", " silent\n", "#\n"]))
def test_the_keyword_is_refused_in_any_case_at_any_place(position: str, name: str, silent: str) -> None:
    with pytest.raises(QueryRefusedError, match="SERVICE is not available"):
        inspect(position.format(f"{name}{silent} {CALL}"))


@pytest.mark.parametrize("query", HARMLESS)
def test_the_word_is_allowed_where_it_is_no_keyword(query: str) -> None:
    assert inspect(query).form == "SELECT"
    assert parses(query)
    assert not engine_calls(query)


@pytest.mark.parametrize("trick", TRICKS)
def test_what_the_engine_takes_for_service_is_refused(trick: str) -> None:
    assert engine_calls(TRICKS[trick]), "no longer a trick"
    with pytest.raises(QueryRefusedError):
        inspect(TRICKS[trick])


@pytest.mark.parametrize("before", BEFORE)
def test_nothing_glued_together_slips_through(before: str) -> None:
    """Whatever stands directly before and after the keyword: where the engine would call, the guard refuses."""
    queries = [
        f"{PREFIXES} SELECT * {{ OPTIONAL {{ {before}{gap}SERVICE{after}{{ ?a ?b ?c }} }} }}"
        for gap, after in product(["", " ", "\n#'\n", "}OPTIONAL{"], AFTER)
    ]
    calls = [query for query in queries if engine_calls(query)]
    assert calls
    assert not [query for query in calls if passes(query)]


@given(st.text(), CASES)
def test_comments_never_matter(text: str, name: str) -> None:
    comment = " ".join(f"{text} {name} {text}".split("\n")).replace("\r", " ").replace("\\u", "").replace("\\U", "")
    assert inspect(f"SELECT * {{ #{comment}\n ?s ?p ?o }}").form == "SELECT"


@given(st.text(st.characters(exclude_categories=["Cs"])), CASES)
def test_literals_never_matter(text: str, name: str) -> None:
    literal = str(ox.Literal(f"{text} {name} {{ {text}"))
    assert inspect(f"SELECT * {{ ?s ?p {literal} }}").depth == 1


@pytest.mark.parametrize(
    "query",
    ["INSERT DATA { <urn:a> <urn:b> 1 }", "delete where { ?s ?p ?o }", "PREFIX ex: <urn:x> CLEAR ALL", "LOAD <urn:x>"],
)
def test_updates_are_refused(query: str) -> None:
    with pytest.raises(QueryRefusedError, match="read-only"):
        inspect(query)


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("# SELECT\nPREFIX select: <urn:x> ASK {}", "ASK"),
        ("BASE <http://a/SELECT> construct { } WHERE { ?insert a ?delete }", "CONSTRUCT"),
        ("DESCRIBE <urn:SELECT>", "DESCRIBE"),
        ("nothing", ""),
    ],
)
def test_the_form_is_told(query: str, form: str) -> None:
    assert inspect(query).form == form


def test_a_query_that_is_too_long_is_told_so() -> None:
    with pytest.raises(QueryTooLongError, match="has 12 characters; at most 11"):
        inspect("ASK { ?s a }", Limits(length=11))
    assert inspect("ASK { ?s a }", Limits(length=12)).depth == 1


@pytest.mark.parametrize("query", ["SELECT * { ?s ?p ?o FILTER(?s<ex:f(?o)&&?o>1) }", "SELECT * { FILTER(?a<?b#>\n) }"])
def test_what_can_be_read_in_two_ways_is_refused_with_the_remedy(query: str) -> None:
    with pytest.raises(QueryRefusedError, match="Write a space after a less-than sign"):
        inspect(query)
    assert inspect(query.replace("<", "< ")).form == "SELECT"
