"""Every document meets the JSON Schemas of its classes, and what is wrong does not."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError
from referencing import Registry, Resource

from api.services import Services
from m4sd_graph.errors import NotFoundError
from m4sd_graph.framing import DEFAULT, PROFILES, Profile, Words, document, in_languages, record_of
from m4sd_graph.framing.words import TYPE
from m4sd_graph.jsonld import CONTEXT_IRI, JsonObject
from m4sd_graph.namespaces import ID
from m4sd_graph.schemas import ANY, SCHEMAS, schema, schema_names, schema_of
from m4sd_graph.store.local import LocalStore

Check = Callable[[JsonObject, str, Profile], None]
POLICY = f"{ID}instrument/kg-migration-policy-concept-2021-2030"


@pytest.fixture(scope="module")
def schemas(words: Words, services: Services, store: LocalStore) -> dict[str, JsonObject]:
    return {name: schema(name, words, services.shapes, store) for name in schema_names(words)}


@pytest.fixture(scope="module")
def check(schemas: dict[str, JsonObject]) -> Check:
    """Validate a document against one schema at one profile."""
    found: list[tuple[str, Resource[Any]]] = [(s["$id"], Resource.from_contents(s)) for s in schemas.values()]
    registry: Registry[Any] = Registry().with_resources(found).crawl()
    made: dict[str, Draft202012Validator] = {}

    def validate(told: JsonObject, name: str, profile: Profile) -> None:
        reference = f"{SCHEMAS}{name}.json#{profile}"
        if reference not in made:
            made[reference] = Draft202012Validator({"$ref": reference}, registry=registry)
        made[reference].validate(told)

    return validate


def test_schemas_are_schemas(schemas: dict[str, JsonObject]) -> None:
    assert {"Resource", "Policy", "State", "Concept", "DerivedLink", "Evidence"} <= set(schemas)
    for one in schemas.values():
        Draft202012Validator.check_schema(one)


@pytest.mark.parametrize("profile", PROFILES)
def test_every_document_is_valid(
    store: LocalStore, words: Words, iris: list[str], check: Check, profile: Profile
) -> None:
    # Every third in the profile that holds the parts of the others.
    for iri in iris[:: 3 if profile == "full" else 1]:
        record = record_of(store, iri, profile, words)
        told = json.loads(json.dumps(document(record, words, CONTEXT_IRI)))
        kinds = {words.terms[kind] for kind in record.own(TYPE) if kind in words.terms}
        assert schema_of(record, words) in (kinds or {ANY})
        # All its classes in the profile that is sent when none is asked for, the one that is named in the others.
        for name in (kinds or {ANY}) if profile == DEFAULT else {schema_of(record, words)}:
            check(told, name, profile)


@pytest.mark.parametrize("profile", PROFILES)
def test_a_document_in_one_language_with_its_context_is_valid(
    store: LocalStore, words: Words, context: JsonObject, check: Check, profile: Profile
) -> None:
    record = in_languages(record_of(store, POLICY, profile, words), ("ky",))
    check(document(record, words, context["@context"]), "Policy", profile)


WRONG: dict[str, Callable[[JsonObject], object]] = {
    "no id": lambda told: told.pop("id"),
    "no context": lambda told: told.pop("@context"),
    "no evidence": lambda told: told.pop("hasEvidence"),
    "another class": lambda told: told.update(type=["State"]),
    "a class that is no list": lambda told: told.update(type="Policy"),
    "a label without language": lambda told: told.update(label="x"),
    "a label in a language that the graph has not": lambda told: told["label"].update(de="x"),
    "a link that is no list": lambda told: told.update(jurisdiction=told["jurisdiction"][0]),
    "a link that is a string": lambda told: told.update(jurisdiction=["https://example.org/"]),
    "a kind of another vocabulary": lambda told: told["kind"][0].update(id="https://example.org/"),
    "an unknown word": lambda told: told.update(jursdiction=[]),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_is_not_valid(store: LocalStore, words: Words, check: Check, wrong: str) -> None:
    told = document(record_of(store, POLICY, "standard", words), words, CONTEXT_IRI)
    check(told, "Policy", "standard")
    WRONG[wrong](told)
    with pytest.raises(ValidationError):
        check(told, "Policy", "standard")


def test_profiles_differ_in_how_links_are_told(store: LocalStore, words: Words, check: Check) -> None:
    minimal = document(record_of(store, POLICY, "minimal", words), words, CONTEXT_IRI)
    with pytest.raises(ValidationError):
        check(minimal, "Policy", "standard")


def test_an_unknown_schema_names_the_nearest(words: Words, store: LocalStore) -> None:
    with pytest.raises(NotFoundError) as caught:
        schema("Polcy", words, store, store)
    assert "Policy" in caught.value.nearest
