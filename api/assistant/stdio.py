"""MCP over standard input and output: nothing but the protocol on either, and an end as soon as the host goes."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import stat
import sys
import threading
from collections.abc import AsyncIterator, Callable
from typing import cast

import anyio
from mcp.server.stdio import stdio_server

from api.assistant.server import make_server
from api.services import Services

ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def run_stdio(services: Services) -> None:
    """Serve the program at the other end until it closes our input or we are told to end."""
    asyncio.run(_serve(services, *_taken()))


def _taken() -> tuple[int, int]:
    """The two streams of the protocol; whatever else writes to the output, a child for one, writes to the log."""
    sys.stdout.flush()
    incoming, outgoing = os.dup(0), os.dup(1)
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    os.dup2(2, 1)
    return incoming, outgoing


async def _serve(services: Services, incoming: int, outgoing: int) -> None:
    loop = asyncio.get_running_loop()
    serving = asyncio.current_task()
    assert serving is not None
    for number in ENDING:
        loop.add_signal_handler(number, _end, services, serving)
    try:
        await services.start()
        server = make_server(services).protocol
        streams = (
            cast("anyio.AsyncFile[str]", Lines(incoming, loop, services.querier.stop)),
            cast("anyio.AsyncFile[str]", Output(outgoing, loop)),
        )
        async with stdio_server(*streams) as (read, write):
            await server.run(read, write, server.create_initialization_options())
    except* BrokenPipeError:
        pass  # The host is gone; nobody is left to tell.
    except* asyncio.CancelledError:
        pass  # We were told to end.
    finally:
        await services.querier.close()


def _end(services: Services, serving: asyncio.Task[None]) -> None:
    """Fail what runs, so that no thread waits for it, and end."""
    services.querier.stop()
    serving.cancel()


class Lines:
    """Lines of a descriptor, read in a thread that holds up no end of the process; then ``at_end`` is called."""

    def __init__(self, descriptor: int, loop: asyncio.AbstractEventLoop, at_end: Callable[[], None]) -> None:
        self._queue: asyncio.Queue[bytes] = asyncio.Queue()
        self._loop = loop
        self._at_end = at_end
        threading.Thread(target=self._read, args=(descriptor,), daemon=True).start()

    async def __aiter__(self) -> AsyncIterator[str]:
        rest = bytearray()
        while piece := await self._queue.get():
            *lines, last = piece.split(b"\n")
            for line in lines:
                yield (bytes(rest) + line).decode("utf-8", "replace")
                rest.clear()
            rest += last
        self._at_end()

    def _read(self, descriptor: int) -> None:
        piece = b"."
        while piece:
            try:
                piece = os.read(descriptor, 1 << 16)
            except OSError:
                piece = b""
            try:
                self._loop.call_soon_threadsafe(self._queue.put_nowait, piece)
            except RuntimeError:
                return  # The loop has ended.


class Output:
    """Text to a descriptor; where nobody reads it, whoever writes waits and can be cancelled."""

    def __init__(self, descriptor: int, loop: asyncio.AbstractEventLoop) -> None:
        self._descriptor = descriptor
        self._loop = loop
        kind = os.fstat(descriptor).st_mode
        # Files never keep a writer waiting, and the event loop cannot wait for them.
        self._waits = stat.S_ISFIFO(kind) or stat.S_ISSOCK(kind) or os.isatty(descriptor)

    async def write(self, text: str) -> None:
        """Write ``text`` in UTF-8."""
        left = memoryview(text.encode("utf-8", "replace"))
        while left:
            if self._waits:
                await self._room()
            left = left[os.write(self._descriptor, left[: select.PIPE_BUF]) :]

    async def flush(self) -> None:
        """Do nothing: what was written has been sent."""

    async def _room(self) -> None:
        """Wait until so much as a pipe takes at once can be written without blocking."""
        room = asyncio.Event()
        self._loop.add_writer(self._descriptor, room.set)
        try:
            await room.wait()
        finally:
            self._loop.remove_writer(self._descriptor)
