"""How policies share targets: overlap, redundancy, fragmentation, degree. None of these is good or bad by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import networkx as nx
import polars as pl

from m4sd_graph.coherence.axes import CLASSES
from m4sd_graph.coherence.scope import Reach
from m4sd_graph.coherence.shares import Share, share_of
from m4sd_graph.namespaces import M4SD

# Who answers for a policy, as in the question on responsibility: who is named, else who adopted it or carries it out.
ANSWERING = ("responsible", "adopted", "implements")
COORDINATION = f"{M4SD}CoordinationBody"


@dataclass(frozen=True, slots=True)
class Overlap:
    """J = |T_p ∩ T_q| / |T_p ∪ T_q| of two policies; ``share.value`` is None where both are without targets."""

    first: str
    second: str
    share: Share


@dataclass(frozen=True, slots=True)
class Redundancy:
    """R and B of a target: the policies that cover it, and the distinct bodies that answer for these."""

    target: str
    policies: tuple[str, ...]
    bodies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Degree:
    """The neighbours of a node of the bipartite graph, and the sum of the best grades of its edges."""

    node: str
    neighbours: tuple[str, ...]
    weight: int


def overlaps(reach: Reach) -> tuple[Overlap, ...]:
    """Return the overlap of each two policies that share a target, by IRI; all others share nothing."""
    reached = _targets_by_policy(reach)
    sharing: dict[str, list[str]] = {}
    for policy, targets in sorted(reached.items()):
        for target in targets:
            sharing.setdefault(target, []).append(policy)
    pairs = sorted({pair for policies in sharing.values() for pair in combinations(policies, 2)})
    order = {target: place for place, target in enumerate(reach.reference.members)}
    return tuple(_overlap(reached, order, *pair) for pair in pairs)


def overlap(reach: Reach, first: str, second: str) -> Overlap:
    """Return the overlap of two policies."""
    order = {target: place for place, target in enumerate(reach.reference.members)}
    return _overlap(_targets_by_policy(reach), order, first, second)


def answering(reach: Reach) -> pl.DataFrame:
    """(member, source, body): who answers for each policy that covers a member; a body answers for itself."""
    tables = reach.claims.tables
    covering = reach.of_policies(reach.covering).select("member", "source").unique()
    named = tables.bodies.filter(pl.col("role").is_in(ANSWERING)).select(pl.col("thing").alias("source"), "body")
    own = reach.of_kind(covering, *CLASSES["body"]).select("source", pl.col("source").alias("body")).unique()
    bodies = pl.concat([named, own]).unique()
    return covering.join(bodies, on="source").select("member", "source", "body").sort("member", "source", "body")


def redundancies(reach: Reach) -> tuple[Redundancy, ...]:
    """Return R and B of each member of the reference set, zero included, in order."""
    policies = _grouped(reach.of_policies(reach.covering), "source")
    bodies = _grouped(answering(reach), "body")
    return tuple(Redundancy(t, policies.get(t, ()), bodies.get(t, ())) for t in reach.reference.members)


def fragmentation(reach: Reach) -> Share:
    """Fr = |{t : B(t) ≥ 2 and no coordination body}| / |{t : B(t) ≥ 2}|.

    A coordination body is there when it has a supporting link to t of any grade, or answers for a policy that covers
    t.
    """
    bodies = answering(reach)
    counted = bodies.group_by("member").agg(pl.col("body").n_unique())
    several = set(counted.filter(pl.col("body") > 1)["member"])
    linked = reach.of_kind(reach.supporting, COORDINATION)["member"]
    coordinators = reach.claims.tables.classes.filter(pl.col("class") == COORDINATION)["thing"]
    in_charge = bodies.filter(pl.col("body").is_in(coordinators.to_list()))["member"]
    return share_of(several - {*linked, *in_charge}, (t for t in reach.reference.members if t in several))


def degrees(reach: Reach) -> tuple[Degree, ...]:
    """Return the degree of each policy and each member of the reference set that any supporting link joins.

    Undirected bipartite graph; an edge weighs the best grade of the links between its ends. Attention, not importance.
    """
    edges = reach.of_policies(reach.supporting).group_by("source", "member").agg(pl.col("grade").max())
    graph = nx.Graph()
    graph.add_weighted_edges_from(edges.sort("source", "member").iter_rows())
    found = (Degree(node, tuple(sorted(graph[node])), int(graph.degree(node, weight="weight"))) for node in graph)
    return tuple(sorted(found, key=lambda degree: (-degree.weight, degree.node)))


def _overlap(reached: Mapping[str, tuple[str, ...]], order: Mapping[str, int], first: str, second: str) -> Overlap:
    one, other = set(reached.get(first, ())), set(reached.get(second, ()))
    shared, union = (tuple(sorted(targets, key=order.__getitem__)) for targets in (one & other, one | other))
    return Overlap(first, second, Share(shared, union))


def _targets_by_policy(reach: Reach) -> Mapping[str, tuple[str, ...]]:
    return _grouped(reach.of_policies(reach.covering), "member", by="source")


def _grouped(frame: pl.DataFrame, column: str, by: str = "member") -> Mapping[str, tuple[str, ...]]:
    found = frame.group_by(by).agg(pl.col(column).unique().sort())
    return {key: tuple(values) for key, values in found.select(by, column).iter_rows()}
