"""Two countries, days and releases, in tables that can be counted by hand."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from m4sd_graph.coherence.claims import Claims, Options
from m4sd_graph.coherence.compare import Caveat, Comparison, compare_countries, compare_days, compare_releases
from m4sd_graph.coherence.difference_sheets import as_csv, entries, names_of_both, sheets
from m4sd_graph.coherence.differences import MemberChange, Side, differences
from m4sd_graph.coherence.matrix import Frame
from m4sd_graph.coherence.plain import plain
from m4sd_graph.coherence.scope import Scope
from m4sd_graph.coherence.sheets import Names
from m4sd_graph.errors import ParameterError
from tests.lib.coherence.invented import (
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
    TARGETS,
    WEAKNESS,
    Row,
    claims,
    link,
    tables,
)

ATOLL = f"{EX}atoll"
FRAME = Frame(columns="target")
SCOPE = Scope()
LINKS = (
    link("a", PLAN, "commits-to", T1, 3),
    link("b", LAW, "commits-to", T1),
    link("c", LAW, "commits-to", T2),
    link("d", WEAKNESS, "gap-in", T3),
    link("e", WEAKNESS, "gap-in", T1),
)
HERE = ((LAW, ATOLL), (PROJECT, ATOLL))
STATE = ((ATOLL, f"{M4SD}State"),)
NAMED = ((ISLAND, "en", "Island", "IS"), (ATOLL, "en", "Atoll", "AT"), (LAW, "en", '=cmd|"x"', None))


def countries(assessed: bool = False, **more: tuple[Row, ...]) -> Comparison:
    findings = ((f"{EX}fine", "strength", None, f"{EX}other", ATOLL),) if assessed else ()
    found = claims(
        **{
            "links": (*LINKS, *more.get("links", ())),
            "places": HERE,
            "classes": STATE,
            "names": NAMED,
            "findings": findings,
        }
    )
    return compare_countries(found, (ISLAND, ATOLL), SCOPE, FRAME)


def changes(found: Comparison) -> dict[str, str]:
    return {one.item.notation: one.change for one in found.differences.members}


def member(found: Comparison, notation: str) -> MemberChange:
    return next(one for one in found.differences.members if one.item.notation == notation)


def test_countries_come_by_name_whatever_the_order() -> None:
    found = countries()
    assert (found.first, found.second) == ("Atoll", "Island")


def test_a_country_that_nobody_assessed_is_not_silent() -> None:
    found = countries()
    assert found.caveats == (Caveat("not assessed", (found.caveats[0].items[0],)),)
    assert found.caveats[0].items[0].iri == ATOLL
    # The law covers 1.1 and 1.2; whether a gap was there nobody looked.
    assert changes(found) == {"1.1": "not comparable", "1.2": "first only", "1.3": "not comparable"}
    assert member(found, "1.3").first_status == "not assessed"
    assert member(found, "1.3").second_status == "evidenced gap"
    assert all(one.first is None and one.second is not None for one in found.differences.figures)


def test_two_assessed_countries_side_by_side() -> None:
    found = countries(assessed=True)
    assert not found.caveats
    assert changes(found) == {"1.1": "contested in the second", "1.2": "first only", "1.3": "gap in the second"}
    figures = {one.figure: one for one in found.differences.figures}
    coverage = figures["coverage"]
    assert coverage.first is not None
    assert coverage.second is not None
    assert (str(coverage.first), str(coverage.second)) == ("2/3", "1/3")
    assert (coverage.first_only, coverage.second_only) == ((T2,), ())
    cells = {one.column.notation: one for one in found.differences.cells}
    assert {notation: one.change for notation, one in cells.items()} == {
        "1.1": "contested in the second",
        "1.2": "first only",
        "1.3": "second only",
    }
    assert all(one.row is None for one in found.differences.cells)
    assert cells["1.1"].first is not None
    assert cells["1.1"].first.links == (f"{EX}b",)
    assert not found.differences.links


def test_a_country_is_not_compared_with_itself() -> None:
    with pytest.raises(ParameterError, match="with itself"):
        compare_countries(claims(), (ISLAND, ISLAND), SCOPE, FRAME)


def days(first: str, second: str) -> Comparison:
    periods = (
        (PLAN, date(2020, 1, 1), date(2020, 12, 31)),
        (LAW, date(2021, 1, 1), None),
        (WEAKNESS, date(2021, 3, 1), date(2021, 3, 31)),
    )
    links = (*LINKS, link("f", PROJECT, "provides-for", T2))
    found = claims(links=links, periods=periods)
    return compare_days(found, (date.fromisoformat(first), date.fromisoformat(second)), SCOPE, FRAME)


def test_two_days_the_earlier_first() -> None:
    found = days("2021-06-01", "2020-06-01")
    assert (found.first, found.second) == ("2020-06-01", "2021-06-01")
    counted = {
        (one.change, step.link) for one in found.differences.links for step in (one.second or one.first,) if step
    }
    assert counted == {("lost", f"{EX}a"), ("gained", f"{EX}b"), ("gained", f"{EX}c")}
    # 1.1 stays covered, with another link and grade; 1.2 is covered by the project on every day.
    assert changes(found) == {"1.1": "changed", "1.2": "changed", "1.3": "same"}
    reasons = {caveat.reason: [item.iri for item in caveat.items] for caveat in found.caveats}
    assert reasons == {
        "no period recorded": [PROJECT],
        "no assessment by this day": ["2020-06-01", "2021-06-01"],
    }


def test_a_gap_is_found_on_the_day_of_the_assessment() -> None:
    found = days("2021-02-01", "2021-03-15")
    assert changes(found) == {"1.1": "contested", "1.2": "same", "1.3": "gap found"}
    back = days("2021-03-15", "2021-04-15")
    assert changes(back) == {"1.1": "no longer contested", "1.2": "same", "1.3": "gap closed"}


def test_releases_may_have_other_reference_sets() -> None:
    old, new = claims(links=LINKS), claims(links=(*LINKS, link("x5", f"{EX}a2", "corresponds-to", TARGETS[3], 3)))
    found = compare_releases(("1", old, SCOPE), ("2", new, SCOPE), FRAME)
    assert changes(found)["1.4"] == "not comparable"
    assert [caveat.reason for caveat in found.caveats] == ["not in the first set"]
    assert member(found, "1.4").first_status == "not in the set"


def test_a_link_with_another_grade_is_changed() -> None:
    old, new = claims(links=LINKS), claims(links=(link("a", PLAN, "commits-to", T1, 1), *LINKS[1:]))
    found = compare_releases(("1", old, SCOPE), ("2", new, SCOPE), FRAME)
    (one,) = found.differences.links
    assert one.change == "changed"
    (cell,) = found.differences.cells
    assert (cell.change, cell.facets) == ("changed", ("grade",))


def test_the_same_differs_in_nothing() -> None:
    found = claims(links=LINKS)
    assert differences(Side("a", found, SCOPE, FRAME), Side("b", found, SCOPE, FRAME)).nothing


def test_rows_have_every_link_and_no_formula() -> None:
    found = countries(assessed=True)
    names = Names(tables(names=NAMED))
    rows = entries(found.differences, names)
    assert dict(sheets(rows, found.first, found.second)).keys() == {"figures", "statuses", "cells"}
    status = next(row for row in rows if row.section == "statuses" and row.things == (T1,))
    assert status.first_links == (f"{EX}b",)
    assert set(status.second_links) == {f"{EX}a", f"{EX}e"}
    plain(found)
    old, new = claims(links=LINKS[:2], names=NAMED), claims(links=LINKS, names=NAMED)
    release = compare_releases(("1", old, SCOPE), ("2", new, SCOPE), FRAME)
    text = as_csv(entries(release.differences, names_of_both(old.tables, new.tables, "en")), "1", "=2")
    assert "'=cmd" in text
    assert "\n=" not in text
    assert ",=" not in text


link_rows = st.lists(
    st.tuples(
        st.sampled_from((PLAN, LAW, PROJECT, STRENGTH)),
        st.sampled_from(("commits-to", "provides-for", "gap-in")),
        st.sampled_from(TARGETS),
        st.integers(1, 3),
    ),
    max_size=6,
)


def claims_with(rows: list[tuple[str, str, str, int]]) -> Claims:
    return claims(links=tuple(link(f"r{n}", *row) for n, row in enumerate(rows)))


@given(link_rows, link_rows)
@settings(max_examples=15, deadline=None)
def test_what_the_one_gains_the_other_loses(
    first: list[tuple[str, str, str, int]], more: list[tuple[str, str, str, int]]
) -> None:
    """Swapped states swap every word, and nothing is told of what is the same."""
    sides = Side("a", claims_with(first), SCOPE, FRAME), Side("b", claims_with([*first, *more]), SCOPE, FRAME)
    there, back = differences(sides[0], sides[1]), differences(sides[1], sides[0])
    swapped = {
        "gained": "lost",
        "contested": "no longer contested",
        "gap found": "gap closed",
        "changed": "changed",
        "same": "same",
    }
    assert [swapped[one.change] for one in there.members] == [one.change for one in back.members]
    assert {one.change for one in there.links} <= {"gained"}
    assert len(there.links) == len(back.links) == len(more)
    assert [(one.row, one.column) for one in there.cells] == [(one.row, one.column) for one in back.cells]
    assert there.nothing == (not more)


def test_options_hold_on_both_sides() -> None:
    scope = Scope(options=Options(grade=3))
    found = compare_releases(("1", claims(), scope), ("2", claims(links=LINKS), scope), FRAME)
    assert [one.change for one in found.differences.links] == ["gained"]
