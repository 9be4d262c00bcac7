"""Replies go out whole with their length or in chunks without a false end, and say what they are."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, MutableMapping
from typing import Any

import pytest

from api.sparql.answers import content_of, matches, packed, send_stream, send_whole, unpacked, valid
from api.sparql.exchange import lines
from m4sd_graph.errors import StoreError
from m4sd_graph.workers.run import Budget, Reply, Spool
from m4sd_graph.workers.wire import End, Head

ETAG = b'W/"abc"'


class Client:
    """What a client receives, message by message."""

    def __init__(self) -> None:
        self.messages: list[MutableMapping[str, Any]] = []

    async def send(self, message: MutableMapping[str, Any]) -> None:
        self.messages.append(message)

    @property
    def headers(self) -> dict[bytes, bytes]:
        return dict(self.messages[0]["headers"])

    @property
    def body(self) -> bytes:
        return b"".join(message["body"] for message in self.messages[1:])

    @property
    def whole(self) -> bool:
        return not self.messages[-1].get("more_body", False)


def scope(method: str = "GET", version: str = "1.1") -> dict[str, Any]:
    return {"type": "http", "method": method, "http_version": version}


def run(work: Coroutine[Any, Any, None]) -> None:
    async def bounded() -> None:
        async with asyncio.timeout(10):
            await work

    asyncio.run(bounded())


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
@pytest.mark.parametrize("size", [0, 10, 100_000])
def test_a_whole_body_has_its_length(method: str, size: int) -> None:
    client = Client()
    run(send_whole(scope(method), client.send, 200, [(b"a", b"b")], bytes(size)))
    assert client.headers == {b"a": b"b", b"content-length": b"%d" % size}
    assert (client.body, client.whole) == (b"" if method == "HEAD" else bytes(size), True)


def test_not_modified_has_no_length() -> None:
    client = Client()
    run(send_whole(scope(), client.send, 304, [(b"etag", ETAG)], b""))
    assert (client.messages[0]["status"], client.headers, client.body) == (304, {b"etag": ETAG}, b"")


def spool(*pieces: bytes, error: StoreError | None = None) -> Spool:
    made = Spool(Budget(0))
    for piece in pieces:
        made.put(piece)
    made.finish(error)
    return made


async def streamed(scope: dict[str, Any], client: Client, *pieces: bytes, error: StoreError | None = None) -> None:
    await send_stream(scope, client.send, [(b"a", b"b")], spool(*pieces, error=error))


def test_a_stream_has_no_length_and_an_end() -> None:
    client = Client()
    run(streamed(scope(), client, b"one", b"two"))
    assert (client.headers, client.body, client.whole) == ({b"a": b"b"}, b"onetwo", True)


def test_a_stream_for_http_1_0_has_its_length() -> None:
    client = Client()
    run(streamed(scope(version="1.0"), client, b"one", b"two"))
    assert (client.headers[b"content-length"], client.body) == (b"6", b"onetwo")


def test_a_stream_for_head_has_no_body() -> None:
    client = Client()
    run(streamed(scope("HEAD"), client, b"one"))
    assert (client.body, client.whole) == (b"", True)


def test_a_stream_that_fails_has_no_end() -> None:
    client = Client()
    with pytest.raises(StoreError, match="broken"):
        run(streamed(scope(), client, b"half", error=StoreError("broken.")))
    assert (client.body, client.whole) == (b"half", False)


@pytest.mark.parametrize(
    ("sent", "same"),
    [
        (b"", False),
        (b"*", True),
        (b'W/"abc"', True),
        (b'"abc"', True),
        (b'"x", W/"abc"', True),
        (b'"x","abc" , "y"', True),
        (b'"ab"', False),
        (b"abc", False),
        (b'W/"ABC"', False),
    ],
)
def test_a_validator_is_compared_weakly(sent: bytes, same: bool) -> None:
    assert matches(sent, ETAG) is same


def test_a_body_says_what_it_is() -> None:
    head, end = Head("rows", "text/csv", "gzip"), End(3, 0.1, 0.1, False)
    found = content_of(Reply("1.0", head, b"", end), "text/csv")
    assert found == [
        (b"content-type", b"text/csv; charset=utf-8"),
        (b"content-encoding", b"gzip"),
        (b"x-m4sd-rows", b"3"),
    ]
    assert valid([*found, (b"etag", ETAG)]) == [(b"etag", ETAG)]
    plain = Reply("1.0", head._replace(coding=""), b"", End(None, 0.1, 0.1, False))
    assert content_of(plain, "application/json") == [(b"content-type", b"application/json")]
    assert content_of(Reply("1.0", head), "text/csv")[-1] == (b"content-encoding", b"gzip")


@pytest.mark.parametrize("body", [b"", b"a: b\r\n\r\nc", b"content-length: 9\r\n"])
def test_a_packed_answer_is_unpacked_as_it_was(body: bytes) -> None:
    first, last = (b"vary", b"Accept: x"), (b"etag", ETAG)
    answer = packed(lines([first]), [last], body)
    assert answer == b"vary: Accept: x\r\netag: %b\r\ncontent-length: %d\r\n\r\n%b" % (ETAG, len(body), body)
    assert unpacked(answer) == ([first, last], body)
