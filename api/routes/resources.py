"""Every IRI of the graph, as JSON-LD, RDF or a page: ``/id/…``, ``/vocab/…``, ``/graph/…``, ``/resource?iri=…``."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.negotiation import HTML, JSONLD, THING, Choice
from api.pages.names import Address, Names
from api.pages.render import address_of, language, page
from api.pages.view import view_of
from api.routes.openapi import answers, format_parameter, parameter
from api.services import Services, services_of
from m4sd_graph.catalog import is_iri
from m4sd_graph.describe import EVIDENCE, RECORD, describe, labels, nearest
from m4sd_graph.errors import NotFoundError, ParameterError
from m4sd_graph.jsonld import compact, to_jsonld
from m4sd_graph.namespaces import BASE, GRAPH, RULE, expand
from m4sd_graph.store.protocol import Store

router = APIRouter()
# An IRI that has no statements of its own is told by those that name it.
MENTIONS = "CONSTRUCT {{ ?s ?p {iri} }} WHERE {{ ?s ?p {iri} }}"
GRAPH_TRIPLES = "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {iri} {{ ?s ?p ?o }} }}"
GRAPH_THINGS = "SELECT DISTINCT ?s WHERE {{ GRAPH {iri} {{ ?s a ?type }} }} ORDER BY ?s"


@router.get(
    "/id/{path:path}", operation_id="thing", summary="A thing by the path of its IRI", responses=answers([THING])
)
@router.get(
    "/vocab/{path:path}",
    operation_id="concept",
    summary="A concept or scheme by the path of its IRI",
    responses=answers([THING]),
)
@router.get("/prefix.{path}", include_in_schema=False)
@router.get("/prefix", operation_id="prefixes", summary="The prefixes of the graph", responses=answers([THING]))
@router.get(
    "/prefix/{path:path}", operation_id="prefix", summary="The declaration of a prefix", responses=answers([THING])
)
async def thing(request: Request, path: str = "") -> Response:  # noqa: ARG001
    """Return the resource at this path of the base IRI.

    A suffix such as ``.ttl``, or ``?format=``, wins over the Accept header.
    """
    name, suffix = split_suffix(request.scope["path"].removeprefix("/"))
    return await respond(request, BASE + name, suffix)


@router.get(
    "/resource",
    operation_id="resource",
    summary="Anything the graph names, by its IRI",
    responses=answers([THING]),
    openapi_extra={
        "parameters": [
            parameter("iri", "An IRI, or a prefixed name such as sdg:10.7", "http://metadata.un.org/sdg/10.7"),
            format_parameter(THING),
        ]
    },
)
async def resource(request: Request) -> Response:
    """Return the resource named by ``?iri=``, for IRIs that are not ours such as the UN's."""
    iri = expand(request.query_params.get("iri", "").strip(), services_of(request).prefixes)
    if not is_iri(iri):
        raise ParameterError(
            "give the IRI of a resource.",
            place="parameter iri",
            remedy="Example: /resource?iri=http://metadata.un.org/sdg/10.7",
        )
    return await respond(request, iri, "")


@router.get("/graph/{path:path}", operation_id="graph", summary="A named graph as a whole", responses=answers([THING]))
async def graph(request: Request, path: str) -> Response:
    """Return every triple of a named graph; the page lists the things in it."""
    services = services_of(request)
    name, suffix = split_suffix(path)
    known = services.manifest["counts"]["triples_by_graph"]
    iri = GRAPH + name
    if iri not in known:
        near = [g for g in known if path.rpartition("/")[2] in g] or list(known)
        raise NotFoundError("there is no graph of this name.", place=iri, nearest=near)
    choice = THING.choose(request, suffix)
    if choice.made != HTML:
        return await triples(request, GRAPH_TRIPLES.format(iri=f"<{iri}>"), iri, choice)
    names = await services.run(lambda: _things(services, iri, language(request), address_of(request)))
    items = sorted((names.item(thing) for thing in names.labels), key=lambda item: item.text)
    return await page(request, "graph.html", {"iri": iri, "count": known[iri], "items": items})


