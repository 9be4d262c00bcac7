"""The query builder's configuration: all of it exists, no shape is forgotten, and no choice leads nowhere."""

from __future__ import annotations

import html
from functools import partial

import pytest
import rdflib
from rdflib.namespace import RDF, RDFS, SH, SKOS
from rdflib.term import Node

from api.services import Services
from m4sd_graph.load import Dataset, load_dataset, load_shapes, parse_turtle
from m4sd_graph.namespaces import M4SD, expand
from m4sd_graph.reference import builder_configuration
from m4sd_graph.sparnatural import BUILDER, Choice, Choices, Usage, choices, read, turtle
from m4sd_graph.sparnatural.left_out import CLASSES, PROPERTIES, SIGNS
from m4sd_graph.sparnatural.writing import PLAIN
from m4sd_graph.store.local import LocalStore
from m4sd_graph.workspace import Workspace

DASH = rdflib.Namespace("http://datashapes.org/dash#")
WORLD = """
PREFIX m4sd: <https://w3id.org/m4sd/ontology#> PREFIX ex: <https://example.org/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
ex:Act m4sd:instanceKind ex:k ; rdfs:label "Act"@en , "Acte"@fr .
ex:Law m4sd:instanceKind ex:k ; rdfs:subClassOf ex:Act ; rdfs:label "Law \\"hard\\" <b>"@en .
ex:Unused m4sd:instanceKind ex:k ; rdfs:label "Unused"@en .
ex:size m4sd:statementKind ex:k ; rdfs:label "size"@en .
ex:cites m4sd:statementKind ex:k ; rdfs:label "cites"@en .
ex:a a ex:Law ; ex:size 3 , 2.5 ; ex:cites ex:b , <https://elsewhere.org/x> .
ex:b a ex:Act .
"""


@pytest.fixture(scope="module")
def usage(services: Services) -> Usage:
    return read(services.store, services.shapes)


@pytest.fixture(scope="module")
def chosen(services: Services, usage: Usage) -> Choices:
    return choices(usage, services.prefixes)


@pytest.fixture(scope="module")
def configuration(chosen: Choices) -> rdflib.Graph:
    return rdflib.Graph().parse(data=turtle(chosen), format="turtle")


def offered(chosen: Choices, name: str) -> dict[str, Choice]:
    entity = next(entity for entity in chosen.entities if entity.name == name)
    return {choice.name.removeprefix(f"{name}-"): choice for choice in entity.properties}


def test_every_class_and_property_is_admitted_by_the_ontology(chosen: Choices, workspace: Workspace) -> None:
    ontology = load_dataset(workspace).to_rdflib()
    classes = set(ontology.subjects(rdflib.URIRef(f"{M4SD}instanceKind")))
    properties = set(ontology.subjects(rdflib.URIRef(f"{M4SD}statementKind")))
    assert {rdflib.URIRef(entity.iri) for entity in chosen.entities} <= classes
    steps = {rdflib.URIRef(iri) for e in chosen.entities for choice in e.properties for iri in choice.path}
    assert steps <= properties


def test_every_property_shape_is_offered_or_left_out_for_a_reason(chosen: Choices, workspace: Workspace) -> None:
    shapes = load_shapes(workspace)
    offered = {(entity.iri, choice.path[0]) for entity in chosen.entities for choice in entity.properties}
    paths = {path for _, path in offered}
    for node, shape in shapes.subject_objects(SH.property):
        targets = {str(target) for target in shapes.objects(node, SH.targetClass)}
        path = str(shapes.value(shape, SH.path))
        shown = any((target, path) in offered for target in targets) if targets else path in paths
        assert shown != (str(shape) in chosen.reasons), shape
    assert all(chosen.reasons.values())


def test_what_a_shape_says_of_values_holds_for_what_is_offered(
    chosen: Choices, workspace: Workspace, services: Services
) -> None:
    shapes = load_shapes(workspace)
    classes = {entity.iri: entity for entity in chosen.entities}
    checked = 0
    for node, shape in shapes.subject_objects(SH.property):
        wanted = shapes.value(shape, SH["class"])
        for target in shapes.objects(node, SH.targetClass):
            for choice in classes[str(target)].properties if str(target) in classes else ():
                if wanted and choice.path == (str(shapes.value(shape, SH.path)),):
                    query = f"ASK {{ <{choice.range}> <{RDFS.subClassOf}>* <{wanted}> }}"
                    assert services.store.ask(query), choice.name
                    checked += 1
    assert checked > 20


