"""JSON Schemas of the pages of collections, made from their columns and the words of the context."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from m4sd_graph.collections.definitions import COLLECTIONS
from m4sd_graph.collections.model import Collection, Column
from m4sd_graph.collections.selection import CERTAINTIES
from m4sd_graph.framing.words import ID, VOCABULARY, Word, Words
from m4sd_graph.jsonld import JsonObject
from m4sd_graph.namespaces import BASE, DIALECT

SUFFIX, INDEX = "-page", "collections"
ADDRESS: JsonObject = {"type": "string", "format": "uri"}
TEXTS: JsonObject = {"type": "object", "minProperties": 1, "additionalProperties": {"type": "string"}}
TEXT_LISTS: JsonObject = {
    "type": "object",
    "minProperties": 1,
    "additionalProperties": {"type": "array", "minItems": 1, "items": {"type": "string"}},
}
VALUE: JsonObject = {"type": "object", "required": ["@value"], "properties": {"@value": {"type": "string"}}}
CONTEXT: JsonObject = {"type": "array", "minItems": 2, "items": {"type": ["string", "object"]}}


def page_schema(collection: Collection, words: Words) -> JsonObject:
    """The schema of the pages of ``collection``."""
    counts = {state: {"type": "integer", "minimum": 0} for state in CERTAINTIES}
    return {
        "$schema": DIALECT,
        "$id": f"{BASE}schemas/{collection.name}{SUFFIX}.json",
        "title": collection.title["en"],
        "description": f"A page of /{collection.name}. {collection.description['en']}",
        "type": "object",
        "required": ["@context", "id", "type", "totalItems", "member", "view"],
        "properties": {
            "@context": CONTEXT,
            "id": ADDRESS,
            "type": {"const": ["Collection"]},
            "totalItems": {"type": "integer", "minimum": 0},
            "certainty": {"type": "object", "required": list(CERTAINTIES), "properties": counts},
            "member": {"type": "array", "maxItems": 1000, "items": {"$ref": "#/$defs/member"}},
            "view": {"$ref": "#/$defs/view"},
        },
        "additionalProperties": False,
        "$defs": {"member": _member(collection, words), "view": _view()},
    }


def index_schema(_words: Words) -> JsonObject:
    """The schema of the list of collections."""
    search = {"type": "object", "required": ["type", "template"], "properties": {"template": {"type": "string"}}}
    listed: JsonObject = {
        "type": "object",
        "required": ["id", "type", "title", "description", "totalItems", "search"],
        "properties": {
            "id": ADDRESS,
            "type": {"const": ["Collection"]},
            "title": TEXTS,
            "description": TEXTS,
            "totalItems": {"type": "integer", "minimum": 0},
            "search": search,
        },
        "additionalProperties": False,
    }
    return {
        "$schema": DIALECT,
        "$id": f"{BASE}schemas/{INDEX}.json",
        "title": "Collections",
        "description": "All collections with the number of their members.",
        "type": "object",
        "required": ["@context", "id", "collection"],
        "properties": {"@context": CONTEXT, "id": ADDRESS, "collection": {"type": "array", "items": listed}},
        "additionalProperties": False,
    }


PAGE_SCHEMAS: Mapping[str, Callable[[Words], JsonObject]] = {
    INDEX: index_schema,
    **{f"{name}{SUFFIX}": partial(page_schema, collection) for name, collection in COLLECTIONS.items()},
}


def _view() -> JsonObject:
    neighbours = dict.fromkeys(("first", "next", "previous"), ADDRESS)
    return {
        "type": "object",
        "required": ["id", "type", "first"],
        "properties": {"id": ADDRESS, "type": {"const": ["PartialCollectionView"]}, **neighbours},
        "additionalProperties": False,
    }


def _member(collection: Collection, words: Words) -> JsonObject:
    classes = [words.term(iri) for iri in collection.class_iris]
    told = _node(collection.columns, words, depth=0)
    own = {"type": {"type": "array", "contains": {"enum": classes}}, "certainty": {"enum": list(CERTAINTIES)}}
    return {**told, "required": ["id", "type"], "properties": {**told["properties"], **own}}


def _node(columns: Iterable[Column], words: Words, depth: int) -> JsonObject:
    """An object with what these columns tell from step ``depth`` of their paths on."""
    steps: dict[str, list[Column]] = {}
    for column in columns:
        steps.setdefault(column.properties[depth], []).append(column)
    notice = next(word for word in words.properties.values() if word.name == "requiredNote")
    told = {
        words.properties[iri].name: _property(words.properties[iri], some, words, depth) for iri, some in steps.items()
    }
    names = {"requiredNote": _property(notice, (), words, depth), "@included": {"type": "array"}}
    return {
        "type": "object",
        "required": ["id"],
        "properties": {"id": {"type": "string"}, **names, **told},
        "additionalProperties": False,
    }


def _property(word: Word, columns: Iterable[Column], words: Words, depth: int) -> JsonObject:
    if word.languages:
        return TEXT_LISTS if word.several else TEXTS
    one = _one(word, columns, words, depth)
    return {"type": "array", "minItems": 1, "items": one} if word.several else one


def _one(word: Word, columns: Iterable[Column], words: Words, depth: int) -> JsonObject:
    if word.names_terms:
        return {"type": "string"}
    if word.coerced in (ID, VOCABULARY):
        further = [column for column in columns if len(column.properties) > depth + 1]
        node = _node(further, words, depth + 1)
        return {**node, "properties": {**node["properties"], "label": TEXTS, "name": TEXTS, "displayLabel": TEXTS}}
    if word.coerced:
        return {"anyOf": [{"type": "string"}, VALUE]}
    return {"anyOf": [{"type": ["string", "integer"]}, VALUE]}
