"""A remote endpoint answers as the embedded store does; what goes wrong on the way is one clear error."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote, unquote

import pytest
import uvicorn

from api.main import create_app
from api.services import Services
from m4sd_graph.catalog import load_catalog
from m4sd_graph.errors import (
    ClientBusyError,
    M4SDError,
    QueryLimitError,
    QueryRefusedError,
    QuerySyntaxError,
    QueryTimeoutError,
    StoreError,
    UnknownTermError,
)
from m4sd_graph.release import Release
from m4sd_graph.store.protocol import GRAPH_TYPES, RESULT_TYPES, GraphChoice, Store
from m4sd_graph.store.remote import RemoteStore
from tests.conftest import services_over
from tests.lib.conftest import Command
from tests.lib.support import ROOT

KYRGYZSTAN = "<https://w3id.org/m4sd/id/country/kyrgyzstan>"
SELECTS = [
    f"SELECT ?p ?o {{ {KYRGYZSTAN} ?p ?o }}",
    "SELECT ?v { ?f <http://www.w3.org/ns/prov#value> ?v } ORDER BY ?v LIMIT 50",
    "SELECT ?s ?gap { ?s a <https://w3id.org/m4sd/ontology#State> OPTIONAL { ?s <urn:none> ?gap } }",
    'SELECT ("a" AS ?text) ("\\"\\n" AS ?odd) (1.50 AS ?number) (true AS ?truth) {}',
    "SELECT * { FILTER(false) }",
]


@contextmanager
def listening(server: uvicorn.Server) -> Iterator[str]:
    """Run a uvicorn server on a free port of this machine; yield its address."""
    thread = threading.Thread(target=server.run)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


def serving(services: Services) -> AbstractContextManager[str]:
    """Run the service; the block gets its address."""
    config = uvicorn.Config(create_app(services), host="127.0.0.1", port=0, log_level="warning", ws="none")
    return listening(uvicorn.Server(config))


@pytest.fixture(scope="module")
def address(release: Release) -> Iterator[str]:
    with serving(services_over(release)) as address:
        yield address


@pytest.fixture(scope="module")
def remote(address: str) -> RemoteStore:
    return RemoteStore(f"{address}/sparql")


@pytest.fixture(scope="module")
def local(services: Services) -> Store:
    return services.store


class Careless(BaseHTTPRequestHandler):
    """An endpoint that answers with whatever its path says: ``/<status>/<type>/<subtype>/<content>``."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        _, status, kind, subtype, content = unquote(self.path).split("/", 4)
        if content == "slow":
            time.sleep(3)
        self.send_response(int(status))
        self.send_header("Content-Type", f"{kind}/{subtype}")
        self.send_header("Content-Length", str(len(content) + (100 if content == "short" else 0)))
        self.end_headers()
        with contextlib.suppress(BrokenPipeError):  # who waited for a slow answer has left
            self.wfile.write(content.encode())

    def log_message(self, format: str, *args: object) -> None:
        """Stay silent."""


@pytest.fixture(scope="module")
def careless() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Careless) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("query", SELECTS)
def test_rows_are_those_of_the_local_store(remote: RemoteStore, local: Store, query: str) -> None:
    far, near = remote.select(query), local.select(query)
    assert far.variables == near.variables
    assert sorted(map(str, far.rows)) == sorted(map(str, near.rows))


def test_every_question_is_answered_the_same(remote: RemoteStore, local: Store, services: Services) -> None:
    for query in load_catalog().of_kind("questions")[::4]:
        text = query.bind({}, services.prefixes)
        assert sorted(remote.select(text).texts()) == sorted(local.select(text).texts()), query.id


def test_truths_and_statements_are_those_of_the_local_store(remote: RemoteStore, local: Store) -> None:
    construct = f"CONSTRUCT {{ ?s ?p ?o }} {{ VALUES ?s {{ {KYRGYZSTAN} }} ?s ?p ?o }}"
    assert set(remote.construct(construct)) == set(local.construct(construct)) != set()
    assert remote.ask(f"ASK {{ {KYRGYZSTAN} ?p ?o }}") is True
    assert remote.ask("ASK { <urn:none> ?p ?o }") is False


def test_graphs_are_chosen_at_the_endpoint(remote: RemoteStore, local: Store) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    chosen = GraphChoice(
        default=("https://w3id.org/m4sd/graph/country/kgz",), named=("https://w3id.org/m4sd/graph/sources",)
    )
    assert remote.select(count, chosen).texts() == local.select(count, chosen).texts() != local.select(count).texts()


