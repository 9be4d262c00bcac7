"""``/builder``: asking without SPARQL, by choosing; ``/builder/config.ttl``: what it offers, made from the release."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.middleware import POLICY
from api.pages.builder import view
from api.pages.render import language, page
from api.routes.openapi import answers, parameter
from api.services import Services, services_of
from m4sd_graph.sparnatural import choices, read, turtle

router = APIRouter()
# Sparnatural writes style attributes into its markup, and one style sheet of tooltips, named by its digest. Neither
# runs a script nor loads anything, as everything else of the policy stays.
TOOLTIPS = "'sha256-0EksGK+0WrP9MvD28/PP4Ya50yIC/cwxN5CCHUhLBaE='"
STYLED = POLICY.replace("style-src 'self'", f"style-src 'self' {TOOLTIPS}; style-src-attr 'unsafe-inline'")
LANG = parameter("lang", "Language of the page; else Accept-Language decides.", "fr")


@router.get(
    "/builder",
    operation_id="builder",
    summary="The query builder",
    responses=answers([]),
    openapi_extra={"parameters": [LANG]},
)
async def builder(request: Request) -> Response:
    """Return the page on which a question is put together by choosing."""
    services = services_of(request)
    values = await services.run(lambda: view(services.store, language(request)))
    response = await page(request, "builder.html", values)
    response.headers["Content-Security-Policy"] = STYLED
    return response


@router.get(
    "/builder/config.ttl",
    operation_id="builderConfiguration",
    summary="What the query builder offers",
    responses={200: {"description": "A configuration of Sparnatural", "content": {"text/turtle": {}}}},
)
async def configuration(request: Request) -> Response:
    """Return the configuration of Sparnatural (SHACL in Turtle) made from the release and its shapes."""
    services = services_of(request)
    return Response(await services.run(lambda: _configuration(services)), media_type="text/turtle")


def _configuration(services: Services) -> str:
    return services.once("builder", lambda: turtle(choices(read(services.store, services.shapes), services.prefixes)))
