"""Compare: two countries, two days or two releases side by side; what was gained, lost, contested, and never a ranking.

What cannot be compared is said: a country that no assessment covers is *not assessed*, which is not *silent*; what has
no recorded period counts on every day; findings count from their assessment on; a reference set may have other
members in another release.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import polars as pl

from m4sd_graph.coherence.axes import Item, item_of
from m4sd_graph.coherence.claims import Claims
from m4sd_graph.coherence.differences import OVER_TIME, SIDE_BY_SIDE, Differences, Side, differences
from m4sd_graph.coherence.matrix import Frame
from m4sd_graph.coherence.scope import Scope, from_sources
from m4sd_graph.errors import ParameterError

Between = Literal["countries", "days", "releases"]
Stated = tuple[str, Claims, Scope]
Reason = Literal[
    "not assessed",
    "no period recorded",
    "no assessment by this day",
    "not in the first set",
    "not in the second set",
]


@dataclass(frozen=True, slots=True)
class Caveat:
    """What cannot be compared, and why."""

    reason: Reason
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two states by name, what differs, and what cannot be compared."""

    between: Between
    first: str
    second: str
    differences: Differences
    caveats: tuple[Caveat, ...]


def compare_countries(claims: Claims, countries: tuple[str, str], scope: Scope, frame: Frame) -> Comparison:
    """Compare two countries, which come in the order of their names; the rows of ``frame`` are the countries.

    Raises ParameterError where both are the same.
    """
    _two(countries, "country")
    sides = sorted((_country(claims, country, scope, frame) for country in countries), key=lambda side: side.name)
    unassessed = tuple(
        item_of(claims.tables, country) for side in sides if not side.assessed for country in side.scope.countries
    )
    return _comparison("countries", sides[0], sides[1], [Caveat("not assessed", unassessed)])


def compare_days(claims: Claims, days: tuple[date, date], scope: Scope, frame: Frame) -> Comparison:
    """Compare what counts on two days, the earlier first; raise ParameterError where both are the same."""
    _two(days, "as-of")
    sides = [_side(day.isoformat(), claims, _on(scope, day), frame) for day in sorted(days)]
    chosen = from_sources(claims, claims.chosen(scope.options), scope).select("source").unique()
    undated = chosen.join(claims.tables.periods, left_on="source", right_on="thing", how="anti")["source"].sort()
    items = tuple(item_of(claims.tables, source) for source in undated)
    bare = tuple(Item(day.isoformat(), "", {}) for day in sorted(days) if not _assessed_on(claims, _on(scope, day)))
    caveats = [Caveat("no period recorded", items), Caveat("no assessment by this day", bare)]
    return _comparison("days", sides[0], sides[1], caveats)


def compare_releases(first: Stated, second: Stated, frame: Frame) -> Comparison:
    """Compare two releases in the order given: name, claims and scope of each.

    Raises ParameterError where both are the same.
    """
    _two((first[0], second[0]), "release")
    sides = [_side(*one, frame) for one in (first, second)]
    return _comparison("releases", sides[0], sides[1], [])


def assessed(claims: Claims, country: str) -> bool:
    """Whether a finding of an assessment of ``country`` is recorded."""
    return not claims.tables.findings.filter(pl.col("state") == country).is_empty()


def _country(claims: Claims, country: str, scope: Scope, frame: Frame) -> Side:
    alone = frozenset({country})
    name = item_of(claims.tables, country).name()
    asked = replace(frame, rows="country", countries=alone, only_rows=frozenset())
    return Side(name, claims, replace(scope, countries=alone), asked, assessed(claims, country), whole=True)


def _side(name: str, claims: Claims, scope: Scope, frame: Frame) -> Side:
    """Without countries the graph as a whole is looked at; with them, one of them must have been assessed."""
    known = not scope.countries or any(assessed(claims, country) for country in scope.countries)
    return Side(name, claims, scope, replace(frame, countries=scope.countries), known)


def _assessed_on(claims: Claims, scope: Scope) -> bool:
    """Whether a finding counts on the day: it does from its assessment on."""
    findings = claims.tables.findings.select(pl.col("finding").alias("source"))
    chosen = from_sources(claims, claims.chosen(scope.options), scope)
    return not chosen.join(findings, on="source", how="semi").is_empty()


def _on(scope: Scope, day: date) -> Scope:
    return replace(scope, options=replace(scope.options, as_of=day))


def _comparison(between: Between, first: Side, second: Side, caveats: list[Caveat]) -> Comparison:
    words = SIDE_BY_SIDE if between == "countries" else OVER_TIME
    found = differences(first, second, words)
    lacking: tuple[tuple[Reason, tuple[Item, ...]], ...] = (
        ("not in the first set", tuple(one.item for one in found.members if one.first is None)),
        ("not in the second set", tuple(one.item for one in found.members if one.second is None)),
    )
    caveats += [Caveat(reason, items) for reason, items in lacking]
    return Comparison(between, first.name, second.name, found, tuple(one for one in caveats if one.items))


def _two(given: tuple[object, object], name: str) -> None:
    if given[0] == given[1]:
        raise ParameterError(
            "a thing cannot be compared with itself.", place=f"parameter {name}", remedy="Give two different ones."
        )
