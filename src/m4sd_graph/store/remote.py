"""A store at any SPARQL 1.1 endpoint, through SPARQLWrapper."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from contextlib import closing, suppress
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError

from rdflib import Graph, Literal, URIRef
from SPARQLWrapper import SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, SPARQLWrapperException

from m4sd_graph.errors import QuerySyntaxError, StoreError
from m4sd_graph.guard import Limits, inspect
from m4sd_graph.store.decode import read_json, rows_of
from m4sd_graph.store.problem import error_in
from m4sd_graph.store.protocol import RESULT_TYPES, Answer, GraphChoice, Rows, Statement, Term

# So much of what comes with an error is read, in bytes.
LONGEST_PROBLEM = 1 << 20


class RemoteStore:
    """Answers queries at a remote endpoint; ``timeout`` in seconds per request; queries over ``limits`` are refused."""

    def __init__(self, endpoint: str, timeout: int = 60, limits: Limits | None = None) -> None:
        self._endpoint = endpoint
        self._timeout = timeout
        self._limits = limits or Limits()

    def select(self, query: str, graphs: GraphChoice | None = None) -> Rows:
        """Answer a SELECT query."""
        return rows_of(self._json(query, graphs, "SELECT", "results"))

    def ask(self, query: str, graphs: GraphChoice | None = None) -> bool:
        """Answer an ASK query."""
        return bool(self._json(query, graphs, "ASK", "boolean")["boolean"])

    def construct(self, query: str, graphs: GraphChoice | None = None) -> tuple[Statement, ...]:
        """Answer a CONSTRUCT or DESCRIBE query."""
        answer = self.answer(query, "text/turtle", graphs)
        try:
            graph = Graph().parse(data=answer.content, format="turtle")
        except (SyntaxError, ValueError) as error:
            raise StoreError("the endpoint did not answer with Turtle.", place=self._endpoint) from error
        return tuple(Statement(_node(s), _node(p), _node(o)) for s, p, o in graph)

    def answer(self, query: str, media_type: str, graphs: GraphChoice | None = None) -> Answer:
        """Answer any query as ``media_type``."""
        inspect(query, self._limits)
        content, headers = self._exchange(query, media_type, graphs)
        return Answer(content, headers.get("content-type", media_type))

    def release(self) -> str:
        """The release that the endpoint says it answers from; empty where it names none."""
        _, headers = self._exchange("ASK {}", RESULT_TYPES["json"], None)
        return headers.get("x-m4sd-release", "")

    def _exchange(self, query: str, media_type: str, graphs: GraphChoice | None) -> tuple[bytes, Mapping[str, str]]:
        request = self._request(query, graphs or GraphChoice())
        request.addCustomHttpHeader("Accept", media_type)
        return _sent(request, self._endpoint)

    def _json(self, query: str, graphs: GraphChoice | None, form: str, key: str) -> dict[str, Any]:
        if inspect(query, self._limits).form != form:
            raise QuerySyntaxError(f"this is not a query of the form {form}.")
        return read_json(self.answer(query, RESULT_TYPES["json"], graphs).content, key, self._endpoint)

    def _request(self, query: str, graphs: GraphChoice) -> SPARQLWrapper:
        request = SPARQLWrapper(self._endpoint)
        request.setTimeout(self._timeout)
        request.setMethod("POST")
        request.setOnlyConneg(True)
        request.setQuery(query)
        for graph in graphs.default:
            request.addParameter("default-graph-uri", graph)
        for graph in graphs.named:
            request.addParameter("named-graph-uri", graph)
        return request


def _sent(request: SPARQLWrapper, endpoint: str) -> tuple[bytes, Mapping[str, str]]:
    """The body and the headers of the answer; a body that stops early is an error."""
    try:
        result = request.query()
        with closing(result.response):
            return result.response.read(), result.info()
    except (SPARQLWrapperException, URLError, HTTPException, OSError, ValueError) as error:
        raise _failure(error, endpoint) from error


def _failure(error: Exception, endpoint: str) -> StoreError:
    """What the endpoint says went wrong, where it says so in a form that we read; else that it did."""
    told = error_in(_body(error), endpoint)
    if told:
        return told
    if isinstance(error, QueryBadFormed):
        return QuerySyntaxError("the endpoint did not understand the query.", place=endpoint)
    return StoreError(
        f"the endpoint did not answer: {error}", place=endpoint, remedy="Check the address and that it is running."
    )


def _body(error: Exception) -> bytes:
    """What came with a status that is no success."""
    if isinstance(error, HTTPError):
        with closing(error), suppress(HTTPException, OSError):
            return error.read(LONGEST_PROBLEM)
    # SPARQLWrapper keeps it as a literal at the end of the message of its own errors.
    with suppress(ValueError, SyntaxError):
        return bytes(ast.literal_eval(str(error).partition("Response:\n")[2]))
    return b""


def _node(node: object) -> Term:
    if isinstance(node, Literal):
        return Term("literal", str(node), str(node.datatype or ""), node.language or "")
    return Term("iri" if isinstance(node, URIRef) else "bnode", str(node))
