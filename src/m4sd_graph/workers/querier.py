"""What the service asks its queries of: the pool with its guarded way to other endpoints, or a remote endpoint."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Protocol

from m4sd_graph.errors import ServiceCallError
from m4sd_graph.federation.client import ServiceClient
from m4sd_graph.workers.pool import Pool
from m4sd_graph.workers.run import Reply, Run, Running
from m4sd_graph.workers.wire import Ask, Call


class Querier(Protocol):
    """Answers the queries of clients."""

    @property
    def name(self) -> str:
        """Names what is served; changes when the content does."""

    async def start(self) -> bool:
        """Make ready on the event loop; False when that was done before."""

    async def close(self) -> None:
        """End."""

    async def reload(self) -> None:
        """Take the data anew."""

    async def run(self, ask: Ask, client: str, seconds: float, on_slow: Callable[[], None]) -> Reply:
        """Answer within ``seconds`` or raise an M4SDError; cancelling ends the query.

        ``on_slow`` is called when the answer is not there at once.
        """

    def stop(self) -> None:
        """Fail everything that runs or waits: the service ends."""

    def running(self) -> list[Running]:
        """The queries that run or wait."""

    def cancel(self, number: int) -> bool:
        """Stop one of them; False when there is none with this number."""


class PoolQuerier:
    """Runs queries in the pool; sends what they ask of other endpoints through the guarded client."""

    def __init__(self, pool: Pool, calls: ServiceClient) -> None:
        self.pool = pool
        self._calls = calls

    @property
    def name(self) -> str:
        """The name of the release or of the files."""
        return self.pool.name

    @property
    def quads(self) -> int:
        """How many quads were loaded."""
        return self.pool.quads

    @property
    def union(self) -> bool:
        """True when the default graph is the union of the named graphs."""
        return self.pool.source.union

    async def start(self) -> bool:
        """Load the data and fork the workers; False when that was done before."""
        return await self.pool.start()

    async def close(self) -> None:
        """End every process and connection."""
        await self.pool.close()
        await self._calls.close()

    async def reload(self) -> None:
        """Load the data anew."""
        await self.pool.reload()

    async def run(self, ask: Ask, client: str, seconds: float, on_slow: Callable[[], None]) -> Reply:
        """Answer ``ask``; SERVICE calls and the rest of the query share the time."""
        started = time.monotonic()
        reply = await self.pool.run(ask, client, seconds, on_slow)
        if reply.calls:
            on_slow()
            answers = await self._fetch(reply.calls, _left(started, seconds))
            reply = await self.pool.run(ask._replace(answers=answers), client, _left(started, seconds))
        return reply

    async def result(self, run: Run, on_slow: Callable[[], None]) -> Reply:
        """The answer that was begun; cancelling ends the query."""
        return await self.pool.result(run, on_slow)

    def stop(self) -> None:
        """Fail everything in the pool."""
        self.pool.stop()

    def running(self) -> list[Running]:
        """The queries in the pool."""
        return self.pool.running()

    def cancel(self, number: int) -> bool:
        """Stop a query in the pool."""
        return self.pool.cancel(number)

    async def _fetch(self, calls: Sequence[Call], seconds: float) -> tuple[bytes | None, ...]:
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(self._fetch_one(call, seconds)) for call in calls]
        except* ServiceCallError as failures:
            raise failures.exceptions[0] from None
        return tuple(task.result() for task in tasks)

    async def _fetch_one(self, call: Call, seconds: float) -> bytes | None:
        try:
            return await self._calls.fetch(call.endpoint, call.query, seconds)
        except ServiceCallError:
            if call.silent:
                return None
            raise


def _left(started: float, seconds: float) -> float:
    """What is left of ``seconds`` since ``started``; a moment at least, so that it is the pool that says it is over."""
    return max(0.1, started + seconds - time.monotonic())
