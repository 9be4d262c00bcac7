"""The map: labels keep clear of each other, and nothing without a point is drawn."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from api.pages.browse.countries import LETTERS, WIDE, Country, Dot, drawn
from api.pages.names import Item

POINTS = st.lists(
    st.tuples(st.integers(0, 1600), st.integers(0, 779)), min_size=1, max_size=6, unique_by=lambda point: point[1] // 60
)


def country(name: str, point: tuple[float, float] | None) -> Country:
    return Country(Item(name, "/x"), name, "", (1,), point)


def box(dot: Dot) -> tuple[float, float, float, float]:
    width = len(f"{dot.country.item.text} 1") * LETTERS * WIDE
    left = dot.label_x if dot.anchor == "start" else dot.label_x - width
    return left, dot.label_y - LETTERS, left + width, dot.label_y


@given(POINTS)
def test_labels_do_not_cover_each_other(points: list[tuple[int, int]]) -> None:
    dots = drawn([country(f"Country {n}", point) for n, point in enumerate(points)]).dots
    assert len(dots) == len(points)
    for one, other in combinations(map(box, dots), 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def test_what_has_no_point_is_not_drawn() -> None:
    shown = drawn([country("Atlantis", None)])
    assert shown.dots == ()
    assert shown.box == "0 0 1600 779"
