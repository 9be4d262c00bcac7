"""What a client wants is known for every kind of result before the query is read."""

from __future__ import annotations

import pytest

from api.negotiation import Choice, NotAcceptableError
from api.sparql.wanted import FORMATS, Wanted, coding_of, refuse, wanted
from m4sd_graph.store.protocol import GRAPH_TYPES, RESULT_TYPES
from m4sd_graph.workers.render import PAGE, XLSX
from m4sd_graph.workers.wire import Accepted

JSON, XML, CSV = RESULT_TYPES["json"], RESULT_TYPES["xml"], RESULT_TYPES["csv"]
TURTLE, JSONLD, RDF = GRAPH_TYPES["ttl"], GRAPH_TYPES["jsonld"], GRAPH_TYPES["rdf"]
HTML_FIRST = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "accepted"),
    [
        (None, (JSON, JSON, TURTLE)),
        ("", (JSON, JSON, TURTLE)),
        ("*/*", (JSON, JSON, TURTLE)),
        (HTML_FIRST, (PAGE, PAGE, PAGE)),
        ("text/csv", (CSV, None, None)),
        ("text/csv, text/turtle;q=0.5", (CSV, None, TURTLE)),
        ("text/csv;q=0.4, application/sparql-results+json;q=0.5", (JSON, JSON, None)),
        ("application/json", (JSON, JSON, JSONLD)),
        ("application/xml", (XML, XML, RDF)),
        ("text/*;q=0.3, text/csv;q=0", (RESULT_TYPES["tsv"], PAGE, TURTLE)),
        ("application/sparql-results+json;q=0, */*;q=0.1", (XML, XML, TURTLE)),
        ("text/plain", (None, None, GRAPH_TYPES["nt"])),
        (XLSX, (XLSX, None, None)),
        ("image/png", (None, None, None)),
    ],
)
def test_accept_decides_for_each_kind(accept: str | None, accepted: tuple[str | None, ...]) -> None:
    assert wanted(accept, None, ()).accepted == Accepted(*accepted)


@pytest.mark.parametrize(
    ("name", "accepted"),
    [
        ("json", (JSON, JSON, JSONLD)),
        ("xml", (XML, XML, RDF)),
        ("csv", (CSV, None, None)),
        ("xlsx", (XLSX, None, None)),
        ("ttl", (None, None, TURTLE)),
        ("turtle", (None, None, TURTLE)),
        ("nq", (None, None, GRAPH_TYPES["nq"])),
        ("trig", (None, None, GRAPH_TYPES["trig"])),
        ("html", (PAGE, PAGE, PAGE)),
        ("text/csv", (CSV, None, None)),
        ("application/json", (JSON, JSON, JSONLD)),
    ],
)
def test_a_format_wins_over_accept_and_hints(name: str, accepted: tuple[str | None, ...]) -> None:
    assert wanted("text/html", name, ("csv", "nonsense")).accepted == Accepted(*accepted)


@pytest.mark.parametrize("name", ["xls", "JSON", "image/png", ""])
def test_a_format_that_nothing_has_lists_the_known(name: str) -> None:
    with pytest.raises(NotAcceptableError, match="csv, html, json, jsonld, nq, nt, rdf, trig, tsv, ttl, xlsx, xml"):
        wanted(None, name, ())


@pytest.mark.parametrize("accept", [None, "*/*", " */* "])
def test_hints_count_where_accept_says_nothing(accept: str | None) -> None:
    assert wanted(accept, None, ("nonsense", "csv", "xml")).accepted == Accepted(CSV, None, None)
    assert wanted(accept, None, ("nonsense",)).accepted == wanted(accept, None, ()).accepted


def test_hints_do_not_count_where_accept_says_something() -> None:
    assert wanted("application/xml", None, ("csv",)).accepted.rows == XML


def test_the_label_is_what_was_asked_for() -> None:
    want = wanted("application/json", None, ())
    assert want.rows == Choice("application/json", JSON)
    assert [want.label(form) for form in FORMATS] == ["application/json"] * 3
    assert want.labels == ["application/json"] * 3
    assert Wanted(want.rows, None, None).labels == ["application/json", "", ""]


@pytest.mark.parametrize(("form", "listed"), [("rows", "csv"), ("truth", "json"), ("triples", "ttl")])
def test_a_refusal_lists_what_there_is(form: str, listed: str) -> None:
    for accept, name in (("image/png", None), (None, "nonsense")):
        error = refuse(form, accept, name)
        assert error.status == 406
        assert listed in str(error.remedy)


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        (None, ""),
        ("", ""),
        ("identity", ""),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("br", "br"),
        ("zstd", "zstd"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "br"),
        ("gzip;q=1, br;q=0.5, zstd;q=0.2", "gzip"),
        ("gzip;q=0", ""),
        ("*", "zstd"),
        ("*;q=0", ""),
        ("zstd;q=0, *;q=0.5", "br"),
        ("zstd;q=0,br;q=0,gzip;q=0,*", ""),
        ("deflate, compress", ""),
        ("gzip;q=nonsense", ""),
        ("gzip ; q=0.5 , br ; q=0.4", "gzip"),
        (",,;", ""),
        ("gzip;q=0.000", ""),
    ],
)
def test_the_coding_that_is_liked_best(header: str | None, coding: str) -> None:
    assert coding_of(header) == coding