async def respond(request: Request, iri: str, suffix: str) -> Response:
    """Return the resource ``iri`` in the asked form."""
    services = services_of(request)
    choice = THING.choose(request, suffix)
    if not is_iri(iri):
        raise NotFoundError("this is not an IRI.", place=iri)
    if choice.made == HTML:
        return await _page(request, services, iri)
    if choice.made == JSONLD:
        url = services.context_url(request)
        content = await services.run(lambda: _jsonld(services, iri, url))
        return JSONResponse(content, headers=headers(iri), media_type=choice.media_type)
    query = await services.run(lambda: _query(services, iri))
    return await triples(request, query, iri, choice)


async def triples(request: Request, query: str, iri: str, choice: Choice, store: Store | None = None) -> Response:
    """Return the triples that ``query`` constructs about ``iri``, from ``store`` or else from the graph."""
    services = services_of(request)
    asked = store or services.store
    if choice.made == JSONLD:
        url = services.context_url(request)
        content = await services.run(lambda: compact(asked.construct(query), services.context, url))
        return JSONResponse(content, headers=headers(iri), media_type=choice.media_type)
    answer = await services.run(lambda: asked.answer(query, choice.made))
    return Response(answer.content, headers=headers(iri), media_type=choice.media_type)


def headers(iri: str) -> dict[str, str]:
    """The headers of everything that is dereferenced."""
    return {"Vary": "Accept", "Link": f'<{iri}>; rel="canonical"'} if iri.isascii() else {"Vary": "Accept"}


def split_suffix(path: str) -> tuple[str, str]:
    """The path without its format suffix, and the suffix."""
    name, dot, suffix = path.rpartition(".")
    return (name, suffix) if dot and suffix in THING.names else (path, "")


async def _page(request: Request, services: Services, iri: str) -> Response:
    lang, address = language(request), address_of(request)
    try:
        view = await services.run(lambda: view_of(services.store, iri, lang, address))
    except NotFoundError:
        raise await services.run(lambda: _unknown(services, iri)) from None
    forms = {name: _address(request, iri, name) for name in THING.names if name != "html"}
    chain = ""
    if view.links.itself:
        source, target = view.links.itself.ends
        chain = f"/questions/chain?{urlencode({'source': source, 'target': target, 'lang': lang, 'format': 'html'})}"
    values = {"view": view, "forms": forms, "types": THING.names, "rules": RULE, "chain": chain}
    return await page(request, "resource.html", values)


def _address(request: Request, iri: str, name: str) -> str:
    """Where the same resource is sent in the form ``name``."""
    path = request.scope["path"]
    if path == "/resource":
        return f"/resource?{urlencode({'iri': iri, 'format': name})}"
    return f"{quote(split_suffix(path)[0])}.{name}"


def _jsonld(services: Services, iri: str, url: str) -> dict[str, object]:
    query = _query(services, iri)
    if query == _record(iri):
        return to_jsonld(describe(services.store, iri, incoming=False), services.context, url)
    return compact(services.store.construct(query), services.context, url)


def _record(iri: str) -> str:
    return RECORD.format(iri=f"<{iri}>", evidence=EVIDENCE)


def _query(services: Services, iri: str) -> str:
    """The query for the record of ``iri``, or for what mentions it; raise NotFoundError when there is neither."""
    if services.store.ask(f"ASK {{ <{iri}> ?p ?o }}"):
        return _record(iri)
    if services.store.ask(f"ASK {{ ?s ?p <{iri}> }}"):
        return MENTIONS.format(iri=f"<{iri}>")
    raise _unknown(services, iri)


def _unknown(services: Services, iri: str) -> NotFoundError:
    near = nearest(services.store, iri)
    remedy = f"Nearest: {', '.join(near)}." if near else "Search the labels with /questions/resolve-name."
    return NotFoundError("nothing is known about this IRI.", place=iri, remedy=remedy, nearest=near)


def _things(services: Services, iri: str, lang: str, address: Address) -> Names:
    rows = services.store.select(GRAPH_THINGS.format(iri=f"<{iri}>")).rows
    return Names(labels(services.store, [row["s"].value for row in rows]), lang, address)
