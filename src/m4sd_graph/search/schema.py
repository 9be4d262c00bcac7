"""What a search answers, as a JSON Schema."""

from __future__ import annotations

from m4sd_graph.jsonld import JsonObject
from m4sd_graph.search.kinds import KINDS

NUMBER: JsonObject = {"type": "integer", "minimum": 0}
YEAR: JsonObject = {"type": ["integer", "null"]}
TEXTS: JsonObject = {"type": "object", "additionalProperties": {"type": "string"}}
WORDS: JsonObject = {"type": "array", "items": {"type": "string"}}


def found_schema() -> JsonObject:
    """The schema of ``found_document``, closed: a member that it does not name is an error."""
    named = {"id": {"type": "string"}, "page": {"type": "string"}, "label": TEXTS, "class": _class()}
    told = {
        "type": WORDS,
        "countries": WORDS,
        "domains": WORDS,
        "years": {"anyOf": [_object({"start": YEAR, "end": YEAR}), {"type": "null"}]},
        "matched": {"anyOf": [_marked(role={"enum": ["label", "alternative", "code"]}), {"type": "null"}]},
        "snippet": {"anyOf": [_marked(), {"type": "null"}]},
    }
    item = _object({**named, **told}, note=TEXTS)
    links: JsonObject = {"next": {"type": "string"}, "prev": {"type": "string"}}
    whole = {
        "id": {"type": "string"},
        "query": {"type": "string"},
        "total": NUMBER,
        "start": NUMBER,
        "items": _list(item),
        "facets": _facets(),
        "nearest": _list(_object(named, note=TEXTS)),
    }
    return _object(whole, **links)


def _facets() -> JsonObject:
    count = _object({"value": {"type": "string"}, "label": TEXTS, "count": NUMBER})
    decade = _object({"from": NUMBER, "to": NUMBER, "count": NUMBER})
    years = {"first": YEAR, "last": YEAR, "dated": NUMBER, "undated": NUMBER, "decades": _list(decade)}
    return _object({"class": _list(count), "country": _list(count), "domain": _list(count), "years": _object(years)})


def _class() -> JsonObject:
    return _object({"id": {"enum": list(KINDS)}, "label": TEXTS})


def _marked(**more: JsonObject) -> JsonObject:
    pair: JsonObject = {"type": "array", "items": NUMBER, "minItems": 2, "maxItems": 2}
    return _object(
        {"text": {"type": "string"}, "language": {"type": ["string", "null"]}, "ranges": _list(pair), **more}
    )


def _list(items: JsonObject) -> JsonObject:
    return {"type": "array", "items": items}


def _object(required: JsonObject, **optional: JsonObject) -> JsonObject:
    return {
        "type": "object",
        "properties": {**required, **optional},
        "required": list(required),
        "additionalProperties": False,
    }
