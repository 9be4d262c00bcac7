"""Each rule of the linter speaks where it should, stays silent where it should, and its correction holds."""

from __future__ import annotations

import pytest

from m4sd_graph.lint import Advice, lint
from m4sd_graph.store.local import LocalStore
from m4sd_graph.store.protocol import Store
from tests.lib.support import dataset

PREFIXES = {
    "ex": "https://example.org/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
}
HARBOUR = """
ex:ferry a ex:Ferry ; skos:prefLabel "Ferry"@en , "Bac"@fr ; skos:altLabel "boat"@en ; ex:length 40 ;
  ex:serves ex:quay .
ex:quay a ex:Quay ; skos:prefLabel "Quay"@en ; ex:partOf ex:port ; ex:depth 5 .
ex:port a ex:Port ; ex:code "P1" .
"""
WORDS = """
ex:Ferry rdfs:subClassOf ex:Vessel . ex:Quay rdfs:subClassOf ex:Place .
ex:Crane a rdfs:Class . ex:draught a rdf:Property ; rdfs:label "draught"@en .
"""
ENGLISH = 'Add FILTER(LANG(?n) = "en")'
RELATE = "Add the pattern that relates"
SPEAKS = {
    "property-not-used": {
        "SELECT ?s { ?s ex:lenght ?l }": "Write ex:length if that is meant.",
        "SELECT ?s { ?s ex:serves/ex:partof ?p }": "Write ex:partOf if that is meant.",
        "SELECT ?s { ?s a ex:Ferry OPTIONAL { ?s ex:lengths ?l } }": "Write ex:length if that is meant.",
        "SELECT ?s { ?s a ex:Ferry FILTER NOT EXISTS { ?s ex:serve ?q } }": "Write ex:serves if that is meant.",
        "SELECT ?s { ?s a ex:Ferry FILTER(1 = 2 || EXISTS { ?s ex:serve ?q }) }": "Write ex:serves if that is meant.",
        "SELECT ?s { ?s a ex:Ferry MINUS { ?s ^ex:serve ?q } }": "Write ex:serves if that is meant.",
        "SELECT ?s { GRAPH ?g { ?s ex:serve+ ex:quay } }": "Write ex:serves if that is meant.",
        "SELECT ?s { { SELECT ?s { ?s ex:serve ex:quay } } }": "Write ex:serves if that is meant.",
        "CONSTRUCT { ?s ex:found ?l } WHERE { ?s skos:label ?l }": "Write skos:altLabel if that is meant.",
        "ASK { ?s rdfs:prefLabel ?l }": "Write rdfs:label if that is meant.",
    },
    "class-not-used": {
        "SELECT ?s { ?s a ex:Fery }": "Write ex:Ferry if that is meant.",
        "SELECT ?s { ?s rdf:type ex:Ports ; ex:code ?c }": "Write ex:Port if that is meant.",
        "SELECT ?s { ?s a ex:Vessel }": "Write `a/rdfs:subClassOf* ex:Vessel`.",
    },
    "count-without-distinct": {
        "SELECT (COUNT(?s) AS ?n) { { ?s a ex:Ferry } UNION { ?s ex:length ?l } }": "Write COUNT(DISTINCT ?s).",
        "SELECT (COUNT(?s) AS ?n) { ?s ex:length|ex:depth ?l }": "Write COUNT(DISTINCT ?s).",
        "SELECT (count( $s ) AS ?n) { ?s ex:serves/(ex:partOf|ex:depth) ?l }": "Write COUNT(DISTINCT ?s).",
        "SELECT (COUNT(*) AS ?n) { ?s ex:length|ex:depth ?l }": "Write COUNT(DISTINCT ?x), with",
        "SELECT ?s { ?s ex:length|ex:depth ?l } GROUP BY ?s HAVING(COUNT(?l) > 1)": "Write COUNT(DISTINCT ?l).",
        "SELECT (COUNT(?s) AS ?n) { { SELECT ?s { ?s ex:length|ex:depth ?l } } }": "Write COUNT(DISTINCT ?s).",
        "SELECT (GROUP_CONCAT(?l) AS ?t) { ?s ex:length|ex:depth ?l }": "Write GROUP_CONCAT(DISTINCT ?l).",
        "SELECT (SUM(?l) AS ?n) { ?s ex:length|ex:depth ?l }": "Take the rows once in a sub-select",
        "SELECT (AVG(?l + 1) AS ?n) { ?s ex:length|ex:depth ?l }": "Take the rows once in a sub-select",
    },
    "unbounded-path": {
        "SELECT ?a ?b { ?a ex:partOf* ?b }": "Bind one end by another pattern, such as `?a a` and a class.",
        "SELECT ?a ?b { ?a ^(ex:partOf+) ?b OPTIONAL { ?a ex:code ?c } }": "Bind one end by another pattern",
        "SELECT ?a ?b { ?a ex:partOf*/ex:serves? ?b }": "Bind one end by another pattern",
        "SELECT ?a ?b { ?a ex:serves|ex:partOf+ ?b }": "Bind one end by another pattern",
        "SELECT ?a ?c { ?a ex:partOf* ?b . ?b ex:serves* ?c }": "Bind one end by another pattern",
        "SELECT ?a ?b { ?a a ex:Port { SELECT ?a ?b { ?a ex:partOf* ?b } } }": "Bind one end by another pattern",
        "SELECT ?s { ?s ex:serves/ex:partOf?/ex:code ?c }": "Write `{ … ex:serves/ex:code … } UNION {",
    },
    "missing-language-filter": {
        "SELECT ?s ?n { ?s a ex:Ferry ; skos:prefLabel ?n }": ENGLISH,
        "SELECT * { ?s ex:length 40 ; skos:prefLabel ?n }": ENGLISH,
        "SELECT ?n { ?s a ex:Ferry OPTIONAL { ?s skos:prefLabel ?n } }": ENGLISH,
        "SELECT ?n { { ?s skos:prefLabel ?n } UNION { ?s ex:code ?c ; skos:prefLabel ?n } }": ENGLISH,
        "SELECT ?n { ?s ^ex:serves/skos:prefLabel ?n }": ENGLISH,
        "SELECT (UCASE(?n) AS ?name) { ?s a ex:Ferry ; skos:prefLabel ?n }": ENGLISH,
        "SELECT (GROUP_CONCAT(?n) AS ?names) { ?s skos:prefLabel ?n }": ENGLISH,
        "SELECT ?n { { SELECT ?n { ?s skos:prefLabel ?n } } }": ENGLISH,
        "SELECT ?n ?m { ?s skos:prefLabel ?n , ?m FILTER(LANG(?m) = 'fr') }": ENGLISH,
    },
    "cross-product": {
        "SELECT ?a ?b { ?a a ex:Ferry . ?b a ex:Port }": f"{RELATE} ?a to ?b, or ask two queries.",
        "SELECT ?a ?b { ?a ex:length ?l . ?b ex:depth ?d FILTER(?l < ?d) }": f"{RELATE} ?a, ?l to ?b, ?d",
        "SELECT ?a ?b { ?a a ex:Ferry OPTIONAL { ?b a ex:Port } }": f"{RELATE} ?a to ?b",
        "SELECT ?a ?x { ?a a ex:Ferry VALUES ?x { 1 2 } }": f"{RELATE} ?a to ?x",
        "SELECT ?a ?b { ?a a ex:Ferry { SELECT ?b { ?b a ex:Port } } }": f"{RELATE} ?a to ?b",
        "SELECT ?a ?b { ?a ex:partOf ex:port . ?b ex:partOf ex:port }": f"{RELATE} ?a to ?b",
        "SELECT ?a { { ?a a ex:Ferry . ?b a ex:Port } UNION { ?a a ex:Quay } }": f"{RELATE} ?a to ?b",
        "SELECT ?c { ?a ex:code ?x . ?b ex:depth ?y BIND(CONCAT(?x, ?y) AS ?c) }": f"{RELATE} ?a, ?x to ?b, ?y",
        "SELECT ?a { ?a a ex:Ferry FILTER EXISTS { ?a ex:serves ?q . ?x ex:code ?c } }": f"{RELATE} ?a, ?q to ?c, ?x",
        "SELECT ?a { ?a ex:length ?l . ?b ex:depth ?d FILTER(?l = ?d) }": "They are only compared",
        "SELECT ?a { ?a ex:length ?l OPTIONAL { ?b ex:depth ?d FILTER(sameTerm(?l, ?d)) } }": "They are only compared",
        "SELECT ?a { ?a a ex:Ferry . ?b a ex:Quay FILTER NOT EXISTS { ?a ex:serves ?b } }": "They are only compared",
        "SELECT ?a { ?a a ex:Ferry . ?b a ex:Quay MINUS { ?a ex:serves ?b } }": "They are only compared",
    },
    "limit-without-order": {
        "SELECT ?s ?l { ?s ex:length ?l } LIMIT 10": "Write ORDER BY ?s ?l before it.",
        "SELECT ?s { ?s ex:length ?l } OFFSET 10": "Write ORDER BY ?s before it.",
        "SELECT ?s { ?s ex:length ?l } LIMIT 1 OFFSET 1": "Write ORDER BY ?s before it.",
        "SELECT * { ?s ex:length ?l } LIMIT 10": "Write ORDER BY and the variables that",
        "CONSTRUCT WHERE { ?s ex:length ?l } LIMIT 10": "Write ORDER BY and the variables that",
    },
    "variable-used-once": {
        "SELECT ?vessel { ?vessel a ex:Ferry . ?vesel ex:length ?l }": "Write ?vessel if that is meant.",
        "SELECT ?vessel { ?vessel ex:length ?long FILTER(?logn > 3) }": "Write ?long if that is meant.",
        "ASK { ?vessel ex:length ?long . ?vessels ex:depth ?long }": "Write ?vessel if that is meant.",
        "ASK { ?vessel ex:length ?long . ?wessel ex:depth ?long ; a ?vessel }": "Write ?vessel if that is meant.",
    },
}
SILENT = {
    "property-not-used": [
        "SELECT ?s { ?s ?p ex:lenght }",
        "SELECT ?s { ?s a ex:Ferry ; ex:length|ex:depth ?l ; ex:serves/ex:partOf* ?p ; !ex:lenght ?o }",
        "CONSTRUCT { ?s ex:lenght ?l } WHERE { ?s ex:length ?l }",
        "SELECT ?s { ?s ex:length ?l SERVICE <http://127.0.0.1:9/> { ?s ex:lenght ?l } }",
        "SELECT ?s { ?s ex:length 'ex:lenght' } # ex:lenght",
        "SELECT ?s { ?s ex:hidden ?h }",
    ],
    "class-not-used": [
        "SELECT ?s { ?s a ex:Ferry }",
        "SELECT ?s { ?s a/rdfs:subClassOf* ex:Vessel }",
        "SELECT ?s { ?s ex:serves ex:Fery }",
        "SELECT ?s { ?s a ex:Hidden }",
        "CONSTRUCT { ?s a ex:Found } WHERE { ?s ex:length ?l }",
    ],
    "count-without-distinct": [
        "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ex:length|ex:depth ?l }",
        "SELECT (COUNT(?s) AS ?n) { ?s ex:length ?l }",
        "SELECT (COUNT(?s) AS ?n) { ?s (ex:serves|ex:partOf)* ex:port }",
        "SELECT (MAX(?l) AS ?n) (SAMPLE(?s) AS ?one) { ?s ex:length|ex:depth ?l }",
        "SELECT (COUNT(?s) AS ?n) { { SELECT DISTINCT ?s { ?s ex:length|ex:depth ?l } } }",
        "SELECT (COUNT(?s) AS ?n) { { SELECT ?s { ?s ex:length|ex:depth ?l } GROUP BY ?s } }",
        "SELECT (COUNT(?s) AS ?n) { ?s a ex:Ferry FILTER NOT EXISTS { ?s ex:length|ex:depth ?l } }",
        "SELECT (COUNT(?s) AS ?n) { ?s a ex:Ferry MINUS { ?s ex:length|ex:depth ?l } }",
        "SELECT (COUNT(?s) AS ?n) { { ?s a ex:Ferry } }",
        "SELECT ?s { ?s ex:length|ex:depth ?l }",
    ],
    "unbounded-path": [
        "SELECT ?b { ex:quay ex:partOf* ?b }",
        "SELECT ?a { ?a ex:partOf+ ex:port }",
        "SELECT ?a ?b { ?a a ex:Quay ; ex:partOf* ?b }",
        "SELECT ?a ?b { ?a ex:partOf* ?b . ?b ex:code ?c }",
        "SELECT ?a ?b { ?a ex:serves/ex:partOf* ?b }",
        "SELECT ?a ?b { VALUES ?a { ex:quay ex:port } ?a ex:partOf* ?b }",
        "SELECT ?a ?c { ?a a ex:Quay ; ex:partOf* ?b . ?b ex:partOf* ?c }",
        "SELECT ?a { ?a a ex:Quay FILTER NOT EXISTS { ?a ex:partOf+ ?b } }",
        "SELECT ?a ?b { ?a a ex:Quay OPTIONAL { ?a ex:partOf+ ?b } }",
        "SELECT ?a ?b { ?a ex:partOf? ?b ; ex:serves?/ex:partOf ?c ; ex:code ?d }",
    ],
    "missing-language-filter": [
        "SELECT ?n { ?s skos:prefLabel ?n FILTER(LANG(?n) = 'en') }",
        "SELECT ?n { ?s skos:prefLabel ?n FILTER(LANGMATCHES(LANG(?n), 'fr')) }",
        "SELECT ?n { VALUES ?lang { 'en' } ?s skos:prefLabel ?n FILTER(?x = ?y || LANG(?n) = ?lang) }",
        "SELECT ?n { ?s skos:prefLabel ?n FILTER(?n IN ('Ferry'@en)) }",
        "SELECT ?n ?l { ?s skos:prefLabel ?n BIND(LANG(?n) AS ?l) }",
        "SELECT ?n (LANG(?n) AS ?l) { ?s skos:prefLabel ?n }",
        "SELECT ?s { ?s skos:prefLabel ?n }",
        "SELECT ?s { ?s skos:prefLabel ?n } ORDER BY ?n",
        "SELECT ?s (SAMPLE(?n) AS ?name) (COUNT(?n) AS ?all) { ?s skos:prefLabel ?n } GROUP BY ?s",
        "SELECT ?n { ?s skos:altLabel ?n }",
        "SELECT ?n { ?n ^skos:prefLabel ?s . ?x ex:code ?n }",
        "SELECT ?n { ?s ex:length ?n FILTER NOT EXISTS { ?s skos:prefLabel ?n } }",
        "CONSTRUCT { ?s skos:prefLabel ?n } WHERE { ?s skos:prefLabel ?n }",
    ],
    "cross-product": [
        "SELECT ?a ?b { ?a a ex:Ferry ; ex:serves ?b . ?b a ex:Quay }",
        "SELECT ?a { ?a a ex:Ferry VALUES ?lang { 'en' } VALUES ?a { ex:ferry ex:bac } }",
        "SELECT ?a ?b { ?a ex:serves/ex:partOf ?p . ?b ex:partOf* ?p }",
        "SELECT ?a { ?a ex:code ?c BIND(UCASE(?c) AS ?d) ?b ex:code ?d }",
        "SELECT ?a ?n { ?a a ex:Ferry { SELECT (COUNT(DISTINCT ?b) AS ?n) { ?b a ex:Port } } }",
        "SELECT ?l ?d { ex:ferry ex:length ?l ; ex:serves ?d }",
        "SELECT ?a { ?a a ex:Ferry . ex:quay a ex:Quay }",
        "SELECT ?a { ?a ex:serves [ ex:partOf ?p ] }",
        "SELECT ?a { ?a a ex:Ferry ; ex:length ?l FILTER EXISTS { ?a ex:serves ?q . ?x ex:length ?l } }",
        "SELECT ?a { ?a a ex:Ferry ; ex:serves ?q OPTIONAL { ?a ex:length ?l . ?q ex:depth ?d } }",
        "SELECT ?a { { ?a a ex:Ferry } UNION { ?b a ex:Port } }",
        "SELECT ?a { GRAPH ?g { ?a a ex:Ferry } GRAPH ?g { ?b a ex:Port } }",
        "SELECT ?a { ?a a ex:Ferry MINUS { ?b a ex:Port } }",
        "SELECT ?a { ?a a ex:Ferry SERVICE <http://127.0.0.1:9/> { ?a ex:p ?x . ?a ex:q ?y } }",
    ],
    "limit-without-order": [
        "SELECT ?s { ?s ex:length ?l } ORDER BY ?s LIMIT 10 OFFSET 10",
        "SELECT ?s { ?s ex:length ?l } LIMIT 1",
        "SELECT ?s { ?s ex:length ?l } LIMIT 0",
        "SELECT ?s { ?s ex:length ?l } OFFSET 0",
        "SELECT ?s { { SELECT ?s { ?s ex:length ?l } LIMIT 10 } }",
        "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ex:length ?l } LIMIT 10",
    ],
    "variable-used-once": [
        "SELECT ?vessel ?vesel { ?vessel ex:length ?vesel }",
        "SELECT * { ?vessel ex:length ?vesel }",
        "SELECT ?vessel { ?vessel ex:length ?l . ?vesel ex:length ?l . ?vesel ex:depth ?d }",
        "SELECT ?s { ?s ex:length ?o . ?s1 ex:depth ?o }",
        "SELECT ?s { ?s ex:length ?value1 ; ex:depth ?value2 }",
        "ASK { ?ship ex:length ?l }",
        "SELECT ?from { ?from ex:serves ?to ; ex:length ?long }",
        "SELECT ?s { ?s ex:length ?long FILTER(?long > 1) } # ?lon",
    ],
}


