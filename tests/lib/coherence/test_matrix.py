"""Rows, columns and cells, counted by hand on the invented island."""

from __future__ import annotations

from datetime import date
from itertools import chain, combinations
from typing import get_args

import pytest

from m4sd_graph.coherence.axes import ColumnKind, Item, RowKind, columns_of, every_column, in_order, rows_of
from m4sd_graph.coherence.claims import Claims, Options
from m4sd_graph.coherence.matrix import Cell, Frame, Matrix, disjoint, matrix_of
from m4sd_graph.coherence.tables import RANKS
from m4sd_graph.errors import ParameterError
from tests.lib.coherence.invented import (
    A1,
    A2,
    BUREAU,
    COUNCIL,
    EX,
    GOAL,
    ISLAND,
    LAW,
    M4SD,
    O1,
    O2,
    PLAN,
    PROJECT,
    REPORT,
    STRENGTH,
    SURVEY,
    T1,
    T2,
    T3,
    T4,
    WEAKNESS,
    Row,
    link,
)
from tests.lib.coherence.invented import claims as island

DOMAIN = f"{EX}domain"
TARGETS = Frame(columns="target")


def claims(*links: Row, documents: tuple[Row, ...] = (), **more: tuple[Row, ...]) -> Claims:
    return island(links=links, documents=documents, **more)


def matrix(*links: Row, frame: Frame = TARGETS, options: Options | None = None, **more: tuple[Row, ...]) -> Matrix:
    return matrix_of(claims(*links, **more), frame, options or Options())


def only(found: Matrix) -> Cell:
    (cell,) = found.cells.values()
    return cell


def with_confidence(row: Row, confidence: int) -> Row:
    return (*row[:5], confidence, *row[6:])


# Rows and columns


@pytest.mark.parametrize(
    ("kind", "sources"),
    [
        ("instrument", {PLAN, LAW}),
        ("mechanism", set()),
        ("body", {BUREAU, COUNCIL}),
        ("programme", {PROJECT}),
        ("finding", {STRENGTH, WEAKNESS}),
    ],
)
def test_rows_are_the_things_of_a_kind(kind: RowKind, sources: set[str]) -> None:
    assert set(rows_of(claims(), kind)["row"]) == sources


def test_rows_by_domain_and_country_gather_what_belongs_there() -> None:
    assert set(rows_of(claims(), "domain").iter_rows()) == {(STRENGTH, DOMAIN), (WEAKNESS, DOMAIN)}
    assert set(rows_of(claims(), "country").iter_rows()) == {(x, ISLAND) for x in (PLAN, STRENGTH, WEAKNESS)}


def test_columns_are_the_ends_or_the_objective_of_the_end_or_the_domain_at_the_root() -> None:
    found = claims(
        link("a", STRENGTH, "provides-for", A2),
        link("d", PLAN, "provides-for", T3, 2, "R2", 2),
        link("g", PLAN, "provides-for", GOAL, 2, "R3", 2),
        premises=((f"{EX}d", f"{EX}a"), (f"{EX}d", f"{EX}x3"), (f"{EX}g", f"{EX}d")),
    )
    pairs = {kind: set(columns_of(found, kind).iter_rows()) for kind in get_args(ColumnKind)}
    assert pairs == {
        "action": {(f"{EX}a", A2)},
        "objective": {(f"{EX}a", O2)},
        "target": {(f"{EX}d", T3)},
        "goal": {(f"{EX}g", GOAL)},
        "domain": {(f"{EX}a", DOMAIN), (f"{EX}d", DOMAIN)},
    }


def test_all_columns_stand_in_the_order_of_their_notations() -> None:
    tables = claims(classes=((DOMAIN, f"{M4SD}GovernanceDomain"),)).tables
    assert every_column(tables, "target") == (T1, T2, T3, T4)
    assert every_column(tables, "goal") == (GOAL,)
    assert every_column(tables, "objective") == (O1, O2)
    assert every_column(tables, "action") == (f"{EX}c1", A1, A2)
    assert every_column(tables, "domain") == (DOMAIN,)


