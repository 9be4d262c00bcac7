"""A count that a worker shares with the parent: how many queries it has begun."""

from __future__ import annotations

import mmap
import os

SIZE = 8


class Tally:
    """A count in memory that two processes see; it can be read whatever becomes of the one that counts.

    ``descriptor``: of the memory, as another process passed it; it is closed.
    """

    def __init__(self, descriptor: int) -> None:
        self._memory = mmap.mmap(descriptor, SIZE)
        self._cells = memoryview(self._memory).cast("Q")
        os.close(descriptor)

    @staticmethod
    def allot() -> int:
        """The descriptor of memory for a tally that stands at 0."""
        descriptor = os.memfd_create("tally")
        os.ftruncate(descriptor, SIZE)
        return descriptor

    @property
    def count(self) -> int:
        """Where it stands."""
        return self._cells[0]

    def add(self) -> None:
        """Count one more."""
        self._cells[0] += 1

    def close(self) -> None:
        """Give the memory back."""
        self._cells.release()
        self._memory.close()
