"""Every IRI of the graph, as JSON-LD, RDF or a page: ``/id/…``, ``/vocab/…``, ``/ontology``, ``/resource?iri=…``."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.negotiation import HTML, JSON, by_name, negotiate
from api.pages import page
from api.services import Services, services_of
from m4sd_graph.catalog import is_iri
from m4sd_graph.describe import EVIDENCE, RECORD, Resource, describe, nearest
from m4sd_graph.errors import NotFoundError, ParameterError
from m4sd_graph.jsonld import compact, to_jsonld
from m4sd_graph.namespaces import BASE, GRAPH, M4SD, ONTOLOGY, OWL, RDFS, SKOS
from m4sd_graph.store.protocol import GRAPH_TYPES

TERMS = f"""SELECT ?term ?type ?label ?definition WHERE {{
  VALUES ?type {{ <{OWL}Class> <{OWL}ObjectProperty> <{OWL}DatatypeProperty> }}
  ?term a ?type ; <{RDFS}isDefinedBy> <{ONTOLOGY}> ; <{RDFS}label> ?label ; <{SKOS}definition> ?definition
  FILTER(LANG(?label) = LANG(?definition))
}}"""


@dataclass(frozen=True, slots=True)
class Term:
    """A class or property with its label and definition by language."""

    iri: str
    label: dict[str, str]
    definition: dict[str, str]


router = APIRouter()
TYPES = {**GRAPH_TYPES, "json": JSON, "html": HTML}
OFFERED = (GRAPH_TYPES["jsonld"], "text/turtle", HTML, "application/n-triples", "application/rdf+xml", JSON)
ONTOLOGY_TRIPLES = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{GRAPH}ontology> {{ ?s ?p ?o }} }}"


@router.api_route("/id/{path:path}", methods=["GET", "HEAD"], operation_id="thing")
@router.api_route("/vocab/{path:path}", methods=["GET", "HEAD"], operation_id="concept")
@router.api_route("/graph/{path:path}", methods=["GET", "HEAD"], operation_id="graph")
async def thing(request: Request, path: str) -> Response:
    """Return the resource at this path of the base IRI; a suffix such as ``.ttl`` or ``?format=`` decides the form."""
    folder = request.url.path.split("/")[1]
    name, suffix = _split(path)
    return await _respond(request, f"{BASE}{folder}/{name}", suffix)


@router.api_route("/resource", methods=["GET", "HEAD"], operation_id="resource")
async def resource(request: Request) -> Response:
    """Return the resource named by ``?iri=``, for IRIs that are not ours such as the UN's."""
    iri = request.query_params.get("iri", "")
    if not is_iri(iri):
        raise ParameterError(
            "give the IRI of a resource.",
            place="parameter iri",
            remedy="Example: /resource?iri=http://metadata.un.org/sdg/10.7",
        )
    return await _respond(request, iri, "")


@router.api_route("/ontology", methods=["GET", "HEAD"], operation_id="ontology")
@router.api_route("/ontology.{suffix}", methods=["GET", "HEAD"], include_in_schema=False)
async def ontology(request: Request, suffix: str = "") -> Response:
    """Return the whole ontology."""
    services = services_of(request)
    media_type = _media_type(request, suffix)
    if media_type == HTML:
        terms = await services.run(lambda: _terms(services))
        return page(request, "ontology.html", {"terms": terms})
    if media_type in (JSON, GRAPH_TYPES["jsonld"]):
        statements = await services.run(lambda: services.store.construct(ONTOLOGY_TRIPLES))
        content = compact(statements, services.context, services.context_url(request))
        return JSONResponse(content, media_type=media_type, headers=_headers(ONTOLOGY))
    answer = await services.run(lambda: services.store.answer(ONTOLOGY_TRIPLES, media_type))
    return Response(answer.content, media_type=media_type, headers=_headers(ONTOLOGY))


async def _respond(request: Request, iri: str, suffix: str) -> Response:
    services = services_of(request)
    if not is_iri(iri):
        raise NotFoundError("this is not an IRI.", place=iri)
    media_type = _media_type(request, suffix)
    found = await services.run(lambda: _describe(services, iri, incoming=media_type == HTML))
    if media_type == HTML:
        return page(request, "resource.html", {"resource": found, "m4sd": M4SD})
    if media_type in (JSON, GRAPH_TYPES["jsonld"]):
        content = to_jsonld(found, services.context, services.context_url(request))
        return JSONResponse(content, media_type=media_type, headers=_headers(iri))
    query = RECORD.format(iri=f"<{iri}>", evidence=EVIDENCE)
    answer = await services.run(lambda: services.store.answer(query, media_type))
    return Response(answer.content, media_type=media_type, headers=_headers(iri))


def _describe(services: Services, iri: str, *, incoming: bool) -> Resource:
    try:
        return describe(services.store, iri, incoming=incoming)
    except NotFoundError as error:
        near = nearest(services.store, iri)
        raise NotFoundError(
            error.message, place=iri, remedy=f"Nearest: {', '.join(near)}." if near else error.remedy
        ) from None


def _terms(services: Services) -> dict[str, list[Term]]:
    rows = services.store.select(TERMS).rows
    found: dict[str, dict[str, Term]] = {"classes": {}, "properties": {}}
    for row in rows:
        kind = "classes" if row["type"].value == f"{OWL}Class" else "properties"
        term = found[kind].setdefault(row["term"].value, Term(row["term"].value, {}, {}))
        term.label[row["label"].language] = row["label"].value
        term.definition[row["definition"].language] = row["definition"].value
    return {kind: [terms[iri] for iri in sorted(terms)] for kind, terms in found.items()}


def _media_type(request: Request, suffix: str) -> str:
    name = suffix or request.query_params.get("format", "")
    return by_name(name, TYPES) if name else negotiate(request.headers.get("accept"), OFFERED)


def _split(path: str) -> tuple[str, str]:
    name, dot, suffix = path.rpartition(".")
    return (name, suffix) if dot and suffix in TYPES else (path, "")


def _headers(iri: str) -> dict[str, str]:
    return {"Vary": "Accept", "Access-Control-Allow-Origin": "*", "Link": f'<{iri}>; rel="canonical"'}
