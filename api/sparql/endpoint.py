"""The endpoint as an ASGI application of its own, in front of the routes.

A hot answer comes out of the cache without a worker; everything else goes to the querier. The parent process reads the
request, never the query.
"""

from __future__ import annotations

import contextlib
import logging

from starlette.middleware.errors import ServerErrorMiddleware
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from api import errors
from api.middleware import dress, preflight
from api.services import Services
from api.sparql import pages
from api.sparql.answers import (
    HIT,
    content_of,
    matches,
    packed,
    send_stream,
    send_whole,
    timing,
    took,
    unpacked,
    valid,
)
from api.sparql.cache import Cache
from api.sparql.description import without_query
from api.sparql.exchange import Exchange, Manners, Told, exchange_of, told_of
from api.sparql.express import BEGUN, Express
from api.sparql.leaving import Leaving
from api.sparql.protocol import Asked, read
from api.sparql.wanted import refuse
from m4sd_graph.errors import M4SDError, QuerySyntaxError
from m4sd_graph.workers.querier import PoolQuerier
from m4sd_graph.workers.render import PAGE
from m4sd_graph.workers.run import FormNotAcceptedError, Reply, Run

PATH = "/sparql"
METHODS = ("GET", "HEAD", "POST")
log = logging.getLogger("m4sd")


class SparqlEndpoint:
    """Answers ``/sparql``; keeps ``cache_size`` bytes of answers. ``express`` answers what needs no framework."""

    def __init__(self, cache_size: int, services: Services) -> None:
        self._cache = Cache(cache_size)
        self._manners = Manners()
        self.express = Express(self._cache, self._manners, services)
        self._careful = ServerErrorMiddleware(self._serve, handler=errors.unexpected)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        method = scope["method"]
        if method in METHODS:
            await self._careful(scope, receive, send)
        elif method == "OPTIONS":
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
                response = await without_query(request, services, asked, told)
                await response(scope, receive, dress(scope, send))
                return
            if pages.only_shown(request):
                response = await pages.editor(request, query)
                await response(scope, receive, dress(scope, send))
                return
            if not query.strip():
                raise QuerySyntaxError("the query is empty.", remedy="Send a SELECT, ASK, CONSTRUCT or DESCRIBE query.")
            await self._answer(request, services, asked, told, send)
        except M4SDError as error:
            response = await pages.failed(request, error, query)
            await response(scope, receive, dress(scope, send))

    async def _answer(self, request: Request, services: Services, asked: Asked, told: Told, send: Send) -> None:
        base = services.base(request)
        exchange = exchange_of(self._manners.of(base, services, asked, told, services.name), services, asked, told)
        self.express.learn(request.scope, told, base, _client(request.scope))
        kept = None if BEGUN in request.scope else self._cache.get(exchange.key)
        if kept:
            await _again(request.scope, send, kept, exchange, told)
        elif exchange.etag and matches(told.none_match, exchange.etag):
            await send_whole(
                request.scope, send, 304, [*exchange.headers, exchange.manner.limits, timing(b"cache;desc=valid")], b""
            )
        else:
            with Leaving(request.receive) as leaving:
                reply = await _reply(request.scope, services, exchange, leaving)
                if reply.name != exchange.manner.release:
                    # The data was reloaded in between.
                    manner = self._manners.of(base, services, asked, told, reply.name)
                    exchange = exchange_of(manner, services, asked, told)
                if reply.stream:
                    leaving.look()
                await self._send(request, exchange, reply, send)

    async def _send(self, request: Request, exchange: Exchange, reply: Reply, send: Send) -> None:
        head, scope = reply.head, request.scope
        assert head is not None
        if head.media_type == PAGE:
            response = await pages.result(request, exchange, reply)
            await response(scope, request.receive, dress(scope, send))
            return
        headers = exchange.headers + content_of(reply, exchange.manner.want.label(head.form))
        if reply.stream is None:
            if exchange.etag:
                self._cache.put(exchange.key, packed(b"", headers, reply.body))
            await send_whole(scope, send, 200, [*headers, exchange.manner.limits, timing(took(reply))], reply.body)
            return
        with contextlib.closing(reply.stream) as stream:
            if scope["http_version"] == "1.0":
                await stream.complete()
            try:
                streaming = [*headers, exchange.manner.limits, timing(b"query;desc=streaming")]
                await send_stream(scope, send, streaming, stream)
            except M4SDError as error:
                # The body stays without an end, which the server turns into a closed connection.
                log.warning("a body broke off: %s", error)


async def _again(scope: Scope, send: Send, kept: bytes, exchange: Exchange, told: Told) -> None:
    """Send an answer once more, or say that the client's own copy is still right."""
    headers, body = unpacked(kept)
    headers += [HIT, exchange.manner.limits]
    if exchange.etag and matches(told.none_match, exchange.etag):
        await send_whole(scope, send, 304, valid(headers), b"")
    else:
        await send_whole(scope, send, 200, headers, body)


async def _reply(scope: Scope, services: Services, exchange: Exchange, leaving: Leaving) -> Reply:
    """Ask the querier, or wait for what was asked already."""
    begun: Run | None = scope.get(BEGUN)
    querier = services.querier
    try:
        if begun and isinstance(querier, PoolQuerier):
            return await querier.result(begun, leaving.look)
        return await querier.run(exchange.ask, _client(scope), exchange.manner.seconds, leaving.look)
    except FormNotAcceptedError as error:
        raise refuse(error.form, exchange.told.accepted, exchange.asked.format) from None


def _client(scope: Scope) -> str:
    return scope["client"][0] if scope["client"] else "unknown"
