"""One query on its way through the pool, and the body it sends back."""

from __future__ import annotations

import asyncio
import json
import math
import os
import tempfile
from collections import deque
from collections.abc import Callable, Mapping
from typing import IO, Any, NamedTuple

from m4sd_graph.errors import M4SDError, QueryLimitError, StoreError
from m4sd_graph.workers.wire import (
    ANSWER,
    CALLS,
    DATA,
    END,
    ERROR,
    HEAD,
    Ask,
    Call,
    End,
    Head,
    end_of,
    error_of,
    head_of,
    whole_of,
)

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


class Budget:
    """Bytes that all spools together may hold in files."""

    def __init__(self, limit: int) -> None:
        self._left = limit

    def take(self, size: int) -> None:
        """Use ``size`` bytes; raise QueryLimitError when they are not there."""
        if size > self._left:
            raise QueryLimitError(
                "too much of other results waits to be read by slow clients.", remedy="Try again later.", limit="spool"
            )
        self._left -= size

    def give_back(self, size: int) -> None:
        """Free ``size`` bytes."""
        self._left += size


class Spool:
    """A body between a fast worker and a slow client, in bounded memory: what does not fit waits in an unnamed file."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
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
        """Take a piece; raise StoreError when nobody reads it any more, QueryLimitError or OSError without room."""
        if self._closed:
            raise StoreError("nobody reads the result any more.")
        if self._file is None and self._size + len(piece) <= HELD:
            self._held.append(piece)
            self._size += len(piece)
        else:
            self._budget.take(len(piece))
            self._file = self._file or tempfile.TemporaryFile()  # noqa: SIM115 - closed at the end
            self._file.write(piece)
            self._written += len(piece)
            self._file.flush()
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
        if not self._closed:
            self._closed = True
            self._budget.give_back(self._written)
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


class Reply(NamedTuple):
    """What came back from the release ``name``: a whole body with its end, a body that streams, or calls to make."""

    name: str
    head: Head | None = None
    body: bytes = b""
    end: End | None = None
    stream: Spool | None = None
    calls: tuple[Call, ...] = ()


class Running(NamedTuple):
    """A query as the operator sees it; seconds since it was sent to a worker, or since it waits."""

    number: int
    client: str
    state: str
    seconds: float
    query: str


class Run:
    """One query: who asked, how long it may take, what has come back so far. Times are of the event loop's clock.

    ``name``: of the release that the worker answers from. ``on_slow`` is called when the query is not quick
    (``tardy``). ``due``: when the pool has to look at it next; at ``late`` its time is over. ``again``: it has lost a
    worker once. ``took``: seconds that the worker was at work, where it has told.
    """

    name = ""
    started: float | None = None
    due = late = math.inf
    on_slow: Callable[[], None] | None = None
    head: Head | None = None
    spool: Spool | None = None
    spent = slow = tardy = again = False
    took = 0.0

    def __init__(
        self, number: int, ask: Ask, client: str, seconds: float, loop: asyncio.AbstractEventLoop, budget: Budget
    ) -> None:
        self.number = number
        self.ask = ask
        self.client = client
        self.seconds = seconds
        self.budget = budget
        self.queued = loop.time()
        self.future: asyncio.Future[Reply] = loop.create_future()

    def take(self, kind: bytes, content: bytes) -> bool:
        """Take a frame of the worker; True when it was the last."""
        if kind == ANSWER:
            head, body, end = whole_of(content)
            self.spent, self.took = end.spent, end.work
            self._settle(Reply(self.name, head, body, end))
            return True
        if kind == HEAD:
            self.head = head_of(content)
            return False
        if kind == DATA:
            self._data(content)
            return False
        if kind == END:
            self._end(end_of(content))
        else:
            self._other(kind, json.loads(content))
        return True

    def fail(self, error: M4SDError) -> None:
        """End the run with an error, wherever it stands."""
        if self.spool:
            self.spool.finish(error)
        elif not self.future.done():
            self.future.set_exception(error)

    def leave(self) -> None:
        """Give back what is held for who waited and has gone."""
        if self.spool:
            self.spool.close()

    def turn_slow(self) -> None:
        """Tell who waits that it takes a while."""
        self.tardy = True
        on_slow, self.on_slow = self.on_slow, None
        if on_slow:
            on_slow()

    def when_slow(self, told: Callable[[], None] | None) -> None:
        """Have ``told`` called when the answer is not there at once, in place of who was to be told before."""
        self.on_slow = told
        if self.tardy:
            self.turn_slow()

    def seen(self, now: float) -> Running:
        """The run as the operator sees it at ``now``."""
        state = "running" if self.started else "waiting"
        return Running(self.number, self.client, state, now - (self.started or self.queued), self.ask.query)

    def _other(self, kind: bytes, members: Mapping[str, Any]) -> None:
        self.spent = bool(members.get("spent"))
        if kind == CALLS:
            self._settle(Reply(self.name, calls=tuple(Call(**call) for call in members["calls"])))
        elif kind == ERROR:
            form = members.get("form")
            self.fail(FormNotAcceptedError(form) if form else error_of(members))
        else:
            self.fail(StoreError("a worker sent what cannot be read."))

    def _data(self, content: bytes) -> None:
        if self.spool is None:
            self.spool = Spool(self.budget)
            self._settle(Reply(self.name, self.head, stream=self.spool))
        self.spool.put(content)

    def _end(self, end: End) -> None:
        self.spent, self.took = end.spent, end.work
        if self.spool:
            self.spool.finish()
        else:
            self.fail(StoreError("a worker sent what cannot be read."))

    def _settle(self, reply: Reply) -> None:
        if not self.future.done():
            self.future.set_result(reply)
        elif reply.stream:
            reply.stream.close()
