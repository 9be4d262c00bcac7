"""A place in an ordered selection of one release, as an opaque word."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass

from m4sd_graph.catalog import LANGUAGES, is_iri
from m4sd_graph.errors import OutdatedCursorError, ParameterError

LONGEST = 4_000
SUM = 4


@dataclass(frozen=True, slots=True)
class Cursor:
    """The member that a page begins after, or ends before when ``backward``.

    ``language``: that of labels as sort keys; ``digest``: of the selection; ``release``: the version of the graph.
    """

    iri: str
    backward: bool
    language: str
    digest: str
    release: str

    def __str__(self) -> str:
        told = [self.iri, self.backward, self.language, self.digest, self.release]
        content = json.dumps(told, separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(_sum(content) + content).decode().rstrip("=")


def read_cursor(text: str) -> Cursor:
    """Read a cursor; raise ParameterError for one that we did not write."""
    try:
        raw = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
        cursor = _read(raw)
    except (ValueError, RecursionError):
        cursor = None
    if cursor is None:
        raise broken()
    return cursor


def broken() -> ParameterError:
    """The error for what is no cursor of ours."""
    return ParameterError(
        "this is not a cursor, or a damaged one.",
        place="parameter cursor",
        remedy="Follow the link to the next page, or begin again without a cursor.",
    )


def check_cursor(cursor: Cursor, digest: str, release: str) -> None:
    """Raise OutdatedCursorError for a cursor of another release, ParameterError for one of another selection."""
    if cursor.release != release:
        raise OutdatedCursorError(
            f"this cursor belongs to release {cursor.release}; served is {release}.",
            place="parameter cursor",
            remedy="Begin again without a cursor.",
        )
    if cursor.digest != digest:
        raise ParameterError(
            "this cursor belongs to other filters or another order.",
            place="parameter cursor",
            remedy="Leave filters and sort as they were, or begin again without a cursor.",
        )


def _read(raw: bytes) -> Cursor | None:
    content = raw[SUM:]
    if len(raw) > LONGEST or _sum(content) != raw[:SUM]:
        return None
    told = json.loads(content)
    if not (isinstance(told, list) and [type(part) for part in told] == [str, bool, str, str, str]):
        return None
    cursor = Cursor(*told)
    sound = is_iri(cursor.iri) and cursor.language in LANGUAGES and (cursor.digest + cursor.release).isprintable()
    return cursor if sound else None


def _sum(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()[:SUM]
