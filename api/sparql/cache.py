"""Whole answers of queries, kept while there is room; the one used longest ago goes first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable

from m4sd_graph.workers.run import Reply

# What an entry costs beside its body and its query.
OVERHEAD = 1_000


class Cache:
    """Replies by key, at most ``limit`` bytes of them; a single one takes at most an eighth."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept: OrderedDict[Hashable, tuple[Reply, int]] = OrderedDict()
        self._size = 0

    def get(self, key: Hashable) -> Reply | None:
        """The reply for ``key``."""
        kept = self._kept.get(key)
        if kept is None:
            return None
        self._kept.move_to_end(key)
        return kept[0]

    def put(self, key: Hashable, reply: Reply, query: str) -> None:
        """Keep the whole ``reply`` to ``query``, unless it takes too much room."""
        size = len(reply.body) + 2 * len(query) + OVERHEAD
        if size > self._limit // 8:
            return
        _, earlier = self._kept.pop(key, (None, 0))
        self._size += size - earlier
        self._kept[key] = reply, size
        while self._size > self._limit:
            _, (_, oldest) = self._kept.popitem(last=False)
            self._size -= oldest

    @property
    def size(self) -> int:
        """Bytes in use."""
        return self._size
