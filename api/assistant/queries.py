"""Foreign queries: they run where those of the service run, under its limits, and come back whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from api.services import Services
from m4sd_graph.errors import QueryLimitError
from m4sd_graph.store.protocol import GRAPH_TYPES, RESULT_TYPES, GraphChoice
from m4sd_graph.workers.run import Reply
from m4sd_graph.workers.wire import Accepted, Ask, Wish

JSON = RESULT_TYPES["json"]
WISH = Wish(GraphChoice(), Accepted(JSON, JSON, GRAPH_TYPES["nt"]), lint=True)
# A result beyond this many bytes is of no use to an assistant; it is told so.
LARGEST = 8 * 2**20


async def answer(services: Services, query: str, client: str, seconds: float | None) -> tuple[str, bytes]:
    """The form of the answer (rows, truth, triples) and its content; raise what the pool or the endpoint raises."""
    ask = Ask(query, WISH)
    limit = seconds or services.settings.query_seconds
    reply = await services.querier.run(ask, client, limit, lambda: None)
    content = await _bounded(reply)
    return reply.head.form if reply.head else "rows", content


def json_of(content: bytes) -> Mapping[str, Any]:
    """A result in SPARQL JSON."""
    members: Mapping[str, Any] = json.loads(content)
    return members


def advice_in(members: Mapping[str, Any]) -> list[str]:
    """The advice that came with a result."""
    return [f"{one['message']} Fix: {one['fix']}" for one in members.get("lint", ())]


async def _bounded(reply: Reply) -> bytes:
    if reply.stream is None:
        _check(len(reply.body))
        return reply.body
    content = bytearray()
    try:
        while piece := await reply.stream.get():
            content += piece
            _check(len(content))
    finally:
        # A worker that still writes hears of it and ends.
        reply.stream.close()
    return bytes(content)


def _check(size: int) -> None:
    if size > LARGEST:
        raise QueryLimitError(
            f"the result has more than {LARGEST // 2**20} MiB.",
            remedy="Add LIMIT and OFFSET, select fewer variables, or count.",
            limit="result",
            value=LARGEST,
            unit="bytes",
        )
