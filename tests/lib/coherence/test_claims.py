"""Which links count and what lies at their root, counted by hand on the invented island."""

from __future__ import annotations

from datetime import date

import pytest

from m4sd_graph.coherence.claims import Claims, Options
from m4sd_graph.errors import ParameterError
from tests.lib.coherence.invented import A1, C1, EX, LAW, PLAN, REPORT, STRENGTH, SURVEY, T1, T2, WEAKNESS, Row, link
from tests.lib.coherence.invented import claims as island

# The finding provides for action a1; R1 carries that to the plan, R2 both on to target 1.2, R3 to the goal.
LINKS = (
    link("f-a1", STRENGTH, "provides-for", A1, 2),
    link("p-a1", PLAN, "provides-for", A1, 2, "R1", 2),
    link("p-t2", PLAN, "provides-for", T2, 2, "R2", 3),
    link("p-goal", PLAN, "provides-for", f"{EX}goal", 2, "R3", 3),
    link("l-t1", LAW, "names", T1, 3),
)
PREMISES = tuple(
    (EX + one, EX + other) for one, other in (("p-a1", "f-a1"), ("p-t2", "p-a1"), ("p-t2", "x2"), ("p-goal", "p-t2"))
)
DOCUMENTS = ((f"{EX}f-a1", REPORT), (f"{EX}l-t1", REPORT), (f"{EX}l-t1", SURVEY))


def claims(*links: Row, **more: tuple[Row, ...]) -> Claims:
    known = {"links": (*LINKS, *links), "premises": PREMISES, "documents": DOCUMENTS}
    return island(**{**known, **more})


def names(found: Claims, options: Options | None = None) -> set[str]:
    return {iri.removeprefix(EX) for iri in found.chosen(options or Options())["link"]}


ALL = {"f-a1", "p-a1", "p-t2", "p-goal", "l-t1"}


def test_the_crosswalk_mentions_and_influences_are_no_claims() -> None:
    others = [link(type_, LAW, type_, T1, None) for type_ in ("mentions", "influences")]
    assert names(claims(*others)) == ALL


def test_the_ground_is_what_is_asserted_and_of_an_asserted_link_itself() -> None:
    ground = claims().ground
    of: dict[str, set[str]] = {one.removeprefix(EX): set() for one in ground["link"]}
    for one, asserted in ground.iter_rows():
        of[one.removeprefix(EX)].add(asserted.removeprefix(EX))
    assert of["p-goal"] == of["p-t2"] == {"f-a1", "x2"}
    assert of["p-a1"] == of["f-a1"] == {"f-a1"}


def test_documents_are_those_of_the_ground_without_the_crosswalks() -> None:
    frame = claims().frame
    found = dict(zip(frame["link"], frame["documents"].to_list(), strict=True))
    assert found[f"{EX}p-goal"] == [REPORT]
    assert found[f"{EX}l-t1"] == [REPORT, SURVEY]


def test_what_follows_from_a_rejected_link_does_not_count() -> None:
    rejected = (EX + "bad", STRENGTH, "provides-for", C1, 2, 2, "rejected", None, 1)
    derived = link("bad-t1", PLAN, "provides-for", T1, 2, "R2", 2)
    found = claims(rejected, derived, premises=(*PREMISES, (f"{EX}bad-t1", f"{EX}bad")))
    assert names(found) == ALL


def test_a_link_without_ground_and_a_circle_do_not_count() -> None:
    circle = [link(f"c{n}", PLAN, "provides-for", T1, 2, "R2", 2) for n in (1, 2)]
    premises = (*PREMISES, (f"{EX}c1", f"{EX}c2"), (f"{EX}c2", f"{EX}c1"))
    assert names(claims(*circle, premises=premises)) == ALL


@pytest.mark.parametrize(
    ("options", "kept"),
    [
        (Options(asserted_only=True), {"f-a1", "l-t1"}),
        (Options(grade=3), {"l-t1"}),
        (Options(confidence="high"), set()),
        (Options(confidence="medium"), ALL),
        (Options(reviewed_only=True), set()),
        (Options(crosswalk=3), ALL),
        (Options(without=frozenset({REPORT})), {"l-t1"}),
        (Options(without=frozenset({SURVEY})), ALL),
        (Options(without=frozenset({REPORT, SURVEY})), set()),
    ],
)
def test_options_narrow(options: Options, kept: set[str]) -> None:
    assert names(claims(), options) == kept


def test_a_weak_crosswalk_link_can_be_left_out() -> None:
    weak = link("p-t1", PLAN, "provides-for", T1, 2, "R2", 2)
    found = claims(weak, premises=(*PREMISES, (f"{EX}p-t1", f"{EX}f-a1"), (f"{EX}p-t1", f"{EX}x1")))
    assert names(found) - names(found, Options(crosswalk=3)) == {"p-t1"}


def test_reviewed_means_the_whole_ground() -> None:
    reviewed = (f"{EX}r", LAW, "names", T2, 3, 3, "reviewed", None, 1)
    half = link("half", PLAN, "provides-for", T2, 2, "R5", 2)
    found = claims(reviewed, half, premises=(*PREMISES, (f"{EX}half", f"{EX}r"), (f"{EX}half", f"{EX}f-a1")))
    assert names(found, Options(reviewed_only=True)) == {"r"}


@pytest.mark.parametrize(
    ("periods", "kept"),
    [
        (((PLAN, date(2020, 1, 1), date(2021, 12, 31)),), {"f-a1", "l-t1"}),
        (((PLAN, date(2020, 1, 1), date(2022, 6, 30)),), ALL),
        (((PLAN, date(2022, 6, 30), None),), ALL),
        (((PLAN, None, None),), ALL),
        (((PLAN, date(2020, 1, 1), date(2021, 12, 31)), (PLAN, date(2022, 1, 1), None)), ALL),
    ],
)
def test_as_of_a_day_leaves_out_what_has_periods_none_of_which_covers_it(
    periods: tuple[Row, ...], kept: set[str]
) -> None:
    assert names(claims(periods=periods), Options(as_of=date(2022, 6, 30))) == kept


@pytest.mark.parametrize("wrong", [{"grade": 0}, {"grade": 4}, {"crosswalk": 9}, {"confidence": "certain"}])
def test_an_option_of_no_meaning_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ParameterError, match=r"grade is 1, 2 or 3|no such confidence"):
        Options(**wrong)  # type: ignore[arg-type] # that is what is tested


def test_gap_findings_are_claims_too() -> None:
    assert "w" in names(claims(link("w", WEAKNESS, "gap-in", T1)))
