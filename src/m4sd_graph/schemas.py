"""JSON Schemas (2020-12) of the documents: one for any resource, one per class, made from the context and the shapes.

A schema has an anchor for each profile: ``Policy.json#standard``. What a shape demands as a violation is demanded
here too, for it holds in every release; what it only warns about is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from m4sd_graph.catalogue_schemas import CATALOGUE_SCHEMAS
from m4sd_graph.collections.schema import PAGE_SCHEMAS
from m4sd_graph.errors import NotFoundError
from m4sd_graph.framing import PROFILES, Profile, Record, Words
from m4sd_graph.framing.records import SELECTOR
from m4sd_graph.framing.words import ID, TYPE, VOCABULARY, Word
from m4sd_graph.jsonld import JsonObject
from m4sd_graph.namespaces import BASE, DIALECT, M4SD, RDF, RDFS, SH, SKOS, XSD
from m4sd_graph.release_schemas import RELEASE_SCHEMAS
from m4sd_graph.store.protocol import Store

SCHEMAS = f"{BASE}schemas/"
ANY = "Resource"
LANGUAGE_MAP_KEYS = "^(@none|[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*)$"
LIMITS = ("minCount", "maxCount", "datatype", "pattern", "minInclusive", "maxInclusive", "minExclusive")
# The numbers that these JSON keywords take.
NUMBERS = {"minInclusive": "minimum", "maxInclusive": "maximum", "minExclusive": "exclusiveMinimum"}
DEMANDS = f"""SELECT ?class ?path ?limit ?value WHERE {{
  ?node <{SH}targetClass> ?class ; <{SH}property> ?shape .
  ?shape <{SH}path> ?path ; <{SH}severity> <{SH}Violation> ; ?limit ?value
  FILTER(?limit IN ({", ".join(f"<{SH}{name}>" for name in LIMITS)}))
}} ORDER BY ?class ?path ?limit ?value"""
TONGUES = f"""SELECT ?class ?path ?value WHERE {{
  ?node <{SH}targetClass> ?class ; <{SH}property> ?shape .
  ?shape <{SH}path> ?path ; <{SH}severity> <{SH}Violation> ; <{SH}languageIn>/<{RDF}rest>*/<{RDF}first> ?value
}} ORDER BY ?class ?path ?value"""
KINDS = f"SELECT ?class ?above WHERE {{ ?class <{RDFS}subClassOf>+ ?above }} ORDER BY ?class ?above"
MEANINGS = f"""SELECT ?class ?text WHERE {{
  ?class <{M4SD}instanceKind> ?kind ; <{SKOS}definition> ?text FILTER(LANG(?text) = "en")
}}"""
# Of documents that are about several things.
LISTS = {**PAGE_SCHEMAS, **RELEASE_SCHEMAS, **CATALOGUE_SCHEMAS}
Demands = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the schemas are made of: demands by class and property, the classes above a class, definitions."""

    demands: Mapping[str, Demands]
    above: Mapping[str, tuple[str, ...]]
    meanings: Mapping[str, str]

    def of(self, kind: str) -> Demands:
        """What is demanded of the instances of a class, by property."""
        found: Demands = {}
        for iri in (kind, *self.above.get(kind, ())):
            for path, limits in self.demands.get(iri, {}).items():
                found.setdefault(path, {}).update(limits)
        return found


def schema_of(record: Record, words: Words) -> str:
    """The name of the schema of a record: of the first of its classes that has a word."""
    return next((words.terms[kind] for kind in sorted(record.own(TYPE)) if kind in words.terms), ANY)


def schema_names(words: Words) -> tuple[str, ...]:
    """The names of all schemas of documents: words for classes begin with a capital, those of collections do not."""
    return (ANY, *sorted(name for name in words.terms.values() if name[0].isupper()), *LISTS)


def schema(name: str, words: Words, shapes: Store, graph: Store) -> JsonObject:
    """The schema of this name, made from ``shapes`` and from the classes of ``graph``; raise NotFoundError."""
    if name == ANY:
        return resource_schema(words)
    if name in LISTS:
        return LISTS[name](words)
    kind = next((iri for iri, word in words.terms.items() if word == name and name[0].isupper()), "")
    if not kind:
        raise NotFoundError(
            "there is no schema of this name.",
            place=f"{SCHEMAS}{name}.json",
            remedy=f"Schemas go by the words for classes, such as Policy, and {ANY}.",
            nearest=near(name, schema_names(words)),
        )
    return class_schema(name, kind, words, knowledge(shapes, graph))


def near(name: str, names: Iterable[str]) -> list[str]:
    """The names that begin as ``name`` does."""
    return [other for other in names if other.lower()[:3] == name.lower()[:3]]


def knowledge(shapes: Store, graph: Store) -> Knowledge:
    """Read what the schemas of classes are made of."""
    demands: dict[str, Demands] = {}
    for row in shapes.select(DEMANDS).rows:
        limit = row["limit"].value.removeprefix(SH)
        demands.setdefault(row["class"].value, {}).setdefault(row["path"].value, {})[limit] = row["value"].value
    for row in shapes.select(TONGUES).rows:
        limits = demands.setdefault(row["class"].value, {}).setdefault(row["path"].value, {})
        limits.setdefault("languages", []).append(row["value"].value)
    above: dict[str, tuple[str, ...]] = {}
    for row in graph.select(KINDS).rows:
        above[row["class"].value] = (*above.get(row["class"].value, ()), row["above"].value)
    meanings = {row["class"].value: row["text"].value for row in graph.select(MEANINGS).rows}
    return Knowledge(demands, above, meanings)


