"""Traces: every chain of links from one thing to another, each unfolded down to the asserted links at its root.

A chain is a derivation: the rules decide which links may follow each other, so a trace never joins links that no rule
joins. What no chain reaches is told with what was searched and with the links on either side.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from m4sd_graph.coherence.axes import columns_of
from m4sd_graph.coherence.claims import ROLL_UP, Claims, Options
from m4sd_graph.coherence.ends import End, source_of, target_of
from m4sd_graph.coherence.tables import RANKS
from m4sd_graph.errors import NotFoundError, ParameterError, StoreError

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
    """The chains from ``source`` to ``target``, best first: by grade, confidence, then length.

    ``outgoing``, ``incoming``: the claims that begin at the source, and those that end at the target, chain or not;
    ``left_out``: links that join both and do not count, or not under ``options``. ``searched``: how many claims were
    looked at; ``longest``: the longest chain that was looked for. Roll-ups are nowhere among them: a goal as the target
    means its targets.
    """

    source: End
    target: End
    options: Options
    chains: tuple[Chain, ...]
    outgoing: tuple[Step, ...]
    incoming: tuple[Step, ...]
    left_out: tuple[Step, ...]
    searched: int
    longest: int


@dataclass(frozen=True)
class Tracer:
    """Finds chains among ``claims``; holds what repeated traces share."""

    claims: Claims

    def trace(self, source: str, target: str, options: Options | None = None, longest: int = LONGEST) -> Trace:
        """Return the chains from ``source`` to ``target``: things, classes, goals, objectives, countries or domains.

        Raises NotFoundError for an end that the graph does not name, with the nearest names, and ParameterError for a
        length under 1.
        """
        if longest < 1:
            raise ParameterError("a chain has at least one link.", place="parameter longest", remedy="Example: 3")
        begin, end = source_of(self.claims.tables, source), target_of(self.claims.tables, target)
        options = options or Options()
        chosen = _without_roll_ups(self.claims.chosen(options)).filter(pl.col("length") <= longest)
        outgoing, incoming = self._outgoing(chosen, begin), self._incoming(chosen, end)
        found = outgoing.join(incoming.select("link"), on="link", how="semi").sort(
            ["grade", "confidence", "length", "link"], descending=[True, True, False, False], nulls_last=True
        )
        everything = _without_roll_ups(self.claims.tables.links)
        joining = self._incoming(self._outgoing(everything, begin), end).join(found, on="link", how="anti")
        return Trace(
            source=begin,
            target=end,
            options=options,
            chains=tuple(self.chain(row["link"], tuple(row["documents"])) for row in found.iter_rows(named=True)),
            outgoing=self._steps(outgoing),
            incoming=self._steps(incoming),
            left_out=self._steps(joining),
            searched=len(chosen),
            longest=longest,
        )

    def _outgoing(self, links: pl.DataFrame, end: End) -> pl.DataFrame:
        return links.filter(pl.col("source").is_in(end.things))

    def _incoming(self, links: pl.DataFrame, end: End) -> pl.DataFrame:
        leads = pl.col("target").is_in(end.things)
        if "domain" in end.ways:
            leads |= pl.col("link").is_in(self._rooted_in(end.asked))
        return links.filter(leads)

    def _rooted_in(self, domain: str) -> list[str]:
        return columns_of(self.claims, "domain").filter(pl.col("column") == domain)["link"].to_list()

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
        """The link as a step; raise NotFoundError where there is none, StoreError where its confidence is unknown."""
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
        """The premises of each link; the one that begins where the link begins is read first."""
        found: dict[str, list[str]] = {}
        for link, premise in self.claims.tables.premises.sort("link", "premise").iter_rows():
            found.setdefault(link, []).append(premise)
        return {link: tuple(sorted(premises, key=lambda p: self._apart(p, link))) for link, premises in found.items()}

    def _apart(self, premise: str, link: str) -> bool:
        ends = [self._rows[name]["source"] for name in (premise, link) if name in self._rows]
        return len(set(ends)) > 1


def _without_roll_ups(links: pl.DataFrame) -> pl.DataFrame:
    """A roll-up repeats its premise, which ends at one of the parts of the goal."""
    return links.filter(pl.col("rule").fill_null("") != ROLL_UP)


def _step(row: Mapping[str, object], premises: tuple[str, ...]) -> Step:
    grade, confidence = row["grade"], row["confidence"]
    if confidence is None:
        raise StoreError("the link has a confidence that is not on the list.", place=str(row["link"]))
    return Step(
        link=str(row["link"]),
        source=str(row["source"]),
        type=str(row["type"]),
        target=str(row["target"]),
        grade=None if grade is None else int(str(grade)),
        confidence=RANKS[int(str(confidence))],
        review=str(row["review"]),
        rule=None if row["rule"] is None else str(row["rule"]),
        length=int(str(row["length"])),
        premises=premises,
    )
