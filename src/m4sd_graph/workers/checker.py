"""The process that checks what one client sent: reads the order, writes the report as JSON, and ends.

Started as ``python -m m4sd_graph.workers.checker``. What the order carries from outside is opened only when the
network is closed and the memory bounded.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from m4sd_graph.intake import MOST_FINDINGS
from m4sd_graph.intake.check import check
from m4sd_graph.intake.read import as_turtle, read
from m4sd_graph.load import load_nquads, load_shapes
from m4sd_graph.release import NQUADS
from m4sd_graph.workers.once import answer_once
from m4sd_graph.workers.proposals import Check
from m4sd_graph.workers.sandbox import confine
from m4sd_graph.workspace import Workspace


def checked(order: Check) -> dict[str, Any]:
    """The report of ``check`` as JSON values, or the statements as Turtle."""
    dataset, shapes = load_nquads(order.folder / NQUADS, order.prefixes), load_shapes(Workspace(order.folder))
    confine(order.memory)
    found = read(order.content, order.kind, order.name, dataset)
    if order.data:
        return {"turtle": as_turtle(found.triples, order.prefixes)}
    report = check(dataset, shapes, found)
    return {
        "statements": len(found.triples),
        "things": len({triple.subject for triple in found.triples}),
        "conforms": report.conforms,
        "counts": report.counts(),
        "findings": [asdict(finding) for finding in report.findings[:MOST_FINDINGS]],
    }


if __name__ == "__main__":
    answer_once(checked)
