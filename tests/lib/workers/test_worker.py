"""A worker answers whatever it is asked with one answer or one error, and goes on."""

from __future__ import annotations

import gc
import io
import json
import socket
import threading
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from m4sd_graph.errors import M4SDError
from m4sd_graph.guard import Limits
from m4sd_graph.load import Dataset
from m4sd_graph.namespaces import M4SD, SKOS
from m4sd_graph.store.local import LocalStore
from m4sd_graph.store.protocol import GRAPH_TYPES, RESULT_TYPES
from m4sd_graph.workers.output import WHOLE
from m4sd_graph.workers.render import PAGE, XLSX, Setting
from m4sd_graph.workers.wire import (
    ANSWER,
    CALLS,
    DATA,
    END,
    ERROR,
    HEAD,
    Accepted,
    Ask,
    End,
    Head,
    end_of,
    error_of,
    head_of,
    whole_of,
)
from m4sd_graph.workers.worker import KEPT, Task, work
from tests.lib.support import triples
from tests.lib.workers.support import ANY, EX, asked, desk_of, receive, send

THERE = "http://127.0.0.1:9/sparql"
PREFIXES = {"ex": EX, "m4sd": M4SD, "skos": SKOS}
JSON = RESULT_TYPES["json"]
SERVICE = f"SELECT ?s ?n {{ ?s ex:name ?n SERVICE <{THERE}> {{ ?s ex:of ?x }} }}"
LARGE = "SELECT ?a ?b ?c ?d { " + " ".join(f"VALUES ?{n} {{ {' '.join(map(str, range(20)))} }}" for n in "abcd") + "}"


@pytest.fixture(scope="module")
def task() -> Task:
    things = 'ex:isle a m4sd:Policy ; ex:name "Isle"@en . ex:shore ex:name "Shore"@en .'
    data = Dataset({f"{EX}graph": triples(things)}, prefixes=PREFIXES)
    context = {"@context": {"name": f"{EX}name"}}
    return Task(
        store=LocalStore.from_dataset(data),
        limits=Limits(length=20_000, depth=8),
        result_limit=4 * WHOLE,
        setting=Setting(PREFIXES, context),
        terms=frozenset({"Policy"}),
        services=frozenset({THERE}),
    )


# A worker is a thread here: what its engine found may be freed in another one, of which the engine complains.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(scope="module")
def link(task: Task) -> Iterator[socket.socket]:
    """The parent's end of the way to a worker, which ends when the way is closed."""
    ours, theirs = socket.socketpair()
    ours.settimeout(10)
    worker = threading.Thread(target=work, args=(desk_of(theirs), task))
    with ours, pytest.MonkeyPatch.context() as patched:
        # The worker shares this process, whose memory grows for other reasons too.
        patched.setattr("m4sd_graph.workers.worker.allocated", lambda: 0)
        worker.start()
        yield ours
    worker.join(10)
    assert not worker.is_alive()
    theirs.close()
    gc.collect()


def answer(link: socket.socket, ask: Ask) -> tuple[Head, bytes, End]:
    send(link, ask)
    [(kind, content)] = receive(link)
    assert kind == ANSWER, content
    return whole_of(content)


def failure(link: socket.socket, ask: Ask) -> dict[str, Any]:
    send(link, ask)
    kind, content = receive(link)[-1]
    assert kind == ERROR
    members: dict[str, Any] = json.loads(content)
    assert members["spent"] is False
    return members


def error(link: socket.socket, query: str, answers: tuple[bytes, ...] | None = None, *, own: bool = False) -> M4SDError:
    return error_of(failure(link, asked(query, own=own)._replace(answers=answers)))


def only(**types: str) -> Accepted:
    return Accepted(types.get("rows"), types.get("truth"), types.get("triples"))


def test_select(link: socket.socket) -> None:
    head, body, end = answer(link, asked("SELECT ?n { ?s ex:name ?n } ORDER BY ?n"))
    assert head == Head("rows", JSON, "")
    assert [b["n"]["value"] for b in json.loads(body)["results"]["bindings"]] == ["Isle", "Shore"]
    assert (end.rows, end.spent) == (2, False)
    assert 0 < end.seconds < 10


def test_ask(link: socket.socket) -> None:
    head, body, end = answer(link, asked("ASK { ex:isle ?p ?o }"))
    assert (head, json.loads(body), end.rows) == (Head("truth", JSON, ""), {"head": {}, "boolean": True}, None)


def test_construct(link: socket.socket) -> None:
    head, body, end = answer(link, asked("CONSTRUCT WHERE { ex:shore ex:name ?n }"))
    assert (head, end.rows) == (Head("triples", GRAPH_TYPES["nt"], ""), None)
    assert body.decode() == f'<{EX}shore> <{EX}name> "Shore"@en .\n'


