"""A process that answers one order and ends: the order comes pickled from the parent, the answer goes back as JSON."""

from __future__ import annotations

import json
import pickle
import sys
from collections.abc import Callable, Mapping
from typing import Any

from m4sd_graph.errors import M4SDError, QueryLimitError
from m4sd_graph.workers.proposals import OUT_OF_MEMORY
from m4sd_graph.workers.sandbox import die_with_parent
from m4sd_graph.workers.wire import error_members

# Characters of an answer.
LONGEST = 32 * 2**20


def answer_once(answer: Callable[[Any], Mapping[str, Any]]) -> None:
    """Answer the order on standard input; what the order carries from outside only ``answer`` opens."""
    die_with_parent()
    order = pickle.load(sys.stdin.buffer)
    try:
        told = _bounded(json.dumps(answer(order), ensure_ascii=False))
    except M4SDError as error:
        told = json.dumps({"error": error_members(error)})
    except (MemoryError, RecursionError):
        sys.exit(OUT_OF_MEMORY)
    sys.stdout.write(told)


def _bounded(content: str) -> str:
    if len(content) > LONGEST:
        raise QueryLimitError(
            "the answer is larger than one may be.",
            remedy="Send less at a time.",
            limit="result",
            value=LONGEST,
            unit="characters",
        )
    return content
