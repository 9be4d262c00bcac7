"""Notices that a client has hung up, and ends the work for it."""

from __future__ import annotations

import asyncio
from types import TracebackType

from starlette.types import Receive


class Leaving:
    """While inside and once it is to ``look``, the current task is cancelled when its client hangs up.

    Nothing is raised outside then.
    """

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._task = asyncio.current_task()
        self._watcher: asyncio.Task[None] | None = None
        self._gone = False

    def __enter__(self) -> Leaving:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if self._watcher:
            self._watcher.cancel()
        if self._gone and self._task and kind is not None and issubclass(kind, asyncio.CancelledError):
            self._task.uncancel()
            return True
        return False

    def look(self) -> None:
        """Begin to look whether the client is there; most answers are ready before that is worth while."""
        if self._watcher is None:
            self._watcher = asyncio.get_running_loop().create_task(self._watch())

    async def _watch(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._gone = True
        if self._task:
            self._task.cancel()
