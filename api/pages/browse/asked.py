"""A view as it was asked for: its filters read, its query bound, and what every page of a view shows of that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request

from api.negotiation import ANSWERS
from api.pages.fields import Pairs, chips, field, used, words
from api.pages.names import Item, Names
from api.pages.render import address_of, language
from api.services import Services, services_of
from m4sd_graph.browse import View, bind, read
from m4sd_graph.catalog import Query
from m4sd_graph.collections.selection import Chosen
from m4sd_graph.describe import labels
from m4sd_graph.store.protocol import Rows, Term

# What a program takes as it is; a page is no download.
DATA = tuple(name for name in ANSWERS.names if name != "html")


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of a view.

    ``pairs``: the filters as they stand in the address. ``text``: the query with its parameters bound.
    """

    view: View
    chosen: tuple[Chosen, ...]
    pairs: tuple[tuple[str, str], ...]
    text: str
    lang: str

    @property
    def path(self) -> str:
        """The address of the view without filters."""
        return f"/browse/{self.view.name}"


def ask(request: Request, view: View) -> Asked:
    """Read a request to a view; blocks while the store answers. Raises ParameterError."""
    services, lang = services_of(request), language(request)
    given = request.query_params.multi_items()
    chosen = read(view, given, services.store, services.prefixes)
    # Without a day the release's own: an answer follows from the release alone, never from the clock.
    day = {"day": str(services.manifest["modified"])[:10]} if view.query == "timeline" else {}
    others = {**day, "lang": lang} if "lang" in _names(services, view.query) else {}
    text = bound(services, view.query, bind(chosen, others))
    pairs = tuple((c.filter.name, value) for c in chosen for value in c.values)
    return Asked(view, chosen, pairs, text, lang)


def bound(services: Services, name: str, values: Mapping[str, str]) -> str:
    """The text of a query of the kind *pages* with its parameters bound."""
    return _query(services, name).bind(values, services.prefixes)


def select(services: Services, name: str, values: Mapping[str, str]) -> Rows:
    """The rows of a query of the kind *pages*."""
    return services.store.select(bound(services, name, values))


def _query(services: Services, name: str) -> Query:
    return next(query for query in services.catalog.of_kind("pages") if query.id == name)


def _names(services: Services, query: str) -> frozenset[str]:
    return frozenset(parameter.name for parameter in _query(services, query).parameters)


def names_of(request: Request, iris: Iterable[str]) -> Names:
    """The names of ``iris`` in the reader's language; blocks while the store answers."""
    return Names(labels(services_of(request).store, set(iris)), language(request), address_of(request))


def named(iri: str, name: Term | None, names: Names) -> Item:
    """A link to ``iri`` under the name that a query gave it, which says its language where that is another."""
    if name is None:
        return names.item(iri)
    return Item(name.value, names.address(iri), "" if name.language == names.lang else name.language)


def data_values(request: Request, path: str, text: str, pairs: Pairs) -> dict[str, object]:
    """Where a page offers its data and the query behind them."""
    return {
        "downloads": {name: address(path, [*pairs, *_lang(request), ("format", name)]) for name in DATA},
        "query_text": text,
        "query_address": f"/sparql?{urlencode([('format', 'html'), ('query', text)])}",
    }


def view_values(request: Request, asked: Asked) -> dict[str, object]:
    """What every page of a view shows beside its rows: the form, what was chosen, its data; blocks."""
    store, view = services_of(request).store, asked.view
    found = {f.name: used(store, view.collection, f) for f in view.filters}
    iris = {iri for options in found.values() for iri in options} | words(view.filters)
    iris |= {term[1:-1] for c in asked.chosen for term in c.terms if term.startswith("<")}
    names = names_of(request, iris)
    pairs = [*asked.pairs, *_lang(request)]
    return {
        **data_values(request, asked.path, asked.text, asked.pairs),
        "path": asked.path,
        "fields": [field(f, asked.chosen, found[f.name], names) for f in view.filters],
        "chips": chips(asked.path, asked.chosen, pairs, names),
    }


def address(path: str, pairs: Pairs) -> str:
    """A path with parameters."""
    return f"{path}?{urlencode(pairs)}" if pairs else path


def _lang(request: Request) -> list[tuple[str, str]]:
    chosen = address_of(request).lang
    return [("lang", chosen)] if chosen else []
