"""Reported figures, each once, by what they measure; never averaged, never ranked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from m4sd_graph.store.protocol import Term

Row = Mapping[str, Term]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. ``diverges``: figures that say otherwise of the same; ``incompatible``: those not comparable."""

    iri: str
    name: Term | None
    measure: str
    qualifier: str
    value: str
    unit: str
    start: str
    end: str
    base: Term | None
    areas: tuple[str, ...]
    documents: tuple[str, ...]
    diverges: tuple[str, ...]
    incompatible: tuple[str, ...]

    @property
    def number(self) -> Decimal | None:
        """The value as a number, if it is one."""
        try:
            return Decimal(self.value)
        except InvalidOperation:
            return None


@dataclass(frozen=True, slots=True)
class Measure:
    """What some figures measure, with the figures in the order of their periods, undated ones last."""

    iri: str
    figures: tuple[Figure, ...]

    @property
    def comparable(self) -> bool:
        """True when there is more than one figure, all in one unit: only then can their lengths be compared."""
        numbers = [figure.number for figure in self.figures]
        return len(numbers) > 1 and len({f.unit for f in self.figures}) == 1 and all(n and n > 0 for n in numbers)

    def share(self, figure: Figure) -> Decimal:
        """The figure in hundredths of the largest, with one decimal place."""
        largest = max(f.number or Decimal() for f in self.figures)
        return ((figure.number or Decimal()) * 100 / largest).quantize(Decimal("0.1")) if largest else Decimal()


def measures(rows: Iterable[Row]) -> tuple[Measure, ...]:
    """The rows of the query *figures*, brought together by figure and by measure."""
    by_figure: dict[str, list[Row]] = {}
    for row in rows:
        by_figure.setdefault(row["figure"].value, []).append(row)
    found: dict[str, list[Figure]] = {}
    for iri, told in by_figure.items():
        figure = _figure(iri, told)
        found.setdefault(figure.measure, []).append(figure)
    return tuple(Measure(iri, tuple(sorted(figures, key=_period))) for iri, figures in found.items())


def _figure(iri: str, rows: list[Row]) -> Figure:
    first = rows[0]

    def one(name: str) -> str:
        return first[name].value if name in first else ""

    def all_(name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(row[name].value for row in rows if name in row))

    return Figure(
        iri,
        first.get("name"),
        one("measure"),
        one("qualifier"),
        one("value"),
        one("unit"),
        one("start"),
        one("end"),
        first.get("base"),
        all_("area"),
        all_("document"),
        all_("diverges"),
        all_("incompatible"),
    )


def _period(figure: Figure) -> tuple[bool, str, str, str]:
    undated = not (figure.start or figure.end)
    return undated, figure.start or figure.end, figure.end, figure.iri
