"""Rules run to a fixpoint; each graph says which rule added what. The rules themselves: ``tests/test_rules.py``."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from m4sd_graph.catalog import Query, parse_query_text
from m4sd_graph.errors import QueryFileError
from m4sd_graph.infer import MAX_PASSES, describe_rule, infer
from m4sd_graph.load import SERVICE_GRAPH, Dataset
from m4sd_graph.namespaces import GRAPH, M4SD, RULE, SKOS
from tests.lib.support import dataset, sorted_lines, triples

STEPS = "ex:a ex:next ex:b . ex:b ex:next ex:c . ex:c ex:next ex:d ."


def rule(name: str, body: str) -> Query:
    head = "#+ title: {en: A rule, fr: Une règle}\n#+ description: {en: What it does., fr: Ce qu'elle fait.}\n"
    return parse_query_text(f"{head}PREFIX ex: <https://example.org/>\n{body}\n", name, "rules")


REACHES = rule("A1", "CONSTRUCT { ?a ex:reaches ?b } WHERE { ?a ex:next ?b }")
ONWARD = rule("A2", "CONSTRUCT { ?a ex:reaches ?c } WHERE { ?a ex:reaches ?b . ?b ex:reaches ?c }")


def added(result: Dataset, name: str) -> list[str]:
    """What a rule added, without its own description."""
    graph = result.graphs[f"{GRAPH}rule/{name}"]
    return sorted_lines(t for t in graph if t.subject != ox.NamedNode(RULE + name))


def test_rules_run_until_nothing_is_new() -> None:
    result = infer(dataset(steps=STEPS), [REACHES, ONWARD])
    assert added(result, "A1") == sorted_lines(
        triples("ex:a ex:reaches ex:b . ex:b ex:reaches ex:c . ex:c ex:reaches ex:d .")
    )
    assert added(result, "A2") == sorted_lines(triples("ex:a ex:reaches ex:c , ex:d . ex:b ex:reaches ex:d ."))


def test_a_triple_belongs_to_the_first_rule_that_concludes_it() -> None:
    again = rule("A3", REACHES.body)
    result = infer(dataset(steps=STEPS), [REACHES, again])
    assert len(added(result, "A1")) == 3
    assert added(result, "A3") == []


def test_what_is_stated_is_not_derived_again() -> None:
    result = infer(dataset(steps=STEPS, said="ex:a ex:reaches ex:b ."), [REACHES])
    assert len(added(result, "A1")) == 2


def test_rules_do_not_see_the_service_graph() -> None:
    hidden = Dataset({SERVICE_GRAPH: triples(STEPS)})
    assert added(infer(hidden, [REACHES]), "A1") == []


def test_the_dataset_given_is_left_alone() -> None:
    given = dataset(steps=STEPS)
    infer(given, [REACHES])
    assert list(given.graphs) == ["https://example.org/graph/steps"]


def test_a_rule_describes_itself_in_its_graph() -> None:
    described = {(t.predicate.value, str(t.object)) for t in describe_rule(REACHES)}
    assert (f"{SKOS}prefLabel", '"Une règle"@fr') in described
    assert (f"{SKOS}definition", '"What it does."@en') in described
    assert (f"{M4SD}ruleQuery", str(ox.Literal(REACHES.body))) in described
    assert set(describe_rule(REACHES)) <= set(infer(dataset(), [REACHES]).graphs[f"{GRAPH}rule/A1"])


def test_rules_that_never_settle_are_an_error() -> None:
    growing = rule("A4", "CONSTRUCT { ?n ex:next ?m } WHERE { ?l ex:next ?n BIND(IRI(CONCAT(STR(?n), 'x')) AS ?m) }")
    with pytest.raises(QueryFileError, match=f"still add triples after {MAX_PASSES} passes"):
        infer(dataset(steps="ex:a ex:next ex:b ."), [growing])


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            "CONSTRUCT { ?a ex:b } WHERE { ?a ex:next ?b }",
            r"^rules/A5\.rq: not a SPARQL query at line 2, column 21 below the header\.$",
        ),
        ("SELECT * { ?a ex:next ?b }", r"^rules/A5\.rq: a rule is a CONSTRUCT query\.$"),
        ("ASK { ?a ex:next ?b }", r"^rules/A5\.rq: a rule is a CONSTRUCT query\.$"),
    ],
)
def test_a_rule_that_is_none_is_named(body: str, message: str) -> None:
    with pytest.raises(QueryFileError, match=message) as caught:
        infer(dataset(steps=STEPS), [rule("A5", body)])
    assert "\n" not in str(caught.value)
