"""Counts are what they say: each is compared with a dataset small enough to count by hand."""

from __future__ import annotations

from m4sd_graph.load import SERVICE_GRAPH, Dataset
from m4sd_graph.namespaces import GRAPH
from m4sd_graph.release import Release
from m4sd_graph.statistics import statistics
from tests.lib.support import triples

EX = "https://example.org/"
KIND = "<https://w3id.org/m4sd/vocab/statement-kind/asserted>"
WORLD = f"""
ex:Place m4sd:instanceKind {KIND} . ex:near m4sd:statementKind {KIND} . ex:size m4sd:statementKind {KIND} .
ex:isle a ex:Place ; skos:prefLabel "Isle"@en , "Île"@fr ; ex:near ex:shore ; ex:size 3 ; m4sd:hasEvidence ex:proof .
ex:shore a ex:Place ; skos:prefLabel "Shore"@en ; ex:near ex:isle .
ex:proof m4sd:supportsProperty ex:near , ex:colour .
ex:word skos:prefLabel "word" ; ex:near ex:isle .
"""
RULE = "<https://w3id.org/m4sd/id/rule/R1>"


def counted() -> dict[str, dict[str, int]]:
    graphs = {
        f"{GRAPH}international": triples(WORLD),
        f"{GRAPH}rule/R1": triples(f"{RULE} skos:notation 'R1' . ex:isle ex:reaches ex:shore , ex:word ."),
        SERVICE_GRAPH: triples("ex:release a ex:Place ."),
    }
    return statistics(Dataset(graphs))


def test_triples_are_counted_per_graph() -> None:
    assert counted()["triples_by_graph"] == {f"{GRAPH}international": 16, f"{GRAPH}rule/R1": 3, SERVICE_GRAPH: 1}


def test_things_are_counted_per_class_and_language() -> None:
    assert counted()["instances_by_class"] == {f"{EX}Place": 2}
    assert counted()["labelled_things_by_language"] == {"all": 3, "en": 2, "fr": 1, "none": 1}


def test_a_rule_counts_what_it_added_not_its_description() -> None:
    assert counted()["derived_by_rule"] == {"R1": 2}


def test_assertions_are_statements_that_need_evidence_of_things_that_need_it() -> None:
    assert counted()["assertions"] == {"all": 3, "with_evidence": 1}


def test_every_assertion_of_the_project_has_evidence(release: Release) -> None:
    assertions = release.manifest["counts"]["assertions"]
    assert assertions["with_evidence"] == assertions["all"] > 1_000
