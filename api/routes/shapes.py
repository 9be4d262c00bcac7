"""``/shapes``: the checks that every release passes, at the addresses that reports name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.negotiation import HTML, THING
from api.pages.render import page
from api.routes.openapi import answers, format_parameter
from api.routes.resources import GRAPH_TRIPLES, triples
from api.routes.wishes import TELLING
from api.services import SHAPES_GRAPH, Services, services_of
from m4sd_graph.namespaces import SH, SHAPES

router = APIRouter()
LISTED = f"""SELECT ?shape ?severity ?name ?why ?fix WHERE {{
  ?shape <{SH}name> ?name ; <{SH}description> ?why ; <{SH}message> ?fix ; <{SH}severity> ?severity
  FILTER(STRSTARTS(STR(?shape), "{SHAPES}") && LANG(?why) = LANG(?name) && LANG(?fix) = LANG(?name))
}} ORDER BY ?shape"""


@dataclass(frozen=True, slots=True)
class Shape:
    """One check: what it is called, why it matters and how to mend what it finds, each by language."""

    anchor: str
    severity: str
    name: dict[str, str]
    why: dict[str, str]
    fix: dict[str, str]


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
        return await page(request, "shapes.html", await services.run(lambda: _shapes(services)))
    query = GRAPH_TRIPLES.format(iri=f"<{SHAPES_GRAPH}>")
    return await triples(request, query, SHAPES.rstrip("#"), choice, services.shapes)


def _shapes(services: Services) -> Mapping[str, object]:
    found: dict[str, Shape] = {}
    for row in services.shapes.select(LISTED).rows:
        anchor = row["shape"].value.removeprefix(SHAPES)
        severity = row["severity"].value.removeprefix(SH)
        shape = found.setdefault(anchor, Shape(anchor, severity, {}, {}, {}))
        for name, texts in (("name", shape.name), ("why", shape.why), ("fix", shape.fix)):
            texts[row[name].language] = row[name].value
    return {"shapes": list(found.values()), "types": THING.names}
