"""The W3C tests of the SPARQL 1.1 Protocol: every request on queries, and every update refused.

The names are those of the suite's manifest. One request differs on purpose: ``query_multiple_dataset`` is published
with its second parameter percent-encoded into the value of the first, so that no service could find its graphs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.conformance.results import GRAPH_TYPES, JSON, ROW_TYPES, TRUTH_TYPES, of_bytes
from tests.conformance.service import PATH, Answer, send
from tests.conformance.suite import DOCUMENT, entries
from tests.conformance.suite import protocol_graph as data

FORM = "application/x-www-form-urlencoded"
QUERY, UPDATE = "application/sparql-query", "application/sparql-update"
TRUE, TRUTH, ROWS, GRAPH, REFUSED = "true", "a truth value", "rows", "a graph", "refused"
EVERYTHING = "SELECT * WHERE { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"


def parameters(*pairs: tuple[str, str]) -> str:
    """Parameters as the suite encodes them: everything but letters, digits and a few marks."""
    return "&".join(f"{name}={quote(value, safe='')}" for name, value in pairs)


def is_document(number: int, graph: str = "") -> str:
    """A pattern: the graph says what type it is, in the default graph or in a graph of that variable."""
    pattern = f"<{data(number)}> a ?type ."
    return f"GRAPH ?{graph} {{ {pattern} }}" if graph else pattern


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and what must come back; no ``media_type``: none is sent."""

    wanted: str
    method: str = "GET"
    address: str = ""
    body: bytes = b""
    media_type: str | None = None


def got(wanted: str, *pairs: tuple[str, str]) -> Exchange:
    return Exchange(wanted, address=parameters(*pairs))


def posted(wanted: str, query: str, *pairs: tuple[str, str], media_type: str | None = QUERY) -> Exchange:
    return Exchange(wanted, "POST", parameters(*pairs), query.encode(), media_type)


BOTH = f"ASK {{ {is_document(1)} {is_document(2)} }}"
NAMED = f"ASK {{ {is_document(1, 'g1')} {is_document(2, 'g2')} }}"
FULL = f"ASK {{ {is_document(3)} {is_document(1, 'g1')} {is_document(2, 'g2')} }}"
FROM_THREE = f"ASK FROM <{data(3)}> {{ {is_document(1, 'g1')} {is_document(2, 'g2')} }}"
DEFAULT_0 = ("default-graph-uri", data(0))
DEFAULTS = [("default-graph-uri", data(1)), ("default-graph-uri", data(2))]
NAMEDS = [("named-graph-uri", data(1)), ("named-graph-uri", data(2))]

QUERIES: Mapping[str, Exchange] = {
    "query_post_form": posted(TRUE, parameters(("query", "ASK {}")), DEFAULT_0, media_type=FORM),
    "query_dataset_default_graphs_get": got(TRUE, ("query", BOTH), *DEFAULTS),
    "query_dataset_default_graphs_post": posted(TRUE, BOTH, *DEFAULTS),
    "query_dataset_named_graphs_post": posted(TRUE, NAMED, *NAMEDS),
    "query_dataset_named_graphs_get": got(TRUE, ("query", NAMED), *NAMEDS),
    "query_dataset_full": posted(TRUE, FULL, ("default-graph-uri", data(3)), *NAMEDS),
    "query_multiple_dataset": posted(TRUE, FROM_THREE, *NAMEDS),
    "query_get": got(TRUE, ("query", "ASK {}"), DEFAULT_0),
    "query_content_type_select": posted(ROWS, "SELECT (1 AS ?value) {}", DEFAULT_0),
    "query_content_type_ask": posted(TRUTH, "ASK {}", DEFAULT_0),
    "query_content_type_describe": posted(GRAPH, "DESCRIBE <http://example.org/>", DEFAULT_0),
    "query_content_type_construct": posted(GRAPH, "CONSTRUCT { <s> <p> 1 } WHERE {}", DEFAULT_0),
    "query_post_direct": posted(TRUE, "ASK {}"),
    "bad_query_method": Exchange(REFUSED, "PUT", parameters(("query", "ASK {}"), DEFAULT_0), media_type=FORM),
    "bad_multiple_queries": got(REFUSED, ("query", "ASK {}"), ("query", "SELECT * {}")),
    "bad_query_wrong_media_type": posted(REFUSED, "ASK {}", media_type="text/plain"),
    "bad_query_missing_form_type": posted(REFUSED, parameters(("query", "ASK {}")), media_type=None),
    "bad_query_missing_direct_type": posted(REFUSED, "ASK {}", media_type=None),
    "bad_query_non_utf8": Exchange(REFUSED, "POST", "", "ASK {}".encode("utf-16"), f"{QUERY}; charset=UTF-16"),
    "bad_query_syntax": got(REFUSED, ("query", "ASK {")),
}


def inserting(graphs: str) -> str:
    """An update that empties everything, says what the data graphs are, and writes what it then finds."""
    facts = " ".join(f"GRAPH <{data(n)}> {{ <{data(n)}> a <{DOCUMENT}> }}" for n in (1, 2, 3))
    return (
        f"DROP ALL ; INSERT DATA {{ {facts} }} ;\n"
        f"INSERT {{ GRAPH <http://example.org/found/> {{ ?s a <http://purl.org/dc/terms/BibliographicResource> }} }}\n"
        f"WHERE {{ {graphs} }}"
    )


