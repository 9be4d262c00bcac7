"""JSON Schemas of the documents of the catalogue and of the description in VoID."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from m4sd_graph.framing import Words
from m4sd_graph.jsonld import JsonObject
from m4sd_graph.namespaces import BASE, DIALECT
from m4sd_graph.release_schemas import ADDRESS, COUNT, TEXTS

NODES = ("catalogue", "dataset", "distribution", "service")
# Something else: told where it is named first, by its IRI from then on.
OTHER: JsonObject = {"anyOf": [ADDRESS, {"type": "object", "required": ["id"], "properties": {"id": ADDRESS}}]}
OTHERS: JsonObject = {"type": "array", "minItems": 1, "items": OTHER}
KEYWORDS: JsonObject = {
    "type": "object",
    "minProperties": 1,
    "additionalProperties": {"type": "array", "minItems": 1, "items": {"type": "string"}},
}
# A date, or a moment with its type.
DAY: JsonObject = {
    "anyOf": [
        {"type": "string", "format": "date"},
        {"type": "object", "required": ["@value", "@type"], "properties": {"@type": {"const": "xsd:dateTime"}}},
    ]
}
CONTEXT: JsonObject = {"type": ["string", "array", "object"]}
DESCRIBED = {"title": TEXTS, "description": TEXTS}
OWNED = {
    **{"publisher": OTHERS, "license": OTHER, "contactPoint": OTHER, "accessRights": OTHER},
    **{"theme": OTHERS, "keyword": KEYWORDS},
}


def _node(kind: str, required: JsonObject, optional: JsonObject) -> JsonObject:
    """An object of a class with these members and no others."""
    known = {"id": ADDRESS, "type": {"type": "array", "contains": {"const": kind}}}
    root: JsonObject = {"@context": CONTEXT, "@included": OTHERS}
    return {
        "type": "object",
        "required": ["id", "type", *required],
        "properties": {**root, **known, **required, **optional},
        "additionalProperties": False,
    }


def _listed(name: str) -> JsonObject:
    """References that may be told in full as nodes of this kind."""
    node = {"anyOf": [ADDRESS, {"$ref": f"#/$defs/{name}"}]}
    return {"type": "array", "minItems": 1, "items": node}


def _catalogue() -> JsonObject:
    paged = {"totalItems": COUNT, "view": {"anyOf": [ADDRESS, {"$ref": "#/$defs/view"}]}}
    covers = {"spatial": OTHERS, "temporal": OTHERS, "language": OTHERS, "issued": DAY, "modified": DAY}
    told = {"homepage": OTHERS, "conformsTo": OTHERS, "themeTaxonomy": OTHERS}
    lists = {"dataset": _listed("dataset"), "service": _listed("service")}
    return _node("Catalog", {**DESCRIBED, **OWNED, **told, **lists}, {**paged, **covers})


def _dataset() -> JsonObject:
    required = {"releaseIdentifier": {"type": "string"}, "landingPage": OTHER, "accrualPeriodicity": OTHER}
    versions = {
        **{"version": {"type": "string"}, "citation": TEXTS, "isVersionOf": OTHER, "previousVersion": OTHER},
        **{"hasVersion": OTHERS, "hasCurrentVersion": OTHER, "isPartOf": OTHERS, "hasPart": OTHERS},
    }
    covers = {"spatial": OTHERS, "temporal": OTHERS, "language": OTHERS, "issued": DAY, "modified": DAY}
    files = {"distribution": _listed("distribution"), "conformsTo": OTHERS}
    return _node("Dataset", {**DESCRIBED, **OWNED, **required, **files}, {**versions, **covers})


def _distribution() -> JsonObject:
    digest = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
    checksum = {"type": "object", "required": ["algorithm", "checksumValue"], "properties": {"checksumValue": digest}}
    file = {"downloadURL": ADDRESS, "mediaType": OTHER, "format": OTHER, "byteSize": COUNT, "checksum": checksum}
    more = {"compressFormat": OTHER, "availability": OTHER, "issued": DAY, "language": OTHERS, "conformsTo": OTHERS}
    through = {"accessService": OTHER, "description": TEXTS}
    made = _node("Distribution", {"title": TEXTS, "license": OTHER, "accessURL": OTHER}, {**file, **more, **through})
    return {**made, "dependentRequired": {"downloadURL": [*file, "description"]}}


def _service() -> JsonObject:
    told = {"endpointURL": OTHER, "endpointDescription": OTHER, "servesDataset": OTHERS, "conformsTo": OTHERS}
    return _node("DataService", {**DESCRIBED, **OWNED, **told}, {})


def _view() -> JsonObject:
    neighbours = dict.fromkeys(("first", "previous", "next", "last"), ADDRESS)
    return _node("hydra:PartialCollectionView", {"first": ADDRESS, "last": ADDRESS}, neighbours)


def _partition(term: str, counted: str) -> JsonObject:
    node = {"type": "object", "required": ["id", term, counted], "properties": {term: OTHER, counted: COUNT}}
    return {"type": "array", "items": node}


def _void(_words: Words) -> JsonObject:
    counts = dict.fromkeys(("triples", "classes", "properties", "distinctSubjects", "distinctObjects"), COUNT)
    parts = {"classPartition": _partition("class", "entities"), "propertyPartition": _partition("property", "triples")}
    ways = {"sparqlEndpoint": OTHER, "dataDump": OTHERS, "vocabulary": OTHERS, "feature": OTHERS, "subset": OTHERS}
    dataset: JsonObject = {"type": "object", "properties": {"id": ADDRESS, **counts, **parts, **ways}}
    dataset["required"] = ["id", *counts, *parts, *ways]
    document = _node("void:DatasetDescription", {"primaryTopic": dataset}, {})
    return {**_head("void", "What the graph holds, in VoID."), **document}


def _documents(_words: Words) -> JsonObject:
    made = {"catalogue": _catalogue, "dataset": _dataset, "distribution": _distribution, "service": _service}
    told = {name: {"$anchor": name, **define()} for name, define in made.items()}
    roots = [{"allOf": [{"$ref": f"#/$defs/{name}"}, {"required": ["@context"]}]} for name in NODES]
    head = _head("catalogue", "The catalogue, or one dataset, file or service of it.")
    return {**head, "anyOf": roots, "$defs": {**told, "view": _view()}}


def _head(name: str, description: str) -> JsonObject:
    return {"$schema": DIALECT, "$id": f"{BASE}schemas/{name}.json", "title": name, "description": description}


CATALOGUE_SCHEMAS: Mapping[str, Callable[[Words], JsonObject]] = {"catalogue": _documents, "void": _void}
