"""``/ontology``: the whole ontology, its modules and its versions."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.negotiation import HTML, THING
from api.pages.names import Address
from api.pages.ontology import OntologyPage, ontology_page
from api.pages.render import address_of, language, page
from api.routes.openapi import answers, at, format_parameter
from api.routes.resources import GRAPH_TRIPLES, respond, triples
from api.routes.wishes import PROFILE_PARAMETER, TELLING
from api.services import Services, services_of
from api.signposting import split_suffix
from m4sd_graph.namespaces import GRAPH, ONTOLOGY

router = APIRouter()


@router.get(
    "/ontology",
    operation_id="ontology",
    summary="The whole ontology",
    responses=answers([THING]),
    openapi_extra={"parameters": [format_parameter(THING), *TELLING]},
)
@router.get("/ontology.{suffix}", include_in_schema=False)
async def ontology(request: Request, suffix: str = "") -> Response:
    """Return the whole ontology; the page lists its terms, each at its own anchor."""
    return await _whole(request, suffix)


@router.get(
    "/ontology/{path:path}",
    operation_id="ontologyPart",
    summary="A version or a module of the ontology",
    responses=answers([THING]),
    openapi_extra={"parameters": [format_parameter(THING), PROFILE_PARAMETER, *TELLING]},
)
async def part(request: Request, path: Annotated[str, at("link")]) -> Response:
    """Return the version that is served (the whole ontology), or what is said about a module."""
    name, suffix = split_suffix(path)
    if name == services_of(request).manifest["software"]:
        return await _whole(request, suffix)
    return await respond(request, f"{ONTOLOGY}/{name}", suffix)


async def _whole(request: Request, suffix: str) -> Response:
    services = services_of(request)
    choice = THING.choose(request, suffix)
    if choice.made == HTML:
        shown = await services.run(lambda: _shown(services, language(request), address_of(request)))
        values = {"shown": shown, "types": THING.names, "ontology": ONTOLOGY, "scripts": ["terms"]}
        return await page(request, "ontology.html", values)
    return await triples(request, GRAPH_TRIPLES.format(iri=f"<{GRAPH}ontology>"), ONTOLOGY, choice)


def _shown(services: Services, lang: str, address: Address) -> OntologyPage:
    instances = services.manifest["counts"]["instances_by_class"]
    return ontology_page(services.store, services.shapes, instances, services.prefixes, lang, address)
