"""Whole answers of queries, ready to send, kept while there is room; the one used longest ago goes first."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property

from api.sparql.answers import timing, wire
from api.sparql.exchange import Headers
from m4sd_graph.workers.run import Reply

# What an entry costs beside its body.
OVERHEAD = 2_000
HIT = timing(b"cache;desc=hit")


@dataclass(eq=False)  # frozen, it would take longer to make than to look up
class Kept:
    """A reply with the headers of its answer, and its validator."""

    reply: Reply
    headers: Headers
    etag: bytes

    @cached_property
    def wire(self) -> bytes:
        """The headers as lines."""
        return wire(self.headers, self.reply.body)


class Cache:
    """Answers by key, at most ``limit`` bytes of them; a single one takes at most an eighth."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept: OrderedDict[bytes, tuple[Kept, int]] = OrderedDict()
        self._size = 0

    def get(self, key: bytes) -> Kept | None:
        """The answer with this key."""
        found = self._kept.get(key)
        if found is None:
            return None
        self._kept.move_to_end(key)
        return found[0]

    def keep(self, key: bytes, etag: bytes | None, reply: Reply, headers: Headers) -> None:
        """Keep an answer, unless it may differ next time and so has no validator."""
        if etag:
            self.put(key, Kept(reply, [*headers, HIT], etag))

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

    @property
    def size(self) -> int:
        """Bytes in use."""
        return self._size
