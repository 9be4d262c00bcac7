"""The frameworks: UN goals and targets, the Global Compact, MiGOF, the MGI and the crosswalk between them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import cast

import pytest
from rdflib import RDF, BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import SKOS

ROOT = Path(__file__).resolve().parents[1]
M4SD = Namespace("https://w3id.org/m4sd/ontology#")
SDGO = Namespace("http://metadata.un.org/sdg/ontology#")
SDG = "http://metadata.un.org/sdg"
VOCAB = "https://w3id.org/m4sd/vocab/"
GCM = f"{VOCAB}gcm/"
UNIT = re.compile(re.escape(GCM) + r"\d+/(commitment|[a-l])")

EXTRACT = ROOT / "ontology" / "extract" / "sdg.ttl"
SCHEMES = {
    name: ROOT / "ontology" / "vocab" / f"{name}.ttl" for name in ("gcm", "gcm-principle", "mgi-domain", "migof")
}
DATA = ROOT / "data"
FRAMEWORKS = DATA / "frameworks"
CROSSWALK = FRAMEWORKS / "gcm-sdg-crosswalk.ttl"


def parsed(files: Iterable[Path]) -> Graph:
    graph = Graph()
    for file in files:
        graph.parse(file, format="turtle")
    return graph


@cache
def extract() -> Graph:
    return parsed([EXTRACT])


@cache
def scheme(name: str) -> Graph:
    return parsed([SCHEMES[name]])


@cache
def crosswalk() -> Graph:
    return parsed([CROSSWALK])


@cache
def data() -> Graph:
    return parsed(sorted(DATA.rglob("*.ttl")))


@cache
def own() -> Graph:
    return parsed([EXTRACT, *SCHEMES.values(), *sorted(FRAMEWORKS.glob("*.ttl"))])


def the(graph: Graph, subject: URIRef, predicate: URIRef) -> URIRef:
    """The one IRI that a subject has for a predicate."""
    [value] = graph.objects(subject, predicate)
    assert isinstance(value, URIRef)
    return value


def grade(graph: Graph, link: URIRef) -> int:
    [value] = graph.objects(link, M4SD.grade)
    return int(cast(Literal, value).toPython())


def links(graph: Graph, kind: str) -> list[URIRef]:
    wanted = URIRef(f"{VOCAB}link-type/{kind}")
    return [link for link in graph.subjects(M4SD.linkType, wanted) if isinstance(link, URIRef)]


def notations(graph: Graph, kind: URIRef) -> list[str]:
    return [str(value) for item in graph.subjects(RDF.type, kind) for value in graph.objects(item, SKOS.notation)]


# --- United Nations goals, targets and indicators


def test_the_extract_holds_every_goal_and_every_target() -> None:
    goals, targets = notations(extract(), SDGO.Goal), notations(extract(), SDGO.Target)
    assert sorted(goals, key=int) == [str(number) for number in range(1, 18)]
    assert len(targets) == len(set(targets)) == 169


def test_codes_and_addresses_agree() -> None:
    for kind in (SDGO.Goal, SDGO.Target):
        for item in extract().subjects(RDF.type, kind):
            assert str(item) == f"{SDG}/{extract().value(item, SKOS.notation)}"


def test_every_target_belongs_to_the_goal_its_code_begins_with() -> None:
    for target in extract().subjects(RDF.type, SDGO.Target):
        assert isinstance(target, URIRef)
        assert str(the(extract(), target, SDGO.isTargetOf)) == str(target).rsplit(".", 1)[0]


def test_indicators_belong_to_the_target_their_code_begins_with() -> None:
    indicators = {
        str(extract().value(item, SKOS.notation)): str(target)
        for item, target in extract().subject_objects(SDGO.isIndicatorOf)
    }
    assert set(indicators) == {
        "10.7.1",
        "10.7.2",
        "10.c.1",
        "16.2.2",
        "17.14.1",
        "17.18.1",
        "17.3.2",
        "8.8.1",
        "8.8.2",
    }
    for notation, target in indicators.items():
        assert target == f"{SDG}/{notation.rsplit('.', 1)[0]}"


# --- Global Compact


def test_the_compact_has_23_objectives_in_order() -> None:
    top = list(scheme("gcm").subjects(SKOS.topConceptOf, URIRef(GCM.rstrip("/"))))
    assert {str(concept) for concept in top} == {f"{GCM}{number}" for number in range(1, 24)}
    for concept in top:
        assert f"{GCM}{scheme('gcm').value(concept, SKOS.notation)}" == str(concept)


def test_each_objective_has_its_commitment_and_an_unbroken_row_of_actions() -> None:
    total = 0
    for number in range(1, 24):
        objective = URIRef(f"{GCM}{number}")
        codes = {str(unit).removeprefix(f"{objective}/") for unit in scheme("gcm").subjects(SKOS.broader, objective)}
        assert "commitment" in codes
        letters = sorted(codes - {"commitment"})
        assert letters == [chr(ord("a") + place) for place in range(len(letters))]
        total += len(letters)
    assert total == 187


def test_evidence_of_a_unit_points_to_its_paragraph() -> None:
    for unit in scheme("gcm").subjects(SKOS.broader, None):
        number, code = str(unit).removeprefix(GCM).split("/")
        place = f"paragraph {int(number) + 16}"
        wanted = f"{place}, before the list of actions" if code == "commitment" else f"{place} ({code})"
        [evidence] = scheme("gcm").objects(unit, M4SD.hasEvidence)
        assert Literal(wanted, lang="en") in set(scheme("gcm").objects(evidence, M4SD.locator))


def test_the_compact_has_ten_principles() -> None:
    numbers = notations(scheme("gcm-principle"), M4SD.Objective)
    assert sorted(numbers, key=int) == [str(number) for number in range(1, 11)]


# --- Migration Governance Framework and Indicators


def test_the_governance_framework_has_three_principles_and_three_objectives() -> None:
    assert sorted(notations(scheme("migof"), M4SD.Objective)) == ["O1", "O2", "O3", "P1", "P2", "P3"]


def test_the_indicators_have_six_domains_each_with_two_levels() -> None:
    graph = scheme("mgi-domain")
    top = {str(concept) for concept in graph.subjects(SKOS.topConceptOf, None)}
    assert top == {f"{VOCAB}mgi-domain/{number}" for number in range(1, 7)}
    narrower = {(str(concept), str(domain)) for concept, domain in graph.subject_objects(SKOS.broader)}
    assert narrower == {(f"{domain}/{level}", domain) for domain in top for level in ("national", "local")}
    assert len(list(graph.subjects(RDF.type, M4SD.GovernanceDomain))) == 18


def test_domains_match_the_parts_of_the_framework_one_by_one() -> None:
    parts = {str(part) for part in scheme("migof").subjects(RDF.type, M4SD.Objective)}
    matches = list(scheme("mgi-domain").subject_objects(SKOS.closeMatch))
    assert len(matches) == 6
    assert {str(part) for _, part in matches} == parts


# --- Crosswalk from the Compact to the targets


def test_the_crosswalk_has_83_pairs_43_targets_and_the_stated_grades() -> None:
    graph = crosswalk()
    pairs: dict[tuple[str, str], int] = {}
    for link in links(graph, "corresponds-to"):
        objective = str(the(graph, link, M4SD.linkSource)).removeprefix(GCM).split("/")[0]
        pair = (objective, str(the(graph, link, M4SD.linkTarget)))
        assert pairs.setdefault(pair, grade(graph, link)) == grade(graph, link)
    assert len(pairs) == 83
    assert len({target for _, target in pairs}) == 43
    assert Counter(pairs.values()) == {3: 16, 2: 29, 1: 38}


def test_the_crosswalk_is_a_proposal_from_units_to_targets() -> None:
    graph = crosswalk()
    found = links(graph, "corresponds-to")
    assert len(found) == len(set(graph.subjects(RDF.type, M4SD.AssertedLink))) == 147
    for link in found:
        low = grade(graph, link) == 1
        assert str(the(graph, link, M4SD.confidence)) == f"{VOCAB}confidence/{'low' if low else 'medium'}"
        assert str(the(graph, link, M4SD.reviewStatus)) == f"{VOCAB}review-status/unreviewed"
        assert (the(graph, link, M4SD.linkTarget), RDF.type, SDGO.Target) in extract()


def test_links_of_the_crosswalk_rest_on_the_evidence_of_their_unit() -> None:
    for link in links(crosswalk(), "corresponds-to"):
        source = the(crosswalk(), link, M4SD.linkSource)
        evidence = the(crosswalk(), link, M4SD.hasEvidence)
        assert (source, M4SD.hasEvidence, evidence) in scheme("gcm")


def test_mentions_carry_no_grade() -> None:
    graph = parsed([FRAMEWORKS / "gcm.ttl"])
    found = links(graph, "mentions")
    assert len(found) == 15
    assert not [link for link in found if list(graph.objects(link, M4SD.grade))]


def test_frameworks_are_tied_to_target_10_7_as_wholes() -> None:
    target = URIRef(f"{SDG}/10.7")
    instruments = "https://w3id.org/m4sd/id/instrument/"
    found = {
        (
            str(the(data(), link, M4SD.linkSource)).removeprefix(instruments),
            str(the(data(), link, M4SD.linkType)).removeprefix(f"{VOCAB}link-type/"),
            grade(data(), link),
        )
        for link in data().subjects(M4SD.linkTarget, target)
        if isinstance(link, URIRef) and str(the(data(), link, M4SD.linkSource)).startswith(instruments)
    }
    assert {
        ("global-compact-for-migration", "corresponds-to", 2),
        ("mgi", "names", 3),
        ("migof", "corresponds-to", 3),
    } <= found


# --- What the rest of the data may use of all this


def test_links_reach_the_compact_only_through_commitments_and_actions() -> None:
    ends = {
        str(end)
        for role in (M4SD.linkSource, M4SD.linkTarget)
        for end in data().objects(None, role)
        if str(end).startswith(GCM)
    }
    assert ends
    assert [end for end in sorted(ends) if not UNIT.fullmatch(end)] == []


def test_every_unit_of_the_compact_that_data_uses_exists() -> None:
    known = {str(concept) for concept in scheme("gcm").subjects(RDF.type, M4SD.Objective)}
    used = {str(term) for term in data().all_nodes() if str(term).startswith(GCM)}
    assert used - known == set()


def test_data_uses_no_goal_target_or_indicator_outside_the_extract() -> None:
    known = {str(item) for item in extract().subjects(RDF.type, None)}
    used = {
        str(term)
        for term in data().all_nodes()
        if isinstance(term, URIRef)
        and str(term).startswith(SDG)
        and not str(term).startswith((str(SDGO), f"{SDG}/codes/"))
    }
    assert used - known == set()


# --- Form


@pytest.mark.parametrize("kind", [SKOS.Concept, SKOS.ConceptScheme, SDGO.Indicator, M4SD.Framework])
def test_labels_are_exactly_one_per_language(kind: URIRef) -> None:
    things = set(own().subjects(RDF.type, kind))
    assert things
    for thing in things:
        languages = Counter(cast(Literal, label).language for label in own().objects(thing, SKOS.prefLabel))
        assert languages["en"] == languages["fr"] == 1, thing
        assert set(languages.values()) == {1}, thing


def test_alternative_labels_differ_from_the_preferred_one() -> None:
    for thing in set(own().subjects(SKOS.altLabel, None)):
        assert not set(own().objects(thing, SKOS.prefLabel)) & set(own().objects(thing, SKOS.altLabel)), thing


@pytest.mark.parametrize("name", ["gcm", "gcm-principle", "mgi-domain", "migof"])
def test_definitions_stand_in_both_languages(name: str) -> None:
    graph = scheme(name)
    things = {*graph.subjects(RDF.type, SKOS.Concept), *graph.subjects(RDF.type, SKOS.ConceptScheme)}
    for thing in things:
        definitions = [cast(Literal, text) for text in graph.objects(thing, SKOS.definition)]
        assert sorted(str(text.language) for text in definitions) == ["en", "fr"], thing
        assert all(str(text).endswith(".") for text in definitions), thing


def test_no_two_units_of_the_compact_share_a_label() -> None:
    labels = Counter(scheme("gcm").objects(None, SKOS.prefLabel))
    assert [label for label, count in labels.items() if count > 1] == []


def test_evidence_is_paraphrased_in_both_languages_and_can_be_found() -> None:
    graph = own()
    oa = Namespace("http://www.w3.org/ns/oa#")
    for evidence in graph.subjects(RDF.type, M4SD.Evidence):
        languages = sorted(str(cast(Literal, text).language) for text in graph.objects(evidence, M4SD.paraphrase))
        assert languages == ["en", "fr"], evidence
        assert len(list(graph.objects(evidence, oa.hasSource))) == 1, evidence
        located = bool(list(graph.objects(evidence, oa.hasSelector)))
        assert located != bool(list(graph.objects(evidence, M4SD.locator))), evidence


def test_there_are_no_blank_nodes() -> None:
    assert [node for node in own().all_nodes() if isinstance(node, BNode)] == []
