"""The kinds of things that a reader tells apart at a glance, and the classes that are of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from m4sd_graph.namespaces import DCTERMS, FOAF, M4SD, SKOS

ORG = "http://www.w3.org/ns/org#"
SDGO = "http://metadata.un.org/sdg/ontology#"
OTHER = "other"
# The first that fits is the kind of a thing with several classes.
KINDS: Mapping[str, tuple[str, ...]] = {
    "instrument": tuple(
        f"{M4SD}{name}" for name in ("Policy", "LegalAct", "Treaty", "Framework", "Instrument", "Provision")
    ),
    "partnership": (f"{M4SD}Partnership",),
    "body": (
        f"{M4SD}CoordinationBody",
        f"{M4SD}Mechanism",
        *(f"{ORG}{name}" for name in ("FormalOrganization", "OrganizationalUnit", "Organization", "Post")),
        f"{FOAF}Organization",
    ),
    "programme": tuple(f"{M4SD}{name}" for name in ("Programme", "Project", "Activity", "Event", "Study")),
    "finding": (f"{M4SD}Finding", f"{M4SD}Assessment"),
    "place": (f"{M4SD}State", f"{DCTERMS}Location"),
    "objective": (
        f"{M4SD}Objective",
        f"{M4SD}GovernanceDomain",
        *(f"{SDGO}{name}" for name in ("Goal", "Target", "Indicator")),
    ),
    "figure": (f"{M4SD}ReportedFigure", f"{M4SD}ReportedValue"),
    "source": (f"{M4SD}SourceDocument", f"{FOAF}Document"),
    "concept": (f"{M4SD}PopulationGroup", f"{SKOS}Concept", f"{SKOS}ConceptScheme", f"{SKOS}Collection"),
}


def kind_of(classes: Iterable[str]) -> str:
    """The kind of a thing of these classes; ``OTHER`` where none fits."""
    given = set(classes)
    return next((kind for kind, some in KINDS.items() if given.intersection(some)), OTHER)
