"""A matrix as linked data: an observation of the RDF Data Cube vocabulary per cell, with the structure beside it.

Words are those of ``ontology/context/coherence-v1.jsonld``. The terms of the structure are described in the document
itself: they belong to this export and to no fact of the graph.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

from m4sd_graph.coherence.axes import Item
from m4sd_graph.coherence.forms import Exhibit
from m4sd_graph.coherence.matrix import Cell
from m4sd_graph.jsonld import JsonObject
from m4sd_graph.namespaces import BASE, RDFS, SKOS, XSD

CONTEXT_PATH = "context/coherence-v1.jsonld"
CONTEXT_IRI = f"{BASE}{CONTEXT_PATH}"
CUBE = f"{BASE}cube#"
QB = "http://purl.org/linked-data/cube#"
Part = Literal["dimension", "measure", "attribute"]


@dataclass(frozen=True, slots=True)
class Component:
    """A part of the structure: its word, which is also the end of its IRI, its range, and its labels."""

    word: str
    part: Part
    range: str
    english: str
    french: str


COMPONENTS = (
    Component(
        "row", "dimension", f"{RDFS}Resource", "row: what the links start from", "ligne : d’où partent les liens"
    ),
    Component("column", "dimension", f"{RDFS}Resource", "column: what they lead to", "colonne : où ils mènent"),
    Component("grade", "measure", f"{XSD}integer", "best grade, 1 to 3", "meilleur degré, de 1 à 3"),
    Component("gapGrade", "measure", f"{XSD}integer", "best grade of a gap, or 0", "meilleur degré d’une lacune, ou 0"),
    Component("confidence", "measure", f"{SKOS}Concept", "confidence in that grade", "confiance dans ce degré"),
    Component("valence", "measure", f"{XSD}string", "valence", "valence"),
    Component("chains", "measure", f"{XSD}integer", "links without a common document", "liens sans document commun"),
    Component("asserted", "measure", f"{XSD}boolean", "asserted by a source", "affirmé par une source"),
    Component("country", "attribute", f"{RDFS}Resource", "only what belongs to", "seulement ce qui relève de"),
    Component("asOf", "attribute", f"{XSD}date", "only what was in force on", "seulement ce qui était en vigueur le"),
    Component("assertedOnly", "attribute", f"{XSD}boolean", "asserted links only", "liens affirmés seulement"),
    Component("leastGrade", "attribute", f"{XSD}integer", "least grade", "degré minimal"),
    Component("leastConfidence", "attribute", f"{SKOS}Concept", "least confidence", "confiance minimale"),
    Component("reviewedOnly", "attribute", f"{XSD}boolean", "reviewed links only", "liens relus seulement"),
    Component(
        *("leastCrosswalkGrade", "attribute", f"{XSD}integer"),
        *("least grade of a crosswalk link", "degré minimal d’un lien de la table de passage"),
    ),
    Component(
        *("without", "attribute", f"{RDFS}Resource"),
        *("without what rests on this alone", "sans ce qui ne repose que sur ceci"),
    ),
)


def as_jsonld(shown: Exhibit, context_url: str = CONTEXT_IRI, address: str = "") -> JsonObject:
    """Return the matrix as a ``qb:DataSet``; ``address`` is its IRI, by default that of the same request at the base.

    An observation has an address within the data set that depends on its row and column only.
    """
    address = address or f"{BASE}coherence/matrix?{urlencode(request(shown), doseq=True)}"
    things = {item.iri: item for item in (*shown.matrix.rows, *shown.matrix.columns, *shown.countries)}
    return {
        "@context": context_url,
        "id": address,
        "type": "DataSet",
        "title": {shown.words.spoken: shown.title},
        "description": {shown.words.spoken: " ".join((*shown.caption, shown.texts["silence"]))},
        "source": shown.origin,
        "structure": structure(),
        **_options(shown),
        "observations": [_observation(cell, address) for _, _, cell in shown.filled()],
        "included": [_thing(item) for item in things.values()],
    }


def request(shown: Exhibit) -> Mapping[str, object]:
    """What was asked, by the names of the parameters; what is not said is left out."""
    options = shown.matrix.options
    asked: dict[str, object] = {
        "rows": shown.matrix.row_kind,
        "columns": shown.matrix.column_kind,
        "country": sorted(shown.frame.countries),
        "row": sorted(shown.frame.only_rows),
        "column": sorted(shown.frame.only_columns),
        "as-of": options.as_of.isoformat() if options.as_of else None,
        "asserted-only": "true" if options.asserted_only else None,
        "grade": options.grade if options.grade > 1 else None,
        "confidence": options.confidence if options.confidence != "low" else None,
        "reviewed-only": "true" if options.reviewed_only else None,
        "crosswalk": options.crosswalk if options.crosswalk > 1 else None,
        "without": sorted(options.without),
        "all-columns": "true" if shown.frame.all_columns else None,
        "release": shown.origin,
    }
    return {name: value for name, value in asked.items() if value}


def structure() -> JsonObject:
    """Return the structure of every matrix, its terms described."""
    return {
        "id": f"{CUBE}structure",
        "type": "DataStructureDefinition",
        "term": {"en": "Coherence matrix", "fr": "Matrice de cohérence"},
        "components": [_component(number, one) for number, one in enumerate(COMPONENTS, start=1)],
    }


def _component(number: int, component: Component) -> JsonObject:
    found: JsonObject = {
        "id": f"{CUBE}structure-{component.word}",
        "type": "ComponentSpecification",
        "order": number,
        component.part: {
            "id": f"{CUBE}{component.word}",
            "type": ["Property", f"{component.part.title()}Property"],
            "term": {"en": component.english, "fr": component.french},
            "range": component.range,
        },
    }
    if component.part == "attribute":
        found |= {"componentRequired": False, "componentAttachment": f"{QB}DataSet"}
    return found


def _options(shown: Exhibit) -> JsonObject:
    options = shown.matrix.options
    lists = {"countries": sorted(shown.frame.countries), "without": sorted(options.without)}
    return {
        **{name: iris for name, iris in lists.items() if iris},
        **({"asOf": options.as_of.isoformat()} if options.as_of else {}),
        "assertedOnly": options.asserted_only,
        "leastGrade": options.grade,
        "leastConfidence": options.confidence,
        "reviewedOnly": options.reviewed_only,
        "leastCrosswalkGrade": options.crosswalk,
    }


def _observation(cell: Cell, address: str) -> JsonObject:
    place = hashlib.sha256(f"{cell.row} {cell.column}".encode()).hexdigest()[:16]
    return {
        "id": f"{address}#{place}",
        "type": "Observation",
        "row": cell.row,
        "column": cell.column,
        "grade": cell.grade,
        "gapGrade": cell.gap_grade,
        "confidence": cell.confidence,
        "valence": cell.valence,
        "chains": cell.chains,
        "asserted": cell.asserted,
        "links": list(cell.links),
    }


def _thing(item: Item) -> JsonObject:
    names = {language or "@none": name for language, name in item.names.items()}
    labels: JsonObject = {"label": names} if names else {}
    return {"id": item.iri, **labels, **({"notation": item.notation} if item.notation else {})}
