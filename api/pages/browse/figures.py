"""Reported figures by what they measure, side by side where they differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from starlette.requests import Request

from api.pages.browse.asked import Asked, named, names_of, view_values
from api.pages.browse.periods import period
from api.pages.links import EXACT, inside, number
from api.pages.names import Item, Names
from api.services import services_of
from m4sd_graph.browse.figures import Figure, Measure, measures
from m4sd_graph.collections.folding import label_key


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One figure. ``share``: the length of its bar in hundredths, "" where lengths would mislead."""

    item: Item
    anchor: str
    value: str
    share: str
    areas: tuple[Item, ...]
    period: str
    documents: tuple[Item, ...]
    base: Item | None
    diverges: tuple[Item, ...]
    incompatible: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """What some figures measure; ``disputed`` where at least one says otherwise than another."""

    item: Item
    anchor: str
    figures: tuple[FigureLine, ...]
    disputed: bool
    compared: bool


def figures_values(request: Request, asked: Asked) -> Mapping[str, object]:
    """What the page of figures shows; blocks while the store answers."""
    found = measures(services_of(request).store.select(asked.text).rows)
    every = [figure for measure in found for figure in measure.figures]
    names = names_of(request, {iri for figure in every for iri in _iris(figure)})
    groups = [_group(measure, names) for measure in found]
    return {
        **view_values(request, asked),
        "groups": sorted(
            groups, key=lambda group: (not group.disputed, not group.compared, label_key(group.item.text))
        ),
        "count": len(every),
    }


def _iris(figure: Figure) -> Sequence[str]:
    others = (*figure.areas, *figure.documents, *figure.diverges, *figure.incompatible)
    return [iri for iri in (figure.measure, figure.qualifier, figure.unit, *others) if iri]


def _group(measure: Measure, names: Names) -> Group:
    lines = tuple(_line(figure, measure, names) for figure in measure.figures)
    return Group(
        names.item(measure.iri),
        _last(measure.iri),
        lines,
        any(figure.diverges for figure in measure.figures),
        measure.comparable,
    )


def _line(figure: Figure, measure: Measure, names: Names) -> FigureLine:
    base = figure.base
    return FigureLine(
        named(figure.iri, figure.name, names),
        f"figure-{_last(figure.iri)}",
        _value(figure, names),
        f"{measure.share(figure)}" if measure.comparable else "",
        tuple(names.item(iri) for iri in figure.areas),
        period(_day(figure.start), _day(figure.end), names.lang),
        tuple(names.item(iri) for iri in figure.documents),
        Item(base.value, language="" if base.language == names.lang else base.language) if base else None,
        tuple(names.item(iri) for iri in figure.diverges),
        tuple(names.item(iri) for iri in figure.incompatible),
    )


def _value(figure: Figure, names: Names) -> str:
    qualifier = "" if figure.qualifier in ("", EXACT) else inside(names.text(figure.qualifier))
    words = (qualifier, number(figure.value, names.lang), inside(names.text(figure.unit)))
    return " ".join(word for word in words if word)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _last(iri: str) -> str:
    return iri.rpartition("/")[2]
