"""One query on its way through the pool, and the body it sends back."""

from __future__ import annotations

import asyncio
import json
import os
import tempfile
from collections import deque
from dataclasses import dataclass
from typing import IO

from m4sd_graph.errors import M4SDError, StoreError
from m4sd_graph.workers.wire import CALLS, DATA, END, ERROR, HEAD, Ask, Call, End, Head, error_of

# A body up to this size is whole before its first byte is sent; a larger one streams.
WHOLE = 1024 * 1024
# So much of a stream is held in memory for a client that reads slower than the worker writes; the rest in a file.
HELD = 1024 * 1024
CHUNK = 256 * 1024


class FormNotAcceptedError(M4SDError):
    """The client takes no form of this kind of result; ``form`` is rows, truth or triples."""

    status = 406
    title = "Not acceptable"

    def __init__(self, form: str) -> None:
        super().__init__(f"no form of {form} was asked for that there is.")
        self.form = form


class Spool:
    """A body between a fast worker and a slow client, in bounded memory: what does not fit waits in an unnamed file."""

    def __init__(self) -> None:
        self._held: deque[bytes] = deque()
        self._size = 0
        self._file: IO[bytes] | None = None
        self._written = 0
        self._read = 0
        self._woken = asyncio.Event()
        self._error: M4SDError | None = None
        self._finished = False
        self._closed = False

    def put(self, piece: bytes) -> None:
        """Take a piece of the body; raise StoreError when nobody reads it any more."""
        if self._closed:
            raise StoreError("nobody reads the result any more.")
        if self._file is None and self._size + len(piece) <= HELD:
            self._held.append(piece)
            self._size += len(piece)
        else:
            self._file = self._file or tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - closed at the end
            self._file.write(piece)
            self._written += len(piece)
        self._woken.set()

    def finish(self, error: M4SDError | None = None) -> None:
        """Nothing more comes; with ``error`` what came is not the whole body."""
        self._finished, self._error = True, error
        self._woken.set()

    async def get(self) -> bytes:
        """The next piece, empty at the end; raise the error that the body ended with."""
        while True:
            if piece := self._next():
                return piece
            if self._error:
                raise self._error
            if self._finished:
                return b""
            self._woken.clear()
            await self._woken.wait()

    async def complete(self) -> None:
        """Wait until nothing more comes; raise the error that the body ended with."""
        while not self._finished:
            self._woken.clear()
            await self._woken.wait()
        if self._error:
            raise self._error

    def close(self) -> None:
        """Take nothing more, and give the file back."""
        self._closed = True
        if self._file:
            self._file.close()

    @property
    def size(self) -> int:
        """Bytes that wait to be read."""
        return self._size + self._written - self._read

    def _next(self) -> bytes:
        if self._held:
            piece = self._held.popleft()
            self._size -= len(piece)
            return piece
        if self._file is None or self._read == self._written:
            return b""
        piece = os.pread(self._file.fileno(), CHUNK, self._read)
        self._read += len(piece)
        return piece


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: a whole body with its end, a body that streams, or calls to make first."""

    head: Head | None = None
    body: bytes = b""
    end: End | None = None
    stream: Spool | None = None
    calls: tuple[Call, ...] = ()


class Run:
    """One query: who asked, how long it may take, what has come back so far. Times are of the event loop's clock."""

    __slots__ = (
        "ask",
        "body",
        "client",
        "future",
        "head",
        "number",
        "queued",
        "seconds",
        "spent",
        "spool",
        "started",
        "timer",
    )

    def __init__(self, number: int, ask: Ask, client: str, seconds: float, loop: asyncio.AbstractEventLoop) -> None:
        self.number = number
        self.ask = ask
        self.client = client
        self.seconds = seconds
        self.queued = loop.time()
        self.started: float | None = None
        self.timer: asyncio.TimerHandle | None = None
        self.future: asyncio.Future[Reply] = loop.create_future()
        self.head: Head | None = None
        self.body = bytearray()
        self.spool: Spool | None = None
        self.spent = False

    def take(self, kind: bytes, content: bytes) -> bool:
        """Take a frame of the worker; True when it was the last."""
        if kind == DATA:
            self._data(content)
            return False
        members = json.loads(content)
        if kind == HEAD:
            self.head = Head(**members)
            return False
        self.spent = bool(members.get("spent"))
        if kind == END:
            self._end(End(members["rows"], members["seconds"], self.spent))
        elif kind == CALLS:
            self._settle(Reply(calls=tuple(Call(**call) for call in members["calls"])))
        elif kind == ERROR:
            form = members.get("form")
            self.fail(FormNotAcceptedError(form) if form else error_of(members))
        else:
            self.fail(StoreError("a worker sent what cannot be read."))
        return True

    def fail(self, error: M4SDError) -> None:
        """End the run with an error, wherever it stands."""
        if self.spool:
            self.spool.finish(error)
        elif not self.future.done():
            self.future.set_exception(error)

    def stop_timer(self) -> None:
        """Cancel what was to happen later."""
        if self.timer:
            self.timer.cancel()
            self.timer = None

    def _data(self, content: bytes) -> None:
        if self.spool:
            self.spool.put(content)
            return
        self.body += content
        if len(self.body) > WHOLE:
            self.spool = Spool()
            self.spool.put(bytes(self.body))
            self.body.clear()
            self._settle(Reply(head=self.head, stream=self.spool))

    def _end(self, end: End) -> None:
        if self.spool:
            self.spool.finish()
        else:
            self._settle(Reply(head=self.head, body=bytes(self.body), end=end))

    def _settle(self, reply: Reply) -> None:
        if not self.future.done():
            self.future.set_result(reply)
