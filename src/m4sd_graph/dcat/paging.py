"""Pages of the catalogue, in the Hydra terms by which the harvesters of portals go from one to the next."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from m4sd_graph.dcat.model import CATALOGUE
from m4sd_graph.errors import NotFoundError
from m4sd_graph.namespaces import HYDRA
from m4sd_graph.statements import about, integer, ref, typed
from m4sd_graph.store.protocol import Statement

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Paging:
    """One page of ``total`` items: its number from 1, and how many items a page has."""

    number: int
    size: int
    total: int

    def __post_init__(self) -> None:
        if self.number > self.last:
            raise NotFoundError(
                f"there is no page {self.number}: the catalogue has {self.last}.",
                place="parameter page",
                remedy=f"Ask for a page from 1 to {self.last}.",
            )

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(1, -(-self.total // self.size))

    def of(self, items: Sequence[T]) -> Sequence[T]:
        """The items on this page."""
        return items[(self.number - 1) * self.size : self.number * self.size]

    def neighbours(self) -> dict[str, int]:
        """The numbers of the pages to go to: first, previous, next and last, as far as there are any."""
        found = {"first": 1, "previous": self.number - 1, "next": self.number + 1, "last": self.last}
        return {name: number for name, number in found.items() if 1 <= number <= self.last}

    def statements(self, address: Callable[[int], str]) -> Iterator[Statement]:
        """What the page says of itself; ``address`` gives the address of a page by its number."""
        view = address(self.number)
        yield from typed(CATALOGUE, f"{HYDRA}Collection")
        yield from about(CATALOGUE, (f"{HYDRA}totalItems", integer(self.total)), (f"{HYDRA}view", ref(view)))
        # Older harvesters know only the name that Hydra used first.
        yield from typed(view, f"{HYDRA}PartialCollectionView", f"{HYDRA}PagedCollection")
        yield from about(view, *((HYDRA + name, ref(address(n))) for name, n in self.neighbours().items()))
