"""The rows of a serialised result are counted exactly, whatever stands in them; triples come once and in order."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence

import pyoxigraph as ox
import pytest
from hypothesis import example, given
from hypothesis import settings as profile
from hypothesis import strategies as st

from m4sd_graph.errors import StoreError
from m4sd_graph.store import results
from m4sd_graph.store.protocol import RESULT_TYPES
from m4sd_graph.store.results import count_rows, unique, write

NASTY = [
    "",
    "},{",
    "{}",
    '"',
    '""',
    "\n",
    "\r\n",
    "\\",
    '\\"',
    '}},{"a":{"type"',
    "<result>",
    "</result>",
    ",",
    "\t",
    "é",
]
TEXTS = st.lists(st.sampled_from(NASTY), max_size=4).map("".join) | st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=8
)
Row = tuple[str | None, ...]
TABLES = st.integers(0, 3).flatmap(lambda width: st.lists(st.tuples(*[st.none() | TEXTS] * width), max_size=6))


def literal(text: str | None) -> str:
    if text is None:
        return "UNDEF"
    return "".join(("'", text.translate({92: "\\\\", 39: "\\'", 10: "\\n", 13: "\\r", 9: "\\t"}), "'"))


def table(rows: Sequence[Row]) -> ox.QuerySolutions:
    """Solutions that bind what ``rows`` say."""
    names = " ".join(f"?v{i}" for i in range(len(rows[0]) if rows else 1))
    values = " ".join(f"({' '.join(map(literal, row))})" for row in rows)
    found = ox.Store().query(f"SELECT {names or '*'} {{ VALUES ({names}) {{ {values} }} }}")
    assert isinstance(found, ox.QuerySolutions)
    return found


def serialised(rows: Sequence[Row], media_type: str) -> bytes:
    out = io.BytesIO()
    write(table(rows), media_type, out, {})
    return out.getvalue()


@pytest.mark.parametrize("media_type", RESULT_TYPES.values())
@given(rows=TABLES)
@example(rows=[])
@example(rows=[(None,)])
@example(rows=[(None,), (None,)])
@example(rows=[(None, "{}"), ("},{", None), (None, None)])
@example(rows=[("{}",)])
@example(rows=[("a{}",), ('"},{"',)])
@example(rows=[(), ()])
@example(rows=[('}},{"a":{"type"',), ('"bindings":[]}}',)])
@example(rows=[('a"\n"b',), ('"\n',), ("\n",)])
@profile(max_examples=60)
def test_rows_are_counted_exactly(media_type: str, rows: list[Row]) -> None:
    assert count_rows(serialised(rows, media_type), media_type) == len(rows) == len(list(table(rows)))


@pytest.mark.parametrize("media_type", RESULT_TYPES.values())
@pytest.mark.parametrize("name", ["results", "bindings", "head", "boolean", "type", "результат"])
def test_names_of_variables_do_not_mislead(media_type: str, name: str) -> None:
    for count in (0, 1, 3):
        found = ox.Store().query(f"SELECT ?{name} {{ VALUES ?{name} {{ {' '.join(['UNDEF', '1', '2'][:count])} }} }}")
        out = io.BytesIO()
        assert isinstance(found, ox.QuerySolutions)
        write(found, media_type, out, {})
        assert count_rows(out.getvalue(), media_type) == count


@pytest.mark.parametrize("name", ["json", "xml"])
def test_a_truth_has_no_rows(name: str) -> None:
    out = io.BytesIO()
    found = ox.Store().query("ASK {}")
    assert isinstance(found, ox.QueryBoolean)
    write(found, RESULT_TYPES[name], out, {})
    assert count_rows(out.getvalue(), RESULT_TYPES[name]) is None


@pytest.mark.parametrize("media_type", ["text/turtle", "application/x-m4sd-page", ""])
def test_other_forms_do_not_tell(media_type: str) -> None:
    assert count_rows(b"anything\n", media_type) is None


def test_csv_and_json_say_the_same_rows() -> None:
    rows: list[Row] = [(text, None) for text in NASTY]
    bindings = json.loads(serialised(rows, RESULT_TYPES["json"]))["results"]["bindings"]
    assert [b["v0"]["value"] for b in bindings] == NASTY


def triple(number: int) -> ox.Triple:
    return ox.Triple(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal(number))


def test_few_triples_come_once_and_sorted() -> None:
    assert list(unique(triple(n) for n in (3, 1, 2, 1, 3))) == [triple(1), triple(2), triple(3)]


def test_many_triples_come_as_they_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "SORTED", 3)
    assert list(unique(triple(n) for n in (3, 1))) == [triple(1), triple(3)]
    assert list(unique(triple(n) for n in (3, 1, 2, 1))) == [triple(n) for n in (3, 1, 2, 1)]
    endless = unique(triple(n) for n in iter(int, 1))
    assert [next(endless) for _ in range(5)] == [triple(0)] * 5


def test_every_triple_of_a_large_graph_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "SORTED", 10)
    for count in (9, 10, 11, 50):
        query = f"CONSTRUCT {{ <urn:s> <urn:p> ?n }} {{ VALUES ?n {{ {' '.join(map(str, range(count)))} }} }}"
        found, out = ox.Store().query(query), io.BytesIO()
        assert isinstance(found, ox.QueryTriples)
        write(found, "text/turtle", out, {"x": "urn:"})
        assert len(set(ox.parse(out.getvalue(), ox.RdfFormat.TURTLE))) == count
        assert b"@prefix x:" in out.getvalue()


@pytest.mark.parametrize(("query", "kind"), [("ASK {}", "text/turtle"), ("CONSTRUCT {} {}", "text/csv")])
def test_a_form_that_does_not_fit(query: str, kind: str) -> None:
    with pytest.raises(StoreError, match="no serialisation"):
        write(ox.Store().query(query), kind, io.BytesIO(), {})
