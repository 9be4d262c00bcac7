"""``/void`` and ``/.well-known/void``: what the graph holds and where it is found, for programs that look for data."""

from __future__ import annotations

from itertools import chain

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.negotiation import HTML, TRIPLES, Formats
from api.routes.catalogue import FORM, described
from api.routes.contents import contents_of
from api.routes.openapi import answers
from api.services import Services, services_of
from m4sd_graph.dcat.catalogue import Catalogue
from m4sd_graph.dcat.resources import GRAPH
from m4sd_graph.namespaces import BASE, DCTERMS, ID
from m4sd_graph.service_description import FORMAT_NAMES, FORMATS
from m4sd_graph.statements import ordered
from m4sd_graph.store.protocol import Statement
from m4sd_graph.void import Access, void_description

router = APIRouter()
VOID = f"{BASE}void"
# No page: a browser gets Turtle, and the catalogue is the page that says the same.
RDF = Formats(
    {name: media_type for name, media_type in TRIPLES.names.items() if media_type != HTML},
    TRIPLES.aliases,
    TRIPLES.synonyms,
)
SUMMARY = "What the graph holds, as VoID"
PARAMETERS = {"parameters": FORM}


@router.get("/void", operation_id="void", summary=SUMMARY, responses=answers([RDF], "void"), openapi_extra=PARAMETERS)
@router.get("/void.{suffix}", include_in_schema=False)
@router.get("/.well-known/void.{suffix}", include_in_schema=False)
@router.get(
    "/.well-known/void",
    operation_id="voidWellKnown",
    summary=SUMMARY,
    responses=answers([RDF], "void"),
    openapi_extra=PARAMETERS,
)
async def void(request: Request, suffix: str = "") -> Response:
    """Return the figures of the graph by class and property, its dumps, its endpoint and examples."""
    services, choice = services_of(request), RDF.choose(request, suffix)
    statements = await services.run(lambda: _statements(services, request))
    return await described(request, statements, VOID, choice, RDF)


def _statements(services: Services, request: Request) -> tuple[Statement, ...]:
    found = Catalogue(contents_of(services, request))
    contents, base = found.contents, services.base(request)
    access = Access(
        page=f"{base}/",
        dumps=tuple(contents.site.file(contents.current, file) for file in contents.current.files if not file.table),
        endpoint=f"{base}/sparql",
        examples=tuple(place.iri for place in contents.coverage.countries),
        features=tuple(FORMATS + FORMAT_NAMES[kind] for kind in RDF.names.values()),
        uri_space=ID,
    )
    own = void_description(VOID, GRAPH, services.summary(), access)
    # The catalogue's word on the dataset, without its releases and files.
    told = (s for s in found.statements(GRAPH) if s.predicate.value.startswith(DCTERMS) and s.subject.value == GRAPH)
    return ordered(chain(own, told))
