"""Where a worker finds its queries: several may wait, and answers that are ready together go out together."""

from __future__ import annotations

import socket
import time

from m4sd_graph.workers.tally import Tally
from m4sd_graph.workers.wire import LENGTH

READ = 64 * 1024
# So many seconds an answer is kept for those of the queries behind it.
KEPT = 0.001


class Desk:
    """The worker's end of its link to the parent.

    ``tally`` counts the queries that were taken, so that the parent knows which one a worker is at, although answers
    of earlier ones are still here.
    """

    def __init__(self, link: socket.socket, tally: Tally) -> None:
        self._link = link
        self._tally = tally
        self._came = b""
        self._read = 0
        self._kept: list[bytes] = []
        self._since = 0.0

    def next(self) -> bytes:
        """The next message; empty when the parent is gone."""
        while not (message := self._message()):
            self.sendall(b"")
            piece = self._link.recv(READ)
            if not piece:
                return b""
            self._came = self._came[self._read :] + piece
            self._read = 0
        self._tally.add()
        return message

    def answer(self, frame: bytes) -> None:
        """Send a whole answer, soon."""
        now = time.monotonic()
        if not self._kept:
            self._since = now
        self._kept.append(frame)
        if now - self._since > KEPT:
            self.sendall(b"")

    def sendall(self, data: bytes) -> None:
        """Send at once, behind what was to be sent soon."""
        data = b"".join((*self._kept, data))
        self._kept.clear()
        if data:
            self._link.sendall(data)

    def _message(self) -> bytes:
        start = self._read + LENGTH.size
        if len(self._came) < start:
            return b""
        end = start + LENGTH.unpack_from(self._came, self._read)[0]
        if len(self._came) < end:
            return b""
        self._read = end
        return self._came[start:end]
