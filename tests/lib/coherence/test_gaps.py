"""Gaps and how we know of them, counted by hand on the invented island."""

from __future__ import annotations

from datetime import date

import pytest

from m4sd_graph.coherence.gaps import (
    FACETS,
    Facet,
    Gaps,
    incomplete,
    measures_of,
    unaddressed,
    unanswered,
    without_counterpart,
)
from m4sd_graph.coherence.scope import Scope
from m4sd_graph.errors import ParameterError
from tests.lib.coherence.invented import (
    A1,
    A2,
    BUREAU,
    C1,
    EX,
    ISLAND,
    LAW,
    M4SD,
    PLAN,
    PROJECT,
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

AIM, WORKSHOP = f"{EX}aim", f"{EX}workshop"
CLASSES = ((AIM, f"{M4SD}Provision"), (WORKSHOP, f"{M4SD}Activity"), (f"{EX}charter", f"{M4SD}Framework"))
WHOLES = ((AIM, PLAN), (WORKSHOP, PROJECT))


def grounds(gaps: Gaps) -> dict[str, str]:
    return {gap.item.iri: gap.ground for gap in gaps.found}


def test_targets_nobody_addresses_are_stated_gaps_or_silence() -> None:
    known = claims(
        links=(
            link("l1", PLAN, "commits-to", T1),
            link("g1", WEAKNESS, "gap-in", T1),
            link("g3", WEAKNESS, "gap-in", T3),
            link("l4", PLAN, "provides-for", T4, 1),
        )
    )
    found = unaddressed(known, Scope(reference="sdg"))
    assert grounds(found) == {T2: "no statement", T3: "stated", T4: "no statement"}
    assert (found.share.counted, found.share.denominator) == ((T2, T3, T4), 4)
    assert found.found[1].findings == (WEAKNESS,)
    assert found.found[2].other == (f"{EX}l4",)
    assert found.grounds() == {"stated": 1, "not recorded": 0, "no statement": 2}


def test_a_commitment_has_a_counterpart_when_a_national_policy_or_act_covers_it() -> None:
    known = claims(
        links=(
            link("a", PLAN, "commits-to", C1),
            link("b", BUREAU, "provides-for", A1),
            link("g", WEAKNESS, "gap-in", A2),
        ),
        levels=((PLAN, "national"), (BUREAU, "national")),
    )
    found = without_counterpart(known, Scope(reference="gcm-actions"))
    assert grounds(found) == {A1: "no statement", A2: "stated"}
    assert found.found[0].other == (f"{EX}b",)


def test_gap_findings_without_a_reviewed_response_show_their_candidates() -> None:
    bare = unanswered(claims(), Scope())
    assert [(one.finding.iri, one.candidates) for one in bare] == [(WEAKNESS, ())]
    candidate = (f"{EX}q", PROJECT, "responds-to", WEAKNESS, 2, 1, "unreviewed", None, 1)
    assert [one.iri for one in unanswered(claims(links=(candidate,)), Scope())[0].candidates] == [PROJECT]
    reviewed = (*candidate[:6], "reviewed", *candidate[7:])
    assert unanswered(claims(links=(reviewed,)), Scope()) == ()


def test_measures_are_no_frameworks() -> None:
    known = tables(classes=CLASSES, wholes=WHOLES, places=((AIM, ISLAND),))
    assert measures_of(known) == tuple(sorted((AIM, LAW, PLAN, PROJECT, WORKSHOP)))
    assert measures_of(known, ("provision",)) == (AIM,)
    assert measures_of(known, countries=frozenset({ISLAND})) == (AIM, PLAN)


def test_not_recorded_is_told_from_no_statement() -> None:
    known = tables(
        classes=CLASSES,
        silences=((LAW, f"{M4SD}responsibleBody"), (PROJECT, f"{M4SD}fundedBy")),
        concerns=((WEAKNESS, LAW),),
    )
    found = incomplete(known, "body")
    assert grounds(found) == {
        AIM: "no statement",
        LAW: "not recorded",
        PLAN: "no statement",
        PROJECT: "no statement",
        WORKSHOP: "no statement",
    }
    assert found.share.denominator == 5
    assert {gap.item.iri: gap.findings for gap in found.found}[LAW] == (WEAKNESS,)


@pytest.mark.parametrize(
    ("facet", "rows"),
    [
        (
            "body",
            {"bodies": ((PLAN, BUREAU, "responsible"), (PROJECT, BUREAU, "implements"), (LAW, BUREAU, "adopted"))},
        ),
        ("funding", {"bodies": ((PLAN, BUREAU, "funds"),), "links": (link("f", PROJECT, "funds", T1),)}),
        ("period", {"periods": ((PLAN, date(2020, 1, 1), None), (PROJECT, None, date(2021, 1, 1)))}),
        ("indicator", {"figures": ((f"{EX}n", PLAN),), "links": (link("r", SURVEY, "reports-on", PROJECT),)}),
    ],
)
def test_what_a_whole_has_its_parts_have(facet: Facet, rows: dict[str, tuple[tuple[str, ...], ...]]) -> None:
    """The plan and the project have it, so their parts do; the law, which a body only adopted, lacks it."""
    known = tables(classes=CLASSES, wholes=WHOLES, **rows)
    assert incomplete(known, facet).share.counted == (LAW,)


def test_every_facet_is_looked_for() -> None:
    everything = set(measures_of(tables()))
    assert all(set(incomplete(tables(), facet).share.counted) == everything for facet in FACETS)


def test_of_a_country_without_measures_nothing_is_said() -> None:
    assert incomplete(tables(), "period", countries=frozenset({f"{EX}elsewhere"})).share.value is None


def test_unknown_facets_and_kinds_are_refused() -> None:
    with pytest.raises(ParameterError, match="body, funding"):
        incomplete(tables(), "colour")  # type: ignore[arg-type]
    with pytest.raises(ParameterError, match="instrument"):
        incomplete(tables(), "body", ("boat",))  # type: ignore[arg-type]
