"""How the tree of a record is written, on records small enough to be read."""

from __future__ import annotations

import json
from typing import Any

import pyoxigraph as ox
import pytest
from pyld import jsonld

from m4sd_graph.errors import NotFoundError, ParameterError
from m4sd_graph.framing import PROFILES, Profile, Words, profile_iri, profile_of, tree
from m4sd_graph.framing.records import Record
from m4sd_graph.framing.tree import flat, framed
from m4sd_graph.jsonld import JsonObject
from m4sd_graph.load import Dataset
from m4sd_graph.namespaces import BASE, ID, M4SD, VOCAB
from m4sd_graph.store.local import LocalStore, term_of
from m4sd_graph.store.protocol import Statement
from tests.lib.framing.saying import Reader, stated
from tests.lib.support import turtle

COUNCIL, BORDER = f"{ID}org/council", f"{ID}org/border"


def triples(text: str) -> tuple[ox.Triple, ...]:
    return tuple(quad.triple for quad in ox.parse(turtle(text), ox.RdfFormat.TURTLE))


def small(text: str) -> LocalStore:
    return LocalStore.from_dataset(Dataset({f"{BASE}graph/x": triples(text)}, prefixes={}))


def statements(text: str) -> tuple[Statement, ...]:
    return tuple(Statement(term_of(t.subject), term_of(t.predicate), term_of(t.object)) for t in triples(text))


WORLD = f"""
<{COUNCIL}> a m4sd:CoordinationBody ; skos:prefLabel "Council"@en , "Conseil"@fr ;
  m4sd:governanceLevel <{VOCAB}governance-level/national> ; m4sd:jurisdiction <{ID}country/ol> ;
  m4sd:notRecorded m4sd:adopted ; m4sd:hasEvidence <{ID}evidence/e1> ; skos:altLabel "Board"@en .
<{VOCAB}governance-level/national> a skos:Concept ; skos:prefLabel "National"@en , "National"@fr .
m4sd:adopted rdfs:label "adopted"@en .
<{ID}country/ol> a m4sd:State ; skos:prefLabel "Olland"@en ; m4sd:compatibleWith <{ID}country/ol> .
<{ID}evidence/e1> a m4sd:Evidence ; <http://www.w3.org/ns/oa#hasSelector> <{ID}evidence/e1#position> ;
  m4sd:supportsProperty skos:prefLabel ; m4sd:paraphrase "It is a council."@en .
<{ID}evidence/e1#position> <http://www.w3.org/ns/oa#start> 4 ; <http://www.w3.org/ns/oa#end> 9 .
<{ID}link/a> a m4sd:AssertedLink ; m4sd:linkSource <{COUNCIL}> ; m4sd:linkTarget <{ID}country/ol> ; m4sd:grade 2 .
<{ID}link/d> a m4sd:DerivedLink ; m4sd:linkSource <{BORDER}> ; m4sd:linkTarget <{COUNCIL}> ; m4sd:premise <{ID}link/a> .
"""


@pytest.fixture(scope="module")
def world() -> LocalStore:
    return small(WORLD)


def test_minimal_holds_strings_and_codes(world: LocalStore, context: JsonObject) -> None:
    assert tree(world, COUNCIL, context, profile="minimal", context_url="urn:c") == {
        "@context": "urn:c",
        "id": COUNCIL,
        "type": ["CoordinationBody"],
        "label": {"en": "Council", "fr": "Conseil"},
        "altLabel": {"en": ["Board"]},
        "jurisdiction": [f"{ID}country/ol"],
        "hasEvidence": [f"{ID}evidence/e1"],
        "notRecorded": ["adopted"],
        "governanceLevel": ["national"],
    }


def test_standard_holds_names_of_what_it_leads_to(world: LocalStore, context: JsonObject) -> None:
    told = tree(world, COUNCIL, context)
    assert told["jurisdiction"] == [{"id": f"{ID}country/ol", "type": ["State"], "label": {"en": "Olland"}}]
    assert told["governanceLevel"][0]["label"] == {"en": "National", "fr": "National"}
    assert told["hasEvidence"] == [{"id": f"{ID}evidence/e1", "type": ["Evidence"]}]
    assert told["notRecorded"] == ["adopted"]
    assert not {"links", "linkedFrom", "@reverse", "@included"} & set(told)


def test_a_name_that_needs_a_notice_brings_it(context: JsonObject) -> None:
    store = small(f"""<{COUNCIL}> m4sd:jurisdiction <{ID}place/k> .
      <{ID}place/k> skos:prefLabel "K*"@en ; m4sd:requiredNote "Without prejudice."@en .""")
    [place] = tree(store, COUNCIL, context)["jurisdiction"]
    assert place["requiredNote"] == {"en": "Without prejudice."}


def test_full_holds_evidence_links_and_chains(world: LocalStore, context: JsonObject) -> None:
    told = tree(world, COUNCIL, context, profile="full")
    [passage] = told["hasEvidence"]
    assert passage["hasSelector"] == {"id": f"{ID}evidence/e1#position", "start": 4, "end": 9}
    assert passage["supportsProperty"] == ["label"]
    [link] = told["links"]
    assert (link["id"], link["grade"], "linkSource" in link) == (f"{ID}link/a", 2, False)
    assert link["linkTarget"]["label"] == {"en": "Olland"}
    [derived] = told["linkedFrom"]
    assert (derived["linkSource"], "linkTarget" in derived) == ({"id": BORDER}, False)
    [premise] = derived["premise"]
    assert (premise["id"], premise["linkSource"]) == (f"{ID}link/a", {"id": COUNCIL})


