"""Classes and properties of our namespace that the ontology does not have are named; nothing else is."""

from __future__ import annotations

import pytest

from m4sd_graph.errors import UnknownTermError
from m4sd_graph.explain import check_terms
from m4sd_graph.namespaces import M4SD, RDF, RDFS, SKOS

PREFIXES = {"m4sd": M4SD, "rdf": RDF, "rdfs": RDFS, "skos": SKOS, "sh-m4sd": "urn:shapes#"}
KNOWN = frozenset({"Policy", "Instrument", "Finding", "linkSource", "linkTarget", "hasEvidence", "grade", "inDomain"})
# A query, the column of the unknown term, how it is written, and the nearest known ones.
UNKNOWN = [
    ("SELECT * { ?s a m4sd:Polcy }", 17, "m4sd:Polcy", ["m4sd:Policy"]),
    ("SELECT * { ?s a m4sd:policy }", 17, "m4sd:policy", ["m4sd:Policy"]),
    ("SELECT * { ?s rdf:type m4sd:Polcy }", 24, "m4sd:Polcy", ["m4sd:Policy"]),
    ("SELECT * { ?s a ?c , m4sd:Polcy }", 22, "m4sd:Polcy", ["m4sd:Policy"]),
    ("SELECT * { ?s a/rdfs:subClassOf* m4sd:Polcy }", 34, "m4sd:Polcy", ["m4sd:Policy"]),
    ("SELECT * { ?s m4sd:linkSorce ?o }", 15, "m4sd:linkSorce", ["m4sd:linkSource"]),
    ("SELECT * { ?s m4sd:grade ?o ; m4sd:hasEvidenc ?e }", 31, "m4sd:hasEvidenc", ["m4sd:hasEvidence"]),
    ("SELECT * { ?s ^(m4sd:grade|!m4sd:grad)/skos:broader+ ?o }", 29, "m4sd:grad", ["m4sd:grade"]),
    ("SELECT * { ?s ?p [ m4sd:grad 1 ] }", 20, "m4sd:grad", ["m4sd:grade"]),
    ("SELECT * { ?s ?p ?o FILTER NOT EXISTS { ?o a m4sd:Zzz } }", 46, "m4sd:Zzz", []),
    (f"SELECT * {{ ?s <{M4SD}grad> ?o }}", 15, f"<{M4SD}grad>", [f"<{M4SD}grade>"]),
    (f"PREFIX x: <{M4SD}> ASK {{ ?s x:grad ?o }}", 54, "x:grad", ["x:grade"]),
    (f"PREFIX : <{M4SD}> ASK {{ ?s :grad ?o }}", 53, ":grad", [":grade"]),
    ("CONSTRUCT WHERE { ?s m4sd:grad ?o }", 22, "m4sd:grad", ["m4sd:grade"]),
    ("CONSTRUCT { ?s m4sd:new [ a m4sd:New ] } WHERE { ?s m4sd:grad ?o }", 53, "m4sd:grad", ["m4sd:grade"]),
    ("ASK { GRAPH ?g { ?s m4sd:grade.x ?o } }", 21, "m4sd:grade.x", ["m4sd:grade"]),
]
ALLOWED = [
    "SELECT * { m4sd:nothing ?p m4sd:nothing }",
    "SELECT * { ?s ?p ?o FILTER(?p = m4sd:nothing) BIND(m4sd:nothing AS ?x) VALUES ?y { m4sd:nothing } }",
    'SELECT * { ?s skos:note \'m4sd:nothing\' , """m4sd:nothing""" } # ?s m4sd:nothing ?o',
    f"SELECT * {{ ?s skos:note ?o }} # PREFIX m4sd: <{M4SD}> <{M4SD}nothing>",
    "PREFIX m4sd: <urn:other#> SELECT * { ?s m4sd:nothing ?o ; a m4sd:Nothing }",
    "SELECT * { ?s sh-m4sd:nothing ?o }",
    "SELECT * { m4sd:nothing ^a ?s . ?s ^a m4sd:nothing }",
    "SELECT * { ?s a ?c ; skos:broader m4sd:nothing . ?t skos:broader m4sd:nothing }",
    "CONSTRUCT { ?s m4sd:new ?o ; a m4sd:New } WHERE { ?s m4sd:grade ?o }",
    "SELECT * { GRAPH m4sd:nothing { ?s a m4sd:Policy } }",
    f"SELECT * {{ ?s rdfs:isDefinedBy <{M4SD}> ; a m4sd: }}",
    "SELECT * { ?s m4sd:grade ?o . ?s a m4sd:Policy. ?t a m4sd:Policy}",
]


@pytest.mark.parametrize(("query", "column", "token", "near"), UNKNOWN)
def test_an_unknown_term_is_named_with_the_nearest(query: str, column: int, token: str, near: list[str]) -> None:
    with pytest.raises(UnknownTermError) as caught:
        check_terms(query, PREFIXES, M4SD, KNOWN)
    error = caught.value
    assert (error.status, error.line, error.column, error.token) == (400, 1, column, token)
    assert list(error.nearest)[: len(near)] == near
    assert bool(error.nearest) == bool(near)
    assert query[column - 1 :].startswith(token)


def test_the_message_says_what_to_write() -> None:
    with pytest.raises(UnknownTermError) as caught:
        check_terms("ASK {\n ?s a m4sd:Polcy }", PREFIXES, M4SD, KNOWN)
    assert str(caught.value) == "the ontology has no `m4sd:Polcy`, asked for at line 2, column 7. Write `m4sd:Policy`."


@pytest.mark.parametrize("query", ALLOWED)
def test_other_places_and_other_namespaces_are_let_alone(query: str) -> None:
    check_terms(query, PREFIXES, M4SD, KNOWN)
    read_closely = query.replace("m4sd:Policy", "m4sd:Finding") + " # m4sd:nothing"
    check_terms(read_closely, PREFIXES, M4SD, KNOWN)


@pytest.mark.parametrize(
    "query", ["", "m4sd:nothing", "SELECT * { ?s m4sd:", "SELECT * {{{ 'm4sd:nothing", "\x00 m4sd:x"]
)
def test_what_is_not_sparql_is_left_to_the_engine(query: str) -> None:
    check_terms(query, PREFIXES, M4SD, KNOWN)


def test_many_declarations_are_read_in_bounded_time() -> None:
    query = "".join(f"PREFIX a{i}: <{M4SD}> " for i in range(1_000)) + "SELECT * { ?s a7:grad ?o }"
    with pytest.raises(UnknownTermError, match="a7:grad"):
        check_terms(query, PREFIXES, M4SD, KNOWN)
