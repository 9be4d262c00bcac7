"""Whatever a client sends to a collection, it gets an answer or a problem that says what to do: never a failure."""

from __future__ import annotations

import base64

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from m4sd_graph.collections import COLLECTIONS
from m4sd_graph.collections.cursor import Cursor, read_cursor

HOSTILE = [
    "limit=0",
    "limit=-1",
    "limit=1001",
    "limit=1e3",
    "limit=99999999999999999999",
    "limit=%D9%A3",
    "limit=5&limit=6",
    "cursor=x",
    "cursor=AAAA",
    "cursor=%F0%9F%98%80",
    "cursor=" + "A" * 5000,
    "cursor=a&cursor=b",
    "sort=",
    "sort=-",
    "sort=--label",
    "sort=label&sort=id",
    "lang=%00",
    "lang=" + "x," * 50,
    "lang=fr&lang=en",
    "format=exe",
    "format=csv&format=xlsx",
    "context=remote",
    "country=%00",
    "country=%zz",
    "country=%FF%FE",
    "country=%ED%A0%80",
    "country=" + "K" * 10_000,
    "country=%3Cx%3E%20%7D%20%7D%20DROP",
    "country=KGZ%22%20UNION",
    "&".join(f"type=t{n}" for n in range(2000)),
    "text=" + "a" * 10_000,
    "text=%2E%2A%28",
    "text=%5Cu0022%29%20%7D",
    "text=" + "%20".join("abcdefghijklmnop"),
    "text=" + "%C3%A9" * 200,
    "inForce=today",
    "inForce=0000-00-00",
    "inForce=9999-99-99",
    "inForce=2023-01-01T00:00:00Z",
    "inForce=2023-01-01&inForce=2023-01-02",
    "certainty=yes&certainty=sometimes",
    "certainty=no",
    "gcm=19%28b%29%00",
    "%00=1",
    "=1",
    "a" * 5000 + "=1",
    "unknown",
    "country[]=KGZ",
    "__proto__=1",
    ";".join(["country=KGZ"] * 50),
]
# What is odd but says something that can be answered.
HARMLESS = {"sort=", "text=" + "%C3%A9" * 200, "text=%5Cu0022%29%20%7D"}


@pytest.mark.parametrize("query", HOSTILE, ids=lambda q: q[:40])
def test_hostile_parameters_are_problems(client: TestClient, query: str) -> None:
    answer = client.get(f"/policies?{query}")
    if query in HARMLESS:
        assert answer.status_code == 200
        return
    assert 400 <= answer.status_code < 500, answer.status_code
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == answer.status_code
    assert problem["detail"]
    assert "Traceback" not in answer.text
    assert len(answer.text) < 4_000


@pytest.mark.parametrize("form", ["csv", "xlsx", "html", "jsonld"])
@pytest.mark.parametrize("query", ["country=%00", "limit=0", "unknown=1", "cursor=x"])
def test_every_form_has_the_same_problems(client: TestClient, form: str, query: str) -> None:
    answer = client.get(f"/policies.{form}?{query}")
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("text/html" if form == "html" else "application/problem+json")


def test_limits_are_those_of_the_documentation(client: TestClient) -> None:
    for limit in (1, 50, 1000):
        assert client.get(f"/targets?limit={limit}").status_code == 200
    assert "between 1 and 1000" in client.get("/targets?limit=1001").json()["detail"]


def first_cursor(client: TestClient, address: str) -> str:
    view = client.get(address).json()["view"]["next"]
    return str(view.partition("cursor=")[2])


def test_a_cursor_of_other_filters_is_foreign(client: TestClient) -> None:
    cursor = first_cursor(client, "/instruments?limit=2&country=KGZ")
    assert client.get(f"/instruments?limit=9&country=KGZ&cursor={cursor}").status_code == 200
    for address in ("/instruments?", "/instruments?country=KGZ&sort=-label&", "/policies?country=KGZ&"):
        answer = client.get(f"{address}cursor={cursor}")
        assert answer.status_code == 400
        assert "begin again" in answer.json()["remedy"]


def test_a_cursor_of_an_earlier_release_is_gone(client: TestClient) -> None:
    read = read_cursor(first_cursor(client, "/instruments?limit=2"))
    old = Cursor(read.iri, read.backward, read.language, read.digest, "0.0.9+00000000")
    answer = client.get(f"/instruments?limit=2&cursor={old}")
    assert answer.status_code == 410
    assert answer.json()["remedy"] == "Begin again without a cursor."
    assert answer.json()["title"] == "Cursor out of date"


def test_a_cursor_to_a_stranger_is_refused(client: TestClient) -> None:
    read = read_cursor(first_cursor(client, "/instruments?limit=2"))
    stranger = Cursor("https://example.org/x", False, "en", read.digest, read.release)
    assert client.get(f"/instruments?cursor={stranger}").status_code == 400


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=80))
def test_any_bytes_as_a_cursor_are_a_problem(client: TestClient, data: bytes) -> None:
    text = base64.urlsafe_b64encode(data).decode()
    assert client.get("/treaties", params={"cursor": text}).status_code == (400 if text.strip() else 200)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(sorted(COLLECTIONS)),
    parameter=st.sampled_from(
        ["country", "type", "text", "sort", "limit", "lang", "grade", "sdg", "inForce", "format"]
    ),
    value=st.text(max_size=40),
)
def test_any_value_is_answered_or_a_problem(client: TestClient, name: str, parameter: str, value: str) -> None:
    answer = client.get(f"/{name}", params={parameter: value})
    assert answer.status_code in (200, 400, 406), answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_collections_are_only_read(client: TestClient, method: str) -> None:
    assert client.request(method, "/policies").status_code == 405


def test_head_and_options(client: TestClient) -> None:
    head = client.head("/policies?limit=2")
    assert (head.status_code, head.content) == (200, b"")
    assert 'rel="next"' in head.headers["link"]
    assert client.options("/policies").status_code == 204
