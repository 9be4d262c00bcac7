"""Compresses what a client can take compressed: gzip, Brotli or Zstandard."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api.middleware import Message
from api.services import Services, services_of
from api.sparql.wanted import coding_of
from m4sd_graph.workers.output import CODERS, WHOLE, WORTH, Coder, compressed

TEXT = ("text/", "application/json", "application/xml", "application/n-triples", "application/n-quads")
TEXT_ENDS = ("+json", "+xml", "/trig", "/rdf-patch", "/javascript")


class Compression:
    """Compresses answers of text that no route has compressed, and says that it might."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["path"] == "/sparql":
            await self._app(scope, receive, send)
            return
        coding = coding_of(Headers(scope=scope).get("accept-encoding"))
        await self._app(scope, receive, _Compressed(coding, services_of(Request(scope)), send))


class _Compressed:
    """``send`` that compresses; the start of an answer waits for the first piece of its body."""

    def __init__(self, coding: str, services: Services, send: Send) -> None:
        self._coding = coding
        self._services = services
        self._send = send
        self._start: Message | None = None
        self._coder: Coder | None = None

    async def __call__(self, message: Message) -> None:
        """Send one message of the answer."""
        if message["type"] == "http.response.start":
            self._start = message
            return
        if self._start is not None:
            start, self._start = self._start, None
            message = await self._begin(start, message)
            await self._send(start)
        elif self._coder is not None:
            message = self._piece(message)
        await self._send(message)

    async def _begin(self, start: Message, body: Message) -> Message:
        """Decide by the head and the first piece; return that piece as it is sent."""
        headers = MutableHeaders(scope=start)
        if not compressible(headers, start["status"]):
            return body
        headers.add_vary_header("Accept-Encoding")
        content, more = body.get("body", b""), body.get("more_body", False)
        if not self._coding or (not more and len(content) < WORTH):
            return body
        headers["Content-Encoding"] = self._coding
        if more:
            del headers["Content-Length"]
            self._coder = CODERS[self._coding]()
            return self._piece(body)
        packed = await self._packed(content)
        headers["Content-Length"] = str(len(packed))
        return {**body, "body": packed}

    async def _packed(self, content: bytes) -> bytes:
        """Compress a whole body, a large one beside the event loop."""
        if len(content) < WHOLE:
            return compressed(content, self._coding)
        return await self._services.run(lambda: compressed(content, self._coding))

    def _piece(self, message: Message) -> Message:
        assert self._coder is not None
        packed = self._coder.compress(message.get("body", b""))
        return {**message, "body": packed if message.get("more_body") else packed + self._coder.flush()}


def compressible(headers: Headers, status: int) -> bool:
    """True for text that is sent whole and as it is."""
    kind = headers.get("content-type", "").partition(";")[0]
    as_it_is = "no-transform" in headers.get("cache-control", "") or "content-encoding" in headers
    whole = status != 206 and not as_it_is and "content-range" not in headers
    return whole and (kind.startswith(TEXT) or kind.endswith(TEXT_ENDS))
