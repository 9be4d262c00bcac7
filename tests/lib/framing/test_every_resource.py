"""Every resource: JSON-LD, Turtle, N-Triples and RDF/XML say exactly the same."""

from __future__ import annotations

import json

import pyoxigraph as ox
import pytest

from m4sd_graph.framing import PROFILES, Profile, Words, document, record_of
from m4sd_graph.jsonld import CONTEXT_IRI
from m4sd_graph.store.local import LocalStore, term_of
from m4sd_graph.store.protocol import GRAPH_TYPES, Statement
from tests.lib.framing.saying import Reader, Triples, stated

FORMS = ("ttl", "nt", "rdf")
# Of the profile that few ask for every third, as the others hold its parts. The other forms are written from one query:
# of the profiles that few ask for every so many are read in them too.
EVERY, STEP = {"minimal": 1, "standard": 1, "full": 3}, {"minimal": 10, "standard": 1, "full": 10}


def parsed(content: bytes, name: str) -> Triples:
    found = (quad.triple for quad in ox.parse(content, ox.RdfFormat.from_media_type(GRAPH_TYPES[name])))
    return stated(tuple(Statement(term_of(t.subject), term_of(t.predicate), term_of(t.object)) for t in found))


@pytest.mark.parametrize("profile", PROFILES)
def test_all_forms_say_the_same(
    store: LocalStore, words: Words, iris: list[str], read: Reader, profile: Profile
) -> None:
    assert len(iris) > 3000
    # There are no blank nodes, so that graphs are isomorphic when their triples are equal.
    assert not store.ask("ASK { ?s ?p ?o FILTER(isBlank(?s) || isBlank(?o)) }")
    for number, iri in enumerate(iris[:: EVERY[profile]]):
        record = record_of(store, iri, profile, words)
        said = stated(record.statements)
        told = json.loads(json.dumps(document(record, words, CONTEXT_IRI)))
        assert read(told) == said, iri
        # Nothing stands beside the tree, and no word is missing.
        assert not [key for key in told if ":" in key or key == "@included"], iri
        for name in FORMS if number % STEP[profile] == 0 else ():
            assert parsed(store.answer(record.query, GRAPH_TYPES[name]).content, name) == said, (iri, name)
