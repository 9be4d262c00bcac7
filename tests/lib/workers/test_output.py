"""A body goes out whole or in pieces, in any coding, and says the same each time."""

from __future__ import annotations

import base64
import gzip
import json
import random
import socket
import threading
from collections.abc import Callable, Iterator
from typing import NamedTuple

import brotli
import pytest
import zstandard

from m4sd_graph.errors import QueryLimitError
from m4sd_graph.store.protocol import RESULT_TYPES
from m4sd_graph.workers.output import CODERS, PIECE, WHOLE, WORTH, Output, compressed
from m4sd_graph.workers.wire import DATA, HEAD, HEADER, LARGEST, Head, frames, head_of
from tests.lib.workers.support import desk_of

DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "gzip": gzip.decompress,
    "br": lambda content: bytes(brotli.decompress(content)),
    "zstd": lambda content: zstandard.ZstdDecompressor().decompressobj().decompress(content),
}
CSV = "text/csv"
ROOM = 64 * 1024 * 1024


class Link:
    """A socket pair whose other end a thread reads until it is closed."""

    def __init__(self) -> None:
        self._ours, self._theirs = socket.socketpair()
        self.desk = desk_of(self._ours)
        self._read = bytearray()
        self._thread = threading.Thread(target=self._drain)
        self._thread.start()

    def _drain(self) -> None:
        with self._theirs:
            while piece := self._theirs.recv(1 << 20):
                self._read += piece

    def frames(self) -> list[tuple[bytes, bytes]]:
        """Everything that was sent."""
        self._ours.close()
        self._thread.join(10)
        found = list(frames(self._read))
        assert not self._read
        return found


class Sent(NamedTuple):
    """A body as the parent received it."""

    head: Head
    body: bytes
    sizes: list[int]


@pytest.fixture
def link() -> Iterator[Link]:
    link = Link()
    yield link
    link.frames()


def lines(size: int) -> bytes:
    """About ``size`` bytes of CSV that compress badly."""
    rows = (b"%d,%d\r\n" % (i * 7_919 % 1_000_003, i * i % 999_983) for i in range(size // 16))
    return b"a,b\r\n" + b"".join(rows)


def sent(link: Link, out: Output) -> Sent:
    """Close a body that has been begun, and read it as the parent does."""
    link.desk.sendall(out.rest())
    (kind, told), *pieces = link.frames()
    assert kind == HEAD
    assert {piece for piece, _ in pieces} == {DATA}
    return Sent(head_of(told), b"".join(piece for _, piece in pieces), [len(piece) for _, piece in pieces])


def written(out: Output, content: bytes, step: int = 8_192) -> Output:
    for start in range(0, len(content), step):
        assert out.write(content[start : start + step]) == len(content[start : start + step])
    return out


def test_there_is_a_decoder_for_every_coding() -> None:
    assert set(DECODERS) == {"", *CODERS}


@pytest.mark.parametrize("coding", DECODERS)
@pytest.mark.parametrize("size", [0, WORTH, PIECE, WHOLE - 100])
def test_a_small_body_is_held_back_and_goes_out_whole(link: Link, coding: str, size: int) -> None:
    content = lines(size)
    out = written(Output(link.desk, Head("rows", CSV, coding), ROOM), content)
    assert not out.begun
    head, body, rows = out.whole()
    assert DECODERS[head.coding](body) == content
    assert head.coding == (coding if len(content) >= WORTH else "")
    assert rows == content.count(b"\n") - 1
    assert link.frames() == []


@pytest.mark.parametrize("coding", DECODERS)
def test_a_large_body_streams_in_the_coding(link: Link, coding: str) -> None:
    content = lines(3 * WHOLE)
    out = written(Output(link.desk, Head("rows", CSV, coding), ROOM), content)
    assert out.begun
    found = sent(link, out)
    assert found.head == Head("rows", CSV, coding)
    assert DECODERS[coding](found.body) == content


@pytest.mark.parametrize("coding", DECODERS)
def test_no_frame_is_larger_than_the_parent_takes(link: Link, coding: str) -> None:
    """Neither where one piece is of any size, as JSON-LD is, nor where a coder keeps much back."""
    content = base64.b64encode(random.Random(1).randbytes(2 * LARGEST))
    found = sent(link, written(Output(link.desk, Head("triples", CSV, coding), ROOM), content, len(content)))
    assert DECODERS[coding](found.body) == content
    assert max(found.sizes) + HEADER.size < LARGEST


def test_the_whole_is_decided_at_its_size(link: Link) -> None:
    out = written(Output(link.desk, Head("rows", CSV, ""), ROOM), bytes(WHOLE))
    assert not out.begun
    out.write(b"x")
    assert out.begun
    assert sent(link, out).body == bytes(WHOLE) + b"x"


@pytest.mark.parametrize("limit", [10, WHOLE + 10])
def test_a_body_over_the_limit_is_an_error_that_names_it(link: Link, limit: int) -> None:
    out = written(Output(link.desk, Head("rows", CSV, ""), limit), bytes(limit))
    with pytest.raises(QueryLimitError, match=f"larger than {limit} bytes") as caught:
        out.write(b"x")
    assert caught.value.details() == {"limit": "result", "value": limit, "unit": "bytes"}
    assert caught.value.remedy


def test_the_limit_is_of_the_body_before_compression(link: Link) -> None:
    out = Output(link.desk, Head("rows", CSV, "gzip"), 1_000)
    with pytest.raises(QueryLimitError):
        out.write(bytes(1_001))


@pytest.mark.parametrize("coding", DECODERS)
@pytest.mark.parametrize("count", [0, 3, 40_000])
def test_the_prefix_becomes_the_first_members(link: Link, coding: str, count: int) -> None:
    """JSON stays JSON, whole or streamed."""
    result = {"head": {"vars": ["x"]}, "results": {"bindings": [{"x": {"type": "uri", "value": "u"}}] * count}}
    out = Output(link.desk, Head("rows", RESULT_TYPES["json"], coding), ROOM, b'{"lint":[1],')
    written(out, json.dumps(result, separators=(",", ":")).encode())
    if out.begun:
        found = sent(link, out)
        assert count > 100
        body = DECODERS[coding](found.body)
    else:
        head, small, rows = out.whole()
        assert rows == count
        body = DECODERS[head.coding](small)
    assert list(json.loads(body).items()) == [("lint", [1]), *result.items()]


@pytest.mark.parametrize("form", ["truth", "triples"])
def test_only_rows_are_counted(link: Link, form: str) -> None:
    assert written(Output(link.desk, Head(form, CSV, ""), ROOM), b"a\n1\n").whole()[2] is None


@pytest.mark.parametrize("coding", CODERS)
def test_compressed_is_the_content_in_the_coding(coding: str) -> None:
    for content in (b"", b"x", lines(PIECE)):
        assert DECODERS[coding](compressed(content, coding)) == content
    assert len(compressed(bytes(PIECE), coding)) < PIECE // 100
