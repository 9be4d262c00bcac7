"""Reads a request of the SPARQL 1.1 protocol: GET, POST form, POST direct; strict about what it cannot read.

Parameters that the protocol does not know are passed over: clients of other services send them.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import Message
from functools import lru_cache
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from m4sd_graph.catalog import is_iri
from m4sd_graph.errors import M4SDError, ParameterError, QueryRefusedError, QuerySyntaxError, QueryTooLongError
from m4sd_graph.store.protocol import GraphChoice

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"
READ_ONLY = "updates are not accepted: the graph is read-only."
# What clients of other services call the format, tried in this order where `format` says nothing.
FOREIGN = ("output", "results", "Accept", "accept")
# Seconds in which a body must have come.
PATIENCE = 20.0
# Addresses up to this length are remembered with what they ask.
REMEMBERED = 4096
Pairs = Sequence[tuple[str, str]]


class ContentTypeError(M4SDError):
    """The body of a request has a media type or charset that is not read here."""

    status = 415
    title = "Unsupported media type"


class SlowBodyError(M4SDError):
    """The body of a request did not come in time."""

    status = 408
    title = "Request too slow"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks.

    ``query`` is None when there is none. ``format``: the first value of ``format=`` that is not empty, ``hints``: what
    parameters of other services say instead. ``timeout`` in seconds. ``lint``: whether JSON results carry advice.
    """

    query: str | None
    graphs: GraphChoice
    format: str | None = None
    hints: tuple[str, ...] = ()
    timeout: float | None = None
    lint: bool = False


async def read(request: Request, limit: int) -> Asked:
    """Read a request whose query may have ``limit`` characters."""
    encoded: bytes = request.scope["query_string"]
    if len(encoded) > 12 * limit:
        raise _too_long(12 * limit)
    if request.method != "POST":
        return _asked_by_address(encoded) if len(encoded) <= REMEMBERED else _asked(_pairs(encoded, "the query string"))
    return _asked([*_pairs(encoded, "the query string"), *await _body_pairs(request, limit)])


@lru_cache(maxsize=1024)
def _asked_by_address(encoded: bytes) -> Asked:
    return _asked(_pairs(encoded, "the query string"))


def _asked(pairs: Pairs) -> Asked:
    if any(key == "update" for key, _ in pairs):
        raise QueryRefusedError(READ_ONLY)
    return Asked(
        query=_query(pairs),
        graphs=_graphs(pairs),
        format=next((v for k, v in pairs if k == "format" and v), None),
        hints=tuple(v for name in FOREIGN for k, v in pairs if k == name and v),
        timeout=_timeout(pairs),
        lint=any(k == "lint" and v.lower() not in ("", "0", "false", "no") for k, v in pairs),
    )


async def _body_pairs(request: Request, limit: int) -> Pairs:
    header = Message()
    header["content-type"] = request.headers.get("content-type", "")
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == UPDATE:
        raise QueryRefusedError(READ_ONLY)
    if kind not in (FORM, DIRECT):
        raise ContentTypeError(
            f"the content type {kind or '(none)'} is not read here.", remedy=f"Use {FORM} or {DIRECT}."
        )
    charset = header.get_param("charset")
    if charset is not None and str(charset).lower() not in ("utf-8", "utf8", "us-ascii"):
        raise ContentTypeError(f"the charset {charset} is not read here.", remedy="Send UTF-8.")
    body = await _body(request, 12 * limit)
    return _pairs(body, "the form") if kind == FORM else [("query", _utf8(body, "the query"))]


async def _body(request: Request, limit: int) -> bytes:
    """The body, never more than ``limit`` bytes of it (a character takes at most 12 when written ``%F0%9F%98%80``)."""
    body = bytearray()
    try:
        async with asyncio.timeout(PATIENCE):
            async for chunk in request.stream():
                body += chunk
                if len(body) > limit:
                    raise _too_long(limit)
    except TimeoutError:
        raise SlowBodyError(f"the body did not come within {PATIENCE:g} seconds.", remedy="Try again.") from None
    except ClientDisconnect:
        raise SlowBodyError("the client left before the body had come.") from None
    return bytes(body)


def _too_long(limit: int) -> QueryTooLongError:
    return QueryTooLongError(f"the request is longer than {limit} bytes.", remedy="Shorten the query.")


def _pairs(encoded: bytes, what: str) -> Pairs:
    try:
        return parse_qsl(_utf8(encoded, what), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        raise QuerySyntaxError(f"{what} is not percent-encoded UTF-8.", remedy="Encode it as UTF-8.") from None


def _utf8(content: bytes, what: str) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise QuerySyntaxError(f"{what} is not UTF-8 at byte {error.start}.", remedy="Send UTF-8.") from None


def _query(pairs: Pairs) -> str | None:
    queries = [value for key, value in pairs if key == "query"]
    if len(queries) > 1:
        raise QuerySyntaxError(f"{len(queries)} queries were sent.", remedy="Send one.")
    return queries[0] if queries else None


def _graphs(pairs: Pairs) -> GraphChoice:
    def named(key: str) -> tuple[str, ...]:
        values = tuple(dict.fromkeys(value for k, value in pairs if k == key))
        for value in values:
            if not is_iri(value):
                raise ParameterError(
                    "the value is not an IRI.",
                    place=f"parameter {key}",
                    remedy="Example: https://w3id.org/m4sd/graph/international",
                )
        return values

    return GraphChoice(named("default-graph-uri"), named("named-graph-uri"))


def _timeout(pairs: Pairs) -> float | None:
    text = next((value for key, value in pairs if key == "timeout" and value), None)
    if text is None:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise ParameterError("the value is not a number of seconds.", place="parameter timeout", remedy="Example: 10")
    return seconds
