"""A result becomes the bytes of the asked form: as the engine writes it, JSON-LD, or the rows that a page shows."""

from __future__ import annotations

import io
import json
from typing import Any, cast

import pyoxigraph as ox
import pytest

from m4sd_graph.errors import StoreError
from m4sd_graph.store.protocol import GRAPH_TYPES, RESULT_TYPES
from m4sd_graph.store.results import Result
from m4sd_graph.workers import render as module
from m4sd_graph.workers.render import CELL, CHARACTERS, PAGE, SHOWN, XLSX, Setting, chosen, form_of, render
from m4sd_graph.workers.wire import Accepted
from tests.lib.workers.support import EX, PREFIX, asked

CONTEXT = {"@context": {"name": f"{EX}name", "ex": EX}}
SETTING = Setting({"ex": EX, "unused": "urn:unused:"}, CONTEXT)


@pytest.fixture(scope="module")
def store() -> ox.Store:
    store = ox.Store()
    text = f'PREFIX ex: <{EX}> ex:isle ex:name "Île"@FR ; ex:size 3.5 ; ex:near [] . ex:shore ex:name "Shore" .'
    store.load(text.encode(), ox.RdfFormat.TURTLE)
    return store


def result(store: ox.Store, query: str) -> Result:
    return store.query(PREFIX + query)


def rendered(found: Result, media_type: str, setting: Setting = SETTING) -> tuple[bytes, int | None]:
    out = io.BytesIO()
    count = render(found, media_type, asked("", context="https://example.org/context").wish, setting, out)
    return out.getvalue(), count


def page_of(store: ox.Store, query: str) -> dict[str, Any]:
    page: dict[str, Any] = json.loads(rendered(result(store, query), PAGE)[0])
    return page


@pytest.mark.parametrize(
    ("query", "form"),
    [("SELECT * {}", "rows"), ("ASK {}", "truth"), ("CONSTRUCT {} {}", "triples"), ("DESCRIBE ex:isle", "triples")],
)
def test_the_form_follows_from_the_result(store: ox.Store, query: str, form: str) -> None:
    assert form_of(result(store, query)) == form
    assert chosen(form, Accepted("rows", "truth", "triples")) == form
    assert chosen(form, Accepted(None, None, None)) is None


@pytest.mark.parametrize("media_type", RESULT_TYPES.values())
def test_rows_are_as_the_engine_writes_them(store: ox.Store, media_type: str) -> None:
    query = "SELECT ?n { ?s ex:name ?n } ORDER BY ?n"
    format_ = ox.QueryResultsFormat.from_media_type(media_type)
    assert format_ is not None
    own = cast(ox.QuerySolutions, result(store, query)).serialize(format=format_)
    assert rendered(result(store, query), media_type) == (own, None)


@pytest.mark.parametrize("media_type", [t for t in GRAPH_TYPES.values() if t != GRAPH_TYPES["jsonld"]])
def test_triples_are_the_same_in_every_form(store: ox.Store, media_type: str) -> None:
    query = "CONSTRUCT WHERE { ?s ex:name ?o }"
    format_ = ox.RdfFormat.from_media_type(media_type)
    assert format_ is not None
    content, count = rendered(result(store, query), media_type)
    found = {quad.triple for quad in ox.parse(content, format_)}
    assert found == set(cast(ox.QueryTriples, result(store, query)))
    assert (len(found), count) == (2, None)


def test_turtle_declares_the_prefixes_that_it_uses(store: ox.Store) -> None:
    content, _ = rendered(result(store, "CONSTRUCT WHERE { ?s ex:name ?o }"), "text/turtle")
    assert b"@prefix ex:" in content
    assert b"unused" not in content


def test_json_ld_is_compacted_with_the_context_of_the_release(store: ox.Store) -> None:
    content, count = rendered(result(store, "CONSTRUCT WHERE { ex:shore ex:name ?o }"), GRAPH_TYPES["jsonld"])
    assert (json.loads(content), count) == (
        {"@context": "https://example.org/context", "@id": "ex:shore", "name": "Shore"},
        1,
    )


