"""What an editor offers: only what is there, with what the shapes demand of each class."""

from __future__ import annotations

import json

import pytest

from m4sd_graph.completion import completion, vocabulary_of
from m4sd_graph.load import Dataset
from m4sd_graph.store.local import LocalStore
from tests.lib.support import dataset

Told = dict[str, dict[str, dict[str, object]]]
DATA = """
@prefix ex: <https://example.org/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
ex:Animal a owl:Class ; rdfs:label "animal"@en, "animal"@fr .
ex:Cat a owl:Class ; rdfs:subClassOf ex:Animal ; rdfs:label "cat"@en ; skos:definition "It purrs."@en .
ex:name a owl:DatatypeProperty . ex:unused a owl:ObjectProperty ; rdfs:domain ex:Animal ; rdfs:range ex:Cat .
ex:tom a ex:Cat ; ex:name "Tom" ; ex:likes ex:tim . ex:tim a ex:Cat ; ex:name "Tim" .
"""
SHAPES = """
@prefix ex: <https://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
ex:S sh:targetClass ex:Animal ; sh:property ex:S-name, ex:S-likes .
ex:S-name sh:path ex:name ; sh:minCount 1 .
ex:S-likes sh:path ex:likes ; sh:minCount 1 ; sh:severity sh:Warning ; sh:class ex:Cat .
"""
PREFIXES = {"ex": "https://example.org/"}


@pytest.fixture(scope="module")
def told() -> Told:
    store, shapes = (LocalStore.from_dataset(dataset(g=text)) for text in (DATA, SHAPES))
    found = json.loads(json.dumps(completion(vocabulary_of(store, shapes), "fr", PREFIXES)))
    return {key: {thing["name"]: thing for thing in found[key]} for key in ("classes", "properties")}


def test_a_class_has_its_count_and_says_in_which_language_its_texts_are(told: Told) -> None:
    cat = told["classes"]["ex:Cat"]
    assert (cat["count"], cat["label"], cat["language"], cat["meaning"]) == (2, "cat", "en", "It purrs.")
    assert cat["above"] == ["ex:Animal"]
    assert "language" not in told["classes"]["ex:Animal"]


def test_demands_on_a_class_hold_for_those_below(told: Told) -> None:
    properties = told["properties"]
    assert properties["ex:name"]["uses"] == {"ex:Animal": [0, "required"], "ex:Cat": [2, "required"]}
    assert properties["ex:likes"]["uses"] == {"ex:Animal": [0, "recommended"], "ex:Cat": [1, "recommended"]}
    assert properties["ex:likes"]["ranges"] == ["ex:Cat"]


def test_what_is_defined_and_not_used_is_offered_with_no_count(told: Told) -> None:
    unused = told["properties"]["ex:unused"]
    assert (unused["count"], unused["uses"]) == (0, {"ex:Animal": [0, ""], "ex:Cat": [0, ""]})


def test_nothing_is_offered_of_nothing() -> None:
    empty = LocalStore.from_dataset(Dataset({}))
    assert completion(vocabulary_of(empty, empty), "en", {}) == {"classes": [], "properties": [], "graphs": []}
