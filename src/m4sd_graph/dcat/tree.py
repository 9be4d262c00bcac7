"""The catalogue as JSON-LD: one tree in which every node stands where it is named first."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from m4sd_graph.framing import Words
from m4sd_graph.framing.tree import flat
from m4sd_graph.jsonld import JsonObject
from m4sd_graph.store.protocol import Statement


def nested(statements: Iterable[Statement], root: str, context: Mapping[str, Any]) -> JsonObject:
    """The members of the tree below ``root``, in the words of ``context``, without a context in it.

    Level by level, so that a dataset stands in the list of the catalogue and not below another dataset. A node that
    nothing names stands in ``@included``.
    """
    left = {str(node["id"]): node for node in flat(statements, Words({"@context": context}))}
    made = left.pop(root)
    queue = deque([made])
    while queue:
        queue.extend(_fill(queue.popleft(), left))
        if not queue and left:
            first = left.pop(min(left))
            made.setdefault("@included", []).append(first)
            queue.append(first)
    return made


def _fill(node: JsonObject, left: dict[str, JsonObject]) -> Iterator[JsonObject]:
    """Put the nodes that ``node`` names in their places, and yield them."""
    for name, value in node.items():
        if name in ("id", "type", "@included"):
            continue
        values = value if isinstance(value, list) else [value]
        placed = [left.pop(iri, one) if (iri := _named(one)) else one for one in values]
        node[name] = placed if isinstance(value, list) else placed[0]
        yield from (new for new, old in zip(placed, values, strict=True) if new is not old)


def _named(value: object) -> str:
    """The IRI that a value stands for, if it is one and no more is said of it."""
    if isinstance(value, dict):
        return str(value["id"]) if value.keys() == {"id"} else ""
    return value if isinstance(value, str) else ""
