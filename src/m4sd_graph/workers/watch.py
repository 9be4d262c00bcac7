"""One timer for many things that are due at some time: a timer each would cost more than most queries take to wait."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable

# So many turns of the event loop go by before something is looked at, in which it reads what has come.
TURNS = 2


class Watch:
    """Calls ``look`` with the time when something is due; it does that, and returns when the next thing is.

    After a pause of this process all may have come that was waited for, so that is read first.
    """

    def __init__(self, look: Callable[[float], float]) -> None:
        self._look = look
        self._due = math.inf
        self._timer: asyncio.Handle | None = None

    def by(self, due: float, loop: asyncio.AbstractEventLoop) -> None:
        """Look again at ``due`` at the latest, which most often was to happen anyway."""
        if due < self._due:
            self.stop()
            self._due = due
            self._timer = loop.call_at(due, self._ring, loop, TURNS)

    def stop(self) -> None:
        """Look no more."""
        self._due = math.inf
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _ring(self, loop: asyncio.AbstractEventLoop, turns: int) -> None:
        if turns:
            self._timer = loop.call_soon(self._ring, loop, turns - 1)
            return
        self._due, self._timer = math.inf, None
        self.by(self._look(loop.time()), loop)
