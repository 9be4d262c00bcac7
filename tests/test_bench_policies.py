"""The benchmark of the coherence analysis: its graph has the shape of the real one, and its arithmetic is right."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import coherence
from bench.coherence import Measured, ends, growth, measure
from bench.policies import COUNTRIES, GOALS, TARGETS, action, country, target, write_policies
from m4sd_graph.catalog import load_catalog
from m4sd_graph.coherence.claims import Claims, claims_of
from m4sd_graph.coherence.matrix import Frame, matrix_of
from m4sd_graph.coherence.recompute import differs
from m4sd_graph.coherence.tables import load_tables
from m4sd_graph.coherence.trace import Tracer
from m4sd_graph.store.local import LocalStore

STATEMENTS = 12_000


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("policies") / "policies.nq"


@pytest.fixture(scope="module")
def store(file: Path) -> LocalStore:
    assert write_policies(file, STATEMENTS) >= STATEMENTS
    return LocalStore.from_nquads(file, {})


@pytest.fixture(scope="module")
def claims(store: LocalStore) -> Claims:
    return claims_of(load_tables(store, load_catalog()))


def test_the_same_number_gives_the_same_bytes(file: Path, store: LocalStore, tmp_path: Path) -> None:
    write_policies(tmp_path / "again.nq", STATEMENTS)
    assert (tmp_path / "again.nq").read_bytes() == file.read_bytes()
    assert STATEMENTS <= len(store) < STATEMENTS + 500


def test_there_are_as_many_countries_goals_and_targets_as_in_truth(claims: Claims) -> None:
    assert len({country(n) for n in range(500)}) == COUNTRIES == 11
    assert len({target(n) for n in range(500)}) == TARGETS == 169
    assert len({target(n).rpartition(".")[0] for n in range(500)}) == GOALS == 17
    assert len({action(n) for n in range(500)}) == 230
    frame = Frame("country", "target", all_columns=True)
    assert len(matrix_of(claims, frame).columns) == 169


def test_derived_links_follow_from_their_premises(claims: Claims) -> None:
    tracer = Tracer(claims)
    derived = claims.tables.links.filter(claims.tables.links["rule"].is_not_null())["link"].to_list()
    assert len(derived) > 200
    steps = {link: tracer.step(link) for link in derived}
    wrong = {link: differs(step, [tracer.step(one) for one in step.premises]) for link, step in steps.items()}
    assert not {link: found for link, found in wrong.items() if found}


def test_traces_are_asked_where_there_is_a_chain(claims: Claims) -> None:
    tracer = Tracer(claims)
    pairs = ends(tracer)
    assert len(pairs) == 40
    assert all(tracer.trace(*pair).chains for pair in pairs)


def test_every_step_is_measured(store: LocalStore) -> None:
    found = measure(store)
    assert set(found.milliseconds) == set(found.processor) == set(coherence.STEPS) == set(coherence.ABOUT)
    assert all(value > 0 for value in found.milliseconds.values())
    assert found.statements == len(store)
    assert found.cells > 90


@pytest.mark.parametrize(("power", "factor"), [(0.5, 7.0), (1.0, 0.1), (2.0, 3.0)])
def test_the_growth_is_the_exponent(power: float, factor: float) -> None:
    found = [Measured(0, links, 0, {}, {"fill": factor * links**power}) for links in (100, 200, 400, 900)]
    assert growth(found, "fill") == pytest.approx(power)
