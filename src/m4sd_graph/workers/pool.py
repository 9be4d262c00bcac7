"""The pool: gives each query a worker and a deadline, fairly; replaces every worker that a query spoils.

All of it runs on one event loop. The parent reads no foreign query; it only passes text on.
"""

from __future__ import annotations

import asyncio
import itertools
import math
import signal
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from m4sd_graph.errors import BusyError, M4SDError, QueryCancelledError
from m4sd_graph.workers.bounds import Bounds
from m4sd_graph.workers.handle import Worker
from m4sd_graph.workers.orders import Orders, Source
from m4sd_graph.workers.pace import DELAY, FRESH, TOGETHER, Pace
from m4sd_graph.workers.queue import OWN, FairQueue
from m4sd_graph.workers.reasons import crowded, died_of, stopping, too_late
from m4sd_graph.workers.run import Budget, Reply, Run, Running
from m4sd_graph.workers.staff import Staff
from m4sd_graph.workers.warm import Warm
from m4sd_graph.workers.watch import Watch
from m4sd_graph.workers.wire import Ask

# After so many seconds a query counts as slow and yields to others.
SLOW = 0.3
# So many of the largest results may wait in files for slow clients.
SPOOLS = 4


class Pool:
    """Workers that answer queries over one source. ``start`` before use, ``close`` after, both on the event loop.

    A query that is not quick goes on beside the others with what they leave of the processors, and a spare worker takes
    its place; so many slow ones may go on as there are workers. ``warm``: a warm process that was started already.
    """

    def __init__(self, orders: Orders, bounds: Bounds, warm: Warm | None = None) -> None:
        self.bounds = bounds
        self._staff = Staff(orders, bounds.workers, self, warm)
        self._busy: dict[str, int] = {}  # how many runs of a client are with workers, where there are any
        self._pace = Pace()
        self._quick = 0  # runs of clients that are not slow
        self._runs: dict[int, tuple[Run, Worker]] = {}
        self._queue = FairQueue(bounds.waiting, bounds.waiting_per_client)
        self._budget = Budget(SPOOLS * bounds.result)
        self._watch = Watch(self._look)
        self._numbers = itertools.count(1)
        self._stopped = False

    async def start(self) -> bool:
        """Load the source and fork the workers; raise what stands in the way. False when that was done before."""
        if not (before := self._staff.started()):
            await self._staff.load()
        return not before

    async def reload(self) -> None:
        """Load the source again; queries that run keep what they began with, those that come later get the new."""
        await self._staff.load()

    def stop(self) -> None:
        """Answer no more: everything that runs or waits fails, and so does what still comes."""
        self._stopped = True
        for run in list(self._all()):
            self.abandon(run, stopping())

    async def close(self) -> None:
        """End every process."""
        self.stop()
        self._watch.stop()
        self._staff.close()

    @property
    def source(self) -> Source:
        """What is served."""
        return self._staff.orders.source

    @property
    def name(self) -> str:
        """The name of what is served; it changes when the content does."""
        return self._staff.name

    @property
    def quads(self) -> int:
        """How many quads were loaded."""
        return self._staff.quads

    async def run(
        self, ask: Ask, client: str = OWN, seconds: float | None = None, on_slow: Callable[[], None] | None = None
    ) -> Reply:
        """Answer ``ask`` within ``seconds``; raise what went wrong. Cancelling ends the query.

        ``on_slow`` is called when the answer is not there at once.
        """
        return await self.result(self.begin(ask, client, seconds), on_slow)

    def begin(self, ask: Ask, client: str = OWN, seconds: float | None = None) -> Run:
        """Begin to answer ``ask``; raise BusyError where there is no room."""
        loop = asyncio.get_running_loop()
        limit = self.bounds.seconds
        run = Run(next(self._numbers), ask, client, min(seconds or limit, limit), loop, self._budget)
        self._admit(run, loop)
        return run

    async def result(self, run: Run, on_slow: Callable[[], None] | None = None) -> Reply:
        """The answer of a run that was begun; raise what went wrong. Cancelling ends the query."""
        run.when_slow(on_slow)
        try:
            return await run.future
        except asyncio.CancelledError:
            self.abandon(run)
            run.leave()
            raise

    def abandon(self, run: Run, cause: M4SDError | None = None) -> None:
        """End a run that nobody waits for, or that is stopped for ``cause``."""
        cause = cause or QueryCancelledError("nobody waits for the answer any more.")
        if (worker := self._worker_of(run)) and len(worker.runs) > 1:
            self.recall(worker)
        if self._queue.remove(run):
            run.fail(cause)
        elif run.number in self._runs:
            self._runs[run.number][1].kill(cause)
        self.idle()

    def cancel(self, number: int) -> bool:
        """Stop the query with this number; False when there is none."""
        found = [run for run in self._all() if run.number == number]
        for run in found:
            self.abandon(run, QueryCancelledError("the operator of the service stopped this query."))
        return bool(found)

    def running(self) -> list[Running]:
        """Every query that runs or waits, oldest first."""
        now = asyncio.get_running_loop().time()
        return [run.seen(now) for run in sorted(self._all(), key=lambda run: run.number)]

    def _all(self) -> Iterator[Run]:
        for _, worker in self._runs.values():
            yield from worker.runs
        yield from self._queue.waiting()

    def _worker_of(self, run: Run) -> Worker | None:
        return next((worker for _, worker in self._runs.values() if run in worker.runs), None)

    # Admission

    def _admit(self, run: Run, loop: asyncio.AbstractEventLoop) -> None:
        if self._stopped:
            raise stopping()
        could = bool(self._staff.free) and self._fair(run.client)
        # Where another one of the client waits beside a free worker, those at work have been found to be enough.
        waits = self._queue.waits(run.client) and self._queue.count < 2 * TOGETHER
        if could and (run.client == OWN or not (waits or self._enough(loop))):
            self._send([run])
            return
        self._queue.put(run, self._retry_after, self._sent_behind)
        self._time(run, loop, FRESH if could else SLOW)
        if could and self._queue.count >= TOGETHER:
            self._ahead(loop)

    def _fair(self, client: str) -> bool:
        """Whether ``client`` may have one more: nobody gets all, and one is kept for the service."""
        size = self.bounds.workers
        return client == OWN or (self._busy.get(client, 0) < (size // 2 or 1) and self._quick < (size - 1 or 1))

    def _enough(self, loop: asyncio.AbstractEventLoop) -> bool:
        """Whether those that are about to be free do as well as one worker more."""
        return self._pace.enough(len(self._soon_free(loop)), self._queue.count)

    def _soon_free(self, loop: asyncio.AbstractEventLoop) -> list[Worker]:
        since = loop.time() - FRESH
        return [worker for run, worker in self._runs.values() if run.started and run.started > since]

    def _retry_after(self) -> int:
        """Seconds until the first of the running queries must have ended."""
        now = asyncio.get_running_loop().time()
        left = [run.started + run.seconds - now for run, _ in self._runs.values() if run.started]
        return max(1, math.ceil(min(left, default=1)))

    def _send(self, runs: Sequence[Run]) -> None:
        worker = self._staff.free.pop()
        worker.give(runs)
        self.next(worker)

    def _ahead(self, loop: asyncio.AbstractEventLoop) -> None:
        """Give what waits to a worker that is soon free, so that it goes on without a pause."""
        lasting = (worker for worker in self._soon_free(loop) if self._staff.lasts(worker))
        worker = next((worker for worker in lasting if len(worker.runs) <= TOGETHER), None)
        if worker and (others := self._taken_behind()):
            worker.give(others)
            first = worker.runs[0]
            first.due = min(first.due, loop.time() + DELAY)
            self._watch.by(first.due, loop)

    def _sent_behind(self) -> list[Run]:
        return [run for _, worker in self._runs.values() for run in itertools.islice(worker.runs, 1, None)]

    def _taken_behind(self) -> list[Run]:
        taken = self._queue.take_next(self._pace.behind(self._queue.count))
        for run in taken:
            run.due = math.inf  # until it is their turn
        return taken

    # Time

    def _time(self, run: Run, loop: asyncio.AbstractEventLoop, look: float) -> float:
        """Let the time of ``run`` begin, now, and look at it after so many seconds."""
        now = loop.time()
        run.late = now + run.seconds
        run.due = now + look if look < run.seconds else run.late
        self._watch.by(run.due, loop)
        return now

    def _look(self, now: float) -> float:
        """Do what is due with any run; return when the next thing is."""
        for run in list(self._all()):
            if run.due <= now:
                self._due(run, now)
        return min((run.due for run in self._all()), default=math.inf)

    def _due(self, run: Run, now: float) -> None:
        _, worker = self._runs.get(run.number, (run, None))
        late = run.due >= run.late
        if worker and len(worker.runs) > 1:
            self._pace.take(DELAY)
            self.recall(worker)
            self.idle()
            return
        if not worker and not late and now < run.queued + SLOW:
            run.due = min(run.queued + SLOW, run.late)
            self._pace.take(now - run.queued)
            self.idle()
            return
        run.due = math.inf if late else run.late
        if worker and late:
            worker.kill(too_late(run.seconds, self.bounds.seconds))
        elif worker:
            self._slow(run, worker)
        elif not late:
            run.turn_slow()
        elif self._queue.remove(run):
            run.fail(BusyError(f"no worker was free within {run.seconds:g} s.", retry_after=self._retry_after()))

    def _slow(self, run: Run, worker: Worker) -> None:
        run.turn_slow()
        worker.step_back()
        run.slow = True
        self._quick -= run.client != OWN
        self._staff.fill()
        slow = [run for run, _ in self._runs.values() if run.slow and run.client != OWN]
        if len(slow) > self.bounds.workers:
            most, _ = Counter(run.client for run in slow).most_common(1)[0]
            oldest = min((run for run in slow if run.client == most), key=lambda run: run.number)
            self.abandon(oldest, crowded(self._retry_after()))

    # What happens to runs

    def idle(self) -> None:
        """Give the next runs to workers."""
        loop = asyncio.get_running_loop()
        while self._staff.free and self._queue.count and not self._stopped:
            # The service's own queries come whatever is answered here.
            first = self._queue.take((lambda _client: False) if self._enough(loop) else self._fair)
            if first is None:
                return
            self._send([first, *self._taken_behind()])

    def next(self, worker: Worker) -> None:
        """Take the first run of a worker for the one that it is at."""
        run = worker.runs[0]
        loop = asyncio.get_running_loop()
        run.started = self._time(run, loop, DELAY if len(worker.runs) > 1 else SLOW)
        self._busy[run.client] = self._busy.get(run.client, 0) + 1
        self._quick += run.client != OWN
        self._runs[run.number] = run, worker

    def recall(self, worker: Worker) -> None:
        """Let all runs of a worker wait again but the one that it is at, which may not be the first that it was given.

        What it has found but not sent is found again by another.
        """
        loop = asyncio.get_running_loop()
        first = worker.runs[0]
        others = worker.recall()
        if others:
            self.done(first)
            self.next(worker)
        for run in reversed(others):
            run.started = None
            self._queue.put_back(run)
            self._time(run, loop, SLOW)

    def done(self, run: Run) -> None:
        """Forget a run."""
        if run.took:
            self._pace.take(run.took)
        if self._runs.pop(run.number, None):
            self._quick -= run.client != OWN and not run.slow
            if left := self._busy.pop(run.client) - 1:
                self._busy[run.client] = left

    def lost(self, run: Run, cause: M4SDError | None, signal_: int) -> None:
        """Fail a run with the reason for which its worker is gone, or give it to another one.

        A worker that was killed from outside, as by a system short of memory, may have been dead when it got the run.
        """
        self.done(run)
        if cause is None and signal_ == signal.SIGKILL and run.head is None and not run.again and not self._stopped:
            run.again, run.slow, run.started = True, False, None
            try:
                self._admit(run, asyncio.get_running_loop())
            except BusyError as error:
                run.fail(error)
        else:
            run.fail(cause or died_of(signal_, self.bounds.memory))
