"""The waiting room: bounded, first come first served within a client, turn by turn between clients."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from m4sd_graph.errors import BusyError, ClientBusyError
from m4sd_graph.workers.run import Run

# The service's own queries: before all others, and never refused.
OWN = ""


class FairQueue:
    """Runs that wait for a worker: at most ``total``, at most ``per_client`` of each client."""

    def __init__(self, total: int, per_client: int) -> None:
        self._total = total
        self._per_client = per_client
        self._lanes: dict[str, deque[Run]] = {}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def put(self, run: Run, retry_after: int) -> None:
        """Let ``run`` wait; raise ClientBusyError or BusyError when there is no place."""
        lane = self._lanes.get(run.client, ())
        if run.client != OWN and len(lane) >= self._per_client:
            raise ClientBusyError(
                f"{len(lane)} queries of yours are waiting already.",
                remedy=f"Wait for their answers; try again in {retry_after} seconds.",
                retry_after=retry_after,
            )
        if run.client != OWN and self._count >= self._total:
            raise BusyError(
                f"{self._count} queries are waiting already.",
                remedy=f"Try again in {retry_after} seconds.",
                retry_after=retry_after,
            )
        self._lanes.setdefault(run.client, deque()).append(run)
        self._count += 1

    def take(self, may_run: Callable[[str], bool]) -> Run | None:
        """The next run of the first client in turn that may have one more; that client then goes to the end."""
        for client in sorted(self._lanes, key=OWN.__ne__):
            if may_run(client):
                lane = self._lanes.pop(client)
                run = lane.popleft()
                if lane:
                    self._lanes[client] = lane
                self._count -= 1
                return run
        return None

    def remove(self, run: Run) -> bool:
        """Take ``run`` out; False when it does not wait here."""
        lane = self._lanes.get(run.client)
        if lane is None or run not in lane:
            return False
        lane.remove(run)
        self._count -= 1
        if not lane:
            del self._lanes[run.client]
        return True

    def waiting(self) -> list[Run]:
        """Every run that waits."""
        return [run for lane in self._lanes.values() for run in lane]