def test_no_choice_leads_to_nothing(chosen: Choices, services: Services) -> None:
    for entity in chosen.entities:
        for choice in entity.properties:
            path = "/".join(f"<{iri}>" for iri in choice.path)
            end = f"?value a/<{RDFS.subClassOf}>* <{choice.range}>" if choice.is_class else ""
            assert services.store.ask(f"ASK {{ ?x a/<{RDFS.subClassOf}>* <{entity.iri}> ; {path} ?value . {end} }}"), (
                choice
            )


def test_what_is_left_out_exists_and_is_left_out(chosen: Choices, usage: Usage, services: Services) -> None:
    full = partial(expand, prefixes=services.prefixes)
    classes = {entity.iri for entity in chosen.entities}
    steps = {choice.path[0] for entity in chosen.entities for choice in entity.properties}
    assert not classes & {full(name) for name in CLASSES}
    assert not steps & {full(name) for name in PROPERTIES}
    assert {full(name) for name in (*CLASSES, *SIGNS)} <= set(usage.names)
    assert classes <= {full(name) for name in SIGNS}


def test_each_value_is_entered_as_suits_it(chosen: Choices) -> None:
    policy = offered(chosen, "Policy")
    assert policy["jurisdiction-State"].widget == "list"
    assert policy["adopted-startDate"].widget == "date"
    assert policy["addresses-Objective"].widget == "tree"
    assert policy["description"].widget == "text"
    assert offered(chosen, "Evidence")["hasSource-SourceDocument"].widget == "search"
    assert offered(chosen, "ReportedFigure")["value"].widget == "number"
    assert offered(chosen, "Programme")["homepage-elsewhere"].widget == "none"
    assert offered(chosen, "Finding")["inDomain-GovernanceDomain"].required


def language_of(node: Node) -> str | None:
    return node.language if isinstance(node, rdflib.Literal) else None


def test_labels_and_tooltips_are_in_both_languages(configuration: rdflib.Graph) -> None:
    for shape in configuration.subjects(RDF.type, SH.NodeShape):
        assert {language_of(label) for label in configuration.objects(shape, RDFS.label)} >= {"en", "fr"}
        for one in configuration.objects(shape, SH.property):
            assert {language_of(name) for name in configuration.objects(one, SH.name)} >= {"en", "fr"}, one
    policy = rdflib.URIRef(f"{BUILDER}Policy")
    assert {language_of(text) for text in configuration.objects(policy, SH.description)} == {"en", "fr"}


def test_names_are_unique_and_each_class_with_names_shows_them(configuration: rdflib.Graph) -> None:
    assert all(len(list(configuration.objects(one, SH.path))) == 1 for one in configuration.objects(None, SH.property))
    labelled = configuration.value(rdflib.URIRef(f"{BUILDER}Policy-prefLabel"), DASH.propertyRole)
    assert labelled == DASH.LabelRole
    assert (rdflib.URIRef(f"{BUILDER}Policy-prefLabel"), SH.path, SKOS.prefLabel) in configuration


def test_equal_input_gives_equal_text(services: Services, chosen: Choices, workspace: Workspace) -> None:
    again = turtle(choices(read(services.store, services.shapes), services.prefixes))
    assert again == turtle(chosen) == builder_configuration(workspace)


def test_of_a_small_world_only_what_is_used_is_offered() -> None:
    store = LocalStore.from_dataset(Dataset({"https://example.org/g": tuple(parse_turtle(WORLD.encode(), "world"))}))
    made = choices(read(store, LocalStore.from_dataset(Dataset({}))), {"ex": "https://example.org/"})
    assert [entity.name for entity in made.entities] == ["Act", "Law"]
    assert set(offered(made, "Act")) == {"size", "cites-Act", "cites-elsewhere"}
    graph = rdflib.Graph().parse(data=turtle(made), format="turtle")
    assert graph.value(rdflib.URIRef(f"{BUILDER}Law"), RDFS.label) == rdflib.Literal('Law "hard" ‹b>', "en")


def test_a_hostile_name_is_text_however_often_it_is_put_into_markup(store: LocalStore) -> None:
    for name in ("<img src=x onerror=alert(1)>", "&lt;img src=x&gt;", "it's <b>"):
        rows = store.select(f'SELECT ({PLAIN} AS ?shown) WHERE {{ VALUES ?name {{ "{name}" }} }}').rows
        once = html.unescape(rows[0]["shown"].value)
        assert "<" not in rows[0]["shown"].value + once
        assert "'" not in rows[0]["shown"].value
        assert once == name.replace("<", "‹")
