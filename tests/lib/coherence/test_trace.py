"""Chains of an invented country, followed by hand: which are found, between which ends, and what is left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from m4sd_graph.catalog import load_catalog
from m4sd_graph.coherence.claims import Options, claims_of
from m4sd_graph.coherence.recompute import BOUNDS, differs, recompute
from m4sd_graph.coherence.tables import CONFIDENCE, SCHEMAS, Tables, load_tables
from m4sd_graph.coherence.trace import Step, Trace, Tracer
from m4sd_graph.errors import NotFoundError, ParameterError, StoreError
from tests.lib.coherence.ferryland import (
    ASSERTED,
    COUNTRY,
    CROSSWALK,
    GCM,
    ID,
    M4SD,
    MGI,
    PLAN,
    SDG,
    STRENGTH,
    ferryland,
)


@pytest.fixture(scope="module")
def tracer() -> Tracer:
    return Tracer(claims_of(load_tables(ferryland(), load_catalog())))


def pairs(trace: Trace) -> set[tuple[str, str]]:
    return {(chain.conclusion.source, chain.conclusion.target) for chain in trace.chains}


def test_a_chain_is_unfolded_from_the_passage_to_the_target(tracer: Tracer) -> None:
    trace = tracer.trace(PLAN, f"{SDG}17.14")
    (chain,) = trace.chains
    told = [(s.source, s.type, s.target, s.grade, s.confidence, s.rule, s.length) for s in chain.steps]
    assert told == [
        (STRENGTH, "provides-for", f"{GCM}19/b", 3, "high", None, 1),
        (PLAN, "provides-for", f"{GCM}19/b", 2, "medium", "R1", 2),
        (f"{GCM}19/b", "corresponds-to", f"{SDG}17.14", 2, "medium", None, 1),
        (PLAN, "provides-for", f"{SDG}17.14", 2, "medium", "R2", 3),
    ]
    assert chain.documents == (f"{ID}document/survey",)
    assert chain.conclusion.link == chain.steps[-1].link


def test_every_step_stands_after_its_premises(tracer: Tracer) -> None:
    for chain in tracer.trace(COUNTRY, f"{SDG}17").chains:
        seen: set[str] = set()
        for step in chain.steps:
            assert set(step.premises) <= seen
            seen.add(step.link)


BOTH = {(STRENGTH, f"{SDG}17.14"), (PLAN, f"{SDG}17.14")}


@pytest.mark.parametrize(
    ("source", "target", "found"),
    [
        (PLAN, f"{SDG}17", {(PLAN, f"{SDG}17.14")}),
        (PLAN, f"{GCM}19", {(PLAN, f"{GCM}19/b")}),
        (PLAN, f"{GCM}19/b", {(PLAN, f"{GCM}19/b")}),
        (COUNTRY, f"{SDG}17.14", BOTH),
        (f"{MGI}1", f"{SDG}17.14", {(STRENGTH, f"{SDG}17.14")}),
        (f"{M4SD}Policy", f"{SDG}17.14", {(PLAN, f"{SDG}17.14")}),
        (f"{M4SD}Instrument", f"{SDG}17.14", {(PLAN, f"{SDG}17.14")}),
        ("instrument", "target", {(PLAN, f"{SDG}17.14")}),
        ("finding", f"{GCM}19", {(STRENGTH, f"{GCM}19/b")}),
        (PLAN, f"{MGI}1", {(PLAN, f"{GCM}19/b"), (PLAN, f"{SDG}17.14")}),
        (f"{M4SD}Treaty", f"{SDG}17.14", set()),
        ("mechanism", f"{SDG}17.14", set()),
    ],
)
def test_an_end_may_be_many_things(tracer: Tracer, source: str, target: str, found: set[tuple[str, str]]) -> None:
    assert pairs(tracer.trace(source, target)) == found


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        (f"{ID}instrument/ferry-plans", PLAN),
        ("Ferry plan", PLAN),
        ("plan des bacs", PLAN),
        (f"{SDG}17.41", f"{SDG}17.14"),
        (f"{M4SD}Polcy", f"{M4SD}Policy"),
        ("instruments", "instrument"),
    ],
)
def test_an_unknown_end_is_answered_with_the_nearest(tracer: Tracer, asked: str, near: str) -> None:
    for ends in ((asked, f"{SDG}17.14"), (PLAN, asked)):
        with pytest.raises(NotFoundError) as raised:
            tracer.trace(*ends)
        assert near in raised.value.nearest
        assert near in str(raised.value)


@pytest.mark.parametrize("asked", ["", "zzzz", "\x00", "> } DROP ALL", "urn:" + "x" * 5000])
def test_what_resembles_nothing_is_answered_with_what_may_be_asked(tracer: Tracer, asked: str) -> None:
    with pytest.raises(NotFoundError, match="one of instrument, mechanism"):
        tracer.trace(asked, f"{SDG}17.14")


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (Options(), BOTH),
        (Options(as_of=date(2021, 6, 1)), BOTH),
        (Options(as_of=date(2023, 1, 1)), {(STRENGTH, f"{SDG}17.14")}),
        (Options(asserted_only=True), set()),
        (Options(grade=3), set()),
        (Options(confidence="high"), set()),
        (Options(reviewed_only=True), set()),
        (Options(crosswalk=3), set()),
        (Options(without=frozenset({f"{ID}document/survey"})), set()),
    ],
)
def test_options_narrow_what_is_found_and_say_what_they_left_out(
    tracer: Tracer, options: Options, found: set[tuple[str, str]]
) -> None:
    trace = tracer.trace(COUNTRY, f"{SDG}17.14", options)
    assert pairs(trace) == found
    assert {(step.source, step.target) for step in trace.left_out} == BOTH - found
    assert trace.options == options


def test_a_reviewed_ground_is_enough_where_all_of_it_is_reviewed(tracer: Tracer) -> None:
    assert pairs(tracer.trace(PLAN, f"{GCM}19/b", Options(reviewed_only=True))) == {(PLAN, f"{GCM}19/b")}


def test_the_length_is_bounded(tracer: Tracer) -> None:
    assert pairs(tracer.trace(COUNTRY, f"{SDG}17.14", longest=2)) == {(STRENGTH, f"{SDG}17.14")}
    with pytest.raises(ParameterError, match="at least one link"):
        tracer.trace(PLAN, f"{SDG}17.14", longest=0)


@pytest.mark.parametrize(
    ("source", "target", "type_", "review"),
    [
        (f"{ID}finding/f2", f"{GCM}19/b", "provides-for", "rejected"),
        (PLAN, f"{SDG}17.17", "mentions", "unreviewed"),
        (f"{GCM}19/b", f"{SDG}17.14", "corresponds-to", "unreviewed"),
    ],
)
def test_links_that_do_not_count_are_named_and_make_no_chain(
    tracer: Tracer, source: str, target: str, type_: str, review: str
) -> None:
    trace = tracer.trace(source, target)
    assert trace.chains == ()
    assert [(step.type, step.review) for step in trace.left_out] == [(type_, review)]


def test_no_chain_says_what_stands_on_either_side(tracer: Tracer) -> None:
    trace = tracer.trace(PLAN, f"{SDG}17.17")
    assert {(s.source, s.target) for s in trace.outgoing} == {(PLAN, f"{GCM}19/b"), (PLAN, f"{SDG}17.14")}
    assert trace.incoming == ()
    # F1 and the plan, each to 19(b) and 17.14; neither roll-ups, nor mentions, the crosswalk or the rejected.
    assert (trace.searched, trace.longest) == (4, 3)


NODES = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=15)


@given(NODES)
def test_premises_that_run_in_circles_are_unfolded_once(pairs_of_links: list[tuple[int, int]]) -> None:
    links = [(f"l{n}", f"s{n}", "provides-for", "t", 2, 2, "unreviewed", "R1", 2) for n in range(6)]
    frames = {name: pl.DataFrame(schema=schema) for name, schema in SCHEMAS.items()}
    frames["links"] = pl.DataFrame(links, schema=SCHEMAS["links"], orient="row")
    premises = sorted({(f"l{one}", f"l{other}") for one, other in pairs_of_links})
    frames["premises"] = pl.DataFrame(premises, schema=SCHEMAS["premises"], orient="row")
    chain = Tracer(claims_of(Tables(**frames))).chain("l0")
    found = [step.link for step in chain.steps]
    assert found[-1] == "l0"
    assert len(found) == len(set(found))
    assert set(found) == reached("l0", premises)


def reached(link: str, premises: list[tuple[str, str]]) -> set[str]:
    found = {link}
    while more := {other for one, other in premises if one in found} - found:
        found |= more
    return found


def test_a_confidence_that_is_not_on_the_list_is_one_clear_message() -> None:
    frames = {name: pl.DataFrame(schema=schema) for name, schema in SCHEMAS.items()}
    links = [("l", "s", "provides-for", "t", 2, None, "unreviewed", None, 1)]
    frames["links"] = pl.DataFrame(links, schema=SCHEMAS["links"], orient="row")
    with pytest.raises(StoreError, match="not on the list"):
        Tracer(claims_of(Tables(**frames))).trace("s", "t")


@pytest.mark.parametrize(
    ("rule", "premises", "concluded"),
    [
        ("R1", [(3, "high", 1)], (2, "medium", 2)),
        ("R1", [(1, "low", 1)], (1, "low", 2)),
        ("R2", [(2, "medium", 2), (3, "high", 1)], (2, "medium", 3)),
        ("R2", [(3, "high", 1), (3, "high", 1)], (3, "medium", 2)),
        ("R3", [(3, "high", 1)], (3, "medium", 1)),
        ("R4", [(3, "high", 1)], (1, "low", 2)),
        ("R5", [(2, "medium", 1)], (1, "low", 2)),
        ("R6", [(2, "medium", 1), (3, "high", 1)], (2, "low", 2)),
        ("R3", [(None, "low", 2)], (None, "low", 2)),
    ],
)
def test_conclusions_by_hand(
    rule: str, premises: list[tuple[int | None, str, int]], concluded: tuple[int | None, str, int]
) -> None:
    found = recompute(rule, [link(*facets) for facets in premises])
    assert (found.grade, found.confidence, found.length) == concluded


def link(grade: int | None, confidence: str, length: int) -> Step:
    return Step("l", "a", "provides-for", "b", grade, confidence, "unreviewed", None, length)


def test_only_rules_that_conclude_links_conclude_from_as_many_premises_as_they_take() -> None:
    with pytest.raises(NotFoundError, match="R7"):
        recompute("R7", [link(2, "low", 1)])
    with pytest.raises(ParameterError, match="takes 2 premises, not 1"):
        recompute("R2", [link(2, "low", 1)])


def test_a_link_that_says_more_than_its_premises_is_found_out(tracer: Tracer) -> None:
    (chain,) = tracer.trace(PLAN, f"{GCM}19/b").chains
    premises = [tracer.step(premise) for premise in chain.conclusion.premises]
    assert [premise.link for premise in premises] == [ASSERTED]
    assert differs(chain.conclusion, premises) == ()
    bold = replace(chain.conclusion, grade=3, confidence="high", length=1)
    assert differs(bold, premises) == ("grade 3, by R1 2", "confidence high, by R1 medium", "length 1, by R1 2")
    with pytest.raises(NotFoundError):
        differs(tracer.step(CROSSWALK), ())


LINKS = st.builds(link, st.integers(1, 3), st.sampled_from(sorted(CONFIDENCE)), st.integers(1, 3))


@given(st.sampled_from(sorted(BOUNDS)), LINKS, LINKS)
def test_a_conclusion_never_says_more_than_a_premise_or_its_rule(rule: str, one: Step, other: Step) -> None:
    premises = [one, other][: BOUNDS[rule].premises]
    found = recompute(rule, premises)
    assert found.grade is not None
    for premise in premises:
        assert premise.grade is not None
        assert found.grade <= min(premise.grade, BOUNDS[rule].grade)
        assert CONFIDENCE[found.confidence] <= CONFIDENCE[premise.confidence]
        assert found.length >= premise.length
    assert CONFIDENCE[found.confidence] <= CONFIDENCE[BOUNDS[rule].confidence]
    assert recompute(rule, premises[::-1]) == found
