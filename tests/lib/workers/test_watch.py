"""One timer serves many: what is due is looked at in time, and nothing when nothing is."""

from __future__ import annotations

import asyncio
import math
import socket
import time

import uvloop

from m4sd_graph.workers.watch import Watch


class Times:
    """Things due at some times; ``seen`` are those that were looked at, in their order."""

    def __init__(self, loop: asyncio.AbstractEventLoop, delays: list[float]) -> None:
        self.loop = loop
        self.start = loop.time()
        self.due = [self.start + delay for delay in delays]
        self.seen: list[float] = []
        self.watch = Watch(self.look)

    def look(self, now: float) -> float:
        self.seen += sorted(time - self.start for time in self.due if time <= now)
        self.due = [time for time in self.due if time > now]
        return min(self.due, default=math.inf)

    def begin(self) -> None:
        for due in self.due:
            self.watch.by(due, self.loop)


def looked_at(delays: list[float], stopped: bool = False) -> list[float]:
    """The delays of what was looked at within a little more than the longest of ``delays``."""

    async def work() -> list[float]:
        times = Times(asyncio.get_running_loop(), delays)
        times.begin()
        if stopped:
            times.watch.stop()
        await asyncio.sleep(max(delays) + 0.05)
        return [round(seen, 3) for seen in times.seen]

    return asyncio.run(work())


def test_everything_is_looked_at_in_its_order_whenever_it_was_announced() -> None:
    assert looked_at([0.06, 0.02, 0.04]) == [0.02, 0.04, 0.06]


def test_a_watch_that_was_stopped_looks_no_more() -> None:
    assert looked_at([0.01], stopped=True) == []


def test_what_has_come_during_a_pause_is_read_before_anything_is_looked_at() -> None:
    async def work() -> list[str]:
        loop, seen = asyncio.get_running_loop(), list[str]()

        def look(_now: float) -> float:
            seen.append("looked")
            return math.inf

        ours, theirs = socket.socketpair()
        with ours, theirs:
            loop.add_reader(ours, lambda: seen.append(ours.recv(9).decode()))
            watch = Watch(look)
            watch.by(loop.time() + 0.01, loop)
            await asyncio.sleep(0)
            theirs.send(b"read")
            time.sleep(0.03)
            await asyncio.sleep(0.02)
            loop.remove_reader(ours)
        return seen

    for runner in (asyncio.run, uvloop.run):
        assert runner(work()) == ["read", "looked"]
