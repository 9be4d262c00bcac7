"""``/sparql`` without a query: the service description for RDF clients, the editor for a browser."""

from __future__ import annotations

import json
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from api.negotiation import HTML, JSONLD, TRIPLES, Choice, NotAcceptableError
from api.services import MIB, Services
from api.sparql import pages
from api.sparql.answers import matches
from api.sparql.exchange import Told, key_of
from api.sparql.protocol import Asked
from api.sparql.wanted import FORMATS
from m4sd_graph.dcat.words import TITLE
from m4sd_graph.errors import QuerySyntaxError
from m4sd_graph.jsonld import compact, expand
from m4sd_graph.namespaces import ID, LICENCE
from m4sd_graph.service_description import Capabilities, serialise, service_description
from m4sd_graph.workers.output import compressed


async def without_query(request: Request, services: Services, asked: Asked, told: Told) -> Response:
    """Answer a request that has no query."""
    if request.method == "POST":
        raise QuerySyntaxError("no query was sent.", remedy="Send it as parameter `query`.")
    choice = _choice(told.accepted, asked.format)
    if choice.made == HTML:
        return await pages.editor(request)
    return await _answer(request, services, choice, told)


async def _answer(request: Request, services: Services, choice: Choice, told: Told) -> Response:
    """The description of ``services`` as the client sees them."""
    endpoint = f"{services.base(request)}{request.url.path}"
    etag = b'W/"%s"' % key_of(services.name, endpoint, choice.media_type, told.coding)
    headers = {"Vary": "Accept, Accept-Encoding", "ETag": etag.decode(), "Cache-Control": "public, no-cache"}
    if matches(told.none_match, etag):
        return Response(status_code=304, headers=headers)
    content = await services.run(lambda: _content(request, endpoint, services, choice))
    if told.coding:
        headers["Content-Encoding"] = told.coding
        content = await services.run(lambda: compressed(content, told.coding))
    return Response(content, headers=headers, media_type=choice.media_type)


def _choice(accept: str | None, format_: str | None) -> Choice:
    try:
        return TRIPLES.pick(accept, format_)
    except NotAcceptableError:
        # Whoever wants rows has forgotten the query.
        raise QuerySyntaxError(
            "no query was sent.", remedy="Send it as parameter `query`; without one, the service describes itself."
        ) from None


def _content(request: Request, endpoint: str, services: Services, choice: Choice) -> bytes:
    statements = service_description(endpoint, services.summary(), _capabilities(services))
    if choice.made != JSONLD:
        return serialise(statements, choice.made, services.prefixes)
    url = services.context_url(request)
    content: object = compact(statements, services.context, url) if services.context else expand(statements)
    return json.dumps(content, ensure_ascii=False).encode()


def _capabilities(services: Services) -> Capabilities:
    settings = services.settings
    rows = {name: kind for name, kind in FORMATS["rows"].names.items() if kind != HTML}
    triples = {name: kind for name, kind in FORMATS["triples"].names.items() if kind != HTML}
    of_release = Capabilities(
        rows,
        triples,
        title=TITLE,
        licence=LICENCE,
        version=services.name,
        uri_space=ID,
        issued=services.manifest.get("modified") or None,
    )
    return replace(
        of_release if services.release else Capabilities(rows, triples),
        timeout=settings.query_seconds,
        longest_timeout=settings.query_seconds_most,
        memory=settings.query_memory * MIB,
        result=settings.result_size * MIB,
        length=settings.query_length,
        service_endpoints=settings.allowed_services,
        union_default_graph=services.union,
    )
