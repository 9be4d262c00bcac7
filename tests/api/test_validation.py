"""Conditional requests, how long answers may be kept, and compression."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NoReturn

import brotli
import pytest
import zstandard
from starlette.requests import Request
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from api.compression import Compression
from api.main import create_app
from api.services import Services
from api.validation import LONGEST, Validation, asked_tags, program
from m4sd_graph.release import Release
from m4sd_graph.store.protocol import GraphChoice
from tests.conftest import services_over

POLICY = "/id/instrument/kg-migration-policy-concept-2021-2030"
PATHS = [
    POLICY,
    f"{POLICY}.ttl",
    f"{POLICY}?profile=full&lang=fr",
    "/",
    "/ontology",
    "/questions",
    "/questions/instruments-in-force?day=2023-01-01",
    "/graph/vocab/valence.nt",
    "/context/v1.jsonld",
    "/profile/full",
    "/schemas/Policy.json",
    "/shapes.html",
    "/resource?iri=sdg:10.7",
]
UNPACK: Mapping[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": lambda content: zstandard.ZstdDecompressor().decompressobj().decompress(content),
}


@pytest.mark.parametrize("path", PATHS)
def test_who_has_it_is_told_so(client: TestClient, path: str) -> None:
    first = client.get(path)
    tag = first.headers["etag"]
    assert first.status_code == 200
    assert tag.startswith('"')
    assert "accept-encoding" in first.headers["vary"].lower()
    for asked in (tag, f"W/{tag}", f'"other", {tag}', f'W/"a,b",{tag} , "c"', "*"):
        for method in ("GET", "HEAD"):
            again = client.request(method, path, headers={"If-None-Match": asked})
            assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag), asked
            assert again.headers["cache-control"] == first.headers["cache-control"]
            assert again.headers["x-m4sd-release"] == first.headers["x-m4sd-release"]
            assert again.headers["access-control-allow-origin"] == "*"
            assert "content-type" not in again.headers
    assert client.get(path, headers={"If-None-Match": '"other"'}).content == first.content


def test_what_differs_has_another_validator(client: TestClient) -> None:
    asked = [
        client.get(f"{POLICY}{query}", headers=headers).headers["etag"]
        for query in ("", ".ttl", "?profile=full", "?profile=minimal", "?lang=fr", "?context=embed")
        for headers in ({"Accept-Encoding": "gzip"}, {"Accept-Encoding": "br"}, {"Accept": "text/html"})
    ]
    assert len(set(asked)) == len(asked)
    hosts = {client.get(POLICY, headers={"Host": host}).headers["etag"] for host in ("a.example", "b.example")}
    assert len(hosts) == 2


def test_another_release_or_program_has_other_validators(services: Services) -> None:
    async def nothing(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise AssertionError("not asked")

    layer = Validation(nothing)
    request = Request(
        {"type": "http", "method": "GET", "path": "/x", "scheme": "http", "query_string": b"", "headers": []}
    )
    other = replace(services, manifest={**services.manifest, "digest": {"value": "sha256:0"}})
    tags = [layer.tag(request, services), layer.tag(request, other)]
    layer._program = "another"
    assert len({*tags, layer.tag(request, services)}) == 3
    assert program() == program()


def test_nothing_is_asked_of_the_release_for_what_a_client_has(release: Release) -> None:
    """The answer comes before the route: a store that fails is never met."""
    with TestClient(create_app(services_over(release))) as client:
        tag = client.get(POLICY).headers["etag"]
    broken = replace(services_over(release), store=Unanswering())
    with TestClient(create_app(broken), raise_server_exceptions=False) as client:
        assert client.get(POLICY, headers={"If-None-Match": tag}).status_code == 304
        assert client.get(POLICY, headers={"If-None-Match": '"other"'}).status_code == 500


class Unanswering:
    """A store that must not be asked."""

    def select(self, query: str, graphs: GraphChoice | None = None) -> NoReturn:
        raise AssertionError(query)

    def ask(self, query: str, graphs: GraphChoice | None = None) -> NoReturn:
        raise AssertionError(query)

    def construct(self, query: str, graphs: GraphChoice | None = None) -> NoReturn:
        raise AssertionError(query)

    def answer(self, query: str, media_type: str, graphs: GraphChoice | None = None) -> NoReturn:
        raise AssertionError(query)


@pytest.mark.parametrize("path", ["/id/none", f"{POLICY}?profile=x", "/context/v9.jsonld", "/schemas/X.json"])
def test_failures_are_not_kept(client: TestClient, path: str) -> None:
    for asked in ({}, {"If-None-Match": "*"}):
        answer = client.get(path, headers=asked)
        assert answer.status_code in (400, 404)
        assert answer.headers["cache-control"] == "no-cache"
        assert "etag" not in answer.headers


def test_how_long_answers_may_be_kept(client: TestClient) -> None:
    assert client.get("/context/v1.jsonld").headers["cache-control"] == "public, max-age=31536000, immutable"
    for path in (POLICY, "/", "/ontology", "/questions", "/openapi.json"):
        assert client.get(path).headers["cache-control"] == "public, no-cache"
    assert client.get("/health").headers["cache-control"] == "no-store"
    assert "etag" not in client.get("/health").headers


def test_behind_another_endpoint_the_content_decides(release: Release) -> None:
    """What such an endpoint holds may change without a new release."""
    services = services_over(release)
    settings = services.settings.model_copy(update={"endpoint": "http://127.0.0.1:1/sparql"})
    with (
        TestClient(create_app(services_over(release))) as usual,
        TestClient(create_app(replace(services, settings=settings))) as other,
    ):
        first = other.get(POLICY)
        assert first.headers["etag"] != usual.get(POLICY).headers["etag"]
        again = other.get(POLICY, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("values", "tags"),
    [
        (['"a"'], {"a"}),
        (['W/"a", "b"', '"c"'], {"a", "b", "c"}),
        (["*"], {"*"}),
        ([' "a,b" '], {"a,b"}),
        (["a"], set()),
        ([""], set()),
        ([], set()),
        (['"' + "a" * LONGEST + '"'], set()),
        (['"a', 'b"'], {"a,b"}),
        (['*, "a"'], {"a"}),
    ],
)
def test_validators_are_read(values: list[str], tags: set[str]) -> None:
    assert asked_tags(values) == tags


@pytest.mark.parametrize("coding", UNPACK)
@pytest.mark.parametrize(
    "path", [POLICY, f"{POLICY}.ttl", f"{POLICY}.html", "/openapi.json", "/graph/international.nt"]
)
def test_text_is_compressed(client: TestClient, path: str, coding: str) -> None:
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    with client.stream("GET", path, headers={"Accept-Encoding": coding}) as answer:
        packed = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == coding
    assert int(answer.headers["content-length"]) == len(packed) < len(plain.content)
    assert UNPACK[coding](packed) == plain.content
    assert answer.headers["etag"] != plain.headers["etag"]
    headed = client.head(path, headers={"Accept-Encoding": coding})
    assert headed.headers["content-length"] == str(len(packed))


@pytest.mark.parametrize("accepted", ["", "deflate", "br;q=0", "x" * 5000, "*;q=0", ";;", "gzip;q=x"])
def test_who_takes_no_coding_gets_it_plain(client: TestClient, accepted: str) -> None:
    answer = client.get(POLICY, headers={"Accept-Encoding": accepted})
    assert (answer.status_code, answer.headers.get("content-encoding")) == (200, None)
    assert answer.json()["type"] == ["Policy"]


def test_what_is_short_or_no_text_is_sent_as_it_is(client: TestClient) -> None:
    assert "content-encoding" not in client.get("/health", headers={"Accept-Encoding": "gzip"}).headers
    assert "content-encoding" not in client.get("/profile/x", headers={"Accept-Encoding": "gzip"}).headers


async def sent(
    coding: str, headers: list[tuple[bytes, bytes]], pieces: list[bytes], services: Services
) -> list[Message]:
    """What goes out through the compression of an application that sends these pieces."""

    class App:
        class state:  # noqa: N801 - as Starlette names it
            pass

    App.state.services = services  # type: ignore[attr-defined]
    found: list[Message] = []

    async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        for piece in pieces[:-1]:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": pieces[-1]})

    async def receive() -> Message:
        raise AssertionError("nothing is read")

    async def send(message: Message) -> None:
        found.append(message)

    scope = {"type": "http", "path": "/x", "headers": [(b"accept-encoding", coding.encode())], "app": App}
    await Compression(app)(scope, receive, send)
    return found


@pytest.mark.anyio
@pytest.mark.parametrize("coding", UNPACK)
async def test_a_stream_is_compressed_piece_by_piece(services: Services, coding: str) -> None:
    pieces = [b"a" * 50_000, b"b" * 50_000, b"", b"c"]
    headers = [(b"content-type", b"text/csv"), (b"content-length", b"100001")]
    start, *body = await sent(coding, headers, pieces, services)
    told = dict(start["headers"])
    assert (told[b"content-encoding"], b"content-length" in told) == (coding.encode(), False)
    assert UNPACK[coding](b"".join(m["body"] for m in body)) == b"".join(pieces)
    assert [m.get("more_body", False) for m in body] == [True, True, True, False]


@pytest.mark.anyio
@pytest.mark.parametrize(
    "header",
    [(b"content-encoding", b"br"), (b"content-range", b"bytes 0-9/10"), (b"content-type", b"image/png")],
)
async def test_what_is_packed_or_a_part_is_left_alone(services: Services, header: tuple[bytes, bytes]) -> None:
    body = b"a" * 5000
    headers = [header, *([] if header[0] == b"content-type" else [(b"content-type", b"text/csv")])]
    start, piece = await sent("gzip", headers, [body], services)
    assert (start["headers"], piece["body"]) == (headers, body)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
