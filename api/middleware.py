"""What every answer has in common: HEAD without a body, OPTIONS, open to any origin, safe for browsers."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

Message = MutableMapping[str, Any]
# How long an answer may be kept: for a year, or as long as asking again says that it still holds.
FIXED, AGAIN = "public, max-age=31536000, immutable", "public, no-cache"
READS = "GET, HEAD, OPTIONS"
ASKS = "GET, HEAD, POST, OPTIONS"
STOPS = "DELETE, OPTIONS"
SENDS = "POST, OPTIONS"
# Pages load nothing but what this service serves, and run no script that stands in a page.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
OWN = "X-M4SD-Limits, X-M4SD-Release, X-M4SD-Rows"
FILES = "Accept-Ranges, Content-Range, Repr-Digest"
EXPOSED = f"Content-Length, Content-Location, ETag, {FILES}, Link, Retry-After, Server-Timing, {OWN}"
COMMON = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": EXPOSED,
    "X-Content-Type-Options": "nosniff",
}
# The same as they go over the wire.
COMMON_RAW = [(name.lower().encode(), value.encode()) for name, value in COMMON.items()]


class CommonHeaders:
    """Answers OPTIONS, lets GET routes answer HEAD, and adds the headers that every answer carries."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        dressed = dress(scope, send)
        if scope["method"] == "OPTIONS":
            await preflight(scope["path"])(scope, receive, dressed)
        else:
            await self._app({**scope, "method": "GET"} if scope["method"] == "HEAD" else scope, receive, dressed)


def dress(scope: Scope, send: Send) -> Send:
    """``send`` with the headers that every answer carries, and without a body for HEAD."""
    head = scope["method"] == "HEAD"

    async def dressed(message: Message) -> None:
        if message["type"] == "http.response.start":
            _dress(MutableHeaders(scope=message), scope)
        elif head and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return dressed


def _dress(headers: MutableHeaders, scope: Scope) -> None:
    for name, value in COMMON.items():
        headers[name] = value
    headers["X-M4SD-Release"] = scope["app"].state.services.name
    if headers.get("content-type", "").startswith("text/html"):
        headers.setdefault("Content-Security-Policy", POLICY)
    if scope["path"].startswith("/static/"):
        # The names of built files say what is in them.
        headers["Cache-Control"] = FIXED if scope["path"].startswith("/static/built/") else "no-cache"


def methods_of(path: str) -> str:
    """The methods that this path answers, as an Allow header."""
    if path.startswith("/queries/running/"):
        return STOPS
    if path == "/labels":
        return SENDS
    return ASKS if path in ("/sparql", "/coherence/what-if", "/validation") else READS


def preflight(path: str) -> Response:
    """The answer to OPTIONS."""
    methods = methods_of(path)
    return Response(
        status_code=204,
        headers={
            "Allow": methods,
            "Access-Control-Allow-Methods": methods,
            "Access-Control-Allow-Headers": "*",
            "Access-Control-Max-Age": "86400",
        },
    )
