"""How quick answers are of late, and what follows: how many queries a worker gets at once, how many are enough."""

from __future__ import annotations

import time
from collections.abc import Callable

# Short queries cost less together: a worker gets, behind a first, what it answers in QUICK seconds; so many at most.
TOGETHER, QUICK = 8, 0.001
# The parent needs about so many seconds for an answer, until it has been measured over SAMPLE of them.
HANDED, SAMPLE = 0.0001, 64
# Those behind a worker's first query go to others after DELAY seconds; a worker at a query for FRESH is not soon free.
DELAY, FRESH = 0.05, 0.005
# One worker more takes turns with the parent on the processors: it is woken where the others are so many times too few.
SHARED = 2
# How much of an estimate the latest answer makes up, and the latest sample.
NEWS, SAMPLED = 1 / 16, 1 / 4


class Pace:
    """``seconds`` that a worker needs for an answer, and ``handed`` that the parent needs for one, as the latest tell.

    Both are processor time. ``clock``: that of the parent's thread.
    """

    def __init__(self, clock: Callable[[], float] = time.thread_time) -> None:
        self.seconds = QUICK
        self.handed = HANDED
        self._clock = clock
        self._answers = 0
        self._used: float | None = None

    def take(self, seconds: float) -> None:
        """Count one answer more."""
        self.seconds += NEWS * (seconds - self.seconds)
        self._answers += 1
        if self._answers == SAMPLE:
            self._answers = 0
            self._measure(self._clock())

    def behind(self, waiting: int) -> int:
        """How many of those that wait a worker gets behind its first."""
        return min(TOGETHER - 1, waiting, int(QUICK / max(self.seconds, QUICK / TOGETHER)))

    def enough(self, busy: int, waiting: int) -> bool:
        """Whether ``busy`` workers do as well as one more, while so few wait.

        More workers than the parent can keep busy only take turns.
        """
        return self.seconds < QUICK and waiting < 2 * TOGETHER and busy > self.seconds / (SHARED * self.handed)

    def _measure(self, used: float) -> None:
        if self._used is not None:
            # What the parent did beside is not for the answers.
            self.handed += SAMPLED * (min((used - self._used) / SAMPLE, QUICK) - self.handed)
        self._used = used
