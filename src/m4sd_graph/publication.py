"""Which release became current when: one line for each publication, beside the immutable folders.

``<releases>/current`` names the release that is served, ``<releases>/history.jsonl`` every one that was. Here, and only
here, the clock enters.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from m4sd_graph.errors import ReleaseError

DUMPS = "dumps"
NQUADS = f"{DUMPS}/m4sd.nq"
CURRENT = "current"
HISTORY = "history.jsonl"
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"
VERSION = r"[0-9A-Za-z][0-9A-Za-z.+-]*"
STEP = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Publication:
    """A release that became current, and the moment in UTC: ``2026-01-31T09:30:00.000Z``; no two share a moment."""

    version: str
    published: str


def publications(releases: Path) -> tuple[Publication, ...]:
    """Every publication in order; raise ReleaseError for a history that cannot be read.

    Where ``current`` is not the last of the history (a folder older than the history, a build that was killed at its
    last step), it was published when ``current`` was written.
    """
    written = _read(releases / HISTORY)
    version = current(releases)
    if version is None or (written and written[-1].version == version):
        return written
    return with_unrecorded(written, version, releases / CURRENT)


def with_unrecorded(earlier: tuple[Publication, ...], version: str, written: Path) -> tuple[Publication, ...]:
    """``earlier`` and then ``version``, as published when the file ``written`` was."""
    moment = datetime.fromtimestamp(written.stat().st_mtime, UTC)
    return (*earlier, Publication(version, _after(earlier, moment)))


def current(releases: Path) -> str | None:
    """The version that ``current`` names, if there is one."""
    pointer = releases / CURRENT
    return pointer.read_text(encoding="utf-8").strip() if pointer.is_file() else None


def publish(releases: Path, version: str) -> None:
    """Make ``version`` current, and write down when, unless it is current already."""
    with _locked(releases):
        known = publications(releases)
        if current(releases) != version:
            _replace(releases / CURRENT, version + "\n")
            known = (*known, Publication(version, _after(known, datetime.now(UTC))))
        if known != _read(releases / HISTORY):
            _replace(releases / HISTORY, "".join(json.dumps(asdict(one)) + "\n" for one in known))


def _after(earlier: tuple[Publication, ...], moment: datetime) -> str:
    """``moment`` as text, moved behind the last publication where a clock went back: the order must hold."""
    if earlier:
        moment = max(moment, datetime.fromisoformat(earlier[-1].published) + STEP)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _read(path: Path) -> tuple[Publication, ...]:
    if not path.is_file():
        return ()
    found: list[Publication] = []
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        one = _parsed(line)
        if one is None or (found and one.published <= found[-1].published):
            raise ReleaseError(
                "not a publication that follows the one before it." if one else "not the line of a publication.",
                place=f"{path}:{number}",
                remedy='Mend the line, {"version": …, "published": …} with later times below, or remove it.',
            )
        found.append(one)
    return tuple(found)


def _parsed(line: bytes) -> Publication | None:
    try:
        members = json.loads(line)
    except ValueError:
        return None
    if not isinstance(members, dict) or set(members) != {"version", "published"}:
        return None
    version, published = str(members["version"]), str(members["published"])
    if not re.fullmatch(VERSION, version) or not is_moment(published):
        return None
    return Publication(version, published)


def is_moment(text: str) -> bool:
    """True for a moment as publications have it."""
    if not re.fullmatch(TIME, text, re.ASCII):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


@contextmanager
def _locked(releases: Path) -> Iterator[None]:
    """One build at a time may publish. The folder itself is locked, so no file is left behind."""
    descriptor = os.open(releases, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _replace(path: Path, text: str) -> None:
    """Replace ``path`` in one step."""
    draft = path.with_name(f".{path.name}-{os.getpid()}")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
