"""What a browser sees at ``/sparql``: the editor, a result with advice on the query, an error beside the query."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from api.errors import answer, form_of, on_page, problem_of
from api.negotiation import HTML
from api.pages.answer import Table, table_of
from api.pages.names import short_name
from api.pages.render import language, linker, notices_owed, page
from api.pages.result_words import editor_words
from api.services import services_of
from api.sparql.editing import settings_of
from api.sparql.exchange import Exchange
from api.sparql.wanted import FORMATS
from m4sd_graph.errors import M4SDError
from m4sd_graph.store.protocol import Rows, Term
from m4sd_graph.workers.pooled import whole
from m4sd_graph.workers.run import Reply

EXAMPLE = """SELECT ?policy ?name WHERE {{
  ?policy a m4sd:Policy ; skos:prefLabel ?name
  FILTER(LANG(?name) = '{lang}')
}} ORDER BY ?name"""
EVERYTHING = "SELECT * WHERE { ?s ?p ?o } LIMIT 100"
EMPTY: Mapping[str, object] = {
    "text": None,
    "rows": None,
    "truth": None,
    "error": None,
    "lint": (),
    "downloads": {},
}
TEMPLATE = "sparql.html"


def only_shown(request: Request) -> bool:
    """True when a browser asks for the editor with a query in it that must not run yet (``run=no``)."""
    return request.method == "GET" and request.query_params.get("run") == "no" and form_of(request) == HTML


async def editor(request: Request, query: str | None = None) -> Response:
    """The page without an answer; ``query`` stands in it."""
    return await _shown(request, {**EMPTY, "text": query})


async def result(request: Request, exchange: Exchange, reply: Reply) -> Response:
    """The page with what a query found; ``reply`` holds the rows for a page."""
    found = json.loads(await whole(reply))
    assert reply.head is not None
    values = {
        **EMPTY,
        "text": exchange.ask.query,
        "rows": await _table(request, found) if "rows" in found else None,
        "truth": found.get("truth"),
        "lint": found.get("lint", ()),
        "downloads": {n: _address(exchange, n) for n in FORMATS[reply.head.form].names if n != "html"},
    }
    return await _shown(request, values)


async def failed(request: Request, error: M4SDError, query: str | None) -> Response:
    """The error in the form of the client: for a browser beside its query, so that it can be mended."""
    problem = problem_of(error)
    if form_of(request) != HTML:
        return await answer(request, problem)
    values = {**EMPTY, "text": query, "error": on_page(problem)}
    response = await _shown(request, values, status=error.status, notices=False)
    if "retry_after" in problem:
        response.headers["Retry-After"] = str(problem["retry_after"])
    return response


async def _shown(
    request: Request, values: Mapping[str, object], *, status: int = 200, notices: bool = True
) -> Response:
    services, lang = services_of(request), language(request)
    example = EXAMPLE.format(lang=lang) if services.release else EVERYTHING
    owed = await notices_owed(request)
    ran = values["rows"] is not None or values["truth"] is not None or values["error"] is not None
    shown = {
        **values,
        "example": example,
        "scripts": ["sparql"],
        "words": editor_words(lang),
        "settings": settings_of(services, services.base(request), example, owed) | {"ran": ran, "lang": lang},
    }
    return await page(request, TEMPLATE, shown, status=status, notices=notices)


async def _table(request: Request, found: Mapping[str, Any]) -> Table:
    services, lang, address = services_of(request), language(request), linker(request)
    rows, total = _rows(found), found.get("total", 0)
    return await services.run(
        lambda: table_of(rows, total, services.store, lang, address, lambda iri: short_name(iri, services.prefixes))
    )


def _rows(found: Mapping[str, Any]) -> Rows:
    names = tuple(found["variables"])
    cells = [zip(names, row, strict=True) for row in found["rows"]]
    return Rows(names, tuple({name: Term(*cell) for name, cell in row if cell is not None} for row in cells))


def _address(exchange: Exchange, name: str) -> str:
    graphs = [("default-graph-uri", g) for g in exchange.asked.graphs.default]
    graphs += [("named-graph-uri", g) for g in exchange.asked.graphs.named]
    return f"/sparql?{urlencode([('query', exchange.ask.query), *graphs, ('format', name)])}"
