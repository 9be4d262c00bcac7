"""What kills the engine's process never reaches it, and the largest query that does leaves it alive."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Callable

import pytest

from m4sd_graph.catalog import Query, load_catalog
from m4sd_graph.errors import QueryRefusedError, QueryTooLongError
from m4sd_graph.guard import Limits, inspect
from tests.lib.support import ROOT

Family = Callable[[int], str]


def nested(before: str, inside: str, after: str, around: str = "SELECT * {{ FILTER({}) }}") -> Family:
    return lambda n: around.format(before * n + inside + after * n)


def chained(part: str, last: str, around: str = "SELECT * {{ FILTER({}) }}") -> Family:
    return lambda n: around.format(part * n + last)


GROUP, PATH, OBJECT = "SELECT * {{ {} }}", "SELECT * {{ ?s {} ?o }}", "SELECT * {{ ?s ?p {} }}"
# Each with a size that nobody writes; nearly all end the unguarded engine or have it plan for minutes.
FAMILIES: dict[str, tuple[Family, int]] = {
    "nested STR": (nested("STR(", "1", ")"), 1_000),
    "nested IF": (nested("IF(1,", "1", ",2)"), 1_000),
    "nested NOT": (nested("!(", "1", ")"), 10_000),
    "nested parentheses": (nested("(", "1", ")"), 10_000),
    "nested IN": (nested("1 IN(", "1", ")"), 10_000),
    "nested functions": (nested("<urn:f>(", "1", ")"), 10_000),
    "nested EXISTS": (nested("FILTER EXISTS {", "?s ?p ?o", "}", GROUP), 1_000),
    "nested EXISTS in brackets": (nested("(EXISTS{FILTER(", "1", ")})"), 1_000),
    "nested OPTIONAL": (nested("OPTIONAL {", "?s ?p ?o", "}", GROUP), 3_500),
    "nested MINUS": (nested("?s ?p ?o MINUS {", "?s ?p ?o", "}", GROUP), 3_000),
    "nested groups": (nested("{", "?s ?p ?o", "}", GROUP), 10_000),
    "nested subselects": (nested("{ SELECT * {", "?s ?p ?o", "} }", GROUP), 10_000),
    "nested blank nodes": (nested("[ <urn:p> ", "1", "]", OBJECT), 10_000),
    "nested subject blank nodes": (nested("[ <urn:p> ", "1", "]", "SELECT * {{ {} <urn:p> 1 }}"), 10_000),
    "nested collections": (nested("(", "1", ")", OBJECT), 10_000),
    "nested path groups": (nested("(", "a", ")*", PATH), 10_000),
    "nested triple terms": (nested("<<(<urn:s> <urn:p> ", "1", ")>>", OBJECT), 10_000),
    "hidden by less-than": (nested("(", "1", ")", "SELECT * {{ FILTER(1<{}&&2>1) }}"), 10_000),
    "long sums": (chained("1+", "1"), 10_000),
    "long signed sums": (chained("1 -", "1"), 10_000),
    "long products": (chained("1*", "1"), 10_000),
    "long OR": (chained("1||", "1"), 10_000),
    "long NOT": (chained("!", "1"), 10_000),
    "long paths": (chained("a/", "a", PATH), 1_000),
    "long inverse paths": (chained("^a/", "a", PATH), 1_000),
    "long alternatives": (chained("a|", "a", PATH), 10_000),
    "inverse of inverse": (chained("^", "a", PATH), 10_000),
    "many UNION": (chained("{} UNION ", "{}", GROUP), 8_000),
    "many OPTIONAL": (chained("OPTIONAL { ?s ?p ?o } ", "", GROUP), 3_000),
    "many MINUS": (chained("MINUS {} ", "", GROUP), 3_000),
    "many VALUES": (chained("VALUES ?x {} ", "", GROUP), 9_000),
    "many subselects": (chained("{ SELECT * {} } ", "", GROUP), 3_000),
    "many groups": (chained("{ ?s ?p ?o } ", "", GROUP), 1_000),
    "many triples": (chained("?s a 1.", "", GROUP), 10_000),
    "many properties": (chained("a 1;", "a 1", "SELECT * {{ ?s {} }}"), 1_000),
    "many objects": (chained("1,", "1", OBJECT), 1_000),
    "many members": (chained("1 ", "1", "SELECT * {{ ?s ?p ({}) }}"), 1_000),
    "many glued members": (chained("true", "true", "SELECT * {{ ?s ?p ({}) }}"), 1_000),
    "many columns": (lambda n: f"SELECT {' '.join(f'(1 AS ?x{i})' for i in range(n))} {{ }}", 3_000),
    "many sort keys": (chained("(1)", "(1)", "SELECT * {{ }} ORDER BY {}"), 3_000),
    "many described": (chained("<urn:a> ", "<urn:a>", "DESCRIBE {}"), 3_000),
}
RUN = """
import json, sys, threading
import pyoxigraph as ox
threading.stack_size(2 * 2**20)
def run(query):
    try:
        found = ox.Store().query(query)
        print(type(found).__name__ if isinstance(found, ox.QueryBoolean) else len(list(found)), flush=True)
    except (SyntaxError, RuntimeError) as error:
        print(type(error).__name__, flush=True)
for query in json.load(sys.stdin):
    thread = threading.Thread(target=run, args=(query,))
    thread.start()
    thread.join()
