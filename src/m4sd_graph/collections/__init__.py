"""Lists of what the graph holds, each with filters, orders and columns: defined as data, read through any store."""

from __future__ import annotations

from m4sd_graph.collections.definitions import COLLECTIONS
from m4sd_graph.collections.tables import tables

__all__ = ["COLLECTIONS", "tables"]
