"""Each rule concludes exactly what ``tests/rules/<id>.ttl`` says of the invented world in ``tests/world``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest

from m4sd_graph.catalog import load_catalog
from m4sd_graph.infer import infer
from m4sd_graph.load import Dataset, parse_path
from m4sd_graph.namespaces import GRAPH, M4SD, RULE, VOCAB

HERE = Path(__file__).parent
RULES = load_catalog().of_kind("rules")
IDS = [rule.id for rule in RULES]
PREMISES = {"R1": 1, "R2": 2, "R3": 1, "R4": 1, "R5": 1, "R6": 2}


@pytest.fixture(scope="module")
def world() -> Dataset:
    files = sorted((HERE / "world").glob("*.ttl"))
    return infer(Dataset({f"{GRAPH}world/{f.stem}": tuple(parse_path(f)) for f in files}), RULES)


def concluded(dataset: Dataset, rule: str) -> set[str]:
    """What a rule added: its graph without the description of the rule itself."""
    graph = dataset.graphs[f"{GRAPH}rule/{rule}"]
    return lines(t for t in graph if t.subject != ox.NamedNode(RULE + rule))


def lines(triples: Iterable[ox.Triple]) -> set[str]:
    return {str(t) for t in triples}


@pytest.mark.parametrize("rule", IDS)
def test_a_rule_concludes_exactly_what_is_expected(world: Dataset, rule: str) -> None:
    expected = lines(parse_path(HERE / "rules" / f"{rule}.ttl"))
    found = concluded(world, rule)
    assert expected, "a rule without a case in the world is not tested"
    assert not sorted(expected - found), "missing conclusions"
    assert not sorted(found - expected), "conclusions too many"


@pytest.mark.parametrize("rule", IDS)
def test_a_rule_adds_something_to_the_curated_data(inferred: Dataset, rule: str) -> None:
    assert concluded(inferred, rule)


def test_every_expectation_belongs_to_a_rule() -> None:
    assert {f.stem for f in (HERE / "rules").glob("*.ttl")} == set(IDS)


def test_rules_conclude_nothing_from_their_own_conclusions(world: Dataset) -> None:
    kept = Dataset({f"world{n}": triples for n, triples in enumerate(world.graphs.values())})
    again = infer(kept, RULES)
    assert {rule: concluded(again, rule) for rule in IDS} == {rule: set() for rule in IDS}


def test_each_derived_link_stands_for_one_chain(inferred: Dataset) -> None:
    """Parallel chains stay apart: one source, type, target, rule, grade and length, and the rule's premises."""
    for rule, premises in PREMISES.items():
        graph = inferred.graphs[f"{GRAPH}rule/{rule}"]
        counts = Counter((t.subject, t.predicate.value.removeprefix(M4SD)) for t in graph)
        links = {t.subject for t in graph if t.object == ox.NamedNode(f"{M4SD}DerivedLink")}
        single = ("linkSource", "linkType", "linkTarget", "byRule", "grade", "confidence", "reviewStatus", "pathLength")
        assert {counts[link, name] for link in links for name in single} == {1}
        assert {counts[link, "premise"] for link in links} == {premises}


@pytest.mark.parametrize("rule", sorted(PREMISES))
def test_a_rejected_conclusion_stays_rejected_and_nothing_rests_on_it(world: Dataset, rule: str) -> None:
    kind, status = ox.NamedNode(f"{M4SD}DerivedLink"), ox.NamedNode(f"{M4SD}reviewStatus")
    links = sorted((t.subject for t in world.graphs[f"{GRAPH}rule/{rule}"] if t.object == kind), key=str)
    link = next((one for one in links if resting(world, one)), links[0])
    said = ox.Triple(link, status, ox.NamedNode(f"{VOCAB}review-status/rejected"))
    files = {name: triples for name, triples in world.graphs.items() if "/rule/" not in name}
    again = infer(Dataset({**files, f"{GRAPH}reviews": (said,)}), RULES)
    triples = set(again.triples())
    assert ox.Triple(link, ox.NamedNode(f"{M4SD}byRule"), ox.NamedNode(RULE + rule)) in triples
    assert [t for t in triples if t.subject == link and t.predicate == status] == [said]
    assert not resting(again, link)


def resting(dataset: Dataset, link: object) -> set[str]:
    """The links that were concluded from ``link``."""
    premise = ox.NamedNode(f"{M4SD}premise")
    return {str(t.subject) for t in dataset.triples() if t.predicate == premise and t.object == link}
