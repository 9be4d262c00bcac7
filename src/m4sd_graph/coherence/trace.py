"""Traces: every chain of links from one thing to another, each unfolded down to the asserted links at its root.

A chain is a derivation: the rules decide which links may follow each other, so a trace never joins links that no rule
joins. What no chain reaches is told with what was searched and with the links on either side.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from m4sd_graph.coherence.axes import CLASSES
from m4sd_graph.coherence.claims import ROLL_UP, Claims, Options
from m4sd_graph.coherence.tables import RANKS, Tables
from m4sd_graph.errors import NotFoundError, ParameterError

LONGEST = 3


@dataclass(frozen=True, slots=True)
class Step:
    """One link of a chain: asserted (``rule`` is None), or derived by a rule from its ``premises``."""

    link: str
    source: str
    type: str
    target: str
    grade: int | None
    confidence: str
    review: str
    rule: str | None
    length: int
    premises: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chain:
    """The derivation of ``conclusion``: ``steps`` in reading order, each after its premises, the conclusion last.

    ``documents``: those behind it, without the crosswalk's.
    """

    conclusion: Step
    steps: tuple[Step, ...]
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """The chains from ``sources`` to ``targets``, best first: by grade, confidence, then length.

    ``outgoing``, ``incoming``: the claims that begin at a source, and those that end at a target, chain or not.
    ``searched``: how many claims were looked at; ``longest``: the longest chain that was looked for.
    """

    sources: tuple[str, ...]
    targets: tuple[str, ...]
    chains: tuple[Chain, ...]
    outgoing: tuple[Step, ...]
    incoming: tuple[Step, ...]
    searched: int
    longest: int


@dataclass(frozen=True)
class Tracer:
    """Finds chains among ``claims``; holds what repeated traces share."""

    claims: Claims

    def trace(self, source: str, target: str, options: Options | None = None, longest: int = LONGEST) -> Trace:
        """Return the chains from ``source`` to ``target``: things, classes, goals, objectives, countries or domains.

        Raises NotFoundError for an end that the graph does not name, ParameterError for a length under 1.
        """
        if longest < 1:
            raise ParameterError("a chain has at least one link.", place="parameter longest", remedy="Example: 3")
        tables = self.claims.tables
        sources, targets = sources_of(tables, source), targets_of(tables, target)
        chosen = self.claims.chosen(options or Options()).filter(pl.col("length") <= longest)
        outgoing = chosen.filter(pl.col("source").is_in(sources))
        incoming = chosen.filter(pl.col("target").is_in(targets))
        # A roll-up repeats its premise, which ends at one of the targets too.
        incoming = incoming.filter(pl.col("rule").fill_null("") != ROLL_UP)
        found = outgoing.join(incoming.select("link"), on="link", how="semi").sort(
            ["grade", "confidence", "length", "link"], descending=[True, True, False, False], nulls_last=True
        )
        return Trace(
            sources=tuple(sources),
            targets=tuple(targets),
            chains=tuple(self.chain(row["link"], tuple(row["documents"])) for row in found.iter_rows(named=True)),
            outgoing=self._steps(outgoing),
            incoming=self._steps(incoming),
            searched=len(chosen),
            longest=longest,
        )

    def chain(self, link: str, documents: tuple[str, ...] = ()) -> Chain:
        """Unfold ``link`` down to its ground; raise NotFoundError where there is no such link."""
        steps: dict[str, Step] = {}
        self._unfold(link, steps, ())
        return Chain(steps[link], tuple(steps.values()), documents)

    def _unfold(self, link: str, steps: dict[str, Step], above: tuple[str, ...]) -> None:
        step = self.step(link)
        for premise in step.premises:
            if premise not in steps and premise != link and premise not in above:
                self._unfold(premise, steps, (*above, link))
        steps[link] = step

    def step(self, link: str) -> Step:
        """The link as a step; raise NotFoundError where there is none."""
        row = self._rows.get(link)
        if row is None:
            raise NotFoundError("there is no such link.", place=link)
        return _step(row, self._premises.get(link, ()))

    def _steps(self, frame: pl.DataFrame) -> tuple[Step, ...]:
        return tuple(self.step(link) for link in frame["link"])

    @cached_property
    def _rows(self) -> Mapping[str, Mapping[str, object]]:
        return {str(row["link"]): row for row in self.claims.tables.links.iter_rows(named=True)}

    @cached_property
    def _premises(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for link, premise in self.claims.tables.premises.sort("link", "premise").iter_rows():
            found[link] = (*found.get(link, ()), premise)
        return found


def sources_of(tables: Tables, end: str) -> list[str]:
    """What a trace from ``end`` starts at: the instances of a class, what belongs to a country or domain, or itself."""
    instances = tables.classes.filter(pl.col("class").is_in(CLASSES.get(end, (end,))))["thing"]
    places = tables.places.filter(pl.col("state") == end)["thing"]
    findings = tables.findings.filter(pl.col("domain") == end)["finding"]
    return _found(tables, end, (instances, places, findings))


def targets_of(tables: Tables, end: str) -> list[str]:
    """What a trace to ``end`` ends at: the parts of a goal or objective and itself, the instances of a class."""
    parts = tables.parts.filter((pl.col("whole") == end) & (pl.col("kind") != "domain"))["part"]
    instances = tables.classes.filter(pl.col("class").is_in(CLASSES.get(end, (end,))))["thing"]
    return _found(tables, end, (instances, parts))


def _found(tables: Tables, end: str, groups: Iterable[pl.Series]) -> list[str]:
    found = {thing for group in groups for thing in group}
    known = (
        end in tables.labels
        or not tables.links.filter((pl.col("source") == end) | (pl.col("target") == end)).is_empty()
    )
    if not found and not known:
        raise NotFoundError("the graph has no link to or from this, nor a name for it.", place=end)
    return sorted(found | ({end} if known else set()))


def _step(row: Mapping[str, object], premises: tuple[str, ...]) -> Step:
    grade = row["grade"]
    return Step(
        link=str(row["link"]),
        source=str(row["source"]),
        type=str(row["type"]),
        target=str(row["target"]),
        grade=None if grade is None else int(str(grade)),
        confidence=RANKS[int(str(row["confidence"]))],
        review=str(row["review"]),
        rule=None if row["rule"] is None else str(row["rule"]),
        length=int(str(row["length"])),
        premises=premises,
    )
