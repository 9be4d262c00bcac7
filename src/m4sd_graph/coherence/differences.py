"""What differs between two states of analysis: links, cells, statuses, figures; each with the links behind it.

Two states are the graph before and after a proposal, on two days, in two releases, or as two countries see it. Nothing
is ordered by size, and no difference of figures is computed: both stand side by side.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from m4sd_graph.coherence.axes import Item, in_order, item_of
from m4sd_graph.coherence.claims import Claims
from m4sd_graph.coherence.matrix import Cell, Frame, cells_of
from m4sd_graph.coherence.robustness import OF_POLICIES, OF_TARGETS, Figure
from m4sd_graph.coherence.scope import Scope, from_sources, reach_of, without_derived
from m4sd_graph.coherence.shares import Share
from m4sd_graph.coherence.status import Standing, standings
from m4sd_graph.coherence.trace import Step, Tracer

# How a thing differs, said of the second state: over time, and of two countries, between which nothing is won or lost.
Change = Literal[
    "gained",
    "lost",
    "contested",
    "no longer contested",
    "gap found",
    "gap closed",
    "changed",
    "second only",
    "first only",
    "contested in the second",
    "contested in the first",
    "gap in the second",
    "gap in the first",
    "differs",
    "not comparable",
    "same",
]
OVER_TIME: Mapping[str, Change] = {
    "second": "gained",
    "first": "lost",
    "contested second": "contested",
    "contested first": "no longer contested",
    "gap second": "gap found",
    "gap first": "gap closed",
    "other": "changed",
}
SIDE_BY_SIDE: Mapping[str, Change] = {
    "second": "second only",
    "first": "first only",
    "contested second": "contested in the second",
    "contested first": "contested in the first",
    "gap second": "gap in the second",
    "gap first": "gap in the first",
    "other": "differs",
}
FACETS = ("grade", "confidence", "valence", "chains", "asserted")
NOT_ASSESSED, NOT_IN_SET = "not assessed", "not in the set"


@dataclass(frozen=True)
class Side:
    """One of two states: what it is called, its claims, what is asked of them, and whether an assessment is recorded.

    ``frame``: rows, columns and countries of the matrix. An absence of gaps tells something only where ``assessed``.
    ``whole``: its rows are taken together, because those of the other state are others.
    """

    name: str
    claims: Claims
    scope: Scope
    frame: Frame
    assessed: bool = True
    whole: bool = False

    @cached_property
    def standings(self) -> Mapping[str, Standing]:
        """How each member of the reference set stands."""
        return {one.item.iri: one for one in standings(self.claims, self.scope)}

    @cached_property
    def cells(self) -> Mapping[tuple[str, str], Cell]:
        """The cells by row and column."""
        found = cells_of(self.claims, self.frame, self.scope.options)
        return {("" if self.whole else cell.row, cell.column): cell for cell in found}

    @cached_property
    def links(self) -> Mapping[str, Step]:
        """The links that count."""
        tracer = Tracer(self.claims)
        chosen = from_sources(self.claims, self.claims.chosen(self.scope.options), self.scope)
        return {link: tracer.step(link) for link in chosen["link"].sort()}

    def status(self, member: str) -> str:
        """The status of a member, or why it has none."""
        standing = self.standings.get(member)
        if standing is None:
            return NOT_IN_SET
        return NOT_ASSESSED if standing.status == "silent" and not self.assessed else standing.status


@dataclass(frozen=True, slots=True)
class LinkChange:
    """A link that counts in one state only, or with other facets."""

    change: Change
    first: Step | None
    second: Step | None


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell that differs; ``facets``: which of them. Of countries, ``row`` is None: each is its own row."""

    row: Item | None
    column: Item
    change: Change
    facets: tuple[str, ...]
    first: Cell | None
    second: Cell | None


@dataclass(frozen=True, slots=True)
class MemberChange:
    """A member of the reference set in both states, with the links behind; ``change`` may be *same*."""

    item: Item
    change: Change
    first_status: str
    second_status: str
    first: Standing | None
    second: Standing | None


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A headline figure in both states, None where it cannot be told; what only the one or the other counts."""

    figure: str
    first: Share | None
    second: Share | None
    first_only: tuple[str, ...]
    second_only: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Differences:
    """All that differs; of ``members`` and ``figures`` also what is the same."""

    links: tuple[LinkChange, ...] = ()
    cells: tuple[CellChange, ...] = ()
    members: tuple[MemberChange, ...] = ()
    figures: tuple[FigureChange, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether both states say the same."""
        same_members = all(one.change == "same" for one in self.members)
        return (
            same_members and not self.links and not self.cells and all(one.first == one.second for one in self.figures)
        )


def differences(first: Side, second: Side, words: Mapping[str, Change] = OVER_TIME) -> Differences:
    """Return what differs between two states; links are compared over time only, countries have none in common."""
    over_time = words is OVER_TIME
    return Differences(
        links=tuple(_links(first, second)) if over_time else (),
        cells=tuple(_cells(first, second, words)),
        members=tuple(_member(first, second, member, words) for member in _members(first, second)),
        figures=tuple(_figures(first, second)),
    )


