"""HEAD, OPTIONS, CORS and the headers that keep browsers safe, on every door and on every failure."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from starlette.testclient import TestClient

DOORS = [
    "/",
    "/health",
    "/context/v1.jsonld",
    "/openapi.json",
    "/static/icon.svg",
    "/ontology",
    "/questions",
    "/questions/findings-by-domain",
    "/sparql?query=ASK%7B%7D",
    "/id/country/kyrgyzstan",
    "/vocab/confidence",
    "/graph/international",
    "/prefix",
    "/resource?iri=http://metadata.un.org/sdg/10.7",
]
FAILURES = [
    ("GET", "/id/nothing", 404),
    ("GET", "/nowhere", 404),
    ("PUT", "/sparql", 405),
    ("GET", "/sparql?query=x", 400),
]


@pytest.mark.parametrize("path", DOORS)
def test_head_is_get_without_a_body(client: TestClient, path: str) -> None:
    got, headed = client.get(path), client.head(path)
    assert (got.status_code, headed.status_code) == (200, 200)
    assert headed.content == b""
    assert lasting(headed.headers) == lasting(got.headers)


def lasting(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers without the time that an answer took."""
    return {name: value for name, value in headers.items() if name != "server-timing"}


@pytest.mark.parametrize("path", DOORS)
def test_any_origin_may_read(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"Origin": "https://example.org"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-m4sd-release"].startswith("0.")
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize(("method", "path", "status"), FAILURES)
def test_any_origin_may_read_failures(client: TestClient, method: str, path: str, status: int) -> None:
    answer = client.request(method, path)
    assert answer.status_code == status
    assert answer.headers["access-control-allow-origin"] == "*"


def test_preflight_of_a_query(client: TestClient) -> None:
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    answer = client.options("/sparql", headers={**asked, "Access-Control-Request-Headers": "content-type, x-evil"})
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-methods"] == "GET, HEAD, POST, OPTIONS"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "evil" not in str(answer.headers)


def test_preflight_elsewhere_allows_reading_only(client: TestClient) -> None:
    assert client.options("/id/country/kyrgyzstan").headers["allow"] == "GET, HEAD, OPTIONS"


def test_pages_may_load_from_nowhere_else(client: TestClient) -> None:
    policy = client.get("/", headers={"Accept": "text/html"}).headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy


def test_a_new_style_sheet_is_seen_at_once(client: TestClient) -> None:
    answer = client.get("/static/icon.svg")
    assert answer.headers["cache-control"] == "no-cache"
    again = client.get("/static/icon.svg", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_nothing_can_be_written(client: TestClient, method: str) -> None:
    for path in ("/sparql", "/id/country/kyrgyzstan", "/graph/international", "/questions"):
        answer = client.request(method, path)
        assert answer.status_code == 405
        assert answer.headers["allow"] == client.options(path).headers["allow"]
        assert answer.json()["detail"] == f"{method} is not possible here."
