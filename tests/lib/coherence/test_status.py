"""Status and coverage, counted by hand on the invented island."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from m4sd_graph.coherence.claims import Options
from m4sd_graph.coherence.references import NAMES, reference_set
from m4sd_graph.coherence.scope import Scope
from m4sd_graph.coherence.shares import Share, share_of
from m4sd_graph.coherence.status import Standing, by_status, coverage, standings
from m4sd_graph.errors import ParameterError
from tests.lib.coherence.invented import (
    A1,
    A2,
    C1,
    COMPACT,
    EX,
    GOAL,
    ISLAND,
    LAW,
    O1,
    O2,
    PLAN,
    REPORT,
    STRENGTH,
    SURVEY,
    T1,
    T2,
    T3,
    T4,
    WEAKNESS,
    claims,
    link,
    tables,
)

ALL = Scope(reference="sdg")
# 1.1: asserted and a gap; 1.2: derived from the law's link to 1(a); 1.3: a gap alone; 1.4: support of grade 1.
MIXED = claims(
    links=(
        link("l1", PLAN, "commits-to", T1),
        link("g1", WEAKNESS, "gap-in", T1),
        link("l2", LAW, "provides-for", A1, 3),
        link("d2", LAW, "provides-for", T2, 3, "R2", 2),
        link("g3", WEAKNESS, "gap-in", T3),
        link("l4", PLAN, "provides-for", T4, 1),
        link("m4", PLAN, "mentions", T4, None),
        link("r4", STRENGTH, "reports-on", T4, 1),
    ),
    premises=((f"{EX}d2", f"{EX}l2"), (f"{EX}d2", f"{EX}x2")),
    documents=((f"{EX}l1", SURVEY), (f"{EX}l2", REPORT), (f"{EX}g1", SURVEY), (f"{EX}g3", SURVEY)),
    periods=((PLAN, date(2020, 1, 1), date(2021, 12, 31)),),
)


def standing(target: str, scope: Scope = ALL) -> Standing:
    return next(one for one in standings(MIXED, scope) if one.item.iri == target)


def test_the_four_statuses() -> None:
    assert [one.status for one in standings(MIXED, ALL)] == ["contested", "covered", "evidenced gap", "silent"]


def test_a_standing_lists_the_links_behind_it() -> None:
    assert standing(T1).support == (f"{EX}l1",)
    assert standing(T1).gaps == (f"{EX}g1",)
    assert standing(T1).asserted
    assert standing(T2).support == (f"{EX}d2",)
    assert not standing(T2).asserted


def test_silent_tells_of_weaker_links_and_reports_but_not_of_mentions() -> None:
    silent = standing(T4)
    assert (silent.grade, silent.support) == (1, ())
    assert silent.weaker == (f"{EX}l4",)
    assert silent.reports == (f"{EX}r4",)


def test_an_asserted_link_below_the_threshold_does_not_make_the_cover_asserted() -> None:
    known = claims(
        links=(
            link("a", PLAN, "names", T1, 1),
            link("l", LAW, "provides-for", C1),
            link("d", LAW, "provides-for", T1, 2, "R2", 2),
        ),
        premises=((f"{EX}d", f"{EX}l"), (f"{EX}d", f"{EX}x1")),
    )
    found = standings(known, ALL)[0]
    assert (found.status, found.asserted, found.support, found.weaker) == ("covered", False, (f"{EX}d",), (f"{EX}a",))


def test_coverage_is_a_pair_with_lists() -> None:
    pair = coverage(MIXED, ALL)
    assert pair.asserted == Share((T1,), (T1, T2, T3, T4))
    assert pair.with_derived == Share((T1, T2), (T1, T2, T3, T4))
    assert (pair.with_derived.numerator, pair.with_derived.denominator) == (2, 4)
    assert pair.with_derived.value == Fraction(1, 2)


def test_statuses_add_up() -> None:
    shares = by_status(MIXED, ALL)
    assert sum(share.numerator for share in shares.values()) == 4
    assert shares["evidenced gap"].counted == (T3,)


@pytest.mark.parametrize(
    ("scope", "covered"),
    [
        (Scope(reference="sdg", threshold=1), {T1, T2, T4}),
        (Scope(reference="sdg", threshold=3), {T2}),
        (Scope(reference="sdg", sources="instrument"), {T1, T2}),
        (Scope(reference="sdg", sources="finding"), set()),
        (Scope(reference="sdg", sources="body"), set()),
        (Scope(reference="sdg", countries=frozenset({ISLAND})), {T1}),
        (Scope(reference="sdg", options=Options(asserted_only=True)), {T1}),
        (Scope(reference="sdg", options=Options(without=frozenset({SURVEY}))), {T2}),
        (Scope(reference="sdg", options=Options(without=frozenset({REPORT}))), {T1}),
        (Scope(reference="sdg", options=Options(without=frozenset({COMPACT}))), {T1}),
        (Scope(reference="sdg", options=Options(as_of=date(2022, 1, 1))), {T2}),
        (Scope(reference="sdg", options=Options(crosswalk=3)), {T1, T2}),
        (Scope(reference="sdg", options=Options(reviewed_only=True)), set()),
        (Scope(reference="sdg", options=Options(confidence="high")), set()),
    ],
)
def test_what_counts(scope: Scope, covered: set[str]) -> None:
    assert set(coverage(MIXED, scope).with_derived.counted) == covered


def test_by_whole_objectives_more_is_covered_than_by_actions() -> None:
    """The law serves 1(a); by its objective it also reaches 1.1, to which only the commitment corresponds."""
    known = claims(
        links=(link("l2", LAW, "provides-for", A1, 3), link("d2", LAW, "provides-for", T2, 3, "R2", 2)),
        premises=((f"{EX}d2", f"{EX}l2"), (f"{EX}d2", f"{EX}x2")),
    )
    assert coverage(known, Scope()).with_derived.counted == (T2,)
    by_objective = coverage(known, Scope(chaining="objective"))
    assert by_objective.with_derived.counted == (T1, T2)
    assert by_objective.asserted.counted == ()
    harder = Scope(chaining="objective", options=Options(crosswalk=3))
    assert coverage(known, harder).with_derived.counted == (T2,)
    reached = {one.item.iri: one for one in standings(known, Scope(chaining="objective"))}
    assert (reached[T1].grade, reached[T1].support, reached[T1].asserted) == (2, (f"{EX}l2",), False)
    assert reached[T2].grade == 3


def test_objectives_are_reached_by_their_parts() -> None:
    known = claims(links=(link("s", STRENGTH, "provides-for", C1), link("g", WEAKNESS, "gap-in", A2)))
    statuses = {one.item.iri: one.status for one in standings(known, Scope(reference="gcm"))}
    assert statuses == {O1: "covered", O2: "evidenced gap"}


def test_whole_objectives_lead_to_targets_only() -> None:
    with pytest.raises(ParameterError, match="only targets"):
        standings(MIXED, Scope(reference="gcm", chaining="objective"))


@pytest.mark.parametrize(
    ("name", "members"),
    [
        ("sdg-crosswalk", (T1, T2, T3)),
        ("sdg-crosswalk-specific", (T1, T2, T3)),
        ("sdg", (T1, T2, T3, T4)),
        ("goals", (GOAL,)),
        ("gcm", (O1, O2)),
        ("gcm-commitments", (C1,)),
        ("gcm-actions", (C1, A1, A2)),
    ],
)
def test_reference_sets(name: str, members: tuple[str, ...]) -> None:
    reference = reference_set(tables(), name)
    assert reference.members == members
    assert reference.explanation["en"]
    assert reference.explanation["fr"]


def test_every_reference_set_has_been_counted() -> None:
    assert set(NAMES) == {test[0] for test in test_reference_sets.pytestmark[0].args[1]}  # type: ignore[attr-defined]


def test_what_a_whole_framework_corresponds_to_tells_nothing_apart() -> None:
    known = tables(links=(link("x0", f"{EX}framework", "corresponds-to", T1, 3),))
    assert reference_set(known, "sdg-crosswalk-specific").members == (T2, T3)


def test_a_rejected_crosswalk_link_reaches_nothing() -> None:
    rejected = (f"{EX}x5", A2, "corresponds-to", T4, 3, 2, "rejected", None, 1)
    assert T4 not in reference_set(tables(links=(rejected,)), "sdg-crosswalk").members


@pytest.mark.parametrize(
    ("values", "place"),
    [({"threshold": 0}, "threshold"), ({"sources": "anyone"}, "sources"), ({"chaining": "goal"}, "chaining")],
)
def test_a_scope_refuses_what_it_does_not_know(values: dict[str, object], place: str) -> None:
    with pytest.raises(ParameterError, match=place):
        Scope(**values)  # type: ignore[arg-type]


def test_an_unknown_reference_set_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ParameterError, match="sdg-crosswalk"):
        standings(MIXED, Scope(reference="all"))


def test_a_share_of_nothing_is_undefined() -> None:
    assert share_of((), ()).value is None
    assert str(share_of((), ())).startswith("undefined")
    assert share_of((), ("a",)).value == 0


def test_a_share_counts_nothing_twice_and_nothing_from_outside() -> None:
    assert share_of(("b", "b", "z"), ("a", "b", "b")) == Share(("b",), ("a", "b"))
