"""Periods in words: whole years and months as such, days as days, and what is not stated."""

from __future__ import annotations

import calendar
from datetime import date

from m4sd_graph.speech import speech


def period(start: date | None, end: date | None, lang: str) -> str:
    """A period in the language ``lang``; "" when neither end is stated."""
    _ = speech(lang).gettext
    if start and end:
        return _between(start, end)
    if start:
        return _("from %(day)s, end not stated") % {"day": _short(start, first=True)}
    if end:
        return _("until %(day)s, beginning not stated") % {"day": _short(end, first=False)}
    return ""


def _between(start: date, end: date) -> str:
    if _whole_years(start, end):
        return f"{start.year}" if start.year == end.year else f"{start.year}–{end.year}"
    if (start.year, start.month) == (end.year, end.month) and start.day == 1 and end.day == _last_day(end):
        return f"{start:%Y-%m}"
    return start.isoformat() if start == end else f"{start.isoformat()} – {end.isoformat()}"


def _whole_years(start: date, end: date) -> bool:
    return (start.month, start.day, end.month, end.day) == (1, 1, 12, 31)


def _short(day: date, *, first: bool) -> str:
    """A year instead of its first or last day."""
    return f"{day.year}" if (day.month, day.day) == ((1, 1) if first else (12, 31)) else day.isoformat()


def _last_day(day: date) -> int:
    return calendar.monthrange(day.year, day.month)[1]
