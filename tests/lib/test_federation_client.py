"""SERVICE calls reach the allowed endpoint and nothing else, end in time, and fail with one clear error."""

from __future__ import annotations

import asyncio
import gzip
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeAlias, TypedDict, Unpack
from urllib.parse import parse_qs

import pytest

from m4sd_graph.errors import ServiceCallError
from m4sd_graph.federation.client import MOST_CALLS, ServiceClient

JSON = "application/sparql-results+json"
EMPTY = b'{"head": {"vars": []}, "results": {"bindings": []}}'
ASK = "SELECT * WHERE { ?s ?p 'é&=+' }"
Reader: TypeAlias = asyncio.StreamReader
Writer: TypeAlias = asyncio.StreamWriter
Behaviour = Callable[[str, bytes, Writer], Awaitable[None]]


class Options(TypedDict, total=False):
    """What a client may be told."""

    connect_timeout: float
    read_timeout: float
    max_bytes: int
    allow_private: bool


def answer(body: bytes = EMPTY, kind: str = JSON, status: int = 200, *more: str) -> bytes:
    head = [f"HTTP/1.1 {status} Told", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *more]
    return "\r\n".join([*head, "", ""]).encode() + body


def saying(content: bytes) -> Behaviour:
    async def behave(head: str, body: bytes, writer: Writer) -> None:
        writer.write(content)

    return behave


@asynccontextmanager
async def endpoint(behave: Behaviour, tls: ssl.SSLContext | None = None) -> AsyncIterator[tuple[int, list[str]]]:
    """A server on loopback that behaves in some way after each request; yields its port and the requests it got."""
    requests: list[str] = []

    async def serve(reader: Reader, writer: Writer) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            size = next((int(x.split(":")[1]) for x in head.splitlines() if x.lower().startswith("content-length")), 0)
            body = await reader.readexactly(size)
            requests.append(head + body.decode())
            await behave(head, body, writer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1], requests
    finally:
        server.close()


async def fetched(address: str, seconds: float = 5, **options: Unpack[Options]) -> bytes:
    settings: Options = {"allow_private": True, **options}
    client = ServiceClient(frozenset({address}), version="1.2", **settings)
    try:
        return await client.fetch(address, ASK, seconds)
    finally:
        await client.close()


def told(behave: Behaviour, seconds: float = 5, **options: Unpack[Options]) -> str:
    """The message of the error that an endpoint's behaviour ends in."""

    async def failing() -> str:
        async with endpoint(behave) as (port, _):
            address = f"http://127.0.0.1:{port}/sparql"
            with pytest.raises(ServiceCallError) as caught:
                await fetched(address, seconds, **options)
            assert caught.value.place == address
            assert caught.value.status == 502
            assert caught.value.remedy
            return caught.value.message

    return asyncio.run(failing())


def test_the_query_is_posted_as_a_form_and_the_bytes_come_back() -> None:
    async def ask() -> tuple[bytes, str]:
        async with endpoint(saying(answer(kind="application/json; charset=utf-8"))) as (port, requests):
            return await fetched(f"http://localhost:{port}/some/path?x=1&y"), requests[0]

    content, request = asyncio.run(ask())
    head, _, form = request.partition("\r\n\r\n")
    assert content == EMPTY
    assert head.startswith("POST /some/path?x=1&y HTTP/1.1\r\nHost: localhost:")
    assert parse_qs(form) == {"query": [ASK]}
    assert "Content-Type: application/x-www-form-urlencoded" in head
    assert "Accept: application/sparql-results+json" in head
    assert "Accept-Encoding: identity" in head
    assert "User-Agent: m4sd-graph/1.2 (" in head
    assert not {"cookie", "authorization", "referer"} & {line.split(":")[0].lower() for line in head.splitlines()}


