"""Puts a reply on the wire: whole with its length, or streamed so that a failure cannot pass for the end."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from starlette.types import Scope, Send

from api.middleware import COMMON
from api.sparql.exchange import Exchange
from m4sd_graph.workers.run import Reply, Spool
from m4sd_graph.workers.wire import Head

# A client that takes nothing for so long is let go.
STALL = 60.0
Headers = list[tuple[bytes, bytes]]
BASE: Headers = [(name.lower().encode(), value.encode()) for name, value in COMMON.items()]
VARY = (b"vary", b"Accept, Accept-Encoding")
# An answer may be kept, but a release may follow another at any time: a cache asks first, which costs no worker.
KEPT = (b"cache-control", b"public, no-cache")
NOT_KEPT = (b"cache-control", b"no-store")


def matches(none_match: bytes, etag: bytes) -> bool:
    """Whether If-None-Match names ``etag``."""
    if not none_match:
        return False
    return none_match == b"*" or etag.removeprefix(b"W/") in (
        p.strip().removeprefix(b"W/") for p in none_match.split(b",")
    )


def headers_of(exchange: Exchange, timing: bytes) -> Headers:
    """What every answer to a query says beside its content."""
    services = exchange.services
    validator = [(b"etag", exchange.etag), KEPT] if exchange.etag else [NOT_KEPT]
    limits = (exchange.seconds, services.settings.query_memory, services.settings.result_size)
    return [
        *BASE,
        VARY,
        *validator,
        (b"x-m4sd-release", services.name.encode()),
        (b"x-m4sd-limits", b"time=%gs, memory=%dMiB, result=%dMiB" % limits),
        (b"server-timing", timing),
    ]


def content_of(head: Head, label: str) -> Headers:
    """What a body says of itself."""
    charset = "; charset=utf-8" if label.startswith("text/") else ""
    told = [(b"content-type", f"{label}{charset}".encode())]
    return [*told, (b"content-encoding", head.coding.encode())] if head.coding else told


async def send_whole(
    scope: Scope, send: Send, status: int, headers: Iterable[tuple[bytes, bytes]], body: bytes
) -> None:
    """Send an answer that is there as a whole."""
    listed = [*headers]
    if status != 304:
        listed.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": listed})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


def rows_header(reply: Reply) -> Headers:
    """The number of rows, where known."""
    rows = reply.end.rows if reply.end else None
    return [] if rows is None else [(b"x-m4sd-rows", str(rows).encode())]


async def send_stream(scope: Scope, send: Send, headers: Iterable[tuple[bytes, bytes]], stream: Spool) -> None:
    """Send an answer while it is being made.

    When making it fails, the last chunk is never sent and the server closes the connection: every client of HTTP/1.1
    knows then that the body is not whole. HTTP/1.0 has no chunks, so its clients wait until the body is known to be.
    """
    try:
        if scope["http_version"] == "1.0":
            await stream.complete()
            headers = [*headers, (b"content-length", str(stream.size).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": [*headers]})
        while scope["method"] != "HEAD" and (piece := await stream.get()):
            async with asyncio.timeout(STALL):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    finally:
        stream.close()
