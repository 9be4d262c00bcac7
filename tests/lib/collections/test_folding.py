"""Words are found and sorted whatever their case and accents."""

from __future__ import annotations

import re

import pytest

from m4sd_graph.collections.folding import code_key, label_key, pattern, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Stratégie d’emploi", ["strategie", "d", "emploi"]),
        ("MISE EN ŒUVRE", ["mise", "en", "oeuvre"]),
        ("Łódź, Øresund, İzmir", ["lodz", "oresund", "i", "zmir"]),
        ("Кыргызстан й", ["кыргызстан", "и"]),
        ("(19/b) _x_ ", ["19", "b", "x"]),
        ("…\\\"'{}", []),
    ],
)
def test_words(text: str, found: list[str]) -> None:
    assert words(text) == found


@pytest.mark.parametrize(
    ("asked", "label"),
    [
        ("strategie", "Stratégie nationale"),
        ("STRATÉGIE", "strategie nationale"),
        ("oeuvre", "La mise en œuvre"),
        ("œuvre", "La mise en oeuvre"),
        ("Öğretmen", "ogretmen"),
        ("миграции", "МИГРАЦИИ"),
    ],
)
def test_a_pattern_finds_every_spelling(asked: str, label: str) -> None:
    assert all(re.search(pattern(word), label, re.IGNORECASE) for word in words(asked))


def test_a_pattern_finds_no_other_word() -> None:
    assert not re.search(pattern("plan"), "Stratégie", re.IGNORECASE)


@pytest.mark.parametrize("text", ["a.*b", "x) | (y", "[a-z]", "\\u0022", "a\\", '"', "a{9999}"])
def test_a_pattern_is_made_of_letters_and_classes_only(text: str) -> None:
    assert re.fullmatch(r"[\w()|\[\]]*", "".join(map(pattern, words(text))))


def test_labels_sort_as_a_reader_expects() -> None:
    labels = ["Zone", "État", "“Eau”", "œuvre", "Oasis", "ete"]
    assert sorted(labels, key=label_key) == ["“Eau”", "État", "ete", "Oasis", "œuvre", "Zone"]


def test_codes_sort_by_their_numbers() -> None:
    assert sorted(["10.7", "2(b)", "10", "2(a)", "9.c"], key=code_key) == ["2(a)", "2(b)", "9.c", "10", "10.7"]
