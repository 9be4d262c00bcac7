"""The parent's handles of the warm process and of a worker."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import struct
from collections import deque
from collections.abc import Sequence
from typing import Protocol, cast

from m4sd_graph.errors import M4SDError, ServeError, StoreError
from m4sd_graph.workers.orders import MESSAGE, Orders
from m4sd_graph.workers.run import Run
from m4sd_graph.workers.tally import Tally
from m4sd_graph.workers.warm import Warm, start_warm
from m4sd_graph.workers.wire import ALONE, error_of, frames, pack_ask

# Slow queries step back behind quick ones.
PATIENT = 15


class Owner(Protocol):
    """Who is told what happens to workers."""

    def born(self, worker: Worker) -> None:
        """A worker is ready."""

    def finished(self, worker: Worker, run: Run) -> None:
        """A worker has sent the last frame of a run."""

    def left(self, worker: Worker) -> None:
        """A worker does not listen any more."""

    def died(self, worker: Worker, signal_: int) -> None:
        """A worker is gone; ``signal_`` ended it (0: it left by itself)."""

    def stillborn(self, nursery: Nursery) -> None:
        """A worker died before it was ready."""

    def closed(self, nursery: Nursery) -> None:
        """A warm process has been ended."""

    def orphaned(self, nursery: Nursery) -> None:
        """A warm process is gone, and its workers with it."""


class Worker(asyncio.Protocol):
    """A worker as the parent sees it: the first of its ``runs`` is its present one, the others wait behind it.

    Answers may come together. So the worker can be further than its ``runs`` tell, and ``recall`` looks at what it has
    counted.
    """

    def __init__(self, pid: int, tally: Tally, nursery: Nursery, owner: Owner) -> None:
        self.pid = pid
        self.nursery = nursery
        self.runs: deque[Run] = deque()
        self.since = asyncio.get_running_loop().time()
        self.patient = False
        self.retired = False
        self.killed = False
        self.stale = False
        self.cause: M4SDError | None = None
        self._owner = owner
        self._tally = tally
        self._answered = 0
        self._unwanted = 0
        self._buffer = bytearray()
        self._transport: asyncio.WriteTransport | None = None
        # Names this very process, whatever becomes of its number.
        self._process = os.pidfd_open(pid)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way to the worker."""
        self._transport = cast(asyncio.WriteTransport, transport)  # uvloop's transports are no subclass

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - it is gone, whatever the reason
        """Give it no more work; why it is gone the warm process tells."""
        self._owner.left(self)

    def data_received(self, data: bytes) -> None:
        """Hand frames to the run."""
        self._buffer += data
        try:
            for kind, content in frames(self._buffer):
                if self._unwanted and kind in ALONE:
                    self._unwanted -= 1
                elif self.runs and self.runs[0].take(kind, content):
                    self._answered += 1
                    self._owner.finished(self, self.runs.popleft())
        except StoreError as error:
            self.kill(error)
        except OSError as error:
            self.kill(StoreError(f"the result could not be kept: {error.strerror}."))
        except (ValueError, KeyError, TypeError, struct.error):
            self.kill(StoreError("a worker sent what cannot be read."))

    def give(self, runs: Sequence[Run]) -> None:
        """Send runs to the worker, behind those that it has."""
        assert self._transport is not None
        self.runs.extend(runs)
        for run in runs:
            run.name = self.nursery.name
        self._transport.write(b"".join([pack_ask(run.ask) for run in runs]))

    def recall(self) -> list[Run]:
        """Leave the worker nothing but the run that it is at, and return the others in their order.

        It has been sent the others too, so it is ``stale``: after this run it has to go.
        """
        self.stale = True
        at = min(max(self._tally.count - self._answered, 1), len(self.runs)) - 1
        self._unwanted += at
        present = self.runs[at]
        others = [run for run in self.runs if run is not present]
        self.runs = deque([present])
        return others

    def step_back(self) -> None:
        """Let the worker yield to others from now on; it cannot be undone, so the worker serves no further run."""
        self.patient = True
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.pid, PATIENT)

    def retire(self) -> None:
        """End a worker that has done its work."""
        self.retired = True
        self.kill()

    def kill(self, cause: M4SDError | None = None) -> None:
        """End the worker; ``cause`` is what its run fails with."""
        self.killed = True
        self.cause = self.cause or cause
        with contextlib.suppress(OSError):  # it is gone already
            signal.pidfd_send_signal(self._process, signal.SIGKILL)

    def bury(self) -> None:
        """Give back what the handle holds."""
        if self._transport:
            self._transport.close()
        self._tally.close()
        os.close(self._process)


