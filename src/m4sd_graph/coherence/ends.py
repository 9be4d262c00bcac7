"""The ends of a trace: a thing, a class, a kind of row, a goal or objective, a country, a domain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

import polars as pl

from m4sd_graph.coherence.axes import CLASSES
from m4sd_graph.coherence.tables import Tables
from m4sd_graph.errors import NotFoundError

# How an end is read; several readings may hold of one IRI, for example of a country: itself, and what belongs to it.
Way = Literal["itself", "class", "country", "domain", "part"]
FRAMEWORK_PARTS = ("goal", "objective")


@dataclass(frozen=True, slots=True)
class End:
    """An end as asked, and the things that it means, sorted.

    ``ways``: the readings that found something, with the IRIs that they look for. A domain that a trace leads to means
    the claims that rest on a finding in it, and no things.
    """

    asked: str
    things: tuple[str, ...]
    ways: Mapping[Way, tuple[str, ...]]


def source_of(tables: Tables, asked: str) -> End:
    """What a trace from ``asked`` starts at: itself, the instances of a class, what belongs to a country or domain.

    Raises NotFoundError with the nearest names.
    """
    places = tables.places.filter(pl.col("state") == asked)["thing"]
    findings = tables.findings.filter(pl.col("domain") == asked)["finding"]
    return _end(tables, asked, {"country": places, "domain": findings})


def target_of(tables: Tables, asked: str) -> End:
    """What a trace to ``asked`` ends at: itself, the parts of a goal or objective, the instances of a class.

    Raises NotFoundError with the nearest names.
    """
    inside = (pl.col("whole") == asked) & pl.col("kind").is_in(FRAMEWORK_PARTS)
    end = _end(tables, asked, {"part": tables.parts.filter(inside)["part"]})
    if tables.findings.filter(pl.col("domain") == asked).is_empty():
        return end
    return End(asked, end.things, {**end.ways, "domain": (asked,)})


def classes_of(tables: Tables, asked: str) -> tuple[str, ...]:
    """The classes that ``asked`` means: those of a kind of row or column, or the class itself and its subclasses."""
    if asked in CLASSES:
        return CLASSES[asked]
    below = tables.subclasses.filter(pl.col("above") == asked)["class"]
    return (asked, *below.unique().sort())


def _end(tables: Tables, asked: str, groups: Mapping[Way, pl.Series]) -> End:
    classes = classes_of(tables, asked)
    instances = tables.classes.filter(pl.col("class").is_in(classes))["thing"]
    found: dict[Way, tuple[pl.Series, tuple[str, ...]]] = {
        "itself": (pl.Series([asked] if _known(tables, asked) else [], dtype=pl.String), (asked,)),
        "class": (instances, classes),
        **{way: (things, (asked,)) for way, things in groups.items()},
    }
    ways = {way: wanted for way, (things, wanted) in found.items() if not things.is_empty()}
    if not ways and not _is_class(tables, asked):
        raise _unknown(tables, asked)
    things = {thing for series, _ in found.values() for thing in series}
    # A class without instances here is known, and empty.
    return End(asked, tuple(sorted(things)), ways or {"class": classes})


def _known(tables: Tables, asked: str) -> bool:
    ends = (pl.col("source") == asked) | (pl.col("target") == asked)
    return asked in tables.labels or not tables.links.filter(ends).is_empty()


def _is_class(tables: Tables, asked: str) -> bool:
    named = (pl.col("class") == asked) | (pl.col("above") == asked)
    return asked in CLASSES or not tables.subclasses.filter(named).is_empty()


def _unknown(tables: Tables, asked: str) -> NotFoundError:
    near = nearest_ends(tables, asked)
    remedy = f"Nearest: {', '.join(near)}." if near else f"Give an IRI, or one of {', '.join(CLASSES)}."
    return NotFoundError(
        "the graph has no link to or from this, nor a name for it.", place=asked, remedy=remedy, nearest=near
    )


def nearest_ends(tables: Tables, asked: str, count: int = 5) -> Sequence[str]:
    """Up to ``count`` IRIs of things, classes and kinds whose name or whose last part resembles ``asked``."""
    folder, _, last = asked.rstrip("/").replace("#", "/").rpartition("/")
    known = {kind: kind for kind in CLASSES}
    for iri in sorted(_iris(tables)):
        known.setdefault(_last(iri), iri)
        if folder and iri.replace("#", "/").startswith(f"{folder}/"):
            known[_last(iri)] = iri
    for iri, texts in tables.labels.items():
        for text in texts.values():
            known.setdefault(text.casefold(), iri)
    close = get_close_matches(last.casefold(), list(known), n=2 * count, cutoff=0.6)
    return tuple(dict.fromkeys(known[name] for name in close))[:count]


def _iris(tables: Tables) -> set[str]:
    columns = (tables.names["thing"], tables.links["source"], tables.links["target"], tables.classes["class"])
    return {iri for column in columns for iri in column}


def _last(iri: str) -> str:
    return iri.rstrip("/").replace("#", "/").rpartition("/")[2].casefold()
