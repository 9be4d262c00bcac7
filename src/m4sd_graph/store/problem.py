"""Reads problem+json (RFC 9457) back as the error it was made of."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from m4sd_graph.errors import StoreError

MEMBERS = ("retry_after", "limit", "value", "unit", "line", "column", "token", "expected", "nearest")


def error_in(content: bytes, place: str) -> StoreError | None:
    """The error that a problem document tells of; None for anything else."""
    try:
        problem = json.loads(content)
    except (ValueError, RecursionError):
        return None
    if not isinstance(problem, dict) or not isinstance(problem.get("detail"), str):
        return None
    return _error(problem, place)


def _error(problem: Mapping[str, Any], place: str) -> StoreError:
    kind = next((kind for kind in _kinds(StoreError) if kind.title == problem.get("title")), StoreError)
    remedy = problem.get("remedy")
    details = {name: problem[name] for name in MEMBERS if name in problem}
    try:
        return kind(problem["detail"], place=place, remedy=remedy, **details)
    except TypeError:  # members that this kind of error does not have
        return kind(problem["detail"], place=place, remedy=remedy)


def _kinds(kind: type[StoreError]) -> Iterator[type[StoreError]]:
    """This kind of error and those below it."""
    yield kind
    for below in kind.__subclasses__():
        yield from _kinds(below)
