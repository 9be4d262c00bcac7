"""``/sparql``: the SPARQL 1.1 protocol for queries, and a form for people."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.errors import form_of, on_page, problem_of
from api.negotiation import HTML, JSONLD, ROWS, TRIPLES, TRUTH, Choice, Formats
from api.pages.render import page
from api.routes.openapi import answers, format_parameter, parameter
from api.routes.protocol import DIRECT, FORM, Asked, read
from api.services import Services, services_of
from m4sd_graph.errors import M4SDError, QuerySyntaxError
from m4sd_graph.jsonld import compact
from m4sd_graph.store.protocol import Rows

router = APIRouter()
# A browser shows no more rows than this; every other format has them all.
SHOWN = 1_000
FORMATS = {"SELECT": ROWS, "ASK": TRUTH, "CONSTRUCT": TRIPLES, "DESCRIBE": TRIPLES}
EVERY = Formats({**ROWS.names, **TRIPLES.names})
PARAMETERS = [
    parameter("query", "A SPARQL 1.1 query", "SELECT ?s WHERE { ?s a <https://w3id.org/m4sd/ontology#Policy> }"),
    parameter("default-graph-uri", "Graph to query instead of the union of all", several=True),
    parameter("named-graph-uri", "Graph that GRAPH may name", several=True),
    format_parameter(EVERY),
]
BODY = {
    "content": {
        FORM: {"schema": {"type": "object", "properties": {"query": {"type": "string"}}, "required": ["query"]}},
        DIRECT: {"schema": {"type": "string"}},
    }
}
ANSWERS = answers([ROWS, TRIPLES])


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer as a page shows it: rows (cut after ``SHOWN``), or a truth value."""

    rows: Rows | None = None
    total: int = 0
    truth: bool | None = None


@router.get(
    "/sparql",
    operation_id="sparql",
    summary="Answer a query",
    responses=ANSWERS,
    openapi_extra={"parameters": PARAMETERS},
)
async def sparql(request: Request) -> Response:
    """Answer the SELECT, ASK, CONSTRUCT or DESCRIBE query in ``?query=``; without one, show the form."""
    if form_of(request) != HTML:
        return await _answered(request)
    try:
        return await _answered(request)
    except M4SDError as error:
        values = {"text": request.query_params.get("query"), "error": on_page(problem_of(error))}
        return await page(request, "sparql.html", {**EMPTY, **values}, status=error.status, notices=False)


@router.post(
    "/sparql",
    operation_id="sparqlPost",
    summary="Answer a query from the body",
    responses=ANSWERS,
    openapi_extra={"parameters": PARAMETERS[1:], "requestBody": BODY},
)
async def sparql_post(request: Request) -> Response:
    """Answer the query in a form field ``query``, or the body itself as ``application/sparql-query``."""
    return await _answered(request)


EMPTY: dict[str, object] = {"text": None, "shown": None, "error": None, "downloads": {}}


async def _answered(request: Request) -> Response:
    services = services_of(request)
    asked = await read(request, services.settings.query_length)
    if asked.query is None:
        if request.method == "GET" and form_of(request) == HTML:
            return await page(request, "sparql.html", EMPTY)
        raise QuerySyntaxError("no query was sent.", remedy="Send it as parameter `query`.")
    if not asked.query.strip():
        raise QuerySyntaxError("the query is empty.", remedy="Send a SELECT, ASK, CONSTRUCT or DESCRIBE query.")
    return await _answer(request, services, asked, asked.query)


async def _answer(request: Request, services: Services, asked: Asked, query: str) -> Response:
    form = services.check(query)
    formats = FORMATS.get(form)
    if formats is None:
        # Without one of the four words it cannot parse: the engine says where.
        await services.run(lambda: services.store.ask(query))
        raise QuerySyntaxError("this is not a SELECT, ASK, CONSTRUCT or DESCRIBE query.")
    choice = formats.choose(request, asked.format)
    if choice.made == HTML:
        shown = await services.run(lambda: _shown(services, form, query, asked))
        downloads = {name: _address(asked, query, name) for name in formats.names if name != "html"}
        values = {"text": query, "shown": shown, "error": None, "downloads": downloads}
        return await page(request, "sparql.html", values)
    if choice.made == JSONLD:
        return await _jsonld(request, services, asked, query, choice)
    answer = await services.run(lambda: services.store.answer(query, choice.made, asked.graphs))
    return Response(answer.content, headers={"Vary": "Accept"}, media_type=choice.media_type)


def _shown(services: Services, form: str, query: str, asked: Asked) -> Shown:
    if form == "ASK":
        return Shown(truth=services.store.ask(query, asked.graphs))
    if form == "SELECT":
        rows = services.store.select(query, asked.graphs)
    else:
        found = services.store.construct(query, asked.graphs)
        names = ("subject", "predicate", "object")
        rows = Rows(names, tuple(dict(zip(names, (s.subject, s.predicate, s.object), strict=True)) for s in found))
    return Shown(Rows(rows.variables, rows.rows[:SHOWN]), len(rows.rows))


def _address(asked: Asked, query: str, name: str) -> str:
    graphs = [("default-graph-uri", g) for g in asked.graphs.default]
    graphs += [("named-graph-uri", g) for g in asked.graphs.named]
    return f"/sparql?{urlencode([('query', query), *graphs, ('format', name)])}"


async def _jsonld(request: Request, services: Services, asked: Asked, query: str, choice: Choice) -> Response:
    url = services.context_url(request)
    content = await services.run(lambda: compact(services.store.construct(query, asked.graphs), services.context, url))
    return JSONResponse(content, headers={"Vary": "Accept"}, media_type=choice.media_type)
