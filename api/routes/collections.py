"""``/policies``, ``/bodies``, ``/links`` …: what the graph holds as lists with filters, orders and pages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.negotiation import HTML, JSONLD
from api.pages.collections import collection_values, index_values
from api.pages.render import language, page
from api.routes.listing import CSV, INDEX, PAGES, Wanted, addresses, context_of, form_address, links, read, undetermined
from api.routes.openapi import answers
from api.routes.parameters import described, of_index, responses
from api.routes.sheets import workbook
from api.services import services_of
from api.signposting import SCHEMA, split_suffix
from m4sd_graph.collections import COLLECTIONS
from m4sd_graph.collections.document import index_document, page_document, records_of
from m4sd_graph.collections.model import Collection
from m4sd_graph.collections.query import counts_query
from m4sd_graph.collections.schema import INDEX as SCHEMA_OF_INDEX
from m4sd_graph.collections.tables import as_csv
from m4sd_graph.framing import languages_of
from m4sd_graph.namespaces import LICENCE
from m4sd_graph.store.protocol import Store

VARY = "Accept, Accept-Language"


async def collections(request: Request) -> Response:
    """List the collections with titles, counts, and how their addresses take parameters."""
    services = services_of(request)
    choice = INDEX.choose(request)
    languages = languages_of(request.query_params.get("lang", ""))
    counts = await services.run(lambda: _counts(services.store))
    if choice.made == HTML:
        return await page(
            request, "collections.html", {"scripts": ["browse"], **index_values(counts, language(request))}
        )
    found = index_document(counts, context_of(request), services.base(request), languages)
    schema = f'<{services.base(request)}/schemas/{SCHEMA_OF_INDEX}.json>; rel="describedby"; type="{SCHEMA}"'
    return JSONResponse(found, headers={"Vary": VARY, "Link": schema}, media_type=choice.media_type)


def _counts(store: Store) -> list[tuple[Collection, int]]:
    counted = {row["name"].value: int(row["n"].value) for row in store.select(counts_query(COLLECTIONS.values())).rows}
    return [(collection, counted.get(name, 0)) for name, collection in COLLECTIONS.items()]


async def respond(request: Request, collection: Collection) -> Response:
    """Return a page of ``collection`` in the asked form."""
    services = services_of(request)
    choice = PAGES.choose(request, split_suffix(request.scope["path"], PAGES)[1])
    wanted = await services.run(lambda: read(request, collection, choice))
    headers = {"Vary": VARY, "Link": links(request, wanted, choice)}
    if choice.made == HTML:
        values = await services.run(lambda: collection_values(request, wanted.page, wanted.language))
        response = await page(request, "collection.html", {"scripts": ["browse"], **values, **_leads(request, wanted)})
        response.headers.update(headers)
        return response
    if choice.made == JSONLD:
        records = await services.run(lambda: records_of(wanted.page, wanted.languages))
        if spoken := dict.fromkeys(tag for record in records for tag in record.languages):
            headers["Content-Language"] = ", ".join(spoken)
        context, at = context_of(request), addresses(request, wanted)
        found = await services.run(lambda: page_document(wanted.page, records, services.words, context, at))
        return JSONResponse(found, headers=headers, media_type=choice.media_type)
    name = "csv" if choice.made == CSV else "xlsx"
    headers |= {
        "Content-Language": wanted.language,
        "Content-Disposition": f'attachment; filename="{collection.name}.{name}"',
    }
    content = await services.run(lambda: _table(request, wanted, name))
    return Response(content, headers=headers, media_type=choice.media_type)


def _table(request: Request, wanted: Wanted, name: str) -> bytes:
    languages = (wanted.language,)
    if name == "csv":
        return as_csv(wanted.page, languages)
    services = services_of(request)
    about = (
        ("service", services.base(request)),
        ("release", services.name),
        ("licence", LICENCE),
        ("collection", wanted.selection.collection.title["en"]),
        ("query", urlencode(wanted.selection.pairs)),
        ("again", addresses(request, wanted).page),
    )
    return workbook(wanted.page, languages, about, date.fromisoformat(str(services.manifest["modified"])))


def _leads(request: Request, wanted: Wanted) -> dict[str, object]:
    """Where the page leads: its neighbours, its downloads, and what sources leave open."""
    return {
        "at": addresses(request, wanted),
        "forms": {name: form_address(wanted, name) for name in PAGES.names if name != "html"},
        "types": PAGES.names,
        "undetermined": undetermined(wanted),
    }


def _handler(collection: Collection) -> Callable[[Request], Awaitable[Response]]:
    async def listed(request: Request) -> Response:
        return await respond(request, collection)

    listed.__doc__ = f"{collection.description['en']} Members come in pages, each with the labels of what it leads to."
    return listed


def _routes() -> APIRouter:
    """The index, and for each collection its address and those with the suffix of a form."""
    made = APIRouter()
    made.add_api_route(
        "/collections",
        collections,
        operation_id="collections",
        summary="All collections with the number of their members",
        responses=answers([INDEX]),
        openapi_extra={"parameters": of_index()},
    )
    for name, collection in COLLECTIONS.items():
        handler = _handler(collection)
        made.add_api_route(
            f"/{name}",
            handler,
            operation_id=name,
            summary=collection.title["en"],
            responses=responses(collection),
            openapi_extra={"parameters": described(collection)},
        )
        for suffix in PAGES.names:
            made.add_api_route(f"/{name}.{suffix}", handler, include_in_schema=False)
    return made


router = _routes()
