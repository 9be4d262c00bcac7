"""Reads a request of the SPARQL 1.1 protocol: GET, POST form, POST direct; strict about what it cannot read.

Parameters that the protocol does not know are passed over: clients of other services send them.
"""

from __future__ import annotations

import math
import re
from binascii import a2b_qp
from collections.abc import Sequence
from email.message import Message
from functools import lru_cache
from typing import NamedTuple

from starlette.requests import Request

from api.body import body_of
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
# Parameters of a request; characters of a graph IRI, and of the value of any parameter but `query`.
PARAMETERS = 1_000
LONGEST_IRI = 8_192
LONGEST = 100
# Characters of a content type: the time to read it grows with their square.
LONGEST_TYPE = 256
# A client of another service calls the format by three names at most, some twice.
HINTS = 8
# Signs of percent-encoding that encode nothing: so many are passed over.
STRAYS = 1_000
STRAY = re.compile(rb"%(?![0-9A-Fa-f]{2})")
# How a query string begins that may be nothing but a query.
ALONE = b"query="
# No graph chosen by parameters.
AS_SERVED = GraphChoice()
Pairs = Sequence[tuple[str, str]]


class ContentTypeError(M4SDError):
    """The body of a request has a media type or charset that is not read here."""

    status = 415
    title = "Unsupported media type"


class Asked(NamedTuple):
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
    if request.method != "POST":
        return read_address(encoded, limit)
    if len(encoded) > 12 * limit:
        raise _too_long(12 * limit)
    pairs = [*_pairs(encoded, "the query string"), *await _body_pairs(request, limit)]
    if len(pairs) > PARAMETERS:
        raise _too_many()
    return _asked(pairs)


def read_address(encoded: bytes, limit: int) -> Asked:
    """Read a query string whose query may have ``limit`` characters."""
    if len(encoded) <= REMEMBERED:
        return _asked_by_address(encoded)
    if len(encoded) > 12 * limit:
        raise _too_long(12 * limit)
    return _asked(_pairs(encoded, "the query string"))


@lru_cache(maxsize=1024)
def _asked_by_address(encoded: bytes) -> Asked:
    query = _alone(encoded)
    return _asked(_pairs(encoded, "the query string")) if query is None else Asked(query, AS_SERVED)


def _alone(encoded: bytes) -> str | None:
    """The query of a request that sends nothing else and encodes it without a fault, as most do: read in less time."""
    more = b"&" in encoded or b"\n" in encoded or b"\r" in encoded
    if more or not (encoded.startswith(ALONE) and encoded.isascii()):
        return None
    quoted = _quoted(encoded[len(ALONE) :])
    content = a2b_qp(quoted)
    # Only a sign with its two digits becomes two bytes less.
    if len(quoted) - len(content) != 2 * quoted.count(b"="):
        return None
    try:
        return content.decode("utf-8")
    except ValueError:
        return None


def _asked(pairs: Pairs) -> Asked:
    if any(key == "update" for key, _ in pairs):
        raise QueryRefusedError(READ_ONLY)
    return Asked(
        query=_query(pairs),
        graphs=_graphs(pairs),
        format=_first(pairs, "format"),
        hints=tuple(v for name in FOREIGN for k, v in pairs if k == name and 0 < len(v) <= LONGEST)[:HINTS],
        timeout=_timeout(pairs),
        lint=any(k == "lint" and v.lower() not in ("", "0", "false", "no") for k, v in pairs),
    )


async def _body_pairs(request: Request, limit: int) -> Pairs:
    told = request.headers.get("content-type", "")
    if len(told) > LONGEST_TYPE:
        raise ContentTypeError(
            f"the content type has more than {LONGEST_TYPE} characters.", remedy=f"Use {FORM} or {DIRECT}."
        )
    header = Message()
    header["content-type"] = told
    kind = told.partition(";")[0].strip().lower()
    if kind == UPDATE:
        raise QueryRefusedError(READ_ONLY)
    if kind not in (FORM, DIRECT):
        raise ContentTypeError(
            f"the content type {kind or '(none)'} is not read here.", remedy=f"Use {FORM} or {DIRECT}."
        )
    charset = header.get_param("charset")
    if charset is not None and str(charset).lower() not in ("utf-8", "utf8", "us-ascii"):
        raise ContentTypeError(f"the charset {charset} is not read here.", remedy="Send UTF-8.")
    # A character takes at most 12 bytes when written ``%F0%9F%98%80``.
    body = await body_of(request, 12 * limit, PATIENCE, lambda: _too_long(12 * limit))
    return _pairs(body, "the form") if kind == FORM else [("query", _utf8(body, "the query"))]


def _too_long(limit: int) -> QueryTooLongError:
    return QueryTooLongError(f"the request is longer than {limit} bytes.", remedy="Shorten the query.")


def _too_many() -> ParameterError:
    return ParameterError(
        f"more than {PARAMETERS} parameters were sent.",
        remedy="Name many graphs by FROM and FROM NAMED in the query.",
    )


def _pairs(encoded: bytes, what: str) -> Pairs:
    """Read what a form sends, as the HTML standard says; 50 ms for the longest, whatever is in it."""
    if not encoded.isascii():
        _utf8(encoded, what)
    if encoded.count(b"&") >= PARAMETERS:
        raise _too_many()
    # A sign that no two digits follow stands for itself.
    whole, strays = STRAY.subn(b"%25", encoded, STRAYS + 1) if b"%" in encoded else (encoded, 0)
    try:
        if strays > STRAYS:
            raise ValueError
        parts = (part.partition(b"=") for part in whole.split(b"&") if part)
        return [(_decoded(key), _decoded(value)) for key, _, value in parts]
    except ValueError:
        raise QuerySyntaxError(f"{what} is not percent-encoded UTF-8.", remedy="Encode it as UTF-8.") from None


def _decoded(part: bytes) -> str:
    text = a2b_qp(_quoted(part)) if b"%" in part else part.replace(b"+", b" ")
    return text.decode("utf-8")


def _quoted(part: bytes) -> bytes:
    """Percent-encoding as quoted-printable, which differs in its sign only: the standard library reads it in C."""
    return part.replace(b"+", b" ").replace(b"=", b"%3D").replace(b"%", b"=")


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
            if len(value) > LONGEST_IRI or not is_iri(value):
                raise ParameterError(
                    f"the value is not an IRI of at most {LONGEST_IRI} characters.",
                    place=f"parameter {key}",
                    remedy="Example: https://w3id.org/m4sd/graph/international",
                )
        return values

    default, others = named("default-graph-uri"), named("named-graph-uri")
    return GraphChoice(default, others) if default or others else AS_SERVED


def _first(pairs: Pairs, name: str) -> str | None:
    """The first value of a parameter that is not empty."""
    found = next((value for key, value in pairs if key == name and value), None)
    if found and len(found) > LONGEST:
        raise ParameterError(f"the value has more than {LONGEST} characters.", place=f"parameter {name}")
    return found


def _timeout(pairs: Pairs) -> float | None:
    text = _first(pairs, "timeout")
    if text is None:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise ParameterError("the value is not a number of seconds.", place="parameter timeout", remedy="Example: 10")
    return seconds
