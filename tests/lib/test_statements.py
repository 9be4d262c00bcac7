"""Statements written by hand: terms of each kind, and an order that is always the same."""

from __future__ import annotations

from m4sd_graph.namespaces import RDF, XSD
from m4sd_graph.statements import about, integer, literal, ordered, ref, text, texts, typed
from m4sd_graph.store.protocol import Statement, Term

A, B, P = "https://example.org/a", "https://example.org/b", "https://example.org/p"


def test_terms_are_what_they_say() -> None:
    assert ref(A) == Term("iri", A)
    assert text("un", "fr") == Term("literal", "un", language="fr")
    assert integer(7) == Term("literal", "7", f"{XSD}integer")
    assert literal("2026-01-31", "date") == Term("literal", "2026-01-31", f"{XSD}date")


def test_facts_are_said_of_the_subject() -> None:
    assert list(about(A, (P, ref(B)))) == [Statement(ref(A), ref(P), ref(B))]
    assert list(typed(A, B)) == [Statement(ref(A), ref(f"{RDF}type"), ref(B))]


def test_a_text_in_two_languages_is_two_facts() -> None:
    assert list(texts(P, {"en": "one", "fr": "un"})) == [(P, text("one", "en")), (P, text("un", "fr"))]


def test_the_order_is_by_subject_with_types_first_and_nothing_twice() -> None:
    said = [*about(B, (P, ref(A))), *about(A, ("http://a", integer(1))), *typed(A, B), *typed(A, B)]
    assert [(s.subject.value, s.predicate.value) for s in ordered(said)] == [
        (A, f"{RDF}type"),
        (A, "http://a"),
        (B, P),
    ]
    assert ordered(reversed(said)) == ordered(said)
