"""Puts a reply on the wire: whole with its length, or streamed so that a failure cannot pass for the end."""

from __future__ import annotations

from functools import lru_cache

from starlette.types import Scope, Send

from api.sparql.exchange import Header, Headers, lines
from m4sd_graph.workers.run import Reply, Spool


def matches(none_match: bytes, etag: bytes) -> bool:
    """Whether If-None-Match names ``etag``."""
    if not none_match:
        return False
    return none_match == b"*" or etag.removeprefix(b"W/") in (
        p.strip().removeprefix(b"W/") for p in none_match.split(b",")
    )


def content_of(reply: Reply, label: str) -> Headers:
    """What a body says of itself: type, coding, and the number of rows where known."""
    head, rows = reply.head, reply.end.rows if reply.end else None
    assert head is not None
    told = [*_described(label, head.coding)]
    if rows is not None:
        told.append((b"x-m4sd-rows", b"%d" % rows))
    return told


@lru_cache(maxsize=64)
def _described(label: str, coding: str) -> tuple[Header, ...]:
    kind = (b"content-type", f"{label}; charset=utf-8".encode() if label.startswith("text/") else label.encode())
    return (kind, (b"content-encoding", coding.encode())) if coding else (kind,)


def valid(headers: Headers) -> Headers:
    """The headers of an answer that the client has already: nothing about the content."""
    return [(name, value) for name, value in headers if not name.startswith((b"content-", b"x-m4sd-rows"))]


def timing(value: bytes) -> tuple[bytes, bytes]:
    """The header that says what an answer took, or where it came from."""
    return b"server-timing", value


TIMING_WIRE = lines([timing(b"%b")])


def took(reply: Reply) -> bytes:
    """What that header says of the query of a whole reply."""
    return b"query;dur=%.3f" % (1000 * reply.end.seconds if reply.end else 0)


def packed(before: bytes, headers: Headers, body: bytes) -> bytes:
    """An answer on the wire behind its first headers, the last of which are the lines ``before``."""
    return b"".join((before, lines(headers), b"content-length: %d\r\n\r\n" % len(body), body))


def unpacked(answer: bytes) -> tuple[Headers, bytes]:
    """The headers of a packed answer, but for its length, and its body."""
    head, _, body = answer.partition(b"\r\n\r\n")
    parts = [line.partition(b": ") for line in head.split(b"\r\n")]
    return [(name, value) for name, _, value in parts if name != b"content-length"], body


# The answer was kept.
HIT = timing(b"cache;desc=hit")


async def send_whole(scope: Scope, send: Send, status: int, headers: Headers, body: bytes) -> None:
    """Send an answer that is there as a whole."""
    length = [] if status == 304 else [(b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers + length})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})


async def send_stream(scope: Scope, send: Send, headers: Headers, stream: Spool) -> None:
    """Send an answer while it is being made.

    When making it fails, the last chunk is never sent and the server closes the connection: every client of HTTP/1.1
    knows then that the body is not whole. HTTP/1.0 has no chunks: there ``stream`` must be complete.
    """
    if scope["http_version"] == "1.0":
        headers = [*headers, (b"content-length", b"%d" % stream.size)]
    await send({"type": "http.response.start", "status": 200, "headers": [*headers]})
    while scope["method"] != "HEAD" and (piece := await stream.get()):
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b""})
