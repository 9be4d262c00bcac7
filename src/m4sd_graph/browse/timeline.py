"""Instruments in time: what sources say of their beginning and end, on a common scale of years."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from m4sd_graph.store.protocol import Term

Certainty = Literal["yes", "unknown", "no"]
# The most years that an axis names.
LABELS_MOST = 10
STEPS = (1, 2, 5, 10, 25, 50, 100)


@dataclass(frozen=True, slots=True)
class Span:
    """An instrument in time.

    ``start`` and ``end`` as sources state them; ``given``: the days within which it was adopted or signed. None where
    nothing is stated: a missing end is not an end. ``covers``: whether sources say that it covers the day asked for.
    """

    iri: str
    name: Term | None
    classes: tuple[str, ...]
    kinds: tuple[str, ...]
    start: date | None
    end: date | None
    given: tuple[date, date] | None
    covers: Certainty

    @property
    def first(self) -> date | None:
        """The earliest day that is known of it."""
        return self.start or (self.given[0] if self.given else None)

    @property
    def dated(self) -> bool:
        """False where sources give no date at all."""
        return bool(self.first or self.end)


@dataclass(frozen=True, slots=True)
class Scale:
    """The years from the beginning of ``first`` to the end of ``last``."""

    first: int
    last: int

    def place(self, day: date) -> float:
        """Where a day stands between 0 and 100, with two decimal places."""
        whole = (date(self.last, 12, 31) - date(self.first, 1, 1)).days + 1
        part = (day - date(self.first, 1, 1)).days * 100 / whole
        return round(min(max(part, 0.0), 100.0), 2)

    @property
    def years(self) -> tuple[int, ...]:
        """The years that an axis names."""
        length = self.last - self.first + 1
        step = next((step for step in STEPS if length / step <= LABELS_MOST), STEPS[-1])
        return tuple(year for year in range(self.first, self.last + 1) if year % step == 0)


def spans(rows: Iterable[Mapping[str, Term]]) -> tuple[Span, ...]:
    """The rows of the query *timeline*, each instrument once: by first known day, those without any date last."""
    told: dict[str, list[Mapping[str, Term]]] = {}
    for row in rows:
        told.setdefault(row["instrument"].value, []).append(row)
    found = (_span(iri, several) for iri, several in told.items())
    return tuple(sorted(found, key=lambda span: (not span.dated, span.first or span.end or date.max, span.iri)))


def scale(of: Sequence[Span], day: date) -> Scale:
    """A scale on which every known day of ``of`` and ``day`` have a place."""
    days = [d for span in of for d in (span.start, span.end, *(span.given or ())) if d]
    return Scale(min([*days, day]).year, max([*days, day]).year)


def _span(iri: str, rows: Sequence[Mapping[str, Term]]) -> Span:
    def days(name: str) -> list[date]:
        return sorted(date.fromisoformat(row[name].value) for row in rows if name in row)

    starts, ends, given = days("start"), days("end"), [*days("givenStart"), *days("givenEnd")]
    states = {row["covers"].value for row in rows}
    return Span(
        iri,
        rows[0].get("name"),
        tuple(dict.fromkeys(row["class"].value for row in rows if "class" in row)),
        tuple(dict.fromkeys(row["kind"].value for row in rows if "kind" in row)),
        starts[0] if starts else None,
        ends[-1] if ends else None,
        (min(given), max(given)) if given else None,
        "yes" if "yes" in states else "no" if "no" in states else "unknown",
    )