def test_json_ld_without_a_context_is_expanded(store: ox.Store) -> None:
    found = result(store, "CONSTRUCT WHERE { ex:shore ex:name ?o }")
    content, _ = rendered(found, GRAPH_TYPES["jsonld"], Setting())
    assert json.loads(content) == [{"@id": f"{EX}shore", f"{EX}name": [{"@value": "Shore"}]}]


def test_triples_come_once_and_are_counted_so(store: ox.Store) -> None:
    found = result(store, "CONSTRUCT { ex:a ex:b 1 } { ?s ?p ?o }")
    content, count = rendered(found, GRAPH_TYPES["jsonld"], Setting())
    assert ([len(node) for node in json.loads(content)], count) == ([2], 1)


def test_a_page_has_cells_with_kind_value_datatype_and_language(store: ox.Store) -> None:
    page = page_of(store, "SELECT ?n ?v ?i ?gap { ex:isle ex:name ?n ; ex:size ?v BIND(ex:isle AS ?i) }")
    assert page == {
        "variables": ["n", "v", "i", "gap"],
        "rows": [
            [
                ["literal", "Île", "", "fr"],
                ["literal", "3.5", "http://www.w3.org/2001/XMLSchema#decimal", ""],
                ["iri", f"{EX}isle", "", ""],
                None,
            ]
        ],
        "total": 1,
    }


def test_a_page_of_triples_has_three_columns(store: ox.Store) -> None:
    page = page_of(store, "CONSTRUCT { ex:a ex:b 1 } { ?s ?p ?o }")
    assert page["variables"] == ["subject", "predicate", "object"]
    assert ([[cell[1] for cell in row] for row in page["rows"]], page["total"]) == ([[f"{EX}a", f"{EX}b", "1"]], 1)


def test_a_page_of_a_truth(store: ox.Store) -> None:
    assert page_of(store, "ASK { ex:isle ?p ?o }") == {"truth": True}
    assert page_of(store, "ASK { ex:nothing ?p ?o }") == {"truth": False}


def test_a_page_shows_the_first_rows_and_counts_all(store: ox.Store) -> None:
    digits = "VALUES ?{} {{ 0 1 2 3 4 5 6 7 8 9 }}"
    page = page_of(store, f"SELECT * {{ {' '.join(digits.format(name) for name in 'abcd')} }}")
    assert (len(page["rows"]), page["total"]) == (SHOWN, 10_000)


def test_a_page_cuts_long_values_and_says_so(store: ox.Store) -> None:
    for length, shown in ((CELL, "x" * CELL), (CELL + 1, "x" * CELL + "…")):
        [[cell]] = page_of(store, f"SELECT ('{'x' * length}' AS ?t) {{}}")["rows"]
        assert cell[1] == shown


def test_a_page_stops_showing_rows_when_it_is_full(store: ox.Store) -> None:
    values = " ".join(str(i) for i in range(2 * CHARACTERS // CELL))
    page = page_of(store, f"SELECT (CONCAT('{'x' * CELL}', STR(?i)) AS ?t) {{ VALUES ?i {{ {values} }} }}")
    assert page["total"] == 2 * CHARACTERS // CELL
    assert sum(len(cell[1]) for [cell] in page["rows"]) < CHARACTERS + 2 * CELL
    assert len(page["rows"]) >= CHARACTERS // CELL - 1


@pytest.mark.parametrize(
    ("query", "media_type"),
    [("ASK {}", XLSX), ("CONSTRUCT {} {}", XLSX), ("SELECT * {}", GRAPH_TYPES["jsonld"]), ("ASK {}", "text/turtle")],
)
def test_a_form_that_the_result_does_not_have(store: ox.Store, query: str, media_type: str) -> None:
    with pytest.raises(StoreError):
        rendered(result(store, query), media_type)


def test_what_the_engine_finds_out_late_is_an_error_of_ours(monkeypatch: pytest.MonkeyPatch, store: ox.Store) -> None:
    def failing(*_: object) -> None:
        raise RuntimeError("the disk is on fire")

    monkeypatch.setattr(module, "write", failing)
    with pytest.raises(StoreError, match="could not be answered: the disk is on fire"):
        rendered(result(store, "SELECT * {}"), "text/csv")
