"""The ontology says what it means, in both languages, in one style."""

from __future__ import annotations

import re

import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, VANN, BNode, URIRef

from tests.ontologies import (
    CLOSED,
    CODE_LISTS,
    DISPLAY_LABEL,
    FILES,
    HEADER,
    INSTANCE_KIND,
    IRI,
    M4SD,
    MODULES,
    ONTOLOGY,
    PROPERTY_TYPES,
    ROOT,
    STATEMENT_KIND,
    VOCAB,
    in_language,
    iris_of,
    modules,
    ontology,
    own_terms,
    prefixes,
    read,
    triples_of,
)

# --- files -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
def test_both_parsers_read_the_same_number_of_triples_and_no_blank_node(name: str) -> None:
    graph = read(name)
    assert len(graph) == len(set(triples_of(ROOT / name)))
    assert not [node for triple in graph for node in triple if isinstance(node, BNode)]


@pytest.mark.parametrize("name", [name for name in FILES if not name.startswith("ontology/extract/")])
def test_no_comment_and_only_declared_prefixes(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"^\s*#", text, re.MULTILINE), "say it with a note"
    found = dict(re.findall(r"^\s*@?prefix\s+([\w-]*):\s*<([^>]*)>", text, re.MULTILINE | re.IGNORECASE))
    assert found.items() <= prefixes().items()


def test_prefixes_are_unambiguous_and_all_bound_in_their_file() -> None:
    declared = prefixes()
    assert len(set(declared.values())) == len(declared)
    text = (ONTOLOGY / "prefixes.ttl").read_text(encoding="utf-8")
    bound = dict(re.findall(r"^PREFIX ([\w-]+): <([^>]*)>", text, re.MULTILINE))
    assert bound == declared


# --- header ------------------------------------------------------------------------------------


@pytest.mark.parametrize("predicate", HEADER)
def test_header_has_the_metadata_that_can_be_checked_offline(predicate: URIRef) -> None:
    assert list(read("ontology/m4sd.ttl").objects(IRI, predicate))


@pytest.mark.parametrize("predicate", [DCTERMS.title, DCTERMS.description, DCTERMS.abstract, SKOS.editorialNote])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_header_texts_are_bilingual(predicate: URIRef, language: str) -> None:
    assert len(in_language(read("ontology/m4sd.ttl"), IRI, predicate, language)) == 1


def test_header_leaves_the_version_to_the_build_and_names_the_namespace() -> None:
    header = read("ontology/m4sd.ttl")
    for predicate in (OWL.versionIRI, OWL.versionInfo, OWL.priorVersion, OWL.imports):
        assert not list(header.objects(IRI, predicate))
    assert str(header.value(IRI, VANN.preferredNamespaceUri)) == M4SD
    assert str(header.value(IRI, VANN.preferredNamespacePrefix)) == "m4sd"
    assert str(header.value(IRI, DCTERMS.license)) == "https://creativecommons.org/licenses/by/4.0/"


def test_header_lists_every_module() -> None:
    parts = {str(part).removeprefix(f"{IRI}/") for part in read("ontology/m4sd.ttl").objects(IRI, DCTERMS.hasPart)}
    assert parts == {path.stem for path in ONTOLOGY.glob("*.ttl")} - {"m4sd", "prefixes"}


# --- terms -------------------------------------------------------------------------------------


@pytest.mark.parametrize("term", own_terms())
def test_every_term_has_a_label_and_a_definition_in_good_style(term: URIRef) -> None:
    graph = modules()
    assert graph.value(term, RDFS.isDefinedBy) == IRI
    for language in ("en", "fr"):
        [label] = in_language(graph, term, RDFS.label, language)
        [definition] = in_language(graph, term, SKOS.definition, language)
        assert label == " ".join(label.split())
        assert definition[0].isupper()
        assert definition.endswith(".")
        assert not re.search(r"[.!?]\s", definition), "one sentence"
        bare = re.sub(r"^(a|an|the|un|une|le|la|l’)\s*\b", "", definition.casefold())
        assert not re.match(rf"{re.escape(label.casefold())}\b", bare), "starts with its own label"
        assert not re.search(r"\be\.g\.|for example|such as|par exemple|tel(le)?s? que", definition.casefold())


@pytest.mark.parametrize("language", ["en", "fr"])
def test_labels_of_terms_are_unique(language: str) -> None:
    labels = [label for term in own_terms() for label in in_language(modules(), term, RDFS.label, language)]
    assert len(labels) == len(set(labels))
    for term in own_terms(*PROPERTY_TYPES):
        assert all(label[0].islower() for label in in_language(modules(), term, RDFS.label, language))


@pytest.mark.parametrize("term", own_terms(OWL.Class))
def test_classes_are_title_case_and_say_whether_their_instances_need_evidence(term: URIRef) -> None:
    [label] = in_language(modules(), term, RDFS.label, "en")
    assert label == label.title()
    assert str(term) == M4SD + label.replace(" ", "")
    assert len(list(modules().objects(term, INSTANCE_KIND))) == 1


@pytest.mark.parametrize("term", own_terms(*PROPERTY_TYPES))
def test_properties_have_one_owl_type_and_one_statement_kind(term: URIRef) -> None:
    types = set(modules().objects(term, RDF.type))
    assert len(types & set(PROPERTY_TYPES)) == 1
    assert types <= {*PROPERTY_TYPES, OWL.SymmetricProperty}
    assert len(list(modules().objects(term, STATEMENT_KIND))) == 1
    assert str(term).removeprefix(M4SD)[0].islower()


