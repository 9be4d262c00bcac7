"""MCP over streamable HTTP, for hosts that cannot start a program; it answers only to names that it knows."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Callable
from urllib.parse import urlsplit

import uvicorn
import uvloop
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.assistant.server import LARGEST, make_server
from api.server import Server
from api.services import Services
from m4sd_graph.errors import ServeError

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
ADDRESS = re.compile(r"(?:(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<host>[A-Za-z0-9.-]+)):)?(?P<port>[0-9]{1,5})")


def address_of(text: str) -> tuple[str, int]:
    """Host and port of ``HOST:PORT`` or a port alone, which means the loopback address; raise ServeError."""
    found = ADDRESS.fullmatch(text.strip())
    if not found or int(found["port"]) > 65535:
        raise ServeError("this is no address.", place=f"--http {text}", remedy="Write HOST:PORT: 127.0.0.1:8010.")
    return found["six"] or found["host"] or LOOPBACK[0], int(found["port"])


def run_http(services: Services, listener: socket.socket, host: str, announce: Callable[[], None]) -> None:
    """Serve at ``/mcp`` until the process is told to end; ``announce`` is called once the data is there."""
    uvloop.run(_serve(services, listener, host, announce))


async def _serve(services: Services, listener: socket.socket, host: str, announce: Callable[[], None]) -> None:
    try:
        await services.start()
        app = Readable(make_server(services, _hosts(services, host)).streamable_http_app())
        config = uvicorn.Config(
            app, ws="none", log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=3
        )
        await Server(config, announce, services.querier.close).serve(sockets=[listener])
    finally:
        await services.querier.close()


class Readable:
    """Refuses bodies whose nesting the SDK's parser cannot take, which it would answer as a fault of its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, its body read."""
        if scope["type"] != "http" or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        body, whole = await _read(receive)
        try:
            json.loads(body) if whole else None
        except RecursionError:
            await PlainTextResponse("The message is nested too deep.\n", 400)(scope, receive, send)
            return
        except ValueError:
            pass  # The SDK says what is wrong.
        pending = [{"type": "http.request", "body": body, "more_body": not whole}]

        async def replay() -> Message:
            return pending.pop() if pending else await receive()

        await self._app(scope, replay, send)


async def _read(receive: Receive) -> tuple[bytes, bool]:
    """The body and whether that is all of it: of one that is longer than the SDK takes, only the beginning."""
    body = bytearray()
    while len(body) <= LARGEST:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body", False):
            return bytes(body), True
    return bytes(body), False


def _hosts(services: Services, host: str) -> list[str]:
    """The names that a request may give: of this machine to itself, the one bound to, and the public one."""
    public = urlsplit(services.settings.public_url).hostname
    shown = f"[{host}]" if ":" in host else host
    return list(dict.fromkeys(name for name in (*LOOPBACK, shown, public) if name))
