"""All collections by name, in the order in which they are listed."""

from __future__ import annotations

from collections.abc import Mapping

from m4sd_graph.collections import actor, policy, record
from m4sd_graph.collections.model import Collection

COLLECTIONS: Mapping[str, Collection] = {c.name: c for c in (*policy.ALL, *actor.ALL, *record.ALL)}
