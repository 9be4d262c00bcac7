"""Whole answers of queries, ready to send, kept while there is room; the one used longest ago goes first."""

from __future__ import annotations

from collections import OrderedDict
from functools import cached_property

from api.sparql.answers import timing, wire
from api.sparql.exchange import Headers
from m4sd_graph.workers.run import Reply

# What an entry costs beside its body.
OVERHEAD = 2_000
HIT = timing(b"cache;desc=hit")


class Kept:
    """A reply with the headers of its answer, and its validator."""

    def __init__(self, reply: Reply, headers: Headers, etag: bytes) -> None:
        self.reply = reply
        self.headers = [*headers, HIT]
        self.etag = etag
        self.size = len(reply.body) + OVERHEAD

    @cached_property
    def wire(self) -> bytes:
        """The headers as lines."""
        return wire(self.headers, self.reply.body)


class Cache:
    """Answers by key, at most ``limit`` bytes of them; a single one takes at most an eighth."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept: OrderedDict[bytes, Kept] = OrderedDict()
        self._size = 0

    def get(self, key: bytes) -> Kept | None:
        """The answer with this key."""
        found = self._kept.get(key)
        if found:
            self._kept.move_to_end(key)
        return found

    def put(self, key: bytes, kept: Kept) -> None:
        """Keep an answer, unless it takes too much room."""
        if kept.size > self._limit // 8:
            return
        earlier = self._kept.pop(key, None)
        self._size += kept.size - (earlier.size if earlier else 0)
        self._kept[key] = kept
        while self._size > self._limit:
            _, oldest = self._kept.popitem(last=False)
            self._size -= oldest.size

    @property
    def size(self) -> int:
        """Bytes in use."""
        return self._size
