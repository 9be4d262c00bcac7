"""When something was adopted, in force, amended or running, as lines along the years: what a page draws as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from api.pages.links import Row
from api.pages.names import Item, Names
from m4sd_graph.namespaces import DCAT, DCTERMS, M4SD
from m4sd_graph.speech import speech
from m4sd_graph.store.protocol import Store

# The periods of a thing, those of its parts (phases), and of a period itself.
PERIODS = f"""SELECT ?thing ?property ?period ?start ?end WHERE {{{{
  {{{{ VALUES ?thing {{{{ {{iri}} }}}} ?thing ?property ?period . ?period a <{DCTERMS}PeriodOfTime>
     FILTER(?property IN (<{DCTERMS}temporal>, <{M4SD}adopted>, <{M4SD}signed>, <{M4SD}established>,
       <{M4SD}amendedIn>)) }}}}
  UNION {{{{ ?thing <{DCTERMS}isPartOf> {{iri}} ; ?property ?period FILTER(?property = <{DCTERMS}temporal>) }}}}
  UNION {{{{ VALUES ?period {{{{ {{iri}} }}}} ?period a <{DCTERMS}PeriodOfTime> BIND(?period AS ?thing)
     BIND(<{DCTERMS}temporal> AS ?property) }}}}
  OPTIONAL {{{{ ?period <{DCAT}startDate> ?start }}}} OPTIONAL {{{{ ?period <{DCAT}endDate> ?end }}}}
}}}}"""
ROW, TOP, MOST = 46, 8, 24
STEPS = (1, 2, 5, 10, 20, 50, 100)
TICKS = 7


@dataclass(frozen=True, slots=True)
class Span:
    """One line: what happened, when in words, and its place in percent of the width; ``y`` in pixels."""

    what: Item
    when: Item
    x: float
    width: float
    y: int
    open_start: bool
    open_end: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """A year on the axis; ``anchor`` keeps its number inside the drawing."""

    year: int
    x: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """The lines, the axis below them, and the mark of the day of the release (``None`` where it is not on the axis)."""

    spans: tuple[Span, ...]
    ticks: tuple[Tick, ...]
    mark: float | None
    day: str
    height: int
    words: str


def period_rows(store: Store, iri: str) -> tuple[Row, ...]:
    """The periods that have to do with ``iri``."""
    return tuple(store.select(PERIODS.format(iri=f"<{iri}>")).rows)


def timeline_of(rows: Sequence[Row], iri: str, names: Names, released: date | None) -> Timeline | None:
    """Draw the periods; ``None`` where no day is known. ``released`` is the day of the release."""
    known = sorted((row for row in rows if _days(row)), key=lambda row: (_days(row)[0], _days(row)[-1]))[:MOST]
    if not known:
        return None
    days = [day for row in known for day in _days(row)]
    first, last = min(days).year, max(days).year + 1
    # Room for what is open, and for the day of the release where it is near.
    first -= any("start" not in row for row in known) or last - first < 3
    last += any("end" not in row for row in known) or last - first < 3
    if released and first - 5 <= released.year < last + 5:
        first, last = min(first, released.year), max(last, released.year + 1)
    axis = _Axis(date(first, 1, 1), date(last, 1, 1))
    spans = tuple(_span(row, n, iri, names, axis) for n, row in enumerate(known))
    mark = axis.at(released) if released and axis.start <= released <= axis.end else None
    words = "; ".join(f"{span.what.text}: {span.when.text}" for span in spans)
    return Timeline(
        spans, axis.ticks(), mark, released.isoformat() if released else "", TOP + ROW * len(spans) + 26, words
    )


@dataclass(frozen=True, slots=True)
class _Axis:
    start: date
    end: date

    def at(self, day: date) -> float:
        return round(100 * (day - self.start).days / (self.end - self.start).days, 2)

    def ticks(self) -> tuple[Tick, ...]:
        years = self.end.year - self.start.year
        step = next((step for step in STEPS if years / step <= TICKS), STEPS[-1])
        shown = [year for year in range(self.start.year, self.end.year + 1) if year % step == 0]
        return tuple(Tick(year, x, _anchor(x)) for year in shown for x in [self.at(date(year, 1, 1))])


def _anchor(x: float) -> str:
    return "start" if x < 4 else "end" if x > 96 else "middle"


def _span(row: Row, n: int, iri: str, names: Names, axis: _Axis) -> Span:
    _ = speech(names.lang).gettext
    start, end = _day(row, "start"), _day(row, "end")
    left = axis.at(start) if start else 0.0
    # The last day belongs to the period.
    right = axis.at(min(date.fromordinal(end.toordinal() + 1), axis.end)) if end else 100.0
    part = row["thing"].value not in (iri, row["period"].value)
    when = names.item(row["period"].value)
    return Span(
        what=names.item(row["thing"].value if part else row["property"].value),
        when=when,
        x=left,
        width=max(round(right - left, 2), 0.8),
        y=TOP + ROW * n,
        open_start=start is None,
        open_end=end is None,
    )


def _days(row: Row) -> list[date]:
    return [day for name in ("start", "end") if (day := _day(row, name))]


def _day(row: Row, name: str) -> date | None:
    """A day of the row; ``None`` for one that is missing or no day of the calendar."""
    try:
        return date.fromisoformat(row[name].value[:10]) if name in row else None
    except ValueError:
        return None
