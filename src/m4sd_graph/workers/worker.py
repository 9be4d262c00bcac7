"""A worker: answers one query after the other until it is killed.

It is forked from the warm process, shares the release with it, and has given up the network and most of its memory
before it reads the first query. Whatever a query does to it, the parent replaces it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from m4sd_graph.errors import M4SDError, QueryLimitError
from m4sd_graph.explain import check_terms
from m4sd_graph.federation import blanked, find_calls, inline
from m4sd_graph.guard import Limits, check
from m4sd_graph.lint import as_json, lint
from m4sd_graph.namespaces import M4SD
from m4sd_graph.store.local import LocalStore
from m4sd_graph.workers.desk import Desk
from m4sd_graph.workers.output import Output
from m4sd_graph.workers.render import PAGE, Setting, chosen, form_of, render
from m4sd_graph.workers.sandbox import allocated
from m4sd_graph.workers.wire import (
    CALLS,
    END,
    ERROR,
    Ask,
    End,
    Head,
    error_members,
    frame_end,
    frame_json,
    frame_whole,
    unpack_ask,
)

RESULTS_JSON = "application/sparql-results+json"
# A worker that keeps more than this after a query is replaced: memory that it holds is missing for the next one.
KEPT = 32 * 1024 * 1024
# Reading what is allocated takes longer than a small query; after so many seconds it is worth while.
LOOKED_AFTER = 0.02
# So many solutions of other endpoints are taken into a query.
TAKEN = 100_000


class Outcome(NamedTuple):
    """How an answer ends: with a body, whose ``rows`` may be known, or with a frame of ``kind`` with these members."""

    kind: bytes
    members: Mapping[str, Any]
    out: Output | None = None
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """Everything a worker works with.

    ``limits``: of the text of a query. ``terms``: the local names of our
    ontology, empty when there is none. ``services``: addresses that SERVICE may name. ``result_limit`` in bytes.
    """

    store: LocalStore
    limits: Limits
    result_limit: int
    setting: Setting = field(default_factory=Setting)
    terms: frozenset[str] = frozenset()
    services: frozenset[str] = frozenset()


def work(desk: Desk, task: Task) -> None:
    """Answer what comes to ``desk`` until the parent closes it."""
    at_first, worked = allocated(), time.thread_time()
    while content := desk.next():
        started = time.perf_counter()
        outcome = _outcome(desk, content, task)
        seconds = time.perf_counter() - started
        # Waiting for the next query takes none, so that one look at each end is enough.
        before, worked = worked, time.thread_time()
        used = worked - before
        spent = used > LOOKED_AFTER and allocated() - at_first > KEPT
        _finish(desk, outcome, (seconds, used, spent))


def _finish(desk: Desk, outcome: Outcome, end: tuple[float, float, bool]) -> None:
    """Send the end of an answer, ``end`` of which is known."""
    out = outcome.out
    if out is None:
        desk.answer(frame_json(outcome.kind, {**outcome.members, "spent": end[-1]}))
    elif out.begun:
        desk.sendall(out.rest() + frame_end(End(outcome.rows, *end)))
    else:
        head, body, rows = out.whole()
        desk.answer(frame_whole(head, body, End(rows if outcome.rows is None else outcome.rows, *end)))


def _outcome(desk: Desk, content: bytes, task: Task) -> Outcome:
    try:
        return _answer(desk, unpack_ask(content), task)
    except M4SDError as error:
        return Outcome(ERROR, error_members(error))
    except MemoryError:
        return Outcome(ERROR, error_members(out_of_memory()))
    except RecursionError:
        return Outcome(ERROR, error_members(too_deep()))


def _answer(desk: Desk, ask: Ask, task: Task) -> Outcome:
    wish, query = ask.wish, ask.query
    # Raises QueryRefusedError for a call that is not allowed.
    calls = find_calls(query, task.setting.prefixes, task.services) if "service" in query.lower() else ()
    if not wish.own:
        _check(blanked(query, calls) if calls else query, task)
    if calls and ask.answers is None:
        listed = [{"endpoint": c.endpoint, "query": c.query, "silent": c.silent} for c in calls]
        return Outcome(CALLS, {"calls": listed})
    if calls:
        query = inline(query, calls, ask.answers or (), TAKEN)
    result = task.store.evaluate_checked(query, wish.graphs, wish.base)
    form = form_of(result)
    media_type = chosen(form, wish.accepted)
    if media_type is None:
        return Outcome(ERROR, {"kind": "NotAcceptable", "form": form})
    advice = _advice(ask, media_type, task) if wish.lint else b""
    out = Output(desk, _head(form, media_type, wish.coding), task.result_limit, advice)
    rows = render(result, media_type, wish, task.setting, out)
    return Outcome(END, {}, out, rows)


_head = lru_cache(maxsize=64)(Head)


def _check(query: str, task: Task) -> None:
    check(query, task.limits)
    if task.terms:
        check_terms(query, task.setting.prefixes, M4SD, task.terms)


def _advice(ask: Ask, media_type: str, task: Task) -> bytes:
    """The opening of a JSON object with the member ``lint``; empty where the form has no place for it."""
    if media_type not in (RESULTS_JSON, PAGE):
        return b""
    advice = as_json(lint(ask.query, task.store, task.setting.prefixes))
    return b'{"lint":' + json.dumps(advice).encode() + b","


def out_of_memory() -> QueryLimitError:
    """The query needs more memory than it may have."""
    return QueryLimitError(
        "the query needs more memory than it may have.",
        remedy="Narrow it: join on shared variables, aggregate less at once, or page with LIMIT and OFFSET.",
        limit="memory",
    )


def too_deep() -> QueryLimitError:
    """The query nests deeper than the engine can read."""
    return QueryLimitError(
        "the query is nested or chained deeper than the engine can take.",
        remedy="Split it, or write long lists as VALUES.",
        limit="engine",
    )
