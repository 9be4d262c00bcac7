"""The store over the pool says what the store in this process says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from m4sd_graph.errors import QueryLimitError, QueryRefusedError, QuerySyntaxError, StoreError
from m4sd_graph.store.local import LocalStore
from m4sd_graph.store.protocol import GRAPH_TYPES, RESULT_TYPES, GraphChoice
from m4sd_graph.workers.bounds import Bounds
from m4sd_graph.workers.orders import Source
from m4sd_graph.workers.pool import Pool
from m4sd_graph.workers.pooled import PooledStore
from m4sd_graph.workers.source import load_source
from tests.lib.workers.support import EX, MIB, PREFIX, Stage, orders_of, pool_over

DATA = f"""@prefix ex: <{EX}> .
ex:isle ex:name "Isle"@en , "Île"@fr-CA , "Insel \\"x\\"\\n"@de ; ex:size 3.5 , 3 , 1e0 , true ; ex:near ex:shore .
ex:g {{ ex:shore ex:near ex:isle ; ex:name "Shore" ; ex:said "plain"^^<http://www.w3.org/2001/XMLSchema#string> }}
"""
SELECTS = [
    "SELECT ?s ?p ?o ?gap { ?s ?p ?o } ORDER BY ?s ?p STR(?o) DATATYPE(?o)",
    "SELECT ?g ?o { GRAPH ?g { ?s ex:name ?o } }",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "SELECT ?s { ?s ex:nothing ?o }",
    "SELECT * { {} UNION { ex:isle ex:size ?o } } ORDER BY ?o",
    "SELECT * {}",
]
CHOICES = [None, GraphChoice(default=(f"{EX}g",)), GraphChoice(named=(f"{EX}g",))]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pooled") / "data.trig"
    path.write_text(DATA, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def local(file: Path) -> LocalStore:
    return load_source(Source(files=(str(file),))).store


@pytest.fixture(scope="module")
def stage(file: Path) -> Iterator[Stage]:
    with pool_over(file) as stage:
        yield stage


@pytest.fixture(scope="module")
def pooled(stage: Stage) -> PooledStore:
    store = PooledStore(stage.pool)
    store.attach(stage.loop)
    return store


@pytest.mark.parametrize("graphs", CHOICES, ids=["all", "default", "named"])
@pytest.mark.parametrize("query", SELECTS)
def test_rows_are_the_same(
    stage: Stage, pooled: PooledStore, local: LocalStore, query: str, graphs: GraphChoice | None
) -> None:
    assert stage.in_thread(lambda: pooled.select(PREFIX + query, graphs)) == local.select(PREFIX + query, graphs)


@pytest.mark.parametrize("thing", ["isle", "nothing"])
def test_truths_are_the_same(stage: Stage, pooled: PooledStore, local: LocalStore, thing: str) -> None:
    query = f"{PREFIX}ASK {{ ex:{thing} ?p ?o }}"
    assert stage.in_thread(lambda: pooled.ask(query)) is local.ask(query)


@pytest.mark.parametrize("query", ["CONSTRUCT WHERE { ?s ?p ?o }", "DESCRIBE ex:isle", "CONSTRUCT {} {}"])
def test_statements_are_the_same(stage: Stage, pooled: PooledStore, local: LocalStore, query: str) -> None:
    found = stage.in_thread(lambda: pooled.construct(PREFIX + query))
    assert set(found) == set(local.construct(PREFIX + query))
    assert len(found) == len(set(found))


def test_blank_nodes_stay_blank(stage: Stage, pooled: PooledStore) -> None:
    [row] = stage.in_thread(lambda: pooled.select("SELECT ?b { BIND(BNODE() AS ?b) }")).rows
    assert row["b"].kind == "bnode"


@pytest.mark.parametrize("kind", RESULT_TYPES.values())
@pytest.mark.parametrize("query", SELECTS)
def test_answers_are_the_same_bytes(
    stage: Stage, pooled: PooledStore, local: LocalStore, query: str, kind: str
) -> None:
    assert stage.in_thread(lambda: pooled.answer(PREFIX + query, kind)) == local.answer(PREFIX + query, kind)


@pytest.mark.parametrize("kind", [t for t in GRAPH_TYPES.values() if t != GRAPH_TYPES["jsonld"]])
def test_graphs_say_the_same(stage: Stage, pooled: PooledStore, local: LocalStore, kind: str) -> None:
    query, format_ = f"{PREFIX}CONSTRUCT WHERE {{ ?s ?p ?o }}", ox.RdfFormat.from_media_type(kind)
    assert format_ is not None
    found = stage.in_thread(lambda: pooled.answer(query, kind))
    assert found.media_type == kind
    mine, theirs = (set(ox.parse(a.content, format_)) for a in (found, local.answer(query, kind)))
    assert len(mine) > 5
    assert mine == theirs


@pytest.mark.parametrize("method", ["select", "ask", "construct"])
@pytest.mark.parametrize("query", ["SELECT * { ?s ?p ?o }", "ASK {}", "CONSTRUCT WHERE { ?s ?p ?o }"])
def test_a_query_of_another_form_is_refused(stage: Stage, pooled: PooledStore, method: str, query: str) -> None:
    if query.lower().startswith(method):
        assert stage.in_thread(lambda: getattr(pooled, method)(query)) is not None
    else:
        with pytest.raises(QuerySyntaxError, match=method.upper()):
            stage.in_thread(lambda: getattr(pooled, method)(query))


@pytest.mark.parametrize(("query", "kind"), [("SELECT * {}", "text/turtle"), ("CONSTRUCT {} {}", "text/csv")])
def test_a_format_that_does_not_fit_is_named(stage: Stage, pooled: PooledStore, query: str, kind: str) -> None:
    with pytest.raises(StoreError, match=f"no serialisation of .* as {kind}"):
        stage.in_thread(lambda: pooled.answer(query, kind))


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("SELECT * {", QuerySyntaxError),
        ("DROP ALL", QueryRefusedError),
        ("ASK { SERVICE <urn:x> {} }", QueryRefusedError),
    ],
)
def test_what_is_wrong_is_told_as_in_this_process(
    stage: Stage, pooled: PooledStore, local: LocalStore, query: str, kind: type[StoreError]
) -> None:
    with pytest.raises(kind) as here:
        local.answer(query, RESULT_TYPES["json"])
    with pytest.raises(kind) as there:
        stage.in_thread(lambda: pooled.answer(query, RESULT_TYPES["json"]))
    assert type(here.value) is type(there.value)


def test_our_own_queries_are_not_bound_by_the_limits_of_clients(stage: Stage, pooled: PooledStore) -> None:
    assert stage.in_thread(lambda: pooled.ask(f"ASK {'{' * 70}{'}' * 70}"))


def test_a_result_that_streams_is_put_together(stage: Stage, pooled: PooledStore, local: LocalStore) -> None:
    lists = " ".join(f"VALUES ?{name} {{ {' '.join(map(str, range(20)))} }}" for name in "abcd")
    query = f"SELECT * {{ {lists} }}"
    found = stage.in_thread(lambda: pooled.answer(query, "text/csv")).content
    assert len(found) > MIB
    assert sorted(found.splitlines()) == sorted(local.answer(query, "text/csv").content.splitlines())


def test_a_result_that_breaks_off_is_an_error(stage: Stage, pooled: PooledStore) -> None:
    lists = " ".join(f"VALUES ?{name} {{ {' '.join(map(str, range(20)))} }}" for name in "abcde")
    with pytest.raises(QueryLimitError, match="larger than"):
        stage.in_thread(lambda: pooled.answer(f"SELECT * {{ {lists} }}", RESULT_TYPES["json"]))


def test_a_store_without_a_loop_says_so(file: Path) -> None:
    with pytest.raises(StoreError, match="not been started"):
        PooledStore(Pool(orders_of(file), Bounds())).ask("ASK {}")
