"""``/shapes``: the checks that every release passes, at the addresses that reports name."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.negotiation import HTML, THING
from api.pages.checks import checks_page
from api.pages.render import address_of, language, page
from api.routes.openapi import answers, format_parameter
from api.routes.resources import GRAPH_TRIPLES, triples
from api.routes.wishes import TELLING
from api.services import SHAPES_GRAPH, services_of
from m4sd_graph.namespaces import SHAPES

router = APIRouter()


@router.get(
    "/shapes",
    operation_id="shapes",
    summary="The checks (SHACL shapes)",
    responses=answers([THING]),
    openapi_extra={"parameters": [format_parameter(THING), *TELLING]},
)
@router.get("/shapes.{suffix}", include_in_schema=False)
async def shapes(request: Request, suffix: str = "") -> Response:
    """Return the shapes of the release; the page lists them, each at its own anchor."""
    services = services_of(request)
    choice = THING.choose(request, suffix)
    if choice.made == HTML:
        lang, address = language(request), address_of(request)
        shown = await services.run(lambda: checks_page(services.shapes, services.store, lang, address))
        return await page(request, "shapes.html", {"shown": shown, "types": THING.names, "scripts": ["terms"]})
    query = GRAPH_TRIPLES.format(iri=f"<{SHAPES_GRAPH}>")
    return await triples(request, query, SHAPES.rstrip("#"), choice, services.shapes)
