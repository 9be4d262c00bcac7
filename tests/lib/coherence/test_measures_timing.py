"""Time fit and lapsed references, counted by hand."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from m4sd_graph.coherence.timing import Interval, Lapsed, lapsed_references, merged, time_fit, time_fits
from tests.lib.coherence.invented import EX, ISLAND, LAW, PLAN, STRENGTH, WEAKNESS, tables

FIRST, SECOND = f"{EX}first", f"{EX}second"
DECADE = (PLAN, date(2021, 1, 1), date(2030, 12, 31))
FOUR_YEARS = (FIRST, date(2022, 1, 1), date(2025, 12, 31))
# Few days, so that intervals touch, overlap and are one day long.
DAYS = st.dates(date(2000, 2, 20), date(2000, 3, 10))
INTERVALS = st.lists(st.tuples(DAYS, DAYS).map(lambda pair: (min(pair), max(pair))), max_size=5)


def test_an_action_plan_of_four_years_in_a_concept_of_ten() -> None:
    fit = time_fit(tables(periods=(DECADE, FOUR_YEARS)), PLAN, (FIRST,))
    assert (fit.covered, fit.days) == (4 * 365 + 1, 10 * 365 + 2)
    assert fit.value == Fraction(1461, 3652)
    assert fit.uncovered_years == (2021, 2026, 2027, 2028, 2029, 2030)


def test_several_means_cover_together_and_no_day_twice() -> None:
    periods = (DECADE, FOUR_YEARS, (SECOND, date(2025, 1, 1), date(2030, 12, 31)))
    known = tables(periods=periods, implements=((FIRST, PLAN), (SECOND, PLAN)))
    fits = time_fits(known)
    assert [fit.means for fit in fits] == [(FIRST,), (SECOND,), (FIRST, SECOND)]
    assert fits[2].uncovered == ((date(2021, 1, 1), date(2021, 12, 31)),)


def test_what_lies_outside_covers_nothing() -> None:
    periods = ((PLAN, date(2021, 1, 1), date(2021, 12, 31)), (FIRST, date(2019, 1, 1), date(2020, 12, 31)))
    assert time_fit(tables(periods=periods), PLAN, (FIRST,)).value == 0


def test_closed_intervals_share_their_common_day() -> None:
    periods = ((PLAN, date(2021, 1, 1), date(2021, 1, 10)), (FIRST, date(2021, 1, 10), date(2021, 2, 1)))
    assert time_fit(tables(periods=periods), PLAN, (FIRST,)).value == Fraction(1, 10)


def test_a_missing_bound_makes_it_undefined_and_says_whose() -> None:
    fit = time_fit(tables(periods=(DECADE, (FIRST, None, date(2025, 12, 31)))), PLAN, (FIRST, SECOND))
    assert fit.value is None
    assert fit.missing == (FIRST, SECOND)
    assert fit.uncovered_years == ()


def test_fits_of_one_country_are_of_its_instruments() -> None:
    known = tables(periods=(DECADE, FOUR_YEARS), implements=((FIRST, PLAN), (FIRST, LAW)))
    assert {fit.instrument for fit in time_fits(known)} == {LAW, PLAN}
    assert [fit.instrument for fit in time_fits(known, frozenset({ISLAND}))] == [PLAN]


def cited(*periods: tuple[str, date | None, date | None], by: str = STRENGTH) -> tuple[Lapsed, ...]:
    return lapsed_references(tables(periods=periods, concerns=((by, PLAN),)))


def test_an_instrument_that_ended_before_the_assessment_is_lapsed() -> None:
    assessed = (STRENGTH, date(2023, 12, 1), date(2023, 12, 31))
    ended = (PLAN, date(2019, 1, 1), date(2021, 12, 31))
    assert cited(ended, assessed) == (Lapsed(PLAN, STRENGTH, date(2021, 12, 31), date(2023, 12, 1)),)


def test_not_lapsed_are_those_in_force_extended_open_or_cited_as_a_gap() -> None:
    assessed = (STRENGTH, date(2023, 12, 1), date(2023, 12, 31))
    ended = (PLAN, date(2019, 1, 1), date(2021, 12, 31))
    assert not cited((PLAN, date(2019, 1, 1), date(2023, 12, 1)), assessed)
    assert not cited(ended, (PLAN, date(2022, 1, 1), date(2025, 12, 31)), assessed)
    assert not cited(ended, (PLAN, date(2022, 1, 1), None), assessed)
    assert not cited(ended)
    assert not cited(ended, (WEAKNESS, date(2023, 12, 1), None), by=WEAKNESS)


def days(intervals: tuple[Interval, ...] | list[Interval]) -> set[date]:
    return {start + timedelta(n) for start, end in intervals for n in range((end - start).days + 1)}


@given(INTERVALS)
def test_merged_intervals_hold_the_same_days_and_do_not_touch(intervals: list[Interval]) -> None:
    found = merged(intervals)
    assert days(found) == days(intervals)
    assert all(one[1] + timedelta(1) < other[0] for one, other in pairwise(found))


@given(INTERVALS.filter(bool), INTERVALS.filter(bool))
def test_time_fit_counts_the_common_days(whole: list[Interval], means: list[Interval]) -> None:
    known = tables(periods=(*((PLAN, *one) for one in whole), *((FIRST, *one) for one in means)))
    fit = time_fit(known, PLAN, (FIRST,))
    assert fit.value == Fraction(len(days(whole) & days(means)), len(days(whole)))
    assert days(fit.uncovered) == days(whole) - days(means)
