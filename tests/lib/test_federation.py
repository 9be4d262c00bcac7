"""A query with SERVICE, from finding the calls to the joined rows, gives what the engine gives that calls by itself."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pyoxigraph as ox
import pytest

from m4sd_graph.errors import ServiceCallError
from m4sd_graph.federation import find_calls, inline
from m4sd_graph.federation.client import ServiceClient

HERE = "<urn:a> <urn:p> 1 . <urn:b> <urn:p> 2 . <urn:c> <urn:p> 3 ."
THERE = """<urn:x> <urn:of> <urn:a> , <urn:b> ; <urn:label> "x"@en , "\\"x\\\\" ; <urn:n> 1.5 .
           <urn:y> <urn:of> <urn:a> ; <urn:label> "y" . <urn:z> <urn:label> 1e0 ."""
QUERIES = [
    "SELECT * { ?s <urn:p> ?n SERVICE <%s> { ?x <urn:of> ?s ; <urn:label> ?l } }",
    "SELECT * { ?s <urn:p> ?n OPTIONAL { SERVICE <%s> { ?x <urn:of> ?s OPTIONAL { ?x <urn:n> ?m } } } }",
    "SELECT * { ?s <urn:p> ?n FILTER NOT EXISTS { SERVICE <%s> { ?x <urn:of> ?s } } }",
    "SELECT * { ?s <urn:p> ?n MINUS { SERVICE <%s> { ?x <urn:of> ?s } } }",
    "SELECT * { { SERVICE <%s> { ?x <urn:label> ?l } } UNION { SERVICE <%s> { ?x <urn:of> ?s . ?x <urn:n> ?m } } }",
    "BASE <urn:x> PREFIX : <urn:> SELECT ?s (COUNT(?x) AS ?c) { SERVICE <%s> { ?x :of ?s } } GROUP BY ?s",
    "PREFIX : <urn:> SELECT * { ?s :p ?n SERVICE <%s> { :y :of <urn:a> } }",
]


class Endpoint(BaseHTTPRequestHandler):
    """The engine over a little data; takes a query as a form and as it is."""

    store = ox.Store()

    def do_POST(self) -> None:
        query = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.headers["Content-Type"] == "application/x-www-form-urlencoded":
            query = parse_qs(query)["query"][0]
        try:
            result = self.store.query(query)
        except SyntaxError as error:
            return self.tell(400, "text/plain", str(error).encode())
        assert isinstance(result, ox.QuerySolutions)
        content = result.serialize(format=ox.QueryResultsFormat.JSON) or b""
        return self.tell(200, "application/sparql-results+json", content)

    def tell(self, status: int, kind: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Stay silent."""


def loaded(turtle: str) -> ox.Store:
    store = ox.Store()
    store.load(turtle, format=ox.RdfFormat.TURTLE)
    return store


@pytest.fixture(scope="module")
def far() -> Iterator[str]:
    Endpoint.store = loaded(THERE)
    with ThreadingHTTPServer(("127.0.0.1", 0), Endpoint) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/sparql"
        server.shutdown()
        thread.join()


def rows(query: str) -> object:
    result = loaded(HERE).query(query)
    assert isinstance(result, ox.QuerySolutions)
    names = [v.value for v in result.variables]
    return set(names), Counter(frozenset((n, str(s[n])) for n in names if s[n] is not None) for s in result)


def answered(query: str, endpoint: str) -> str:
    """The query with its calls replaced by what the endpoint really says."""
    calls = find_calls(query, {}, frozenset({endpoint}))

    async def ask() -> list[bytes]:
        client = ServiceClient(frozenset({endpoint}), allow_private=True)
        try:
            return await asyncio.gather(*(client.fetch(call.endpoint, call.query, 10) for call in calls))
        finally:
            await client.close()

    return inline(query, calls, asyncio.run(ask()), 100)


@pytest.mark.parametrize("pattern", QUERIES)
def test_rows_are_those_of_an_engine_that_calls_by_itself(far: str, pattern: str) -> None:
    query = pattern.replace("%s", far)
    assert rows(answered(query, far)) == rows(query)


def test_what_the_endpoint_says_about_a_wrong_call_is_passed_on(far: str) -> None:
    with pytest.raises(ServiceCallError, match=r"answered with status 400: error at 1:\d+: .*SERVICE SILENT"):
        answered(f"SELECT * {{ SERVICE <{far}> {{ ?s ?p }} }}", far)
