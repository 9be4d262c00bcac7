"""The key of an answer changes with everything that the answer depends on, and with nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from api.negotiation import NotAcceptableError
from api.services import Services
from api.sparql.exchange import LENGTH, MANNERS, Exchange, Manners, Told, exchange_of, key_of, told_of
from api.sparql.protocol import Asked
from m4sd_graph.store.protocol import GraphChoice
from m4sd_graph.workers.render import PAGE, XLSX

ASKED = Asked("SELECT * { ?s ?p ?o }", GraphChoice())
TOLD = Told(b"text/csv", b"", b"example.org", b"")
BASE = "http://example.org"


@pytest.fixture
def manners() -> Manners:
    return Manners()


def exchange(
    services: Services,
    asked: Asked = ASKED,
    told: Told = TOLD,
    *,
    base: str = BASE,
    release: str = "1.0",
    manners: Manners | None = None,
) -> Exchange:
    manner = (manners or Manners()).of(base, services, asked, told, release)
    return exchange_of(manner, services, asked, told)


OTHERS: list[dict[str, Any]] = [
    {"asked": ASKED._replace(query="SELECT * { ?s ?p ?o } ")},
    {"asked": ASKED._replace(graphs=GraphChoice(default=("urn:g",)))},
    {"asked": ASKED._replace(graphs=GraphChoice(named=("urn:g",)))},
    {"asked": ASKED._replace(graphs=GraphChoice(default=("urn:g", "urn:h")))},
    {"asked": ASKED._replace(graphs=GraphChoice(default=("urn:g",), named=("urn:h",)))},
    {"asked": ASKED._replace(lint=True)},
    {"told": TOLD._replace(accept=b"text/tab-separated-values")},
    {"told": TOLD._replace(accept=b"text/csv, text/turtle;q=0.1")},
    {"told": TOLD._replace(accept=b"application/json")},
    {"told": TOLD._replace(accept=b"application/sparql-results+json")},
    {"told": TOLD._replace(encoding=b"gzip")},
    {"told": TOLD._replace(encoding=b"br")},
    {"base": "https://example.org"},
    {"release": "1.1"},
]
SAME: list[dict[str, Any]] = [
    {},
    {"asked": ASKED._replace(timeout=3.0)},
    {"asked": ASKED._replace(format="csv")},
    {"asked": ASKED._replace(hints=("json",))},
    {"asked": ASKED._replace(format="csv"), "told": TOLD._replace(accept=b"text/html")},
    {"told": TOLD._replace(accept=b"text/csv;q=0.5")},
    {"told": TOLD._replace(encoding=b"deflate")},
    {"told": TOLD._replace(none_match=b'"x"')},
    {"told": TOLD._replace(host=b"other")},  # which is part of the base
]


@pytest.mark.parametrize("other", SAME)
def test_what_does_not_matter_leaves_the_key(services: Services, other: dict[str, Any]) -> None:
    assert exchange(services, **other).key == exchange(services).key


def test_what_matters_gives_a_key_of_its_own(services: Services) -> None:
    keys = [exchange(services, **other).key for other in ({}, *OTHERS)]
    assert len(set(keys)) == 1 + len(OTHERS)


def test_codings_matter_to_each_other_only_where_they_are_used(services: Services) -> None:
    page, book = TOLD._replace(accept=b"text/html"), TOLD._replace(accept=XLSX.encode())
    for told in (page, book):
        keys = {exchange(services, told=told._replace(encoding=e)).key for e in (b"", b"gzip", b"br")}
        assert len(keys) == 1


def test_graphs_cannot_be_mistaken_for_the_query(services: Services) -> None:
    one = ASKED._replace(query="x", graphs=GraphChoice(default=("urn:a",), named=("urn:b",)))
    two = ASKED._replace(query="x", graphs=GraphChoice(default=("urn:a", "urn:b")))
    assert exchange(services, one).key != exchange(services, two).key


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("SELECT * { ?s ?p ?o }", True),
        ("SELECT (NOW() AS ?n) {}", False),
        ("SELECT (now ( ) AS ?n) {}", False),
        ("SELECT (RAND() AS ?n) {}", False),
        ("SELECT (UUID() AS ?n) {}", False),
        ("SELECT (STRUUID() AS ?n) {}", False),
        ("SELECT * { SERVICE <urn:x> {} }", False),
        ("SELECT (\\u004eOW() AS ?n) {}", False),
        ("SELECT (\\U0000004eOW() AS ?n) {}", False),
        ("SELECT ?a ?b { ?a ?b 'c' }", True),
    ],
)
def test_what_may_change_has_no_validator(services: Services, query: str, kept: bool) -> None:
    found = exchange(services, ASKED._replace(query=query))
    assert (found.etag is not None) is kept
    cache_control = dict(found.headers)[b"cache-control"]
    assert cache_control == (b"public, no-cache" if kept else b"no-store")
    assert (b"etag" in dict(found.headers)) is kept


def test_the_worker_is_asked_what_the_client_asked(services: Services) -> None:
    asked = ASKED._replace(graphs=GraphChoice(default=("urn:g",)), lint=True)
    ask = exchange(services, asked, TOLD._replace(encoding=b"gzip")).ask
    wish = ask.wish
    assert (ask.query, wish.graphs, wish.lint, wish.coding) == (ASKED.query, asked.graphs, True, "gzip")
    assert (wish.context, wish.base) == (f"{BASE}/context/v1.jsonld", f"{BASE}/sparql")
    assert (wish.own, ask.answers, wish.about) == (False, None, ())


def test_a_page_is_linted_and_a_workbook_says_where_it_comes_from(services: Services) -> None:
    page = exchange(services, told=TOLD._replace(accept=b"text/html")).ask.wish
    assert (page.lint, page.accepted.rows) == (True, PAGE)
    about = dict(exchange(services, ASKED._replace(format="xlsx")).ask.wish.about)
    assert set(about) == {"service", "release", "licence", "query", "again"}
    assert about["query"] == ASKED.query
    assert about["again"].startswith(f"{BASE}/sparql?query=SELECT+")


def limits(services: Services, timeout: float | None) -> tuple[float, bytes]:
    manner = exchange(services, ASKED._replace(timeout=timeout)).manner
    return manner.seconds, manner.limits[1]


def test_the_time_is_what_is_asked_up_to_the_most(services: Services) -> None:
    assert limits(services, None) == (15, b"time=15s, memory=512MiB, result=1024MiB")
    assert limits(services, 2.5) == (2.5, b"time=2.5s, memory=512MiB, result=1024MiB")
    assert limits(services, 1e9) == (60, b"time=60s, memory=512MiB, result=1024MiB")


def test_headers_are_read_in_one_pass() -> None:
    headers = [
        (b"accept", b"text/csv"),
        (b"accept-encoding", b"gzip"),
        (b"accept", b"text/turtle"),
        (b"host", b"example.org"),
        (b"if-none-match", b'"x"'),
        (b"x-other", b"y"),
    ]
    told = told_of(headers)
    assert told == Told(b"text/csv,text/turtle", b"gzip", b"example.org", b'"x"')
    assert (told.accepted, told.coding) == ("text/csv,text/turtle", "gzip")
    assert told_of([]).accepted is None


def test_ways_to_answer_are_remembered_and_few(services: Services, manners: Manners) -> None:
    first = manners.of(BASE, services, ASKED, TOLD, "1.0")
    assert manners.of(BASE, services, ASKED._replace(query="other"), TOLD, "1.0") is first
    for number in range(2 * MANNERS):
        manners.of(BASE, services, ASKED._replace(timeout=1.0 + number), TOLD, "1.0")
    assert len(manners._known) <= MANNERS
    manners.of("http://" + "a" * LENGTH, services, ASKED, TOLD, "1.0")
    assert not [parts for parts in manners._known if len(str(parts)) > LENGTH]


def test_a_remembered_way_gives_the_same_keys(services: Services, manners: Manners) -> None:
    """The digest that they begin with is copied, never used up."""
    keys = {exchange(services, manners=manners).key for _ in range(3)}
    assert keys == {exchange(services).key}


def test_a_format_that_does_not_exist(services: Services) -> None:
    with pytest.raises(NotAcceptableError):
        exchange(services, ASKED._replace(format="xls"))


def test_a_key_depends_on_where_its_parts_end() -> None:
    assert key_of("ab", "c") != key_of("a", "bc") != key_of("abc")
    assert key_of("a", "b") == key_of("a", "b")
