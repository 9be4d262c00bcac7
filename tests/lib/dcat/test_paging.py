"""Pages follow one another until there is none, and every dataset is on exactly one."""

from __future__ import annotations

import pytest

from m4sd_graph.dcat.paging import Paging
from m4sd_graph.errors import NotFoundError
from m4sd_graph.namespaces import HYDRA
from tests.lib.dcat.shapes import graph_of


@pytest.mark.parametrize(("total", "size"), [(0, 5), (1, 1), (7, 3), (9, 3), (2, 1000)])
def test_each_item_is_on_one_page(total: int, size: int) -> None:
    items, number = list(range(total)), 1
    seen: list[int] = []
    while number:
        page = Paging(number, size, total)
        seen += page.of(items)
        number = page.neighbours().get("next", 0)
    assert seen == items


def test_a_page_leads_to_its_neighbours() -> None:
    assert Paging(1, 2, 5).neighbours() == {"first": 1, "next": 2, "last": 3}
    assert Paging(2, 2, 5).neighbours() == {"first": 1, "previous": 1, "next": 3, "last": 3}
    assert Paging(3, 2, 5).neighbours() == {"first": 1, "previous": 2, "last": 3}


def test_a_page_says_so_in_the_terms_that_harvesters_read() -> None:
    found = graph_of(tuple(Paging(2, 2, 5).statements(lambda n: f"http://127.0.0.1:8000/catalog?page={n}")))
    told = {(str(s).rpartition("/")[2], str(p).removeprefix(HYDRA), str(o).removeprefix(HYDRA)) for s, p, o in found}
    assert ("catalog", "totalItems", "5") in told
    assert {o for s, p, o in told if s == "catalog?page=2" and "type" in p} == {
        "PartialCollectionView",
        "PagedCollection",
    }
    assert ("catalog?page=2", "next", "http://127.0.0.1:8000/catalog?page=3") in told


def test_there_is_no_page_behind_the_last() -> None:
    with pytest.raises(NotFoundError, match="the catalogue has 3"):
        Paging(4, 2, 5)