def test_what_is_only_named_is_told_from_the_other_end(world: LocalStore, context: JsonObject, read: Reader) -> None:
    told = tree(world, BORDER, context, profile="minimal")
    assert told["linkedFrom" if "linkedFrom" in told else "links"] == [{"id": f"{ID}link/d"}]
    other = tree(world, f"{M4SD}CoordinationBody", context)
    assert other["@reverse"] == {"rdf:type": [{"id": COUNCIL, "label": {"en": "Council", "fr": "Conseil"}}]}
    assert (COUNCIL, "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", f"{M4SD}CoordinationBody") in read(other)


def test_a_thing_may_name_itself(world: LocalStore, context: JsonObject) -> None:
    assert tree(world, f"{ID}country/ol", context)["compatibleWith"] == [{"id": f"{ID}country/ol"}]


def test_the_context_may_stand_in_the_document(world: LocalStore, context: JsonObject) -> None:
    told = tree(world, COUNCIL, context, embed=True)
    assert told["@context"] == context["@context"]
    expanded: list[dict[str, Any]] = jsonld.expand(told)
    assert expanded[0]["@id"] == COUNCIL


@pytest.mark.parametrize("iri", [f"{ID}org/none", "http://a b", "x", "", "<urn:x>", "urn:a> ?p ?o } #"])
def test_what_nobody_names_is_not_found(world: LocalStore, context: JsonObject, iri: str) -> None:
    with pytest.raises(NotFoundError):
        tree(world, iri, context)


ODD = [
    'ex:s skos:prefLabel "one"@en , "two"@en , "none" , 7 , ex:o .',
    'ex:s skos:altLabel "a"@en-GB , "b"@ky , "c" .',
    'ex:s m4sd:grade 007 , 2 , "2"^^xsd:integer , 12345678901234567890 , "x" , true , 1.5 .',
    'ex:s m4sd:textFragment "1"^^xsd:boolean , "text" , ex:o , "t"@fr .',
    'ex:s <http://purl.org/dc/terms/issued> "2021-01-01"^^xsd:date , "2021"^^xsd:gYear , "2021" , 2021 , ex:o .',
    'ex:s <http://www.w3.org/ns/dcat#byteSize> "12"^^xsd:nonNegativeInteger , "012"^^xsd:nonNegativeInteger , 12 .',
    f"ex:s <http://www.w3.org/ns/adms#status> <{VOCAB}status/in-force> , <{VOCAB}status/adopted> , <{VOCAB}status/> .",
    f'ex:s m4sd:linkType <{VOCAB}link-type/a:b> , <{VOCAB}link-type/x/y> , "provides-for" .',
    "ex:s m4sd:notRecorded m4sd:adopted , skos:prefLabel , ex:unknown , rdf:type .",
    'ex:s a ex:Thing , m4sd:Policy , "no class" ; ex:p "x" , ex:o ; <urn:p> ex:s .',
    "ex:a m4sd:premise ex:b . ex:b m4sd:premise ex:a , ex:s . ex:s m4sd:premise ex:a .",
    "ex:a m4sd:linkSource ex:s ; m4sd:linkTarget ex:s . ex:b m4sd:linkSource ex:s . ex:c skos:prefLabel ex:s .",
    'ex:other skos:prefLabel "apart"@en . ex:s skos:prefLabel "here"@en .',
    "_:b skos:broader ex:s , _:c . ex:s skos:broader _:b .",
    'ex:s rdfs:seeAlso <http://www.w3.org/ns/org#Post> ; rdfs:comment "ex:s" , "https://example.org/s" .',
]


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("text", ODD)
def test_nothing_is_lost_of_what_the_shapes_would_refuse(
    words: Words, context: JsonObject, text: str, profile: Profile
) -> None:
    record = Record("https://example.org/s", profile, statements(text), "")
    told = json.dumps({"@context": context["@context"], **framed(record, words)})
    quads = jsonld.to_rdf(json.loads(told), {"format": "application/n-quads"})
    assert canonical(q.triple for q in ox.parse(quads, ox.RdfFormat.N_QUADS)) == canonical(triples(text))
    assert canonical(q.triple for q in ox.parse(told, ox.RdfFormat.JSON_LD)) == canonical(triples(text))


def canonical(found: Any) -> str:  # noqa: ANN401 - any triples
    dataset = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in found)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return "\n".join(sorted(str(quad) for quad in dataset))


def test_a_list_of_things_stands_side_by_side(words: Words, context: JsonObject, read: Reader) -> None:
    told = flat(statements(WORLD), words)
    assert [node["id"] for node in told] == sorted(node["id"] for node in told)
    assert {
        "id": f"{ID}country/ol",
        "type": ["State"],
        "label": {"en": "Olland"},
        "compatibleWith": [f"{ID}country/ol"],
    } in told
    document = {"@context": f"{BASE}context/v1.jsonld", "@graph": told}
    assert read(document) == stated(statements(WORLD))


def test_profiles_go_by_name_or_iri() -> None:
    assert [profile_of(name) for name in (*PROFILES, *map(profile_iri, PROFILES))] == [*PROFILES, *PROFILES]
    for wrong in ("", "Full", f"{BASE}profile/", "https://example.org/full"):
        with pytest.raises(ParameterError, match="One of minimal, standard, full"):
            profile_of(wrong)
