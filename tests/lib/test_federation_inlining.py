"""Answers become rows of terms, exactly; an endpoint has no way to say anything else."""

from __future__ import annotations

from collections.abc import Mapping

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from m4sd_graph.errors import QueryRefusedError, ServiceCallError
from m4sd_graph.federation import inline
from m4sd_graph.federation.inlining import SKOLEM
from m4sd_graph.guard import inspect
from tests.lib.test_federation_calls import END, HERE, ONE, answered, found, loaded, rows
from tests.lib.test_guard import parses


def values(query: str) -> list[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]:
    """The values of ?x in the rows of a query that needs no data."""
    result = ox.Store().query(query)
    assert isinstance(result, ox.QuerySolutions)
    return [row["x"] for row in result]


def literal(value: object, **more: object) -> Mapping[str, object]:
    return {"type": "literal", "value": value, **more}


def test_a_row_of_an_exists_is_not_seen_by_the_endpoint() -> None:
    query = f"SELECT * {{ ?s ?p ?n FILTER EXISTS {{ SERVICE <{END}> {{ ?x ?y ?z FILTER(?z > ?n) }} }} }}"
    with pytest.raises(QueryRefusedError, match=r"\?n has no value inside this SERVICE"):
        answered(query, names=["x", "y", "z"])
    outside = query.replace("FILTER EXISTS", "OPTIONAL")
    assert parses(answered(outside, names=["x", "y", "z"]))


def test_a_silent_call_that_fails_has_no_effect() -> None:
    query = f"SELECT * {{ ?s ex:p ?n SERVICE SILENT <{END}> {{ ?x ex:of ?s }} }}"
    store = loaded(("", HERE))
    for failed in (None, b"<html>", b'{"head": {"vars": []}, "boolean": true}'):
        assert rows(store, inline(query, found(query), [failed], 10)) == rows(store, "SELECT * { ?s ex:p ?n }")
        with pytest.raises(ServiceCallError, match=f"^{END}: "):
            inline(query.replace("SILENT", ""), found(query.replace("SILENT", "")), [failed], 10)


def test_errors_of_the_engine_still_name_the_place() -> None:
    query = f"SELECT * {{\n  SERVICE <{END}> {{\n    ?x ?y ?z\n  }} ?s ?p }}"
    with pytest.raises(SyntaxError) as direct:
        ox.Store().query(query.replace(f"SERVICE <{END}>", "OPTIONAL"))
    with pytest.raises(SyntaxError) as inlined:
        ox.Store().query(answered(query, {"x": {"type": "uri", "value": "urn:x"}}))
    assert str(direct.value).split()[2] == str(inlined.value).split()[2]
    assert str(direct.value).split()[2].startswith("4:")


def test_blank_nodes_become_iris_of_their_answer() -> None:
    cells = [{"x": {"type": "bnode", "value": name}} for name in ("b> <", "b> <", "c")]
    (first, second, third), (other, *_) = (
        [str(value) for value in values(answered(query, *cells))] for query in (ONE, f"#\n{ONE}")
    )
    assert first == second != third
    assert len({first, third, other}) == 3
    assert all(node.startswith(f"<{SKOLEM}") for node in (first, third, other))


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"{", b"[]", b"null", b"<html>", b"[" * 100_000, b"1" * 5_000, b"\xff\xfe", b'{"head": []}'),
        *(b'{"head": {"vars": ["x"]}}', b'{"head": {"vars": ["x"]}, "results": {"bindings": {}}}'),
        *(b'{"head": {}, "boolean": true}', b'{"head": {"vars": [1]}, "results": {"bindings": []}}'),
        *(b'{"head": {"vars": ["x", "x"]}, "results": {"bindings": []}}', b'{"results": {"bindings": []}}'),
        *(b'{"head": {"vars": ["other"]}, "results": {"bindings": []}}',),
        *(b'{"head": {"vars": ["x"]}, "results": {"bindings": [[]]}}',),
        *(b'{"head": {"vars": []}, "results": {"bindings": [{"x": {"type": "uri", "value": "urn:x"}}]}}',),
    ],
)
def test_what_is_no_answer_is_one_error(content: bytes) -> None:
    with pytest.raises(ServiceCallError, match="did not answer with the SPARQL JSON") as caught:
        inline(ONE, found(ONE), [content], 10)
    assert caught.value.place == END


