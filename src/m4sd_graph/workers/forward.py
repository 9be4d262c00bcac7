"""Clients' queries answered by a remote endpoint: the same forms, the guard in front, no workers of our own."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any

from m4sd_graph.errors import QueryTimeoutError
from m4sd_graph.guard import Limits, inspect
from m4sd_graph.jsonld import compact
from m4sd_graph.store.protocol import GRAPH_TYPES, Rows, Statement, Store, Term
from m4sd_graph.store.results import count_rows
from m4sd_graph.workers.render import PAGE, SHOWN, TRIPLE, chosen
from m4sd_graph.workers.run import FormNotAcceptedError, Reply, Running
from m4sd_graph.workers.wire import Ask, End, Head

FORMS = {"SELECT": "rows", "ASK": "truth", "CONSTRUCT": "triples", "DESCRIBE": "triples"}


class Forward:
    """Hands queries to ``store`` in threads; ``name`` is that of the release whose ontology explains the answers."""

    def __init__(self, store: Store, name: str, limits: Limits, context: Mapping[str, Any]) -> None:
        self.name = name
        self._store = store
        self._limits = limits
        self._context = context

    async def start(self) -> bool:
        """Nothing to do: the endpoint runs elsewhere."""
        return True

    async def close(self) -> None:
        """Nothing to do."""

    async def reload(self) -> None:
        """Nothing to do."""

    def running(self) -> list[Running]:
        """None: the endpoint knows its own."""
        return []

    def cancel(self, number: int) -> bool:  # noqa: ARG002 - there is none
        """No query can be stopped here."""
        return False

    def stop(self) -> None:
        """Nothing to do."""

    async def run(self, ask: Ask, client: str, seconds: float, on_slow: Callable[[], None]) -> Reply:  # noqa: ARG002
        """Answer ``ask`` by the endpoint, for every client alike."""
        on_slow()
        try:
            async with asyncio.timeout(seconds):
                return await asyncio.to_thread(self._reply, ask)
        except TimeoutError:
            raise QueryTimeoutError(
                f"the endpoint did not answer within {seconds:g} seconds.", limit="time", value=seconds, unit="seconds"
            ) from None

    def _reply(self, ask: Ask) -> Reply:
        form = FORMS.get(inspect(ask.query, self._limits).form, "truth")
        media_type = chosen(form, ask.wish.accepted)
        if media_type is None:
            raise FormNotAcceptedError(form)
        body = self._body(ask, form, media_type)
        return Reply(self.name, Head(form, media_type, ""), body, End(count_rows(body, media_type), 0.0, 0.0, False))

    def _body(self, ask: Ask, form: str, media_type: str) -> bytes:
        if media_type == PAGE:
            return json.dumps(self._page(ask, form)).encode()
        if media_type == GRAPH_TYPES["jsonld"]:
            content = compact(self._store.construct(ask.query, ask.wish.graphs), self._context, ask.wish.context)
            return json.dumps(content, ensure_ascii=False).encode()
        return self._store.answer(ask.query, media_type, ask.wish.graphs).content

    def _page(self, ask: Ask, form: str) -> Mapping[str, object]:
        if form == "truth":
            return {"truth": self._store.ask(ask.query, ask.wish.graphs)}
        if form == "triples":
            return _shown(_as_rows(self._store.construct(ask.query, ask.wish.graphs)))
        return _shown(self._store.select(ask.query, ask.wish.graphs))


def _as_rows(statements: tuple[Statement, ...]) -> Rows:
    parts = ((s.subject, s.predicate, s.object) for s in statements)
    return Rows(TRIPLE, tuple(dict(zip(TRIPLE, part, strict=True)) for part in parts))


def _shown(rows: Rows) -> Mapping[str, object]:
    shown = [[_cell(row.get(name)) for name in rows.variables] for row in rows.rows[:SHOWN]]
    return {"variables": rows.variables, "rows": shown, "total": len(rows.rows)}


def _cell(term: Term | None) -> object:
    return None if term is None else [term.kind, term.value, term.datatype, term.language]
