"""Reference sets: the named lists of targets or objectives that a figure is a share of.

A figure without its reference set says nothing, so each set has a name, an explanation and the list of its members.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from m4sd_graph.coherence.axes import ColumnKind, every_column
from m4sd_graph.coherence.claims import METHOD
from m4sd_graph.coherence.tables import Tables
from m4sd_graph.errors import ParameterError

# Below this grade a crosswalk link says that a part contributes to a target: too little to ask whether it is served.
CROSSWALK_GRADE = 2


@dataclass(frozen=True, slots=True)
class Reference:
    """A named list of columns, in the order of their notations."""

    name: str
    column: ColumnKind
    title: Mapping[str, str]
    explanation: Mapping[str, str]
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Definition:
    column: ColumnKind
    title: Mapping[str, str]
    explanation: Mapping[str, str]
    among: Callable[[Tables], frozenset[str] | None]


def reference_set(tables: Tables, name: str) -> Reference:
    """Return the reference set called ``name``; raise ParameterError where there is none."""
    definition = DEFINITIONS.get(name)
    if definition is None:
        raise ParameterError(
            f"there is no reference set {name!r}.", place="parameter reference", remedy=f"One of {', '.join(NAMES)}."
        )
    among = definition.among(tables)
    members = tuple(
        iri for iri in dict.fromkeys(every_column(tables, definition.column)) if among is None or iri in among
    )
    return Reference(name, definition.column, definition.title, definition.explanation, members)


def crosswalk(tables: Tables, grade: int = CROSSWALK_GRADE) -> pl.DataFrame:
    """(link, part, whole, target, grade): the crosswalk from the parts of objectives to targets, not rejected."""
    parts = tables.parts.filter(pl.col("kind") == "objective").select("part", "whole")
    targets = tables.parts.filter(pl.col("kind") == "goal").select(pl.col("part").alias("target")).unique()
    return (
        tables.links.filter((pl.col("type") == METHOD) & (pl.col("review") != "rejected") & (pl.col("grade") >= grade))
        .join(parts, left_on="source", right_on="part")
        .join(targets, on="target", how="semi")
        .select("link", pl.col("source").alias("part"), "whole", "target", "grade")
    )


def _everything(_tables: Tables) -> None:
    return None


def _reached(tables: Tables) -> frozenset[str]:
    return frozenset(crosswalk(tables)["target"])


def _discriminating(tables: Tables) -> frozenset[str]:
    """The reached targets but those to which a framework as a whole corresponds."""
    parts = tables.parts.filter(pl.col("kind") == "objective").select("part")
    whole = tables.links.filter((pl.col("type") == METHOD) & (pl.col("review") != "rejected"))
    return _reached(tables) - frozenset(whole.join(parts, left_on="source", right_on="part", how="anti")["target"])


def _commitments(tables: Tables) -> frozenset[str]:
    return frozenset(iri for iri, notation in tables.notations.items() if notation.endswith(" commitment"))


DEFINITIONS: Mapping[str, _Definition] = {
    "sdg-crosswalk": _Definition(
        "target",
        {"en": "SDG targets that the crosswalk reaches", "fr": "Cibles des ODD que la table atteint"},
        {
            "en": "Targets to which a commitment or action of the Global Compact corresponds with grade 2 or more.",
            "fr": "Cibles auxquelles correspond, au degré 2 ou plus, un engagement ou une action du Pacte mondial.",
        },
        _reached,
    ),
    "sdg-crosswalk-specific": _Definition(
        "target",
        {"en": "SDG targets that the crosswalk reaches, without 10.7", "fr": "Cibles que la table atteint, sans 10.7"},
        {
            "en": "As sdg-crosswalk, without targets to which a whole framework corresponds: they tell nothing apart.",
            "fr": "Comme sdg-crosswalk, sans celles auxquelles correspond un cadre entier : elles ne distinguent rien.",
        },
        _discriminating,
    ),
    "sdg": _Definition(
        "target",
        {"en": "All SDG targets", "fr": "Toutes les cibles des ODD"},
        {
            "en": "Most targets have nothing to do with migration, so a low share is no finding.",
            "fr": "La plupart des cibles n’ont pas trait à la migration : une part faible n’est pas un constat.",
        },
        _everything,
    ),
    "goals": _Definition(
        "goal",
        {"en": "The 17 goals", "fr": "Les 17 objectifs"},
        {
            "en": "A link to a target is rolled up to its goal; never counted together with targets.",
            "fr": "Un lien vers une cible remonte à son objectif ; jamais compté avec les cibles.",
        },
        _everything,
    ),
    "gcm": _Definition(
        "objective",
        {"en": "Objectives of the Global Compact", "fr": "Objectifs du Pacte mondial"},
        {
            "en": "An objective is reached when one of its commitments or actions is.",
            "fr": "Un objectif est atteint dès qu’un de ses engagements ou actions l’est.",
        },
        _everything,
    ),
    "gcm-commitments": _Definition(
        "action",
        {"en": "Commitments of the Global Compact", "fr": "Engagements du Pacte mondial"},
        {
            "en": "The commitment paragraph of each objective, without its actions.",
            "fr": "Le paragraphe d’engagement de chaque objectif, sans ses actions.",
        },
        _commitments,
    ),
    "gcm-actions": _Definition(
        "action",
        {"en": "Commitments and actions of the Global Compact", "fr": "Engagements et actions du Pacte mondial"},
        {
            "en": "Every commitment and every lettered action: the finest grain.",
            "fr": "Chaque engagement et chaque action lettrée : le grain le plus fin.",
        },
        _everything,
    ),
}
NAMES = tuple(DEFINITIONS)
