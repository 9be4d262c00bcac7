"""Reads a request of the SPARQL 1.1 protocol: GET, POST form, POST direct; strict about what it cannot read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from email.message import Message
from urllib.parse import parse_qsl

from starlette.requests import Request

from m4sd_graph.catalog import is_iri
from m4sd_graph.errors import M4SDError, ParameterError, QueryRefusedError, QuerySyntaxError, QueryTooLongError
from m4sd_graph.store.protocol import GraphChoice

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"
READ_ONLY = "updates are not accepted: the graph is read-only."
Pairs = Sequence[tuple[str, str]]


class ContentTypeError(M4SDError):
    """The body of a request has a media type or charset that is not read here."""

    status = 415
    title = "Unsupported media type"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks: the query (None: there is none), the graphs, the name of a format."""

    query: str | None
    graphs: GraphChoice
    format: str | None


async def read(request: Request, limit: int) -> Asked:
    """Read a request whose query may have ``limit`` characters."""
    pairs = _pairs(request.scope["query_string"], "the query string")
    if request.method == "POST":
        pairs = [*pairs, *await _body_pairs(request, limit)]
    if any(key == "update" for key, _ in pairs):
        raise QueryRefusedError(READ_ONLY)
    return Asked(_query(pairs), _graphs(pairs), next((v for k, v in pairs if k == "format" and v), None))


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
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise QueryTooLongError(f"the request is longer than {limit} bytes.", remedy="Shorten the query.")
    return bytes(body)


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
