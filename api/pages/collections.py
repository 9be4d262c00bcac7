"""A collection as a reader meets it: a table of members, and a form with the filters that apply to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request

from api.pages.listing_words import WORDS
from api.pages.names import Item, Names, with_composed
from api.pages.render import address_of, language
from api.services import services_of
from m4sd_graph.collections.folding import code_key
from m4sd_graph.collections.model import PREFIXES, Collection, Column, Filter
from m4sd_graph.collections.page import Page
from m4sd_graph.collections.query import used_query
from m4sd_graph.collections.selection import CERTAINTIES, Selection
from m4sd_graph.collections.tables import in_language
from m4sd_graph.describe import LABELS, labels
from m4sd_graph.namespaces import DCTERMS, expand
from m4sd_graph.speech import spoken
from m4sd_graph.store.protocol import Store

# A longer list of options is a field to write in.
OPTIONS_MOST = 80
PERIOD = f"{DCTERMS}temporal"
Cells = tuple[tuple[Item, ...], ...]


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


def collection_values(request: Request, page: Page, lang: str) -> Mapping[str, object]:
    """What the template of a collection shows; blocks while the store answers."""
    services = services_of(request)
    selection = page.selection
    columns = [column for column in selection.collection.columns if column.shown]
    options = {f.name: _options(services.store, selection, f) for f in selection.collection.filters}
    terms = {iri for column in columns for iri in column.properties} | _words(selection.collection)
    known = labels(services.store, terms | {iri for found in options.values() for iri in found})
    words = Names(known, language(request), address_of(request))
    told = Names(with_composed(services.store, {**known, **_labels(page)}, ()), lang, address_of(request))
    return {
        "words": spoken(WORDS, language(request)),
        "collection": selection.collection,
        "headings": [_heading(column, words) for column in columns],
        "kinds": [column.kind for column in columns],
        "named": columns[0].name == "label",
        "rows": [(told.item(member), _cells(page, member, columns, told)) for member in page.members],
        "page": page,
        "fields": [_field(f, selection, options[f.name], words) for f in selection.collection.filters],
        "certainties": [(c, c in selection.certainty, page.by_certainty.get(c)) for c in CERTAINTIES],
        "dated": any(f.kind == "day" for f in selection.collection.filters),
        "sorts": _sorts(selection, language(request)),
        "hidden": [
            (n, v) for n, v in request.query_params.multi_items() if n in ("limit", "lang", "format") and v.strip()
        ],
    }


def index_values(counts: Sequence[tuple[Collection, int]], lang: str) -> Mapping[str, object]:
    """What the list of collections shows."""
    return {
        "words": spoken(WORDS, lang),
        "collections": [(c.name, spoken(c.title, lang), spoken(c.description, lang), count) for c, count in counts],
    }


def _heading(column: Column, names: Names) -> str:
    """The name of what the column tells; of a day in some period also which period, but for its own."""
    *between, last = (names.text(iri) for iri in column.properties if iri != PERIOD)
    return " · ".join((*between, last))


def _cells(page: Page, member: str, columns: Sequence[Column], names: Names) -> Cells:
    return tuple(_cell(page, member, column, names) for column in columns)


def _cell(page: Page, member: str, column: Column, names: Names) -> tuple[Item, ...]:
    values = page.facts.of(member, column)
    if column.kind == "texts":
        return tuple(Item(text) for text in in_language(values, names.lang))
    return tuple(names.value(value) for value in values)


def _labels(page: Page) -> dict[str, dict[str, str]]:
    """The names of the members and of what they lead to."""
    found: dict[str, dict[str, str]] = {}
    for iri, values in page.facts.values.items():
        for term in (term for p in LABELS for term in values.get(p, ())):
            found.setdefault(iri, {}).setdefault(term.language, term.value)
    return found


def _words(collection: Collection) -> set[str]:
    return {expand(name, PREFIXES) for f in collection.filters for name in (f.words or {}).values()}


def _options(store: Store, selection: Selection, filter_: Filter) -> dict[str, str]:
    """The things that members of the collection have for a filter, each with its code or ""."""
    if filter_.kind != "thing":
        return {}
    found: dict[str, str] = {}
    for row in store.select(used_query(selection.collection, filter_)).rows:
        code = row["code"].value if "code" in row else ""
        found[row["v"].value] = max(found.get(row["v"].value, ""), code, key=lambda text: (len(text), text))
    return found


def _field(filter_: Filter, selection: Selection, used: Mapping[str, str], names: Names) -> Field:
    chosen = next((c for c in selection.chosen if c.filter.name == filter_.name), None)
    given, terms = (chosen.values, chosen.terms) if chosen else ((), ())
    options: Iterable[Option] = ()
    if filter_.words:
        iris = {word: expand(name, PREFIXES) for word, name in filter_.words.items()}
        options = [Option(word, names.text(iri), f"<{iri}>" in terms) for word, iri in iris.items()]
    elif filter_.kind == "thing" and 0 < len(used) <= OPTIONS_MOST:
        chosen_iris = {term[1:-1] for term in terms}
        listed = {**used, **{iri: used.get(iri, "") for iri in chosen_iris}}
        options = sorted(
            (Option(_short(filter_, iri), _text(iri, code, names), iri in chosen_iris) for iri, code in listed.items()),
            key=lambda option: code_key(option.text),
        )
    kinds = {"day": "date", "number": "number"}
    kind = kinds.get(filter_.kind, "search")
    return Field(filter_.name, spoken(filter_.title, names.lang), kind, filter_.example, given, tuple(options))


def _text(iri: str, code: str, names: Names) -> str:
    """The label of an option, with its code where the code begins with a number."""
    return f"{code} · {names.text(iri)}" if code[:1].isdigit() else names.text(iri)


def _short(filter_: Filter, iri: str) -> str:
    return next((iri.removeprefix(space) for space in filter_.spaces if iri.startswith(space)), iri)


def _sorts(selection: Selection, lang: str) -> list[Option]:
    return [
        Option(f"{sign}{sort.name}", f"{spoken(sort.title, lang)}{arrow}", selection.order == f"{sign}{sort.name}")
        for sort in selection.collection.sorts
        for sign, arrow in (("", " ↑"), ("-", " ↓"))
    ]
