"""Whole answers of queries, ready to send, kept while there is room; the one used longest ago goes first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass

from api.sparql.exchange import Header, Headers
from m4sd_graph.workers.run import Reply

# What an entry costs beside its body.
OVERHEAD = 2_000
# Requests that are remembered with the answer they lead to; longer ones are read each time.
REMEMBERED = 4_096
REQUESTS = 4_096


@dataclass(frozen=True, slots=True)
class Kept:
    """A reply with the headers of its answer, and its validator."""

    reply: Reply
    headers: Headers
    etag: bytes


class Cache:
    """Answers by key, at most ``limit`` bytes of them; a single one takes at most an eighth.

    ``known`` leads from a request as it came to the key of its answer, so that a hot request need not be read.
    """

    def __init__(self, limit: int) -> None:
        self.known: OrderedDict[Hashable, tuple[bytes, Header]] = OrderedDict()
        self._limit = limit
        self._kept: OrderedDict[bytes, tuple[Kept, int]] = OrderedDict()
        self._size = 0

    def hot(self, request: Hashable) -> tuple[Kept, Header] | None:
        """The answer to a request that has come before, and the header that names its limits."""
        known = self.known.get(request)
        if known is None:
            return None
        kept = self.get(known[0])
        return (kept, known[1]) if kept else None

    def get(self, key: bytes) -> Kept | None:
        """The answer with this key."""
        found = self._kept.get(key)
        if found is None:
            return None
        self._kept.move_to_end(key)
        return found[0]

    def put(self, key: bytes, kept: Kept) -> None:
        """Keep an answer, unless it takes too much room."""
        size = len(kept.reply.body) + OVERHEAD
        if size > self._limit // 8:
            return
        _, earlier = self._kept.pop(key, (None, 0))
        self._size += size - earlier
        self._kept[key] = kept, size
        while self._size > self._limit:
            _, (_, oldest) = self._kept.popitem(last=False)
            self._size -= oldest

    def remember(self, request: Hashable, length: int, key: bytes, limits: Header) -> None:
        """Remember that ``request``, of ``length`` bytes, leads to ``key`` and has these limits."""
        if length <= REMEMBERED:
            self.known[request] = key, limits
            if len(self.known) > REQUESTS:
                self.known.popitem(last=False)

    @property
    def size(self) -> int:
        """Bytes in use."""
        return self._size
