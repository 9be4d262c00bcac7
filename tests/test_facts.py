"""Every fact of the fact lists is in the graph, or left out for a stated reason.

The lists lie beside the checkout (../shared/facts); without them only the two tables in data/ are checked.
"""

from __future__ import annotations

import pytest
from rdflib import Graph, URIRef

from tests.factlists import DATA, FACTS, LISTS, ROOT, THINGS, Exclusion, Fact, concordance, exclusions, facts, read_csv
from tests.knowledge import Knowledge

needs_lists = pytest.mark.skipif(not FACTS.is_dir(), reason="the fact lists are not at hand (../shared/facts)")


@pytest.fixture(scope="module")
def graph() -> Graph:
    whole = Graph()
    for folder in (DATA, ROOT / "ontology"):
        for path in sorted(folder.rglob("*.ttl")):
            whole.parse(path)
    return whole


@pytest.fixture(scope="module")
def knowledge(graph: Graph) -> Knowledge:
    known = Knowledge(graph, concordance())
    if FACTS.is_dir():
        for row in read_csv(FACTS / "external_ids.csv"):
            country = known.resource(THINGS[0], row["entity_id"])
            if row["scheme"] == "iso3166-1-alpha2" and country:
                known.countries[row["value"]] = str(country)
    return known


@pytest.fixture(scope="module")
def left_out() -> list[Exclusion]:
    return exclusions()


def test_every_concordance_iri_is_in_the_graph(graph: Graph) -> None:
    absent = [f"{row} -> {iri}" for row, iri in concordance().items() if (URIRef(iri), None, None) not in graph]
    assert not absent, "\n".join(absent)


def test_exclusions_are_distinct_and_give_reasons(left_out: list[Exclusion]) -> None:
    assert all(row.reason.endswith(".") for row in left_out)
    assert len({(row.list, row.id, row.column, row.value) for row in left_out}) == len(left_out)
    assert {row.list for row in left_out} | {name for name, _ in concordance()} <= set(LISTS)


@needs_lists
@pytest.mark.parametrize("name", LISTS)
def test_every_fact_of_a_list_is_in_the_graph(name: str, knowledge: Knowledge, left_out: list[Exclusion]) -> None:
    missing = [
        str(fact) for fact in facts(name) if not any(row.covers(fact) for row in left_out) and not knowledge.holds(fact)
    ]
    assert not missing, f"{len(missing)} facts are neither stated nor in data/exclusions.csv:\n" + "\n".join(missing)


@needs_lists
def test_every_row_of_entities_has_an_iri(knowledge: Knowledge) -> None:
    rows = [(name, row["id"]) for name in THINGS for row in read_csv(FACTS / f"{name}.csv")]
    assert [row for row in rows if knowledge.resource(*row) is None] == []


@needs_lists
def test_no_exclusion_is_stale(knowledge: Knowledge, left_out: list[Exclusion]) -> None:
    every = [fact for name in LISTS for fact in facts(name)]
    stale = [problem for row in left_out if (problem := staleness(row, every, knowledge))]
    assert not stale, "\n".join(stale)


def staleness(row: Exclusion, every: list[Fact], knowledge: Knowledge) -> str:
    covered = [fact for fact in every if row.covers(fact)]
    if not covered:
        return f"{row.list}, {row.id}, {row.column}, {row.value}: no such fact in the list"
    stated = [str(fact) for fact in covered if row.exact and knowledge.holds(fact)]
    return "; ".join(f"{fact} is in the graph after all: remove its exclusion" for fact in stated)