def test_there_are_no_inverses_and_only_the_two_agreed_disjointnesses() -> None:
    assert not list(ontology().subject_objects(OWL.inverseOf))
    pairs = set(ontology().subject_objects(OWL.disjointWith))
    agreed = {("AssertedLink", "DerivedLink"), ("Instrument", "Programme")}
    assert pairs == {(URIRef(M4SD + one), URIRef(M4SD + other)) for one, other in agreed}


@pytest.mark.parametrize("relation", [RDFS.subClassOf, RDFS.subPropertyOf, SKOS.broader])
def test_there_are_no_cycles(relation: URIRef) -> None:
    for node in set(ontology().subjects(relation)):
        for parent in ontology().objects(node, relation):
            assert node not in set(ontology().transitive_objects(parent, relation))


def test_terms_of_others_are_left_as_they_are() -> None:
    for name in (*MODULES, "alignments"):
        subjects = set(read(f"ontology/{name}.ttl").subjects())
        assert all(str(subject).startswith(M4SD) for subject in subjects), name
    said = set(read("ontology/terms.ttl").predicates())
    assert said == {STATEMENT_KIND, INSTANCE_KIND, DISPLAY_LABEL, RDFS.isDefinedBy}


@pytest.mark.parametrize("term", sorted({str(term) for term in read("ontology/terms.ttl").subjects()}))
def test_terms_of_others_have_a_display_label_and_exist(term: str) -> None:
    graph = read("ontology/terms.ttl")
    for language in ("en", "fr"):
        assert len(in_language(graph, URIRef(term), DISPLAY_LABEL, language)) == 1
    for namespace in CLOSED:
        if term.startswith(str(namespace)):
            assert URIRef(term) in namespace


# --- use ---------------------------------------------------------------------------------------


def test_every_m4sd_iri_in_use_is_declared() -> None:
    declared = {str(term) for term in own_terms()}
    for folder in ("ontology", "data", "shapes"):
        for path in sorted((ROOT / folder).rglob("*.ttl")):
            unknown = {iri for iri in iris_of(path) if iri.startswith(M4SD)} - declared - {M4SD}
            assert not unknown, f"{path.relative_to(ROOT)}: declare in ontology/ or correct the spelling"


def test_data_uses_only_admitted_predicates_and_classes() -> None:
    predicates = {str(term) for term in ontology().subjects(STATEMENT_KIND)}
    classes = {str(term) for term in ontology().subjects(INSTANCE_KIND)}
    paths = [*sorted((ROOT / "data").rglob("*.ttl")), *sorted((ONTOLOGY / "vocab").glob("*.ttl"))]
    for path in paths:
        quads = list(triples_of(path))
        assert {quad.predicate.value for quad in quads} <= predicates, path.relative_to(ROOT)
        types = {getattr(quad.object, "value", "") for quad in quads if quad.predicate.value == str(RDF.type)}
        assert types <= classes, path.relative_to(ROOT)


def test_kinds_come_from_the_code_list() -> None:
    kinds = {*ontology().objects(None, STATEMENT_KIND), *ontology().objects(None, INSTANCE_KIND)}
    assert kinds == {URIRef(f"{VOCAB}statement-kind/{code}") for code in ("asserted", "editorial", "technical")}


# --- code lists --------------------------------------------------------------------------------


@pytest.mark.parametrize("code_list", CODE_LISTS)
def test_code_lists_are_complete_and_bilingual(code_list: str) -> None:
    graph, scheme = read(f"ontology/vocab/{code_list}.ttl"), URIRef(VOCAB + code_list)
    assert graph.value(scheme, RDF.type) == SKOS.ConceptScheme
    concepts = set(graph.subjects(SKOS.topConceptOf, scheme))
    assert concepts
    assert concepts == set(graph.subjects(RDF.type, SKOS.Concept)) == set(graph.subjects(SKOS.notation))
    for node in set(graph.subjects()):
        assert isinstance(node, URIRef)
        for language in ("en", "fr"):
            [label] = in_language(graph, node, SKOS.prefLabel, language)
            [definition] = in_language(graph, node, SKOS.definition, language)
            assert definition[0].isupper()
            assert definition.endswith(".")
            assert not definition.casefold().startswith(label.casefold())
        if node in concepts:
            assert str(node) == f"{scheme}/{graph.value(node, SKOS.notation)}"


def test_link_types_fall_into_the_two_collections() -> None:
    graph, base = read("ontology/vocab/link-type.ttl"), f"{VOCAB}link-type"
    concepts = {str(concept).removeprefix(f"{base}/") for concept in graph.subjects(RDF.type, SKOS.Concept)}
    members = {
        name: {str(member).removeprefix(f"{base}/") for member in graph.objects(URIRef(f"{base}/{name}"), SKOS.member)}
        for name in ("supporting", "graded")
    }
    assert members["supporting"] == {"names", "commits-to", "provides-for", "funds"}
    assert members["graded"] == concepts - {"bears-on", "influences", "mentions"}


def test_confidence_is_ordered() -> None:
    graph, rank = read("ontology/vocab/confidence.ttl"), URIRef(M4SD + "rank")
    ranks = {str(concept).rsplit("/", 1)[1]: str(value) for concept, value in graph.subject_objects(rank)}
    assert ranks == {"high": "3", "medium": "2", "low": "1"}
