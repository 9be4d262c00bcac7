"""What is sent arrives as it was, in whatever pieces, and what is no frame is refused."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from m4sd_graph import errors
from m4sd_graph.errors import BusyError, M4SDError, QueryLimitError, QuerySyntaxError, StoreError, UnknownTermError
from m4sd_graph.store.protocol import GraphChoice
from m4sd_graph.workers.wire import (
    ANSWER,
    DATA,
    END,
    ERROR,
    HEAD,
    HEADER,
    LARGEST,
    REMEMBERED,
    Accepted,
    Ask,
    End,
    Head,
    Wish,
    end_of,
    error_members,
    error_of,
    frame,
    frame_end,
    frame_head,
    frame_json,
    frame_whole,
    frames,
    head_of,
    pack_ask,
    unpack_ask,
    whole_of,
)
from tests.lib.workers.support import content_of_ask

TEXT = st.text(max_size=20)
HEADS = st.builds(Head, st.sampled_from(["rows", "truth", "triples"]), st.just("text/csv"), st.sampled_from(["", "br"]))
SECONDS = st.floats(0, 1e6)
ENDS = st.builds(End, st.none() | st.integers(0, 2**62), SECONDS, SECONDS, st.booleans())
WISHES = st.builds(
    Wish,
    graphs=st.builds(GraphChoice, st.tuples(TEXT), st.tuples(TEXT, TEXT)),
    accepted=st.builds(Accepted, st.none() | TEXT, st.none() | TEXT, st.none() | TEXT),
    coding=TEXT,
    context=st.text(max_size=20) | st.just("c" * REMEMBERED),
    lint=st.booleans(),
    about=st.lists(st.tuples(TEXT, TEXT), max_size=2).map(tuple),
    base=TEXT,
    own=st.booleans(),
)
ASKS = st.builds(
    Ask,
    query=TEXT,
    wish=WISHES,
    answers=st.none() | st.lists(st.none() | st.binary(max_size=9), max_size=3).map(tuple),
)


@given(ASKS)
def test_an_ask_arrives_as_it_was(ask: Ask) -> None:
    assert unpack_ask(content_of_ask(pack_ask(ask))) == ask


@given(HEADS, st.binary(max_size=50), ENDS)
def test_a_whole_answer_arrives_as_it_was(head: Head, body: bytes, end: End) -> None:
    [(kind, content)] = frames(bytearray(frame_whole(head, body, end)))
    assert (kind, whole_of(content)) == (ANSWER, (head, body, end))


@given(HEADS, ENDS)
def test_head_and_end_arrive_as_they_were(head: Head, end: End) -> None:
    (first, told), (last, ended) = frames(bytearray(frame_head(head) + frame_end(end)))
    assert (first, head_of(told), last, end_of(ended)) == (HEAD, head, END, end)


@given(st.lists(st.binary(max_size=12), max_size=5), st.integers(1, 7))
def test_frames_are_whole_however_they_come_in_pieces(contents: list[bytes], size: int) -> None:
    sent = b"".join(frame(DATA, content) for content in contents)
    buffer, found = bytearray(), []
    for start in range(0, len(sent), size):
        buffer += sent[start : start + size]
        found += [content for _, content in frames(buffer)]
        assert len(buffer) < HEADER.size + 12
    assert (found, bytes(buffer)) == (contents, b"")


def test_what_was_read_is_off_the_buffer_when_the_reader_stops_early() -> None:
    buffer = bytearray(frame(DATA, b"one") + frame(DATA, b"two"))
    taken = frames(buffer)
    assert next(taken) == (DATA, b"one")
    taken.close()  # type: ignore[attr-defined]
    assert list(frames(buffer)) == [(DATA, b"two")]


@pytest.mark.parametrize("length", [LARGEST + 1, 2**32 - 1])
def test_a_frame_longer_than_any_is_refused_before_it_comes(length: int) -> None:
    with pytest.raises(StoreError, match="cannot be read"):
        list(frames(bytearray(HEADER.pack(DATA, length))))


def test_the_longest_frame_is_taken() -> None:
    [(_, content)] = frames(bytearray(frame(DATA, bytes(LARGEST))))
    assert len(content) == LARGEST


def test_members_are_framed_as_json() -> None:
    [(kind, content)] = frames(bytearray(frame_json(ERROR, {"a": "é"})))
    assert (kind, json.loads(content)) == (ERROR, {"a": "é"})


@pytest.mark.parametrize(
    "error",
    [
        QuerySyntaxError("no.", place="line 1", remedy="Yes."),
        QueryLimitError("too much.", limit="memory", value=3, unit="bytes"),
        BusyError("wait.", retry_after=7),
        UnknownTermError("no such class.", remedy="Use another."),
        errors.NotFoundError("nothing.", nearest=("a", "b")),
        StoreError("broken."),
    ],
)
def test_an_error_crosses_with_all_that_it_says(error: M4SDError) -> None:
    crossed = error_of(json.loads(json.dumps(error_members(error))))
    assert type(crossed) is type(error)
    assert (str(crossed), crossed.details()) == (str(error), error.details())


@pytest.mark.parametrize("kind", ["NoSuchError", "annotations", "Mapping", "__doc__"])
def test_an_error_of_no_known_kind_is_the_stores(kind: str) -> None:
    crossed = error_of({**error_members(StoreError("broken.")), "kind": kind})
    assert (type(crossed), crossed.message) == (StoreError, "broken.")