class Nursery:
    """A warm process as the parent sees it: one that was started before, or else a new one."""

    def __init__(self, orders: Orders, owner: Owner, warm: Warm | None = None) -> None:
        self.name = ""
        self.quads = 0
        self.workers: dict[int, Worker] = {}
        self.expected = 0
        self.retired = False
        self._orders = orders
        self._owner = owner
        self._loop = asyncio.get_running_loop()
        self._ready: asyncio.Future[None] = self._loop.create_future()
        warm = warm or start_warm()
        self._control, self._process = warm.control, warm.process
        self._loop.add_reader(self._control, self._read)
        self._control.send(orders.to_json().encode())

    async def ready(self) -> None:
        """Wait until the source is loaded; raise what stood in the way."""
        await asyncio.shield(self._ready)

    def here(self) -> bool:
        """True on the event loop that it was made on."""
        return asyncio.get_running_loop() is self._loop

    def fork(self) -> None:
        """Ask for a worker."""
        self.expected += 1
        with contextlib.suppress(OSError):
            self._control.send(b"fork")

    def retire(self) -> None:
        """End once the last worker is gone."""
        self.retired = True
        if not self.workers and not self.expected:
            self.close()

    def close(self) -> None:
        """End the warm process; its workers end with it."""
        if self._control.fileno() >= 0:
            self._loop.remove_reader(self._control)
            self._control.close()
            self._process.terminate()
        self._process.wait()
        self._owner.closed(self)

    def _read(self) -> None:
        try:
            data, fds, _, _ = socket.recv_fds(self._control, MESSAGE, 2)
        except BlockingIOError:
            return
        except OSError:
            data, fds = b"", []
        if not data:
            self._lost()
            return
        self._heard(json.loads(data), fds)

    def _heard(self, message: dict[str, object], fds: list[int]) -> None:
        match message:
            case {"ready": {"name": str(name), "quads": int(quads)}}:
                self.name, self.quads = name, quads
                self._ready.set_result(None)
            case {"failed": dict(members)}:
                self._ready.set_exception(error_of(members))
            case {"worker": int(pid)}:
                self._loop.create_task(self._adopt(pid, socket.socket(fileno=fds[0]), Tally(fds[1])))
            case {"died": int(pid), "signal": int(ended)}:
                self.lose(pid, ended)

    async def _adopt(self, pid: int, link: socket.socket, tally: Tally) -> None:
        self.expected -= 1
        try:
            worker = Worker(pid, tally, self, self._owner)
        except ProcessLookupError:
            link.close()
            tally.close()
            self._owner.stillborn(self)
            return
        self.workers[pid] = worker
        await self._loop.create_unix_connection(lambda: worker, sock=link)
        if pid in self.workers:
            self._owner.born(worker)
        else:
            link.close()

    def lose(self, pid: int, ended: int) -> None:
        """Forget a worker that has died."""
        worker = self.workers.pop(pid, None)
        if worker is None:
            return
        self._owner.died(worker, ended)
        worker.bury()
        if self.retired and not self.workers:
            self.close()

    def _lost(self) -> None:
        self.close()
        for pid in list(self.workers):
            self.lose(pid, signal.SIGKILL)
        if not self._ready.done():
            self._ready.set_exception(ServeError("the process that loads the data ended before it was done."))
        elif not self.retired:
            self._owner.orphaned(self)
