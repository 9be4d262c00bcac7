"""How far the review has come: how many links of each sort have which status, and what each role decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from m4sd_graph.review.desk import Desk
from m4sd_graph.review.queue import ASSERTED
from m4sd_graph.review.record import DECISIONS, disputed, standing

STATUSES = ("unreviewed", "reviewed", "rejected")


@dataclass(frozen=True, slots=True)
class Tally:
    """``links``: by rule (or ``asserted``) and type of link, how many have each status; ``roles``: by role, how many
    links its latest decision accepts, rejects, defers; ``disputed``: links whose votes differ; ``fallen``: reviewed
    links that the rules no longer conclude.
    """

    links: Mapping[tuple[str, str], Mapping[str, int]]
    roles: Mapping[str, Mapping[str, int]]
    disputed: tuple[str, ...]
    fallen: tuple[str, ...]


def tally(desk: Desk) -> Tally:
    """Count what stands in the workspace."""
    found: dict[tuple[str, str], Counter[str]] = {}
    for rule, type_, review in desk.tables.links.select("rule", "type", "review").iter_rows():
        found.setdefault((rule or ASSERTED, type_), Counter())[review] += 1
    latest = [review for of_link in desk.reviews.values() for review in standing(of_link).values()]
    by_role = {role: Counter(one.decision for one in latest if one.role == role) for role in desk.roles}
    known = frozenset(desk.links)
    return Tally(
        {
            sort: {status: counts[status] for status in STATUSES}
            for sort, counts in sorted(found.items(), key=lambda item: (item[0][0] != ASSERTED, item[0]))
        },
        {role: {d: counts[d] for d in DECISIONS} for role, counts in by_role.items() if counts},
        tuple(link for link, of_link in desk.reviews.items() if disputed(of_link)),
        tuple(link for link in desk.reviews if link not in known),
    )
