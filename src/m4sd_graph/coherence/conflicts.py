"""Conflicts: a list, never a rate. Where no influence between targets is recorded, conflict is not assessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from m4sd_graph.coherence.scope import Reach


@dataclass(frozen=True, slots=True)
class Conflict:
    """``first`` serves ``target``, ``second`` serves ``other``, and ``other`` is known to hinder ``target``.

    ``link``: the influence, with its published ``score`` from −3 to −1.
    """

    first: str
    second: str
    target: str
    other: str
    score: int
    link: str


@dataclass(frozen=True, slots=True)
class Conflicts:
    """``assessed``: how many recorded influences join two members of the reference set.

    With none, ``found`` is empty because nobody looked, not because nothing is there.
    """

    assessed: int
    found: tuple[Conflict, ...]


def conflicts(reach: Reach) -> Conflicts:
    """Return the pairs of policies whose covered targets hinder each other, one policy against itself included.

    Interaction scores are read as published; they are neither chained nor added up.
    """
    members = reach.reference.members
    known = reach.claims.tables.influences.filter(
        pl.col("source").is_in(list(members)) & pl.col("target").is_in(list(members))
    )
    serves = reach.of_policies(reach.covering).select("member", pl.col("source").alias("policy")).unique()
    pairs = (
        known.filter(pl.col("score") < 0)
        .rename({"source": "other"})
        .join(serves.rename({"policy": "first"}), left_on="target", right_on="member")
        .join(serves.rename({"policy": "second"}), left_on="other", right_on="member")
        .sort("target", "other", "first", "second", "link")
    )
    return Conflicts(len(known), tuple(_conflict(row) for row in pairs.iter_rows(named=True)))


def _conflict(row: Mapping[str, object]) -> Conflict:
    return Conflict(
        first=str(row["first"]),
        second=str(row["second"]),
        target=str(row["target"]),
        other=str(row["other"]),
        score=int(str(row["score"])),
        link=str(row["link"]),
    )
