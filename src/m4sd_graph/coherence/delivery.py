"""How far aims are carried out: reinforcement, response to gaps, vertical coherence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from m4sd_graph.coherence.axes import CLASSES
from m4sd_graph.coherence.claims import Claims
from m4sd_graph.coherence.scope import Reach, Scope, from_sources, placed
from m4sd_graph.coherence.shares import Share, share_of
from m4sd_graph.coherence.sharing import answering
from m4sd_graph.namespaces import M4SD

FINDING = f"{M4SD}Finding"
# A framework without binding force is neither a policy nor an act of anyone.
POLICIES_AND_ACTS = tuple(name for name in CLASSES["instrument"] if not name.endswith("#Framework"))


@dataclass(frozen=True, slots=True)
class Reinforcement:
    """The four ticks of a target, each with what earns it; I(t) is the share of ticks.

    ``policies``: policies and acts that cover it. ``bodies``: who answers for what covers it. ``programmes``:
    programmes that cover it or fund it. ``observed``: findings of either valence that reach it, and whatever reports
    on it.
    """

    target: str
    policies: tuple[str, ...]
    bodies: tuple[str, ...]
    programmes: tuple[str, ...]
    observed: tuple[str, ...]

    @property
    def ticks(self) -> tuple[bool, bool, bool, bool]:
        """Policy, body, programme, observation."""
        return bool(self.policies), bool(self.bodies), bool(self.programmes), bool(self.observed)

    @property
    def value(self) -> Fraction:
        """I(t), one of 0, ¼, ½, ¾, 1; two targets with the same value need not have the same ticks."""
        return Fraction(sum(self.ticks), 4)


@dataclass(frozen=True, slots=True)
class GapResponse:
    """Gap findings that something responds to: by reviewed links alone, and with candidates that nobody reviewed.

    ``responses``: for each gap finding in order the things that respond to it, candidates included.
    """

    reviewed: Share
    with_candidates: Share
    responses: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Vertical:
    """V: members with a national instrument; ``local``: those of them that a local source reaches too."""

    national: Share
    local: Share


def reinforcements(reach: Reach) -> tuple[Reinforcement, ...]:
    """Return the ticks of each member of the reference set, in order."""
    covering = reach.of_policies(reach.covering)
    ticks = (
        _sources(reach.of_kind(covering, *POLICIES_AND_ACTS)),
        _sources(answering(reach), "body"),
        _sources(
            pl.concat(
                [reach.of_kind(covering, *CLASSES["programme"]), reach.supporting.filter(pl.col("type") == "funds")]
            )
        ),
        _sources(pl.concat([reach.of_kind(reach.frame, FINDING), reach.frame.filter(pl.col("type") == "reports-on")])),
    )
    return tuple(Reinforcement(t, *(tick.get(t, ()) for tick in ticks)) for t in reach.reference.members)


def gap_response(claims: Claims, scope: Scope) -> GapResponse:
    """GR = |{gap finding f : something responds to f}| / |gap findings|, of the countries of ``scope`` where given.

    The reference set does not matter: findings are counted, not targets.
    """
    gaps = claims.tables.findings.filter(pl.col("valence") == "gap").select(pl.col("finding").alias("source"))
    if scope.countries:
        gaps = gaps.join(placed(claims.tables, scope.countries), on="source", how="semi")
    findings = tuple(gaps["source"].unique().sort())
    links = claims.chosen(scope.options).filter(pl.col("type") == "responds-to")
    found = from_sources(claims, links, scope).filter(pl.col("target").is_in(list(findings)))
    by_finding = _sources(found.with_columns(pl.col("target").alias("member")))
    return GapResponse(
        share_of(found.filter(pl.col("review") == "reviewed")["target"], findings),
        share_of(found["target"], findings),
        {finding: by_finding.get(finding, ()) for finding in findings},
    )


def vertical(reach: Reach) -> Vertical:
    """V = |{u : a national instrument supports u with grade k or more}| / |U|, and the local share of these.

    Local: any source at the local level supports u with grade k or more; a source may stand at several levels.
    """
    national = reach.of_kind(at_level(reach, reach.covering, "national"), *POLICIES_AND_ACTS)["member"]
    share = share_of(national, reach.reference.members)
    local = at_level(reach, reach.covering, "local")["member"]
    return Vertical(share, share_of(local, share.counted))


def at_level(reach: Reach, frame: pl.DataFrame, level: str) -> pl.DataFrame:
    """The rows of ``frame`` whose source takes effect at ``level``."""
    there = reach.claims.tables.levels.filter(pl.col("level") == level).select(pl.col("thing").alias("source"))
    return frame.join(there.unique(), on="source", how="semi")


def _sources(frame: pl.DataFrame, column: str = "source") -> Mapping[str, tuple[str, ...]]:
    found = frame.group_by("member").agg(pl.col(column).unique().sort())
    return {member: tuple(sources) for member, sources in found.select("member", column).iter_rows()}
