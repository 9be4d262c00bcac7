"""``/catalog`` and what it lists: ``/dataset/…``, ``/distribution/…``, ``/service/…``, for portals and people."""

from __future__ import annotations

import difflib
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.negotiation import HTML, JSONLD, THING, Choice, Formats
from api.pages.catalogue import OF_SERVICE, RELEASE, VERSIONS, Entry, Told, told
from api.pages.render import address_of, language, page
from api.routes.contents import contents_of
from api.routes.openapi import answers, at, format_parameter, parameter
from api.routes.releases import readable
from api.routes.wishes import see, wish_of
from api.services import Services, services_of
from api.signposting import Signs, local, signposts, split_suffix
from m4sd_graph.dcat.catalogue import Catalogue
from m4sd_graph.dcat.markup import schema_dataset
from m4sd_graph.dcat.model import CATALOGUE
from m4sd_graph.dcat.paging import Paging
from m4sd_graph.dcat.resources import GRAPH
from m4sd_graph.dcat.terms import PREFIXES
from m4sd_graph.dcat.tree import nested
from m4sd_graph.errors import NotFoundError, ParameterError
from m4sd_graph.framing import Record, in_languages
from m4sd_graph.namespaces import BASE, DCTERMS
from m4sd_graph.service_description import serialise
from m4sd_graph.store.protocol import Statement

router = APIRouter()
WORDS = "dcat-v1.jsonld"
PAGE_SIZE, LONGEST_PAGE = 100, 1000
HIGHEST = 10**6
# Hydra's names of the pages to go to, as the registry of link relations has them.
RELATIONS = {"first": "first", "previous": "prev", "next": "next", "last": "last"}
PageOf = Callable[[Request, Catalogue, str, Choice], Awaitable[Response]]
PAGING = [
    {**parameter("page", "The number of the page, from 1", "1"), "schema": {"type": "integer", "minimum": 1}},
    {
        **parameter("limit", f"How many datasets a page has, {PAGE_SIZE} if nothing is said", "100"),
        "schema": {"type": "integer", "minimum": 1, "maximum": LONGEST_PAGE},
    },
]
FORM = [format_parameter(THING), parameter("context", "`embed` writes the JSON-LD context into the document", "embed")]


@router.get(
    "/catalog",
    operation_id="catalogue",
    summary="The catalogue, as DCAT-AP",
    responses=answers([THING], "catalogue"),
    openapi_extra={"parameters": [*PAGING, *FORM]},
)
@router.get("/catalog.{suffix}", include_in_schema=False)
async def catalogue(request: Request, suffix: str = "") -> Response:
    """Return the datasets page by page, with their files and the services; `hydra:next` leads to the next page."""
    services, choice = services_of(request), THING.choose(request, suffix)
    number, size = _number(request, "page", 1, HIGHEST), _number(request, "limit", PAGE_SIZE, LONGEST_PAGE)
    found = await services.run(lambda: catalogue_of(services, request))
    paging = Paging(number, size, len(found.datasets))
    if choice.made == HTML:
        return await _list(request, found, paging, choice)
    statements = await services.run(lambda: _paged(request, found, paging))
    response = await described(request, statements, CATALOGUE, choice)
    response.headers["Link"] += "".join(
        f', <{_page_address(request, n)}>; rel="{RELATIONS[name]}"'
        for name, n in paging.neighbours().items()
        if paging.last > 1
    )
    return response


@router.get(
    "/dataset/{path:path}",
    operation_id="dataset",
    summary="A dataset of the catalogue",
    responses=answers([THING], "catalogue"),
    openapi_extra={"parameters": FORM},
)
async def dataset(request: Request, path: Annotated[str, at("m4sd")]) -> Response:
    """Return what the catalogue says of the graph (`m4sd`), of a release of it (`m4sd/…`), or of a table."""
    return await _node(request, f"dataset/{path}", _dataset)


