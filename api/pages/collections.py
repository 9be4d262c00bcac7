"""A collection as a reader meets it: a table of members, and a form with the filters that apply to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request

from api.pages.fields import Field, Option, chips, field, used, words
from api.pages.names import Item, Names, with_composed
from api.pages.render import address_of, language
from api.services import services_of
from m4sd_graph.collections.model import Collection, Column
from m4sd_graph.collections.page import Page
from m4sd_graph.collections.query import members_query
from m4sd_graph.collections.selection import CERTAINTIES, Selection
from m4sd_graph.describe import LABELS, labels
from m4sd_graph.namespaces import DCTERMS
from m4sd_graph.speech import order, speech, spoken
from m4sd_graph.store.protocol import Term

PERIOD = f"{DCTERMS}temporal"
# Which filters stand together in a form; any other asks what a member is.
WHERE_AND_WHEN = ("country", "level", "inForce", "runningOn")
GOALS = ("sdg", "gcm", "domain")
PROVENANCE = ("source", "publisher", "assessment", "access", "rule", "from")
Cells = tuple[tuple[Item, ...], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that stand together."""

    title: str
    fields: tuple[Field, ...]


def collection_values(request: Request, page: Page, lang: str) -> Mapping[str, object]:
    """What the template of a collection shows; blocks while the store answers."""
    services = services_of(request)
    selection = page.selection
    columns = [column for column in selection.collection.columns if column.shown]
    filters = selection.collection.filters
    options = {f.name: used(services.store, selection.collection, f) for f in filters}
    chosen = {term[1:-1] for c in selection.chosen for term in c.terms if term.startswith("<")}
    terms = {iri for column in columns for iri in column.properties} | words(filters) | chosen
    known = labels(services.store, terms | {iri for found in options.values() for iri in found})
    names = Names(known, language(request), address_of(request))
    told = Names(with_composed(services.store, {**known, **_labels(page)}, ()), lang, address_of(request))
    kept = [(n, v) for n, v in request.query_params.multi_items() if n in ("limit", "lang") and v.strip()]
    fields = [field(f, selection.chosen, options[f.name], names) for f in filters]
    return {
        "collection": selection.collection,
        "headings": [_heading(column, names) for column in columns],
        "kinds": [column.kind for column in columns],
        "named": columns[0].name == "label",
        "rows": [(told.item(member), _cells(page, member, columns, told)) for member in page.members],
        "page": page,
        "groups": _groups(fields, language(request)),
        "chips": chips(f"/{selection.collection.name}", selection.chosen, [*selection.pairs, *kept], names),
        "certainties": [(c, c in selection.certainty, page.by_certainty.get(c)) for c in CERTAINTIES],
        "dated": any(f.kind == "day" for f in filters),
        "sorts": _sorts(selection, language(request)),
        "hidden": kept,
        "query_text": members_query(selection),
    }


def index_values(counts: Sequence[tuple[Collection, int]], lang: str) -> Mapping[str, object]:
    """What the list of collections shows."""
    return {
        "collections": [(c.name, spoken(c.title, lang), spoken(c.description, lang), count) for c, count in counts],
    }


def _groups(fields: Sequence[Field], lang: str) -> list[Group]:
    """The fields by what they ask about; groups without fields are left out."""
    _ = speech(lang).gettext
    apart = {*WHERE_AND_WHEN, *GOALS, *PROVENANCE}
    groups = (
        Group(_("What it is"), tuple(f for f in fields if f.name not in apart)),
        Group(_("Where and when"), tuple(f for f in fields if f.name in WHERE_AND_WHEN)),
        Group(_("Goals and domains"), tuple(f for f in fields if f.name in GOALS)),
        Group(_("Where it comes from"), tuple(f for f in fields if f.name in PROVENANCE)),
    )
    return [group for group in groups if group.fields]


def _heading(column: Column, names: Names) -> str:
    """The name of what the column tells; of a day in some period also which period, but for its own."""
    *between, last = (names.text(iri) for iri in column.properties if iri != PERIOD)
    heading = " · ".join((*between, last))
    return heading[:1].upper() + heading[1:]


def _cells(page: Page, member: str, columns: Sequence[Column], names: Names) -> Cells:
    return tuple(_cell(page, member, column, names) for column in columns)


def _cell(page: Page, member: str, column: Column, names: Names) -> tuple[Item, ...]:
    values = page.facts.of(member, column)
    if column.kind == "texts":
        return _texts(values, names.lang)
    return tuple(names.value(value) for value in values)


def _texts(values: Sequence[Term], lang: str) -> tuple[Item, ...]:
    """The texts in the language ``lang``, else in the next that there is, which they then name."""
    languages = {value.language for value in values}
    code = next((code for code in (*order(lang), *sorted(languages)) if code in languages), "")
    return tuple(Item(v.value, language="" if code == lang else code) for v in values if v.language == code)


def _labels(page: Page) -> dict[str, dict[str, str]]:
    """The names of the members and of what they lead to."""
    found: dict[str, dict[str, str]] = {}
    for iri, values in page.facts.values.items():
        for term in (term for p in LABELS for term in values.get(p, ())):
            found.setdefault(iri, {}).setdefault(term.language, term.value)
    return found


def _sorts(selection: Selection, lang: str) -> list[Option]:
    return [
        Option(f"{sign}{sort.name}", f"{spoken(sort.title, lang)}{arrow}", selection.order == f"{sign}{sort.name}")
        for sort in selection.collection.sorts
        for sign, arrow in (("", " ↑"), ("-", " ↓"))
    ]
