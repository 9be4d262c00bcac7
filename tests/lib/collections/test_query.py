"""The queries of collections are standard SPARQL that any endpoint takes, within the limits of the guard."""

from __future__ import annotations

import pytest
from rdflib.plugins.sparql import prepareQuery

from m4sd_graph.collections import COLLECTIONS
from m4sd_graph.collections.page import read_page
from m4sd_graph.collections.query import counts_query, used_query
from m4sd_graph.collections.selection import TEXT_LONGEST, TEXTS_MOST, WORDS_MOST
from m4sd_graph.guard import Limits, inspect
from m4sd_graph.store.local import LocalStore
from m4sd_graph.store.protocol import Answer, GraphChoice, Rows, Statement
from tests.lib.collections.support import RELEASE, selected


class Recording:
    """A store that remembers what it was asked."""

    def __init__(self, store: LocalStore) -> None:
        self._store = store
        self.queries: list[str] = []

    def select(self, query: str, graphs: GraphChoice | None = None) -> Rows:
        self.queries.append(query)
        return self._store.select(query, graphs)

    def ask(self, query: str, graphs: GraphChoice | None = None) -> bool:
        raise NotImplementedError

    def construct(self, query: str, graphs: GraphChoice | None = None) -> tuple[Statement, ...]:
        raise NotImplementedError

    def answer(self, query: str, media_type: str, graphs: GraphChoice | None = None) -> Answer:
        raise NotImplementedError


@pytest.mark.parametrize("name", COLLECTIONS)
def test_any_endpoint_understands_the_queries(graph: LocalStore, name: str) -> None:
    collection, store = COLLECTIONS[name], Recording(graph)
    asked = [(f.name, f.example) for f in collection.filters]
    for sort in collection.sorts:
        for pairs in ([("sort", sort.name)], [*asked, ("sort", sort.name)]):
            read_page(store, selected(store, name, *pairs), RELEASE, None, 2)
    store.queries += [used_query(collection, f) for f in collection.filters if f.kind == "thing"]
    for query in set(store.queries):
        # rdflib reads them with its own grammar and no prefixes but those declared.
        prepareQuery(query)
        assert inspect(query).form == "SELECT"


def test_the_largest_page_keeps_to_the_limits_of_a_query(graph: LocalStore) -> None:
    store = Recording(graph)
    read_page(store, selected(store, "evidence"), RELEASE, None, 1000)
    assert all(len(query) < Limits().length for query in store.queries)


def test_the_largest_search_keeps_to_the_limits_of_a_query(graph: LocalStore) -> None:
    store = Recording(graph)
    word = "e" * (TEXT_LONGEST // WORDS_MOST - 2)
    texts = [("text", " ".join([f"{word}{n}"] * WORDS_MOST)) for n in range(TEXTS_MOST)]
    read_page(store, selected(store, "links", *texts), RELEASE, None, 2)
    assert inspect(max(store.queries, key=len)).form == "SELECT"


def test_a_page_takes_four_queries_at_most(graph: LocalStore) -> None:
    for name in COLLECTIONS:
        store = Recording(graph)
        read_page(store, selected(graph, name), RELEASE, None, 50)
        assert len(store.queries) <= 4


def test_counts_are_those_of_pages(graph: LocalStore) -> None:
    counted = {row["name"].value: int(row["n"].value) for row in graph.select(counts_query(COLLECTIONS.values())).rows}
    pages = {name: read_page(graph, selected(graph, name), RELEASE, None, 1).total for name in COLLECTIONS}
    assert counted == pages
