"""What parent and worker say to each other over a socket pair.

The parent sends an ``Ask``, or several; the worker answers one after the other, in frames of one letter, a length and
that many bytes: ``A`` alone, a whole answer; or ``H`` head, ``D`` a piece of the body, and so on until ``E`` the end;
or, at any place, ``X`` an error; or alone ``S`` the SERVICE calls whose answers it needs. The parent reads what a
worker says as JSON, never as Python objects: a worker has read foreign queries.

What a query costs beside its evaluation is spent here. So the values are tuples, frames with few fields are not JSON,
and what many queries have in common, their ``Wish``, is packed and unpacked once.
"""

from __future__ import annotations

import json
import marshal
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from m4sd_graph import errors
from m4sd_graph.errors import M4SDError, StoreError
from m4sd_graph.store.protocol import GraphChoice

HEADER = struct.Struct("!cI")
LENGTH = struct.Struct("!I")
# Of an Ask: its wish and its query; what is behind them are answers of other endpoints.
PARTS = struct.Struct("!II")
FINISH = struct.Struct("!qdd?")
# Of a whole answer: how long its head is, and its end.
WHOLE = struct.Struct("!Iqdd?")
# A wish up to so many bytes is unpacked once, as most are that name no graphs.
REMEMBERED = 1024
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


@dataclass(frozen=True)
class Wish:
    """How a query is to be answered, whatever it asks.

    ``coding``: content coding of the body, "" for none. ``context``: address of the JSON-LD context. ``lint``: whether
    JSON results carry advice. ``about``: what the second sheet of a workbook says. ``base``: what relative IRIs are
    read against. ``own``: a query of ours, which the limits for clients do not bind.
    """

    graphs: GraphChoice
    accepted: Accepted
    coding: str = ""
    context: str = ""
    lint: bool = False
    about: tuple[tuple[str, str], ...] = ()
    base: str = ""
    own: bool = False

    @cached_property
    def packed(self) -> bytes:
        """The wish as a worker reads it."""
        graphs, more = self.graphs, (self.coding, self.context, self.lint, self.about, self.base, self.own)
        return marshal.dumps(((graphs.default, graphs.named), tuple(self.accepted), more))


class Ask(NamedTuple):
    """A query for a worker.

    ``answers``: of the SERVICE calls that an earlier run found, in their order; None for one that failed silently.
    """

    query: str
    wish: Wish
    answers: tuple[bytes | None, ...] | None = None


class Head(NamedTuple):
    """What the body is going to be. ``form``: rows, truth or triples."""

    form: str
    media_type: str
    coding: str


class End(NamedTuple):
    """How the body ended.

    ``rows`` where known. ``seconds`` that it took the worker, who was at ``work`` for so many of them, while others may
    have had its processor the rest of the time. ``spent``: the worker should not be used again.
    """

    rows: int | None
    seconds: float
    work: float
    spent: bool


class Call(NamedTuple):
    """A query that must be sent to another endpoint before this one can be answered."""

    endpoint: str
    query: str
    silent: bool


def pack_ask(ask: Ask) -> bytes:
    """An Ask as the worker reads it."""
    wish, query = ask.wish.packed, ask.query.encode("utf-8", "surrogatepass")
    answers = b"" if ask.answers is None else marshal.dumps(ask.answers)
    size = PARTS.size + len(wish) + len(query) + len(answers)
    return b"".join((LENGTH.pack(size), PARTS.pack(len(wish), len(query)), wish, query, answers))


def unpack_ask(content: bytes) -> Ask:
    """The Ask in ``content``, which ``pack_ask`` put behind its length."""
    wish, query = PARTS.unpack_from(content)
    middle = PARTS.size + wish
    end = middle + query
    answers = marshal.loads(content[end:]) if end < len(content) else None
    known = _known_wish if wish <= REMEMBERED else _wish
    return Ask(content[middle:end].decode("utf-8", "surrogatepass"), known(content[PARTS.size : middle]), answers)


def _wish(packed: bytes) -> Wish:
    graphs, accepted, more = marshal.loads(packed)
    return Wish(GraphChoice(*graphs), Accepted(*accepted), *more)


_known_wish = lru_cache(maxsize=64)(_wish)


def frame(kind: bytes, content: bytes) -> bytes:
    """One frame."""
    return HEADER.pack(kind, len(content)) + content


def frame_json(kind: bytes, members: Mapping[str, Any]) -> bytes:
    """One frame whose content is JSON."""
    return frame(kind, json.dumps(members, separators=(",", ":")).encode())


def frame_head(head: Head) -> bytes:
    """The frame of a head."""
    return frame(HEAD, _told(head))


@lru_cache(maxsize=64)
def _told(head: Head) -> bytes:
    return "\n".join(head).encode()


@lru_cache(maxsize=64)
def head_of(content: bytes) -> Head:
    """The head in the frame that ``frame_head`` made."""
    return Head(*content.decode().split("\n"))


def frame_whole(head: Head, body: bytes, end: End) -> bytes:
    """The one frame of a whole answer."""
    told = _told(head)
    rows, seconds, work, spent = end
    ended = WHOLE.pack(len(told), -1 if rows is None else rows, seconds, work, spent)
    return b"".join((HEADER.pack(ANSWER, len(ended) + len(told) + len(body)), ended, told, body))


def whole_of(content: bytes) -> tuple[Head, bytes, End]:
    """The answer that ``frame_whole`` framed."""
    told, rows, seconds, work, spent = WHOLE.unpack_from(content)
    middle = WHOLE.size + told
    end = End(None if rows < 0 else rows, seconds, work, spent)
    return head_of(content[WHOLE.size : middle]), content[middle:], end


def frame_end(end: End) -> bytes:
    """The frame of an end."""
    return frame(END, FINISH.pack(-1 if end.rows is None else end.rows, *end[1:]))


def end_of(content: bytes) -> End:
    """The end that ``frame_end`` framed."""
    rows, seconds, work, spent = FINISH.unpack(content)
    return End(None if rows < 0 else rows, seconds, work, spent)


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
