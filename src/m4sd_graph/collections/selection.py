"""What a client asks of a collection: its parameters, read into RDF terms."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from m4sd_graph.catalog import plain_value
from m4sd_graph.collections.folding import words
from m4sd_graph.collections.model import PREFIXES, Collection, Filter, Sort, with_prologue
from m4sd_graph.errors import ParameterError
from m4sd_graph.namespaces import XSD, expand
from m4sd_graph.store.protocol import Store

CERTAINTY = "certainty"
CERTAINTIES = ("yes", "unknown", "no")
# What every collection takes beside its filters; all but ``sort`` tells how members are shown, not which.
SHOWING = ("limit", "cursor", "lang", "format", "context")
CHOICES = "SELECT DISTINCT ?v ?code WHERE {{ {among} OPTIONAL {{ ?v skos:notation ?code }} }} ORDER BY ?v"
# Values of one filter, characters of one value. A text becomes patterns, which are many times longer.
VALUES_MOST, LONGEST = 50, 500
TEXTS_MOST, TEXT_LONGEST, WORDS_MOST = 5, 200, 12
# What stands for bytes that are not UTF-8.
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A filter with its values as they were given, and as RDF terms (for a text: its words)."""

    filter: Filter
    values: tuple[str, ...]
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which members, in which order.

    ``certainty``: of members asked for by a day, those of which sources say that they cover it (``yes``), that they do
    not (``no``), or too little (``unknown``). ``language``: that of labels as sort keys.
    """

    collection: Collection
    chosen: tuple[Chosen, ...]
    certainty: tuple[str, ...]
    sort: Sort
    descending: bool
    language: str

    @property
    def day(self) -> Chosen | None:
        """The filter by a day, if one was asked for."""
        return next((c for c in self.chosen if c.filter.kind == "day"), None)

    @property
    def order(self) -> str:
        """The order as a client writes it."""
        return f"{'-' if self.descending else ''}{self.sort.name}"

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The parameters that say the same."""
        pairs = [(c.filter.name, value) for c in self.chosen for value in c.values]
        default = self.sort == self.collection.sorts[0] and not self.descending
        certainty = [(CERTAINTY, c) for c in self.certainty] if self.day and self.certainty != ("yes",) else []
        return [*pairs, *certainty, *([] if default else [("sort", self.order)])]

    @property
    def digest(self) -> str:
        """What tells a selection from any other."""
        chosen = sorted((c.filter.name, sorted(c.terms)) for c in self.chosen)
        told = repr((self.collection.name, chosen, sorted(self.certainty), self.order))
        return hashlib.sha256(told.encode()).hexdigest()[:12]


def select(
    collection: Collection, pairs: Pairs, store: Store, prefixes: Mapping[str, str], language: str = "en"
) -> Selection:
    """Read the filters and the order among ``pairs``; empty values count as absent. Raises ParameterError."""
    check_names(collection, (name for name, _ in pairs))
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        if value.strip() and name not in SHOWING:
            given.setdefault(name, []).append(plain_value(name, value.strip(), LONGEST))
    orders = given.pop("sort", [])
    certainty = tuple(dict.fromkeys(given.pop(CERTAINTY, ()))) or ("yes",)
    chosen = tuple(read_filter(f, given[f.name], store, prefixes) for f in collection.filters if f.name in given)
    sort, descending = _order(collection, orders)
    selection = Selection(collection, chosen, certainty, sort, descending, language)
    _check_certainty(selection)
    return selection


def check_names(collection: Collection, names: Iterable[str]) -> None:
    """Raise ParameterError for a name that is no parameter of the collection."""
    known = parameters_of(collection)
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=3, cutoff=0.5)
            nearest = f"Nearest: {', '.join(near)}. " if near else ""
            raise ParameterError(
                f"/{collection.name} has no such parameter.",
                place=f"parameter {name[:60]!r}",
                remedy=f"{nearest}Known: {', '.join(known)}.",
            )


def parameters_of(collection: Collection) -> list[str]:
    """The names of its parameters: filters, then what orders members, then how they are shown."""
    names = [f.name for f in collection.filters]
    dated = any(f.kind == "day" for f in collection.filters)
    return [*names, *([CERTAINTY] if dated else []), "sort", *SHOWING]


