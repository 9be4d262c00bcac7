"""Words, stems and languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from m4sd_graph.suggest.words import LANGUAGES, STOP_WORDS, language_of, languages_of, stem, words


@pytest.mark.parametrize(
    ("passage", "language"),
    [
        ("The policy of the ferry is safe", "en"),
        ("La politique des bacs est sûre", "fr"),
        ("Политика переправы", "ru"),
        ("Көчүп-конуу саясаты", "ky"),
        ("Migration 2030", None),
        ("", None),
        ("la the", None),
    ],
)
def test_the_language_of_a_passage(passage: str, language: str | None) -> None:
    assert language_of(passage) == language


def test_a_heading_is_in_the_language_of_most_of_the_text() -> None:
    assert languages_of(["Transport", "Le bac est dans le port.", "The ferry"]) == ["fr", "fr", "en"]
    assert languages_of(["Transport"]) == ["en"]
    assert languages_of([]) == []


def test_words_keep_their_place_and_lose_what_says_nothing() -> None:
    found = list(words("L’État des Bacs, à 3 ports en 2030", "fr", offset=100))
    assert [(w.text, w.start) for w in found] == [("État", 102), ("Bacs", 111), ("ports", 121), ("2030", 130)]


def test_forms_of_a_word_have_one_stem_whatever_the_accents() -> None:
    assert stem("états", "fr") == stem("etat", "fr")
    assert stem("policies", "en") == stem("policy", "en")
    assert stem("миграции", "ru") == stem("миграция", "ru")


def test_stop_words_are_few_and_in_lower_case() -> None:
    assert set(STOP_WORDS) == set(LANGUAGES)
    for listed in STOP_WORDS.values():
        assert 30 < len(listed) < 100
        assert all(word == word.casefold() for word in listed)


@given(st.text(), st.sampled_from(LANGUAGES))
def test_every_word_stands_where_it_says(text: str, language: str) -> None:
    for word in words(text, language):
        assert text[word.start : word.end] == word.text
