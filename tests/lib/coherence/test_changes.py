"""Proposals are read from anybody's bytes and put into data in memory."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from m4sd_graph.coherence.changes import (
    ADDITIONS,
    MOST_BYTES,
    MOST_STATEMENTS,
    PROPOSAL,
    REMOVALS,
    Changes,
    apply,
    curated,
    of_rules,
    read_changes,
)
from m4sd_graph.errors import ChangesError
from m4sd_graph.load import Triple, iri_of
from tests.lib.coherence.ferryland import ferryland_inferred
from tests.lib.support import PREFIXES

BOAT = "<https://w3id.org/m4sd/id/thing/boat>"
FERRYLAND = curated(ferryland_inferred())
ESCAPED = str.maketrans({'"': '\\"', "\\": "\\\\"})
SEEN = f'{BOAT} skos:prefLabel "Boat"@en .'


def proposal(text: str) -> bytes:
    return PREFIXES + text.encode()


def said(triple: Triple) -> str:
    assert isinstance(triple.object, ox.Literal)
    return triple.object.value


def test_turtle_adds() -> None:
    found = read_changes(proposal(SEEN))
    assert [said(triple) for triple in found.additions] == ["Boat"]
    assert not found.removals
    assert found.records == {"https://w3id.org/m4sd/id/thing/boat"}


def test_trig_adds_and_takes_away() -> None:
    text = f"<{ADDITIONS}> {{ {SEEN} }} <{REMOVALS}> {{ {SEEN.replace('Boat', 'Bark')} }}"
    found = read_changes(proposal(text))
    assert [said(triple) for triple in found.additions] == ["Boat"]
    assert [said(triple) for triple in found.removals] == ["Bark"]


def test_a_second_document_takes_away() -> None:
    found = read_changes(proposal(SEEN), proposal(SEEN.replace("Boat", "Bark")))
    assert [said(triple) for triple in found.removals] == ["Bark"]


def test_what_is_said_twice_counts_once() -> None:
    assert len(read_changes(proposal(SEEN + SEEN)).additions) == 1


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"<a", "draft.ttl:1:"),
        (b"\n\n<urn:a> <urn:b> .", "draft.ttl:3:"),
        (b"\xff\xfe", "draft.ttl"),
        (proposal(f"{BOAT} skos:note [] ."), "blank node"),
        (proposal("m4sd:Boat a rdfs:Class ."), "not its vocabulary"),
        (proposal(f"<urn:other> {{ {SEEN} }}"), "urn:m4sd:removals"),
        (proposal(f'{BOAT} m4sd:day "2023-02-30"^^xsd:date .'), "none of its datatype"),
        (proposal(f"{SEEN} <{REMOVALS}> {{ {SEEN} }}"), "added and taken away"),
        (proposal(f"{BOAT} m4sd:grade 1, 2 ."), "one grade, not 2"),
        (b"#" * (MOST_BYTES + 1), "larger than"),
        (b"<urn:a> <urn:b> " + b"<<( <urn:a> <urn:b> " * 40_000, "triple terms"),
        (b"<urn:a> <urn:b> " + b"[ <urn:b> " * 40_000 + b"1" + b"]" * 40_000 + b" .", "blank node"),
        (b"<urn:a> <urn:b> " + b"(" * 90_000 + b")" * 90_000 + b" .", "blank node"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(content: bytes, told: str) -> None:
    with pytest.raises(ChangesError, match=told) as error:
        read_changes(content, name="draft.ttl")
    assert "draft.ttl" in str(error.value) or BOAT.strip("<>") in str(error.value)


def test_too_many_statements() -> None:
    text = " ".join(f'{BOAT} skos:altLabel "{n}"@en .' for n in range(MOST_STATEMENTS + 1))
    with pytest.raises(ChangesError, match="more than"):
        read_changes(proposal(text))


def test_additions_get_a_graph_of_their_own() -> None:
    base = FERRYLAND
    applied = apply(base, read_changes(proposal(SEEN)))
    assert set(applied.dataset.graphs) - set(base.graphs) == {PROPOSAL}
    assert len(applied.added) == 1
    assert applied.records == {"https://w3id.org/m4sd/id/thing/boat"}


def test_what_is_there_already_is_told_and_changes_nothing() -> None:
    base = FERRYLAND
    some = next(iter(base.triples()))
    applied = apply(base, Changes((some,)))
    assert applied.known == (some,)
    assert not applied.added
    assert applied.dataset.graphs == base.graphs


def test_nothing_can_be_taken_away_that_is_not_there() -> None:
    with pytest.raises(ChangesError, match="not in the graph"):
        apply(FERRYLAND, read_changes(b"", proposal(SEEN)))


def test_what_a_rule_says_is_taken_away_with_its_ground() -> None:
    derived = ferryland_inferred()
    rules = of_rules(derived)
    name, triples = next((name, triples) for name, triples in rules.items() if name.endswith("/R1"))
    derived_one = next(triple for triple in triples if "/link/d/" in iri_of(triple.subject))
    with pytest.raises(ChangesError, match="derived by R1"):
        apply(curated(derived), Changes(removals=(derived_one,)), rules)
    assert name not in curated(derived).graphs


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=8), max_size=4))
@settings(max_examples=30, deadline=None)
def test_adding_and_taking_away_the_same_is_nothing(names: list[str]) -> None:
    base = FERRYLAND
    text = " ".join(f'{BOAT} skos:altLabel "{name.translate(ESCAPED)}"@en .' for name in names)
    added = read_changes(proposal(text))
    there = apply(base, added)
    back = apply(there.dataset, Changes(removals=added.additions))
    assert set(back.dataset.triples()) == set(base.triples())
    assert set(there.dataset.triples()) >= set(base.triples())
