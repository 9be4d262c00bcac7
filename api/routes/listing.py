"""What a request asks of a collection, and the addresses of its pages."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request

from api.negotiation import HTML, JSON, JSONLD, Choice, Formats
from api.pages.render import language
from api.routes.wishes import CONTEXTS
from api.services import Services, services_of
from api.signposting import SCHEMA
from m4sd_graph.catalog import LANGUAGES
from m4sd_graph.collections.cursor import Cursor, check_cursor, read_cursor
from m4sd_graph.collections.document import HYDRA_PATH, Addresses
from m4sd_graph.collections.model import Collection
from m4sd_graph.collections.page import Page, read_page
from m4sd_graph.collections.schema import SUFFIX
from m4sd_graph.collections.selection import Selection, select
from m4sd_graph.errors import ParameterError
from m4sd_graph.framing import languages_of
from m4sd_graph.namespaces import LICENCE
from m4sd_graph.store.protocol import RESULT_TYPES
from m4sd_graph.workers.render import XLSX

CSV = RESULT_TYPES["csv"]
PAGES = Formats({"jsonld": JSONLD, "csv": CSV, "xlsx": XLSX, "html": HTML}, {JSON: JSONLD}, {"json": JSONLD})
INDEX = Formats({"jsonld": JSONLD, "html": HTML}, {JSON: JSONLD}, {"json": JSONLD})
DEFAULT_LIMIT, MOST = 50, 1_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """A request to a collection, read.

    ``limit`` is None for all members. ``languages``: of JSON-LD, none for all; ``language``: of tables and sort keys.
    ``kept``: the parameters that its neighbours keep; ``page``: what was found.
    """

    selection: Selection
    cursor: Cursor | None
    limit: int | None
    languages: tuple[str, ...]
    language: str
    kept: tuple[tuple[str, str], ...]
    page: Page


def read(request: Request, collection: Collection, choice: Choice) -> Wanted:
    """Read a request and the page that it asks for; blocks while the store answers. Raises ParameterError."""
    services = services_of(request)
    pairs = request.query_params.multi_items()
    single = _single(request, ("limit", "cursor", "lang", "format", "context"))
    languages = languages_of(single.get("lang", ""))
    tongue = next((tag for tag in languages if tag in LANGUAGES), language(request))
    cursor = read_cursor(single["cursor"]) if "cursor" in single else None
    ordered_by = cursor.language if cursor else tongue
    selection = select(collection, pairs, services.store, services.prefixes, ordered_by)
    if cursor:
        check_cursor(cursor, selection.digest, services.name)
    limit = _limit(single.get("limit"), DEFAULT_LIMIT if choice.made in (JSONLD, HTML) else None)
    kept = tuple((name, single[name]) for name in ("limit", "lang", "format", "context") if name in single)
    page = read_page(services.store, selection, services.name, cursor, limit)
    return Wanted(selection, cursor, limit, languages, tongue, kept, page)


def addresses(request: Request, wanted: Wanted) -> Addresses:
    """Where the whole collection, the page and its neighbours stand."""
    base = services_of(request).base(request)
    collection = wanted.selection.collection
    filters = [(name, value) for name, value in wanted.selection.pairs if name != "sort"]
    at = _pages(f"{base}{request.scope['path']}", wanted)
    return Addresses(
        whole=_address(f"{base}/{collection.name}", filters),
        page=at(wanted.cursor),
        first=at(None),
        next=at(wanted.page.next) if wanted.page.next else None,
        previous=at(wanted.page.previous) if wanted.page.previous else None,
    )


def links(request: Request, wanted: Wanted, choice: Choice) -> str:
    """The Link header of a page: its neighbours, its other forms, its schema, what sources leave open."""
    at = addresses(request, wanted)
    base = services_of(request).base(request)
    found = [(at.first, "first", ""), (at.previous, "prev", ""), (at.next, "next", ""), (LICENCE, "license", "")]
    found += [
        (base + form_address(wanted, name), "alternate", media_type)
        for name, media_type in PAGES.names.items()
        if media_type != choice.made
    ]
    if choice.made == JSONLD:
        name = f"{wanted.selection.collection.name}{SUFFIX}"
        found.append((f"{base}/schemas/{name}.json", "describedby", SCHEMA))
    if unknown := undetermined(wanted):
        found.append((base + unknown, "related", choice.media_type))
    return ", ".join(_link(target, relation, kind) for target, relation, kind in found if target)


def _link(target: str, relation: str, media_type: str) -> str:
    kind = f'; type="{media_type}"' if media_type else ""
    return f'<{target}>; rel="{relation}"{kind}'


def undetermined(wanted: Wanted) -> str:
    """Where those members are listed of which sources do not say whether they cover the day; "" for none."""
    count = wanted.page.by_certainty.get("unknown", 0)
    if not count or "unknown" in wanted.selection.certainty:
        return ""
    pairs = [(name, value) for name, value in wanted.selection.pairs if name != "certainty"]
    kept = [(name, value) for name, value in wanted.kept if name != "limit"]
    return _address(f"/{wanted.selection.collection.name}", [*pairs, ("certainty", "unknown"), *kept])


def form_address(wanted: Wanted, name: str) -> str:
    """The path and query of the whole selection in the form ``name``."""
    kept = [(key, value) for key, value in wanted.kept if key in ("lang", "context")]
    return _address(f"/{wanted.selection.collection.name}.{name}", [*wanted.selection.pairs, *kept])


def context_of(request: Request) -> list[object]:
    """What ``@context`` says: the addresses of both contexts, or with ``?context=embed`` the contexts themselves."""
    services = services_of(request)
    place = _single(request, ("context",)).get("context", CONTEXTS[0])
    if place not in CONTEXTS:
        raise ParameterError(
            "the context can be linked or embedded.", place="parameter context", remedy=f"One of {', '.join(CONTEXTS)}."
        )
    if place == "embed":
        return [services.context["@context"], _hydra(services)]
    return [services.context_url(request), f"{services.base(request)}/{HYDRA_PATH}"]


def _hydra(services: Services) -> object:
    return json.loads(services.contexts[HYDRA_PATH.rpartition("/")[2]])["@context"]


def _pages(path: str, wanted: Wanted) -> Callable[[Cursor | None], str]:
    def at(cursor: Cursor | None) -> str:
        place = [("cursor", str(cursor))] if cursor else []
        return _address(path, [*wanted.selection.pairs, *wanted.kept, *place])

    return at


def _address(path: str, pairs: list[tuple[str, str]]) -> str:
    return f"{path}?{urlencode(pairs)}" if pairs else path


def _single(request: Request, names: tuple[str, ...]) -> dict[str, str]:
    """The parameters that may be given once; empty ones are absent."""
    found = {}
    for name in names:
        values = [value.strip() for value in request.query_params.getlist(name) if value.strip()]
        if len(values) > 1:
            raise ParameterError("it is given twice.", place=f"parameter {name}", remedy="Give it once.")
        if values:
            found[name] = values[0]
    return found


def _limit(text: str | None, default: int | None) -> int | None:
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= MOST):
        raise ParameterError(
            f"a page has between 1 and {MOST} members.",
            place="parameter limit",
            remedy=f"Leave it out for {DEFAULT_LIMIT}.",
        )
    return int(text)
