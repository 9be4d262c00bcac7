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
from api.pages.render import language, page
from api.services import services_of
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
    "total": 0,
    "truth": None,
    "error": None,
    "lint": (),
    "downloads": {},
}
TEMPLATE = "sparql.html"


async def editor(request: Request) -> Response:
    """The page without a query."""
    return await _shown(request, EMPTY)


async def result(request: Request, exchange: Exchange, reply: Reply) -> Response:
    """The page with what a query found; ``reply`` holds the rows for a page."""
    found = json.loads(await whole(reply))
    assert reply.head is not None
    values = {
        **EMPTY,
        "text": exchange.ask.query,
        "rows": _rows(found) if "rows" in found else None,
        "total": found.get("total", 0),
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
    example = EXAMPLE.format(lang=language(request)) if services_of(request).release else EVERYTHING
    return await page(request, TEMPLATE, {**values, "example": example}, status=status, notices=notices)


def _rows(found: Mapping[str, Any]) -> Rows:
    names = tuple(found["variables"])
    cells = [zip(names, row, strict=True) for row in found["rows"]]
    return Rows(names, tuple({name: Term(*cell) for name, cell in row if cell is not None} for row in cells))


def _address(exchange: Exchange, name: str) -> str:
    graphs = [("default-graph-uri", g) for g in exchange.asked.graphs.default]
    graphs += [("named-graph-uri", g) for g in exchange.asked.graphs.named]
    return f"/sparql?{urlencode([('query', exchange.ask.query), *graphs, ('format', name)])}"
