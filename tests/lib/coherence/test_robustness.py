"""Headline figures under harder conditions, counted by hand."""

from __future__ import annotations

from m4sd_graph.coherence.robustness import OF_POLICIES, OF_TARGETS, Robustness, documents_of, robustness
from m4sd_graph.coherence.scope import Scope
from tests.lib.coherence.invented import (
    A1,
    C1,
    COMPACT,
    EX,
    LAW,
    PLAN,
    REPORT,
    SURVEY,
    T1,
    T2,
    WEAKNESS,
    claims,
    link,
    tables,
)

# 1.1 follows from the survey through a crosswalk link of grade 2, 1.2 from survey or report through one of grade 3.
KNOWN = claims(
    links=(
        link("l1", PLAN, "provides-for", C1),
        link("d1", PLAN, "provides-for", T1, 2, "R2", 2),
        link("l2", LAW, "provides-for", A1, 3),
        link("d2", LAW, "provides-for", T2, 3, "R2", 2),
        link("g", WEAKNESS, "gap-in", T2),
    ),
    premises=((f"{EX}d1", f"{EX}l1"), (f"{EX}d1", f"{EX}x1"), (f"{EX}d2", f"{EX}l2"), (f"{EX}d2", f"{EX}x2")),
    documents=((f"{EX}l1", SURVEY), (f"{EX}l2", SURVEY), (f"{EX}l2", REPORT), (f"{EX}g", REPORT)),
)


def figure(name: str, scope: Scope = Scope()) -> Robustness:  # noqa: B008 - frozen
    return next(one for one in robustness(KNOWN, scope) if one.figure == name)


def test_coverage_under_each_condition() -> None:
    found = figure("coverage")
    assert found.base.counted == (T1, T2)
    assert found.asserted_only.counted == ()
    assert found.crosswalk_3.counted == (T2,)
    assert {document: share.counted for document, share in found.without.items()} == {REPORT: (T1, T2), SURVEY: (T2,)}
    assert (found.lowest, found.highest) == ((SURVEY,), (REPORT,))


def test_the_reference_set_stays_the_same() -> None:
    assert {share.denominator for share in figure("coverage").without.values()} == {3}
    assert figure("coverage").crosswalk_3.denominator == 3


def test_documents_that_tie_are_all_named() -> None:
    assert figure("evidenced-gap").lowest == (REPORT, SURVEY)


def test_a_status_can_rise_when_a_document_goes() -> None:
    assert figure("contested").lowest == (REPORT,)
    assert figure("contested").highest == (SURVEY,)
    assert figure("silent").highest == (SURVEY,)


def test_the_document_of_the_crosswalk_is_method() -> None:
    assert documents_of(KNOWN, Scope()) == (REPORT, SURVEY)
    assert COMPACT in set(tables().documents["document"])


def test_what_is_undefined_has_no_extremes() -> None:
    found = figure("fragmentation")
    assert found.base.value is None
    assert (found.lowest, found.highest) == ((), ())
    assert set(found.without) == {REPORT, SURVEY}


def test_without_links_nothing_is_left_out() -> None:
    found = next(one for one in robustness(claims(), Scope()) if one.figure == "coverage")
    assert (found.without, found.lowest, found.base.numerator) == ({}, (), 0)


def test_of_findings_only_what_targets_show() -> None:
    assert [one.figure for one in robustness(KNOWN, Scope(sources="finding"))] == list(OF_TARGETS)
    assert [one.figure for one in robustness(KNOWN, Scope())] == [*OF_TARGETS, *OF_POLICIES]