def class_schema(name: str, kind: str, words: Words, known: Knowledge) -> JsonObject:
    """The schema of the documents about instances of the class ``kind``."""
    demands = {path: limits for path, limits in known.of(kind).items() if path in words.properties}
    required = [words.properties[path].name for path, limits in demands.items() if int(limits.get("minCount", 0)) > 0]
    properties = {words.properties[path].name: _demanded(words.properties[path], demands[path]) for path in demands}
    own = {
        "required": sorted(["type", *required]),
        "properties": {"type": {"contains": {"const": name}}, **dict(sorted(properties.items()))},
    }
    return {
        **_head(name, known.meanings.get(kind, "")),
        "$defs": {
            "own": own,
            **{
                profile: {"$anchor": profile, "allOf": [{"$ref": f"{ANY}.json#{profile}"}, {"$ref": "#/$defs/own"}]}
                for profile in PROFILES
            },
        },
    }


def resource_schema(words: Words) -> JsonObject:
    """The schema of any document: every word of the context, by profile."""
    value = {
        "type": "object",
        "required": ["@value"],
        "properties": {"@value": {"type": "string"}, "@language": {"type": "string"}, "@type": {"type": "string"}},
        "additionalProperties": False,
    }
    nodes = {f"{profile}Node": _node(words, profile) for profile in PROFILES}
    roots = {
        profile: {"$anchor": profile, "allOf": [{"$ref": f"#/$defs/{profile}Node"}, {"required": ["@context"]}]}
        for profile in PROFILES
    }
    return {**_head(ANY, "Any resource of the graph."), "$defs": {"value": value, **nodes, **roots}}


def _head(name: str, description: str) -> JsonObject:
    return {
        "$schema": DIALECT,
        "$id": f"{SCHEMAS}{name}.json",
        "title": name,
        **({"description": description} if description else {}),
        "anyOf": [{"$ref": f"#{profile}"} for profile in PROFILES],
    }


def _node(words: Words, profile: Profile) -> JsonObject:
    node = {"$ref": f"#/$defs/{profile}Node"}
    nodes = {"type": "array", "items": node, "minItems": 1}
    told = {word.name: _property(word, profile, node) for word in words.properties.values()}
    return {
        "type": "object",
        "required": ["id"],
        "properties": {
            "@context": {"type": ["string", "object", "array"]},
            "id": {"type": "string", "minLength": 1},
            "type": {"type": "array", "items": {"type": "string"}, "minItems": 1},
            **{name: shape for name, shape in told.items() if not name[0].isupper()},
            **{word.name: nodes for word in words.reverse.values()},
            "@reverse": {"type": "object", "additionalProperties": nodes},
            "@included": nodes,
        },
        "patternProperties": {"^[A-Za-z][A-Za-z0-9+.-]*:": {"type": "array", "minItems": 1}},
        "additionalProperties": False,
    }


def _property(word: Word, profile: Profile, node: JsonObject) -> JsonObject:
    if word.languages:
        texts: JsonObject = {"type": "array", "items": {"type": "string"}, "minItems": 1}
        return {
            "type": "object",
            "minProperties": 1,
            "propertyNames": {"pattern": LANGUAGE_MAP_KEYS},
            "additionalProperties": texts if word.several else {"type": "string"},
        }
    one = _one(word, profile, node)
    return {"type": "array", "items": one, "minItems": 1} if word.several else one


def _one(word: Word, profile: Profile, node: JsonObject) -> JsonObject:
    """One value of a word."""
    value = {"$ref": "#/$defs/value"}
    if word.names_terms:
        return {"type": "string"}
    if word.coerced in (ID, VOCABULARY):
        return {"type": "string"} if profile == "minimal" and word.iri != SELECTOR else node
    if word.coerced:
        return {"anyOf": [{"type": ["string", "integer"]}, value]}
    return {"anyOf": [{"type": ["string", "integer", "boolean"]}, value, node]}


def _demanded(word: Word, limits: Mapping[str, Any]) -> JsonObject | bool:
    """What a class demands of a property."""
    if limits.get("maxCount") == "0":
        return False
    if word.languages:
        tongues = limits.get("languages")
        return {"propertyNames": {"enum": tongues}} if tongues else {}
    one = _limited(word, limits)
    if not word.several:
        return one
    counts = {"minItems": limits.get("minCount"), "maxItems": limits.get("maxCount")}
    return {**{key: int(n) for key, n in counts.items() if n and int(n) > 0}, **({"items": one} if one else {})}


def _limited(word: Word, limits: Mapping[str, Any]) -> JsonObject:
    if word.coerced in (ID, VOCABULARY):
        # Codes and IRIs in the profile `minimal` are strings; in the others the object says which thing it is.
        return {"properties": {"id": {"pattern": limits["pattern"]}}} if "pattern" in limits else {}
    made: JsonObject = {key: int(limits[name]) for name, key in NUMBERS.items() if name in limits}
    if limits.get("datatype") == f"{XSD}integer":
        made["type"] = "integer"
    if "pattern" in limits:
        made["pattern"] = limits["pattern"]
    return made
