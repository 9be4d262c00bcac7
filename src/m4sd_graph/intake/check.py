"""Validates what somebody sent together with a release, and keeps the findings about what was sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import rdflib

from m4sd_graph.intake.rdf import BLANK
from m4sd_graph.load import Dataset, Triple, iri_of
from m4sd_graph.namespaces import GRAPH, ID, VOCAB
from m4sd_graph.validate import SEVERITIES, Finding, Report, validate

UPLOAD = f"{GRAPH}upload"
# With more things to look at, validating all of them is quicker than picking them out.
MOST_PICKED = 200
UNKNOWN_MESSAGE = {
    "en": "Correct the name, or describe the thing in the same file.",
    "fr": "Corriger le nom, ou décrire la chose dans le même fichier.",
}
UNKNOWN_WHY = {
    "en": "The value is called as a thing of the graph, but neither the graph nor your data describes it.",
    "fr": "La valeur porte le nom d’une chose du graphe, mais ni le graphe ni vos données ne la décrivent.",
}
BLANK_MESSAGE = {"en": "Give the node an IRI.", "fr": "Donner un IRI au nœud."}
BLANK_WHY = {
    "en": "Files of the graph hold no blank node: nobody could refer to it, and no difference could name it.",
    "fr": "Les fichiers du graphe n’ont pas de nœud anonyme : nul ne pourrait s’y référer.",
}


@dataclass(frozen=True, slots=True)
class Read:
    """What was sent, read: its statements, what was wrong with single cells, and where things stand.

    ``places``: sheet, row and column by thing and property, or by thing and "" for its row.
    """

    triples: tuple[Triple, ...]
    findings: tuple[Finding, ...] = ()
    places: Mapping[tuple[str, str], str] = field(default_factory=dict)


def check(dataset: Dataset, shapes: rdflib.Graph, read: Read) -> Report:
    """The findings about the things in ``read``, which may refer to those of ``dataset``, worst first."""
    things = {iri_of(triple.subject) for triple in read.triples}
    both = dataset.with_graph(UPLOAD, read.triples)
    found = validate(both, shapes, things if len(things) <= MOST_PICKED else None) if things else Report(())
    of_things = [one for one in found.findings if one.record in things]
    all_ = [*read.findings, *of_things, *_unknown(both, read.triples), *_blank(things)]
    placed = (replace(one, file=_place(one, read.places) or one.file) for one in all_)
    return Report(tuple(sorted(placed, key=lambda one: (SEVERITIES.index(one.severity), one.file, one.record))))


def _place(finding: Finding, places: Mapping[tuple[str, str], str]) -> str:
    return places.get((finding.record, finding.path)) or places.get((finding.record, ""), "")


def _unknown(both: Dataset, triples: Sequence[Triple]) -> list[Finding]:
    """Values that are called like things of ours and are described nowhere."""
    known = {iri_of(triple.subject) for triple in both.triples()}
    return [
        Finding(
            "Violation", iri_of(t.subject), "", "", t.predicate.value, iri_of(t.object), UNKNOWN_MESSAGE, UNKNOWN_WHY
        )
        for t in triples
        if iri_of(t.object).startswith((ID, VOCAB)) and iri_of(t.object) not in known
    ]


def _blank(things: set[str]) -> list[Finding]:
    return [
        Finding("Warning", thing, "", "", "", "", BLANK_MESSAGE, BLANK_WHY)
        for thing in sorted(things)
        if thing.startswith(BLANK)
    ]
