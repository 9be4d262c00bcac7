"""A Store over the pool, for code that works in threads beside the event loop."""

from __future__ import annotations

import asyncio
import contextlib

from m4sd_graph.errors import QuerySyntaxError, StoreError
from m4sd_graph.store.decode import read_json, rows_of, statements_of
from m4sd_graph.store.protocol import GRAPH_TYPES, RESULT_TYPES, Answer, GraphChoice, Rows, Statement
from m4sd_graph.workers.pool import Pool
from m4sd_graph.workers.run import FormNotAcceptedError, Reply
from m4sd_graph.workers.wire import Accepted, Ask, Wish

JSON, TRIPLES = RESULT_TYPES["json"], GRAPH_TYPES["nt"]
FORMS = {"rows": "SELECT", "truth": "ASK", "triples": "CONSTRUCT or DESCRIBE"}
PLACE = "the pool of workers"


class PooledStore:
    """Answers the service's own queries; its methods block, so they must not run on the event loop itself."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._loop: asyncio.AbstractEventLoop | None = None

    def attach(self, loop: asyncio.AbstractEventLoop) -> None:
        """Name the loop that the pool runs on."""
        self._loop = loop

    def select(self, query: str, graphs: GraphChoice | None = None) -> Rows:
        """Answer a SELECT query."""
        return rows_of(read_json(self._wanted(query, graphs, Accepted(JSON, None, None), "rows"), "results", PLACE))

    def ask(self, query: str, graphs: GraphChoice | None = None) -> bool:
        """Answer an ASK query."""
        content = self._wanted(query, graphs, Accepted(None, JSON, None), "truth")
        return bool(read_json(content, "boolean", PLACE)["boolean"])

    def construct(self, query: str, graphs: GraphChoice | None = None) -> tuple[Statement, ...]:
        """Answer a CONSTRUCT or DESCRIBE query."""
        return statements_of(self._wanted(query, graphs, Accepted(None, None, TRIPLES), "triples"))

    def answer(self, query: str, media_type: str, graphs: GraphChoice | None = None) -> Answer:
        """Answer any query as ``media_type``."""
        graph = media_type in GRAPH_TYPES.values()
        accepted = Accepted(None, None, media_type) if graph else Accepted(media_type, media_type, None)
        try:
            return Answer(self._content(query, graphs, accepted), media_type)
        except FormNotAcceptedError as error:
            raise StoreError(f"no serialisation of {error.form} as {media_type}.") from None

    def _wanted(self, query: str, graphs: GraphChoice | None, accepted: Accepted, form: str) -> bytes:
        try:
            return self._content(query, graphs, accepted)
        except FormNotAcceptedError:
            raise QuerySyntaxError(f"this is not a query of the form {FORMS[form]}.") from None

    def _content(self, query: str, graphs: GraphChoice | None, accepted: Accepted) -> bytes:
        if self._loop is None:
            raise StoreError("the pool of workers has not been started.")
        ask = Ask(query, Wish(graphs or GraphChoice(), accepted, own=True))
        return asyncio.run_coroutine_threadsafe(self._whole(ask), self._loop).result()

    async def _whole(self, ask: Ask) -> bytes:
        return await whole(await self._pool.run(ask))


async def whole(reply: Reply) -> bytes:
    """The whole body of a reply, waiting for what still streams."""
    if reply.stream is None:
        return reply.body
    with contextlib.closing(reply.stream) as stream:
        pieces = []
        while piece := await stream.get():
            pieces.append(piece)
    return b"".join(pieces)
