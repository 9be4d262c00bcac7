"""Notices that a client has hung up, and ends the work for it."""

from __future__ import annotations

import asyncio
from types import TracebackType

from starlette.types import Receive

# Most answers are there before it is worth looking whether the client still is.
MOMENT = 0.05


class Leaving:
    """While inside, the current task is cancelled when its client hangs up; ``gone`` tells that it was so."""

    def __init__(self, receive: Receive) -> None:
        self.gone = False
        self._receive = receive
        self._watcher: asyncio.Task[None] | None = None

    def __enter__(self) -> Leaving:
        loop = asyncio.get_running_loop()
        self._task = asyncio.current_task()
        self._handle = loop.call_later(MOMENT, self._begin)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        self._handle.cancel()
        if self._watcher:
            self._watcher.cancel()
        if self.gone and kind is not None and issubclass(kind, asyncio.CancelledError):
            assert self._task is not None
            self._task.uncancel()
            return True
        return False

    def _begin(self) -> None:
        self._watcher = asyncio.get_running_loop().create_task(self._watch())

    async def _watch(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.gone = True
        if self._task:
            self._task.cancel()