@router.get(
    "/distribution/{path:path}",
    operation_id="distribution",
    summary="A file of a release, or a way to the graph through a service",
    responses=answers([THING], "catalogue"),
    openapi_extra={"parameters": FORM},
)
async def distribution(request: Request, path: Annotated[str, at("sparql")]) -> Response:
    """Return what the catalogue says of a file; its page is that of its release."""
    return await _node(request, f"distribution/{path}", _to_release)


@router.get(
    "/service/{name}",
    operation_id="service",
    summary="A service of the catalogue",
    responses=answers([THING], "catalogue"),
    openapi_extra={"parameters": FORM},
)
async def service(request: Request, name: Annotated[str, at("sparql")]) -> Response:
    """Return what the catalogue says of a service; its page is the catalogue's."""
    return await _node(request, f"service/{name}", _to_catalogue)


async def _node(request: Request, path: str, page_of: PageOf) -> Response:
    """Answer with what the catalogue says of the node at ``path``; ``page_of`` answers people."""
    name, suffix = split_suffix(path)
    choice = THING.choose(request, suffix)
    found, iri = await _find(request, name)
    if choice.made == HTML:
        return await page_of(request, found, iri, choice)
    statements = await services_of(request).run(lambda: found.statements(iri))
    return await described(request, statements, iri, choice)


def catalogue_of(services: Services, request: Request) -> Catalogue:
    """The catalogue as the client sees it; blocking work."""
    return Catalogue(contents_of(services, request))


async def described(
    request: Request, statements: tuple[Statement, ...], iri: str, choice: Choice, formats: Formats = THING
) -> Response:
    """Answer with statements about ``iri`` in any form but HTML."""
    services = services_of(request)
    wish = wish_of(request, choice)
    headers = _headers(request, choice, iri, formats)
    if choice.made != JSONLD:
        prefixes = {**services.prefixes, **PREFIXES}
        content = await services.run(lambda: serialise(statements, choice.made, prefixes))
        return Response(content, headers=headers, media_type=choice.media_type)
    record = in_languages(Record(iri, "minimal", statements, ""), wish.languages)
    if record.languages:
        headers["Content-Language"] = ", ".join(record.languages)
    text = await services.run(lambda: _jsonld(services, record, wish.context))
    return Response(text, headers=headers, media_type=choice.media_type)


def _jsonld(services: Services, record: Record, context: object) -> str:
    """The tree of a record; ``context`` is the address of the first context, or its content."""
    more: Mapping[str, Any] = json.loads(services.contexts.get(WORDS, '{"@context": {}}'))["@context"]
    words = {**services.context["@context"], **more}
    shown: object = words
    if isinstance(context, str):
        shown = [context, f"{context.rpartition('/')[0]}/{WORDS}"] if more else context
    tree = nested(record.statements, record.iri, words)
    return json.dumps({"@context": shown, **tree}, ensure_ascii=False, separators=(",", ":"))


def _headers(request: Request, choice: Choice, iri: str, formats: Formats = THING) -> dict[str, str]:
    headers = signposts(request, choice, Signs(iri), formats)
    paged = [(name, value) for name, value in request.query_params.multi_items() if name in ("page", "limit")]
    if paged:
        # The other forms would be of the first page.
        headers["Link"] = ", ".join(link for link in headers["Link"].split(", ") if 'rel="alternate"' not in link)
        mark = "&" if "?" in headers["Content-Location"] else "?"
        headers["Content-Location"] += f"{mark}{urlencode(paged)}"
    return headers


def _paged(request: Request, found: Catalogue, paging: Paging) -> tuple[Statement, ...]:
    listed = paging.of(tuple(found.datasets))
    return (*found.listing(listed), *paging.statements(lambda number: _page_address(request, number)))


def _page_address(request: Request, number: int) -> str:
    """The address of another page in the same form."""
    url = request.url.include_query_params(page=number)
    return (
        f"{services_of(request).base(request)}{url.path.removeprefix(request.scope.get('root_path', ''))}?{url.query}"
    )


