"""Pages: every member once, in the documented order, forwards and back; three answers to a day."""

from __future__ import annotations

import datetime

import pytest

from m4sd_graph.catalog import load_catalog
from m4sd_graph.collections import COLLECTIONS
from m4sd_graph.collections.cursor import Cursor
from m4sd_graph.collections.folding import label_key
from m4sd_graph.collections.page import read_page
from m4sd_graph.collections.query import counts_query
from m4sd_graph.errors import ParameterError
from m4sd_graph.store.local import LocalStore
from tests.lib.collections.support import RELEASE, followed, members, page_of, selected

DAYS = ["1990-01-01", "2013-06-01", "2020-12-31", "2023-01-01", "2026-01-02", "2045-01-01"]


@pytest.mark.parametrize("name", COLLECTIONS)
def test_following_all_pages_gives_every_member_once(graph: LocalStore, name: str) -> None:
    counted = int(graph.select(counts_query([COLLECTIONS[name]])).rows[0]["n"].value)
    for order in (s.name for s in COLLECTIONS[name].sorts):
        for sign in ("", "-"):
            selection = selected(graph, name, ("sort", f"{sign}{order}"))
            pages = followed(graph, selection, 97)
            found = [member for page in pages for member in page]
            assert len(found) == len(set(found)) == counted == read_page(graph, selection, RELEASE, None, 1).total
            assert all(len(page) == 97 for page in pages[:-1])


@pytest.mark.parametrize("limit", [1, 7, 45, 1000])
def test_going_back_gives_the_same_in_reverse(graph: LocalStore, limit: int) -> None:
    selection = selected(graph, "instruments", ("sort", "-startDate"))
    forward = [member for page in followed(graph, selection, limit) for member in page]
    back = [member for page in reversed(followed(graph, selection, limit, backward=True)) for member in page]
    assert back == forward[:-1]


def test_labels_are_sorted_in_the_asked_language(graph: LocalStore) -> None:
    for language in ("en", "fr"):
        page = page_of(graph, "countries", language=language)
        labels = [page.facts.label(member, language) for member in page.members]
        assert labels == sorted(labels, key=label_key)
    assert page_of(graph, "countries", language="fr").members != page_of(graph, "countries").members


def test_members_without_a_sort_key_come_last_either_way(graph: LocalStore) -> None:
    up, down = (members(graph, "policies", ("sort", f"{sign}startDate")) for sign in ("", "-"))
    dated = page_of(graph, "policies")
    column = next(c for c in dated.selection.collection.columns if c.name == "startDate")
    without = {m.rpartition("/")[2] for m in dated.members if not dated.facts.of(m, column)}
    assert without
    assert set(up[-len(without) :]) == set(down[-len(without) :]) == without
    assert up[: -len(without)] != down[: -len(without)]


def test_numbers_are_sorted_as_numbers(graph: LocalStore) -> None:
    page = page_of(graph, "figures", ("sort", "value"))
    column = next(c for c in page.selection.collection.columns if c.name == "value")
    values = [float(page.facts.of(member, column)[0].value) for member in page.members]
    assert values == sorted(values)


def test_codes_are_sorted_by_their_numbers(graph: LocalStore) -> None:
    assert members(graph, "goals") == [str(n) for n in range(1, 18)]


@pytest.mark.parametrize("day", DAYS)
def test_every_member_covers_a_day_or_not_or_nobody_knows(graph: LocalStore, day: str) -> None:
    for name in ("policies", "instruments", "programmes", "treaties"):
        filter_ = next(f for f in COLLECTIONS[name].filters if f.kind == "day")
        each = [members(graph, name, (filter_.name, day), ("certainty", c)) for c in ("yes", "unknown", "no")]
        page = page_of(graph, name, (filter_.name, day))
        assert [len(found) for found in each] == list(page.by_certainty.values())
        assert sorted(m for found in each for m in found) == sorted(members(graph, name))


@pytest.mark.parametrize("day", DAYS)
def test_covering_a_day_means_what_the_question_means(graph: LocalStore, day: str) -> None:
    question = load_catalog().question("instruments-in-force")
    rows = graph.select(question.bind({"day": day}, {})).rows
    # The question does not count what only a signature dates.
    found = members(graph, "instruments", ("inForce", day), ("country", "KGZ"))
    answered = {row["instrument"].value.rpartition("/")[2] for row in rows}
    assert set(found) == answered


def test_what_has_no_recorded_period_is_not_dropped_in_silence(graph: LocalStore) -> None:
    page = page_of(graph, "policies", ("inForce", "2023-01-01"))
    assert page.by_certainty["unknown"] > 0
    open_ = members(graph, "policies", ("inForce", "2023-01-01"), ("certainty", "unknown"))
    assert "ma-migration-policy-2013" in open_


def test_a_period_that_lies_ahead_or_behind_is_a_no(graph: LocalStore) -> None:
    page = page_of(graph, "policies", ("inForce", "2023-01-01"), ("certainty", "no"))
    column = {c.name: c for c in page.selection.collection.columns}
    day = datetime.date(2023, 1, 1)
    for member in page.members:
        starts = [t.value for t in page.facts.of(member, column["startDate"])]
        ends = [t.value for t in page.facts.of(member, column["endDate"])]
        assert any(datetime.date.fromisoformat(t) > day for t in starts) or any(
            datetime.date.fromisoformat(t) < day for t in ends
        )


def test_a_cursor_that_names_no_member_is_refused(graph: LocalStore) -> None:
    selection = selected(graph, "policies")
    cursor = Cursor("https://w3id.org/m4sd/id/country/kyrgyzstan", False, "en", selection.digest, RELEASE)
    with pytest.raises(ParameterError, match="not a cursor"):
        read_page(graph, selection, RELEASE, cursor, 5)


def test_an_empty_selection_is_an_empty_page(graph: LocalStore) -> None:
    page = page_of(graph, "policies", ("text", "qqqq"), limit=5)
    assert (page.members, page.total, page.next, page.previous) == ((), 0, None, None)