def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")

    async def ask() -> bytes:
        async with endpoint(saying(answer())) as (port, _):
            return await fetched(f"http://127.0.0.1:{port}/")

    assert asyncio.run(ask()) == EMPTY


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_on_the_same_server_are_followed(status: int) -> None:
    async def behave(head: str, body: bytes, writer: Writer) -> None:
        moved = answer(b"", "text/html", status, "Location: /moved?a#b")
        writer.write(answer() if head.split()[1] == "/moved?a" else moved)

    async def ask() -> tuple[bytes, list[str]]:
        async with endpoint(behave) as (port, requests):
            return await fetched(f"http://127.0.0.1:{port}/sparql"), requests

    content, requests = asyncio.run(ask())
    assert content == EMPTY
    assert requests[1].startswith("GET" if status == 303 else "POST")
    assert ("query=" in requests[1]) == (status != 303)


@pytest.mark.parametrize(
    "location", ["http://127.0.0.1:{other}/", "http://localhost:{port}/", "https://127.0.0.1:{port}/", "//127.0.0.1/x"]
)
def test_redirects_to_another_server_are_not_followed(location: str) -> None:
    async def ask() -> list[str]:
        async with endpoint(saying(answer())) as (other, asked):

            async def behave(head: str, body: bytes, writer: Writer) -> None:
                port = writer.get_extra_info("sockname")[1]
                writer.write(answer(b"", JSON, 307, f"Location: {location.format(other=other, port=port)}"))

            async with endpoint(behave) as (port, requests):
                with pytest.raises(ServiceCallError, match="redirects to another server: http"):
                    await fetched(f"http://127.0.0.1:{port}/")
            return asked + requests[1:]

    assert asyncio.run(ask()) == []


@pytest.mark.parametrize(
    ("location", "message"),
    [
        ("Location: /again", "redirects more than 3 times"),
        ("Location: file:///etc/passwd", "redirects to 'file:///etc/passwd', which is no usable address"),
        ("Location: http://[", "no usable address"),
        ("Location: http://user@127.0.0.1/", "no usable address"),
        ("Location: /a b", "no usable address"),
        ("X-Location: /x", "redirects more than 3 times"),
    ],
)
def test_redirects_that_lead_nowhere_are_errors(location: str, message: str) -> None:
    assert message in told(saying(answer(b"", JSON, 302, location)))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (answer(b"query timed out \x1b[31m\r\nat line 1", "text/plain", 500), "status 500: query timed out  [31m."),
        (answer(b"x" * 5000, "text/plain", 503), f"status 503: {'x' * 200}…"),
        (answer(b"", "text/plain", 404), "status 404."),
        (answer(b"<h1>No</h1>", "text/html", 403), "status 403."),
        (answer(EMPTY, JSON, 204), "status 204"),
        (answer(b"<html>", "text/html"), "answered with text/html instead of SPARQL JSON"),
        (answer(b"<sparql/>", "application/sparql-results+xml"), "instead of SPARQL JSON"),
        (answer(EMPTY, ""), "an unnamed format instead"),
        (answer(gzip.compress(b" " * 1_000_000), JSON, 200, "Content-Encoding: gzip"), "answered compressed"),
        (b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{}", "broke off: "),
        (
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
            "broke off",
        ),
        (b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", "broke off: "),
        (b"SSH-2.0-OpenSSH\r\n", "broke off: "),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000, "broke off: "),
        (b"", "broke off: Server disconnected"),
    ],
)
def test_what_is_no_answer_is_one_error(content: bytes, message: str) -> None:
    assert message in told(saying(content))


@pytest.mark.parametrize("framing", [b"Transfer-Encoding: chunked", b"Content-Length: 100000000", b"Connection: close"])
def test_a_body_is_cut_at_its_limit(framing: bytes) -> None:
    sent = 0

    async def behave(head: str, body: bytes, writer: Writer) -> None:
        nonlocal sent
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + framing + b"\r\n\r\n")
        for _ in range(1000):
            writer.write((b"2710\r\n" if b"chunked" in framing else b"") + b"x" * 10_000 + b"\r\n")
            await writer.drain()
            sent += 10_000

    assert "answered with more than 50000 bytes" in told(behave, max_bytes=50_000)
    assert sent < 10_000_000


