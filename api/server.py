"""The HTTP server: uvicorn with a time limit on everything that a client may do slowly."""

from __future__ import annotations

import asyncio
import resource
import socket
from collections.abc import Callable

import uvicorn
import uvloop
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api.main import create_app
from api.services import Services

# Seconds in which the head of a request must have come.
PATIENCE = 15.0


class PatientProtocol(HttpToolsProtocol):
    """HTTP/1.1 by httptools; a head that does not come in time closes the connection."""

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # uvicorn's own narrowing
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """A request has begun to come: the head must follow."""
        self._stop()
        self._wait()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The head is there."""
        self._stop()
        super().on_headers_complete()

    def _wait(self) -> None:
        self._late = self.loop.call_later(PATIENCE, self._close)

    def _stop(self) -> None:
        if self._late:
            self._late.cancel()
            self._late = None

    def _close(self) -> None:
        if self.transport and not self.transport.is_closing():
            self.transport.close()


def run(services: Services, listener: socket.socket, announce: Callable[[], None]) -> None:
    """Serve until the process is told to end; ``announce`` is called once the data is there.

    Raises what stands in the way of loading the data.
    """
    more_descriptors()
    uvloop.run(_serve(services, listener, announce))


async def _serve(services: Services, listener: socket.socket, announce: Callable[[], None]) -> None:
    # Before the server, so that a fault in the data is told in one line and not as a failed server.
    await services.start()
    config = uvicorn.Config(
        create_app(services),
        http=PatientProtocol,
        log_level="warning",
        server_header=False,
        forwarded_allow_ips=services.settings.trusted_proxies,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=5,
    )
    announce()
    try:
        await uvicorn.Server(config).serve(sockets=[listener])
    finally:
        await services.querier.close()


def more_descriptors() -> None:
    """Allow as many connections as the system does."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
