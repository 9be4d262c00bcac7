"""The linter reads every query or says that it cannot, points at the place, asks only the data, and prints it all."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from m4sd_graph.catalog import Query, load_catalog
from m4sd_graph.lint import Advice, answers, as_json, joins, lint, vocabulary
from m4sd_graph.release import Release
from m4sd_graph.store.local import LocalStore
from m4sd_graph.store.protocol import Answer, GraphChoice, Rows, Statement, Store
from tests.lib.conftest import Command
from tests.lib.support import ROOT, dataset, write

PREFIXES = {"ex": "https://example.org/", "skos": "http://www.w3.org/2004/02/skos/core#"}
FERRY = 'ex:ferry a ex:Ferry ; ex:length 40 ; skos:prefLabel "Ferry"@en , "Bac"@fr .'
LOOP = "?a ex:length* ?b"
UNREADABLE = {
    "no end": "SELECT ?s { ?s ex:length ?l",
    "an update": "INSERT DATA { ex:a ex:b ex:c }",
    "an unknown prefix": "SELECT ?s { ?s nope:length ?l }",
    "too deep": "SELECT ?s { " + "{" * 300 + "}" * 300 + " }",
    "too deep an expression": "SELECT ?s { ?s ex:length ?l FILTER(" + "(" * 200 + "?l" + ")" * 200 + " > 3) }",
    "no code point": "SELECT ?s { ?s ex:length '\\UFFFFFFFF' }",
    "two readings": "BASE <http://e/> SELECT ?s { ?s ex:length ?l FILTER(?l <a#b> 'x') }",
    "no character": "SELECT ?s { ?s ex:length <a b> }",
    "nothing": "",
    "RDF 1.2": "SELECT ?s { << ?s ex:length 40 >> ex:by ?x }",
}
READABLE = {
    "a relative IRI": "SELECT ?s { ?s <length> ?l . <> a <Ferry> }",
    "a base that no IRI fits": "BASE <http://e/> SELECT ?s { ?s ex:length ?l FILTER(?s != <http://[x>) }",
    "bases and prefixes in turn": "BASE <http://e/> PREFIX a: <a/> BASE <b/> PREFIX a: <#> ASK { a:x ?p <y> }",
    "collections and blank nodes": "ASK { [] ex:length ?s . [ ex:length ?s ] . (?s [ ex:length 1 ]) ex:length (1 2) }",
    "an IRI that no engine takes": "SELECT ?s { ?s <http://e:port/> ?l }",
    "no pattern": "DESCRIBE ex:ferry",
    "an empty group": "ASK {}",
    "malformed values": "ASK { ?s ex:length 'x'^^<http://www.w3.org/2001/XMLSchema#integer> }",
    "trailing values": "SELECT ?s { ?s ex:length ?l } VALUES (?l ?s) { (40 UNDEF) (41 ex:ferry) }",
    "no value": "SELECT ?s { ?s ex:length ?l VALUES ?l { } VALUES () { () } }",
    "a sub-select alone": "SELECT * { SELECT ?s { ?s ex:length ?l } }",
    "names of any kind": "SELECT ?s { ?s ex:a\\,b ?é ; ex:%41 ?l }",
}


class Watched:
    """A store that remembers what it was asked."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.asked: list[str] = []

    def select(self, query: str, graphs: GraphChoice | None = None) -> Rows:
        self.asked.append(query)
        return self.store.select(query, graphs)

    def ask(self, query: str, graphs: GraphChoice | None = None) -> bool:
        self.asked.append(query)
        return self.store.ask(query, graphs)

    def construct(self, query: str, graphs: GraphChoice | None = None) -> tuple[Statement, ...]:
        raise AssertionError(query)

    def answer(self, query: str, media_type: str, graphs: GraphChoice | None = None) -> Answer:
        raise AssertionError(query)


@pytest.fixture(scope="module")
def store() -> Store:
    return LocalStore.from_dataset(dataset(ferry=FERRY))


def places(query: str, store: Store, rule: str) -> list[tuple[int, int]]:
    return [(one.line, one.column) for one in lint(query, store, PREFIXES) if one.rule == rule]


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_query_that_cannot_be_read_gives_one_hint(store: Store, name: str) -> None:
    (advice,) = lint(UNREADABLE[name], store, PREFIXES)
    assert (advice.rule, advice.severity, advice.replacement) == ("not-linted", "hint", None)
    assert advice.message.startswith("no advice: ")
    assert advice.line == 1 <= advice.column


