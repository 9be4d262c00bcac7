"""What follows from the release alone and costs time: made when first asked for, and kept while it is served."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

T = TypeVar("T")
MOST = 64


class Kept:
    """A bounded store of made things; what was asked for longest ago goes first. Safe to use from several threads."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._made: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()

    def of(self, key: Hashable, make: Callable[[], T]) -> T:
        """What ``make`` returned for ``key``; after a failure the next who asks tries again.

        Blocks while it is made, also for those who ask for something else: whoever makes may not ask in turn.
        """
        with self._lock:
            if key not in self._made:
                self._made[key] = make()
                while len(self._made) > self._most:
                    self._made.popitem(last=False)
            self._made.move_to_end(key)
            found: T = self._made[key]
            return found


class Once:
    """One thing of that sort on its own, so that whoever waits for it holds up nobody else."""

    def __init__(self) -> None:
        self._kept = Kept(1)

    def of(self, make: Callable[[], T]) -> T:
        """What ``make`` returned."""
        return self._kept.of("", make)
