"""What parent and worker say to each other over a socket pair.

The parent sends an ``Ask``, or several; the worker answers one after the other, in frames of one letter, a length and
that many bytes: ``A`` alone, a whole answer; or ``H`` head, ``D`` a piece of the body, and so on until ``E`` the end;
or, at any place, ``X`` an error; or alone ``S`` the SERVICE calls whose answers it needs. The parent reads what a
worker says as JSON, never as Python objects: a worker has read foreign queries.

What a query costs beside its evaluation is spent here, so the values are tuples, and frames with few fields are not
JSON.
"""

from __future__ import annotations

import json
import marshal
import struct
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from m4sd_graph import errors
from m4sd_graph.errors import M4SDError, StoreError
from m4sd_graph.store.protocol import GraphChoice

HEADER = struct.Struct("!cI")
LENGTH = struct.Struct("!I")
FINISH = struct.Struct("!qd?")
# A worker's frames are smaller; a larger length means that the worker is out of its mind.
LARGEST = 4 * 1024 * 1024
ANSWER, HEAD, DATA, END, ERROR, CALLS = b"A", b"H", b"D", b"E", b"X", b"S"
# Frames that are all there is of an answer, when nothing came before.
ALONE = frozenset({ANSWER, ERROR, CALLS})


class Accepted(NamedTuple):
    """The media type wanted for each kind of result; None where the client takes no form of it that there is."""

    rows: str | None
    truth: str | None
    triples: str | None


class Ask(NamedTuple):
    """A query for a worker.

    ``coding``: content coding of the body, "" for none. ``context``: address of the JSON-LD context. ``lint``: whether
    JSON results carry advice. ``about``: what the second sheet of a workbook says. ``base``: what relative IRIs are
    read against. ``own``: a query of ours, which the limits for clients do not bind. ``answers``: of the SERVICE calls
    that an earlier run found, in their order; None for one that failed silently.
    """

    query: str
    graphs: GraphChoice
    accepted: Accepted
    coding: str = ""
    context: str = ""
    lint: bool = False
    about: tuple[tuple[str, str], ...] = ()
    base: str = ""
    own: bool = False
    answers: tuple[bytes | None, ...] | None = None


class Head(NamedTuple):
    """What the body is going to be. ``form``: rows, truth or triples."""

    form: str
    media_type: str
    coding: str


class End(NamedTuple):
    """How the body ended. ``rows`` where known; ``seconds`` of the worker; ``spent``: it should not be used again."""

    rows: int | None
    seconds: float
    spent: bool


class Call(NamedTuple):
    """A query that must be sent to another endpoint before this one can be answered."""

    endpoint: str
    query: str
    silent: bool


def pack_ask(ask: Ask) -> bytes:
    """An Ask as the worker reads it."""
    graphs, accepted = ask.graphs, ask.accepted
    plain = (
        *(ask.query, graphs.default, graphs.named, accepted.rows, accepted.truth, accepted.triples),
        *(ask.coding, ask.context, ask.lint, ask.about, ask.base, ask.own, ask.answers),
    )
    content = marshal.dumps(plain)
    return LENGTH.pack(len(content)) + content


def unpack_ask(content: bytes) -> Ask:
    """The Ask in ``content``."""
    query, default, named, rows, truth, triples, *rest = marshal.loads(content)
    return Ask(query, GraphChoice(default, named), Accepted(rows, truth, triples), *rest)


def frame(kind: bytes, content: bytes) -> bytes:
    """One frame."""
    return HEADER.pack(kind, len(content)) + content


def frame_json(kind: bytes, members: Mapping[str, Any]) -> bytes:
    """One frame whose content is JSON."""
    return frame(kind, json.dumps(members, separators=(",", ":")).encode())


@lru_cache(maxsize=64)
def frame_head(head: Head) -> bytes:
    """The frame of a head."""
    return frame(HEAD, "\n".join(head).encode())


@lru_cache(maxsize=64)
def head_of(content: bytes) -> Head:
    """The head that ``frame_head`` framed."""
    return Head(*content.decode().split("\n"))


def frame_whole(head: Head, body: bytes, end: End) -> bytes:
    """The one frame of a whole answer."""
    told = "\n".join(head).encode()
    content = b"".join((LENGTH.pack(len(told)), FINISH.pack(*_finish(end)), told, body))
    return frame(ANSWER, content)


def whole_of(content: bytes) -> tuple[Head, bytes, End]:
    """The answer that ``frame_whole`` framed."""
    start = LENGTH.size + FINISH.size
    middle = start + LENGTH.unpack_from(content)[0]
    return head_of(content[start:middle]), content[middle:], end_of(content[LENGTH.size : start])


def frame_end(end: End) -> bytes:
    """The frame of an end."""
    return frame(END, FINISH.pack(*_finish(end)))


def _finish(end: End) -> tuple[int, float, bool]:
    return -1 if end.rows is None else end.rows, end.seconds, end.spent


def end_of(content: bytes) -> End:
    """The end that ``frame_end`` framed."""
    rows, seconds, spent = FINISH.unpack(content)
    return End(None if rows < 0 else rows, seconds, spent)


def frames(buffer: bytearray) -> Iterator[tuple[bytes, bytes]]:
    """Take every whole frame off the front of ``buffer``; raise StoreError for what is none."""
    position = 0
    try:
        while len(buffer) - position >= HEADER.size:
            kind, length = HEADER.unpack_from(buffer, position)
            if length > LARGEST:
                raise StoreError("a worker sent what cannot be read.")
            end = position + HEADER.size + length
            if len(buffer) < end:
                return
            content = bytes(memoryview(buffer)[position + HEADER.size : end])
            position = end
            yield kind, content
    finally:
        del buffer[:position]


def error_members(error: M4SDError) -> dict[str, Any]:
    """An error as it crosses to the parent."""
    place = {"message": error.message, "place": error.place, "remedy": error.remedy}
    return {"kind": type(error).__name__, **place, "details": dict(error.details())}


def error_of(members: Mapping[str, Any]) -> M4SDError:
    """The error that ``error_members`` described; an unknown kind is a StoreError."""
    kind = getattr(errors, str(members["kind"]), StoreError)
    if not (isinstance(kind, type) and issubclass(kind, M4SDError)):
        kind = StoreError
    return kind(members["message"], place=members["place"], remedy=members["remedy"], **members["details"])
