"""Recognises what is wrong with a query although every token may stand where it does: names out of their scope."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from m4sd_graph.explain.cause import Cause, shown
from m4sd_graph.explain.grammar import AGGREGATES
from m4sd_graph.explain.reading import Reading

BEHIND = frozenset({"HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"})
DATA = frozenset({"iri", "string", "number", "true", "false", "UNDEF"})
NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Scope:
    """A SELECT: the indexes of its tokens before, inside and behind its braces."""

    select: int
    columns: range
    pattern: range
    modifiers: range


@dataclass(slots=True)
class Layout:
    """The tokens of a whole query with the bracket around each, the partner of each, and where each name stands."""

    reading: Reading
    around: list[int] = field(default_factory=list)
    partner: dict[int, int] = field(default_factory=dict)
    places: dict[str, list[int]] = field(default_factory=dict)
    braces: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        stack: list[int] = []
        for i, token in enumerate(self.reading.tokens):
            if token.kind == "close":
                self.partner[stack.pop()] = i
            self.around.append(stack[-1] if stack else NOWHERE)
            if token.kind == "open":
                stack.append(i)
            if token.text in "{}":
                self.braces.append(i)
            if token.kind in ("variable", "blank"):
                self.places.setdefault(token.text[1:], []).append(i)

    def text(self, i: int) -> str:
        """The text of a token in capitals; "" outside of the query."""
        return self.reading.tokens[i].text.upper() if 0 <= i < len(self.reading.tokens) else ""

    def name(self, i: int) -> str:
        """A variable without its sign."""
        return self.reading.tokens[i].text[1:]

    def is_variable(self, i: int) -> bool:
        """Whether a variable stands there."""
        return self.reading.tokens[i].kind == "variable"

    def words(self, word: str) -> Iterator[int]:
        """Where a keyword stands."""
        return (i for i, t in enumerate(self.reading.tokens) if t.kind == "word" and t.text.upper() == word)

    def stands_in(self, name: str, within: range) -> bool:
        """Whether a variable stands in a part of the query."""
        places = self.places.get(name, [])
        found = bisect_left(places, within.start)
        return found < len(places) and places[found] < within.stop

    def scopes(self) -> Iterator[Scope]:
        """Every SELECT."""
        for i in self.words("SELECT"):
            end = self.partner[self.around[i]] if self.around[i] != NOWHERE else len(self.reading.tokens)
            behind = (self.braces[k] for k in range(bisect_left(self.braces, i), len(self.braces)))
            opening = next(j for j in behind if self.around[j] == self.around[i])
            closing = self.partner[opening]
            yield Scope(i, range(i + 1, opening), range(opening + 1, closing), range(closing + 1, end))

    def cause(self, i: int, what: str, remedy: str, more: str = "") -> Cause:
        """A Cause at a token."""
        return Cause(self.reading.tokens[i], what, remedy, more)


def cause_in_scopes(reading: Reading, engine_message: str) -> Cause | None:
    """Why the engine refused what the grammar takes, where that can be told for certain."""
    layout = Layout(reading)
    found = (recognise(layout) for phrase, recognise in RECOGNISERS if phrase in engine_message)
    return next((cause for cause in found if cause), None)


def _aggregate_in_filter(layout: Layout) -> Cause | None:
    """COUNT and its like inside FILTER or BIND."""
    for i, token in enumerate(layout.reading.tokens):
        if token.kind == "word" and token.text.upper() in AGGREGATES:
            around = layout.around[i]
            while around != NOWHERE and layout.text(around) != "{":
                if (clause := layout.text(around - 1)) in ("FILTER", "BIND"):
                    remedy = (
                        "Write `HAVING (…)` behind the closing `}`." if clause == "FILTER" else "Write it after SELECT."
                    )
                    return layout.cause(i, f"{token.text.upper()} stands inside {clause}", remedy)
                around = layout.around[around]
    return None


def _ungrouped(layout: Layout) -> Cause | None:
    """A column that is neither grouped nor aggregated beside others that are."""
    for scope in layout.scopes():
        keys = _keys(layout, scope)
        aggregated = any(layout.text(i) in AGGREGATES for part in (scope.columns, scope.modifiers) for i in part)
        if (keys or aggregated) and (i := _lonely(layout, scope, keys)) != NOWHERE:
            name = layout.name(i)
            remedy = f"Add `?{name[:40]}` to GROUP BY, or write `(SAMPLE(?{name[:40]}) AS ?any)`."
            return layout.cause(i, f"{shown(f'?{name}')} is selected but neither grouped nor aggregated", remedy)
    return None


def _keys(layout: Layout, scope: Scope) -> set[str]:
    """The variables of GROUP BY."""
    start = next((i + 2 for i in scope.modifiers if layout.text(i) == "GROUP"), scope.modifiers.stop)
    keys = set()
    for i in range(start, scope.modifiers.stop):
        if layout.text(i) in BEHIND:
            break
        if layout.is_variable(i) and (layout.around[i] == layout.around[scope.select] or layout.text(i - 1) == "AS"):
            keys.add(layout.name(i))
    return keys


def _lonely(layout: Layout, scope: Scope, keys: set[str]) -> int:
    """The first variable among the columns that has no single value in a group."""
    known, inside = set(keys), NOWHERE
    for i in scope.columns:
        if layout.text(i) in AGGREGATES and i > inside:
            inside = layout.partner.get(i + 1, i)
        if not layout.is_variable(i) or i < inside:
            continue
        if layout.text(i - 1) == "AS":
            known.add(layout.name(i))
        elif layout.name(i) not in known:
            return i
    return NOWHERE


def _star_with_group(layout: Layout) -> Cause | None:
    for scope in layout.scopes():
        star = next(
            (i for i in scope.columns if layout.text(i) == "*" and layout.around[i] == layout.around[scope.select]),
            NOWHERE,
        )
        if star != NOWHERE and any(layout.text(i) == "GROUP" for i in scope.modifiers):
            return layout.cause(
                star, "SELECT * stands together with GROUP BY", "Name the grouped variables in place of `*`."
            )
    return None


def _named_twice(layout: Layout) -> Cause | None:
    """A variable twice among the columns, or one named by AS that the pattern has already."""
    for scope in layout.scopes():
        seen: set[str] = set()
        for i in scope.columns:
            is_new = layout.text(i - 1) == "AS"
            if not layout.is_variable(i) or not (is_new or layout.around[i] == layout.around[scope.select]):
                continue
            name = layout.name(i)
            if name in seen:
                return layout.cause(
                    i, f"{shown(f'?{name}')} is selected twice", "Select it once, or name it otherwise."
                )
            if is_new and layout.stands_in(name, scope.pattern):
                what = f"{shown(f'?{name}')} behind AS is already a variable of the pattern"
                return layout.cause(i, what, "Choose another name.")
            seen.add(name)
    return None


def _bound_twice(layout: Layout) -> Cause | None:
    """BIND of a variable that its group has already used."""
    for i in layout.words("BIND"):
        target = layout.partner[i + 1] - 1
        name = layout.name(target)
        if layout.stands_in(name, range(layout.around[i], i)):
            what = f"BIND names {shown(f'?{name}')}, which is already in use in its group,"
            return layout.cause(target, what, "Choose another name, or compare with FILTER.")
    return None


def _rows_of_values(layout: Layout) -> Cause | None:
    """A row of VALUES with more or fewer values than variables; a variable named twice."""
    for i in layout.words("VALUES"):
        if layout.text(i + 1) != "(":
            continue
        end = layout.partner[i + 1]
        names = [layout.name(j) for j in range(i + 2, end)]
        for row in (j for j in range(end + 2, layout.partner[end + 1]) if layout.text(j) == "("):
            count = sum(_is_value(layout, j) for j in range(row + 1, layout.partner[row]))
            if count != len(names):
                what = f"a row of VALUES has {count} instead of {len(names)} values"
                return layout.cause(row, what, "Write one value for each, or UNDEF.")
        if len(set(names)) < len(names):
            return layout.cause(i, "VALUES names a variable twice", "Name each once.")
    return None


def _is_value(layout: Layout, i: int) -> bool:
    return layout.reading.roles[i] in DATA and layout.text(i - 1) != "^^"


def _label_in_two_groups(layout: Layout) -> Cause | None:
    """The label of a blank node in more than one group of triples."""
    for name, places in layout.places.items():
        for before, i in pairwise(places):
            between = bisect_left(layout.braces, before)
            if name.startswith(":") and between < len(layout.braces) and layout.braces[between] < i:
                what = f"the blank node {shown(f'_{name}')} stands in two groups of triples"
                return layout.cause(i, what, "Write a variable in its place.")
    return None


RECOGNISERS: tuple[tuple[str, Callable[[Layout], Cause | None]], ...] = (
    ("Duplicated variable", _named_twice),
    ("overrides an existing variable", _named_twice),
    ("not authorized with GROUP BY", _star_with_group),
    ("variable that is unbound", _aggregate_in_filter),
    ("variable that is unbound", _ungrouped),
    ("", _rows_of_values),
    ("", _bound_twice),
    ("", _label_in_two_groups),
)
