"""The HTTP server: uvicorn with an eye on its connections, and an end that everybody hears of."""

from __future__ import annotations

import asyncio
import gc
import resource
import signal
import socket
from collections.abc import Awaitable, Callable
from types import FrameType

import uvicorn
import uvloop
from starlette.types import ASGIApp

from api.connection import PatientProtocol
from api.main import create_app, reload_when
from api.services import Services
from api.sparql.express import Express

# Seconds in which the head of a request must have come. Four times as long a client may take nothing of its answer.
PATIENCE = 15.0
# Seconds for answers that are under way when the service stops.
GRACE = 3.0


class Server(uvicorn.Server):
    """Serves until it is told to end, then calls ``stop``; ``announce`` is called once it listens."""

    def __init__(
        self, config: uvicorn.Config, announce: Callable[[], None], stop: Callable[[], Awaitable[None]]
    ) -> None:
        super().__init__(config)
        self._announce = announce
        self._stop = stop

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, and say so."""
        await super().startup(sockets)
        self._announce()

    async def on_tick(self, counter: int) -> bool:
        """Look after the connections."""
        if counter % 10 == 0:
            now = asyncio.get_running_loop().time()
            for connection in self._patient():
                connection.tend(now, PATIENCE)
        return await super().on_tick(counter)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 - as uvicorn calls it
        """Begin to end at the first signal, end at once at the second."""
        if self.should_exit:
            signal.signal(sig, signal.SIG_DFL)
            signal.raise_signal(sig)
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Fail what runs, so that its senders hear it, and wait a little for them to take their answers."""
        await self._stop()
        parting = asyncio.get_running_loop().call_later(GRACE, self._part)
        await super().shutdown(sockets)
        parting.cancel()

    def _part(self) -> None:
        for connection in self._patient():
            connection.transport.abort()

    def _patient(self) -> list[PatientProtocol]:
        return [c for c in self.server_state.connections if isinstance(c, PatientProtocol)]


def run(services: Services, listener: socket.socket, announce: Callable[[], None]) -> None:
    """Serve until the process is told to end; ``announce`` is called once the data is there.

    Raises what stands in the way of loading the data.
    """
    more_descriptors()
    uvloop.run(_serve(services, listener, announce))


async def _serve(services: Services, listener: socket.socket, announce: Callable[[], None]) -> None:
    # From the first moment: who says while the data is being loaded that there is new data is heard afterwards.
    wished = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, wished.set)
    # Before the server, so that a fault in the data is told in one line and not as a failed server.
    await services.start()
    app = create_app(services)
    reloading = asyncio.get_running_loop().create_task(reload_when(wished, app))

    async def stop() -> None:
        reloading.cancel()
        await services.querier.close()

    # What is loaded stays: no collection needs to look at it again.
    gc.collect()
    gc.freeze()
    # What a request makes goes with it: a collection finds next to nothing, and every client waits for it.
    gc.set_threshold(20_000, 20, 20)
    try:
        config = config_of(app, services.settings.trusted_proxies, app.express)
        await Server(config, announce, stop).serve(sockets=[listener])
    finally:
        await stop()


def config_of(app: ASGIApp, trusted_proxies: str, express: Express | None = None) -> uvicorn.Config:
    """How uvicorn serves ``app`` here; ``trusted_proxies`` may name the client, separated by commas.

    ``express`` answers what it can without the application.
    """

    class Connection(PatientProtocol):
        pass

    Connection.express = express
    return uvicorn.Config(
        app,
        http=Connection,
        ws="none",
        log_level="warning",
        access_log=False,
        server_header=False,
        forwarded_allow_ips=trusted_proxies,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=5,
    )


def more_descriptors() -> None:
    """Allow as many connections as the system does."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
