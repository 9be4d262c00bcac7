"""The fields of a form of filters: what can be chosen, and what has been."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from api.pages.names import Names
from m4sd_graph.collections.folding import code_key
from m4sd_graph.collections.model import PREFIXES, Collection, Filter
from m4sd_graph.collections.query import used_query
from m4sd_graph.collections.selection import Chosen
from m4sd_graph.namespaces import expand
from m4sd_graph.speech import spoken
from m4sd_graph.store.protocol import Store

# A longer list of options is a field to write in.
OPTIONS_MOST = 80
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Option:
    """A value that a form offers."""

    value: str
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Field:
    """A filter in a form: ``options`` to choose from, or none for a field to write in, of the HTML type ``kind``."""

    name: str
    title: str
    kind: str
    example: str
    values: tuple[str, ...]
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Chip:
    """A value that was chosen, in words, and the address of the page without it."""

    title: str
    text: str
    without: str


def used(store: Store, collection: Collection, filter_: Filter) -> dict[str, str]:
    """The things that members of the collection have for a filter, each with its code or ""."""
    if filter_.kind != "thing":
        return {}
    found: dict[str, str] = {}
    for row in store.select(used_query(collection, filter_)).rows:
        code = row["code"].value if "code" in row else ""
        found[row["v"].value] = max(found.get(row["v"].value, ""), code, key=lambda text: (len(text), text))
    return found


def words(filters: Iterable[Filter]) -> set[str]:
    """What the words of filters stand for."""
    return {expand(name, PREFIXES) for f in filters for name in (f.words or {}).values()}


def field(filter_: Filter, chosen: Iterable[Chosen], found: Mapping[str, str], names: Names) -> Field:
    """The field of a filter, which offers what was ``found`` in use."""
    of = next((c for c in chosen if c.filter.name == filter_.name), None)
    given, terms = (of.values, of.terms) if of else ((), ())
    options: Iterable[Option] = ()
    if filter_.words:
        iris = {word: expand(name, PREFIXES) for word, name in filter_.words.items()}
        options = [Option(word, names.text(iri), f"<{iri}>" in terms) for word, iri in iris.items()]
    elif filter_.kind == "thing" and 0 < len(found) <= OPTIONS_MOST:
        chosen_iris = {term[1:-1] for term in terms}
        listed = {**found, **{iri: found.get(iri, "") for iri in chosen_iris}}
        options = sorted(
            (Option(_short(filter_, iri), _text(iri, code, names), iri in chosen_iris) for iri, code in listed.items()),
            key=lambda option: code_key(option.text),
        )
    kinds = {"day": "date", "number": "number"}
    kind = kinds.get(filter_.kind, "search")
    return Field(filter_.name, spoken(filter_.title, names.lang), kind, filter_.example, given, tuple(options))


def chips(path: str, chosen: Iterable[Chosen], pairs: Pairs, names: Names) -> tuple[Chip, ...]:
    """Every value that was chosen; ``pairs`` are the parameters that the page has, of which each address drops one."""
    found = []
    for of in chosen:
        for value, term in zip(of.values, of.terms, strict=True):
            rest = [pair for pair in pairs if pair != (of.filter.name, value)]
            text = names.text(term[1:-1]) if of.filter.kind in ("thing", "word") else value
            found.append(Chip(spoken(of.filter.title, names.lang), text, f"{path}?{urlencode(rest)}" if rest else path))
    return tuple(found)


def _text(iri: str, code: str, names: Names) -> str:
    """The label of an option, with its code where the code begins with a number."""
    return f"{code} · {names.text(iri)}" if code[:1].isdigit() else names.text(iri)


def _short(filter_: Filter, iri: str) -> str:
    return next((iri.removeprefix(space) for space in filter_.spaces if iri.startswith(space)), iri)
