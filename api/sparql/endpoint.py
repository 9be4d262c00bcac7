"""The endpoint as an ASGI application of its own, in front of the routes.

A hot answer comes out of the cache without a worker; everything else goes to the querier. The parent process reads
the request, never the query.
"""

from __future__ import annotations

import logging

from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from api import errors
from api.middleware import dress, preflight
from api.services import Services
from api.sparql import pages
from api.sparql.answers import content_of, headers_of, matches, rows_header, send_stream, send_whole
from api.sparql.cache import Cache
from api.sparql.description import Descriptions, without_query
from api.sparql.exchange import Exchange, exchange_of, told_of
from api.sparql.leaving import Leaving
from api.sparql.protocol import read
from api.sparql.wanted import refuse
from m4sd_graph.errors import M4SDError, QuerySyntaxError
from m4sd_graph.workers.render import PAGE
from m4sd_graph.workers.run import FormNotAcceptedError, Reply

PATH = "/sparql"
METHODS = ("GET", "HEAD", "POST")
log = logging.getLogger("m4sd")


class SparqlEndpoint:
    """Answers ``/sparql``; keeps ``cache_size`` bytes of answers."""

    def __init__(self, cache_size: int) -> None:
        self._cache = Cache(cache_size)
        self._descriptions = Descriptions()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["method"] in METHODS:
            await self._serve(scope, receive, send)
        elif scope["method"] == "OPTIONS":
            await preflight(PATH)(scope, receive, dress(scope, send))
        else:
            response = await errors.not_allowed(Request(scope, receive))
            await response(scope, receive, dress(scope, send))

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        services: Services = scope["app"].state.services
        told = told_of(scope["headers"])
        query = None
        try:
            asked = await read(request, services.settings.query_length)
            query = asked.query
            if query is None:
                response = await without_query(request, services, asked, told, self._descriptions)
                await response(scope, receive, dress(scope, send))
                return
            if not query.strip():
                raise QuerySyntaxError("the query is empty.", remedy="Send a SELECT, ASK, CONSTRUCT or DESCRIBE query.")
            await self._answer(exchange_of(request, services, asked, told), send)
        except M4SDError as error:
            response = await pages.failed(request, error, query)
            await response(scope, receive, dress(scope, send))

    async def _answer(self, exchange: Exchange, send: Send) -> None:
        kept = self._cache.get(exchange.key)
        if exchange.etag and matches(exchange.told.none_match, exchange.etag):
            headers = headers_of(exchange, b"cache;desc=valid")
            await send_whole(exchange.request.scope, send, 304, headers, b"")
        elif kept:
            await self._send(exchange, kept, b"cache;desc=hit", send)
        else:
            with Leaving(exchange.request.receive):
                reply = await _reply(exchange)
                if exchange.etag and reply.end:
                    self._cache.put(exchange.key, reply, exchange.ask.query)
                timing = b"query;dur=%.3f" % (1000 * reply.end.seconds) if reply.end else b"query;desc=streaming"
                await self._send(exchange, reply, timing, send)

    async def _send(self, exchange: Exchange, reply: Reply, timing: bytes, send: Send) -> None:
        head, scope = reply.head, exchange.request.scope
        assert head is not None
        if head.media_type == PAGE:
            response = await pages.result(exchange, reply)
            await response(scope, exchange.request.receive, dress(scope, send))
            return
        headers = [*headers_of(exchange, timing), *content_of(head, exchange.want.label(head.form))]
        if reply.stream is None:
            await send_whole(scope, send, 200, [*headers, *rows_header(reply)], reply.body)
            return
        try:
            await send_stream(scope, send, headers, reply.stream)
        except (M4SDError, TimeoutError) as error:
            # The body stays without an end, which the server turns into a closed connection.
            log.warning("a body broke off: %s", error)


async def _reply(exchange: Exchange) -> Reply:
    """Ask the querier."""
    client = exchange.request.scope["client"]
    try:
        return await exchange.services.querier.run(exchange.ask, client[0] if client else "unknown", exchange.seconds)
    except FormNotAcceptedError as error:
        raise refuse(error.form, exchange.told.accept, exchange.asked.format) from None
