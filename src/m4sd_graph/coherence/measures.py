"""The measures by name: what each computes, its formula, where that comes from, how to read it, what to trust.

Each is a pure function of what a scope reaches. There is no sum of measures, no index and no ranking of countries.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from m4sd_graph.coherence.conflicts import conflicts
from m4sd_graph.coherence.delivery import gap_response, reinforcements, vertical
from m4sd_graph.coherence.scope import Reach
from m4sd_graph.coherence.sharing import degrees, fragmentation, overlaps, redundancies
from m4sd_graph.coherence.status import coverage
from m4sd_graph.coherence.timing import lapsed_references, time_fits
from m4sd_graph.errors import ParameterError

OWN = "definition of this project"


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure: its name, titles, formula, the source of the formula, how to read it, and how far to trust it."""

    name: str
    title: Mapping[str, str]
    formula: str
    source: str
    reading: Mapping[str, str]
    trust: str
    compute: Callable[[Reach], object]


def measure(name: str) -> Measure:
    """Return the measure called ``name``; raise ParameterError where there is none."""
    found = MEASURES.get(name)
    if found is None:
        raise ParameterError(
            f"there is no measure {name!r}.", place="parameter measure", remedy=f"One of {', '.join(MEASURES)}."
        )
    return found


_ALL = (
    Measure(
        "coverage",
        {"en": "Coverage", "fr": "Couverture"},
        "C_k = |{t ∈ T : max_p g(p,t) ≥ k}| / |T|, as the pair (asserted, with derived)",
        "share of a set",
        {
            "en": "Breadth of attention, not performance.",
            "fr": "L’étendue de l’attention, non la performance.",
        },
        "high for asserted links, medium with derived ones",
        lambda reach: coverage(reach.claims, reach.scope),
    ),
    Measure(
        "overlap",
        {"en": "Overlap", "fr": "Recoupement"},
        "J(p,q) = |T_p ∩ T_q| / |T_p ∪ T_q|, T_p = {t ∈ T : g(p,t) ≥ k}; undefined where the union is empty",
        "Jaccard index",
        {
            "en": "Shared ground; neither good nor bad. A plan overlaps with the policy that it carries out.",
            "fr": "Terrain commun, ni bon ni mauvais. Un plan recoupe la politique qu’il met en œuvre.",
        },
        "medium",
        overlaps,
    ),
    Measure(
        "redundancy",
        {"en": "Redundancy", "fr": "Redondance"},
        "R(t) = |{p : g(p,t) ≥ k}|; B(t) = number of distinct bodies that answer for these p",
        OWN,
        {
            "en": "Crowding. B = 0 says that no body is recorded, not that none exists.",
            "fr": "Encombrement. B = 0 : aucun organisme n’est consigné, ce qui ne veut pas dire qu’il n’y en a pas.",
        },
        "medium",
        redundancies,
    ),
    Measure(
        "fragmentation",
        {"en": "Fragmentation", "fr": "Fragmentation"},
        "Fr = |{t ∈ T : B(t) ≥ 2 and no coordination body}| / |{t ∈ T : B(t) ≥ 2}|",
        f"{OWN}, after the coordination domain of SDG indicator 17.14.1",
        {
            "en": "Targets with several bodies in charge and none recorded that coordinates them: a risk.",
            "fr": "Cibles à plusieurs responsables sans organe de coordination consigné : un risque.",
        },
        "medium",
        fragmentation,
    ),
    Measure(
        "conflict",
        {"en": "Conflicts", "fr": "Conflits"},
        "{(p,q,t) : g(p,t) ≥ k, g(q,t′) ≥ k, t′ influences t with a published score < 0}",
        "seven-point scale of target interactions, −3 to +3, read as published",
        {
            "en": "A list, no rate. Without recorded influences it is not assessed, which is not “no conflict”.",
            "fr": "Une liste, pas un taux. Sans influence consignée : non évalué, ce qui n’est pas « aucun conflit ».",
        },
        "high as a list",
        conflicts,
    ),
    Measure(
        "lapsed-reference",
        {"en": "Lapsed references", "fr": "Références expirées"},
        "{(p,f) : finding f of strength concerns p, the period of p ended before the assessment of f began}",
        OWN,
        {
            "en": "Instruments cited as a strength after they had ended.",
            "fr": "Instruments cités comme force après leur fin.",
        },
        "high as a list",
        lambda reach: lapsed_references(reach.claims.tables, reach.scope.countries),
    ),
    Measure(
        "reinforcement",
        {"en": "Reinforcement", "fr": "Renforcement"},
        "I(t) = ¼·([policy or act covers t] + [a body answers] + [a programme covers or funds t] + [t is observed])",
        OWN,
        {
            "en": "Completeness of the chain from aim to observation; always read the four ticks.",
            "fr": "Complétude de la chaîne, de l’intention à l’observation ; lire toujours les quatre marques.",
        },
        "medium, and only with the four ticks",
        reinforcements,
    ),
    Measure(
        "gap-response",
        {"en": "Gap response", "fr": "Réponse aux lacunes"},
        "GR = |{gap finding f : a reviewed link responds to f}| / |gap findings|, beside the share with candidates",
        OWN,
        {
            "en": "Whether measures meet diagnosed gaps. Candidates are no responses until a person has reviewed them.",
            "fr": "Si des mesures répondent aux lacunes constatées. Un candidat n’est pas une réponse avant relecture.",
        },
        "medium",
        lambda reach: gap_response(reach.claims, reach.scope),
    ),
    Measure(
        "vertical",
        {"en": "Vertical coherence", "fr": "Cohérence verticale"},
        "V = |{u ∈ U : a national policy or act has g ≥ k}| / |U|; V_local = share of these with a local p of g ≥ k",
        OWN,
        {
            "en": "From international commitment to national instrument to local action.",
            "fr": "De l’engagement international à l’instrument national, puis à l’action locale.",
        },
        "medium",
        vertical,
    ),
    Measure(
        "time-fit",
        {"en": "Time fit", "fr": "Ajustement temporel"},
        "τ(a,p) = |I_a ∩ I_p| / |I_p| in days, closed intervals; undefined where a bound is not recorded",
        "overlap of intervals",
        {
            "en": "Which years of an instrument its means leave uncovered.",
            "fr": "Les années d’un instrument que ses moyens ne couvrent pas.",
        },
        "high",
        lambda reach: time_fits(reach.claims.tables, reach.scope.countries),
    ),
    Measure(
        "degree",
        {"en": "Degree", "fr": "Degré"},
        "deg(x) = Σ of the best grades of the edges of x in the bipartite graph of policies and targets",
        "weighted degree of a graph",
        {
            "en": "Attention, not importance. Nothing is derived from it, and no eigenvector measure is offered.",
            "fr": "L’attention, non l’importance. Rien n’en est déduit, et aucune mesure spectrale n’est proposée.",
        },
        "low",
        degrees,
    ),
)
MEASURES: Mapping[str, Measure] = {one.name: one for one in _ALL}
