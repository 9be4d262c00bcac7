"""A query that goes to another store comes back in the same forms, within the same limits."""

from __future__ import annotations

import asyncio
import json
import threading
from typing import Any

import pytest

from m4sd_graph.errors import QueryRefusedError, QuerySyntaxError, QueryTimeoutError, QueryTooLongError
from m4sd_graph.guard import Limits
from m4sd_graph.load import Dataset
from m4sd_graph.store.local import LocalStore
from m4sd_graph.store.protocol import GRAPH_TYPES, RESULT_TYPES, Answer, GraphChoice
from m4sd_graph.workers.forward import Forward
from m4sd_graph.workers.render import PAGE, SHOWN
from m4sd_graph.workers.run import FormNotAcceptedError, Reply
from m4sd_graph.workers.wire import Accepted, Ask, End, Head, Wish
from tests.lib.support import triples
from tests.lib.workers.support import ANY, EX, asked

CONTEXT = {"@context": {"name": f"{EX}name"}}
ENDED = End(2, 0.0, 0.0, False)
PAGES = Accepted(PAGE, PAGE, PAGE)
LIMITS = Limits(length=10_000, depth=8)


class WaitingStore(LocalStore):
    """A store that answers once it is let."""

    let = threading.Event()

    def answer(self, query: str, media_type: str, graphs: GraphChoice | None = None) -> Answer:
        """Answer when ``let`` is set."""
        assert self.let.wait(10)
        return super().answer(query, media_type, graphs)


def store_of(kind: type[LocalStore] = LocalStore) -> LocalStore:
    data = {f"{EX}a": triples('ex:isle ex:name "Isle"@en ; ex:size 3 .'), f"{EX}b": triples('ex:shore ex:name "S" .')}
    return kind.from_dataset(Dataset(data, prefixes={"ex": EX}))


@pytest.fixture(scope="module")
def forward() -> Forward:
    return Forward(store_of(), "1.0", LIMITS, CONTEXT)


def ask(forward: Forward, query: str, *accepted: Accepted, seconds: float = 10, **more: Any) -> Reply:  # noqa: ANN401
    return run(forward, asked(query, *accepted, **more), seconds)


def run(forward: Forward, ask: Ask, seconds: float = 10) -> Reply:
    told = list[str]()
    try:
        return asyncio.run(forward.run(ask, "client", seconds, lambda: told.append("slow")))
    finally:
        assert told == ["slow"]


@pytest.mark.parametrize("kind", RESULT_TYPES.values())
def test_rows_are_those_of_the_store(forward: Forward, kind: str) -> None:
    query = "SELECT ?n { ?s ex:name ?n } ORDER BY ?n"
    reply = ask(forward, query, Accepted(kind, None, None))
    assert reply == Reply(
        "1.0", Head("rows", kind, ""), store_of().answer(query, kind).content, End(2, 0.0, 0.0, False)
    )


def test_a_truth(forward: Forward) -> None:
    reply = ask(forward, "ASK { ex:isle ?p ?o }")
    assert (reply.head, json.loads(reply.body)["boolean"]) == (Head("truth", RESULT_TYPES["json"], ""), True)


@pytest.mark.parametrize("query", ["CONSTRUCT WHERE { ex:shore ?p ?o }", "DESCRIBE ex:shore"])
def test_triples(forward: Forward, query: str) -> None:
    reply = ask(forward, query)
    assert reply.head == Head("triples", GRAPH_TYPES["nt"], "")
    assert reply.body.decode() == f'<{EX}shore> <{EX}name> "S" .\n'


def test_json_ld_is_compacted_here(forward: Forward) -> None:
    accepted = Accepted(None, None, GRAPH_TYPES["jsonld"])
    reply = ask(forward, "CONSTRUCT WHERE { ex:shore ?p ?o }", accepted, context="urn:context")
    assert json.loads(reply.body) == {"@context": "urn:context", "@id": f"{EX}shore", "name": "S"}


def test_the_graphs_are_handed_on(forward: Forward) -> None:
    choice = GraphChoice(default=(f"{EX}b",))
    counted = run(forward, Ask("SELECT * { ?s ?p ?o }", Wish(choice, ANY))).end
    assert counted is not None
    assert counted.rows == 1


def test_pages(forward: Forward) -> None:
    assert json.loads(ask(forward, "ASK {}", PAGES).body) == {"truth": True}
    rows = json.loads(ask(forward, "SELECT ?n ?gap { ex:isle ex:name ?n }", PAGES).body)
    assert rows == {"variables": ["n", "gap"], "rows": [[["literal", "Isle", "", "en"], None]], "total": 1}
    graph = json.loads(ask(forward, "DESCRIBE ex:shore", PAGES).body)
    assert graph["variables"] == ["subject", "predicate", "object"]
    assert [cell[1] for cell in graph["rows"][0]] == [f"{EX}shore", f"{EX}name", "S"]


def test_a_page_shows_the_first_rows_and_counts_all(forward: Forward) -> None:
    lists = " ".join(f"VALUES ?{name} {{ {' '.join(map(str, range(11)))} }}" for name in "abc")
    page = json.loads(ask(forward, f"SELECT * {{ {lists} }}", PAGES).body)
    assert (len(page["rows"]), page["total"]) == (SHOWN, 11**3)


@pytest.mark.parametrize(
    ("query", "form"), [("SELECT * {}", "rows"), ("ASK {}", "truth"), ("DESCRIBE ex:isle", "triples")]
)
def test_a_form_that_is_not_accepted(forward: Forward, query: str, form: str) -> None:
    with pytest.raises(FormNotAcceptedError) as caught:
        ask(forward, query, Accepted(None, None, None))
    assert caught.value.form == form


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("SELECT * {", QuerySyntaxError),
        ("nonsense", QuerySyntaxError),
        ("DROP ALL", QueryRefusedError),
        ("ASK { SERVICE <urn:x> {} }", QueryRefusedError),
        (f"ASK {'{' * 9}{'}' * 9}", QueryRefusedError),
        ("ASK {}".ljust(10_001), QueryTooLongError),
    ],
)
def test_what_is_wrong_never_leaves(forward: Forward, query: str, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        ask(forward, query)


def test_an_endpoint_that_does_not_answer_in_time() -> None:
    store = store_of(WaitingStore)
    forward = Forward(store, "1.0", LIMITS, CONTEXT)

    async def work() -> None:
        try:
            await forward.run(asked("SELECT * {}"), "client", 0.05, lambda: None)
        finally:
            WaitingStore.let.set()

    with pytest.raises(QueryTimeoutError, match=r"within 0\.05 seconds") as caught:
        asyncio.run(work())
    assert caught.value.details() == {"limit": "time", "value": 0.05, "unit": "seconds"}


def test_there_is_nothing_to_start_stop_or_list(forward: Forward) -> None:
    async def work() -> bool:
        started = await forward.start()
        await forward.reload()
        forward.stop()
        await forward.close()
        return started

    assert asyncio.run(work())
    assert (forward.name, forward.running(), forward.cancel(1)) == ("1.0", [], False)
