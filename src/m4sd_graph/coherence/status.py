"""The status of every member of a reference set, and coverage as a pair.

Four classes: *covered* (a supporting link of the threshold or more leads there), *contested* (and a finding of gap as
well), *evidenced gap* (a finding of gap alone), *silent* (neither). Silence is not absence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import polars as pl

from m4sd_graph.coherence.axes import Item, item_of
from m4sd_graph.coherence.claims import GAP, SUPPORTING, Claims
from m4sd_graph.coherence.scope import Reach, Scope, reach_of, without_derived
from m4sd_graph.coherence.shares import Share, share_of

Status = Literal["covered", "contested", "evidenced gap", "silent"]
STATUSES: tuple[Status, ...] = get_args(Status)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a member of a reference set stands.

    ``grade``: the best supporting grade, 0 without one. ``asserted``: whether an asserted link covers it. ``support``:
    the links that cover it, best first; ``weaker``: supporting links below the threshold, which cover nothing;
    ``gaps``: links by which a finding of gap reaches it; ``reports``: other links that lead there.
    """

    item: Item
    status: Status
    grade: int
    asserted: bool
    support: tuple[str, ...]
    weaker: tuple[str, ...]
    gaps: tuple[str, ...]
    reports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Coverage by asserted links alone, and with derived ones: always both."""

    asserted: Share
    with_derived: Share


def standings(claims: Claims, scope: Scope) -> tuple[Standing, ...]:
    """Return how each member of the reference set of ``scope`` stands, in the order of notations."""
    reach = reach_of(claims, scope)
    rows = {
        str(member): group
        for (member,), group in reach.frame.sort(
            ["grade", "confidence", "link"], descending=[True, True, False]
        ).group_by("member", maintain_order=True)
    }
    empty = reach.frame.clear()
    return tuple(_standing(reach, member, rows.get(member, empty)) for member in reach.reference.members)


def coverage(claims: Claims, scope: Scope) -> Coverage:
    """C_k = |{t in T : a source supports t with grade k or more}| / |T|, by asserted links and with derived ones."""
    return Coverage(covered(reach_of(claims, without_derived(scope))), covered(reach_of(claims, scope)))


def covered(reach: Reach) -> Share:
    """The members that a supporting link of the threshold or more reaches."""
    return share_of(reach.covering["member"], reach.reference.members)


def with_status(reach: Reach, status: Status) -> Share:
    """The members of one status."""
    supported, gap = set(reach.covering["member"]), set(reach.gaps["member"])
    found = (t for t in reach.reference.members if _status(t in supported, t in gap) == status)
    return share_of(found, reach.reference.members)


def by_status(claims: Claims, scope: Scope) -> Mapping[Status, Share]:
    """The four statuses with the members of each; the numerators add up to the denominator."""
    reach = reach_of(claims, scope)
    return {status: with_status(reach, status) for status in STATUSES}


def _standing(reach: Reach, member: str, rows: pl.DataFrame) -> Standing:
    supporting = rows.filter(pl.col("type").is_in(SUPPORTING))
    covers = pl.col("grade") >= reach.scope.threshold
    support = supporting.filter(covers)
    gaps = rows.filter(pl.col("type") == GAP)
    return Standing(
        item=item_of(reach.claims.tables, member),
        status=_status(not support.is_empty(), not gaps.is_empty()),
        grade=max(supporting["grade"], default=0),
        asserted=bool(support["rule"].is_null().any()),
        support=tuple(support["link"]),
        weaker=tuple(supporting.filter(~covers)["link"]),
        gaps=tuple(gaps["link"]),
        reports=tuple(rows.filter(~pl.col("type").is_in((*SUPPORTING, GAP)))["link"]),
    )


def _status(supported: bool, gap: bool) -> Status:
    if supported:
        return "contested" if gap else "covered"
    return "evidenced gap" if gap else "silent"
