"""What parent and worker say to each other over a socket pair.

The parent sends an ``Ask``; the worker answers in frames of one letter, a length and that many bytes: ``H`` head,
``D`` a piece of the body, then ``E`` the end; or, at any place, ``X`` an error; or alone ``S`` the SERVICE calls whose
answers it needs. The parent never unpickles what a worker says: a worker reads foreign queries.
"""

from __future__ import annotations

import json
import pickle
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from m4sd_graph import errors
from m4sd_graph.errors import M4SDError, StoreError
from m4sd_graph.store.protocol import GraphChoice

HEADER = struct.Struct("!cI")
LENGTH = struct.Struct("!I")
# A worker's frames are smaller; a larger length means that the worker is out of its mind.
LARGEST = 4 * 1024 * 1024
HEAD, DATA, END, ERROR, CALLS = b"H", b"D", b"E", b"X", b"S"


@dataclass(frozen=True, slots=True)
class Accepted:
    """The media type wanted for each kind of result; None where the client takes no form of it that there is."""

    rows: str | None
    truth: str | None
    triples: str | None


@dataclass(frozen=True, slots=True)
class Ask:
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


@dataclass(frozen=True, slots=True)
class Head:
    """What the body is going to be. ``form``: rows, truth or triples."""

    form: str
    media_type: str
    coding: str


@dataclass(frozen=True, slots=True)
class End:
    """How the body ended. ``rows`` where known; ``seconds`` of the worker; ``spent``: it should not be used again."""

    rows: int | None
    seconds: float
    spent: bool


@dataclass(frozen=True, slots=True)
class Call:
    """A query that must be sent to another endpoint before this one can be answered."""

    endpoint: str
    query: str
    silent: bool


def pack_ask(ask: Ask) -> bytes:
    """An Ask as the worker reads it."""
    content = pickle.dumps(ask, pickle.HIGHEST_PROTOCOL)
    return LENGTH.pack(len(content)) + content


def unpack_ask(content: bytes) -> Ask:
    """The Ask in ``content``."""
    ask = pickle.loads(content)
    assert isinstance(ask, Ask)
    return ask


def frame(kind: bytes, content: bytes) -> bytes:
    """One frame."""
    return HEADER.pack(kind, len(content)) + content


def frame_json(kind: bytes, members: Mapping[str, Any]) -> bytes:
    """One frame whose content is JSON."""
    return frame(kind, json.dumps(members, separators=(",", ":")).encode())


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
