"""The library of m4sd-graph: it loads, derives, validates, releases and answers; it knows nothing of the web."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from m4sd_graph.client import connect

__all__ = ["connect"]


def __getattr__(name: str) -> object:
    """Import the client when it is asked for: the service and its workers do without."""
    if name == "connect":
        from m4sd_graph.client import connect

        return connect
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