def choices(store: Store, filter_: Filter) -> dict[str, list[str]]:
    """Every thing that ``filter_`` may name, with its codes."""
    found: dict[str, list[str]] = {}
    for row in store.select(with_prologue(CHOICES.format(among=filter_.among))).rows:
        found.setdefault(row["v"].value, []).extend([row["code"].value] if "code" in row else [])
    return found


def read_filter(filter_: Filter, values: list[str], store: Store, prefixes: Mapping[str, str]) -> Chosen:
    """Read the values of a filter into terms. Raises ParameterError."""
    values = list(dict.fromkeys(values))
    most = TEXTS_MOST if filter_.kind == "text" else VALUES_MOST
    if len(values) > most:
        raise _error(filter_, f"more than {most} values are given.", "Ask in several requests.")
    match filter_.kind:
        case "thing":
            terms = _things(filter_, values, store, prefixes)
        case "word":
            terms = [_word(filter_, value) for value in values]
        case "number":
            terms = [_number(filter_, value) for value in values]
        case "day":
            terms = [_day(filter_, values)]
        case "text":
            terms = [_words(filter_, value) for value in values]
    return Chosen(filter_, tuple(values), tuple(terms))


def _things(filter_: Filter, values: list[str], store: Store, prefixes: Mapping[str, str]) -> list[str]:
    known = choices(store, filter_)
    codes = {code.lower(): iri for iri, found in known.items() for code in found}
    short = {iri.removeprefix(space).lower(): iri for space in filter_.spaces for iri in known if iri.startswith(space)}
    terms = []
    for value in values:
        iri = expand(value, prefixes)
        found = iri if iri in known else codes.get(value.lower()) or short.get(value.lower())
        if found is None:
            near = get_close_matches(value.lower(), {**codes, **short}, n=3, cutoff=0.5)
            remedy = f"Nearest: {', '.join(near)}." if near else f"Example: {filter_.example}"
            raise _error(filter_, f"nothing is known as {value[:80]!r}.", remedy)
        terms.append(f"<{found}>")
    return terms


def _word(filter_: Filter, value: str) -> str:
    known = filter_.words or {}
    if value not in known:
        raise _error(filter_, "the value is not known.", f"One of {', '.join(known)}.")
    return f"<{expand(known[value], PREFIXES)}>"


def _number(filter_: Filter, value: str) -> str:
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        raise _error(filter_, "the value is not a whole number.", f"Example: {filter_.example}")
    return str(int(value))


def _day(filter_: Filter, values: list[str]) -> str:
    if len(values) > 1:
        raise _error(filter_, "more than one day is given.", "Give one.")
    try:
        day = date.fromisoformat(values[0])
    except ValueError:
        raise _error(filter_, "this is not a date of the form YYYY-MM-DD.", f"Example: {filter_.example}") from None
    return f'"{day.isoformat()}"^^<{XSD}date>'


def _words(filter_: Filter, value: str) -> str:
    found = words(value)
    if not found or len(found) > WORDS_MOST or len(value) > TEXT_LONGEST:
        told = f"give between one and {WORDS_MOST} words, of {TEXT_LONGEST} characters in all at most."
        raise _error(filter_, told, f"Example: {filter_.example}")
    return " ".join(found)


def _order(collection: Collection, given: list[str]) -> tuple[Sort, bool]:
    asked = given[0] if given else collection.sorts[0].name
    sort = collection.sort(asked.removeprefix("-"))
    if sort is None or len(given) > 1:
        names = ", ".join(s.name for s in collection.sorts)
        raise ParameterError(
            f"/{collection.name} has one order at a time, by a known key.",
            place="parameter sort",
            remedy=f"One of {names}; with a minus in front for the reverse.",
        )
    return sort, asked.startswith("-")


def _check_certainty(selection: Selection) -> None:
    if not set(selection.certainty) <= set(CERTAINTIES):
        raise ParameterError(
            "the value is not known.", place=f"parameter {CERTAINTY}", remedy=f"One of {', '.join(CERTAINTIES)}."
        )
    if selection.certainty != ("yes",) and selection.day is None:
        names = ", ".join(f.name for f in selection.collection.filters if f.kind == "day")
        raise ParameterError("there is no day.", place=f"parameter {CERTAINTY}", remedy=f"Give {names} as well.")


def _error(filter_: Filter, message: str, remedy: str) -> ParameterError:
    return ParameterError(message, place=f"parameter {filter_.name}", remedy=remedy)
