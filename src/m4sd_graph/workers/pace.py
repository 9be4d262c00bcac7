"""How quick answers are of late, and what follows: how many queries a worker gets at once, how many are enough."""

from __future__ import annotations

# Short queries cost less together: a worker gets, behind a first, what it answers in QUICK seconds; so many at most.
TOGETHER, QUICK = 8, 0.001
# The parent needs about so many seconds for a query: more workers than it can keep busy only take turns.
HANDED = 0.0001
# How much of the estimate the latest answer makes up.
NEWS = 1 / 16


class Pace:
    """``seconds`` that a worker needs for an answer, as the answers tell that have come of late."""

    def __init__(self) -> None:
        self.seconds = QUICK

    def take(self, seconds: float) -> None:
        """Count one answer more."""
        self.seconds += NEWS * (seconds - self.seconds)

    def behind(self, waiting: int) -> int:
        """How many of those that wait a worker gets behind its first."""
        return min(TOGETHER - 1, waiting, int(QUICK / max(self.seconds, HANDED / 10)))

    def enough(self, busy: int, waiting: int) -> bool:
        """Whether ``busy`` workers do as well as one more, while so few wait."""
        return self.seconds < QUICK and waiting < 2 * TOGETHER and busy > self.seconds / HANDED
