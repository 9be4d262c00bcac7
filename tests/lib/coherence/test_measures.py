"""Each measure, counted by hand on the invented island."""

from __future__ import annotations

from fractions import Fraction

import pytest

from m4sd_graph.coherence.claims import Options
from m4sd_graph.coherence.conflicts import Conflict, conflicts
from m4sd_graph.coherence.delivery import gap_response, reinforcements, vertical
from m4sd_graph.coherence.measures import MEASURES, measure
from m4sd_graph.coherence.scope import Reach, Scope, reach_of
from m4sd_graph.coherence.shares import Share
from m4sd_graph.coherence.sharing import degrees, fragmentation, overlap, overlaps, redundancies
from m4sd_graph.errors import ParameterError
from tests.lib.coherence.invented import (
    BUREAU,
    COUNCIL,
    EX,
    ISLAND,
    LAW,
    M4SD,
    PLAN,
    PROJECT,
    STRENGTH,
    T1,
    T2,
    T3,
    T4,
    TARGETS,
    WEAKNESS,
    Row,
    claims,
    link,
)

SDG = Scope(reference="sdg")
# The plan serves 1.1 and 1.2, the law 1.2 and 1.3, the project 1.4 with grade 1 only, a finding 1.1.
LINKS = (
    link("p1", PLAN, "commits-to", T1),
    link("p2", PLAN, "provides-for", T2, 3),
    link("p2b", PLAN, "provides-for", T2, 2),
    link("w2", LAW, "provides-for", T2),
    link("w3", LAW, "provides-for", T3),
    link("j4", PROJECT, "provides-for", T4, 1),
    link("s1", STRENGTH, "provides-for", T1),
)
BODIES = ((PLAN, BUREAU, "responsible"), (LAW, f"{EX}assembly", "adopted"), (LAW, f"{EX}payer", "funds"))


def reach(*links: Row, scope: Scope = SDG, **more: tuple[Row, ...]) -> Reach:
    return reach_of(claims(links=(*LINKS, *links), **{"bodies": BODIES, **more}), scope)


def test_overlap_is_the_shared_part_of_both() -> None:
    assert overlap(reach(), PLAN, LAW).share == Share((T2,), (T1, T2, T3))


def test_overlap_counts_what_reaches_the_threshold_only() -> None:
    assert overlap(reach(link("j2", PROJECT, "provides-for", T2, 1)), PLAN, PROJECT).share.value == 0


def test_overlap_of_two_without_targets_is_undefined() -> None:
    assert overlap(reach(), PROJECT, COUNCIL).share.value is None


def test_only_those_that_share_something_are_listed_and_findings_never() -> None:
    assert [(one.first, one.second) for one in overlaps(reach())] == [(LAW, PLAN)]


def test_redundancy_counts_policies_and_the_bodies_that_answer() -> None:
    known = {one.target: one for one in redundancies(reach())}
    assert known[T2].policies == (LAW, PLAN)
    assert known[T2].bodies == (f"{EX}assembly", BUREAU)
    assert known[T1].policies == (PLAN,)
    assert (known[T4].policies, known[T4].bodies) == ((), ())
    assert tuple(known) == TARGETS


def test_a_body_answers_for_itself() -> None:
    known = {one.target: one for one in redundancies(reach(link("b3", BUREAU, "provides-for", T3)))}
    assert known[T3].bodies == (f"{EX}assembly", BUREAU)


def test_fragmentation_is_of_targets_with_several_bodies() -> None:
    assert fragmentation(reach()) == Share((T2,), (T2,))


def test_a_coordination_body_with_any_supporting_link_ends_fragmentation() -> None:
    assert fragmentation(reach(link("k2", COUNCIL, "provides-for", T2, 1))) == Share((), (T2,))


def test_so_does_one_that_answers_for_a_policy() -> None:
    bodies = (*BODIES, (PLAN, COUNCIL, "responsible"))
    assert fragmentation(reach(bodies=bodies)).counted == ()


def test_fragmentation_without_crowding_is_undefined() -> None:
    assert fragmentation(reach(bodies=())).value is None


def test_degree_weighs_each_neighbour_once_by_its_best_grade() -> None:
    known = {one.node: one for one in degrees(reach())}
    assert known[PLAN].neighbours == (T1, T2)
    assert known[PLAN].weight == 2 + 3
    assert known[T2].weight == 3 + 2
    assert known[PROJECT].weight == 1
    assert STRENGTH not in known
    assert [one.node for one in degrees(reach())][:2] == [PLAN, T2]


def test_without_influences_conflict_is_not_assessed() -> None:
    assert conflicts(reach()).assessed == 0


