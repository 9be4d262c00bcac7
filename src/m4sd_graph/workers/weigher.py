"""The process that weighs one proposal: reads an order, writes the answer as JSON, and ends.

Started as ``python -m m4sd_graph.workers.weigher``. The order comes pickled from the parent, which is trusted; what it
carries from outside is opened only when the network is closed and the memory bounded.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from m4sd_graph.coherence.changes import read_changes
from m4sd_graph.coherence.difference_sheets import Entry, as_csv, entries, names_of_both, sheets
from m4sd_graph.coherence.plain import plain
from m4sd_graph.coherence.whatif import Base, Outcome, base_of_release, what_if
from m4sd_graph.workers.once import answer_once
from m4sd_graph.workers.proposals import Order
from m4sd_graph.workers.sandbox import confine

BEFORE, AFTER = "before", "after"


def _weighed(order: Order) -> dict[str, Any]:
    base = base_of_release(order.folder, order.prefixes)
    confine(order.memory)
    changes = read_changes(order.content, name=order.name)
    outcome = what_if(base, changes, order.scope, order.frame, strict=order.strict, anyway=order.anyway)
    rows = _rows(base, outcome, order.language)
    return {
        "document": {"release": order.version, **document_of(outcome)},
        "rows": as_csv(rows, BEFORE, AFTER),
        "sections": list(_sections(rows)),
    }


def document_of(outcome: Outcome) -> dict[str, Any]:
    """An outcome as JSON values, as the command line prints it."""
    told = {name: plain(getattr(outcome, name)) for name in ("added", "known", "removed", "effect")}
    return {**told, "report": outcome.report.as_dict()}


def _rows(base: Base, outcome: Outcome, language: str) -> tuple[Entry, ...]:
    effect, after = outcome.effect, outcome.after or base.claims
    if effect is None:
        return ()
    names = names_of_both(base.claims.tables, after.tables, language)
    told = {"gaps": effect.gaps, "measures": effect.measures}
    return entries(effect.differences, names, **told, hypothetical=frozenset(effect.hypothetical))


def _sections(rows: Iterable[Entry]) -> Iterable[dict[str, Any]]:
    for title, sheet in sheets(rows, BEFORE, AFTER):
        yield {"title": title, "columns": sheet.columns, "rows": sheet.rows}


if __name__ == "__main__":
    answer_once(_weighed)
