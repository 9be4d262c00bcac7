"""The sizes of a pool."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bounds:
    """Sizes of a pool. ``seconds``: the longest time limit of a query. ``memory`` and ``result`` in bytes."""

    workers: int = 8
    waiting: int = 256
    waiting_per_client: int = 64
    seconds: float = 60
    memory: int = 512 * 1024 * 1024
    result: int = 1024 * 1024 * 1024
