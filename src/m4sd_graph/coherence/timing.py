"""What dates tell: how far the means cover the period of what they implement, and what was cited after it lapsed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

import polars as pl

from m4sd_graph.coherence.axes import CLASSES
from m4sd_graph.coherence.scope import placed
from m4sd_graph.coherence.tables import Tables

Interval = tuple[date, date]
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class TimeFit:
    """τ(a, p) = |I_a ∩ I_p| / |I_p| in days, both intervals closed.

    ``means``: what implements ``instrument``; several for the instrument as a whole. ``covered`` of ``days``;
    ``uncovered``: the stretches of the instrument's period that no means covers. Both are None, and τ undefined, where
    a bound is not recorded: then ``missing`` names whose.
    """

    instrument: str
    means: tuple[str, ...]
    covered: int | None
    days: int | None
    uncovered: tuple[Interval, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def value(self) -> Fraction | None:
        """τ, or None where it is undefined."""
        return None if self.covered is None or not self.days else Fraction(self.covered, self.days)

    @property
    def uncovered_years(self) -> tuple[int, ...]:
        """The calendar years of which a day or more is uncovered."""
        return tuple(sorted({year for start, end in self.uncovered for year in range(start.year, end.year + 1)}))


@dataclass(frozen=True, slots=True)
class Lapsed:
    """``instrument``, cited as a strength by ``finding``, ended before the assessment began."""

    instrument: str
    finding: str
    ended: date
    assessed: date


def time_fits(tables: Tables, countries: frozenset[str] = frozenset()) -> tuple[TimeFit, ...]:
    """Return the fit of each means with what it implements, then of all means of an instrument together.

    Of the instruments of ``countries``, where given.
    """
    fits: list[TimeFit] = []
    pairs = tables.implements.sort("instrument", "means")
    if countries:
        pairs = pairs.join(placed(tables, countries), left_on="instrument", right_on="source", how="semi")
    periods = _closed(tables)
    for (instrument,), rows in pairs.group_by("instrument", maintain_order=True):
        means = tuple(rows["means"])
        groups: list[tuple[str, ...]] = [(one,) for one in means]
        groups += [means] if len(means) > 1 else []
        fits += [_fit(periods, str(instrument), group) for group in groups]
    return tuple(fits)


def time_fit(tables: Tables, instrument: str, means: Sequence[str]) -> TimeFit:
    """Return how far the periods of ``means`` together cover that of ``instrument``."""
    return _fit(_closed(tables), instrument, tuple(means))


def lapsed_references(tables: Tables, countries: frozenset[str] = frozenset()) -> tuple[Lapsed, ...]:
    """Return the instruments that a finding of strength concerns although they had ended before its assessment."""
    instruments = tables.classes.filter(pl.col("class").is_in(CLASSES["instrument"])).select("thing").unique()
    starts = tables.periods.group_by("thing").agg(pl.col("start").min().alias("assessed"))
    # Ended: the last of its periods has an end, and none is open.
    ends = tables.periods.group_by("thing").agg(
        pl.when(pl.col("end").is_null().any()).then(None).otherwise(pl.col("end").max()).alias("ended")
    )
    strengths = tables.findings.filter(pl.col("valence") == "strength").select("finding").unique()
    if countries:
        strengths = strengths.join(placed(tables, countries), left_on="finding", right_on="source", how="semi")
    found = (
        tables.concerns.join(strengths, on="finding", how="semi")
        .join(instruments, on="thing", how="semi")
        .join(ends, on="thing")
        .join(starts, left_on="finding", right_on="thing")
        .filter(pl.col("ended") < pl.col("assessed"))
        .sort("thing", "finding")
    )
    return tuple(Lapsed(*row) for row in found.select("thing", "finding", "ended", "assessed").iter_rows())


def merged(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """The same days as disjoint intervals in order, those that touch joined."""
    found: list[Interval] = []
    for start, end in sorted(intervals):
        if found and start <= found[-1][1] + ONE_DAY:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def _closed(tables: Tables) -> Mapping[str, tuple[Interval, ...]]:
    """The periods of each thing that has some, all with both bounds."""
    found: dict[str, list[Interval]] = {}
    open_: set[str] = set()
    for thing, start, end in tables.periods.iter_rows():
        if start is None or end is None:
            open_.add(thing)
        else:
            found.setdefault(thing, []).append((start, end))
    return {thing: merged(intervals) for thing, intervals in found.items() if thing not in open_}


def _fit(periods: Mapping[str, tuple[Interval, ...]], instrument: str, means: tuple[str, ...]) -> TimeFit:
    missing = tuple(thing for thing in (instrument, *means) if thing not in periods)
    if missing:
        return TimeFit(instrument, means, None, None, missing=missing)
    covering = merged(interval for thing in means for interval in periods[thing])
    uncovered = tuple(gap for interval in periods[instrument] for gap in _left(interval, covering))
    days = _days(periods[instrument])
    return TimeFit(instrument, means, days - _days(uncovered), days, uncovered)


def _left(interval: Interval, covering: Sequence[Interval]) -> Iterable[Interval]:
    """The stretches of ``interval`` that ``covering``, in order and disjoint, leaves."""
    start, end = interval
    for first, last in covering:
        if last < start or first > end:
            continue
        if first > start:
            yield start, first - ONE_DAY
        start = last + ONE_DAY
    if start <= end:
        yield start, end


def _days(intervals: Iterable[Interval]) -> int:
    return sum((end - start).days + 1 for start, end in intervals)
