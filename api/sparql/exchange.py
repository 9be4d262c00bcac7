"""One request to the endpoint, read: what is asked, what is wanted, and the key under which its answer is kept."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from hashlib import blake2b
from typing import NamedTuple
from urllib.parse import urlencode

from api.middleware import COMMON_RAW
from api.services import Services
from api.sparql.protocol import Asked
from api.sparql.wanted import Wanted, coding_of, wanted
from m4sd_graph.jsonld import CONTEXT_PATH
from m4sd_graph.workers.render import PAGE, XLSX
from m4sd_graph.workers.wire import Accepted, Ask

# What may give another answer next time; a word too many only costs a place in the cache.
VOLATILE = ("now", "rand", "uuid", "service", "\\u")
Header = tuple[bytes, bytes]
Headers = list[Header]
BASE: Headers = [
    *COMMON_RAW,
    (b"vary", b"Accept, Accept-Encoding"),
]
# An answer may be kept, but a release may follow another at any time: a cache asks first, which costs no worker.
KEPT = (b"cache-control", b"public, no-cache")
NOT_KEPT = (b"cache-control", b"no-store")
# So many ways to answer are remembered, each from headers no longer than this.
MANNERS, LENGTH = 256, 2_048
LICENCE = "Data: CC BY 4.0, https://creativecommons.org/licenses/by/4.0/"


class Told(NamedTuple):
    """The request headers that matter: Accept (repeated ones joined), Accept-Encoding, Host, If-None-Match."""

    accept: bytes
    encoding: bytes
    host: bytes
    none_match: bytes

    @property
    def accepted(self) -> str | None:
        """The Accept header."""
        return self.accept.decode("latin-1") or None

    @property
    def coding(self) -> str:
        """The content coding that the client likes best."""
        return coding_of(self.encoding.decode("latin-1"))


class Manner(NamedTuple):
    """How a query is to be answered, whatever it asks: what follows from everything in a request but its query.

    ``accepted``: what a worker needs to know of ``want``. ``key``: the beginning of the keys of such answers, a digest
    that goes on with the query. ``headers``: what every answer says beside its content; ``headers_wire``: their lines;
    ``limits``: the header that names the limits of this request; ``limits_wire``: its line, and the empty one behind
    all headers.
    ``context``, ``endpoint``: addresses of the JSON-LD context and of the endpoint.
    """

    release: str
    base: str
    want: Wanted
    accepted: Accepted
    coding: str
    page: bool
    seconds: float
    key: blake2b
    headers: Headers
    headers_wire: bytes
    limits: Header
    limits_wire: bytes
    context: str
    endpoint: str


class Exchange(NamedTuple):
    """One query of a client. ``key`` names the answer; ``etag`` is None where the answer may differ next time.

    ``calls``: whether it may call other endpoints.
    """

    asked: Asked
    told: Told
    manner: Manner
    ask: Ask
    key: bytes
    etag: bytes | None
    calls: bool

    @property
    def headers(self) -> Headers:
        """What every answer to this query says beside its content."""
        return self.manner.headers + self.validator

    @property
    def validator(self) -> Headers:
        """Whether an answer to this query may be kept, and by what name."""
        return [(b"etag", self.etag), KEPT] if self.etag else [NOT_KEPT]


def lines(headers: Headers) -> bytes:
    """``headers`` on the wire."""
    return b"".join([b"%b: %b\r\n" % header for header in headers])


def told_of(headers: Iterable[tuple[bytes, bytes]]) -> Told:
    """Read the headers of a request in one pass."""
    accept = encoding = host = none_match = b""
    for name, value in headers:
        if name == b"accept":
            accept = accept + b"," + value if accept else value
        elif name == b"accept-encoding":
            encoding = value
        elif name == b"host":
            host = value
        elif name == b"if-none-match":
            none_match = value
    return Told(accept, encoding, host, none_match)


def exchange_of(manner: Manner, services: Services, asked: Asked, told: Told) -> Exchange:
    """Bring together how to answer and what is asked."""
    query = asked.query or ""
    lint = asked.lint or manner.page
    digest = manner.key.copy()
    digest.update("\0".join((*asked.graphs.default, "named", *asked.graphs.named, str(lint), query)).encode())
    key = digest.hexdigest().encode()
    ask = Ask(
        query,
        asked.graphs,
        manner.accepted,
        coding=manner.coding,
        context=manner.context,
        lint=lint,
        about=_about(manner, services, query) if manner.accepted.rows == XLSX else (),
        base=manner.endpoint,
    )
    lowered = query.lower()
    volatile = any(map(lowered.__contains__, VOLATILE))
    return Exchange(asked, told, manner, ask, key, None if volatile else b'W/"%s"' % key, "service" in lowered)


class Manners:
    """The ways in which requests want to be answered; few, however many queries there are."""

    def __init__(self) -> None:
        self._known: dict[Hashable, Manner] = {}

    def of(self, base: str, services: Services, asked: Asked, told: Told, release: str) -> Manner:
        """The way in which ``release`` is to answer a request to the service at ``base``.

        Raises NotAcceptableError for a format that does not exist.
        """
        parts = (release, base, told.accept, told.encoding, asked.format, asked.hints, asked.timeout)
        manner = self._known.get(parts)
        if manner is None:
            manner = _manner(base, services, asked, told, release)
            if len(self._known) >= MANNERS:
                self._known.clear()
            if len(base) + len(told.accept) + len(told.encoding) < LENGTH:
                self._known[parts] = manner
        return manner


def _manner(base: str, services: Services, asked: Asked, told: Told, release: str) -> Manner:
    settings = services.settings
    want = wanted(told.accepted, asked.format, asked.hints)
    accepted = want.accepted
    page = PAGE in accepted
    # What a page or a workbook is made of is not what is sent, or is compressed already.
    coding = "" if page or accepted.rows == XLSX else told.coding
    seconds = min(asked.timeout or settings.query_seconds, settings.query_seconds_most)
    told_limits = b"time=%gs, memory=%dMiB, result=%dMiB" % (seconds, settings.query_memory, settings.result_size)
    limits = (b"x-m4sd-limits", told_limits)
    key = blake2b("\0".join((release, base, *want.labels, coding, "")).encode(), digest_size=16)
    headers = [*BASE, (b"x-m4sd-release", release.encode())]
    return Manner(
        *(release, base, want, accepted, coding, page, seconds, key, headers, lines(headers)),
        limits=limits,
        limits_wire=b"%b: %b\r\n\r\n" % limits,
        context=f"{base}/{CONTEXT_PATH}",
        endpoint=f"{base}/sparql",
    )


def key_of(*parts: str) -> bytes:
    """A digest of everything that an answer follows from."""
    return blake2b("\0".join(parts).encode(), digest_size=16).hexdigest().encode()


def _about(manner: Manner, services: Services, query: str) -> tuple[tuple[str, str], ...]:
    """Where a workbook comes from, for whoever receives it without this service."""
    licence = (("licence", LICENCE),) if services.release else ()
    again = f"{manner.endpoint}?{urlencode({'query': query, 'format': 'xlsx'})}"
    return (("service", manner.endpoint), ("release", manner.release), *licence, ("query", query), ("again", again))
