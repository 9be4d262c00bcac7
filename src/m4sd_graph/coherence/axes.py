"""The rows and columns of a matrix: which things a claim starts from, and which parts of a framework it leads to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import polars as pl

from m4sd_graph.coherence.claims import ROLL_UP, Claims
from m4sd_graph.coherence.tables import Tables
from m4sd_graph.errors import ParameterError
from m4sd_graph.namespaces import M4SD

RowKind = Literal["instrument", "mechanism", "body", "programme", "finding", "domain", "country"]
ColumnKind = Literal["goal", "target", "objective", "action", "domain"]
ORG = "http://www.w3.org/ns/org#"
SDGO = "http://metadata.un.org/sdg/ontology#"
CLASSES: Mapping[str, tuple[str, ...]] = {
    "instrument": tuple(f"{M4SD}{name}" for name in ("Instrument", "Policy", "LegalAct", "Treaty", "Framework")),
    "mechanism": (f"{M4SD}Mechanism",),
    "body": (f"{M4SD}CoordinationBody", f"{ORG}FormalOrganization", f"{ORG}OrganizationalUnit", f"{M4SD}Partnership"),
    "programme": (f"{M4SD}Programme", f"{M4SD}Project", f"{M4SD}Activity"),
    "finding": (f"{M4SD}Finding",),
    "country": (f"{M4SD}State",),
    "target": (f"{SDGO}Target",),
    "goal": (f"{SDGO}Goal",),
}


@dataclass(frozen=True, slots=True)
class Item:
    """A row or a column: its IRI, its notation ("" without one), its names by language."""

    iri: str
    notation: str
    names: Mapping[str, str]

    def name(self, *languages: str) -> str:
        """Its name in the first of ``languages``, then English, French, any."""
        found = next((self.names[lang] for lang in (*languages, "en", "fr") if lang in self.names), None)
        return found or next(iter(self.names.values()), None) or self.iri.rpartition("/")[2]


def item_of(tables: Tables, iri: str) -> Item:
    """The row or column ``iri``."""
    return Item(iri, tables.notations.get(iri, ""), tables.labels.get(iri, {}))


def of_class(tables: Tables, kind: str) -> pl.Series:
    """The things of a kind of ``CLASSES``, sorted."""
    return tables.classes.filter(pl.col("class").is_in(CLASSES[kind]))["thing"].unique().sort()


def rows_of(claims: Claims, kind: RowKind) -> pl.DataFrame:
    """(source, row): which rows each source of a claim belongs to."""
    _check(kind, get_args(RowKind), "rows")
    tables = claims.tables
    match kind:
        case "domain":
            pairs = tables.findings.select(pl.col("finding").alias("source"), pl.col("domain").alias("row"))
            return pairs.drop_nulls().unique()
        case "country":
            return tables.places.select(pl.col("thing").alias("source"), pl.col("state").alias("row")).unique()
    things = of_class(tables, kind)
    return pl.DataFrame({"source": things, "row": things})


def columns_of(claims: Claims, kind: ColumnKind) -> pl.DataFrame:
    """(link, column): which columns each claim leads to.

    A roll-up leads to a goal and to nothing else, and nothing but a roll-up, or a claim about the goal, leads to one.
    """
    _check(kind, get_args(ColumnKind), "columns")
    tables, frame = claims.tables, claims.frame
    match kind:
        case "target":
            return _ending_in(frame, of_class(tables, "target"))
        case "goal":
            return _ending_in(frame, of_class(tables, "goal"))
        case "action":
            return _ending_in(frame, tables.parts.filter(pl.col("kind") == "objective")["part"])
        case "objective":
            parts = tables.parts.filter(pl.col("kind") == "objective").select("part", pl.col("whole").alias("column"))
            return frame.join(parts, left_on="target", right_on="part").select("link", "column")
    return _domains(claims)


def every_column(tables: Tables, kind: ColumnKind) -> tuple[str, ...]:
    """All columns of a kind, in the order of their notations."""
    match kind:
        case "target" | "goal":
            found = of_class(tables, kind).to_list()
        case "action":
            found = tables.parts.filter(pl.col("kind") == "objective")["part"].unique().to_list()
        case "objective":
            found = tables.parts.filter(pl.col("kind") == "objective")["whole"].unique().to_list()
        case "domain":
            found = tables.classes.filter(pl.col("class") == f"{M4SD}GovernanceDomain")["thing"].unique().to_list()
    return tuple(sorted(found, key=lambda iri: (in_order(tables.notations.get(iri, iri)), iri)))


def in_order(notation: str) -> tuple[tuple[int, int | str], ...]:
    """A key that sorts ``2`` before ``10``, ``10.7`` before ``10.a``, and a commitment before its actions."""
    parts = notation.removesuffix(" commitment").replace("(", ".").replace(")", "").replace(" ", ".").split(".")
    return tuple((0, int(part)) if part.isdigit() else (1, part) for part in parts)


def _ending_in(frame: pl.DataFrame, targets: pl.Series) -> pl.DataFrame:
    ends = pl.DataFrame({"target": targets.unique()})
    return frame.join(ends, on="target", how="semi").select("link", pl.col("target").alias("column"))


def _domains(claims: Claims) -> pl.DataFrame:
    """A claim leads to the domain in which a finding at its root lies; roll-ups repeat their premise."""
    found = claims.tables.findings.select("finding", pl.col("domain").alias("column")).drop_nulls()
    sources = claims.tables.links.select(pl.col("link").alias("asserted"), pl.col("source").alias("finding"))
    rooted = claims.ground.join(sources, on="asserted").join(found, on="finding").select("link", "column").unique()
    kept = claims.frame.filter(pl.col("rule").fill_null("") != ROLL_UP).select("link")
    return rooted.join(kept, on="link", how="semi")


def _check(kind: str, known: tuple[str, ...], place: str) -> None:
    if kind not in known:
        raise ParameterError(
            f"there are no {place} {kind!r}.", place=f"parameter {place}", remedy=f"One of {', '.join(known)}."
        )