async def _find(request: Request, path: str) -> tuple[Catalogue, str]:
    """The catalogue and the IRI of the node at ``path``; raise NotFoundError with the nearest."""
    services, iri = services_of(request), (BASE + path).replace(VERSIONS, RELEASE)
    found = await services.run(lambda: catalogue_of(services, request))
    known = [*found.datasets, *found.distributions, *found.services]
    if iri not in known:
        near = difflib.get_close_matches(iri[:400], known, 3) or [CATALOGUE]
        raise NotFoundError(
            "the catalogue has no such node.", place=iri[:400], remedy="See /catalog for all.", nearest=near
        )
    return found, iri


async def _view(request: Request, found: Catalogue) -> Told:
    """All that the catalogue says, for a page."""
    lang, address, base = language(request), address_of(request), found.contents.site.base
    return await services_of(request).run(lambda: told(found.statements(CATALOGUE), lang, address, base))


async def _list(request: Request, found: Catalogue, paging: Paging, choice: Choice) -> Response:
    lang = language(request)
    view = await _view(request, found)
    values = {
        "iri": CATALOGUE,
        "title": view.text(CATALOGUE, f"{DCTERMS}title"),
        "description": view.text(CATALOGUE, f"{DCTERMS}description"),
        "facts": tuple(view.facts(CATALOGUE)),
        "groups": _groups([view.entry(iri) for iri in paging.of(tuple(found.datasets))]),
        "services": [(view.entry(iri), tuple(view.facts(iri, OF_SERVICE))) for iri in found.services],
        "pages": {k: _page_address(request, n) for k, n in paging.neighbours().items()} if paging.last > 1 else {},
        "markup": schema_dataset(found.contents, lang),
        "types": THING.names,
    }
    return await _page(request, "catalog.html", values, choice, CATALOGUE)


def _groups(entries: Iterable[Entry]) -> Mapping[str, list[Entry]]:
    """The datasets apart by sort: the graph itself, its tables, its releases."""
    grouped: dict[str, list[Entry]] = {"graph": [], "tables": [], "releases": []}
    for entry in entries:
        sort = "releases" if entry.iri.startswith(RELEASE) else "graph" if entry.iri == GRAPH else "tables"
        grouped[sort].append(entry)
    return grouped


async def _dataset(request: Request, found: Catalogue, iri: str, choice: Choice) -> Response:
    lang = language(request)
    view = await _view(request, found)
    edition = next((one for one in found.contents.editions if one.iri == iri), None)
    values = {
        "iri": iri,
        "entry": view.entry(iri),
        "facts": tuple(view.facts(iri)),
        "files": tuple(view.files(iri)),
        "size": readable,
        "markup": schema_dataset(found.contents, lang, edition),
        "forms": local(iri.replace(RELEASE, VERSIONS)),
        "types": THING.names,
    }
    return await _page(request, "dataset.html", values, choice, iri)


async def _to_release(request: Request, _found: Catalogue, iri: str, _choice: Choice) -> Response:
    version, slash, _ = iri.removeprefix(f"{BASE}distribution/").partition("/")
    return see(f"/dataset/m4sd/{version}.html" if slash else "/dataset/m4sd.html", request)


async def _to_catalogue(request: Request, _found: Catalogue, _iri: str, _choice: Choice) -> Response:
    return see("/catalog.html", request)


async def _page(request: Request, template: str, values: Mapping[str, Any], choice: Choice, iri: str) -> Response:
    response = await page(request, template, values)
    response.headers["Link"] = _headers(request, choice, iri)["Link"]
    return response


def _number(request: Request, name: str, default: int, most: int) -> int:
    """The whole number from 1 to ``most`` that a parameter holds; raise ParameterError for anything else."""
    given = request.query_params.get(name, str(default))
    if not (given.isascii() and given.isdigit() and len(given) <= len(str(most)) and 1 <= int(given) <= most):
        raise ParameterError(
            f"{given[:40]!r} is no whole number from 1 to {most:,}.",
            place=f"parameter {name}",
            remedy=f"Leave it out for {default}.",
        )
    return int(given)
