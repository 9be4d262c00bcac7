"""The kinds that a reader tells things apart by: the collections that list them, and what no collection lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache

from m4sd_graph.namespaces import DCTERMS, FOAF, M4SD, OWL, RDF, RDFS, SKOS
from m4sd_graph.speech import LANGUAGES, speech

ORG = "http://www.w3.org/ns/org#"
SDGO = "http://metadata.un.org/sdg/ontology#"
QUESTIONS, OTHER = "questions", "other"
# By kind the classes of its things. A thing is of the first kind that has one of its classes; of equally good matches
# those of an earlier kind come first.
KINDS: Mapping[str, tuple[str, ...]] = {
    "countries": (f"{M4SD}State",),
    "policies": (f"{M4SD}Policy",),
    "legal-acts": (f"{M4SD}LegalAct",),
    "treaties": (f"{M4SD}Treaty",),
    "frameworks": (f"{M4SD}Framework",),
    "instruments": (f"{M4SD}Instrument",),
    "bodies": (
        f"{M4SD}CoordinationBody",
        f"{ORG}Organization",
        f"{ORG}FormalOrganization",
        f"{ORG}OrganizationalUnit",
        f"{ORG}Post",
        f"{FOAF}Organization",
    ),
    "partnerships": (f"{M4SD}Partnership",),
    "programmes": (f"{M4SD}Programme", f"{M4SD}Project"),
    "goals": (f"{SDGO}Goal",),
    "targets": (f"{SDGO}Target",),
    "indicators": (f"{SDGO}Indicator",),
    "domains": (f"{M4SD}GovernanceDomain",),
    "objectives": (f"{M4SD}Objective",),
    "mechanisms": (f"{M4SD}Mechanism",),
    "provisions": (f"{M4SD}Provision",),
    "findings": (f"{M4SD}Finding",),
    "figures": (f"{M4SD}ReportedFigure", f"{M4SD}ReportedValue"),
    "assessments": (f"{M4SD}Assessment",),
    "activities": (f"{M4SD}Activity",),
    "events": (f"{M4SD}Event",),
    "studies": (f"{M4SD}Study",),
    "groups": (f"{M4SD}PopulationGroup",),
    "places": (f"{DCTERMS}Location",),
    QUESTIONS: (),
    "concepts": (f"{SKOS}Concept", f"{SKOS}ConceptScheme", f"{SKOS}Collection"),
    "terms": (f"{OWL}Class", f"{RDFS}Class", f"{RDF}Property", *(f"{OWL}{n}Property" for n in ("Object", "Datatype"))),
    "rules": (f"{M4SD}DerivationRule",),
    "sources": (f"{M4SD}SourceDocument",),
    OTHER: (),
}
# What readers look for most, and next; the others are what these are told by.
FOREMOST = frozenset(list(KINDS)[:9])
NEXT = frozenset(list(KINDS)[9:23])
# What a name stands on only to be shown beside something else.
LEFT_OUT = frozenset({f"{DCTERMS}PeriodOfTime", "http://www.w3.org/ns/adms#Identifier"})


def kind_of(classes: Iterable[str]) -> str:
    """The kind of a thing with these classes."""
    found = set(classes)
    return next((kind for kind, names in KINDS.items() if not found.isdisjoint(names)), OTHER)


def kind_names(lang: str) -> Mapping[str, str]:
    """What the kinds are called in a language of the interface, in the singular."""
    return _names(speech(lang).gettext)


@cache
def names_of_kind(kind: str) -> Mapping[str, str]:
    """What a kind is called, in every language of the interface."""
    return {code: kind_names(code)[kind] for code in LANGUAGES}


def _names(_: Callable[[str], str]) -> Mapping[str, str]:
    return {
        "countries": _("Country"),
        "policies": _("Policy"),
        "legal-acts": _("Legal act"),
        "treaties": _("Treaty"),
        "frameworks": _("Framework"),
        "instruments": _("Instrument"),
        "bodies": _("Body"),
        "partnerships": _("Partnership"),
        "programmes": _("Programme or project"),
        "goals": _("Goal"),
        "targets": _("Target"),
        "indicators": _("Indicator"),
        "domains": _("Governance domain"),
        "objectives": _("Objective or action"),
        "mechanisms": _("Mechanism"),
        "provisions": _("Provision"),
        "findings": _("Finding"),
        "figures": _("Figure"),
        "assessments": _("Assessment"),
        "activities": _("Activity"),
        "events": _("Event"),
        "studies": _("Study"),
        "groups": _("Population group"),
        "places": _("Place"),
        "questions": _("Question"),
        "concepts": _("Concept"),
        "terms": _("Class or property"),
        "rules": _("Derivation rule"),
        "sources": _("Source document"),
        "other": _("Other"),
    }
