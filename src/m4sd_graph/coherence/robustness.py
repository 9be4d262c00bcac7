"""What is left of each headline figure under harder conditions.

Derived links off; only crosswalk links of grade 3; each document left out in turn. The reference set stays the same,
so the denominators can be compared. A figure that falls to nothing without one document rests on that document.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import polars as pl

from m4sd_graph.coherence.claims import Claims, Options
from m4sd_graph.coherence.delivery import gap_response, vertical
from m4sd_graph.coherence.scope import Reach, Scope, from_sources, reach_of
from m4sd_graph.coherence.shares import Share
from m4sd_graph.coherence.sharing import fragmentation
from m4sd_graph.coherence.status import covered, with_status

Figure = Callable[[Reach], Share]
OF_TARGETS: Mapping[str, Figure] = {
    "coverage": covered,
    "contested": lambda reach: with_status(reach, "contested"),
    "evidenced-gap": lambda reach: with_status(reach, "evidenced gap"),
    "silent": lambda reach: with_status(reach, "silent"),
}
# Findings observe; they have no bodies, no level, and respond to nothing.
OF_POLICIES: Mapping[str, Figure] = {
    "fragmentation": fragmentation,
    "vertical": lambda reach: vertical(reach).national,
    "gap-response": lambda reach: gap_response(reach.claims, reach.scope).reviewed,
    "gap-response-candidates": lambda reach: gap_response(reach.claims, reach.scope).with_candidates,
}


@dataclass(frozen=True, slots=True)
class Robustness:
    """A figure as it stands and under harder conditions.

    ``without``: the figure without each document that it could rest on. ``lowest``, ``highest``: the documents without
    which it is least and greatest, all that tie; empty where no document is left out or every value is undefined.
    """

    figure: str
    base: Share
    asserted_only: Share
    crosswalk_3: Share
    without: Mapping[str, Share]
    lowest: tuple[str, ...]
    highest: tuple[str, ...]


def robustness(claims: Claims, scope: Scope) -> tuple[Robustness, ...]:
    """Return every headline figure of ``scope`` with its robustness; of findings alone, those about targets."""

    def reached(options: Options) -> Reach:
        return reach_of(claims, replace(scope, options=options))

    options = scope.options
    base, asserted = reached(options), reached(replace(options, asserted_only=True))
    crosswalk_3 = reached(replace(options, crosswalk=3))
    without = {
        document: reached(replace(options, without=options.without | {document}))
        for document in documents_of(claims, scope)
    }
    figures = OF_TARGETS if scope.sources == "finding" else {**OF_TARGETS, **OF_POLICIES}
    return tuple(_robustness(name, of, (base, asserted, crosswalk_3), without) for name, of in figures.items())


def _robustness(
    name: str, figure: Figure, fixed: tuple[Reach, Reach, Reach], without: Mapping[str, Reach]
) -> Robustness:
    shares = {document: figure(reach) for document, reach in without.items()}
    values = {document: share.value for document, share in shares.items() if share.value is not None}
    ends = (min(values.values()), max(values.values())) if values else (None, None)
    lowest, highest = (tuple(document for document, value in values.items() if value == end) for end in ends)
    base, asserted_only, crosswalk_3 = map(figure, fixed)
    return Robustness(name, base, asserted_only, crosswalk_3, shares, lowest, highest)


def documents_of(claims: Claims, scope: Scope) -> tuple[str, ...]:
    """The documents behind the claims of ``scope``, sorted; that of the crosswalk is method and is no source."""
    chosen = from_sources(claims, claims.chosen(scope.options), scope)
    return tuple(chosen.select(pl.col("documents").explode()).drop_nulls()["documents"].unique().sort())
