"""What every answer has in common: HEAD without a body, OPTIONS, open to any origin, safe for browsers."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

Message = MutableMapping[str, Any]
READS = "GET, HEAD, OPTIONS"
ASKS = "GET, HEAD, POST, OPTIONS"
# Pages load nothing but their own style sheet and pictures.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class CommonHeaders:
    """Answers OPTIONS, lets GET routes answer HEAD, and adds the headers that every answer carries."""

    def __init__(self, app: ASGIApp, release: str) -> None:
        self._app = app
        self._common = {
            "Access-Control-Allow-Origin": "*",
            "Access-Control-Expose-Headers": "Content-Location, Link, X-M4SD-Release",
            "X-Content-Type-Options": "nosniff",
            "X-M4SD-Release": release,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        head = scope["method"] == "HEAD"

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._dress(MutableHeaders(scope=message), scope["path"])
            elif head and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        if scope["method"] == "OPTIONS":
            await _preflight(scope["path"])(scope, receive, dressed)
        else:
            await self._app({**scope, "method": "GET"} if head else scope, receive, dressed)

    def _dress(self, headers: MutableHeaders, path: str) -> None:
        for name, value in self._common.items():
            headers[name] = value
        if headers.get("content-type", "").startswith("text/html"):
            headers["Content-Security-Policy"] = POLICY
        if path.startswith("/static/"):
            headers["Cache-Control"] = "no-cache"


def methods_of(path: str) -> str:
    """The methods that this path answers, as an Allow header."""
    return ASKS if path == "/sparql" else READS


def _preflight(path: str) -> Response:
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
