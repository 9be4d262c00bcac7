"""The views as data, and how what a reader asks of one binds the parameters of its query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from m4sd_graph.catalog import plain_value
from m4sd_graph.collections import COLLECTIONS
from m4sd_graph.collections.filters import day
from m4sd_graph.collections.model import Collection, Filter
from m4sd_graph.collections.selection import LONGEST, Chosen, read_filter
from m4sd_graph.errors import ParameterError
from m4sd_graph.store.protocol import Store

# How a view is shown, not what.
SHOWING = ("lang", "format")
# Where the name that a reader writes is no name for a variable.
VARIABLES = {"as-of": "day"}
AS_OF = day("as-of", {"en": "As of", "fr": "Au"}, "2023-01-01", "m4sd:adopted|m4sd:signed")
KINDS = {
    "Organization": "org:Organization",
    "CoordinationBody": "m4sd:CoordinationBody",
    "Partnership": "m4sd:Partnership",
    "Programme": "m4sd:Programme",
    "State": "m4sd:State",
}
KIND = Filter(
    "kind",
    "word",
    "rdf:type",
    {"en": "Kind", "fr": "Genre"},
    "Kind of one end: a programme stands for projects too, a state for other places.",
    "Partnership",
    words=KINDS,
)


@dataclass(frozen=True, slots=True)
class View:
    """One way to look at what the graph holds.

    ``query``: the id of its query. ``collection``: the one whose members it shows, by which it knows what its
    ``filters`` may offer.
    """

    name: str
    query: str
    collection: Collection
    filters: tuple[Filter, ...] = ()


def _view(name: str, query: str, collection: str, *filters: str | Filter) -> View:
    of = COLLECTIONS[collection]
    found = (of.filter(f) if isinstance(f, str) else f for f in filters)
    return View(name, query, of, tuple(f for f in found if f))


VIEWS: Mapping[str, View] = {
    view.name: view
    for view in (
        _view("countries", "countries", "countries"),
        _view("findings", "findings", "findings", "country", "assessment", "domain", "valence"),
        _view("figures", "figures", "figures", "country", "measure"),
        _view("timeline", "timeline", "instruments", "country", "class", AS_OF),
        _view("network", "network", "bodies", "country", KIND),
        _view("map", "countries", "countries"),
    )
}


def read(view: View, pairs: Sequence[tuple[str, str]], store: Store, prefixes: Mapping[str, str]) -> tuple[Chosen, ...]:
    """Read the filters of ``view`` among ``pairs``, one value each; empty ones are absent. Raises ParameterError."""
    _check_names(view, (name for name, _ in pairs))
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        if value.strip() and name not in SHOWING:
            given.setdefault(name, []).append(plain_value(name, value.strip(), LONGEST))
    for name, values in given.items():
        if len(values) > 1:
            raise ParameterError("it is given twice.", place=f"parameter {name}", remedy="Give it once.")
    return tuple(read_filter(f, given[f.name], store, prefixes) for f in view.filters if f.name in given)


def bind(chosen: Iterable[Chosen], others: Mapping[str, str]) -> dict[str, str]:
    """The values of the query's parameters: what was chosen, and else those of ``others``."""
    found = {VARIABLES.get(c.filter.name, c.filter.name): _value(c) for c in chosen}
    return {**others, **found}


def _value(chosen: Chosen) -> str:
    """What the query's parameter reads: an IRI, or a day as it was given."""
    return chosen.values[0] if chosen.filter.kind == "day" else chosen.terms[0][1:-1]


def _check_names(view: View, names: Iterable[str]) -> None:
    known = [*(f.name for f in view.filters), *SHOWING]
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=3, cutoff=0.5)
            nearest = f"Nearest: {', '.join(near)}. " if near else ""
            raise ParameterError(
                f"/browse/{view.name} has no such parameter.",
                place=f"parameter {name[:60]!r}",
                remedy=f"{nearest}Known: {', '.join(known)}.",
            )