@pytest.mark.parametrize("kind", [*RESULT_TYPES.values(), *GRAPH_TYPES.values()])
def test_answers_come_in_the_asked_format(remote: RemoteStore, kind: str) -> None:
    graph = kind in GRAPH_TYPES.values()
    query = f"CONSTRUCT WHERE {{ {KYRGYZSTAN} ?p ?o }}" if graph else SELECTS[0]
    answer = remote.answer(query, kind)
    assert answer.media_type.partition(";")[0] == kind
    assert len(answer.content) > 500


def test_errors_of_the_query_are_told_apart_from_those_of_the_endpoint(remote: RemoteStore) -> None:
    with pytest.raises(QuerySyntaxError, match="the object of a triple is missing") as caught:
        remote.select("SELECT * { ?s ?p }")
    assert (caught.value.line, caught.value.column, caught.value.token) == (1, 18, "}")
    with pytest.raises(QuerySyntaxError, match="not a query of the form SELECT"):
        remote.select("ASK {}")
    with pytest.raises(QueryRefusedError, match="opens no connection"):
        RemoteStore("http://127.0.0.1:9/").select("SELECT * { SERVICE <urn:x> {} }")


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("200/text/html/<p>hello", "the answer is not SPARQL JSON"),
        ("200/application/json/[]", "the answer is not SPARQL JSON"),
        ("200/application/sparql-results+json/{}", "the answer is not SPARQL JSON"),
        ("200/application/sparql-results+json/short", "did not answer: IncompleteRead"),
        ("500/text/plain/oh", "did not answer"),
        ("404/text/plain/oh", "did not answer"),
        ("403/text/plain/oh", "did not answer: HTTP Error 403"),
        ("400/text/plain/oh", "did not understand the query"),
        ("400/application/problem+json/[]", "did not understand the query"),
        ("500/application/problem+json/{%22detail%22:7}", "did not answer"),
        ("200/text/plain/slow", "did not answer: timed out"),
    ],
)
def test_an_endpoint_that_misbehaves_is_one_error(careless: str, path: str, message: str) -> None:
    with pytest.raises(StoreError, match=message) as caught:
        RemoteStore(f"{careless}/{path}", timeout=1).select("SELECT * {}")
    assert caught.value.place == f"{careless}/{path}"


PROBLEMS = [
    (504, {"title": "Query out of time", "limit": "time", "value": 15, "unit": "seconds"}, QueryTimeoutError),
    (422, {"title": "Query over a limit", "limit": "memory"}, QueryLimitError),
    (429, {"title": "Too many queries at once", "retry_after": 3}, ClientBusyError),
    (400, {"title": "Unknown term", "line": 1, "column": 2, "nearest": ["m4sd:Policy"]}, UnknownTermError),
    (418, {"title": "Something else", "limit": "time"}, StoreError),
    (500, {"title": "Query refused", "limit": "no member of this error"}, QueryRefusedError),
]


@pytest.mark.parametrize(("status", "members", "kind"), PROBLEMS)
def test_a_problem_becomes_the_error_it_was(
    careless: str, status: int, members: dict[str, object], kind: type[StoreError]
) -> None:
    problem = json.dumps({"detail": "so it is.", "remedy": "Do.", **members})
    with pytest.raises(StoreError) as caught:
        RemoteStore(f"{careless}/{status}/application/problem+json/{quote(problem)}").select("SELECT * {}")
    assert type(caught.value) is kind
    assert (caught.value.message, caught.value.remedy) == ("so it is.", "Do.")
    told = dict(members) if kind not in (StoreError, QueryRefusedError) else {}
    assert caught.value.details() == {k: v for k, v in told.items() if k != "title"}


def test_a_graph_that_is_none_is_one_error(careless: str) -> None:
    with pytest.raises(StoreError, match="did not answer with Turtle"):
        RemoteStore(f"{careless}/200/text/turtle/<p>hello").construct("CONSTRUCT WHERE { ?s ?p ?o }")


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:9/sparql", "not an address", "http://[/"])
def test_an_address_without_an_endpoint_is_one_error(endpoint: str) -> None:
    with pytest.raises(M4SDError) as caught:
        RemoteStore(endpoint).ask("ASK {}")
    assert str(caught.value).startswith(f"{endpoint}: the endpoint did not answer")
    assert str(caught.value).endswith("Check the address and that it is running.")


def test_the_command_line_asks_the_endpoint_in_the_settings(cli: Command, address: str, services: Services) -> None:
    arguments = ("query", "goals-claimed", "--format", "csv")
    far = cli(*arguments, endpoint=f"{address}/sparql", workspace=ROOT, releases="nowhere")
    near = cli(*arguments, workspace=ROOT, releases=services.settings.releases)
    assert (far.code, sorted(far.out.splitlines())) == (0, sorted(near.out.splitlines()))