def test_json_ld_names_the_context_of_the_service(link: socket.socket) -> None:
    ask = asked("CONSTRUCT WHERE { ex:shore ex:name ?n }", only(triples=GRAPH_TYPES["jsonld"]), context="urn:context")
    _, body, end = answer(link, ask)
    assert json.loads(body)["@context"] == "urn:context"
    assert (json.loads(body)["name"], end.rows) == ({"@language": "en", "@value": "Shore"}, 1)


def test_a_workbook(link: socket.socket) -> None:
    about = (("service", "urn:service"),)
    head, body, end = answer(link, asked("SELECT * { ?s ex:name ?n }", only(rows=XLSX), about=about))
    assert (head.media_type, end.rows) == (XLSX, 2)
    assert b"urn:service" in zipfile.ZipFile(io.BytesIO(body)).read("xl/worksheets/sheet2.xml")


def test_a_page_comes_with_advice(link: socket.socket) -> None:
    ask = asked("SELECT ?n ?m { ?s ex:name ?n . ?t ex:name ?m }", only(rows=PAGE, truth=PAGE, triples=PAGE), lint=True)
    head, body, end = answer(link, ask)
    page = json.loads(body)
    assert (head.media_type, end.rows, page["total"]) == (PAGE, 4, 4)
    assert {"cross-product"} <= {advice["rule"] for advice in page["lint"]}


def test_advice_is_the_first_member_of_json_where_it_is_asked_for(link: socket.socket) -> None:
    query = "SELECT ?n { ?s ex:nome ?n }"
    assert list(json.loads(answer(link, asked(query))[1])) == ["head", "results"]
    told = json.loads(answer(link, asked(query, lint=True))[1])
    assert list(told) == ["lint", "head", "results"]
    assert any("nome" in advice["message"] for advice in told["lint"])
    assert json.loads(answer(link, asked("ASK { ?s ex:name ?n }", lint=True))[1])["lint"] == []


@pytest.mark.parametrize("kind", ["text/csv", RESULT_TYPES["xml"]])
def test_other_forms_have_no_place_for_advice(link: socket.socket, kind: str) -> None:
    assert b"lint" not in answer(link, asked("SELECT ?n { ?s ex:nome ?n }", only(rows=kind), lint=True))[1]


def test_relative_names_are_read_against_the_base(link: socket.socket) -> None:
    assert json.loads(answer(link, asked("ASK { <isle> ?p ?o }", base=EX))[1])["boolean"]
    assert not json.loads(answer(link, asked("ASK { <isle> ?p ?o }", base="urn:x:"))[1])["boolean"]


def test_a_large_result_streams(link: socket.socket) -> None:
    send(link, asked(LARGE, only(rows="text/csv")))
    (first, told), *pieces, (last, ended) = receive(link)
    assert (first, last, {kind for kind, _ in pieces}) == (HEAD, END, {DATA})
    assert head_of(told) == Head("rows", "text/csv", "")
    assert b"".join(content for _, content in pieces).count(b"\n") == 20**4 + 1
    assert (end_of(ended).rows, end_of(ended).spent) == (None, False)


def test_a_result_over_the_limit_ends_in_an_error(link: socket.socket) -> None:
    send(link, asked(LARGE.replace("?a ?b", "(CONCAT(STR(?a), 'xxxxxxxxxxxxxxxxxxxxxx') AS ?t) ?b"), only(rows=JSON)))
    (first, _), *_, (last, content) = receive(link)
    assert (first, last) == (HEAD, ERROR)
    assert json.loads(content)["details"] == {"limit": "result", "value": 4 * WHOLE, "unit": "bytes"}


@pytest.mark.parametrize(
    ("query", "form"), [("SELECT * {}", "rows"), ("ASK {}", "truth"), ("CONSTRUCT {} {}", "triples")]
)
def test_a_form_that_is_not_accepted_is_named(link: socket.socket, query: str, form: str) -> None:
    assert failure(link, asked(query, only())) == {"kind": "NotAcceptable", "form": form, "spent": False}