def test_a_body_of_the_very_limit_is_whole() -> None:
    async def ask() -> bytes:
        async with endpoint(saying(answer(b"x" * 50_000))) as (port, _):
            return await fetched(f"http://127.0.0.1:{port}/", max_bytes=50_000)

    assert asyncio.run(ask()) == b"x" * 50_000


async def drip(head: str, body: bytes, writer: Writer) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(100):
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.05)


async def silence(head: str, body: bytes, writer: Writer) -> None:
    await asyncio.sleep(5)


@pytest.mark.parametrize(
    ("behave", "seconds", "options", "message"),
    [
        (drip, 0.5, {"read_timeout": 5.0}, "had not answered when the time for the query was over"),
        (silence, 0.5, {"read_timeout": 5.0}, "had not answered when the time for the query was over"),
        (silence, 5, {"read_timeout": 0.5}, "stopped answering"),
        (saying(answer()), -1, {}, "had not answered when the time for the query was over"),
    ],
)
def test_slow_endpoints_end_in_time(behave: Behaviour, seconds: float, options: Options, message: str) -> None:
    began = time.monotonic()
    assert message in told(behave, seconds, **options)
    assert time.monotonic() - began < 4


def test_others_are_served_while_a_body_comes_in_tiny_pieces() -> None:
    async def behave(head: str, body: bytes, writer: Writer) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
        writer.write(b"1\r\nx\r\n" * 40_000 + b"0\r\n\r\n")

    async def longest_pause() -> float:
        async with endpoint(behave) as (port, _):
            asking = asyncio.create_task(fetched(f"http://127.0.0.1:{port}/", 30))
            longest, last = 0.0, time.monotonic()
            while not asking.done():
                await asyncio.sleep(0)
                longest, last = max(longest, time.monotonic() - last), time.monotonic()
            assert len(await asking) == 40_000
            return longest

    assert asyncio.run(longest_pause()) < 0.5


def test_only_the_allowed_address_is_asked() -> None:
    async def ask() -> None:
        client = ServiceClient(frozenset({"http://127.0.0.1:9/a"}), allow_private=True)
        await client.fetch("http://127.0.0.1:9/b", ASK, 1)

    with pytest.raises(ServiceCallError, match=r"^http://127.0.0.1:9/b: is not among the allowed endpoints"):
        asyncio.run(ask())


def test_calls_that_are_cut_off_leave_room_for_others() -> None:
    async def ask() -> tuple[list[object], bytes]:
        async with endpoint(silence) as (slow, _), endpoint(saying(answer())) as (quick, _):
            silent, prompt = f"http://127.0.0.1:{slow}/", f"http://127.0.0.1:{quick}/"
            client = ServiceClient(frozenset({silent, prompt}), allow_private=True)
            calls = (client.fetch(silent, ASK, 0.5) for _ in range(3 * MOST_CALLS))
            outcomes = await asyncio.gather(*calls, return_exceptions=True)
            content = await client.fetch(prompt, ASK, 5)
            await client.close()
            return list(outcomes), content

    outcomes, content = asyncio.run(ask())
    assert [type(outcome) for outcome in outcomes] == [ServiceCallError] * 3 * MOST_CALLS
    assert content == EMPTY


def test_closing_breaks_off_the_calls_under_way() -> None:
    async def ask() -> None:
        async with endpoint(silence) as (port, _):
            address = f"http://127.0.0.1:{port}/"
            client = ServiceClient(frozenset({address}), allow_private=True)
            call = asyncio.create_task(client.fetch(address, ASK, 5))
            await asyncio.sleep(0.2)
            await client.close()
            await call

    began = time.monotonic()
    with pytest.raises(ServiceCallError, match="broke off"):
        asyncio.run(ask())
    assert time.monotonic() - began < 4