@pytest.mark.parametrize(
    "cell",
    [
        *(None, "urn:x", {"type": "uri"}, {"type": "uri", "value": None}, {"type": "uri", "value": "x"}),
        *({"type": "triple", "value": {}}, {"type": "new", "value": "x"}, {"type": "uri", "value": "urn:\ud800"}),
        *({"type": "uri", "value": "http://[::x]/"}, {"type": "uri", "value": "urn:a> <urn:b"}),
        *({"type": "literal", "value": value} for value in (1, None, "\ud800")),
        *({"type": "literal", "value": "x", "xml:lang": tag} for tag in (1, "e", "en-", "en us", "en--ltr")),
        *({"type": "literal", "value": "x", "datatype": iri} for iri in (1, "x", "urn:x>", [1])),
        {"type": "literal", "value": "x", "xml:lang": "en", "its:dir": "ltr"},
    ],
)
def test_what_is_no_term_is_one_error(cell: object) -> None:
    with pytest.raises(ServiceCallError, match="did not answer with the SPARQL JSON"):
        answered(ONE, {"x": cell})


def test_rows_are_limited() -> None:
    cells = [{"x": {"type": "literal", "value": "x"}}] * 11
    assert ox.Store().query(answered(ONE, *cells[:10]))
    with pytest.raises(ServiceCallError, match="answered with 11 rows; at most 10"):
        answered(ONE, *cells)


HOSTILE = st.text(st.sampled_from("\"\\u0022U\n\r\t<>{}#' ?:.@^abSERVICE()\0\ud7ff\U0010ffff")) | st.text()
KINDS = st.sampled_from(["uri", "literal", "typed-literal", "bnode", "triple"])
CELLS = st.fixed_dictionaries(
    {"type": KINDS | HOSTILE, "value": HOSTILE}, optional={"xml:lang": HOSTILE, "datatype": HOSTILE}
)


@given(CELLS)
def test_an_answer_becomes_a_term_or_an_error(cell: dict[str, object]) -> None:
    try:
        inlined = answered(ONE, {"x": cell})
    except ServiceCallError:
        return
    inspect(inlined)
    (term,) = values(inlined)
    assert cell["type"] == "bnode" or getattr(term, "value", "") == cell["value"]


@given(HOSTILE)
def test_text_arrives_as_it_was_sent(text: str) -> None:
    value = text.encode(errors="replace").decode()
    inlined = answered(ONE, {"x": {"type": "literal", "value": value}})
    assert values(inlined) == [ox.Literal(value)]
    assert inspect(inlined).depth == 3, "no reading of escapes shows more brackets"


SCHEMES = st.sampled_from(["http://", "HTTP:", "urn:", "a+b-1.:", "x", "1:", "", "http:///", "http://u:p@"])
ODD = "aZ~'()[]:@/?#|<^ {`\"%é\u00a0\ue000\ufdd0\ufffd\ufffe\U00010000\U0001fffe\U000e0fff\U000e1000\U000f0000\x7f"
PARTS = [
    "[::1]",
    "[1.2.3.4]",
    "[::g]",
    ":80",
    ":8a",
    "%41",
    "%4",
    "%zz",
    "//",
    "/../",
    "?x=\ue000",
    "#\ue000",
    "#a?b/c",
]
PIECES = st.sampled_from([*ODD, *PARTS])
IRIS = st.tuples(SCHEMES, st.lists(PIECES, max_size=4).map("".join)).map("".join)
SUBTAGS = st.sampled_from(
    ["e", "en", "deu", "Cyrl", "fonipa", "extended8", "1996", "419", "12", "a", "x", "0", "i", ""]
)
LANGUAGES = st.lists(SUBTAGS, min_size=1, max_size=5).map("-".join)


@given(IRIS)
def test_iris_are_let_through_exactly_if_the_engine_takes_them(iri: str) -> None:
    written = not set(iri) & set('<>"{}|^`\\ ') and parses(f"ASK {{ ?s ?p <{iri}> }}")
    try:
        inlined = answered(ONE, {"x": {"type": "uri", "value": iri}}, {"x": literal("", datatype=iri)})
    except ServiceCallError:
        assert not written
    else:
        assert values(inlined) == [ox.NamedNode(iri), ox.Literal("", datatype=ox.NamedNode(iri))]


@given(LANGUAGES)
def test_languages_are_let_through_exactly_if_the_engine_takes_them(language: str) -> None:
    written = language == "" or parses(f'ASK {{ ?s ?p "x"@{language} }}')
    try:
        inlined = answered(ONE, {"x": literal("x", **{"xml:lang": language})})
    except ServiceCallError:
        assert not written
    else:
        assert values(inlined) == [ox.Literal("x", language=language or None)]
