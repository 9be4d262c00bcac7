"""``/sparql``: the SPARQL 1.1 protocol for queries (GET, POST form, POST direct)."""

from __future__ import annotations

from urllib.parse import parse_qsl

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.negotiation import HTML, JSON, by_name, negotiate
from api.pages import page
from api.services import Services, services_of
from m4sd_graph.errors import QueryRefusedError, QuerySyntaxError
from m4sd_graph.jsonld import compact
from m4sd_graph.store.protocol import GRAPH_TYPES, RESULT_TYPES, GraphChoice

router = APIRouter()
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
Pairs = list[tuple[str, str]]


@router.api_route("/sparql", methods=["GET", "HEAD", "POST"], operation_id="sparql")
async def sparql(request: Request) -> Response:
    """Answer a query; without one, show the form."""
    services = services_of(request)
    pairs = await _pairs(request, services.settings.query_length)
    query = _single(pairs, "query")
    if query is None:
        if request.method != "POST" and HTML in request.headers.get("accept", ""):
            return page(request, "sparql.html", {"text": None, "rows": None})
        raise QuerySyntaxError("no query was sent.", remedy="Send it as parameter `query`.")
    form = services.check(query)
    media_type = _media_type(request, pairs, form)
    graphs = GraphChoice(_all(pairs, "default-graph-uri"), _all(pairs, "named-graph-uri"))
    headers = {"Vary": "Accept", "Access-Control-Allow-Origin": "*", "X-M4SD-Release": services.manifest["version"]}
    if media_type == HTML:
        return await _table(request, services, query)
    if media_type == GRAPH_TYPES["jsonld"]:
        return await _jsonld(request, services, query, headers)
    wanted = RESULT_TYPES["json"] if media_type == JSON else media_type
    answer = await services.run(lambda: services.store.answer(query, wanted, graphs))
    return Response(answer.content, media_type=media_type, headers=headers)


async def _pairs(request: Request, limit: int) -> Pairs:
    pairs: Pairs = list(request.query_params.multi_items())
    if request.method != "POST":
        return pairs
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = (await _body(request, 4 * limit)).decode("utf-8", "replace")
    if kind == DIRECT:
        return [*pairs, ("query", body)]
    if kind == FORM:
        return [*pairs, *parse_qsl(body, keep_blank_values=True)]
    if kind == "application/sparql-update":
        raise QueryRefusedError("updates are not accepted: the graph is read-only.")
    raise QuerySyntaxError(f"the content type {kind or '(none)'} is not known here.", remedy=f"Use {FORM} or {DIRECT}.")


async def _body(request: Request, limit: int) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise QueryRefusedError(f"the request is longer than {limit} bytes.")
    return body


def _single(pairs: Pairs, name: str) -> str | None:
    if any(key == "update" for key, _ in pairs):
        raise QueryRefusedError("updates are not accepted: the graph is read-only.")
    values = _all(pairs, name)
    if len(values) > 1:
        raise QuerySyntaxError(f"{len(values)} queries were sent; send one.")
    return values[0] if values else None


def _all(pairs: Pairs, name: str) -> tuple[str, ...]:
    return tuple(value for key, value in pairs if key == name)


def _media_type(request: Request, pairs: Pairs, form: str) -> str:
    """The asked format; results as JSON and graphs as Turtle where the client does not care."""
    if form in ("CONSTRUCT", "DESCRIBE"):
        types = GRAPH_TYPES
    elif form == "ASK":
        types = {"json": RESULT_TYPES["json"], "xml": RESULT_TYPES["xml"]}
    else:
        types = {**RESULT_TYPES, "html": HTML}
    names = _all(pairs, "format")
    if names:
        return by_name(names[0], types)
    return negotiate(request.headers.get("accept"), (*types.values(), *((JSON,) if "json" in types else ())))


async def _table(request: Request, services: Services, query: str) -> Response:
    rows = await services.run(lambda: services.store.select(query))
    return page(request, "sparql.html", {"text": query, "rows": rows})


async def _jsonld(request: Request, services: Services, query: str, headers: dict[str, str]) -> Response:
    url = services.context_url(request)
    statements = await services.run(lambda: services.store.construct(query))
    content = await services.run(lambda: compact(statements, services.context, url))
    return JSONResponse(content, media_type=GRAPH_TYPES["jsonld"], headers=headers)