@pytest.mark.parametrize(
    ("query", "kind", "message"),
    [
        ("SELECT * { ?s ?p }", "QuerySyntaxError", "line 1"),
        ("SELECT * { ?s a m4sd:Polcy }", "UnknownTermError", "Policy"),
        (f"SELECT * {{ ?s <{M4SD}nothing> ?o }}", "UnknownTermError", "the ontology has no"),
        ("INSERT DATA { ex:a ex:b 1 }", "QueryRefusedError", "read-only"),
        ("DROP ALL", "QueryRefusedError", "read-only"),
        ("SELECT * { SERVICE <urn:other> { ?s ?p ?o } }", "QueryRefusedError", "urn:other"),
        ("SELECT * { SERVICE ?e { ?s ?p ?o } }", "QueryRefusedError", ""),
        ("ASK { FILTER(<urn:f>(1)) }", "QueryRefusedError", "urn:f"),
        (f"ASK {'{' * 9}{'}' * 9}", "QueryRefusedError", "nested brackets"),
        ("ASK {}".ljust(20_001), "QueryTooLongError", "20001"),
    ],
)
def test_what_is_wrong_is_told_and_the_worker_goes_on(link: socket.socket, query: str, kind: str, message: str) -> None:
    found = error(link, query)
    assert type(found).__name__ == kind
    assert message in str(found)
    assert answer(link, asked("ASK {}"))[0].form == "truth"


def test_own_queries_are_not_bound_by_the_limits_of_clients(link: socket.socket) -> None:
    for query in (f"ASK {'{' * 20}{'}' * 20}", "ASK {}".ljust(30_000), "ASK { ?s a m4sd:Polcy }"):
        assert answer(link, asked(query, own=True))[0].form == "truth"


def test_even_own_queries_call_nobody_by_themselves(link: socket.socket) -> None:
    assert type(error(link, "SELECT * { SERVICE <urn:other> {} }", own=True)).__name__ == "QueryRefusedError"


def test_calls_to_an_allowed_endpoint_are_handed_to_the_parent(link: socket.socket) -> None:
    send(link, asked(SERVICE))
    [(kind, content)] = receive(link)
    assert kind == CALLS
    [call] = json.loads(content)["calls"]
    assert (call["endpoint"], call["silent"]) == (THERE, False)
    assert f"<{EX}of>" in call["query"] or f"PREFIX ex: <{EX}>" in call["query"]


def there(*names: str) -> bytes:
    bindings = [{"s": {"type": "uri", "value": EX + name}, "x": {"type": "literal", "value": "1"}} for name in names]
    return json.dumps({"head": {"vars": ["s", "x"]}, "results": {"bindings": bindings}}).encode()


def test_answers_of_others_are_joined(link: socket.socket) -> None:
    _, body, _ = answer(link, asked(SERVICE)._replace(answers=(there("isle", "nowhere"),)))
    assert [b["n"]["value"] for b in json.loads(body)["results"]["bindings"]] == ["Isle"]


def test_a_silent_failure_of_others_leaves_the_rest(link: socket.socket) -> None:
    silent = SERVICE.replace("SERVICE", "SERVICE SILENT")
    _, body, _ = answer(link, asked(silent)._replace(answers=(None,)))
    assert len(json.loads(body)["results"]["bindings"]) == 2


@pytest.mark.parametrize("content", [b"", b"<html>", b"{}", b'{"results": {"bindings": [1]}}'])
def test_an_answer_of_others_that_is_none(link: socket.socket, content: bytes) -> None:
    assert type(error(link, SERVICE, answers=(content,))).__name__ == "ServiceCallError"


def test_a_query_around_a_call_is_checked_before_anybody_is_asked(link: socket.socket) -> None:
    assert "Policy" in str(error(link, SERVICE.replace("ex:name", "a m4sd:Polcy ; ex:name")))


def test_a_worker_that_keeps_memory_says_that_it_is_spent(task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is allocated is read only after a query that took its time, here after any."""
    monkeypatch.setattr("m4sd_graph.workers.worker.LOOKED_AFTER", 0)
    grown = iter([0, KEPT + 1])
    monkeypatch.setattr("m4sd_graph.workers.worker.allocated", lambda: next(grown))
    ours, theirs = socket.socketpair()
    worker = threading.Thread(target=work, args=(desk_of(theirs), task))
    worker.start()
    with ours, theirs:
        send(ours, asked(LARGE, only(rows="text/csv")))
        *_, (kind, content) = receive(ours)
        assert (kind, end_of(content).spent) == (END, True)
        ours.shutdown(socket.SHUT_RDWR)
        worker.join(10)
    assert not worker.is_alive()


@pytest.mark.parametrize(("raised", "limit"), [(MemoryError, "memory"), (RecursionError, "engine")])
def test_what_python_cannot_take_is_a_limit(
    link: socket.socket, monkeypatch: pytest.MonkeyPatch, raised: type[Exception], limit: str
) -> None:
    def failing(*_: object) -> None:
        raise raised

    with monkeypatch.context() as patched:
        patched.setattr("m4sd_graph.workers.worker.render", failing)
        assert error(link, "ASK {}").details()["limit"] == limit
    assert answer(link, asked("ASK {}", ANY))[0].form == "truth"
