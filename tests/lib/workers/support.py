"""What the tests of the workers share: a few things in a file, a pool over it, and frames read off a socket."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar

from m4sd_graph.store.protocol import GRAPH_TYPES, RESULT_TYPES, GraphChoice
from m4sd_graph.workers.bounds import Bounds
from m4sd_graph.workers.desk import Desk
from m4sd_graph.workers.orders import Orders, Source
from m4sd_graph.workers.pool import Pool
from m4sd_graph.workers.run import Reply, Running
from m4sd_graph.workers.tally import Tally
from m4sd_graph.workers.wire import ANSWER, CALLS, END, ERROR, LENGTH, Accepted, Ask, Wish, frames, pack_ask
from tests.attacks.processes import children, descendants

T = TypeVar("T")
MIB = 2**20
EX = "https://example.org/"
PREFIX = f"PREFIX ex: <{EX}> "
COUNT = 300
THINGS = f"@prefix ex: <{EX}> .\n" + "".join(f"ex:t{i} ex:n {i} .\n" for i in range(COUNT))
NUMBER = f"{PREFIX}SELECT ?n {{ ex:t7 ex:n ?n }}"
SEVEN = b'{"head":{"vars":["n"]},"results":{"bindings":[{"n":{"type":"literal","value":"7","datatype":'
# No row of it is there to be found, and finding that out takes for ever.
RUNAWAY = (
    f"{PREFIX}SELECT (COUNT(*) AS ?n) {{ ?a ex:n ?v . ?b ex:n ?w . ?c ex:n ?x . ?d ex:n ?y . ?e ex:n ?z "
    "FILTER(?v + ?w + ?x + ?y + ?z < 0) }"
)
DOUBLING = (
    "SELECT (STRLEN(?s60) AS ?n) { BIND('xxxxxxxx' AS ?s0) "
    + " ".join(f"BIND(CONCAT(?s{i}, ?s{i}) AS ?s{i + 1})" for i in range(60))
    + " }"
)
# A row for each pair of things, some megabytes of them.
PAIRS = f"{PREFIX}SELECT ?x ?y {{ ?a ex:n ?x . ?b ex:n ?y }}"
# Deeper than the engine's parser can go, within the length that is allowed.
CHAIN = f"SELECT ({'+'.join('1' * 10_000)} AS ?x) {{}}"
ANY = Accepted(RESULT_TYPES["json"], RESULT_TYPES["json"], GRAPH_TYPES["nt"])


def asked(query: str, accepted: Accepted = ANY, **more: Any) -> Ask:  # noqa: ANN401 - fields of a Wish
    """An Ask with the graphs of the store's choice."""
    return Ask(query, Wish(GraphChoice(), accepted, **more))


def orders_of(*files: Path, union: bool = True, memory: int = 64 * MIB, result: int = 8 * MIB) -> Orders:
    """Orders to serve files."""
    return Orders(Source(files=tuple(map(str, files)), union=union), memory, result, 100_000, 64, ())


class Stage:
    """A pool and the event loop that it runs on, which only goes on while something is awaited."""

    def __init__(self, runner: asyncio.Runner, pool: Pool) -> None:
        self.pool = pool
        self._runner = runner
        self._others = nurseries()

    def wait(self, work: Coroutine[Any, Any, T], seconds: float = 20) -> T:
        """What ``work`` returns; raise TimeoutError when it takes longer than ``seconds``."""

        async def bounded() -> T:
            async with asyncio.timeout(seconds):
                return await work

        return self._runner.run(bounded())

    def nurseries(self) -> set[int]:
        """The warm processes of the pool."""
        return nurseries() - self._others

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The event loop."""
        return self._runner.get_loop()

    def ask(self, query: str, client: str = "client", seconds: float | None = None) -> Reply:
        """The answer of the pool."""
        return self.wait(self.pool.run(asked(query), client, seconds))

    def running(self) -> list[Running]:
        """What runs or waits in the pool."""

        async def listed() -> list[Running]:
            return self.pool.running()

        return self.wait(listed())

    def in_thread(self, work: Callable[[], T]) -> T:
        """What blocking ``work`` returns that needs the loop meanwhile."""
        return self.wait(asyncio.to_thread(work))


@contextlib.contextmanager
def pool_over(*files: Path, union: bool = True, result: int = 8 * MIB, **bounds: Any) -> Iterator[Stage]:  # noqa: ANN401
    """A pool of two workers over ``files``, with other bounds where given; nothing of it is left afterwards."""
    with asyncio.Runner() as runner:
        orders = orders_of(*files, union=union, result=result)
        stage = Stage(
            runner, Pool(orders, Bounds(**{"workers": 2, "memory": orders.memory, "result": result, **bounds}))
        )
        try:
            stage.wait(stage.pool.start())
            yield stage
        finally:
            stage.wait(stage.pool.close())
            stage.wait(asyncio.sleep(0))  # in which what was closed is given back


def nurseries() -> set[int]:
    """All warm processes of this process."""
    return children(os.getpid())


def workers_of(nursery: int) -> set[int]:
    """The workers of a warm process."""
    return descendants(nursery)


def desk_of(link: socket.socket) -> Desk:
    """The desk of a worker."""
    return Desk(link, Tally(Tally.allot()))


def send(link: socket.socket, ask: Ask) -> None:
    """Ask a worker."""
    link.sendall(pack_ask(ask))


def receive(link: socket.socket) -> list[tuple[bytes, bytes]]:
    """The frames of one answer."""
    buffer, found = bytearray(), list[tuple[bytes, bytes]]()
    while not found or found[-1][0] not in (ANSWER, END, ERROR, CALLS):
        piece = link.recv(65_536)
        assert piece, "the worker left in the middle of an answer"
        buffer += piece
        found += frames(buffer)
    assert not buffer
    return found


def content_of_ask(packed: bytes) -> bytes:
    """What follows the length of a packed Ask."""
    assert LENGTH.unpack_from(packed)[0] == len(packed) - LENGTH.size
    return packed[LENGTH.size :]


def begin(pool: Pool, query: str, client: str, seconds: float = 30) -> asyncio.Task[Reply]:
    return asyncio.create_task(pool.run(asked(query), client, seconds))


async def end(*tasks: asyncio.Task[Reply]) -> list[Reply | BaseException]:
    for task in tasks:
        task.cancel()
    return await asyncio.gather(*tasks, return_exceptions=True)


async def until(condition: Callable[[], object]) -> None:
    """Let the loop go on until ``condition`` holds; the caller bounds the time."""
    while not condition():
        await asyncio.sleep(0.005)
