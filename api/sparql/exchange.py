"""One request to the endpoint, read: what is asked, what is wanted, and the key under which its answer is kept."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from hashlib import blake2b
from urllib.parse import urlencode

from starlette.requests import Request

from api.services import Services
from api.sparql.protocol import Asked
from api.sparql.wanted import Wanted, coding_of, wanted
from m4sd_graph.workers.render import PAGE, XLSX
from m4sd_graph.workers.wire import Ask

# What may give another answer next time; a word too many only costs a place in the cache.
VOLATILE = re.compile(r"\b(?:now|rand|uuid|struuid|service)\b|\\u", re.IGNORECASE)
LICENCE = "Data: CC BY 4.0, https://creativecommons.org/licenses/by/4.0/"


@dataclass(frozen=True, slots=True)
class Told:
    """The request headers that matter: Accept (repeated ones joined), the content coding, If-None-Match."""

    accept: str | None
    coding: str
    none_match: bytes


@dataclass(frozen=True, slots=True)
class Exchange:
    """Everything about one query of a client. ``etag`` is None where the answer may differ next time."""

    request: Request
    services: Services
    asked: Asked
    told: Told
    want: Wanted
    ask: Ask
    key: Hashable
    etag: bytes | None
    seconds: float


def told_of(headers: Iterable[tuple[bytes, bytes]]) -> Told:
    """Read the headers of a request in one pass."""
    accept, coding, none_match = [], None, b""
    for name, value in headers:
        if name == b"accept":
            accept.append(value)
        elif name == b"accept-encoding":
            coding = value.decode("latin-1")
        elif name == b"if-none-match":
            none_match = value
    return Told(b",".join(accept).decode("latin-1") or None, coding_of(coding), none_match)


def exchange_of(request: Request, services: Services, asked: Asked, told: Told) -> Exchange:
    """Bring together what a request says; raise NotAcceptableError for a format that does not exist."""
    want = wanted(told.accept, asked.format, asked.hints)
    ask = _ask(request, services, asked, want, told.coding)
    key = (services.name, ask.query, ask.graphs, ask.accepted, ask.coding, ask.lint, ask.base)
    settings = services.settings
    seconds = min(asked.timeout or settings.query_seconds, settings.query_seconds_most)
    etag = None if VOLATILE.search(ask.query) else etag_of(key)
    return Exchange(request, services, asked, told, want, ask, key, etag, seconds)


def etag_of(key: Hashable) -> bytes:
    """The validator of an answer, which follows from what is asked of which release."""
    return b'W/"' + blake2b(repr(key).encode(), digest_size=16).hexdigest().encode() + b'"'


def _ask(request: Request, services: Services, asked: Asked, want: Wanted, coding: str) -> Ask:
    accepted, query = want.accepted, asked.query or ""
    page = PAGE in (accepted.rows, accepted.truth, accepted.triples)
    return Ask(
        query=query,
        graphs=asked.graphs,
        accepted=accepted,
        # What a page or a workbook is made of is not what is sent, or is compressed already.
        coding="" if page or accepted.rows == XLSX else coding,
        context=services.context_url(request),
        base=f"{services.base(request)}/sparql",
        lint=asked.lint or page,
        about=_about(request, services, query) if accepted.rows == XLSX else (),
    )


def _about(request: Request, services: Services, query: str) -> tuple[tuple[str, str], ...]:
    """Where a workbook comes from, for whoever receives it without this service."""
    base = services.base(request)
    licence = (("licence", LICENCE),) if services.release else ()
    again = f"{base}/sparql?{urlencode({'query': query, 'format': 'xlsx'})}"
    return (("service", f"{base}/sparql"), ("release", services.name), *licence, ("query", query), ("again", again))