CONFLICT = """
    PREFIX foaf: <http://xmlns.com/foaf/0.1/>
    WITH <http://example/addresses>
    DELETE { ?person foaf:givenName 'Bill' } INSERT { ?person foaf:givenName 'William' }
    WHERE { ?person foaf:givenName 'Bill' }
"""
HERE = f"?s a <{DOCUMENT}>"
THERE = f"GRAPH ?g {{ ?s a <{DOCUMENT}> }}"
BASED = """
    CLEAR GRAPH <http://example.org/protocol-base-test/> ;
    INSERT DATA {
        GRAPH <http://example.org/protocol-base-test/> { <http://example.org/s> <http://example.org/p> <test> }
    }
"""


def updated(update: str, *pairs: tuple[str, str], media_type: str | None = UPDATE) -> Exchange:
    return posted(REFUSED, update, *pairs, media_type=media_type)


def using(*numbers: int) -> list[tuple[str, str]]:
    return [("using-graph-uri", data(number)) for number in numbers]


def using_named(*numbers: int) -> list[tuple[str, str]]:
    return [("using-named-graph-uri", data(number)) for number in numbers]


TWO_UPDATES = parameters(("update", "CLEAR NAMED"), ("update", "CLEAR DEFAULT"))
UPDATES: Mapping[str, Exchange] = {
    "update_dataset_default_graph": updated(inserting(HERE), *using(1)),
    "update_dataset_default_graphs": updated(inserting(HERE), *using(1, 2)),
    "update_dataset_named_graphs": updated(inserting(THERE), *using_named(1, 2)),
    "update_dataset_full": updated(inserting(f"{{ {HERE} }} UNION {{ {THERE} }}"), *using(1), *using_named(2)),
    "update_post_form": updated("update=CLEAR+ALL", media_type=FORM),
    "update_post_direct": updated("CLEAR ALL"),
    "update_base_uri": updated(BASED),
    "bad_update_get": got(REFUSED, ("update", "CLEAR ALL")),
    "bad_multiple_updates": updated(TWO_UPDATES, media_type=FORM),
    "bad_update_wrong_media_type": updated("CLEAR NAMED", media_type="text/plain"),
    "bad_update_missing_form_type": updated(parameters(("update", "CLEAR NAMED")), media_type=None),
    "bad_update_non_utf8": Exchange(REFUSED, "POST", "", "CLEAR NAMED".encode("utf-16"), f"{UPDATE}; charset=UTF-16"),
    "bad_update_syntax": updated(parameters(("update", "CLEAR XYZ")), media_type=FORM),
    "bad_update_dataset_conflict": updated(CONFLICT, ("using-named-graph-uri", "http://example/people")),
}


def answer_to(address: str, exchange: Exchange) -> Answer:
    target = f"{PATH}?{exchange.address}" if exchange.address else PATH
    headers = {"Content-Type": exchange.media_type} if exchange.media_type else {}
    return send(address, exchange.method, target, headers, exchange.body)


def everything(address: str) -> list[str]:
    """Every triple that the service holds, in a fixed order."""
    answer = send(address, "GET", f"{PATH}?{parameters(('query', EVERYTHING))}", {"Accept": JSON})
    return sorted(json.dumps(row, sort_keys=True) for row in json.loads(answer.body)["results"]["bindings"])


@pytest.mark.parametrize("name", QUERIES)
def test_queries(name: str, small_service: str) -> None:
    exchange = QUERIES[name]
    answer = answer_to(small_service, exchange)
    if exchange.wanted == REFUSED:
        assert 400 <= answer.status < 500
        return
    assert answer.status == 200, answer.body
    assert answer.media_type in {ROWS: ROW_TYPES, GRAPH: GRAPH_TYPES}.get(exchange.wanted, TRUTH_TYPES)
    value = of_bytes(answer.body, answer.media_type)
    assert exchange.wanted != TRUE or value is True


@pytest.mark.parametrize("name", UPDATES)
def test_updates_are_refused_and_change_nothing(name: str, small_service: str) -> None:
    before = everything(small_service)
    answer = answer_to(small_service, UPDATES[name])
    assert 400 <= answer.status < 500, answer.body
    assert len(before) == 4
    assert everything(small_service) == before


@pytest.mark.parametrize("query", [BOTH, NAMED, FULL])
def test_the_graphs_that_the_tests_ask_for_are_not_there_unasked(query: str, small_service: str) -> None:
    """Else a service that ignores the parameters would pass."""
    other = [("default-graph-uri", data(0)), ("named-graph-uri", data(0))]
    answer = answer_to(small_service, posted(TRUTH, query, *other))
    assert of_bytes(answer.body, answer.media_type) is False


def test_no_test_of_the_suite_is_left_out(suite: Path) -> None:
    names = entries(suite, "sparql11/protocol")
    assert {name for name in names if "quer" in name} == set(QUERIES)
    assert {name for name in names if "quer" not in name} == set(UPDATES)