@pytest.mark.parametrize("name", READABLE)
def test_unusual_queries_are_read(store: Store, name: str) -> None:
    assert "not-linted" not in [advice.rule for advice in lint(READABLE[name], store, PREFIXES)]


def test_the_engine_answers_some_queries_that_the_linter_cannot_read(store: Store) -> None:
    query = "SELECT ?s { ?s <https://example.org/length> * ?l }"
    assert store.select(query).rows
    assert [advice.rule for advice in lint(query, store, PREFIXES)] == ["not-linted"]


def test_a_sound_query_gives_no_advice(store: Store) -> None:
    assert lint("SELECT ?s ?l { ?s a ex:Ferry ; ex:length ?l } ORDER BY ?l LIMIT 5", store, PREFIXES) == ()


@pytest.mark.parametrize(
    ("rule", "query", "place"),
    [
        ("property-not-used", "ASK {\n  ?s a ex:Ferry ;\n    ex:lenght ?l }", (3, 5)),
        ("property-not-used", "ASK { # ex:lenght\r\n  ?s ex:length ex:lenght ; ex:lenght ?l }", (2, 28)),
        ("property-not-used", "ASK { ex:lenght ?p 'ex:lenght' . ?s <https://example.org/lenght> ?l }", (1, 37)),
        ("property-not-used", "PREFIX e: <https://example.org/>\nASK { ?s e:length/^e:lenght ?l }", (2, 20)),
        ("class-not-used", "ASK { ?s ex:length ex:Fery ; a ex:Fery }", (1, 32)),
        ("count-without-distinct", "SELECT (MAX(?l) AS ?m)\n (COUNT(?l) AS ?n) { ?s ex:length|ex:length ?l }", (2, 8)),
        ("unbounded-path", f"SELECT ?a\n\t{{ {LOOP} }}", (2, 7)),
        ("missing-language-filter", "SELECT ?n {\n ?s a ex:Ferry ;\n skos:prefLabel ?n }", (3, 17)),
        ("cross-product", "SELECT ?a ?b\nWHERE { ?a a ex:Ferry .\n ?b a ex:Ferry }", (3, 2)),
        ("cross-product", "CONSTRUCT { ?a ex:p ?b }\nWHERE { ?a a ex:Ferry . ?b a ex:Ferry }", (2, 25)),
        ("limit-without-order", "SELECT ?s { { SELECT ?s { ?s a ex:Ferry } LIMIT 3 } }\nOFFSET 2 LIMIT 3", (2, 1)),
        ("variable-used-once", "ASK { ?ferry a ex:Ferry .\n ?fery ex:length ?l }", (2, 2)),
        ("property-not-used", "# none\nASK { ?s ex:lenght\\u0068 ?l }", (2, 1)),
    ],
)
def test_advice_points_at_the_place(store: Store, rule: str, query: str, place: tuple[int, int]) -> None:
    assert places(query, store, rule) == [place]


def test_advice_comes_in_the_order_of_the_text(store: Store) -> None:
    query = "SELECT ?s ?n {\n ?s a ex:Fery ;\n ex:lenght ?l ; skos:prefLabel ?n } LIMIT 3"
    rules = [advice.rule for advice in lint(query, store, PREFIXES)]
    assert rules == ["class-not-used", "property-not-used", "missing-language-filter", "limit-without-order"]


def test_advice_is_given_as_json(store: Store) -> None:
    (advice,) = lint("ASK { ?s ex:lenght ?l }", store, PREFIXES)
    assert json.loads(json.dumps(as_json([advice]))) == [
        {
            "rule": "property-not-used",
            "severity": "warning",
            "message": "the property ex:lenght occurs in no triple.",
            "fix": "Write ex:length if that is meant.",
            "line": 1,
            "column": 10,
            "replacement": "ASK { ?s ex:length ?l }",
        }
    ]


def test_prefixes_of_the_query_win_over_those_given(store: Store) -> None:
    query = "PREFIX ex: <urn:other:> ASK { ?s ex:length ?l }"
    assert places(query, store, "property-not-used") == [(1, 34)]


def test_only_the_data_is_asked_and_only_for_the_terms_of_the_query(store: Store) -> None:
    watched = Watched(store)
    query = (
        f"SELECT ?n {{ SERVICE <http://127.0.0.1:9/> {{ ?s ex:away ?n }} ?s a ex:Ferry ; skos:prefLabel ?n . {LOOP} }}"
    )
    assert lint(query, watched, PREFIXES)
    assert watched.asked
    assert not [asked for asked in watched.asked if "SERVICE" in asked or "away" in asked or "?a" in asked]


