"""Whole answers of queries, ready to send, kept while there is room; the one used longest ago goes first.

They are plain bytes. Objects that live on would be looked at by each collection of garbage, tens of thousands of them,
while every client waits.
"""

from __future__ import annotations

from collections import OrderedDict

# What an entry costs beside its answer.
OVERHEAD = 300


class Cache:
    """Answers by key, at most ``limit`` bytes of them; a single one takes at most an eighth."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept: OrderedDict[bytes, bytes] = OrderedDict()
        self._size = 0

    def get(self, key: bytes) -> bytes | None:
        """The answer with this key."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def put(self, key: bytes, answer: bytes) -> None:
        """Keep an answer, unless it takes too much room."""
        size = len(answer) + OVERHEAD
        if size > self._limit // 8:
            return
        earlier = self._kept.pop(key, None)
        if earlier is not None:
            self._size -= len(earlier) + OVERHEAD
        self._kept[key] = answer
        self._size += size
        while self._size > self._limit:
            self._size -= len(self._kept.popitem(last=False)[1]) + OVERHEAD

    @property
    def size(self) -> int:
        """Bytes in use."""
        return self._size