def test_notations_are_ordered_as_people_read_them() -> None:
    wanted = ["1 commitment", "1(a)", "2", "2(j)", "8.5", "8.10", "8.a", "10", "10.7", "10.c", "other"]
    assert sorted({*wanted}, key=in_order) == wanted


@pytest.mark.parametrize("frame", [{"rows": "planet"}, {"columns": "planet"}, {"rows": ""}])
def test_unknown_kinds_are_refused_with_the_known_ones(frame: dict[str, str]) -> None:
    with pytest.raises(ParameterError) as refused:
        matrix_of(claims(), Frame(**frame))  # type: ignore[arg-type] # that is what is tested
    assert "domain" in str(refused.value)


# Cells


def test_a_cell_has_the_best_supporting_link_and_its_confidence() -> None:
    cell = only(
        matrix(
            with_confidence(link("low3", PLAN, "names", T1, 3), 1),
            with_confidence(link("medium3", PLAN, "commits-to", T1, 3), 2),
            with_confidence(link("high1", PLAN, "provides-for", T1, 1), 3),
        )
    )
    assert (cell.grade, cell.confidence, cell.valence, cell.asserted) == (3, "medium", "strength", True)
    assert cell.links == (f"{EX}medium3", f"{EX}low3", f"{EX}high1")


def test_the_ground_is_that_of_the_links_that_give_the_grade() -> None:
    premises = ((f"{EX}d", f"{EX}a"),)
    derived = link("d", PLAN, "provides-for", T1, 3, "R5", 2)
    weak, strong = link("a", PLAN, "names", T1, 1), link("b", PLAN, "names", T1, 3)
    assert not only(matrix(derived, weak, premises=premises)).asserted
    assert only(matrix(derived, weak, strong, premises=premises)).asserted


def test_gap_contested_and_reported_are_told_apart_and_a_gap_never_lowers() -> None:
    frame = Frame(rows="country", columns="target")
    gap, good = link("g", WEAKNESS, "gap-in", T1, 3), link("s", STRENGTH, "provides-for", T1, 1)
    said = link("r", STRENGTH, "reports-on", T1, 2)
    found = [only(matrix(*links, frame=frame)) for links in ((gap, said), (gap, good, said), (good, said), (said,))]
    assert [(cell.valence, cell.grade, cell.gap_grade) for cell in found] == [
        ("gap", 3, 3),
        ("contested", 1, 3),
        ("strength", 1, 0),
        ("reported", 2, 0),
    ]
    assert found[1].links == (f"{EX}s", f"{EX}g", f"{EX}r")


def test_a_gap_found_in_a_plan_is_shown_in_the_row_of_the_plan_and_nowhere_else() -> None:
    links = (link("g", WEAKNESS, "gap-in", T1, 2), link("s", PLAN, "provides-for", T1, 2))
    concerns = ((WEAKNESS, PLAN), (WEAKNESS, PROJECT), (STRENGTH, PLAN))
    praise = link("p", STRENGTH, "provides-for", T2, 3)
    found = matrix(*links, praise, concerns=concerns)
    assert {(cell.row, cell.column): cell.valence for cell in found.cells.values()} == {(PLAN, T1): "contested"}
    of_projects = matrix(*links, frame=Frame(rows="programme", columns="target"), concerns=concerns)
    assert only(of_projects).valence == "gap"
    elsewhere = ((PLAN, f"{EX}other"),)
    states = matrix(*links[:1], frame=Frame(rows="country", columns="target"), concerns=concerns, places=elsewhere)
    assert {cell.row for cell in states.cells.values()} == {ISLAND}


def test_chains_are_counted_by_documents_they_do_not_share() -> None:
    links = [link(name, PLAN, "names", T1) for name in ("a", "b", "c", "d")]
    documents = ((f"{EX}a", REPORT), (f"{EX}b", REPORT), (f"{EX}c", SURVEY))
    assert only(matrix(*links, documents=documents)).chains == 2
    assert only(matrix(*links)).chains == 0