@pytest.fixture(scope="module")
def store() -> Store:
    hidden = "ex:one ex:hidden 1 ; a ex:Hidden ."
    return LocalStore.from_dataset(dataset(harbour=HARBOUR, words=WORDS, hidden=hidden))


def advised(rule: str, query: str, store: Store) -> list[Advice]:
    return [advice for advice in lint(query, store, PREFIXES) if advice.rule == rule]


@pytest.mark.parametrize(("rule", "query"), [(rule, query) for rule, cases in SPEAKS.items() for query in cases])
def test_a_rule_speaks_once_with_a_fix(store: Store, rule: str, query: str) -> None:
    first, *more = advised(rule, query, store)
    assert first.fix.startswith(SPEAKS[rule][query])
    assert first.message.endswith(".")
    assert not more or rule == "unbounded-path"


@pytest.mark.parametrize(("rule", "query"), [(rule, query) for rule, cases in SILENT.items() for query in cases])
def test_a_rule_is_silent_where_nothing_is_wrong(store: Store, rule: str, query: str) -> None:
    assert [advice.rule for advice in lint(query, store, PREFIXES) if advice.rule in (rule, "not-linted")] == []


@pytest.mark.parametrize(("rule", "query"), [(rule, query) for rule, cases in SPEAKS.items() for query in cases])
def test_a_replacement_mends_what_the_rule_found(store: Store, rule: str, query: str) -> None:
    for advice in advised(rule, query, store):
        if advice.replacement is not None:
            assert advice.replacement != query
            assert advised(rule, advice.replacement, store) == []
            assert "not-linted" not in [left.rule for left in lint(advice.replacement, store, PREFIXES)]


