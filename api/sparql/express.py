"""The short way of a plain GET: answered from the wire, without the framework, while everything is as expected.

A request waits at its connection while its query runs. When the answer is there at once, whole, and of the expected
release, it goes out from there. In every other case (an error, a stream, a slow query, more from the client) the
request enters by the ordinary way after all, and takes its running query along. So nothing is answered here that the
ordinary way would answer otherwise: a head is known only once a request with exactly this head has gone that way.
"""

from __future__ import annotations

import re
from string import ascii_letters, digits
from typing import NamedTuple

from starlette.types import Scope

from api.services import Services
from api.sparql.answers import HIT, TIMING_WIRE, content_of, packed, took
from api.sparql.cache import Cache
from api.sparql.exchange import Exchange, Manners, Told, exchange_of, lines
from api.sparql.protocol import read_address
from m4sd_graph.errors import M4SDError
from m4sd_graph.workers.querier import PoolQuerier
from m4sd_graph.workers.run import Run

# Members of an ASGI scope: peer and bytes of a request that came in one piece, and the run that was begun for it.
WIRE, BEGUN = "m4sd.wire", "m4sd.begun"
BEFORE, BEHIND = b"GET /sparql?", b" HTTP/1.1\r\n"
# What stands for itself in an address, and the percent sign.
PLAIN = b"!$%&'()*+,-./:;=?@_~" + (digits + ascii_letters).encode()
HEAD = re.compile(rb"(?:[!-9;-~]+:[\t -~\x80-\xff]*\r\n)+\r\n")
# Headers that ask for more than an answer with a body, after which the connection stays.
SPECIAL = frozenset({b"connection", b"content-length", b"expect", b"if-none-match", b"transfer-encoding"})
# So many heads are known, none of them longer than this.
WAYS, LONGEST = 256, 2_048
ONLY_SHOWN = b"run=no"
HIT_WIRE = lines([HIT])
# Longer requests have limits of their own.
LARGEST = 16_384


def split(data: bytes) -> tuple[bytes, bytes]:
    """The query string of a GET of ``/sparql`` and what follows its line; both empty for any other request."""
    line, behind, head = data.partition(BEHIND)
    encoded = line[len(BEFORE) :]
    plain = behind and line.startswith(BEFORE) and not encoded.translate(None, PLAIN)
    return (encoded, head) if plain else (b"", b"")


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
    """Answers requests from ``cache`` or begins their queries, by ``services``."""

    def __init__(self, cache: Cache, manners: Manners, services: Services) -> None:
        self.services = services
        self._cache = cache
        self._manners = manners
        self._ways: dict[tuple[str, bytes], Way] = {}

    def learn(self, scope: Scope, told: Told, base: str, client: str) -> None:
        """Remember the head of a request that is being answered the ordinary way."""
        peer, data = scope.get(WIRE, ("", b""))
        encoded, head = split(data)
        if not encoded or len(head) > LONGEST or not HEAD.fullmatch(head):
            return
        if SPECIAL.isdisjoint(name for name, _ in scope["headers"]):
            if len(self._ways) >= WAYS:
                self._ways.clear()
            self._ways[peer, head] = Way(told, base, client)

    def take(self, data: bytes, peer: str) -> bytes | Early | None:
        """The answer to ``data`` behind status line and date, or its query begun; None: it must go the ordinary way."""
        services, querier = self.services, self.services.querier
        encoded, head = split(data) if len(data) <= LARGEST else (b"", b"")
        way = self._ways.get((peer, head)) if encoded else None
        # A page that only shows a query runs none.
        if way is None or ONLY_SHOWN in encoded or not isinstance(querier, PoolQuerier):
            return None
        try:
            asked = read_address(encoded, services.settings.query_length)
            if not (asked.query and asked.query.strip()):
                return None
            manner = self._manners.of(way.base, services, asked, way.told, querier.pool.name)
            exchange = exchange_of(manner, services, asked, way.told)
            kept = self._cache.get(exchange.key)
            if kept:
                return b"".join((manner.limits_wire, HIT_WIRE, kept))
            if manner.page or exchange.calls:
                return None
            return Early(exchange, querier.pool.begin(exchange.ask, way.client, manner.seconds))
        except M4SDError:
            # Told on the ordinary way.
            return None

    def abandon(self, early: Early) -> None:
        """End a query whose client is gone."""
        querier = self.services.querier
        if isinstance(querier, PoolQuerier):
            querier.pool.abandon(early.run)

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
        answer = packed(manner.headers_wire, own, reply.body)
        if exchange.etag:
            self._cache.put(exchange.key, answer)
        return b"".join((manner.limits_wire, TIMING_WIRE % took(reply), answer))
