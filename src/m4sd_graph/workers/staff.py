"""Keeps a pool staffed: loads the source in a warm process, forks workers from it, replaces those that are lost."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable, Coroutine
from typing import Protocol

from m4sd_graph.errors import M4SDError, ServeError
from m4sd_graph.workers.handle import Nursery, Worker
from m4sd_graph.workers.orders import Orders
from m4sd_graph.workers.run import Run
from m4sd_graph.workers.warm import Warm

# Pause before another try to start what has just failed to start.
PAUSE = 1.0


class Employer(Protocol):
    """Who gives the workers their work."""

    def idle(self) -> None:
        """A worker has nothing to do."""

    def done(self, run: Run) -> None:
        """A run has ended by itself."""

    def next(self, worker: Worker) -> None:
        """A worker is at the next of its runs."""

    def recall(self, worker: Worker) -> None:
        """What waits behind the run that a worker is at must go to others."""

    def lost(self, run: Run, cause: M4SDError | None, signal_: int) -> None:
        """A run has lost its worker, which was killed for ``cause`` or ended by ``signal_``."""


class Staff:
    """``size`` workers that are ready for quick work; those that are busy with slow queries are not counted.

    ``name`` of what is served, which changes when the content does, and how many ``quads`` were loaded; both once they
    are. ``warm``: a warm process that was started already.
    """

    def __init__(self, orders: Orders, size: int, employer: Employer, warm: Warm | None = None) -> None:
        self.orders = orders
        self.free: list[Worker] = []
        self.name, self.quads = "", 0
        self._size = size
        self._employer = employer
        self._nursery: Nursery | None = None
        self._nurseries: set[Nursery] = set()  # the present one, and earlier ones whose workers are still busy
        self._tasks: set[asyncio.Task[None]] = set()
        self._warm = warm
        self._closed = False

    def started(self) -> bool:
        """True once the source has been loaded; raise ServeError where that was on another event loop."""
        if self._nursery and not self._nursery.here():
            raise ServeError("these workers serve another event loop; a server needs workers of its own.")
        return self._nursery is not None

    async def load(self) -> None:
        """Load the source, again if need be, and have workers from then on that hold it; raise what stands in the way.

        Workers that are busy finish what they do.
        """
        warm, self._warm = self._warm, None
        nursery = Nursery(self.orders, self, warm)
        self._nurseries.add(nursery)
        try:
            await nursery.ready()
        except (M4SDError, asyncio.CancelledError):
            self._end(nursery)
            raise
        old, self._nursery = self._nursery, nursery
        self.name, self.quads = nursery.name, nursery.quads
        free, self.free = self.free, []
        for worker in free:
            worker.retire()
        if old:
            old.retire()
        self.fill()

    def close(self) -> None:
        """End every process."""
        self._closed = True
        for task in self._tasks:
            task.cancel()
        for nursery in list(self._nurseries):
            self._end(nursery)

    def lasts(self, worker: Worker) -> bool:
        """Whether a worker goes on to others after what it has."""
        return worker.nursery is self._nursery and not (worker.patient or worker.stale or worker.killed)

    def fill(self) -> None:
        """Have as many workers as there should be."""
        nursery = self._nursery
        if nursery and not self._closed:
            quick = sum(not worker.patient for worker in nursery.workers.values())
            for _ in range(self._size - quick - nursery.expected):
                nursery.fork()

    def _end(self, nursery: Nursery) -> None:
        self._nurseries.discard(nursery)
        nursery.retired = True
        nursery.close()
        for pid in list(nursery.workers):
            nursery.lose(pid, signal.SIGKILL)

    # What happens to workers

    def born(self, worker: Worker) -> None:
        """Take a new worker."""
        if worker.nursery is not self._nursery or self._closed:
            worker.retire()
            return
        self.free.append(worker)
        self._employer.idle()

    def finished(self, worker: Worker, run: Run) -> None:
        """Use the worker again, or replace it when the query has left traces."""
        self._employer.done(run)
        worn = run.spent or worker.patient or worker.nursery is not self._nursery
        if worker.runs:
            self._employer.next(worker)
            if not worn:
                return
            self._employer.recall(worker)
        elif worn or worker.stale:
            worker.retire()
        elif not worker.killed:
            # What its end is for was this run, whose answer has come before.
            self.free.append(worker)
        self._employer.idle()

    def left(self, worker: Worker) -> None:
        """Give no more work to a worker that is gone."""
        if worker in self.free:
            self.free.remove(worker)

    def died(self, worker: Worker, signal_: int) -> None:
        """Tell of the run that is lost, and replace the worker."""
        busy = bool(worker.runs)
        if busy:
            self._employer.recall(worker)
            self._employer.lost(worker.runs.popleft(), worker.cause, signal_)
        self.left(worker)
        self._employer.idle()
        if worker.nursery is self._nursery and not self._closed:
            # A worker that dies as soon as it lives would die again: not in a tight loop.
            young = asyncio.get_running_loop().time() - worker.since < PAUSE
            self._later(PAUSE if young and not busy and not worker.retired else 0, self._refill)

    def stillborn(self, nursery: Nursery) -> None:
        """Try again after a pause."""
        if nursery is self._nursery and not self._closed:
            self._later(PAUSE, self._refill)

    def closed(self, nursery: Nursery) -> None:
        """Forget a warm process that has ended."""
        self._nurseries.discard(nursery)

    def orphaned(self, nursery: Nursery) -> None:
        """Start another warm process in place of one that ended by itself."""
        if nursery is self._nursery and not self._closed:
            self.free.clear()
            self._later(0, self._restart)

    async def _refill(self) -> None:
        self.fill()

    async def _restart(self) -> None:
        while not self._closed:
            with contextlib.suppress(M4SDError):
                await self.load()
                return
            await asyncio.sleep(PAUSE)

    def _later(self, seconds: float, work: Callable[[], Coroutine[None, None, None]]) -> None:
        async def wait() -> None:
            await asyncio.sleep(seconds)
            await work()

        task = asyncio.get_running_loop().create_task(wait())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