@pytest.mark.parametrize(
    ("rule", "query", "replacement"),
    [
        ("property-not-used", "ASK { ?s ex:lenght ?l } # ex:lenght", "ASK { ?s ex:length ?l } # ex:lenght"),
        ("class-not-used", "ASK { ?s a ex:Vessel }", "ASK { ?s a/rdfs:subClassOf* ex:Vessel }"),
        (
            "count-without-distinct",
            "SELECT (COUNT( ?s) AS ?n) { ?s ex:length|ex:depth ?l }",
            "SELECT (COUNT(DISTINCT  ?s) AS ?n) { ?s ex:length|ex:depth ?l }",
        ),
        (
            "missing-language-filter",
            "SELECT ?n { ?s ex:length 40 OPTIONAL { ?s skos:prefLabel ?n } } ORDER BY ?n",
            'SELECT ?n { ?s ex:length 40 OPTIONAL { ?s skos:prefLabel ?n FILTER(LANG(?n) = "en") } } ORDER BY ?n',
        ),
        (
            "limit-without-order",
            "SELECT ?s (COUNT(DISTINCT ?l) AS ?n) { ?s ex:length ?l } GROUP BY ?s LIMIT 5",
            "SELECT ?s (COUNT(DISTINCT ?l) AS ?n) { ?s ex:length ?l } GROUP BY ?s ORDER BY ?s ?n LIMIT 5",
        ),
        ("variable-used-once", "ASK { ?vessel ex:length $vesel }", "ASK { ?vessel ex:length $vessel }"),
    ],
)
def test_replacements_change_only_what_is_wrong(store: Store, rule: str, query: str, replacement: str) -> None:
    assert [advice.replacement for advice in advised(rule, query, store)] == [replacement]


