"""How far two roles agree beyond chance, from the links that both judged."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from m4sd_graph.errors import PackageMissingError
from m4sd_graph.review.record import Review

# With fewer links in common the interval of kappa spans nearly its whole range.
LEAST = 20
VOTES = ("accepted", "rejected")
Table = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two roles over the links that both judged.

    ``table``: number of links by decision of the first role, then of the second; ``agreed`` of ``n`` are equal.
    ``kappa`` (Cohen) is None where it is not computed, for the reason in ``reason``; ``differ``: the links on which
    they differ.
    """

    roles: tuple[str, str]
    n: int
    agreed: int
    table: Table
    kappa: float | None
    reason: str
    differ: tuple[str, ...]


def agreements(reviews: Mapping[str, tuple[Review, ...]], least: int = LEAST) -> tuple[Agreement, ...]:
    """Every pair of roles that judged a link in common, by name; ``reviews``: those of each link."""
    judged = {link: first_votes(of_link) for link, of_link in reviews.items()}
    roles = sorted({role for found in judged.values() for role in found})
    found = (agreement(judged, one, other, least) for one, other in combinations(roles, 2))
    return tuple(pair for pair in found if pair.n)


def first_votes(reviews: Iterable[Review]) -> Mapping[str, str]:
    """The first decision of each role that is no deferral: later ones may follow from talking to each other."""
    kept = (review for review in reviews if review.decision in VOTES)
    return {review.role: review.decision for review in sorted(kept, key=lambda review: review.day, reverse=True)}


def agreement(judged: Mapping[str, Mapping[str, str]], one: str, other: str, least: int = LEAST) -> Agreement:
    """Compare two roles; ``judged``: by link, what each role voted."""
    pairs = {
        link: (found[one], found[other]) for link, found in sorted(judged.items()) if one in found and other in found
    }
    values = list(pairs.values())
    kappa, reason = _kappa(values, least)
    return Agreement(
        (one, other),
        len(pairs),
        sum(a == b for a, b in values),
        {a: {b: values.count((a, b)) for b in VOTES} for a in VOTES},
        kappa,
        reason,
        tuple(link for link, (a, b) in pairs.items() if a != b),
    )


def _kappa(pairs: list[tuple[str, str]], least: int) -> tuple[float | None, str]:
    if len(pairs) < least:
        return None, f"fewer than {least} links judged by both"
    if len({decision for pair in pairs for decision in pair}) == 1:
        return None, "both made one and the same decision throughout, which leaves nothing to compare with chance"
    try:
        from sklearn.metrics import cohen_kappa_score  # optional: only this figure needs it
    except ImportError as error:
        raise PackageMissingError(
            "Cohen's kappa needs scikit-learn, which is not installed.",
            remedy="Run `pip install 'm4sd-graph[review]'`.",
        ) from error
    kappa = float(cohen_kappa_score(*map(list, zip(*pairs, strict=True)), labels=list(VOTES)))
    return (None, "it is undefined for these decisions") if math.isnan(kappa) else (kappa, "")
