"""What surrounds a thing is bounded, says what it leaves out, and names the rule of what is derived."""

from __future__ import annotations

import pytest

from m4sd_graph.errors import NotFoundError
from m4sd_graph.namespaces import ID, M4SD, RULE
from m4sd_graph.neighbourhood import MOST, neighbourhood
from m4sd_graph.release import Release
from m4sd_graph.store.protocol import Store

POLICY = f"{ID}instrument/kg-migration-policy-concept-2021-2030"


@pytest.fixture(scope="module")
def store(release: Release) -> Store:
    return release.open_store()


def test_one_step_is_what_the_thing_is_joined_to(store: Store) -> None:
    found = neighbourhood(store, POLICY)
    around = {node.iri: node for node in found.nodes}
    assert around[POLICY].step == 0
    assert around[f"{ID}country/kyrgyzstan"].kind == "place"
    assert {node.step for node in found.nodes} == {0, 1}
    assert found.left_out == 0
    joined = {end for edge in found.edges if POLICY in (edge.source, edge.target) for end in (edge.source, edge.target)}
    assert joined == set(around)


def test_two_steps_are_cut_at_the_bound_and_say_so(store: Store) -> None:
    near, far = neighbourhood(store, POLICY), neighbourhood(store, POLICY, 2)
    assert len(far.nodes) == MOST
    assert far.left_out > 0
    assert {node.iri for node in near.nodes} <= {node.iri for node in far.nodes}
    assert all({edge.source, edge.target} <= {node.iri for node in far.nodes} for edge in far.edges)


def test_a_smaller_bound_leaves_out_more(store: Store) -> None:
    whole, cut = neighbourhood(store, POLICY), neighbourhood(store, POLICY, most=5)
    assert len(cut.nodes) == 5
    assert cut.left_out == len(whole.nodes) - 5


def test_links_are_edges_and_derived_ones_name_their_rule(store: Store) -> None:
    edges = neighbourhood(store, POLICY).edges
    assert {bool(edge.rule) for edge in edges if edge.source == POLICY} == {True, False}
    assert all(edge.rule.startswith(RULE) for edge in edges if edge.rule)
    assert f"{M4SD}linkSource" not in {edge.type for edge in edges}


@pytest.mark.parametrize("iri", [f"{ID}nothing", "no iri", "a> <b"])
def test_what_the_graph_does_not_name(store: Store, iri: str) -> None:
    with pytest.raises(NotFoundError):
        neighbourhood(store, iri)
