"""The waiting room: bounded, first come first served within a client, turn by turn between clients."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection

from m4sd_graph.errors import BusyError, ClientBusyError
from m4sd_graph.workers.pace import TOGETHER
from m4sd_graph.workers.run import Run

# The service's own queries: before all others, and never refused.
OWN = ""


class FairQueue:
    """Runs that wait for a worker, ``count`` of them: at most ``total``, at most ``per_client`` of each client."""

    def __init__(self, total: int, per_client: int) -> None:
        self._total = total
        self._per_client = per_client
        self._lanes: dict[str, deque[Run]] = {}
        self.count = 0

    def put(self, run: Run, retry_after: Callable[[], int], sent: Callable[[], Collection[Run]] = tuple) -> None:
        """Let ``run`` wait; raise ClientBusyError or BusyError, with what ``retry_after`` tells, without a place.

        ``sent``: those that workers were sent behind others. They wait too, which is looked at once more wait here.
        """
        lane = self._lanes.get(run.client)
        if run.client != OWN:
            own, every = len(lane) if lane else 0, self.count
            if every >= TOGETHER:
                beside = sent()
                own += sum(other.client == run.client for other in beside)
                every += len(beside)
            if own >= self._per_client or every >= self._total:
                raise self._full(own, every, retry_after())
        if lane is None:
            self._lanes[run.client] = deque([run])
        else:
            lane.append(run)
        self.count += 1

    def waits(self, client: str) -> bool:
        """Whether a run of ``client`` waits."""
        return client in self._lanes

    def put_back(self, run: Run) -> None:
        """Let ``run``, whose turn has been once, wait as the first of all."""
        lane = self._lanes.pop(run.client, deque())
        lane.appendleft(run)
        self._lanes = {run.client: lane, **self._lanes}
        self.count += 1

    def _full(self, own: int, every: int, seconds: int) -> BusyError:
        if own >= self._per_client:
            return ClientBusyError(
                f"{own} queries of yours are waiting already.",
                remedy=f"Wait for their answers; try again in {seconds} seconds.",
                retry_after=seconds,
            )
        return BusyError(
            f"{every} queries are waiting already.",
            remedy=f"Try again in {seconds} seconds.",
            retry_after=seconds,
        )

    def take(self, may_run: Callable[[str], bool]) -> Run | None:
        """The next run of the first client in turn that may have one more; that client then goes to the end."""
        lane = self._lanes.get(OWN)
        if lane:
            return self._first(OWN)
        for client in self._lanes:
            if may_run(client):
                return self._first(client)
        return None

    def take_next(self, count: int) -> list[Run]:
        """So many runs, or all there are, whoever's turn it is."""
        taken: list[Run] = []
        while self._lanes and len(taken) < count:
            taken.append(self._first(OWN if OWN in self._lanes else next(iter(self._lanes))))
        return taken

    def _first(self, client: str) -> Run:
        lane = self._lanes.pop(client)
        run = lane.popleft()
        if lane:
            self._lanes[client] = lane
        self.count -= 1
        return run

    def remove(self, run: Run) -> bool:
        """Take ``run`` out; False when it does not wait here."""
        lane = self._lanes.get(run.client)
        if lane is None or run not in lane:
            return False
        lane.remove(run)
        self.count -= 1
        if not lane:
            del self._lanes[run.client]
        return True

    def waiting(self) -> list[Run]:
        """Every run that waits."""
        return [run for lane in self._lanes.values() for run in lane]
