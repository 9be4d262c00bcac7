"""JSON Schemas of the documents about releases and changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from m4sd_graph.framing import Words
from m4sd_graph.jsonld import JsonObject
from m4sd_graph.namespaces import BASE, DIALECT
from m4sd_graph.publication import TIME

ADDRESS: JsonObject = {"type": "string", "format": "uri", "minLength": 8}
IRI: JsonObject = {"type": "string", "minLength": 1}
TEXTS: JsonObject = {"type": "object", "minProperties": 1, "additionalProperties": {"type": "string"}}
CONTEXT: JsonObject = {"type": "array", "minItems": 2, "items": {"type": "string"}}
COUNT: JsonObject = {"type": "integer", "minimum": 0}
MOMENT: JsonObject = {"type": "string", "pattern": f"^{TIME}$"}
DIGEST: JsonObject = {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"}
# A record is told as any resource is in the profile that names other things by IRI alone.
RECORD: JsonObject = {"$ref": f"{BASE}schemas/Resource.json#/$defs/minimalNode"}
RELEASE: JsonObject = {
    "id": IRI,
    "version": {"type": "string"},
    "published": MOMENT,
    "modified": {"type": "string", "format": "date"},
    "license": ADDRESS,
    "triples": COUNT,
    "digest": DIGEST,
    "landingPage": ADDRESS,
}


def _object(required: JsonObject, optional: JsonObject | None = None) -> JsonObject:
    """An object with these members and no others."""
    members = {**required, **(optional or {})}
    return {"type": "object", "required": list(required), "properties": members, "additionalProperties": False}


def _typed(*names: str) -> JsonObject:
    return {"type": {"const": list(names)}}


def _all(items: JsonObject) -> JsonObject:
    return {"type": "array", "items": items}


def _release(**more: JsonObject) -> JsonObject:
    optional = {name: RELEASE[name] for name in ("published", "modified", "license", "digest")}
    required = {name: value for name, value in RELEASE.items() if name not in optional}
    return _object({**required, **_typed("Dataset"), **more}, optional)


def _releases() -> JsonObject:
    told = {"id": ADDRESS, **_typed("Dataset"), "title": TEXTS, "hasVersion": _all(_release())}
    return _object({"@context": CONTEXT, **told})


def _downloads() -> JsonObject:
    file = {"downloadURL": ADDRESS, "mediaType": ADDRESS, "byteSize": COUNT, "digest": DIGEST}
    return _release(**{"@context": CONTEXT, "distribution": _all(_object({**_typed("Distribution"), **file}))})


def _difference() -> JsonObject:
    def changed(kind: str) -> JsonObject:
        counts = {"statementsAdded": COUNT, "statementsRemoved": COUNT}
        told = {"id": IRI, **_typed(kind), "resource": _object({"id": IRI}, {"label": TEXTS}), "properties": _all(IRI)}
        return _all(_object({**told, **counts}))

    lists = {"added": changed("Create"), "changed": changed("Update"), "removed": changed("Delete")}
    ends = {"before": IRI, "after": IRI, "total": COUNT}
    return _object({"@context": CONTEXT, "id": IRI, **_typed("Difference"), **ends, **lists})


def _node() -> JsonObject:
    return {"id": ADDRESS, **_typed("Node"), "immutable": {"const": True}, "release": IRI}


def _relation() -> JsonObject:
    kinds = {"enum": [["GreaterThanOrEqualToRelation"], ["LessThanOrEqualToRelation"]]}
    node = {"node": _object(_node()), "path": {"const": "as:published"}, "value": MOMENT}
    return _object({"id": ADDRESS, "type": kinds, **node})


def _changes() -> JsonObject:
    paths = dict.fromkeys(("timestampPath", "sequencePath", "versionOfPath"), IRI)
    objects = {f"version{name}Object": {"const": name} for name in ("Create", "Update", "Delete")}
    facts = {"title": TEXTS, "license": ADDRESS, "pollingInterval": COUNT, "view": ADDRESS}
    stream = _object({"id": IRI, **_typed("EventStream"), **facts, **paths, **objects})
    policy = _object({"id": ADDRESS, **_typed("RetentionPolicy"), "startingFrom": MOMENT})
    told = {"id": ADDRESS, **_typed("Node", "EventSource"), "stream": stream, "relation": _all(_relation())}
    return _object({"@context": CONTEXT, **told}, {"retentionPolicy": policy})


def _page() -> JsonObject:
    kinds = {"enum": [["Create"], ["Update"], ["Delete"]]}
    facts = {"published": MOMENT, "position": {"type": "integer", "minimum": 1}, "versionOf": IRI}
    what = {"resource": IRI, "graph": IRI, "record": {**_all(RECORD), "maxItems": 1}}
    members = _all(_object({"id": IRI, "type": kinds, **facts, **what}))
    stream = _object({"id": IRI, **_typed("EventStream"), "members": members})
    told = {**_node(), "isPartOf": _all(ADDRESS), "stream": stream}
    return _object({"@context": CONTEXT, **told}, {"relation": _all(_relation())})


def _named(name: str, description: str, made: Callable[[], JsonObject]) -> Callable[[Words], JsonObject]:
    head = {"$schema": DIALECT, "$id": f"{BASE}schemas/{name}.json", "title": name, "description": description}
    return lambda _words: {**head, **made()}


RELEASE_SCHEMAS: Mapping[str, Callable[[Words], JsonObject]] = {
    name: _named(name, description, made)
    for name, description, made in (
        ("releases", "Every published release, newest first.", _releases),
        ("release-downloads", "A release with its downloads.", _downloads),
        ("release-difference", "What differs between two releases.", _difference),
        ("changes", "The root of the stream of changes.", _changes),
        ("changes-page", "A page of the stream of changes.", _page),
    )
}
