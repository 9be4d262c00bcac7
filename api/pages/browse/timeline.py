"""Instruments on a timeline: a bar where sources state both ends, a broken line where they do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from starlette.requests import Request

from api.pages.browse.asked import Asked, named, names_of, view_values
from api.pages.browse.periods import period
from api.pages.names import Item, Names
from api.services import services_of
from m4sd_graph.browse.timeline import Certainty, Scale, Span, scale, spans
from m4sd_graph.speech import speech

# A bar that is shorter would not be seen; in hundredths of the whole.
SHORTEST = 0.6


@dataclass(frozen=True, slots=True)
class Bar:
    """An instrument on the timeline. ``solid`` and ``broken``: where a bar or a broken line begins and how long it is.

    ``given``: where the day of adoption or signature stands. All in hundredths of the whole; None for none.
    """

    item: Item
    kinds: tuple[Item, ...]
    period: str
    adopted: str
    covers: Certainty
    solid: tuple[float, float] | None
    broken: tuple[float, float] | None
    given: float | None


def timeline_values(request: Request, asked: Asked) -> Mapping[str, object]:
    """What the page of the timeline shows; blocks while the store answers."""
    found = spans(services_of(request).store.select(asked.text).rows)
    day = _day(asked, request)
    on = scale(found, day)
    names = names_of(request, {kind for span in found for kind in (*span.kinds, *span.classes)})
    dated = [_bar(span, on, names) for span in found if span.dated]
    states = [span.covers for span in found]
    return {
        **view_values(request, asked),
        "bars": dated,
        "undated": [_bar(span, on, names) for span in found if not span.dated],
        "years": [(year, on.place(date(year, 1, 1))) for year in on.years],
        "day": day.isoformat(),
        "released_day": str(services_of(request).manifest["modified"])[:10],
        "at": on.place(day),
        "counts": {state: states.count(state) for state in ("yes", "unknown", "no")},
        "total": len(found),
    }


def _day(asked: Asked, request: Request) -> date:
    given = next((c.values[0] for c in asked.chosen if c.filter.kind == "day"), "")
    return date.fromisoformat(given or str(services_of(request).manifest["modified"])[:10])


def _bar(span: Span, on: Scale, names: Names) -> Bar:
    solid, broken = _lines(span, on)
    return Bar(
        named(span.iri, span.name, names),
        tuple(names.item(kind) for kind in span.kinds or span.classes),
        period(span.start, span.end, names.lang),
        _adopted(span, names.lang),
        span.covers,
        solid,
        broken,
        on.place(span.given[0]) if span.given else None,
    )


def _lines(span: Span, on: Scale) -> tuple[tuple[float, float] | None, tuple[float, float] | None]:
    """The bar between stated ends, else the broken line to where nothing is stated."""
    if span.start and span.end:
        left = on.place(span.start)
        return (left, _round(max(on.place(span.end + timedelta(days=1)) - left, SHORTEST))), None
    left = on.place(span.first) if span.first else 0.0
    right = on.place(span.end + timedelta(days=1)) if span.end else 100.0
    return None, (left, _round(right - left))


def _adopted(span: Span, lang: str) -> str:
    if not span.given:
        return ""
    return speech(lang).gettext("adopted or signed %(day)s") % {"day": period(*span.given, lang)}


def _round(number: float) -> float:
    return round(number, 2)


def legend(lang: str) -> Sequence[tuple[Certainty, str]]:
    """What the three states of a day are called."""
    _ = speech(lang).gettext
    return (("yes", _("in force")), ("unknown", _("not settled by sources")), ("no", _("not in force")))