"""


def admitted(query: str, limits: Limits | None = None) -> bool:
    try:
        inspect(query, limits)
    except QueryRefusedError:
        return False
    return True


def largest(family: Family, refused: int) -> str:
    """The largest query of a family that is admitted, below a size that is refused."""
    low, high = 1, refused
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if admitted(family(middle)) else (low, middle)
    return family(low)


@pytest.mark.parametrize("name", FAMILIES)
def test_what_kills_the_engine_is_refused(name: str) -> None:
    family, size = FAMILIES[name]
    with pytest.raises(QueryRefusedError) as caught:
        inspect(family(size)[: Limits().length])
    assert not isinstance(caught.value, QueryTooLongError)
    assert str(caught.value).endswith("Split the query.")
    assert admitted(family(12)), "what people write must pass"


def test_the_largest_admitted_query_of_each_kind_leaves_the_engine_alive() -> None:
    """On a stack of 2 MB, a quarter of what threads usually have; planning may take a second for some."""
    queries = [largest(*case) for case in FAMILIES.values()]
    done = subprocess.run(
        [sys.executable, "-c", RUN], input=json.dumps(queries), capture_output=True, text=True, timeout=60
    )
    answers = dict(zip(FAMILIES, done.stdout.splitlines(), strict=False))
    assert done.returncode == 0, f"died at {list(FAMILIES)[len(answers)]}"
    assert len(answers) == len(FAMILIES)
    assert [name for name, answer in answers.items() if answer == "SyntaxError"] == ["inverse of inverse"]


def test_long_lists_of_data_are_admitted() -> None:
    rows = " ".join(f'("2021-05-04"^^<urn:date> -{n} true)' for n in range(2_000))
    assert admitted(f"SELECT * {{ VALUES (?a ?b ?c) {{ {rows} }} }}")
    assert admitted(f"SELECT * {{ ?s ?p ?o FILTER(?o IN ({', '.join(map(str, range(5_000)))})) }}")
    assert not admitted(f"SELECT * {{ VALUES ?a {{ {'(' * 70} }} }}")


@pytest.mark.parametrize("query", load_catalog().queries, ids=lambda q: q.id)
def test_our_own_queries_stay_far_below_the_limits(query: Query) -> None:
    facts, limits = inspect(query.body), Limits()
    assert facts.form
    assert facts.depth <= limits.depth // 2
    assert facts.operators <= limits.operators // 2
    assert facts.patterns <= limits.patterns // 2


@pytest.mark.parametrize(
    ("query", "limits", "message"),
    [
        ("ASK {{{}}}", Limits(depth=2), "more than 2 nested brackets"),
        ("ASK { FILTER(1+1) }", Limits(operators=3), "more than 3 operators and calls"),
        ("ASK { ?s a 1 . ?s a 2 . }", Limits(patterns=2), "more than 2 triple patterns and path steps"),
        (f"ASK {{ FILTER({'x' * 65}(1)) }}", Limits(), "no word of SPARQL has 65 characters"),
        ("ASK { \\u0053 }", Limits(), "a backslash stands outside"),
    ],
)
def test_a_refusal_says_which_limit(query: str, limits: Limits, message: str) -> None:
    with pytest.raises(QueryRefusedError, match=message):
        inspect(query, limits)


UNITS = ["a.", "a-", "(", "^(", "]_", '"', "'''", "<", "\u00e9)", "ex:a.", "@a-", "1.", "#\n"]
READ = """
import json, sys
from tests.lib.test_guard_limits import admitted
for unit in json.load(sys.stdin):
    admitted((unit * 100_000)[:100_000])
    print(json.dumps(unit), flush=True)
"""


@pytest.fixture(scope="module")
def read_in_time(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The units of which long texts were read within a minute, all texts together."""
    path = tmp_path_factory.mktemp("read") / "units"
    with path.open("w") as out, contextlib.suppress(subprocess.TimeoutExpired):
        subprocess.run(
            [sys.executable, "-c", READ], input=json.dumps(UNITS), cwd=ROOT, stdout=out, text=True, timeout=60
        )
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.mark.parametrize("unit", UNITS)
def test_reading_takes_time_in_proportion_to_length(unit: str, read_in_time: list[str]) -> None:
    """100,000 characters of anything are read in well under a second; a quadratic reader would take minutes."""
    assert unit in read_in_time


DEEPEST = 200
NESTED = {
    "groups": ("ASK {", "{", "}", "}"),
    "terms": ("ASK { FILTER", "(", ")", "}"),
    "calls": ("ASK { FILTER(", "ABS(", ")", ") }"),
    "exists": ("ASK {", "FILTER NOT EXISTS {", "}", "}"),
    "optionals": ("ASK {", "OPTIONAL {", "}", "}"),
}


@pytest.mark.parametrize("name", NESTED)
def test_the_deepest_limit_that_can_be_set_leaves_the_engine_alive(name: str) -> None:
    start, opening, closing, end = NESTED[name]
    limits = Limits(depth=DEEPEST)
    count = next(n for n in range(DEEPEST, 0, -1) if admitted(f"{start}{opening * n}{closing * n}{end}", limits))
    query = f"{start}{opening * count} {'1' if '(' in opening else ''} {closing * count}{end}"
    done = subprocess.run(
        [sys.executable, "-c", RUN], input=json.dumps([query]), capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stdout) == (0, "QueryBoolean\n")
