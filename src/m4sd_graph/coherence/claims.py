"""The links that count, with what lies at their root, and the options that narrow them.

A *claim* is a link that says something about a policy: any type but ``mentions`` (keyword level), ``influences``
(another scale), ``bears-on`` (mechanisms of coherence, never scored) and ``corresponds-to`` (the crosswalk between
frameworks, which is method). Its *ground* are the
asserted links that it follows from; of an asserted link that is the link itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import polars as pl

from m4sd_graph.coherence.tables import CONFIDENCE, Tables
from m4sd_graph.errors import ParameterError

SUPPORTING = ("commits-to", "funds", "names", "provides-for")
GAP = "gap-in"
NOT_CLAIMS = ("mentions", "influences", "corresponds-to", "bears-on")
METHOD = "corresponds-to"
ROLL_UP = "R3"
# Rules add up to three steps; what goes deeper is a circle.
DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Options:
    """What counts.

    ``as_of``: only what was in force on that day, or has no recorded period. ``asserted_only``: no derived links.
    ``grade`` 1–3 and ``confidence``: the least that counts. ``reviewed_only``: only links whose whole ground has been
    reviewed. ``crosswalk``: the least grade of a crosswalk link in the ground. ``without``: documents left out, with
    every link that rests on them alone.
    """

    as_of: date | None = None
    asserted_only: bool = False
    grade: int = 1
    confidence: str = "low"
    reviewed_only: bool = False
    crosswalk: int = 1
    without: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Raise ParameterError for a value that is none."""
        for name in ("grade", "crosswalk"):
            if getattr(self, name) not in (1, 2, 3):
                raise ParameterError("a grade is 1, 2 or 3.", place=f"parameter {name}")
        if self.confidence not in CONFIDENCE:
            raise ParameterError(
                "there is no such confidence.", place="parameter confidence", remedy=f"One of {', '.join(CONFIDENCE)}."
            )


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims of a graph, with their grounds.

    ``frame``: the columns of ``links``, and ``reviewed``, ``crosswalk`` (least grade of a crosswalk link in the
    ground, null without one), ``documents`` (sorted, of the ground without the crosswalk). ``ground``: (link,
    asserted), a row for each asserted link at the root of any link.
    """

    tables: Tables
    frame: pl.DataFrame
    ground: pl.DataFrame

    def chosen(self, options: Options) -> pl.DataFrame:
        """The claims that count under ``options``."""
        kept = self.frame.filter(
            (pl.col("grade").fill_null(3) >= options.grade)
            & (pl.col("confidence") >= CONFIDENCE[options.confidence])
            & (pl.col("crosswalk").fill_null(3) >= options.crosswalk)
        )
        if options.asserted_only:
            kept = kept.filter(pl.col("rule").is_null())
        if options.reviewed_only:
            kept = kept.filter(pl.col("reviewed"))
        if options.without:
            kept = kept.join(self._fallen(options.without), on="link", how="anti")
        return kept if options.as_of is None else kept.join(self._out_of_force(options.as_of), on="source", how="anti")

    def _fallen(self, documents: Iterable[str]) -> pl.DataFrame:
        """The links whose ground has a link that nothing but ``documents`` supports."""
        known = self.tables.documents
        left = known.filter(~pl.col("document").is_in(list(documents)))
        unsupported = known.select("link").unique().join(left, on="link", how="anti")
        return self.ground.join(unsupported, left_on="asserted", right_on="link", how="semi").select("link").unique()

    def _out_of_force(self, day: date) -> pl.DataFrame:
        """What has periods, none of which covers ``day``."""
        covers = (pl.col("start").is_null() | (pl.col("start") <= day)) & (
            pl.col("end").is_null() | (pl.col("end") >= day)
        )
        periods = self.tables.periods
        over = periods.select("thing").unique().join(periods.filter(covers), on="thing", how="anti")
        return over.rename({"thing": "source"})


def claims_of(tables: Tables) -> Claims:
    """Find the claims in ``tables`` and what they rest on; rejected links, and what follows from them, are left out."""
    ground = _grounds(tables)
    links = tables.links
    about = links.select(
        pl.col("link").alias("asserted"),
        pl.col("review"),
        pl.when(pl.col("type") == METHOD).then(pl.col("grade")).alias("crosswalk"),
    )
    rooted = (
        ground.join(about, on="asserted", how="left")
        .group_by("link")
        .agg(
            (pl.col("review") == "reviewed").all().alias("reviewed"),
            (pl.col("review") == "rejected").any().alias("refused"),
            pl.col("crosswalk").min(),
        )
    )
    counted = links.filter(~pl.col("type").is_in(NOT_CLAIMS) & (pl.col("review") != "rejected"))
    frame = (
        counted.join(rooted.filter(~pl.col("refused")).drop("refused"), on="link", how="inner")
        .join(_documents(tables, ground), on="link", how="left")
        .with_columns(pl.col("documents").fill_null([]))
        .sort("link")
    )
    return Claims(tables, frame, ground)


def _grounds(tables: Tables) -> pl.DataFrame:
    """Each link with every asserted link that it follows from."""
    asserted = tables.links.filter(pl.col("rule").is_null()).select("link", pl.col("link").alias("asserted"))
    found, open_ = [asserted], tables.premises
    for _ in range(DEEPEST):
        at_root = open_.join(asserted.select("link"), left_on="premise", right_on="link", how="semi")
        found.append(at_root.rename({"premise": "asserted"}))
        open_ = (
            open_.join(at_root, on=["link", "premise"], how="anti")
            .join(tables.premises, left_on="premise", right_on="link", suffix="_next")
            .select("link", pl.col("premise_next").alias("premise"))
            .unique()
        )
        if open_.is_empty():
            break
    return pl.concat(found).unique().sort("link", "asserted")


def _documents(tables: Tables, ground: pl.DataFrame) -> pl.DataFrame:
    """The documents behind each link; those of the crosswalk are common to all and tell nothing."""
    method = tables.links.filter(pl.col("type") == METHOD).select("link")
    return (
        ground.join(method, left_on="asserted", right_on="link", how="anti")
        .join(tables.documents, left_on="asserted", right_on="link")
        .group_by("link")
        .agg(pl.col("document").unique().sort().alias("documents"))
    )
