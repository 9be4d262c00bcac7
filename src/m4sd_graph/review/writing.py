"""Writes decisions into the data files: all of them or none, in canonical form, one writer at a time.

A review of an asserted link stands in the file of the link. Derived links are in no file, so their reviews stand in
``data/reviews/``, one file per link, with the status that the rules take over at the next build.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import rdflib
from rdflib.namespace import DCTERMS, RDF, XSD

from m4sd_graph.canonical import format_turtle
from m4sd_graph.errors import WorkspaceError
from m4sd_graph.load import parse_turtle, to_rdflib_term
from m4sd_graph.namespaces import M4SD, SKOS, VOCAB
from m4sd_graph.review.desk import Desk, open_desk
from m4sd_graph.review.queue import leverage
from m4sd_graph.review.record import Decision, Review, status_of
from m4sd_graph.review.roles import role_named
from m4sd_graph.workspace import Workspace

PATIENCE = 60.0
STEP = 0.1


@dataclass(frozen=True, slots=True)
class Written:
    """A written decision: its file, the status of the link before and after, and how many links rest on the link."""

    review: Review
    file: str
    before: str
    after: str
    leverage: int


@contextmanager
def locked(workspace: Workspace, patience: float = PATIENCE) -> Iterator[None]:
    """Keep other writers of reviews out; raise WorkspaceError when one does not finish within ``patience`` seconds."""
    handle = os.open(workspace.root / "data", os.O_RDONLY)
    try:
        _take(handle, workspace, time.monotonic() + patience)
        yield
    finally:
        os.close(handle)


def write_reviews(desk: Desk, reviews: Sequence[Review]) -> tuple[Written, ...]:
    """Write ``reviews`` of different links; the caller holds the lock. Nothing is written unless all can be."""
    outcome = {review.link: _outcome(desk, review) for review in reviews}
    by_file: dict[str, list[Review]] = {}
    for review in reviews:
        by_file.setdefault(desk.file_of(review.link), []).append(review)
    _replace(
        {
            desk.workspace.root / file: _content(desk, file, of_file, outcome).encode()
            for file, of_file in by_file.items()
        }
    )
    counts = leverage(desk)
    return tuple(
        Written(one, desk.file_of(one.link), desk.step(one.link).review, outcome[one.link], counts[one.link])
        for one in reviews
    )


def decide(
    workspace: Workspace,
    names: Iterable[str],
    *,
    role: str,
    decision: Decision,
    day: date,
    notes: Mapping[str, str],
    patience: float = PATIENCE,
) -> tuple[Written, ...]:
    """Write one decision about each of the links called ``names``.

    Raise NotFoundError for an unknown link, ParameterError for an unknown role.
    """
    with locked(workspace, patience):
        desk = open_desk(workspace)
        code = role_named(role, desk.roles)
        links = dict.fromkeys(desk.link_named(name) for name in names)
        return write_reviews(desk, [Review(link, code, decision, day, notes) for link in links])


def _outcome(desk: Desk, review: Review) -> str:
    """The status of the link once ``review`` is written."""
    others = (known for known in desk.reviews.get(review.link, ()) if known.iri != review.iri)
    return status_of([*others, review])


def _content(desk: Desk, file: str, reviews: Iterable[Review], outcome: Mapping[str, str]) -> str:
    path = desk.workspace.root / file
    graph = rdflib.Graph(bind_namespaces="none")
    for triple in parse_turtle(path.read_bytes(), file) if path.is_file() else ():
        subject, predicate, value = map(to_rdflib_term, (triple.subject, triple.predicate, triple.object))
        graph.add((subject, predicate, value))
    for review in reviews:
        status = rdflib.URIRef(f"{VOCAB}review-status/{outcome[review.link]}")
        graph.set((rdflib.URIRef(review.link), rdflib.URIRef(f"{M4SD}reviewStatus"), status))
        graph.remove((rdflib.URIRef(review.iri), None, None))
        for predicate, value in _described(review):
            graph.add((rdflib.URIRef(review.iri), predicate, value))
    return format_turtle(graph.serialize(format="nt").encode(), file, desk.prefixes)


def _described(review: Review) -> Iterator[tuple[rdflib.URIRef, rdflib.term.Identifier]]:
    yield RDF.type, rdflib.URIRef(f"{M4SD}Review")
    yield rdflib.URIRef(f"{M4SD}reviews"), rdflib.URIRef(review.link)
    yield rdflib.URIRef(f"{M4SD}decision"), rdflib.URIRef(f"{VOCAB}review-decision/{review.decision}")
    yield rdflib.URIRef(f"{M4SD}reviewerRole"), rdflib.URIRef(f"{VOCAB}reviewer-role/{review.role}")
    yield DCTERMS.created, rdflib.Literal(review.day.isoformat(), datatype=XSD.date)
    for language, note in review.notes.items():
        yield rdflib.URIRef(f"{SKOS}editorialNote"), rdflib.Literal(note, lang=language)


def _replace(contents: Mapping[Path, bytes]) -> None:
    """Write each file beside its place first; only when all are on disk, each takes its place."""
    beside = {path: path.with_name(f".{path.name}.new") for path in contents}
    try:
        for path, content in contents.items():
            path.parent.mkdir(exist_ok=True)
            with beside[path].open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        for path, new in beside.items():
            new.replace(path)
    finally:
        for new in beside.values():
            new.unlink(missing_ok=True)


def _take(handle: int, workspace: Workspace, until: float) -> None:
    while True:
        try:
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise WorkspaceError(
                    "another review is being written.", place=str(workspace.root), remedy="Try again."
                ) from None
            time.sleep(STEP)
