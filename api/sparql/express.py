"""The short way of a plain GET: answered from the wire, without the framework, while everything is as expected.

A request waits at its connection while its query runs. When the answer is there at once, whole, and of the expected
release, it goes out from there. In every other case (an error, a stream, a slow query, more from the client) the
request enters by the ordinary way after all, and takes its running query along. So nothing is answered here that the
ordinary way would answer otherwise: a head is known only once a request with exactly this head has gone that way.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from starlette.datastructures import State
from starlette.types import Scope

from api.services import Services
from api.sparql.answers import content_of, took, wire
from api.sparql.cache import Cache
from api.sparql.exchange import Exchange, Manners, Told, exchange_of
from api.sparql.protocol import read_address
from m4sd_graph.errors import M4SDError
from m4sd_graph.workers.querier import PoolQuerier
from m4sd_graph.workers.run import Run

# Members of an ASGI scope: peer and bytes of a request that came in one piece, and the run that was begun for it.
WIRE, BEGUN = "m4sd.wire", "m4sd.begun"
REQUEST = re.compile(rb"GET /sparql\?([!$-;=?-Z_a-z~]+) HTTP/1\.1\r\n")
HEAD = re.compile(rb"(?:[!-9;-~]+:[\t -~\x80-\xff]*\r\n)+\r\n")
# Headers that ask for more than an answer with a body, after which the connection stays.
SPECIAL = frozenset({b"connection", b"content-length", b"expect", b"if-none-match", b"transfer-encoding"})
# So many heads are known, none of them longer than this.
WAYS, LONGEST = 256, 2_048
ONLY_SHOWN = b"run=no"
# Longer requests have limits of their own.
LARGEST = 16_384


class Way(NamedTuple):
    """What the ordinary way made of a head: the service's address and the client as this head names them."""

    told: Told
    base: str
    client: str


class Early(NamedTuple):
    """A query that runs while its request waits."""

    exchange: Exchange
    run: Run


class Express:
    """Answers requests from ``cache`` or begins their queries; ``state`` holds the services."""

    def __init__(self, cache: Cache, manners: Manners, state: State) -> None:
        self._cache = cache
        self._manners = manners
        self._state = state
        self._ways: dict[tuple[str, bytes], Way] = {}

    def learn(self, scope: Scope, told: Told, base: str, client: str) -> None:
        """Remember the head of a request that is being answered the ordinary way."""
        peer, data = scope.get(WIRE, ("", b""))
        line = REQUEST.match(data)
        if line is None or len(data) - line.end() > LONGEST or not HEAD.fullmatch(data, line.end()):
            return
        if SPECIAL.isdisjoint(name for name, _ in scope["headers"]):
            if len(self._ways) >= WAYS:
                self._ways.clear()
            self._ways[peer, data[line.end() :]] = Way(told, base, client)

    def take(self, data: bytes, peer: str) -> bytes | Early | None:
        """The answer to ``data`` behind status line and date, or its query begun; None: it must go the ordinary way."""
        line = REQUEST.match(data) if len(data) <= LARGEST else None
        way = self._ways.get((peer, data[line.end() :])) if line else None
        services: Services = self._state.services
        if line is None or way is None or not isinstance(services.querier, PoolQuerier):
            return None
        if ONLY_SHOWN in line[1]:
            # A page that shows the query: nothing may run.
            return None
        try:
            asked = read_address(line[1], services.settings.query_length)
            if not (asked.query and asked.query.strip()):
                return None
            manner = self._manners.of(way.base, services, asked, way.told, services.name)
            exchange = exchange_of(manner, services, asked, way.told)
            kept = self._cache.get(exchange.key)
            if kept:
                return b"".join((kept.wire, manner.limits_wire, kept.reply.body))
            if manner.page or exchange.calls:
                return None
            return Early(exchange, services.querier.begin(exchange.ask, way.client, manner.seconds))
        except M4SDError:
            # Told on the ordinary way.
            return None

    def abandon(self, early: Early) -> None:
        """End a query whose client is gone."""
        services: Services = self._state.services
        if isinstance(services.querier, PoolQuerier):
            services.querier.abandon(early.run)

    def answer(self, early: Early) -> bytes | None:
        """What the query found, as ``take`` gives it; None when it must be told the ordinary way."""
        exchange, future = early.exchange, early.run.future
        if future.cancelled() or future.exception():
            return None
        reply = future.result()
        manner = exchange.manner
        if reply.stream or reply.calls or reply.head is None or reply.name != manner.release:
            return None
        own = exchange.validator + content_of(reply, manner.want.label(reply.head.form))
        self._cache.keep(exchange.key, exchange.etag, reply, manner.headers + own)
        own.append(took(reply))
        return b"".join((manner.headers_wire, wire(own, reply.body), manner.limits_wire, reply.body))
