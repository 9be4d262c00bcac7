"""What is searched, what is asked, and what is found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

# Hits in one answer where nobody asks for another number.
PAGE = 20


@dataclass(frozen=True, slots=True)
class Name:
    """A name or code of a thing; ``role``: label, alternative or code; ``lang`` is "" for none."""

    text: str
    lang: str
    role: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A thing that can be found.

    ``labels``, ``texts`` (descriptions and definitions) and ``notes`` (required notices) by language; ``countries``:
    codes; ``domain``: codes of governance domains; ``start`` and ``end``: the years that sources give, None where
    open or not recorded; ``context``: words of what it belongs to.
    """

    iri: str
    kind: str
    types: tuple[str, ...]
    labels: Mapping[str, str]
    names: tuple[Name, ...]
    texts: Mapping[str, str]
    notes: Mapping[str, str] = field(default_factory=dict)
    countries: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    start: int | None = None
    end: int | None = None
    context: str = ""

    @property
    def dated(self) -> bool:
        """True where sources give a year."""
        return self.start is not None or self.end is not None


@dataclass(frozen=True, slots=True)
class Asked:
    """A search: words and filters; of several values of a filter any fits.

    ``first`` and ``last``: years; what is not dated does not lie between them. ``start``: how many hits are passed
    over; ``lang``: the reader's language, which decides among names that match equally well.
    """

    text: str = ""
    kinds: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    first: int | None = None
    last: int | None = None
    start: int = 0
    limit: int = PAGE
    lang: str = "en"

    @property
    def filtered(self) -> bool:
        """True when any filter is set."""
        return bool(self.kinds or self.countries or self.domains) or self.first is not None or self.last is not None


@dataclass(frozen=True, slots=True)
class Marked:
    """A text with the ranges that matched: offsets in characters, the end excluded, in order, apart."""

    text: str
    lang: str
    ranges: tuple[tuple[int, int], ...]

    def pieces(self) -> tuple[tuple[str, bool], ...]:
        """The text in pieces, each with whether it matched."""
        found, at = [], 0
        for start, end in self.ranges:
            found += [(self.text[at:start], False), (self.text[start:end], True)]
            at = end
        return tuple((piece, hit) for piece, hit in [*found, (self.text[at:], False)] if piece)


@dataclass(frozen=True, slots=True)
class Matched:
    """The name that matched best, and its role."""

    name: Marked
    role: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found: by a name, by its description, or (neither) by what it belongs to."""

    entry: Entry
    matched: Matched | None
    snippet: Marked | None


@dataclass(frozen=True, slots=True)
class Count:
    """A value of a filter, its names by language, and how many hits it would leave."""

    value: str
    labels: Mapping[str, str]
    number: int


@dataclass(frozen=True, slots=True)
class Decade:
    """Ten years, and how many hits last into them."""

    first: int
    last: int
    number: int


@dataclass(frozen=True, slots=True)
class Facets:
    """What the hits are; each filter's values are counted under all other filters.

    ``dated`` and ``undated``: hits with and without a year, when no years are asked for; ``first`` and ``last``: the
    earliest and the latest year among them; ``decades``: those between, each with the hits that last into it.
    """

    kinds: tuple[Count, ...]
    countries: tuple[Count, ...]
    domains: tuple[Count, ...]
    dated: int
    undated: int
    first: int | None
    last: int | None
    decades: tuple[Decade, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """Hits from number ``asked.start`` on, of ``total``; ``nearest``: what resembles the words when nothing fits."""

    asked: Asked
    hits: tuple[Hit, ...]
    total: int
    facets: Facets
    nearest: tuple[Entry, ...] = ()
