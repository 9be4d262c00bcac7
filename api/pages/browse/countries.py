"""Countries with what is recorded for each, in a table and on a map that shows no borders."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from starlette.requests import Request

from api.pages.assets import BUILT, NotBuiltError
from api.pages.browse.asked import Asked, named, names_of, view_values
from api.pages.names import Item
from api.services import services_of
from m4sd_graph.collections.folding import label_key
from m4sd_graph.store.protocol import Term

# What is counted, each by the name of the collection that lists it.
COUNTED = ("instruments", "bodies", "partnerships", "programmes", "assessments", "findings", "figures")
# The name in Natural Earth of what has no code of its own.
WITHOUT_CODE = {"kosovo": "Kosovo"}
# In units of the drawing: the room beside and above the outermost points, the size of letters; and how wide one is.
ROOM, ABOVE, LETTERS, WIDE = 110, 70, 17, 0.56
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Country:
    """A country with the counts of ``COUNTED`` in their order. ``short``: how filters name it."""

    item: Item
    short: str
    code: str
    counts: tuple[int, ...]
    point: tuple[float, float] | None

    @property
    def total(self) -> int:
        """Everything counted."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Dot:
    """A country on the map: its point and the place of its label, from which a line leads back when it is ``far``."""

    country: Country
    x: float
    y: float
    radius: float
    label_x: float
    label_y: float
    anchor: str
    far: bool


@dataclass(frozen=True, slots=True)
class Map:
    """What is drawn: the part of the drawing that is shown, the land, the dots."""

    box: str
    land: str
    dots: tuple[Dot, ...]
    source: str


def countries_values(request: Request, asked: Asked) -> Mapping[str, object]:
    """What the pages of countries and of the map show; blocks while the store answers."""
    services = services_of(request)
    rows = services.store.select(asked.text).rows
    names = names_of(request, ())
    found = [_country(row, named(row["country"].value, row.get("name"), names)) for row in rows]
    ordered = sorted(found, key=lambda country: label_key(country.item.text))
    return {
        **view_values(request, asked),
        "countries": ordered,
        "counted": COUNTED,
        "map": drawn(ordered),
        "unplaced": [country for country in ordered if country.point is None],
    }


def drawn(countries: Sequence[Country]) -> Map:
    """The map of ``countries``, as far as they have a point."""
    world = _world()
    points = [country.point for country in countries if country.point]
    x, y, width, height = _box(points, world["width"], world["height"])
    return Map(
        f"{x:g} {y:g} {width:g} {height:g}",
        world["land"],
        tuple(_dots(countries, (x, y, x + width, y + height))),
        world["source"],
    )


def _country(row: Mapping[str, Term], item: Item) -> Country:
    short = row["country"].value.rpartition("/")[2]
    key = row["number"].value if "number" in row else WITHOUT_CODE.get(short, "")
    point = _world()["points"].get(key)
    counts = tuple(int(row[name].value) for name in COUNTED)
    return Country(item, short, row["code"].value if "code" in row else "", counts, tuple(point) if point else None)


def _box(points: Sequence[tuple[float, float]], width: float, height: float) -> tuple[float, float, float, float]:
    """The part of the drawing around ``points``; all of it when there are none."""
    if not points:
        return 0, 0, width, height
    left, right = min(x for x, _ in points) - ROOM, max(x for x, _ in points) + ROOM
    top, bottom = min(y for _, y in points) - ABOVE, max(y for _, y in points) + ABOVE
    return left, top, right - left, bottom - top


def _dots(countries: Iterable[Country], frame: Box) -> Iterable[Dot]:
    """The dots with labels that keep clear of each other, set from north to south."""
    placed = [(country, country.point) for country in countries if country.point]
    taken: list[Box] = [(x - 7, y - 7, x + 7, y + 7) for _, (x, y) in placed]
    for country, (x, y) in sorted(placed, key=lambda pair: pair[1][1]):
        radius = 5 + min(country.total, 100) ** 0.5
        width = len(f"{country.item.text} {country.total}") * LETTERS * WIDE
        at, anchor, box = _label(x, y, radius, width, taken, frame)
        taken.append(box)
        yield Dot(country, x, y, round(radius, 1), *at, anchor, abs(at[1] - y) > LETTERS)


def _label(
    x: float, y: float, radius: float, width: float, taken: Sequence[Box], frame: Box
) -> tuple[tuple[float, float], str, Box]:
    """Where the first free label stands, its anchor and its box: beside the dot, else further up or down."""
    first = None
    for step in (0, 1, -1, 2, -2, 3, -3, 4, -4):
        middle = y + step * LETTERS * 0.75
        for anchor, edge in (("start", x + radius + 4), ("end", x - radius - 4)):
            left = edge if anchor == "start" else edge - width
            box = (left, middle - LETTERS * 0.6, left + width, middle + LETTERS * 0.6)
            found = ((round(edge, 1), round(middle + LETTERS * 0.33, 1)), anchor, box)
            first = first or found
            inside = box[0] > frame[0] and box[2] < frame[2]
            own = (x - 7, y - 7, x + 7, y + 7)
            if inside and not any(_meet(box, other) for other in taken if other != own):
                return found
    assert first
    return first


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@cache
def _world() -> dict[str, Any]:
    """The outline of land and the points of countries, as the site's build made them. Raises NotBuiltError."""
    try:
        read: dict[str, Any] = json.loads((BUILT / "world.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NotBuiltError("the map was not built.", place=str(BUILT), remedy="Run: make web") from None
    return read