def test_silence_is_no_cell() -> None:
    found = matrix(link("a", PLAN, "names", T1))
    assert found.cell(PLAN, T1) is not None
    assert found.cell(PLAN, T2) is None
    assert found.cell(LAW, T1) is None
    assert matrix().cells == {}
    assert matrix().rows == ()


def test_only_what_was_asked_is_shown() -> None:
    links = [
        link(f"{n}{m}", thing, "names", target)
        for n, thing in enumerate((PLAN, LAW))
        for m, target in enumerate((T1, T2))
    ]
    one_row = matrix(*links, frame=Frame(columns="target", only_rows=frozenset({LAW})))
    assert {row.iri for row in one_row.rows} == {LAW}
    one_column = matrix(*links, frame=Frame(columns="target", only_columns=frozenset({T2})))
    assert [column.iri for column in one_column.columns] == [T2]
    one_country = matrix(*links, frame=Frame(columns="target", countries=frozenset({ISLAND})))
    assert {row.iri for row in one_country.rows} == {PLAN}
    every = matrix(*links, frame=Frame(columns="target", all_columns=True))
    assert [column.iri for column in every.columns] == [T1, T2, T3, T4]
    asked = Frame(columns="target", only_columns=frozenset({T4, T2}), all_columns=True)
    assert [column.iri for column in matrix(*links, frame=asked).columns] == [T2, T4]


def test_a_thing_of_two_countries_counts_in_each_and_only_the_asked_one_is_shown() -> None:
    places = ((PLAN, f"{EX}other"),)
    links = (link("a", PLAN, "names", T1),)
    both = matrix(*links, frame=Frame(rows="country", columns="target"), places=places)
    assert {row.iri for row in both.rows} == {ISLAND, f"{EX}other"}
    asked = Frame(rows="country", columns="target", countries=frozenset({ISLAND}))
    assert {row.iri for row in matrix(*links, frame=asked, places=places).rows} == {ISLAND}


def test_as_of_a_day_the_plan_has_ended() -> None:
    ended = ((PLAN, date(2020, 1, 1), date(2021, 12, 31)),)
    links = (link("a", PLAN, "names", T1), link("b", LAW, "names", T1))
    found = matrix(*links, options=Options(as_of=date(2022, 1, 1)), periods=ended)
    assert {row.iri for row in found.rows} == {LAW}


def test_items_have_names_in_any_language() -> None:
    item = Item(f"{EX}some/thing", "", {"ru": "Вещь", "fr": "Chose"})
    assert [item.name("ru"), item.name("de"), Item(f"{EX}some/thing", "", {}).name()] == ["Вещь", "Chose", "thing"]


# The number of groups that share nothing


@pytest.mark.parametrize(
    ("groups", "count"),
    [
        ([], 0),
        ([[]], 0),
        ([["a"], ["a"], ["b"]], 2),
        ([["a", "b"], ["a"], ["b"]], 2),
        # Smallest first and then by name would take a and b together, and find one.
        ([["a", "b"], ["a", "c"], ["b", "d"]], 2),
        ([["a", "b"], ["b", "c"], ["c", "a"]], 1),
        ([["a", "b", "c"], ["c", "d", "e"], ["e", "f", "a"], ["x", "y"]], 2),
    ],
)
def test_disjoint(groups: list[list[str]], count: int) -> None:
    assert disjoint(groups) == count
    assert disjoint(reversed(groups)) == count
    tried = chain.from_iterable(combinations([frozenset(g) for g in groups if g], n) for n in range(len(groups) + 1))
    assert count == max(len(some) for some in tried if sum(map(len, some)) == len(frozenset().union(*some)))


def test_confidence_is_a_rank_that_is_never_averaged() -> None:
    assert sorted(RANKS) == [1, 2, 3]
    pair = [with_confidence(link(str(rank), PLAN, "names", T1), rank) for rank in (1, 3)]
    assert only(matrix(*pair)).confidence == "high"