def test_the_corrected_class_finds_the_instances_of_subclasses(store: Store) -> None:
    query = (
        "PREFIX ex: <https://example.org/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> ASK { ?s a ex:Vessel }"
    )
    (advice,) = advised("class-not-used", query, store)
    assert not store.ask(query)
    assert store.ask(advice.replacement or "")


@pytest.mark.parametrize(
    ("query", "severity"),
    [
        ("SELECT ?s { ?s ex:draught ?d }", "warning"),
        ("SELECT ?s { { ?s ex:length ?l } UNION { ?s ex:draught ?l } }", "hint"),
        ("SELECT ?s { ?s ex:length ?l OPTIONAL { ?s ex:draught ?d } }", "hint"),
        ("SELECT ?s { ?s ex:length ?l OPTIONAL { ?s ex:lenght ?d } }", "warning"),
        ("SELECT ?s { ?s ex:length|ex:draught ?l }", "hint"),
        ("SELECT ?s { ?s ex:serves/ex:draught ?l }", "warning"),
        ("SELECT ?s { ?s ex:length ?l OPTIONAL { ?s a ex:Crane } }", "hint"),
        ("SELECT ?a { ?a ex:length ?l . ?b ex:depth ?d FILTER(?l = ?d) }", "hint"),
        ("SELECT ?a { ?a ex:length ?l . ?b ex:depth ?d FILTER(?l = ?d || ?l < 3) }", "warning"),
        ("SELECT ?s { ?s ex:serves/ex:partOf?/ex:code ?c }", "hint"),
    ],
)
def test_what_can_be_meant_is_a_hint(store: Store, query: str, severity: str) -> None:
    found = [advice.severity for advice in lint(query, store, PREFIXES)]
    assert found == [severity]


def test_a_property_that_is_only_described_is_called_so(store: Store) -> None:
    (advice,) = advised("property-not-used", "SELECT ?s { ?s ex:draught ?d }", store)
    assert advice.message == "the property ex:draught is described in the data, but no triple uses it."
    (other,) = advised("property-not-used", "SELECT ?s { ?s <urn:x:y> ?d }", store)
    assert other.message == "the property <urn:x:y> occurs in no triple."


def test_a_cross_product_names_both_groups_of_variables(store: Store) -> None:
    (advice,) = advised("cross-product", "ASK { ?a ex:length ?l . ?b ex:depth ?d . ?a ex:serves ?q }", store)
    assert advice.message.startswith("(?a, ?l, ?q) and (?b, ?d) share no variable")
    three = advised("cross-product", "ASK { ?a a ex:Ferry . ?b a ex:Quay . ?c a ex:Port }", store)
    assert [one.message[:12] for one in three] == ["(?a) and (?b", "(?a) and (?c"]
