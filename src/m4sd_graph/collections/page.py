"""One page of a selection: its members with what columns tell of them, how many there are, and where it goes on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from m4sd_graph.collections.cursor import Cursor, broken
from m4sd_graph.collections.facts import Facts, facts_of
from m4sd_graph.collections.order import in_order
from m4sd_graph.collections.query import members_query
from m4sd_graph.collections.selection import CERTAINTIES, Selection
from m4sd_graph.store.protocol import Store


@dataclass(frozen=True, slots=True)
class Page:
    """Some members of ``selection``, in order; the first of them is number ``first`` of all.

    ``total``: how many members the selection has. ``by_certainty``: asked by a day, how many there would be of each
    certainty. ``states``: the certainty of each member. ``next`` and ``previous``: cursors, None at the ends.
    """

    selection: Selection
    members: tuple[str, ...]
    facts: Facts
    first: int
    total: int
    by_certainty: Mapping[str, int]
    states: Mapping[str, str]
    next: Cursor | None = None
    previous: Cursor | None = None


def read_page(
    store: Store, selection: Selection, release: str, cursor: Cursor | None = None, limit: int | None = None
) -> Page:
    """Read the page after (or before) ``cursor``, which belongs to the selection; without ``limit`` all members."""
    rows = store.select(members_query(selection)).rows
    states = {row["x"].value: row["state"].value for row in rows if "state" in row}
    ordered = in_order(rows, selection)
    wanted = [iri for iri in ordered if states[iri] in selection.certainty] if states else ordered
    start, end = _bounds(wanted, cursor, limit)
    members = tuple(wanted[start:end])

    def at(iri: str, *, backward: bool) -> Cursor:
        return Cursor(iri, backward, selection.language, selection.digest, release)

    return Page(
        selection,
        members,
        facts_of(store, selection.collection, members),
        start + 1,
        len(wanted),
        {state: list(states.values()).count(state) for state in CERTAINTIES} if selection.day else {},
        states,
        at(wanted[end - 1], backward=False) if members and end < len(wanted) else None,
        at(wanted[start], backward=True) if members and start > 0 else None,
    )


def _bounds(members: Sequence[str], cursor: Cursor | None, limit: int | None) -> tuple[int, int]:
    """Where the page begins and ends among all members; raise ParameterError for a cursor that names none of them."""
    most = len(members) if limit is None else limit
    if cursor is None:
        return 0, min(most, len(members))
    if cursor.iri not in members:
        raise broken()
    place = members.index(cursor.iri)
    if cursor.backward:
        return max(0, place - most), place
    return place + 1, min(place + 1 + most, len(members))
