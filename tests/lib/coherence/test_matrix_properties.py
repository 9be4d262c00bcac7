"""What holds of every matrix: bounds, links only add, strict options only take away, names and order do not matter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from itertools import combinations
from typing import get_args

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from m4sd_graph.coherence.axes import ColumnKind, RowKind
from m4sd_graph.coherence.claims import Claims, Options, claims_of
from m4sd_graph.coherence.matrix import Cell, Frame, disjoint, matrix_of
from m4sd_graph.coherence.tables import CONFIDENCE, Tables
from tests.lib.coherence.invented import (
    A1,
    A2,
    C1,
    EX,
    GOAL,
    LAW,
    PLAN,
    PROJECT,
    REPORT,
    STRENGTH,
    SURVEY,
    TARGETS,
    WEAKNESS,
    Row,
    tables,
)

SOURCES = (PLAN, LAW, PROJECT, STRENGTH, WEAKNESS)
ENDS = (*TARGETS, A1, A2, C1, GOAL)
FACETS = st.tuples(
    st.sampled_from(SOURCES),
    st.sampled_from(("names", "commits-to", "provides-for", "funds", "gap-in", "reports-on", "mentions")),
    st.sampled_from(ENDS),
    st.integers(1, 3),
    st.integers(1, 3),
    st.sampled_from(("unreviewed", "reviewed", "rejected")),
    st.booleans(),
    st.sets(st.sampled_from((REPORT, SURVEY, f"{EX}doc/other"))),
)
DRAWN = st.lists(FACETS, max_size=14)
FRAMES = st.builds(Frame, rows=st.sampled_from(get_args(RowKind)), columns=st.sampled_from(get_args(ColumnKind)))
OPTIONS = st.builds(
    Options,
    asserted_only=st.booleans(),
    grade=st.integers(1, 3),
    confidence=st.sampled_from(tuple(CONFIDENCE)),
    reviewed_only=st.booleans(),
    without=st.frozensets(st.sampled_from((REPORT, SURVEY))),
)
FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
CONCERNS = ((WEAKNESS, PLAN), (WEAKNESS, PROJECT), (STRENGTH, LAW))
Facets = tuple[str, str, str, int, int, str, bool, set[str]]


def world(drawn: Iterable[Facets]) -> Tables:
    """The island with drawn links; a derived one follows from an asserted one of its own, with the same documents."""
    links: list[Row] = []
    premises: list[Row] = []
    documents: list[Row] = []
    for number, (source, type_, target, grade, confidence, review, derived, behind) in enumerate(drawn):
        name = f"{EX}l{number}"
        root = f"{EX}root{number}" if derived else name
        links.append((name, source, type_, target, grade, confidence, review, "R1" if derived else None, 1))
        if derived:
            links.append((root, STRENGTH, "mentions", C1, None, 3, "reviewed", None, 1))
            premises.append((name, root))
        documents += [(root, document) for document in behind]
    return tables(links=links, premises=premises, documents=documents, concerns=CONCERNS)


def cells(known: Tables | Claims, frame: Frame, options: Options | None = None) -> dict[tuple[str, str], Cell]:
    claims = known if isinstance(known, Claims) else claims_of(known)
    return dict(matrix_of(claims, frame, options or Options()).cells)


def height(cell: Cell | None) -> tuple[int, int, int]:
    """How much a cell says: first whether anything supports, then its grade; and its gap on a scale of its own."""
    if cell is None:
        return (-1, 0, 0)
    kind = {"reported": 0, "gap": 1, "contested": 2, "strength": 2}[cell.valence]
    return (kind, cell.grade, cell.gap_grade)


def check_never_lower(more: dict[tuple[str, str], Cell], less: dict[tuple[str, str], Cell]) -> None:
    for place, cell in less.items():
        assert place in more
        kind, grade, gap = height(cell)
        assert height(more[place])[:2] >= (kind, grade)
        assert more[place].gap_grade >= gap
        assert more[place].chains >= cell.chains
        assert set(cell.links) <= set(more[place].links)


@FEW
@given(DRAWN, FRAMES, OPTIONS)
def test_every_cell_is_within_bounds_and_rests_on_links_best_first(
    drawn: list[Facets], frame: Frame, options: Options
) -> None:
    claims = claims_of(world(drawn))
    facets = {row["link"]: row for row in claims.frame.iter_rows(named=True)}
    matrix = matrix_of(claims, frame, options)
    for (row, column), cell in matrix.cells.items():
        assert (cell.row, cell.column) == (row, column)
        assert cell.links
        assert len(set(cell.links)) == len(cell.links)
        first = facets[cell.links[0]]
        assert (cell.grade, cell.confidence) == (
            first["grade"],
            dict(zip(range(1, 4), CONFIDENCE, strict=True))[first["confidence"]],
        )
        assert options.grade <= cell.grade <= 3
        assert 0 <= cell.gap_grade <= 3
        assert 0 <= cell.chains <= len(cell.links)
        assert (cell.valence in ("gap", "contested")) == (cell.gap_grade > 0)
    assert {row.iri for row in matrix.rows} == {row for row, _ in matrix.cells}
    assert {column.iri for column in matrix.columns} == {column for _, column in matrix.cells}


@FEW
@given(DRAWN, DRAWN, FRAMES, OPTIONS)
def test_more_links_never_lower_a_cell(
    drawn: list[Facets], added: list[Facets], frame: Frame, options: Options
) -> None:
    check_never_lower(cells(world([*drawn, *added]), frame, options), cells(world(drawn), frame, options))


@FEW
@given(DRAWN, FRAMES, OPTIONS, OPTIONS)
def test_stricter_options_never_raise_a_cell(drawn: list[Facets], frame: Frame, one: Options, other: Options) -> None:
    strict = Options(
        asserted_only=one.asserted_only or other.asserted_only,
        grade=max(one.grade, other.grade),
        confidence=max(one.confidence, other.confidence, key=lambda name: CONFIDENCE[name]),
        reviewed_only=one.reviewed_only or other.reviewed_only,
        without=one.without | other.without,
    )
    claims = claims_of(world(drawn))
    check_never_lower(cells(claims, frame, one), cells(claims, frame, strict))


def renamed(known: Tables) -> Tables:
    """Every IRI of the island turned round, links too; classes keep their names."""

    def turn(text: str | None) -> str | None:
        return f"{EX}~{text.removeprefix(EX)[::-1]}" if text and text.startswith(EX) else text

    return Tables(
        **{
            one.name: getattr(known, one.name).with_columns(pl.col(pl.String).map_elements(turn, pl.String))
            for one in fields(Tables)
        }
    )


def shape(found: dict[tuple[str, str], Cell]) -> list[tuple[object, ...]]:
    """What stays when names change: the numbers and marks of all cells."""
    return sorted(
        (c.grade, c.gap_grade, c.confidence, c.valence, c.chains, c.asserted, len(c.links)) for c in found.values()
    )


@FEW
@given(DRAWN, FRAMES, OPTIONS)
def test_names_do_not_matter(drawn: list[Facets], frame: Frame, options: Options) -> None:
    known = world(drawn)
    options = replace(options, without=frozenset())
    assert shape(cells(renamed(known), frame, options)) == shape(cells(known, frame, options))


@FEW
@given(DRAWN, FRAMES, st.integers(0, 99))
def test_the_order_of_rows_does_not_matter(drawn: list[Facets], frame: Frame, seed: int) -> None:
    known = world(drawn)
    mixed = Tables(
        **{one.name: getattr(known, one.name).sample(fraction=1, shuffle=True, seed=seed) for one in fields(Tables)}
    )
    assert cells(mixed, frame) == cells(known, frame)


@given(st.lists(st.sets(st.sampled_from("abcdefg"), min_size=1, max_size=3), max_size=9))
def test_disjoint_finds_the_most(groups: list[set[str]]) -> None:
    """Compared with trying every choice."""
    apart = (
        count
        for count in range(len(groups), -1, -1)
        for some in combinations(groups, count)
        if sum(map(len, some)) == len(set().union(*some))
    )
    assert disjoint(tuple(sorted(group)) for group in groups) == next(apart)


def test_the_properties_are_about_cells_that_exist() -> None:
    drawn = [(PLAN, "names", TARGETS[0], 2, 2, "unreviewed", derived, {REPORT}) for derived in (True, False)]
    assert shape(cells(world(drawn), Frame(columns="target"))) == [(2, 0, "medium", "strength", 1, True, 2)]
    with pytest.raises(AssertionError):
        check_never_lower({}, cells(world(drawn), Frame(columns="target")))
