"""The stream of changes: for every publication the versions of the records that it created, updated or deleted.

A **transition** leads from one published release to the next, the first from nothing. Its **members** are numbered in
the order of subjects and graphs and lie on **pages** of fixed size; as a release never changes, neither does a page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from m4sd_graph.difference import Change, Kind, Record, changes, counted, labelled
from m4sd_graph.errors import NotFoundError, ParameterError
from m4sd_graph.history import History
from m4sd_graph.namespaces import BASE
from m4sd_graph.publication import Publication, is_moment
from m4sd_graph.release import NQUADS

STREAM = f"{BASE}changes"
# What a version does, in the words of the contexts.
ACTIVITIES: Mapping[Kind, str] = {"added": "Create", "changed": "Update", "removed": "Delete"}
PAGE = 100
# How many transitions are remembered as a summary, and how many names each of them shows.
REMEMBERED, NAMED = 512, 10
SAFE = "/:?@!$&'()*+,;=~"


class Named(NamedTuple):
    """A changed resource with its names by language."""

    kind: Kind
    iri: str
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a transition changed: resources by kind, and the first of those that have a name."""

    counts: Mapping[Kind, int]
    named: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Transition:
    """From the release folder ``before`` (None for the first) to ``after``, which ``publication`` made current."""

    publication: Publication
    before: Path | None
    after: Path

    def changes(self) -> Iterator[Change]:
        """The resources that differ."""
        return changes(self.before / NQUADS if self.before else None, self.after / NQUADS)

    def summary(self) -> Summary:
        """What it changed in short; remembered, as releases never change."""
        return _summary(self)

    def members(self) -> Iterator[Member]:
        """Every member of the stream that it adds."""
        records = (record for change in self.changes() for record in change.records())
        return (Member(self.publication, number, record) for number, record in enumerate(records, 1))


@dataclass(frozen=True, slots=True)
class Member:
    """A version of a record: the record as of a publication, or that it is gone."""

    publication: Publication
    number: int
    record: Record

    @property
    def iri(self) -> str:
        """The name of the version; the part before ``#`` is the page it lies on."""
        return f"{STREAM}/{self.publication.published}/{(self.number - 1) // PAGE + 1}#{self.number}"

    @property
    def record_iri(self) -> str:
        """The name of what it is a version of: the part of the named graph that is about the subject."""
        graph, subject = self.record.graph.strip("<>") or STREAM, self.record.subject.strip("<>")
        return f"{graph}#{quote(subject.removeprefix(BASE), safe=SAFE)}"

    def labels(self) -> Mapping[str, str]:
        """The names that the record gives its subject, by language."""
        return labelled(self.record.after or self.record.before)


@dataclass(frozen=True, slots=True)
class Page:
    """Some members of a transition in their order; ``number`` counts from 1."""

    transition: Transition
    number: int
    members: tuple[Member, ...]
    last: bool


def transitions(history: History) -> tuple[Transition, ...]:
    """The transitions that can still be told, oldest first: those after the last release that is gone."""
    found: list[Transition] = []
    before: Path | None = None
    for publication in history.publications:
        after = history.releases / publication.version
        here = (after / NQUADS).is_file()
        if here and (before is None) == (publication == history.publications[0]):
            found.append(Transition(publication, before, after))
        elif not here:
            found.clear()
        before = after if here else None
    return tuple(found)


def page(history: History, published: str, number: str) -> Page:
    """The page ``number`` of the publication at ``published``.

    Raises ParameterError for what is no moment or number, NotFoundError for a page that there is not.
    """
    if not is_moment(published) or not number.isascii() or not number.isdecimal() or len(number) > 9:
        raise ParameterError(
            "a page of changes is named by a moment and a number.",
            place=f"{published[:40]}/{number[:20]}",
            remedy="Follow the relations that /changes lists.",
        )
    known = {t.publication.published: t for t in transitions(history)}
    if published not in known:
        raise _gone(history, published)
    transition, first = known[published], (int(number) - 1) * PAGE
    found = tuple(islice(transition.members(), first, first + PAGE + 1)) if first >= 0 else ()
    if not found and number != "1":
        raise NotFoundError(
            "there is no page of this number.", place=f"{published}/{number}", remedy="Begin at page 1."
        )
    return Page(transition, int(number), found[:PAGE], len(found) <= PAGE)


def _gone(history: History, published: str) -> NotFoundError:
    if published in (p.published for p in history.publications):
        message, remedy = "this part of the stream is no longer kept.", "Begin anew with /releases/latest/m4sd.nq."
    else:
        message, remedy = "nothing was published at this moment.", "Follow the relations that /changes lists."
    return NotFoundError(message, place=published, remedy=remedy)


@lru_cache(maxsize=REMEMBERED)
def _summary(transition: Transition) -> Summary:
    named: list[Named] = []

    def watched() -> Iterator[Change]:
        for change in transition.changes():
            if len(named) < NAMED and (labels := change.labels()):
                named.append(Named(change.kind, change.iri, labels))
            yield change

    return Summary(counted(watched()), tuple(named))
