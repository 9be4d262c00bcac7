"""Load on a server: wrk with the queries of a mix, and runaway queries that burn until they are stopped."""

from __future__ import annotations

import http.client
import json
import shutil
import socket
import statistics
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

from bench.mixes import RUNAWAY
from bench.servers import BenchError, Server, processor_seconds, run

SCRIPT = Path(__file__).with_name("mix.lua")
TIMEOUT = 30
RUNAWAYS = 2
# Another address of the same machine, so that a service that is fair between clients can tell them apart.
RUNAWAY_ADDRESS = "127.0.0.2"
MOST_STARTS = 10
SHORTEST_BURN = 1.0


@dataclass(frozen=True, slots=True)
class Sample:
    """What one run of wrk measured: answers per second, latencies in milliseconds, and failed requests.

    ``errors`` counts refused requests (status 400 and above), timeouts and broken connections. ``processor`` is the
    processor time of the server per answer in milliseconds, which other work on the machine disturbs least.
    """

    rate: float
    p50: float
    p95: float
    p99: float
    errors: int
    processor: float

    @classmethod
    def of_wrk(cls, output: str, processor: float) -> Sample:
        """Read the line of JSON that the script for wrk printed last; ``processor``: seconds that the server worked."""
        found = json.loads(output.splitlines()[-1])
        answered = found["requests"] - found["refused"]
        p50, p95, p99 = (found[name] / 1000 for name in ("p50", "p95", "p99"))
        errors = found["refused"] + found["timeouts"] + found["broken"]
        each = 1000 * processor / answered if answered else 0.0
        return cls(answered / (found["microseconds"] / 1e6), p50, p95, p99, errors, each)

    @classmethod
    def median(cls, samples: Sequence[Sample]) -> Sample:
        """The median of each figure over the rounds; errors are added up."""
        rate, p50, p95, p99, processor = (
            statistics.median(getattr(s, name) for s in samples) for name in ("rate", "p50", "p95", "p99", "processor")
        )
        return cls(rate, p50, p95, p99, sum(s.errors for s in samples), processor)


@dataclass(frozen=True, slots=True)
class Load:
    """How wrk sends: a file of queries, connections, seconds, and milliseconds of rest between two requests."""

    queries: Path
    connections: int
    seconds: int
    first: int = 0
    pause: int = 0

    def on(self, server: Server) -> Sample:
        """Send the load and measure; raise BenchError when wrk fails or the server dies."""
        command = ["wrk", "-t1", f"-c{self.connections}", f"-d{self.seconds}s", f"--timeout={TIMEOUT}s", f"-s{SCRIPT}"]
        arguments = [server.url, "--", str(self.queries), str(self.first), str(self.pause)]
        before = processor_seconds(server.process.pid)
        said = run([*command, *arguments], self.queries.parent, self.seconds + TIMEOUT, server.name)
        server.check_alive()
        return Sample.of_wrk(said, processor_seconds(server.process.pid) - before)


def check_wrk() -> None:
    """Raise BenchError when wrk is not installed."""
    if not shutil.which("wrk"):
        raise BenchError("wrk is not installed.", remedy="Install it, for example with `apt-get install wrk`.")


@dataclass(slots=True)
class Runaway:
    """One client that asks an endless query again whenever it is ended; ``ends`` counts the status of each end."""

    url: str
    ends: Counter[int] = field(default_factory=Counter)
    shortest: float = float("inf")
    connection: http.client.HTTPConnection | None = None
    stopped: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Ask until stopped, at most ``MOST_STARTS`` times."""
        for _ in range(MOST_STARTS):
            started = time.monotonic()
            with suppress(OSError, http.client.HTTPException):
                self.ends[self._ask()] += 1
            if self.stopped.is_set():
                return
            self.shortest = min(self.shortest, time.monotonic() - started)

    def stop(self) -> None:
        """Hang up."""
        self.stopped.set()
        if self.connection and self.connection.sock:
            with suppress(OSError):
                self.connection.sock.shutdown(socket.SHUT_RDWR)

    def _ask(self) -> int:
        parts = urlsplit(self.url)
        self.connection = http.client.HTTPConnection(
            parts.hostname or "", parts.port, timeout=TIMEOUT, source_address=(RUNAWAY_ADDRESS, 0)
        )
        try:
            self.connection.request("GET", f"{parts.path}?{parts.query}")
            return self.connection.getresponse().status
        finally:
            self.connection.close()


@contextmanager
def burning(server: Server, seconds: int) -> Iterator[None]:
    """Two endless queries run inside the block, started again when the time limit of ``seconds`` ends them.

    Raise BenchError when they were answered or refused at once: then nothing burned.
    """
    limit = f"&timeout={seconds}" if server.kind.time_limit else ""
    runaways = [Runaway(f"{server.url}?query={quote(RUNAWAY, safe='')}{limit}") for _ in range(RUNAWAYS)]
    threads = [threading.Thread(target=r.run, daemon=True) for r in runaways]
    try:
        for thread in threads:
            thread.start()
        time.sleep(SHORTEST_BURN / 2)
        yield
    finally:
        for runaway in runaways:
            runaway.stop()
        for thread in threads:
            thread.join(TIMEOUT)
    if min(r.shortest for r in runaways) < SHORTEST_BURN:
        ends = dict(sum((r.ends for r in runaways), Counter[int]()))
        raise BenchError(f"the runaway queries did not run; ends by status: {ends}", place=server.name)