def test_a_query_with_very_many_terms_is_asked_in_parts(store: Store) -> None:
    watched = Watched(store)
    query = "ASK { ?s " + " ; ".join(f"ex:length{number} ?l" for number in range(700)) + " }"
    assert len(lint(query, watched, PREFIXES)) == 700
    assert max(map(len, watched.asked)) < 30_000


@pytest.fixture(scope="module")
def served(release: Release) -> LocalStore:
    return release.open_store()


def test_every_question_of_the_catalogue_is_free_of_warnings(release: Release, served: LocalStore) -> None:
    store, prefixes = served, release.manifest["prefixes"]
    catalog = load_catalog()
    asked = (*catalog.of_kind("questions"), *catalog.of_kind("rules"))
    warned = {query.id: _warnings(query, store, prefixes) for query in asked}
    assert {name: found for name, found in warned.items() if found} == {}


def _warnings(query: Query, store: Store, prefixes: dict[str, str]) -> list[Advice]:
    found = lint(query.body, store, prefixes)
    return [advice for advice in found if advice.severity == "warning" or advice.rule == "not-linted"]


def test_sparql_prints_advice_and_fails_at_a_warning(cli: Command, earlier: Release, tmp_path: Path) -> None:
    path = write(tmp_path, "labels.rq", "SELECT ?c ?name {\n  ?c skos:prefLabel ?name }")
    outcome = cli("sparql", str(path), "--lint")
    assert outcome.code == 1
    assert outcome.out.startswith("2:21 missing-language-filter: ?name takes the values of skos:prefLabel in every")
    assert outcome.out.endswith('Fix: Add FILTER(LANG(?name) = "en")\n')
    assert outcome.err == ""


@pytest.mark.parametrize(
    ("query", "out"),
    [
        ("SELECT ?c { ?c a skos:Concept }", "no advice\n"),
        ("SELECT ?c { ?c a skos:Concept } LIMIT 2", "1:33 limit-without-order: "),
        ("SELECT ?c {", "1:12 not-linted: no advice: "),
    ],
)
def test_hints_do_not_fail(cli: Command, earlier: Release, tmp_path: Path, query: str, out: str) -> None:
    outcome = cli("sparql", str(write(tmp_path, "hint.rq", query)), "--lint")
    assert outcome.code == 0
    assert outcome.out.startswith(out)


def test_query_lints_one_question_or_all(cli: Command, earlier: Release) -> None:
    one = cli("query", "goals-claimed", "--lint")
    every = cli("query", "--lint")
    assert one.code == every.code == 1
    assert "property-not-used: the property m4sd:linkSource occurs in no triple." in one.out
    assert not one.out.startswith("goals-claimed:")
    prefixed = [f"goals-claimed:{line}" for line in one.out.splitlines()]
    assert [line for line in every.out.splitlines() if line.startswith("goals-claimed:")] == prefixed
    assert {line.partition(":")[0] for line in every.out.splitlines()} > {"goals-claimed", "chain", "sdg-coverage"}


def test_a_question_with_a_bad_parameter_is_not_linted(cli: Command, earlier: Release) -> None:
    outcome = cli("query", "goals-claimed", "nope=1", "--lint")
    assert (outcome.code, outcome.out) == (2, "")
    assert "nope" in outcome.err


def test_the_examples_of_the_page_are_true(release: Release, served: LocalStore) -> None:
    page = (ROOT / "docs/lint.md").read_text(encoding="utf-8")
    examples = re.findall(r"^## (\S+)\n.*?```sparql\n(.*?)```\n\n```sparql\n(.*?)```", page, re.DOTALL | re.MULTILINE)
    store, prefixes = served, release.manifest["prefixes"]
    assert [rule for rule, *_ in examples] == re.findall(r"^## (\S+)$", page, re.MULTILINE)
    for rule, before, after in examples:
        assert [one.rule for one in lint(before, store, prefixes)] == [rule]
        assert lint(after, store, prefixes) == ()
        assert store.select(after).variables


def test_the_page_explains_every_rule() -> None:
    page = (ROOT / "docs/lint.md").read_text(encoding="utf-8")
    rules = {answers.COUNT, answers.ORDER, answers.TYPO, joins.PRODUCT, joins.PATH}
    rules |= {vocabulary.PROPERTY, vocabulary.CLASS, vocabulary.LANGUAGE}
    assert set(re.findall(r"^## (\S+)$", page, re.MULTILINE)) == rules
