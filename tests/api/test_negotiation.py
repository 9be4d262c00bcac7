"""The Accept header decides as RFC 9110 says; names and suffixes win over it."""

from __future__ import annotations

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient

from api.negotiation import (
    HTML,
    LONGEST,
    PARTS_MOST,
    ROWS,
    THING,
    TRIPLES,
    Choice,
    NotAcceptableError,
    Range,
    TooMuchAcceptedError,
    negotiate,
    parse_accept,
)
from api.sparql.wanted import LONGEST_CODINGS, coding_of, wanted

OFFERED = ("application/ld+json", "text/turtle", HTML)


def request(query: str = "", *accept: str) -> Request:
    headers = [(b"accept", value.encode()) for value in accept]
    return Request({"type": "http", "query_string": query.encode(), "headers": headers})


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, "application/ld+json"),
        ("*/*", "application/ld+json"),
        ("", "application/ld+json"),
        ("text/*", "text/turtle"),
        ("text/html", HTML),
        ("TEXT/HTML", HTML),
        ("text/turtle;q=0.5, text/html;q=0.6", HTML),
        ("text/*;q=0.9, text/turtle;q=0.1, */*;q=0.5", HTML),
        ("text/html;q=0, */*;q=0.1", "application/ld+json"),
        ("application/ld+json;q=0, text/turtle;q=0.001", "text/turtle"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", HTML),
        ('text/turtle;a="x, text/html;q=1";q=0.2, application/ld+json;profile="a,b";q=0.1', "text/turtle"),
        ("text/turtle; charset=utf-8 ; Q=0.7, text/html;q=0.6", "text/turtle"),
        ("nonsense, text/turtle", "text/turtle"),
        ("text/html;q=nan, text/turtle;q=0.1", "text/turtle"),
        ("text/html;q=-1, text/turtle;q=0.1", "text/turtle"),
        ("text/html;q=2, text/turtle;q=0.9", HTML),
    ],
)
def test_the_best_liked_type_is_chosen(accept: str | None, chosen: str) -> None:
    assert negotiate(accept, OFFERED) == chosen


@pytest.mark.parametrize("accept", ["image/png", "nonsense", "text/html;q=0", "*/*;q=0", ",", ";;"])
def test_what_cannot_be_made_is_refused_with_a_list(accept: str) -> None:
    with pytest.raises(NotAcceptableError, match="text/turtle"):
        negotiate(accept, OFFERED)


def test_ranges_are_read_with_their_quality() -> None:
    assert parse_accept('text/a;x="1;2,3";q=0.25') == [Range("text", "a", 0.25)]


def test_several_accept_headers_are_one() -> None:
    assert TRIPLES.choose(request("", "image/png", "text/turtle")).media_type == "text/turtle"


def test_format_wins_over_accept() -> None:
    assert THING.choose(request("format=nt", "text/html")).media_type == "application/n-triples"
    assert THING.choose(request("format=text/turtle", "text/html")).media_type == "text/turtle"


def test_suffix_wins_over_format() -> None:
    assert THING.choose(request("format=nt"), "ttl").media_type == "text/turtle"


def test_an_alias_is_sent_under_the_asked_name() -> None:
    json = Choice("application/json", "application/sparql-results+json")
    assert ROWS.choose(request("", "application/json")) == json
    assert TRIPLES.choose(request("", "application/xml")) == Choice("application/xml", "application/rdf+xml")


def test_an_unknown_format_lists_the_known() -> None:
    with pytest.raises(NotAcceptableError, match="Offered: json, xml, csv, tsv, xlsx, html"):
        ROWS.choose(request("format=xls"))


@pytest.mark.parametrize("accept", ["text/" + "x" * LONGEST, "a/b," * PARTS_MOST])
def test_a_header_that_takes_too_long_to_read_is_refused_and_not_remembered(accept: str) -> None:
    remembered = wanted.cache_info().currsize
    for read in (parse_accept, negotiate_with_offered, TRIPLES.pick, lambda text: wanted(text, None, ())):
        with pytest.raises(TooMuchAcceptedError, match="Name only the forms that you read"):
            read(accept)
    assert wanted.cache_info().currsize == remembered


def negotiate_with_offered(accept: str) -> str:
    return negotiate(accept, OFFERED)


def test_the_longest_header_is_read() -> None:
    accept = ",".join(["a/b"] * (PARTS_MOST - 1)) + ",text/csv"
    assert ROWS.pick(accept).media_type == "text/csv"


def test_too_many_codings_are_none() -> None:
    assert coding_of("gzip" + " " * (LONGEST_CODINGS - 4)) == "gzip"
    assert coding_of("gzip" + " " * LONGEST_CODINGS) == ""


def test_who_accepts_too_much_is_told_so(client: TestClient) -> None:
    for path in ("/sparql?query=ASK{}", "/id/country/kyrgyzstan"):
        answer = client.get(path, headers={"Accept": "a/b," * PARTS_MOST})
        assert (answer.status_code, answer.headers["content-type"]) == (431, "application/problem+json")
        assert answer.json()["place"] == "Accept"
