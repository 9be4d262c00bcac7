"""A server in a thread with a small application, and what tests read of its connections."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import uvloop
from starlette.types import Receive, Scope, Send

from api.server import Server, config_of


class Application:
    """Says at ``/`` how many bytes the address has, at ``/read`` how many the body, at ``/later`` the same later.

    ``/wait`` waits until its client has left, ``/flood`` sends more than anybody takes, ``/part`` ends in the middle.
    """

    def __init__(self) -> None:
        self.begun = 0
        self.left = 0
        self.ended = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        self.begun += 1
        try:
            await self._answer(scope["path"], scope, receive, send)
        finally:
            self.ended += 1

    async def _answer(self, path: str, scope: Scope, receive: Receive, send: Send) -> None:
        body = b"%d" % len(scope["raw_path"] + scope["query_string"])
        if path == "/wait":
            while (await receive())["type"] != "http.disconnect":
                pass
            self.left += 1
            return
        if path == "/later":
            await asyncio.sleep(0.1)
        if path == "/read":
            body = b"%d" % await length(receive)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range({"/flood": 1_000, "/part": 30}.get(path, 0)):
            await send({"type": "http.response.body", "body": b"x" * 1_000_000, "more_body": True})
        if path != "/part":
            await send({"type": "http.response.body", "body": body})


async def length(receive: Receive) -> int:
    """The length of a body."""
    size, more = 0, True
    while more:
        message = await receive()
        size += len(message.get("body", b""))
        more = message.get("more_body", False)
    return size


class Running:
    """A server that runs in a thread, and its application."""

    def __init__(self, listener: socket.socket) -> None:
        self.app = Application()
        self.port: int = listener.getsockname()[1]
        self.listening = threading.Event()
        self.server = Server(config_of(self.app, ""), self.listening.set, self._stop)
        self.thread = threading.Thread(target=lambda: uvloop.run(self.server.serve([listener])))

    async def _stop(self) -> None:
        self.listening.clear()

    def open(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=10)

    @property
    def connections(self) -> int:
        return len(self.server.server_state.connections)


def until(condition: Callable[[], object], seconds: float = 5) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    return bool(condition())


def answer(connection: socket.socket) -> tuple[int, bytes]:
    """The next answer on a connection."""
    response = http.client.HTTPResponse(connection)
    response.begin()
    return response.status, response.read()


def problem(connection: socket.socket) -> dict[str, Any]:
    """The problem that a connection ends with."""
    received = ended(connection)
    head, _, body = received.partition(b"\r\n\r\n")
    assert b"content-type: application/problem+json" in head, received
    assert b"access-control-allow-origin: *" in head
    found: dict[str, Any] = json.loads(body)
    assert head.startswith(b"HTTP/1.1 %d " % found["status"])
    return found


def ended(connection: socket.socket) -> bytes:
    """Everything until the server closes; fails when it does not."""
    received = b""
    with contextlib.suppress(ConnectionResetError):
        while data := connection.recv(65536):
            received += data
    return received


def pieces(content: bytes, size: int) -> Iterator[bytes]:
    return (content[i : i + size] for i in range(0, len(content), size))
