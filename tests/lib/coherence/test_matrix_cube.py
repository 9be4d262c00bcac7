"""A matrix as linked data: what the vocabulary of data cubes demands, checked on the triples that readers get."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pyld import jsonld
from rdflib import RDF, RDFS, SKOS, Graph, Literal, URIRef
from rdflib.compare import isomorphic

from m4sd_graph.coherence.claims import Options
from m4sd_graph.coherence.cube import COMPONENTS, CONTEXT_IRI, CONTEXT_PATH, CUBE, QB, as_jsonld
from m4sd_graph.coherence.matrix import Frame
from m4sd_graph.namespaces import BASE, PROV, VOCAB
from tests.lib.coherence.invented import EX, ISLAND, LAW, PLAN, REPORT, T1, T2
from tests.lib.coherence.invented import claims as island
from tests.lib.coherence.test_matrix_forms import FRAME, LINKS, MORE, exhibit

CONTEXT = json.loads((Path(__file__).parents[3] / "ontology" / CONTEXT_PATH).read_text(encoding="utf-8"))
PREFIXES = f"PREFIX qb: <{QB}> PREFIX rdfs: <{RDFS}> PREFIX skos: <{SKOS}> PREFIX rdf: <{RDF}> "
# The integrity constraints of the RDF Data Cube that apply to a cube without slices, each by what breaks it.
CONSTRAINTS = {
    "IC-1 one data set": """?o a qb:Observation
        OPTIONAL { ?o qb:dataSet ?set } FILTER(!BOUND(?set)
          || EXISTS { ?o qb:dataSet ?one, ?other FILTER(?one != ?other) })""",
    "IC-2 one structure": """?set a qb:DataSet FILTER(NOT EXISTS { ?set qb:structure ?dsd }
          || EXISTS { ?set qb:structure ?one, ?other FILTER(?one != ?other) })""",
    "IC-3 a measure": """?dsd a qb:DataStructureDefinition
        FILTER NOT EXISTS { ?dsd qb:component/qb:measure ?m . ?m a qb:MeasureProperty }""",
    "IC-4 a range": "?d a qb:DimensionProperty FILTER NOT EXISTS { ?d rdfs:range ?range }",
    "IC-5 a code list for concepts": """?d a qb:DimensionProperty ; rdfs:range skos:Concept
        FILTER NOT EXISTS { ?d qb:codeList ?list }""",
    "IC-6 only attributes are optional": """?dsd qb:component ?c . ?c qb:componentRequired false ; ?kind ?p
        FILTER(?kind IN (qb:dimension, qb:measure))""",
    "IC-11 every dimension": """?o qb:dataSet/qb:structure/qb:component/qb:dimension ?d
        FILTER NOT EXISTS { ?o ?d ?value }""",
    "IC-12 no cell twice": f"""?o <{CUBE}row> ?row ; <{CUBE}column> ?column ; qb:dataSet ?set .
        ?p <{CUBE}row> ?row ; <{CUBE}column> ?column ; qb:dataSet ?set FILTER(?o != ?p)""",
    "IC-13 required attributes": """?o qb:dataSet/qb:structure/qb:component ?c .
        ?c qb:componentRequired true ; qb:attribute ?a FILTER NOT EXISTS { ?o ?a ?value }""",
    "IC-14 every measure": """?o qb:dataSet/qb:structure/qb:component/qb:measure ?m
        FILTER NOT EXISTS { ?o ?m ?value }""",
    "one value for each dimension and measure": """?o qb:dataSet/qb:structure/qb:component ?c ; ?p ?one, ?other .
        ?c qb:dimension|qb:measure ?p FILTER(?one != ?other)""",
}


def loader(asked: str, _options: object) -> dict[str, object]:
    assert asked == CONTEXT_IRI
    return {"contextUrl": None, "documentUrl": asked, "document": CONTEXT, "contentType": "application/ld+json"}


def graph_of(document: Mapping[str, Any]) -> Graph:
    quads = jsonld.to_rdf(dict(document), {"documentLoader": loader, "format": "application/n-quads"})
    return Graph().parse(data=quads, format="nt")


def breaks(graph: Graph, pattern: str) -> bool:
    return bool(graph.query(f"{PREFIXES} ASK {{ {pattern} }}").askAnswer)


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return as_jsonld(exhibit(island(links=LINKS, **MORE)))


@pytest.fixture(scope="module")
def graph(document: dict[str, Any]) -> Graph:
    return graph_of(document)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_two_readers_find_the_same_triples(document: dict[str, Any], graph: Graph) -> None:
    inline = json.dumps({**document, "@context": CONTEXT["@context"]})
    assert isomorphic(Graph().parse(data=inline, format="json-ld"), graph)


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_the_cube_is_well_formed(graph: Graph, name: str) -> None:
    assert not breaks(graph, CONSTRAINTS[name])


@pytest.mark.parametrize(
    ("word", "name"),
    [("row", "IC-11 every dimension"), ("grade", "IC-14 every measure"), ("column", "IC-11 every dimension")],
)
def test_a_cube_that_lacks_something_is_seen(document: dict[str, Any], word: str, name: str) -> None:
    cells = [{key: value for key, value in cell.items() if key != word} for cell in document["observations"]]
    assert breaks(graph_of({**document, "observations": cells}), CONSTRAINTS[name])


def test_the_other_constraints_can_fail(document: dict[str, Any]) -> None:
    first = document["observations"][0]
    twice = {**document, "observations": [*document["observations"], {**first, "id": "https://example.org/again"}]}
    assert breaks(graph_of(twice), CONSTRAINTS["IC-12 no cell twice"])
    two = {**document, "observations": [{**first, "grade": [1, 2]}]}
    assert breaks(graph_of(two), CONSTRAINTS["one value for each dimension and measure"])
    assert breaks(graph_of({**document, "structure": []}), CONSTRAINTS["IC-2 one structure"])


def test_each_cell_is_an_observation_with_its_numbers_and_links(graph: Graph) -> None:
    observation = graph.value(predicate=URIRef(f"{CUBE}row"), object=URIRef(PLAN))
    assert observation is not None
    found = {str(p).removeprefix(CUBE): o for p, o in graph.predicate_objects(observation) if str(p).startswith(CUBE)}
    assert found == {
        "row": URIRef(PLAN),
        "column": URIRef(T2),
        "grade": Literal(2),
        "gapGrade": Literal(2),
        "confidence": URIRef(f"{VOCAB}confidence/medium"),
        "valence": Literal("contested"),
        "chains": Literal(1),
        "asserted": Literal(False),
    }
    links = set(graph.objects(observation, URIRef(f"{PROV}wasDerivedFrom")))
    assert links == {URIRef(f"{EX}p"), URIRef(f"{EX}g")}


def test_every_word_leads_to_a_triple_and_there_is_no_blank_node(document: dict[str, Any], graph: Graph) -> None:
    def words(value: object) -> set[str]:
        if isinstance(value, dict):
            return {key for key in value if not key.startswith("@")}.union(*map(words, value.values()))
        return set().union(*map(words, value)) if isinstance(value, list) else set()

    assert words(document) - {"en", "fr"} <= set(CONTEXT["@context"])
    assert not [one for triple in graph for one in triple if one.__class__.__name__ == "BNode"]
    assert (URIRef(LAW), SKOS.prefLabel, Literal("Loi", lang="fr")) in graph
    assert (URIRef(T1), SKOS.notation, Literal("1.1")) in graph


def test_every_part_of_the_structure_is_described(graph: Graph) -> None:
    for component in COMPONENTS:
        term = URIRef(CUBE + component.word)
        assert (term, RDF.type, RDF.Property) in graph
        assert {label.language for label in graph.objects(term, RDFS.label) if isinstance(label, Literal)} == {
            "en",
            "fr",
        }
        assert graph.value(term, RDFS.range) == URIRef(component.range)


def test_the_options_are_attributes_of_the_data_set() -> None:
    options = Options(as_of=date(2024, 1, 1), grade=2, confidence="medium", without=frozenset({f"{EX}doc/other"}))
    frame = Frame(columns="target", countries=frozenset({ISLAND}))
    graph = graph_of(as_jsonld(exhibit(island(links=LINKS, **MORE), "fr", frame, options), address="https://x.org/m"))
    subject = URIRef("https://x.org/m")
    told = {str(p).removeprefix(CUBE): str(o) for p, o in graph.predicate_objects(subject) if str(p).startswith(CUBE)}
    assert told == {
        "country": ISLAND,
        "asOf": "2024-01-01",
        "assertedOnly": "false",
        "leastGrade": "2",
        "leastConfidence": f"{VOCAB}confidence/medium",
        "reviewedOnly": "false",
        "leastCrosswalkGrade": "1",
        "without": f"{EX}doc/other",
    }
    assert set(told) == {component.word for component in COMPONENTS if component.part == "attribute"}


def test_the_address_depends_on_what_was_asked_and_that_of_a_cell_on_row_and_column_only(
    document: dict[str, Any],
) -> None:
    narrow = as_jsonld(exhibit(island(links=LINKS, **MORE), options=Options(grade=3)))
    assert document["id"] == f"{BASE}coherence/matrix?rows=instrument&columns=target&release=1.0%2Babc"
    assert narrow["id"] != document["id"]
    places = [{cell["id"].partition("#")[2] for cell in one["observations"]} for one in (narrow, document)]
    assert places[0] < places[1]


def test_a_name_without_language_stays_one() -> None:
    names = (*MORE["names"], (PLAN, "", "Untagged", None))
    found = graph_of(as_jsonld(exhibit(island(links=LINKS, **{**MORE, "names": names}))))
    assert (URIRef(PLAN), SKOS.prefLabel, Literal("Untagged")) in found


def test_an_empty_matrix_is_a_data_set_too() -> None:
    empty = as_jsonld(exhibit(island(), frame=FRAME))
    assert empty["observations"] == []
    assert graph_of(empty).value(predicate=RDF.type, object=URIRef(f"{QB}DataSet")) is not None
    assert REPORT not in json.dumps(empty)
