"""What differs between two datasets: resources added, changed and removed, read from their canonical N-Quads.

Canonical N-Quads are sorted and each statement is one line, so two releases are compared by reading both once, subject
by subject, in memory for one subject. The units are the **resource** (a subject) for readers, and the **record** (what
one named graph says about a subject) for copies: who replaces each changed record by its new lines holds the dataset.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Literal

from m4sd_graph.errors import ReleaseError
from m4sd_graph.namespaces import RDF, SKOS
from m4sd_graph.store.protocol import Statement, Term

Kind = Literal["added", "changed", "removed"]
Lines = tuple[str, ...]
IRI = r"<[^>]*>"
NODE = rf"(?:{IRI}|_:\S+)"
LITERAL = rf'"(?:[^"\\]|\\.)*"(?:\^\^{IRI}|@\S+)?'
QUAD = re.compile(rf"({NODE}) ({IRI}) ({NODE}|{LITERAL})(?: ({NODE}))? \.\n")
LABEL = re.compile(rf'{IRI} <{re.escape(SKOS)}prefLabel> "((?:[^"\\]|\\.)*)"@(\S+) .*\n')
ESCAPES = {r"\t": "\t", r"\b": "\b", r"\n": "\n", r"\r": "\r", r"\f": "\f", r"\"": '"', r"\\": "\\"}


@dataclass(frozen=True, slots=True)
class Record:
    """What a named graph says about a subject: its lines ``before`` and ``after``, terms as N-Quads write them."""

    subject: str
    graph: str
    before: Lines
    after: Lines

    @property
    def kind(self) -> Kind:
        """What happened to the record."""
        return _kind(self.before, self.after)


@dataclass(frozen=True)
class Change:
    """A subject whose statements differ: all its lines ``before`` and ``after``, in the dataset's order."""

    subject: str
    before: Lines
    after: Lines

    @property
    def kind(self) -> Kind:
        """What happened to the resource."""
        return _kind(self.before, self.after)

    @cached_property
    def added(self) -> Lines:
        """The lines that are new."""
        return tuple(sorted(set(self.after) - set(self.before)))

    @cached_property
    def removed(self) -> Lines:
        """The lines that are gone."""
        return tuple(sorted(set(self.before) - set(self.after)))

    @property
    def iri(self) -> str:
        """The subject as an IRI; a blank node as it is written."""
        return self.subject.strip("<>")

    def properties(self) -> tuple[str, ...]:
        """The properties whose values differ."""
        return tuple(sorted({terms(line)[1].strip("<>") for line in (*self.added, *self.removed)}))

    def classes(self) -> frozenset[str]:
        """The classes of the resource: as it is now, or as it was."""
        told = (terms(line) for line in self.after or self.before)
        return frozenset(value.strip("<>") for _, predicate, value, _ in told if predicate == f"<{RDF}type>")

    def labels(self) -> Mapping[str, str]:
        """The name of the resource by language: as it is now, or as it was."""
        return labelled(self.after or self.before)

    def records(self) -> Iterator[Record]:
        """The records that differ, in the order of their graphs."""
        before, after = _by_graph(self.before), _by_graph(self.after)
        for graph in sorted(before.keys() | after.keys()):
            old, new = before.get(graph, ()), after.get(graph, ())
            if old != new:
                yield Record(self.subject, graph, old, new)


def changes(before: Path | None, after: Path) -> Iterator[Change]:
    """The subjects that differ between two files of canonical N-Quads, in order; without ``before``, all are added."""
    old, new = _subjects(before), _subjects(after)
    ours, theirs = next(old, None), next(new, None)
    while ours or theirs:
        subject = min(one[0] for one in (ours, theirs) if one)
        was: Lines = ()
        now: Lines = ()
        if ours and ours[0] == subject:
            was, ours = ours[1], next(old, None)
        if theirs and theirs[0] == subject:
            now, theirs = theirs[1], next(new, None)
        if was != now:
            yield Change(subject, was, now)


def counted(found: Iterable[Change]) -> dict[Kind, int]:
    """How many resources were added, changed and removed."""
    counts = Counter(change.kind for change in found)
    return {"added": counts["added"], "changed": counts["changed"], "removed": counts["removed"]}


def patch(found: Iterable[Change], before: str, after: str) -> Iterator[str]:
    """RDF Patch, line by line: applied to release ``before`` it gives release ``after``; both by their IRIs."""
    yield f"H id <{after}> .\n"
    yield f"H prev <{before}> .\n"
    yield "TX .\n"
    for change in found:
        yield from (f"D {line}" for line in change.removed)
        yield from (f"A {line}" for line in change.added)
    yield "TC .\n"


def labelled(lines: Lines) -> dict[str, str]:
    """The labels that the lines of a resource give it, by language."""
    found = (LABEL.fullmatch(line) for line in lines)
    return {m[2]: unescaped(m[1]) for m in found if m}


def terms(line: str) -> tuple[str, str, str, str]:
    """Subject, predicate, object and graph of a line, as written; no graph is ""."""
    found = QUAD.fullmatch(line)
    if not found:
        raise ReleaseError("this is no line of N-Quads.", place=line.strip()[:200], remedy="Run `m4sd build`.")
    return found[1], found[2], found[3], found[4] or ""


def statement(line: str) -> Statement:
    """The triple of a line, without its graph."""
    subject, predicate, value, _ = terms(line)
    return Statement(_term(subject), _term(predicate), _term(value))


def _term(written: str) -> Term:
    if written.startswith("<"):
        return Term("iri", unescaped(written[1:-1]))
    if written.startswith("_:"):
        return Term("bnode", written[2:])
    content, _, kind = written.rpartition('"')
    text = unescaped(content[1:])
    if kind.startswith("@"):
        return Term("literal", text, language=kind[1:])
    return Term("literal", text, kind[3:-1])


def unescaped(text: str) -> str:
    """Written text without the escapes of canonical N-Quads."""
    return re.sub(r"\\(?:u([0-9A-Fa-f]{4})|.)", lambda m: chr(int(m[1], 16)) if m[1] else ESCAPES[m[0]], text)


def _kind(before: Lines, after: Lines) -> Kind:
    return "changed" if before and after else "added" if after else "removed"


def _subjects(path: Path | None) -> Iterator[tuple[str, Lines]]:
    if path is None:
        return
    # The lines are sorted by code point, and no subject is the beginning of another with its space.
    with path.open(encoding="utf-8", newline="\n") as lines:
        for subject, group in groupby(lines, key=lambda line: line.partition(" ")[0]):
            yield subject, tuple(group)


def _by_graph(lines: Lines) -> dict[str, Lines]:
    found: dict[str, list[str]] = {}
    for line in lines:
        found.setdefault(terms(line)[3], []).append(line)
    return {graph: tuple(group) for graph, group in found.items()}
