"""What a figure is about: a reference set, the sources that count, the least grade that covers, and the options."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

import polars as pl

from m4sd_graph.coherence.axes import CLASSES, Item, columns_of, item_of, of_class
from m4sd_graph.coherence.claims import GAP, SUPPORTING, Claims, Options
from m4sd_graph.coherence.references import CROSSWALK_GRADE, Reference, crosswalk, reference_set
from m4sd_graph.coherence.tables import Tables
from m4sd_graph.errors import ParameterError
from m4sd_graph.namespaces import M4SD

Sources = Literal["any", "policy", "finding", "instrument", "mechanism", "body", "programme"]
Chaining = Literal["action", "objective"]
# What observes or demands policies is none: its links would count the same policy twice.
NOT_POLICIES = (f"{M4SD}Finding", f"{M4SD}Assessment", f"{M4SD}Objective")


@dataclass(frozen=True, slots=True)
class Scope:
    """What is asked.

    ``reference``: the name of the set T. ``threshold`` k: the least grade that covers. ``sources``: whose links count:
    of anything, of policies (anything but findings and assessments), or of one kind. ``countries``: only sources that
    belong to one of these. ``chaining``: how claims about the Global Compact reach targets: by the commitment or
    action itself, or, an alternative that overstates, by its whole objective.
    """

    reference: str = "sdg-crosswalk"
    threshold: int = 2
    sources: Sources = "any"
    countries: frozenset[str] = frozenset()
    chaining: Chaining = "action"
    options: Options = field(default_factory=Options)

    def __post_init__(self) -> None:
        """Raise ParameterError for a value that is none."""
        if self.threshold not in (1, 2, 3):
            raise ParameterError("a grade is 1, 2 or 3.", place="parameter threshold")
        for name, known in (("sources", get_args(Sources)), ("chaining", get_args(Chaining))):
            if getattr(self, name) not in known:
                raise ParameterError(
                    f"the value is none of {name}.", place=f"parameter {name}", remedy=f"One of {', '.join(known)}."
                )


@dataclass(frozen=True)
class Reach:
    """The claims of a scope that lead to a member of its reference set.

    ``frame``: source, member, link, type, grade (0 where the link has none), confidence, rule; one row per link and
    member, in no order. ``rule`` is null where the link is asserted, "objective" where only the alternative chaining
    leads there.
    """

    claims: Claims
    scope: Scope
    reference: Reference
    frame: pl.DataFrame

    @property
    def supporting(self) -> pl.DataFrame:
        """The rows of supporting types, whatever their grade."""
        return self.frame.filter(pl.col("type").is_in(SUPPORTING))

    @property
    def covering(self) -> pl.DataFrame:
        """The supporting rows with the threshold or more."""
        return self.supporting.filter(pl.col("grade") >= self.scope.threshold)

    @property
    def gaps(self) -> pl.DataFrame:
        """The rows by which a finding of gap reaches a member."""
        return self.frame.filter(pl.col("type") == GAP)

    def of_policies(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The rows of ``frame`` whose source is a policy."""
        return frame.join(not_policies(self.claims.tables), on="source", how="anti")

    def of_kind(self, frame: pl.DataFrame, *classes: str) -> pl.DataFrame:
        """The rows of ``frame`` whose source is of one of ``classes``."""
        return frame.join(_of_classes(self.claims.tables, classes), on="source", how="semi")


def reach_of(claims: Claims, scope: Scope) -> Reach:
    """Find the claims that lead from the sources of ``scope`` to its reference set."""
    reference = reference_set(claims.tables, scope.reference)
    chosen = from_sources(claims, claims.chosen(scope.options), scope)
    pairs = columns_of(claims, reference.column).filter(pl.col("column").is_in(list(reference.members)))
    direct = chosen.join(pairs, on="link").with_columns(pl.col("column").alias("member"))
    frame = direct if scope.chaining == "action" else _by_objective(claims, chosen, direct, scope, reference)
    columns = ("source", "member", "link", "type", pl.col("grade").fill_null(0), "confidence", "rule")
    return Reach(claims, scope, reference, frame.select(columns))


def without_derived(scope: Scope) -> Scope:
    """The same scope with asserted links alone."""
    return replace(scope, options=replace(scope.options, asserted_only=True))


def from_sources(claims: Claims, frame: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """The rows of ``frame`` whose ``source`` is one that counts in ``scope``."""
    tables = claims.tables
    if scope.sources == "policy":
        frame = frame.join(not_policies(tables), on="source", how="anti")
    elif scope.sources != "any":
        frame = frame.join(_of_classes(tables, CLASSES[scope.sources]), on="source", how="semi")
    return frame.join(placed(tables, scope.countries), on="source", how="semi") if scope.countries else frame


def placed(tables: Tables, countries: Iterable[str]) -> pl.DataFrame:
    """(source): the things that belong to one of ``countries``."""
    there = tables.places.filter(pl.col("state").is_in(list(countries)))
    return there.select(pl.col("thing").alias("source")).unique()


def items_of(tables: Tables, things: Iterable[str]) -> tuple[Item, ...]:
    """The things with their names, in the given order."""
    return tuple(item_of(tables, thing) for thing in things)


def not_policies(tables: Tables) -> pl.DataFrame:
    """(source): the things that are no policies."""
    return _of_classes(tables, NOT_POLICIES)


def things_of(tables: Tables, kind: str) -> tuple[str, ...]:
    """The things of a kind of ``CLASSES``, sorted."""
    return tuple(of_class(tables, kind))


def _of_classes(tables: Tables, classes: Iterable[str]) -> pl.DataFrame:
    found = tables.classes.filter(pl.col("class").is_in(list(classes)))
    return found.select(pl.col("thing").alias("source")).unique()


def _by_objective(
    claims: Claims, chosen: pl.DataFrame, direct: pl.DataFrame, scope: Scope, reference: Reference
) -> pl.DataFrame:
    """Asserted links to targets, and claims about any part of an objective led on to all targets of the objective."""
    if reference.column != "target":
        raise ParameterError(
            "only targets are reached by whole objectives.", place="parameter chaining", remedy="Use chaining action."
        )
    asserted = direct.filter(pl.col("rule").is_null())
    if scope.options.asserted_only:
        return asserted
    whole = (
        crosswalk(claims.tables, max(CROSSWALK_GRADE, scope.options.crosswalk))
        .filter(pl.col("target").is_in(list(reference.members)))
        .group_by("whole", "target")
        .agg(pl.col("grade").max().alias("reached"))
    )
    led = (
        chosen.join(columns_of(claims, "objective"), on="link")
        .join(whole, left_on="column", right_on="whole", suffix="_reached")
        .with_columns(
            pl.col("target_reached").alias("member"),
            pl.min_horizontal("grade", "reached").alias("grade"),
            pl.lit("objective").alias("rule"),
        )
        .select("source", "member", "link", "type", "grade", "confidence", "rule")
    )
    return pl.concat([asserted.select(led.columns), led]).unique(["link", "member"], keep="first", maintain_order=True)