def _links(first: Side, second: Side) -> Iterable[LinkChange]:
    both = {**first.links, **second.links}
    notations = _notations(first, second)
    for link in sorted(both, key=lambda link: _place(both[link], notations)):
        one, other = first.links.get(link), second.links.get(link)
        if one != other:
            yield LinkChange(OVER_TIME[_which(one, other)], one, other)


def _place(step: Step, notations: Mapping[str, str]) -> tuple[object, ...]:
    """Links come by source, type, and the notation of the target."""
    return step.source, step.type, in_order(notations.get(step.target, step.target)), step.link


def _notations(first: Side, second: Side) -> Mapping[str, str]:
    return {**first.claims.tables.notations, **second.claims.tables.notations}


def _which(first: object, second: object) -> str:
    if first is None:
        return "second"
    return "first" if second is None else "other"


def _cells(first: Side, second: Side, words: Mapping[str, Change]) -> Iterable[CellChange]:
    for key in _ordered({*first.cells, *second.cells}, second):
        one, other = first.cells.get(key), second.cells.get(key)
        facets = tuple(name for name in FACETS if getattr(one, name, None) != getattr(other, name, None))
        same_links = words is SIDE_BY_SIDE or (one and one.links) == (other and other.links)
        if facets or not same_links:
            row, column = key
            items = (item_of(second.claims.tables, row) if row else None, item_of(second.claims.tables, column))
            unknown = not (one or first.assessed) or not (other or second.assessed)
            change = "not comparable" if unknown else words[_cell_change(one, other)]
            yield CellChange(*items, change, facets, one, other)


def _cell_change(first: Cell | None, second: Cell | None) -> str:
    if first is not None and second is not None and first.valence != second.valence:
        if second.valence == "contested":
            return "contested second"
        if first.valence == "contested":
            return "contested first"
    return _which(first, second)


def _ordered(keys: Iterable[tuple[str, str]], side: Side) -> list[tuple[str, str]]:
    tables = side.claims.tables
    return sorted(keys, key=lambda key: [(in_order(tables.notations.get(iri, iri)), iri) for iri in key])


def _members(first: Side, second: Side) -> list[str]:
    """The members of both sets, in the order of their notations."""
    notations = _notations(first, second)
    return sorted({*first.standings, *second.standings}, key=lambda iri: (in_order(notations.get(iri, iri)), iri))


def _member(first: Side, second: Side, member: str, words: Mapping[str, Change]) -> MemberChange:
    one, other = first.standings.get(member), second.standings.get(member)
    told = one or other
    assert told is not None
    change = _member_change(first, second, member, words)
    return MemberChange(told.item, change, first.status(member), second.status(member), one, other)


def _member_change(first: Side, second: Side, member: str, words: Mapping[str, Change]) -> Change:
    states = first.status(member), second.status(member)
    if NOT_IN_SET in states or NOT_ASSESSED in states:
        return "not comparable"
    covers = [status in ("covered", "contested") for status in states]
    gap = [status in ("contested", "evidenced gap") for status in states]
    if covers[0] != covers[1]:
        return words["second" if covers[1] else "first"]
    if gap[0] != gap[1]:
        side, known = ("second", first) if gap[1] else ("first", second)
        return words[f"{'contested' if covers[0] else 'gap'} {side}"] if known.assessed else "not comparable"
    return words["other"] if _differ(first.standings[member], second.standings[member], words) else "same"


def _differ(first: Standing, second: Standing, words: Mapping[str, Change]) -> bool:
    if words is SIDE_BY_SIDE:
        return (first.grade, first.asserted) != (second.grade, second.asserted)
    # Its names may have been mended, which is no difference here.
    return any(getattr(first, name) != getattr(second, name) for name in Standing.__slots__ if name != "item")


def _figures(first: Side, second: Side) -> Iterable[FigureChange]:
    yield _figure("coverage, without derived links", (first, second), OF_TARGETS["coverage"], asserted=True)
    for name, figure in {**OF_TARGETS, **({} if first.scope.sources == "finding" else OF_POLICIES)}.items():
        yield _figure(name, (first, second), figure)


def _figure(name: str, sides: tuple[Side, Side], figure: Figure, asserted: bool = False) -> FigureChange:
    shares = [_share(side, figure, asserted) for side in sides]
    counted = [one.counted if one else () for one in shares]
    only = [tuple(thing for thing in counted[i] if thing not in counted[1 - i]) for i in (0, 1)]
    return FigureChange(name, shares[0], shares[1], only[0], only[1])


def _share(side: Side, figure: Figure, asserted: bool) -> Share | None:
    """A share of a country that nobody has assessed would tell of our sources, not of the country."""
    if not side.assessed:
        return None
    return figure(reach_of(side.claims, without_derived(side.scope) if asserted else side.scope))
