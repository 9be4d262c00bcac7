"""The way out of a worker: pieces of a body are counted, compressed and framed as they come."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Protocol

import brotli
import zstandard

from m4sd_graph.errors import QueryLimitError
from m4sd_graph.store.results import count_rows
from m4sd_graph.workers.desk import Desk
from m4sd_graph.workers.wire import DATA, Head, frame, frame_head

PIECE = 256 * 1024
# A body up to this size goes out as a whole, its rows counted; a larger one streams.
WHOLE = 1024 * 1024
# No frame of a larger one holds more.
FRAME = 2 * WHOLE
# Shorter bodies are sent as they are: the header would outweigh what is saved.
WORTH = 1_000


class Coder(Protocol):
    """Compresses a body piece by piece."""

    def compress(self, data: bytes, /) -> bytes:
        """Take a piece and return what is ready."""

    def flush(self) -> bytes:
        """Return the rest."""


class Brotli:
    """Brotli at a level that keeps up with a query."""

    def __init__(self) -> None:
        self._compressor = brotli.Compressor(quality=4)

    def compress(self, data: bytes, /) -> bytes:
        """Take a piece and return what is ready."""
        ready: bytes = self._compressor.process(data)
        return ready

    def flush(self) -> bytes:
        """Return the rest."""
        rest: bytes = self._compressor.finish()
        return rest


CODERS: dict[str, Callable[[], Coder]] = {
    "zstd": lambda: zstandard.ZstdCompressor(level=3).compressobj(),
    "br": Brotli,
    "gzip": lambda: zlib.compressobj(5, zlib.DEFLATED, 31),
}


def compressed(content: bytes, coding: str) -> bytes:
    """``content`` in a content coding."""
    coder = CODERS[coding]()
    return coder.compress(content) + coder.flush()


def framed(content: bytes) -> bytes:
    """Frames for a part of a body, none of them too large."""
    return b"".join([frame(DATA, content[i : i + FRAME]) for i in range(0, len(content), FRAME)])


class Output:
    """Writes a body to the parent; raises QueryLimitError when it grows over ``limit`` bytes.

    Until it is known to be large nothing is sent, so that a body goes out in one write. ``prefix`` are the members that
    a JSON object begins with, from its brace to the comma behind them.
    """

    def __init__(self, desk: Desk, head: Head, limit: int, prefix: bytes = b"") -> None:
        self._desk = desk
        self._head = head
        self._limit = limit
        self._prefix = prefix
        self._held: list[bytes] = []
        self._holding = 0
        self._coder: Coder | None = None
        self._begun = False
        self._size = 0

    def write(self, data: bytes, /) -> int:
        """Take a piece of the body."""
        self._size += len(data)
        if self._size > self._limit:
            raise QueryLimitError(
                f"the result is larger than {self._limit} bytes.",
                remedy="Ask for less (LIMIT with ORDER BY and OFFSET, a narrower pattern), or take the dump.",
                limit="result",
                value=self._limit,
                unit="bytes",
            )
        self._held.append(bytes(data))
        self._holding += len(data)
        if self._holding > (PIECE if self._begun else WHOLE):
            self._send(self._taken())
        return len(data)

    def flush(self) -> None:
        """Nothing to do: ``close`` sends what is left."""

    @property
    def begun(self) -> bool:
        """True once a part of the body has been sent."""
        return self._begun

    def rest(self) -> bytes:
        """The frames of what is left of a body that has been begun."""
        rest = self._taken()
        return framed(self._coder.compress(rest) + self._coder.flush() if self._coder else rest)

    def whole(self) -> tuple[Head, bytes, int | None]:
        """A body of which nothing has been sent, with its head and the number of rows where its form tells."""
        content = self._taken()
        rows = count_rows(content, self._head.media_type) if self._head.form == "rows" else None
        body = self._prefixed(content)
        if not self._head.coding:
            return self._head, body, rows
        if len(body) < WORTH:
            return self._head._replace(coding=""), body, rows
        return self._head, compressed(body, self._head.coding), rows

    def _taken(self) -> bytes:
        """What is held, which is held no longer."""
        content = b"".join(self._held)
        self._held.clear()
        self._holding = 0
        return content

    def _send(self, piece: bytes) -> None:
        if not self._begun:
            self._begun = True
            self._coder = CODERS[self._head.coding]() if self._head.coding else None
            self._desk.sendall(frame_head(self._head))
            piece = self._prefixed(piece)
        if self._coder:
            piece = self._coder.compress(piece)
        # A coder may hold back a long time and then return much at once.
        if piece:
            self._desk.sendall(framed(piece))

    def _prefixed(self, piece: bytes) -> bytes:
        """The first piece, an opened JSON object, with the members of ``prefix`` put first."""
        return self._prefix + piece[1:] if self._prefix else piece
