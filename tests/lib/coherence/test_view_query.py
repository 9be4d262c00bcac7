"""The query behind a view finds exactly the links that the view is made from, whatever is asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import product
from typing import get_args

import pytest

from m4sd_graph.catalog import load_catalog
from m4sd_graph.coherence.axes import ColumnKind, RowKind
from m4sd_graph.coherence.claims import Claims, Options, claims_of
from m4sd_graph.coherence.matrix import Frame, matrix_of
from m4sd_graph.coherence.references import NAMES, reference_set
from m4sd_graph.coherence.scope import Scope, Sources, reach_of
from m4sd_graph.coherence.tables import load_tables
from m4sd_graph.coherence.view_query import compared_query, matrix_query, reach_query
from m4sd_graph.namespaces import ID, SDG
from m4sd_graph.store.local import LocalStore
from m4sd_graph.store.protocol import Term

Places = list[tuple[str, str, str]]
KYRGYZSTAN = f"{ID}country/kyrgyzstan"
COUNCIL = f"{ID}org/kg-council-on-migration"
PROFILE = f"{ID}document/mgi-kyrgyzstan-second-profile"
OPTIONS = (
    Options(),
    Options(grade=2),
    Options(confidence="medium"),
    Options(asserted_only=True),
    Options(reviewed_only=True),
    Options(crosswalk=3),
    Options(as_of=date(2019, 6, 1)),
    Options(without=frozenset({PROFILE})),
)
FRAMES = (
    *(Frame(rows, columns) for rows, columns in product(get_args(RowKind), get_args(ColumnKind))),
    Frame("body", "target", only_rows=frozenset({COUNCIL})),
    Frame("instrument", "target", only_columns=frozenset({f"{SDG}10.7", f"{SDG}17.14"})),
    Frame("instrument", "goal", countries=frozenset({KYRGYZSTAN})),
    Frame("country", "target", countries=frozenset({KYRGYZSTAN})),
)
SCOPES = (
    *(Scope(reference=name) for name in NAMES),
    *(Scope(sources=sources) for sources in get_args(Sources)),
    *(Scope(options=options) for options in OPTIONS),
    *(Scope(options=options, chaining="objective") for options in OPTIONS),
    Scope(sources="policy", countries=frozenset({KYRGYZSTAN})),
    Scope(reference="gcm", countries=frozenset({f"{ID}country/moldova"})),
)


@pytest.fixture(scope="module")
def claims(store: LocalStore) -> Claims:
    return claims_of(load_tables(store, load_catalog()))


def value(row: Mapping[str, Term], name: str) -> str:
    return row[name].value


@pytest.mark.parametrize("frame", FRAMES)
def test_a_matrix_has_the_links_of_its_cells(store: LocalStore, claims: Claims, frame: Frame) -> None:
    found, expected = both(store, claims, frame, Options())
    assert found == expected


@pytest.mark.parametrize("options", OPTIONS)
def test_what_counts_in_a_matrix_counts_in_its_query(store: LocalStore, claims: Claims, options: Options) -> None:
    for frame in (Frame("mechanism", "target"), Frame("finding", "objective")):
        found, expected = both(store, claims, frame, options)
        assert found == expected


def both(store: LocalStore, claims: Claims, frame: Frame, options: Options) -> tuple[Places, Places]:
    """The links by row and column, as the query finds them and as the matrix has them."""
    matrix = matrix_of(claims, frame, options)
    rows = store.select(matrix_query(frame, options)).rows
    found = sorted((value(row, "row"), value(row, "column"), value(row, "link")) for row in rows)
    return found, sorted((*place, link) for place, cell in matrix.cells.items() for link in cell.links)


@pytest.mark.parametrize("scope", SCOPES)
def test_a_reference_set_is_reached_by_the_same_links(store: LocalStore, claims: Claims, scope: Scope) -> None:
    reference = reference_set(claims.tables, scope.reference)
    rows = store.select(reach_query(reference, scope)).rows
    assert {value(row, "member") for row in rows} == set(reference.members)
    found = [
        (
            value(row, "member"),
            value(row, "source"),
            value(row, "link"),
            int(value(row, "grade")) if "grade" in row else 0,
        )
        for row in rows
        if "link" in row
    ]
    expected = reach_of(claims, scope).frame.select("member", "source", "link", "grade")
    assert sorted(found) == sorted(expected.iter_rows())


def test_two_sides_stand_in_one_answer(store: LocalStore, claims: Claims) -> None:
    reference = reference_set(claims.tables, "gcm")
    sides = {
        'the "first"': Scope(reference="gcm", countries=frozenset({KYRGYZSTAN})),
        "second": Scope(reference="gcm", sources="policy"),
    }
    rows = store.select(compared_query(reference, sides.items())).rows
    for side, scope in sides.items():
        found = sorted(value(row, "link") for row in rows if value(row, "side") == side and "link" in row)
        assert found == sorted(reach_of(claims, scope).frame["link"])


def test_other_options_find_other_links(store: LocalStore, claims: Claims) -> None:
    """The options above tell something apart: else the tests of them would hold by chance."""
    frame = Frame("finding", "objective")
    sizes = [len(store.select(matrix_query(frame, options)).rows) for options in OPTIONS]
    assert len(set(sizes)) >= 4
    assert min(sizes) == 0
