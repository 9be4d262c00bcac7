"""A part of a whole, told as numerator, denominator and the lists behind both."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Share:
    """``counted`` among ``of``, both in order and without repetition."""

    counted: tuple[str, ...]
    of: tuple[str, ...]

    @property
    def numerator(self) -> int:
        """How many are counted."""
        return len(self.counted)

    @property
    def denominator(self) -> int:
        """How many there are to count."""
        return len(self.of)

    @property
    def value(self) -> Fraction | None:
        """The exact share; None, which is not zero, where there is nothing to count."""
        return Fraction(self.numerator, self.denominator) if self.of else None

    def __str__(self) -> str:
        return f"{self.numerator}/{self.denominator}" if self.of else "undefined (nothing to count)"


def share_of(counted: Iterable[str], of: Iterable[str]) -> Share:
    """The share of ``counted`` in ``of``, in the order of ``of``; what is not in ``of`` is not counted."""
    whole = tuple(dict.fromkeys(of))
    sought = set(counted)
    return Share(tuple(thing for thing in whole if thing in sought), whole)
