"""The parameters of the analyses, called as on the command line, and what they mean in English and French."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from m4sd_graph.coherence.axes import ColumnKind, RowKind
from m4sd_graph.coherence.gap_sorts import GAP_SORTS
from m4sd_graph.coherence.measures import MEASURES
from m4sd_graph.coherence.references import NAMES
from m4sd_graph.coherence.scope import Chaining, Sources
from m4sd_graph.coherence.status import Status
from m4sd_graph.coherence.tables import CONFIDENCE

Kind = Literal["text", "day", "whole", "truth", "choice"]
DOCUMENT = "document:mgi-kyrgyzstan-second-profile"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: its kind, what it means, an example that answers, its values where they are a closed list.

    ``several``: it may be repeated. ``needed``: it must be given. ``default``: what counts without it, "" for nothing.
    """

    name: str
    kind: Kind
    about: Mapping[str, str]
    example: str
    values: tuple[str, ...] = ()
    several: bool = False
    needed: bool = False
    default: str = ""


def _choice(name: str, about: Mapping[str, str], values: tuple[str, ...], default: str, example: str) -> Parameter:
    return Parameter(name, "choice", about, example, values, default=default)


def _grade(name: str, about: Mapping[str, str], default: str) -> Parameter:
    return Parameter(name, "whole", about, "2", ("1", "2", "3"), default=default)


_ALL = (
    Parameter(
        *("from", "text"),
        {
            "en": "Where chains begin: IRI, prefixed name, code, name, class or kind; a country means all of it",
            "fr": "Départ des chaînes : IRI, nom préfixé, code, nom, classe ou sorte ; un pays, tout ce qui en relève",
        },
        "body:kg-council-on-migration",
        needed=True,
    ),
    Parameter(
        *("to", "text"),
        {
            "en": "Where chains lead: the same; a goal or an objective means its parts too",
            "fr": "Où mènent les chaînes : de même ; un objectif compte avec ses parties",
        },
        "sdg:17.14",
        needed=True,
    ),
    _grade("max-length", {"en": "Most steps of a chain", "fr": "Nombre maximal d’étapes d’une chaîne"}, "3"),
    _choice("reference", {"en": "Reference set", "fr": "Ensemble de référence"}, NAMES, "sdg-crosswalk", "gcm"),
    _grade("threshold", {"en": "Least grade that covers", "fr": "Degré minimal qui couvre"}, "2"),
    _choice(
        "sources", {"en": "Whose links count", "fr": "Les liens de qui comptent"}, get_args(Sources), "any", "finding"
    ),
    Parameter(
        *("country", "text"),
        {
            "en": "Only this country: code, IRI or name in the IRI",
            "fr": "Ce pays seulement : code, IRI ou nom dans l’IRI",
        },
        "KGZ",
        several=True,
    ),
    _choice(
        "chaining",
        {"en": "How targets are reached", "fr": "Comment les cibles sont atteintes"},
        get_args(Chaining),
        "action",
        "objective",
    ),
    Parameter(
        "as-of",
        "day",
        {"en": "Only what was in force on this day", "fr": "Seulement ce qui est en vigueur ce jour"},
        "2023-12-31",
    ),
    Parameter(
        "asserted-only",
        "truth",
        {"en": "Leave derived links out", "fr": "Sans les liens déduits"},
        "true",
        default="false",
    ),
    _grade("grade", {"en": "Least grade of a link that counts", "fr": "Degré minimal d’un lien qui compte"}, "1"),
    _choice("confidence", {"en": "Least confidence", "fr": "Confiance minimale"}, tuple(CONFIDENCE), "low", "medium"),
    Parameter(
        *("reviewed-only", "truth"),
        {"en": "Only what persons have reviewed", "fr": "Seulement ce que des personnes ont relu"},
        "true",
        default="false",
    ),
    _grade(
        "crosswalk",
        {"en": "Least grade of a crosswalk link", "fr": "Degré minimal d’un lien de la table de passage"},
        "1",
    ),
    Parameter(
        *("without", "text"),
        {"en": "A document to leave out", "fr": "Un document à écarter"},
        DOCUMENT,
        several=True,
    ),
    _choice(
        "rows", {"en": "What the rows are", "fr": "Ce que sont les lignes"}, get_args(RowKind), "instrument", "body"
    ),
    _choice(
        "columns",
        {"en": "What the columns are", "fr": "Ce que sont les colonnes"},
        get_args(ColumnKind),
        "goal",
        "target",
    ),
    Parameter(
        *("all-columns", "truth"),
        {"en": "Show empty columns too", "fr": "Montrer aussi les colonnes vides"},
        "true",
        default="false",
    ),
    Parameter(
        "within",
        "text",
        {
            "en": "Only columns that are parts of this goal or objective",
            "fr": "Seulement les colonnes qui font partie de cet objectif",
        },
        "sdg:10",
    ),
    Parameter(
        *("status", "choice"),
        {"en": "Only members of this status", "fr": "Seulement les membres de ce statut"},
        *("contested", get_args(Status)),
        several=True,
    ),
    Parameter(
        *("sort", "choice"),
        {"en": "Sort of gaps; all without it", "fr": "Sorte de lacunes ; toutes sans ce choix"},
        *("targets", GAP_SORTS),
        several=True,
    ),
    _choice(
        "commitments",
        {"en": "Reference set whose counterparts are looked for", "fr": "Ensemble dont on cherche les pendants"},
        NAMES,
        "gcm",
        "gcm-actions",
    ),
    Parameter(
        *("measure", "choice"),
        {"en": "Measure; all without it", "fr": "Mesure ; toutes sans ce choix"},
        *("coverage", tuple(MEASURES)),
        several=True,
    ),
    Parameter(
        *("explain", "truth"),
        {"en": "Formula, source and reading instead of values", "fr": "Formule, source et lecture au lieu des valeurs"},
        "true",
        default="false",
    ),
    Parameter(
        *("release", "text"),
        {"en": "A release by version, or latest", "fr": "Une version par son nom, ou latest"},
        "latest",
        several=True,
    ),
    Parameter(
        *("strict", "truth"),
        {"en": "Ask for evidence as a release does", "fr": "Demander des preuves comme une version"},
        "true",
        default="false",
    ),
    Parameter(
        *("anyway", "truth"),
        {"en": "Tell the effect even if a shape is violated", "fr": "Dire l’effet même si un contrôle échoue"},
        "true",
        default="false",
    ),
)
PARAMETERS: Mapping[str, Parameter] = {one.name: one for one in _ALL}
COUNTED = ("as-of", "asserted-only", "grade", "confidence", "reviewed-only", "crosswalk", "without")
SCOPE = ("reference", "threshold", "sources", "country", "chaining", *COUNTED)
TRACE = ("from", "to", "max-length", *COUNTED)
MATRIX = ("rows", "columns", "within", "country", "all-columns", *COUNTED, "release")
STATUS = ("status", *SCOPE)
GAPS = ("sort", "commitments", *SCOPE)
MEASURED = ("measure", "explain", *SCOPE)
COMPARED = ("release", "rows", "columns", *SCOPE)
PROPOSED = ("rows", "columns", "strict", "anyway", *SCOPE)
SHOWING = ("lang", "format")
