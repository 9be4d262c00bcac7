"""Lets clients keep what they have: strong validators, 304 before a route runs, how long each kind of answer lasts."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

import m4sd_graph
from api.manual.files import read
from api.middleware import AGAIN, FIXED, Message
from api.pages.assets import BUILT
from api.services import Services, services_of
from api.sparql.wanted import coding_of

# A validator as it stands in a list; whether it is weak makes no difference here.
TAG = re.compile(r'(?:W/)?"([^"]*)"')
LONGEST = 4_096
# Never changes once published.
PUBLISHED = ("/context/",)
# What is not computed from the release alone: the state of the service, and what has validators of its own.
APART = ("/health", "/queries", "/sparql", "/static/")
# Tells of several releases, so that the one that is served does not say whether it is new.
SEVERAL = ("/releases", "/changes", "/catalog", "/dataset/", "/distribution/", "/service/", "/void", "/.well-known/")
NOT_MODIFIED = 304
SENT = ("cache-control", "content-location", "etag", "link", "vary", "content-language")


class Validation:
    """Answers conditional requests, and tells how long an answer lasts where the route has not."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._program = program()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["method"] != "GET" or scope["path"].startswith(APART):
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        services = services_of(request)
        asked = asked_tags(request.headers.getlist("if-none-match"))
        tag = "" if _by_content(services, scope["path"]) else self.tag(request, services)
        if tag in asked and tag:
            await unchanged(tag, lasting(scope["path"]))(scope, receive, send)
        else:
            await self._app(scope, receive, Conditional(tag, asked, lasting(scope["path"]), send))

    def tag(self, request: Request, services: Services) -> str:
        """The validator of the answer: all that it is computed from, as one digest."""
        headers = request.headers
        parts = (
            services.name,
            str(services.manifest.get("digest", "")),
            self._program,
            services.base(request),
            request.scope["path"],
            request.scope["query_string"].decode("latin-1"),
            *(",".join(headers.getlist(name)) for name in ("accept", "accept-language")),
            coding_of(headers.get("accept-encoding")),
        )
        return hashlib.blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


class Conditional:
    """``send`` with a validator: ``tag``, or where there is none the digest of a body that is sent in one piece."""

    def __init__(self, tag: str, asked: frozenset[str], lasting: str, send: Send) -> None:
        self._tag = tag
        self._lasting = lasting
        self._asked = asked
        self._send = send
        self._start: Message | None = None
        self._dropped = False

    async def __call__(self, message: Message) -> None:
        """Send one message of the answer."""
        if message["type"] == "http.response.start":
            self._start = message
        elif self._start is not None:
            start, self._start = self._start, None
            await self._begin(start, message)
        elif not self._dropped:
            await self._send(message)

    async def _begin(self, start: Message, body: Message) -> None:
        headers = MutableHeaders(scope=start)
        if start["status"] == Response().status_code:
            headers.setdefault("Cache-Control", self._lasting)
            if not self._tag and not body.get("more_body") and "etag" not in headers:
                self._tag = hashlib.blake2b(body.get("body", b""), digest_size=16).hexdigest()
            if self._tag:
                headers.setdefault("ETag", f'"{self._tag}"')
            if "*" in self._asked or headers.get("etag", "").strip('"') in self._asked:
                await self._not_modified(headers)
                return
        elif start["status"] != NOT_MODIFIED:
            headers.setdefault("Cache-Control", "no-cache")
        await self._send(start)
        await self._send(body)

    async def _not_modified(self, headers: MutableHeaders) -> None:
        self._dropped = True
        kept = [(name, value) for name, value in headers.raw if name.decode("latin-1") in SENT]
        await self._send({"type": "http.response.start", "status": NOT_MODIFIED, "headers": kept})
        await self._send({"type": "http.response.body", "body": b""})


def unchanged(tag: str, kept: str) -> Response:
    """The answer to who has the current one, which may be ``kept`` so long."""
    headers = {"ETag": f'"{tag}"', "Cache-Control": kept, "Vary": "Accept, Accept-Encoding, Accept-Language"}
    return Response(status_code=NOT_MODIFIED, headers=headers)


def lasting(path: str) -> str:
    """How long the answer at ``path`` may be kept, as a Cache-Control header."""
    return FIXED if path.startswith(PUBLISHED) else AGAIN


def asked_tags(values: Iterable[str]) -> frozenset[str]:
    """The validators of ``If-None-Match``, without their quotes, and ``*``; what is malformed counts for nothing."""
    text = ",".join(values)
    if len(text) > LONGEST:
        return frozenset()
    return frozenset(TAG.findall(text)) | ({"*"} if text.strip() == "*" else set())


def program() -> str:
    """A digest of the program, its words and its documentation: another one may send the same release otherwise."""
    digest = hashlib.blake2b(digest_size=16)
    for path in _files():
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _files() -> Iterator[Path]:
    for folder in (Path(__file__).parent, Path(m4sd_graph.__file__).parent):
        yield from sorted(
            p for p in folder.rglob("*") if p.suffix in (".py", ".html", ".rq", ".po") and "_assets" not in p.parts
        )
    yield from read()
    yield BUILT / "manifest.json"


def _by_content(services: Services, path: str) -> bool:
    """True where the release does not say all that an answer is computed from."""
    return bool(services.settings.endpoint) or not services.release or path == "/" or path.startswith(SEVERAL)
