"""The pool: gives each query a worker and a deadline, fairly; replaces every worker that a query spoils.

All of it runs on one event loop. The parent reads no foreign query; it only passes text on.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import math
import signal
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from m4sd_graph.errors import (
    BusyError,
    M4SDError,
    QueryCancelledError,
    QueryLimitError,
    QueryTimeoutError,
    StoreError,
)
from m4sd_graph.workers.handle import Nursery, Worker
from m4sd_graph.workers.nursery import Orders
from m4sd_graph.workers.queue import OWN, FairQueue
from m4sd_graph.workers.run import Reply, Run
from m4sd_graph.workers.source import Source
from m4sd_graph.workers.wire import Ask
from m4sd_graph.workers.worker import out_of_memory, too_deep

# After so many seconds a query counts as slow and yields to others.
SLOW = 0.1
# Pause before another try to start what has just failed to start.
PAUSE = 1.0


@dataclass(frozen=True, slots=True)
class Bounds:
    """Sizes of a pool. ``seconds``: the longest time limit of a query. ``memory`` and ``result`` in bytes."""

    workers: int = 8
    waiting: int = 256
    waiting_per_client: int = 64
    seconds: float = 60
    memory: int = 512 * 1024 * 1024
    result: int = 1024 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Running:
    """A query as the operator sees it; seconds since it was sent to a worker, or since it waits."""

    number: int
    client: str
    state: str
    seconds: float
    query: str


class Pool:
    """Workers that answer queries over one source. ``start`` before use, ``close`` after, both on the event loop."""

    def __init__(self, orders: Orders, bounds: Bounds) -> None:
        self.bounds = bounds
        self._orders = orders
        self._nursery: Nursery | None = None
        self._idle: list[Worker] = []
        self._busy: Counter[str] = Counter()
        self._runs: dict[int, tuple[Run, Worker]] = {}
        self._queue = FairQueue(bounds.waiting, bounds.waiting_per_client)
        self._numbers = itertools.count(1)
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False

    async def start(self) -> bool:
        """Load the source and fork the workers; raise what stands in the way. False when that was done before."""
        if self._nursery:
            return False
        await self._replace(Nursery(self._orders, self))
        return True

    async def reload(self) -> None:
        """Load the source again; queries that run keep what they began with, those that come later get the new."""
        await self._replace(Nursery(self._orders, self))

    async def close(self) -> None:
        """End every process; runs that are left fail."""
        self._closed = True
        for task in self._tasks:
            task.cancel()
        for run in [*self._queue.waiting(), *(run for run, _ in self._runs.values())]:
            run.stop_timer()
            run.fail(StoreError("the service is stopping."))
        if self._nursery:
            self._nursery.retired = True
            self._nursery.close()
            for pid in list(self._nursery.workers):
                self._nursery.lose(pid, signal.SIGKILL)

    @property
    def source(self) -> Source:
        """What is served."""
        return self._orders.source

    @property
    def name(self) -> str:
        """The name of what is served; it changes when the content does."""
        return self._nursery.name if self._nursery else ""

    @property
    def quads(self) -> int:
        """How many quads were loaded."""
        return self._nursery.quads if self._nursery else 0

    async def run(self, ask: Ask, client: str = OWN, seconds: float | None = None) -> Reply:
        """Answer ``ask`` within ``seconds``; raise what went wrong. Cancelling ends the query."""
        loop = asyncio.get_running_loop()
        run = Run(next(self._numbers), ask, client, min(seconds or self.bounds.seconds, self.bounds.seconds), loop)
        self._admit(run)
        try:
            return await run.future
        except asyncio.CancelledError:
            self.abandon(run)
            raise

    def abandon(self, run: Run, cause: M4SDError | None = None) -> None:
        """End a run that nobody waits for, or that the operator stops for ``cause``."""
        cause = cause or QueryCancelledError("nobody waits for the answer any more.")
        if self._queue.remove(run):
            run.stop_timer()
            run.fail(cause)
        elif run.number in self._runs:
            self._runs[run.number][1].kill(cause)

    def cancel(self, number: int) -> bool:
        """Stop the query with this number; False when there is none."""
        found = next((run for run in self._all() if run.number == number), None)
        if found:
            self.abandon(found, QueryCancelledError("the operator of the service stopped this query."))
        return found is not None

    def running(self) -> list[Running]:
        """Every query that runs or waits, oldest first."""
        now = asyncio.get_running_loop().time()
        return [
            Running(
                r.number, r.client, "running" if r.started else "waiting", now - (r.started or r.queued), r.ask.query
            )
            for r in sorted(self._all(), key=lambda r: r.number)
        ]

    def workers(self) -> int:
        """How many workers live."""
        return len(self._nursery.workers) if self._nursery else 0

    def _all(self) -> Iterator[Run]:
        yield from (run for run, _ in self._runs.values())
        yield from self._queue.waiting()

    # Admission

    def _admit(self, run: Run) -> None:
        if self._idle and self._may_run(run.client):
            self._send(run)
            return
        self._queue.put(run, self._retry_after())
        run.timer = asyncio.get_running_loop().call_later(run.seconds, self._waited, run)

    def _may_run(self, client: str) -> bool:
        """Whether one more query of ``client`` may have a worker: nobody gets all, and one is kept for the service."""
        size = self.bounds.workers
        if client == OWN:
            return True
        foreign = self._busy.total() - self._busy[OWN]
        return self._busy[client] < max(1, size // 2) and foreign < max(1, size - 1)

    def _retry_after(self) -> int:
        """Seconds until the first of the running queries must have ended."""
        now = asyncio.get_running_loop().time()
        left = [run.started + run.seconds - now for run, _ in self._runs.values() if run.started]
        return max(1, math.ceil(min(left, default=1)))

    def _send(self, run: Run) -> None:
        worker = self._idle.pop()
        loop = asyncio.get_running_loop()
        run.stop_timer()
        run.started = loop.time()
        run.timer = loop.call_later(min(SLOW, run.seconds), self._slow, run, worker)
        self._busy[run.client] += 1
        self._runs[run.number] = run, worker
        worker.start(run)

    def _dispatch(self) -> None:
        while self._idle and (run := self._queue.take(self._may_run)):
            self._send(run)

    # Time

    def _slow(self, run: Run, worker: Worker) -> None:
        left = run.seconds - SLOW
        worker.step_back()
        run.timer = asyncio.get_running_loop().call_later(max(0.0, left), self._late, run, worker)

    def _late(self, run: Run, worker: Worker) -> None:
        worker.kill(
            QueryTimeoutError(
                f"the query was not answered within {run.seconds:g} s.",
                remedy=f"Narrow it, page with LIMIT and OFFSET, ask for up to {self.bounds.seconds:g} seconds with "
                "`timeout=`, or query the dump of the release on your own machine.",
                limit="time",
                value=run.seconds,
                unit="seconds",
            )
        )

    def _waited(self, run: Run) -> None:
        if self._queue.remove(run):
            wait = self._retry_after()
            run.fail(BusyError(f"no worker was free within {run.seconds:g} s.", retry_after=wait))

    # What happens to workers

    def born(self, worker: Worker) -> None:
        """Take a new worker."""
        if worker.nursery is not self._nursery or self._closed:
            worker.retire()
            return
        self._idle.append(worker)
        self._dispatch()

    def finished(self, worker: Worker, run: Run) -> None:
        """Use the worker again, or replace it when the query has left traces."""
        self._forget(run)
        if run.spent or worker.patient or worker.nursery is not self._nursery:
            worker.retire()
        else:
            self._idle.append(worker)
        self._dispatch()

    def died(self, worker: Worker, signal_: int) -> None:
        """Fail the run of a dead worker with the reason, and replace the worker."""
        run, worker.run = worker.run, None
        if run:
            self._forget(run)
            run.fail(worker.cause or _reason(signal_, self.bounds))
        if worker in self._idle:
            self._idle.remove(worker)
        if worker.nursery is self._nursery and not self._closed:
            # A worker that dies at rest would die again: not in a tight loop.
            self._later(0 if run or worker.retired else PAUSE, self._fill())

    def orphaned(self, nursery: Nursery) -> None:
        """Start another warm process in place of one that ended by itself."""
        if nursery is self._nursery and not self._closed:
            self._idle.clear()
            self._later(0, self._restart())

    def _forget(self, run: Run) -> None:
        run.stop_timer()
        if self._runs.pop(run.number, None):
            self._busy[run.client] -= 1
            if not self._busy[run.client]:
                del self._busy[run.client]

    async def _replace(self, nursery: Nursery) -> None:
        try:
            await nursery.ready()
        except M4SDError:
            nursery.close()
            raise
        old, self._nursery = self._nursery, nursery
        idle, self._idle = self._idle, []
        for worker in idle:
            worker.retire()
        if old:
            old.retire()
        await self._fill()

    async def _fill(self) -> None:
        nursery = self._nursery
        if nursery:
            for _ in range(self.bounds.workers - len(nursery.workers) - nursery.expected):
                nursery.fork()

    async def _restart(self) -> None:
        while not self._closed:
            with contextlib.suppress(M4SDError):
                await self._replace(Nursery(self._orders, self))
                return
            await asyncio.sleep(PAUSE)

    def _later(self, seconds: float, work: object) -> None:
        async def wait() -> None:
            await asyncio.sleep(seconds)
            assert asyncio.iscoroutine(work)
            await work

        task = asyncio.get_running_loop().create_task(wait())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _reason(signal_: int, bounds: Bounds) -> M4SDError:
    """What a worker's death says about its query."""
    match signal_:
        case signal.SIGABRT | signal.SIGKILL:
            error = out_of_memory()
            return QueryLimitError(
                f"the query needs more than {bounds.memory // 2**20} MiB of memory.",
                remedy=error.remedy,
                limit="memory",
                value=bounds.memory,
                unit="bytes",
            )
        case signal.SIGSEGV | signal.SIGBUS:
            return too_deep()
    return StoreError("the worker that read this query ended before it was done.")
