"""What is missing, and how we know: *stated*, *not recorded*, or *no statement*.

An absent triple means nothing. A gap is *stated* when a finding of gap says so of exactly this; *not recorded* when
the sources were searched for it and say nothing; otherwise there is *no statement*, and nobody may conclude from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import polars as pl

from m4sd_graph.coherence.axes import CLASSES, Item, item_of
from m4sd_graph.coherence.claims import Claims
from m4sd_graph.coherence.delivery import GapResponse, gap_response, vertical
from m4sd_graph.coherence.scope import Scope, placed, reach_of
from m4sd_graph.coherence.shares import Share, share_of
from m4sd_graph.coherence.status import Standing, standings
from m4sd_graph.coherence.tables import Tables
from m4sd_graph.errors import ParameterError
from m4sd_graph.namespaces import M4SD

Ground = Literal["stated", "not recorded", "no statement"]
Facet = Literal["body", "funding", "period", "indicator"]
MeasureKind = Literal["instrument", "mechanism", "programme", "provision"]
FACETS: tuple[Facet, ...] = get_args(Facet)
MEASURE_KINDS: tuple[MeasureKind, ...] = get_args(MeasureKind)
PROVISION = f"{M4SD}Provision"
FRAMEWORK = f"{M4SD}Framework"
# Whoever answers or carries out; to have adopted a text is no charge to carry it out.
IN_CHARGE = ("responsible", "implements")
# The properties whose silence a curator records for a facet.
SILENT: Mapping[Facet, tuple[str, ...]] = {
    "body": (f"{M4SD}responsibleBody", f"{M4SD}implementedBy"),
    "funding": (f"{M4SD}fundedBy",),
    "period": ("http://purl.org/dc/terms/temporal",),
    "indicator": (),
}


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is missing of ``item``.

    ``findings``: findings of gap about it, the ground where it is stated; beside another ground they tell of a gap
    that need not be this one. ``other``: supporting links that do not fill it: too weak, or of other sources.
    """

    item: Item
    ground: Ground
    findings: tuple[str, ...] = ()
    other: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gaps:
    """Gaps of one sort: how many of how many, and each with its ground."""

    share: Share
    found: tuple[Gap, ...]

    def grounds(self) -> Mapping[Ground, int]:
        """How many gaps have each ground."""
        return {ground: sum(gap.ground == ground for gap in self.found) for ground in get_args(Ground)}


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A finding of gap without a reviewed response; ``candidates`` may turn out to be one."""

    finding: Item
    candidates: tuple[Item, ...]


def unaddressed(claims: Claims, scope: Scope) -> Gaps:
    """Return the members of the reference set that no supporting link covers."""
    known = standings(claims, scope)
    return _gaps(claims, known, [one for one in known if not one.support])


def without_counterpart(claims: Claims, scope: Scope) -> Gaps:
    """Return the members of the reference set, such as commitments, that no national policy or act covers."""
    national = set(vertical(reach_of(claims, scope)).national.counted)
    known = standings(claims, scope)
    return _gaps(claims, known, [one for one in known if one.item.iri not in national])


def unanswered(claims: Claims, scope: Scope) -> tuple[Unanswered, ...]:
    """Return the findings of gap that nothing reviewed responds to, with the candidates nobody has reviewed."""
    response: GapResponse = gap_response(claims, scope)
    answered = set(response.reviewed.counted)
    return tuple(
        Unanswered(item_of(claims.tables, finding), tuple(item_of(claims.tables, one) for one in candidates))
        for finding, candidates in response.responses.items()
        if finding not in answered
    )


def incomplete(
    tables: Tables, facet: Facet, kinds: Iterable[MeasureKind] = MEASURE_KINDS, countries: frozenset[str] = frozenset()
) -> Gaps:
    """Return the measures of ``kinds`` without a ``facet``; raise ParameterError for a facet or kind that is none.

    Frameworks are no measures. What an instrument has, its provisions have too; an activity has what its programme
    has. A ground *stated* does not occur: findings are about a measure as a whole, and stand beside the ground.
    """
    _check(facet, FACETS, "facet")
    measures = measures_of(tables, kinds, countries)
    having = _having(tables, facet)
    lacking = [thing for thing in measures if thing not in having]
    silent = set(tables.silences.filter(pl.col("property").is_in(list(SILENT[facet])))["thing"])
    about = _gap_findings(tables)
    found = tuple(
        Gap(item_of(tables, thing), "not recorded" if thing in silent else "no statement", about.get(thing, ()))
        for thing in lacking
    )
    return Gaps(share_of(lacking, measures), found)


def measures_of(
    tables: Tables, kinds: Iterable[MeasureKind] = MEASURE_KINDS, countries: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """The instruments (without frameworks), mechanisms, programmes and provisions, sorted."""
    classes: list[str] = []
    for kind in kinds:
        _check(kind, MEASURE_KINDS, "kind")
        classes += [PROVISION] if kind == "provision" else CLASSES[kind]
    found = tables.classes.filter(pl.col("class").is_in(classes) & (pl.col("class") != FRAMEWORK))
    things = found.select(pl.col("thing").alias("source")).unique()
    if countries:
        things = things.join(placed(tables, countries), on="source", how="semi")
    return tuple(things["source"].sort())


def _having(tables: Tables, facet: Facet) -> frozenset[str]:
    """What has the facet, itself or through what it is part of."""
    match facet:
        case "body":
            own = set(tables.bodies.filter(pl.col("role").is_in(IN_CHARGE))["thing"])
        case "funding":
            funding = tables.links.filter((pl.col("type") == "funds") & (pl.col("review") != "rejected"))
            own = {*tables.bodies.filter(pl.col("role") == "funds")["thing"], *funding["source"]}
        case "period":
            own = set(tables.periods["thing"])
        case "indicator":
            reports = tables.links.filter((pl.col("type") == "reports-on") & (pl.col("review") != "rejected"))
            own = {*tables.figures["thing"], *reports["target"]}
    return frozenset(own | set(tables.wholes.filter(pl.col("whole").is_in(list(own)))["thing"]))


def _gap_findings(tables: Tables) -> Mapping[str, tuple[str, ...]]:
    """The findings of gap about each thing."""
    gaps = tables.findings.filter(pl.col("valence") == "gap").select("finding").unique()
    about = tables.concerns.join(gaps, on="finding", how="semi").group_by("thing").agg(pl.col("finding"))
    return {thing: tuple(sorted(set(findings))) for thing, findings in about.iter_rows()}


def _gaps(claims: Claims, known: Iterable[Standing], missing: Iterable[Standing]) -> Gaps:
    """The gaps at the members that are ``missing``: stated where a finding of gap reaches the member itself."""
    sources = dict(claims.frame.select("link", "source").iter_rows())
    found = tuple(
        Gap(
            one.item,
            "stated" if one.gaps else "no statement",
            tuple(sorted({sources[link] for link in one.gaps})),
            (*one.support, *one.weaker),
        )
        for one in missing
    )
    return Gaps(share_of((gap.item.iri for gap in found), (one.item.iri for one in known)), found)


def _check(value: str, known: tuple[str, ...], name: str) -> None:
    if value not in known:
        raise ParameterError(
            f"there is no {name} {value!r}.", place=f"parameter {name}", remedy=f"One of {', '.join(known)}."
        )
