"""``/neighbourhood``: what surrounds a thing, as the page of the thing draws it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import JSONResponse

from api.pages.names import Address, Names
from api.pages.reader import reader_of
from api.pages.render import language
from api.routes.openapi import FAILURES
from api.services import Services, services_of
from m4sd_graph.catalog import is_iri
from m4sd_graph.errors import ParameterError
from m4sd_graph.namespaces import expand
from m4sd_graph.neighbourhood import Neighbourhood, neighbourhood

router = APIRouter()
EXAMPLE = "country:kyrgyzstan"


@router.get(
    "/neighbourhood",
    operation_id="neighbourhood",
    summary="What surrounds a thing",
    responses=FAILURES,
)
async def around(
    request: Request,
    iri: Annotated[
        str,
        Query(
            description="An IRI, or a prefixed name.", openapi_examples={"one": {"value": EXAMPLE}}, max_length=2_000
        ),
    ],
    steps: Annotated[Literal["1", "2"], Query(description="How far to go.")] = "1",
) -> JSONResponse:
    """Return the things within one or two steps, at most sixty, and how they are joined.

    `leftOut` counts the neighbours that were met and are too many. An edge that a rule derived names the rule.
    """
    services = services_of(request)
    asked = expand(iri.strip(), services.prefixes)
    if not is_iri(asked):
        raise ParameterError(
            "give the IRI of a thing.", place="parameter iri", remedy=f"Example: /neighbourhood?iri={EXAMPLE}"
        )
    lang = language(request)
    content = await services.run(lambda: _content(services, asked, int(steps), lang, Address(lang)))
    return JSONResponse(content, headers={"Vary": "Accept-Language", "Content-Language": lang})


def _content(services: Services, iri: str, steps: int, lang: str, address: Address) -> dict[str, Any]:
    names = reader_of(services, lang, address).names
    return told(neighbourhood(services.store, iri, steps), names)


def told(found: Neighbourhood, names: Names) -> dict[str, Any]:
    """A neighbourhood in the reader's language."""
    return {
        "iri": found.iri,
        "leftOut": found.left_out,
        "nodes": [
            {
                "iri": node.iri,
                "label": names.text(node.iri),
                "language": names.label(node.iri)[1] or names.lang,
                "kind": node.kind,
                "step": node.step,
                "href": names.address(node.iri),
            }
            for node in found.nodes
        ],
        "edges": [
            {
                "source": edge.source,
                "target": edge.target,
                "label": names.text(edge.type),
                "rule": names.text(edge.rule) if edge.rule else "",
            }
            for edge in found.edges
        ],
    }
