"""A review, and what the reviews of a link say of it.

Each role has one vote on a link: its latest decision, unless that one defers. A link is *reviewed* when every vote
accepts it, *rejected* when every vote rejects it, and *unreviewed* without a vote or while votes differ. The shape
``ReviewOutcome`` holds the data to the same rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args

from m4sd_graph.namespaces import ID, M4SD, SKOS
from m4sd_graph.store.protocol import Store

Decision = Literal["accepted", "rejected", "deferred"]
DECISIONS: tuple[Decision, ...] = get_args(Decision)
LINK, REVIEW = f"{ID}link/", f"{ID}review/"
STATUS: Mapping[frozenset[str], str] = {frozenset({"accepted"}): "reviewed", frozenset({"rejected"}): "rejected"}
UNDECIDED = "unreviewed"
ALL = f"""PREFIX m4sd: <{M4SD}>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX skos: <{SKOS}>
SELECT ?review ?link ?role ?decision ?day ?note WHERE {{
  ?review a m4sd:Review ; m4sd:reviews ?link ; m4sd:reviewerRole ?r ; m4sd:decision ?d ; dcterms:created ?day .
  OPTIONAL {{ ?review skos:editorialNote ?note }}
  BIND(REPLACE(STR(?r), "^.*/", "") AS ?role) BIND(REPLACE(STR(?d), "^.*/", "") AS ?decision)
}}"""


@dataclass(frozen=True, slots=True)
class Review:
    """What a role decided about a link on a day; ``notes``: its reasons by language."""

    link: str
    role: str
    decision: str
    day: date
    notes: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def iri(self) -> str:
        """One address for link, role and day: a second decision of the day takes the place of the first."""
        return f"{REVIEW}{slug(self.link)}--{self.role}--{self.day.isoformat()}"


def slug(link: str) -> str:
    """The last part of a link's address, on one level: ``d/0ab7`` becomes ``d-0ab7``."""
    return link.removeprefix(LINK).replace("/", "-")


def reviews_in(store: Store) -> tuple[Review, ...]:
    """Every review in ``store``, by link, role and day."""
    found: dict[str, Review] = {}
    notes: dict[str, dict[str, str]] = {}
    for row in store.select(ALL).rows:
        link, role, decision, day = (row[name].value for name in ("link", "role", "decision", "day"))
        known = notes.setdefault(row["review"].value, {})
        if "note" in row:
            known[row["note"].language] = row["note"].value
        found[row["review"].value] = Review(link, role, decision, date.fromisoformat(day), known)
    return tuple(sorted(found.values(), key=lambda review: (review.link, review.role, review.day)))


def by_link(reviews: Iterable[Review]) -> Mapping[str, tuple[Review, ...]]:
    """The reviews of each link."""
    found: dict[str, list[Review]] = {}
    for review in reviews:
        found.setdefault(review.link, []).append(review)
    return {link: tuple(of_link) for link, of_link in found.items()}


def standing(reviews: Iterable[Review]) -> Mapping[str, Review]:
    """The latest review of each role, of reviews of one link."""
    return {review.role: review for review in sorted(reviews, key=lambda review: review.day)}


def votes(reviews: Iterable[Review]) -> Mapping[str, str]:
    """What each role votes, of reviews of one link; a role whose latest decision defers has no vote."""
    latest = standing(reviews).items()
    return {role: review.decision for role, review in latest if review.decision != "deferred"}


def status_of(reviews: Iterable[Review]) -> str:
    """The review status that follows from the reviews of one link."""
    return STATUS.get(frozenset(votes(reviews).values()), UNDECIDED)


def disputed(reviews: Iterable[Review]) -> bool:
    """True when the votes on one link differ."""
    return len(set(votes(reviews).values())) > 1
