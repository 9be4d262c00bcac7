"""``/schemas/<name>.json``: what the documents of a class look like, for validators."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.negotiation import HTML, LISTING
from api.pages.render import page
from api.routes.openapi import FAILURES, Described, answers, at, format_parameter
from api.services import services_of
from m4sd_graph.framing import PROFILES
from m4sd_graph.schemas import schema, schema_names

router = APIRouter()
SCHEMA = "application/schema+json"
ANSWERS: dict[int | str, Described] = {
    200: {"description": "The schema (2020-12)", "content": {SCHEMA: {}}},
    **FAILURES,
}


@router.get(
    "/schemas",
    operation_id="schemas",
    summary="The names of the JSON Schemas",
    responses=answers([LISTING]),
    openapi_extra={"parameters": [format_parameter(LISTING)]},
)
async def names(request: Request) -> Response:
    """List the schemas with their addresses; the page lists contexts and profiles too."""
    services = services_of(request)
    base, known = services.base(request), schema_names(services.words)
    if LISTING.choose(request).made == HTML:
        values = {"schemas": known, "contexts": sorted(services.contexts), "profiles": PROFILES}
        return await page(request, "schemas.html", {**values, "scripts": ["terms"]})
    return JSONResponse([{"name": name, "address": f"{base}/schemas/{name}.json"} for name in known])


@router.get("/schemas/{name}.json", operation_id="schema", summary="A JSON Schema", responses=ANSWERS)
async def one(request: Request, name: Annotated[str, at("Policy")]) -> Response:
    """Return the schema of the documents of a class, or of any resource (``Resource``)."""
    services = services_of(request)
    found = await services.run(lambda: schema(name, services.words, services.shapes, services.store))
    return JSONResponse(found, media_type=SCHEMA)
