"""``/robots.txt`` and ``/sitemap.xml``: what search engines may read, and every page about a thing."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from api.negotiation import XML
from api.pages.names import Address
from api.routes.openapi import FAILURES, parameter
from api.services import Services, services_of
from m4sd_graph.collections import COLLECTIONS
from m4sd_graph.errors import ParameterError

router = APIRouter()
# What the protocol of sitemaps allows in one file.
MOST = 50_000
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
DOORS = ("/", "/collections", "/questions", "/coherence", "/catalog.html", "/ontology.html", "/shapes.html")
# Answers to whatever is asked, without end.
ENDLESS = ("/sparql?", "/search?", "/queries")


@router.get(
    "/robots.txt",
    operation_id="robots",
    summary="What robots may read",
    responses={200: {"description": "The rules", "content": {"text/plain": {}}}},
)
async def robots(request: Request) -> Response:
    """Allow everything but what answers without end, and say where the sitemap is."""
    forbidden = "".join(f"Disallow: {path}\n" for path in ENDLESS)
    base = services_of(request).base(request)
    return PlainTextResponse(f"User-agent: *\nAllow: /\n{forbidden}\nSitemap: {base}/sitemap.xml\n")


@router.get(
    "/sitemap.xml",
    operation_id="sitemap",
    summary="The pages for search engines",
    responses={200: {"description": "The sitemap, or the index of its parts", "content": {XML: {}}}, **FAILURES},
    openapi_extra={"parameters": [{**parameter("part", "A part, from 1.", "1"), "schema": {"type": "integer"}}]},
)
async def sitemap(request: Request) -> Response:
    """List every page about a thing; where there are more than 50,000, list the parts of the list instead."""
    services = services_of(request)
    base = services.base(request)
    pages = await services.run(lambda: services.kept.of("pages", lambda: _pages(services)))
    parts = range(1, -(-len(pages) // MOST) + 1)
    part = request.query_params.get("part", "")
    if part and part not in map(str, parts):
        raise ParameterError("there is no such part.", place="parameter part", remedy=f"From 1 to {len(parts)}.")
    if not part and len(parts) > 1:
        content = _document("sitemapindex", "sitemap", (f"{base}/sitemap.xml?part={n}" for n in parts), "")
    else:
        first = (int(part or 1) - 1) * MOST
        shown = (f"{base}{path}" for path in pages[first : first + MOST])
        content = _document("urlset", "url", shown, str(services.manifest["modified"]))
    return Response(content, media_type=XML)


def _pages(services: Services) -> tuple[str, ...]:
    """The address of every page in a fixed order, without what only points into another page."""
    address = Address()
    things = (address(entry.iri).partition("#")[0] for entry in services.index().entries)
    return tuple(dict.fromkeys([*DOORS, *(f"/{name}" for name in COLLECTIONS), *things]))


def _document(root: str, item: str, addresses: Iterable[str], modified: str) -> str:
    day = f"<lastmod>{modified}</lastmod>" if modified else ""
    items = "".join(f"<{item}><loc>{escape(address)}</loc>{day}</{item}>\n" for address in addresses)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{NAMESPACE}">\n{items}</{root}>\n'
