"""Which links are to be judged, in which order.

Asserted links come before derived ones, those on which more rests before those on which less rests, deferred ones
last; equal ones by address. Whoever gives a role gets what that role has not decided yet, whatever others decided,
and is not told: reviewers who know each other's decisions do not judge independently.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import networkx as nx

from m4sd_graph.coherence.trace import Step
from m4sd_graph.errors import ParameterError
from m4sd_graph.review.desk import Desk
from m4sd_graph.review.record import UNDECIDED, disputed, standing

ASSERTED = "asserted"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A link to be judged; ``leverage``: how many links rest on it, over any number of steps."""

    step: Step
    leverage: int
    deferred: bool
    disputed: bool


def candidates(desk: Desk, role: str = "", rule: str = "") -> tuple[Candidate, ...]:
    """The links to be judged, by ``role`` if one is given, of ``rule`` (R1 …, or ``asserted``) if one is given."""
    _check(desk, rule)
    counts = leverage(desk)
    wanted = (link for link in desk.links if _open(desk, link, role) and (not rule or _rule(desk, link) == rule))
    return tuple(sorted((_candidate(desk, link, role, counts) for link in wanted), key=_order))


def leverage(desk: Desk) -> Mapping[str, int]:
    """How many links rest on each link, directly or through others."""
    rests = nx.DiGraph()
    rests.add_nodes_from(desk.links)
    rests.add_edges_from(desk.tables.premises.select("premise", "link").iter_rows())
    return {link: len(nx.descendants(rests, link)) for link in desk.links}


def _candidate(desk: Desk, link: str, role: str, counts: Mapping[str, int]) -> Candidate:
    reviews = desk.reviews.get(link, ())
    latest = standing(reviews)
    said = [latest[role]] if role in latest else [] if role else latest.values()
    deferred = any(review.decision == "deferred" for review in said)
    return Candidate(desk.step(link), counts[link], deferred, not role and disputed(reviews))


def _open(desk: Desk, link: str, role: str) -> bool:
    if not role:
        return desk.step(link).review == UNDECIDED
    latest = standing(desk.reviews.get(link, ()))
    return role not in latest or latest[role].decision == "deferred"


def _rule(desk: Desk, link: str) -> str:
    return desk.step(link).rule or ASSERTED


def _check(desk: Desk, rule: str) -> None:
    known: Iterable[str] = (ASSERTED, *sorted({str(one) for one in desk.tables.links["rule"].drop_nulls()}))
    if rule and rule not in known:
        raise ParameterError("no link is of this rule.", place="parameter rule", remedy=f"One of {', '.join(known)}.")


def _order(candidate: Candidate) -> tuple[bool, bool, int, str]:
    return candidate.deferred, candidate.step.rule is not None, -candidate.leverage, candidate.step.link
