"""``/sparql`` without a query describes the service to programs and shows browsers the editor."""

from __future__ import annotations

import gzip
import json

import brotli
import pyoxigraph as ox
import pytest
import zstandard
from starlette.testclient import TestClient

from api.services import Services

SD = "http://www.w3.org/ns/sparql-service-description#"
TYPES = ["text/turtle", "application/n-triples", "application/rdf+xml", "application/n-quads", "application/trig"]


def described(client: TestClient, accept: str, **parameters: str) -> ox.Store:
    answer = client.get("/sparql", params=parameters, headers={"Accept": accept})
    assert answer.status_code == 200
    kind = answer.headers["content-type"].partition(";")[0]
    format_ = ox.RdfFormat.from_media_type(kind)
    assert format_ is not None
    assert kind == accept
    store = ox.Store()
    store.load(answer.content, format_)
    return store


@pytest.mark.parametrize("accept", TYPES)
def test_every_form_describes_the_endpoint(client: TestClient, accept: str) -> None:
    query = f"ASK {{ ?s a <{SD}Service> ; <{SD}endpoint> <http://testserver/sparql> }}"
    assert described(client, accept).query(query)


def test_the_forms_say_the_same(client: TestClient) -> None:
    sizes = {len(described(client, accept)) for accept in TYPES}
    assert len(sizes) == 1
    assert sizes.pop() > 50


def test_json_ld_names_the_context(client: TestClient) -> None:
    answer = client.get("/sparql", headers={"Accept": "application/ld+json"})
    assert json.loads(answer.content)["@context"] == "http://testserver/context/v1.jsonld"


def test_turtle_is_what_is_sent_to_who_does_not_care(client: TestClient) -> None:
    assert client.get("/sparql", headers={"Accept": "*/*"}).headers["content-type"].startswith("text/turtle")


def test_a_format_wins_over_accept(client: TestClient) -> None:
    answer = client.get("/sparql?format=nt", headers={"Accept": "text/html"})
    assert answer.headers["content-type"].startswith("application/n-triples")


def test_browsers_get_the_editor(client: TestClient) -> None:
    answer = client.get("/sparql", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert answer.headers["content-type"].startswith("text/html")
    assert "<textarea" in answer.text


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_every_coding_holds_the_same(client: TestClient, coding: str) -> None:
    decode = {
        "gzip": gzip.decompress,
        "br": brotli.decompress,
        "zstd": lambda content: zstandard.ZstdDecompressor().decompressobj().decompress(content),
    }[coding]
    plain = client.get("/sparql", headers={"Accept": "text/turtle", "Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    with client.stream("GET", "/sparql", headers={"Accept": "text/turtle", "Accept-Encoding": coding}) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == coding
    assert decode(raw) == plain.content
    assert answer.headers["etag"] != plain.headers["etag"]


@pytest.mark.parametrize("accept", ["text/turtle", "application/ld+json"])
def test_a_copy_that_is_still_right_is_not_sent_again(client: TestClient, accept: str) -> None:
    first = client.get("/sparql", headers={"Accept": accept})
    again = client.get("/sparql", headers={"Accept": accept, "If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    for name in ("etag", "vary", "cache-control"):
        assert again.headers[name] == first.headers[name]
    other = client.get("/sparql", headers={"Accept": "application/rdf+xml", "If-None-Match": first.headers["etag"]})
    assert other.status_code == 200


def test_head_has_no_body(client: TestClient) -> None:
    got = client.get("/sparql", headers={"Accept": "text/turtle"})
    headed = client.head("/sparql", headers={"Accept": "text/turtle"})
    assert (headed.status_code, headed.content, headed.headers["etag"]) == (200, b"", got.headers["etag"])


def test_what_the_service_offers_is_said(client: TestClient, services: Services) -> None:
    text = client.get("/sparql", headers={"Accept": "application/n-triples"}).text
    assert "http://www.w3.org/ns/formats/SPARQL_Results_CSV" in text
    assert f"{SD}UnionDefaultGraph" in text
    assert services.name in text


@pytest.mark.parametrize("accept", ["text/csv", "image/png", "application/sparql-results+json"])
def test_who_wants_rows_has_forgotten_the_query(client: TestClient, accept: str) -> None:
    answer = client.get("/sparql", headers={"Accept": accept})
    assert (answer.status_code, answer.json()["detail"]) == (400, "no query was sent.")
