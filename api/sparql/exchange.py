"""One request to the endpoint, read: what is asked, what is wanted, and the key under which its answer is kept."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import replace
from hashlib import blake2b
from typing import NamedTuple
from urllib.parse import urlencode

from api.middleware import COMMON_RAW
from api.services import Services
from api.sparql.protocol import AS_SERVED, Asked
from api.sparql.wanted import Wanted, coding_of, wanted
from m4sd_graph.jsonld import CONTEXT_PATH
from m4sd_graph.workers.render import PAGE, XLSX
from m4sd_graph.workers.wire import Ask, Wish

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

    ``wish``: what a worker needs to know of it, unless the query names graphs or asks for more. ``key``: the beginning
    of the keys of such answers, a digest that goes on with the query. ``headers``: what every answer says beside its
    content; ``headers_wire``: their lines; ``limits``: the header that names the limits of this request;
    ``limits_wire``: its line.
    """

    release: str
    want: Wanted
    wish: Wish
    page: bool
    seconds: float
    key: blake2b
    headers: Headers
    headers_wire: bytes
    limits: Header
    limits_wire: bytes


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
    query, wish = asked.query or "", manner.wish
    if asked.graphs is not AS_SERVED or asked.lint or wish.accepted.rows == XLSX:
        wish = _wish(manner, services, asked, query)
    digest = manner.key.copy()
    digest.update("\0".join((*wish.graphs.default, "named", *wish.graphs.named, str(wish.lint), query)).encode())
    key = digest.hexdigest().encode()
    lowered = query.lower()
    volatile = any(map(lowered.__contains__, VOLATILE))
    etag = None if volatile else b'W/"%s"' % key
    return Exchange(asked, told, manner, Ask(query, wish), key, etag, volatile and "service" in lowered)


def _wish(manner: Manner, services: Services, asked: Asked, query: str) -> Wish:
    about = _about(manner, services, query) if manner.wish.accepted.rows == XLSX else ()
    return replace(manner.wish, graphs=asked.graphs, lint=asked.lint or manner.wish.lint, about=about)


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
    wish = Wish(AS_SERVED, accepted, coding, f"{base}/{CONTEXT_PATH}", lint=page, base=f"{base}/sparql")
    return Manner(release, want, wish, page, seconds, key, headers, lines(headers), limits, lines([limits]))


def key_of(*parts: str) -> bytes:
    """A digest of everything that an answer follows from."""
    return blake2b("\0".join(parts).encode(), digest_size=16).hexdigest().encode()


def _about(manner: Manner, services: Services, query: str) -> tuple[tuple[str, str], ...]:
    """Where a workbook comes from, for whoever receives it without this service."""
    licence = (("licence", LICENCE),) if services.release else ()
    again = f"{manner.wish.base}?{urlencode({'query': query, 'format': 'xlsx'})}"
    return (("service", manner.wish.base), ("release", manner.release), *licence, ("query", query), ("again", again))