def test_a_negative_influence_between_served_targets_is_a_conflict() -> None:
    influences = (
        (f"{EX}i1", T3, T1, -2),
        (f"{EX}i2", T1, T3, 3),
        (f"{EX}i3", T4, T1, -1),
        (f"{EX}i4", f"{EX}q", T1, -3),
        (f"{EX}i5", T1, f"{EX}q", -3),
    )
    found = conflicts(reach(influences=influences))
    assert found.assessed == 3
    assert found.found == (Conflict(first=PLAN, second=LAW, target=T1, other=T3, score=-2, link=f"{EX}i1"),)


def test_reinforcement_shows_its_four_ticks() -> None:
    known = {one.target: one for one in reinforcements(reach(link("g3", WEAKNESS, "gap-in", T3)))}
    assert known[T1].ticks == (True, True, False, True)
    assert known[T1].value == Fraction(3, 4)
    assert known[T2].ticks == (True, True, False, False)
    assert known[T3].observed == (WEAKNESS,)
    assert known[T4].value == 0


def test_funds_of_any_grade_and_programmes_of_the_threshold_tick_the_third() -> None:
    more = (link("f3", BUREAU, "funds", T3, 1), link("j1", PROJECT, "provides-for", T1, 2))
    known = {one.target: one.programmes for one in reinforcements(reach(*more))}
    assert known == {T1: (PROJECT,), T2: (), T3: (BUREAU,), T4: ()}


def test_a_framework_is_neither_policy_nor_act() -> None:
    charter = f"{EX}charter"
    found = reach(
        link("c4", charter, "commits-to", T4), classes=((charter, f"{M4SD}Framework"),), levels=((charter, "national"),)
    )
    assert {one.target: one.ticks for one in reinforcements(found)}[T4] == (False, False, False, False)
    assert vertical(found).national.counted == ()


def test_a_report_is_an_observation() -> None:
    known = {one.target: one for one in reinforcements(reach(link("r4", f"{EX}assessment", "reports-on", T4, 1)))}
    assert known[T4].ticks == (False, False, False, True)


def response(review: str) -> Row:
    return (f"{EX}q", PROJECT, "responds-to", WEAKNESS, 2, 1, review, "R6", 2)


@pytest.mark.parametrize(
    ("review", "reviewed", "candidates"), [("unreviewed", 0, 1), ("reviewed", 1, 1), ("rejected", 0, 0)]
)
def test_a_candidate_is_no_response_before_review(review: str, reviewed: int, candidates: int) -> None:
    known = claims(
        links=(link("j", PROJECT, "provides-for", T1), link("g", WEAKNESS, "gap-in", T1), response(review)),
        premises=((f"{EX}q", f"{EX}j"), (f"{EX}q", f"{EX}g")),
    )
    found = gap_response(known, SDG)
    assert (found.reviewed.numerator, found.with_candidates.numerator) == (reviewed, candidates)
    assert found.reviewed.of == (WEAKNESS,)
    assert found.responses == {WEAKNESS: (PROJECT,) if candidates else ()}
    assert gap_response(known, Scope(options=Options(asserted_only=True))).with_candidates.numerator == 0


def test_gaps_of_another_country_are_not_counted() -> None:
    assert gap_response(claims(), Scope(countries=frozenset({f"{EX}elsewhere"}))).reviewed.value is None
    assert gap_response(claims(), Scope(countries=frozenset({ISLAND}))).reviewed.denominator == 1


def test_vertical_asks_for_national_instruments_then_for_local_sources() -> None:
    levels = ((PLAN, "national"), (LAW, "global"), (BUREAU, "national"), (PROJECT, "local"))
    more = (link("b4", BUREAU, "provides-for", T4), link("j1", PROJECT, "provides-for", T1))
    found = vertical(reach(*more, levels=levels))
    assert found.national == Share((T1, T2), TARGETS)
    assert found.local == Share((T1,), (T1, T2))


def test_without_national_instruments_the_local_share_is_undefined() -> None:
    assert vertical(reach()).national.value == 0
    assert vertical(reach()).local.value is None


def test_asserted_only_and_countries_reach_every_measure() -> None:
    derived, premises = link("d4", PLAN, "provides-for", T4, 2, "R2", 2), ((f"{EX}d4", f"{EX}p1"),)

    def policies(scope: Scope) -> dict[str, tuple[str, ...]]:
        return {one.target: one.policies for one in redundancies(reach(derived, scope=scope, premises=premises))}

    assert policies(SDG)[T4] == (PLAN,)
    assert policies(Scope("sdg", options=Options(asserted_only=True)))[T4] == ()
    assert policies(SDG)[T2] == (LAW, PLAN)
    assert policies(Scope("sdg", countries=frozenset({ISLAND})))[T2] == (PLAN,)


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_says_what_it_is_and_computes(name: str) -> None:
    known = measure(name)
    assert all((known.formula, known.source, known.trust))
    assert set(known.title) == set(known.reading) == {"en", "fr"}
    assert known.compute(reach()) is not None


def test_an_unknown_measure_is_refused() -> None:
    with pytest.raises(ParameterError, match="coverage"):
        measure("index")
