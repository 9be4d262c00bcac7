"""Instruments in time: what a bar may say, and that a day is settled here as collections settle it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from m4sd_graph.browse import VIEWS, bind, read
from m4sd_graph.browse.timeline import Scale, scale, spans
from m4sd_graph.catalog import load_catalog
from m4sd_graph.collections import COLLECTIONS
from m4sd_graph.collections.query import members_query
from m4sd_graph.collections.selection import select
from m4sd_graph.store.local import LocalStore
from m4sd_graph.store.protocol import Term

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


def row(iri: str, **texts: str) -> dict[str, Term]:
    return {"instrument": Term("iri", iri)} | {name: Term("literal", text) for name, text in texts.items()}


@pytest.mark.parametrize("day", ["1999-06-01", "2011-03-15", "2022-07-01", "2023-01-01", "2025-06-01", "2041-01-01"])
@pytest.mark.parametrize("country", ["", "KGZ", "MAR"])
def test_a_day_is_settled_as_in_the_collection(store: LocalStore, day: str, country: str) -> None:
    pairs = [("country", country), ("as-of", day)]
    chosen = read(VIEWS["timeline"], pairs, store, {})
    query = next(q for q in load_catalog().of_kind("pages") if q.id == "timeline")
    rows = store.select(query.bind(bind(chosen, {"lang": "en"}), {})).rows
    shown = {span.iri: span.covers for span in spans(rows)}
    selection = select(COLLECTIONS["instruments"], [("country", country), ("inForce", day)], store, {})
    listed = {r["x"].value: r["state"].value for r in store.select(members_query(selection)).rows}
    assert shown == listed
    assert shown


def test_a_missing_end_is_not_an_end() -> None:
    [span] = spans([row("a", start="2016-01-01", covers="yes")])
    assert (span.start, span.end, span.dated) == (date(2016, 1, 1), None, True)


def test_several_rows_of_one_instrument_are_one_span() -> None:
    [span] = spans(
        [
            row("a", givenStart="2020-02-01", givenEnd="2020-02-29", covers="unknown"),
            row("a", givenStart="2020-03-01", givenEnd="2020-03-31", covers="unknown"),
        ]
    )
    assert span.given == (date(2020, 2, 1), date(2020, 3, 31))


def test_what_has_no_date_comes_last() -> None:
    found = spans([row("a", covers="unknown"), row("b", end="2030-12-31", covers="unknown")])
    assert [(span.iri, span.dated) for span in found] == [("b", True), ("a", False)]


@given(DAYS, DAYS, DAYS)
def test_every_known_day_has_its_place_in_order(one: date, other: date, asked: date) -> None:
    start, end = sorted((one, other))
    on = scale(spans([row("a", start=start.isoformat(), end=end.isoformat(), covers="no")]), asked)
    assert 0 <= on.place(start) <= on.place(end) <= on.place(end + timedelta(days=1)) <= 100
    assert on.first <= asked.year <= on.last
    assert 0 < len(on.years) <= 11 or on.last - on.first < 1


def test_years_are_named_at_round_steps() -> None:
    assert Scale(1999, 2040).years == (2000, 2005, 2010, 2015, 2020, 2025, 2030, 2035, 2040)
