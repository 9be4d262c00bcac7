"""What is found in a text, by hand-computed cases in an invented vocabulary."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from m4sd_graph.errors import ParameterError
from m4sd_graph.suggest.matcher import Suggestion, suggest
from m4sd_graph.suggest.references import references
from tests.lib.suggest.invented import EX, GCM, plain, vocabulary

VOCABULARY = vocabulary()
# Six things have an English name: t/1, t/2, g/4, the objective, its action, the council and the isle make seven.
N = 7
SAMPLE = [
    "ferry",
    "ferries",
    "safety",
    "travellers",
    "tickets",
    "storms",
    "warn",
    "lighthouses",
    "HC",
    "Isle",
    "the",
    ".",
    "\n",
]


def found(*lines: str, threshold: float = 0.7) -> dict[str, Suggestion]:
    return {one.thing: one for one in suggest(plain(*lines), VOCABULARY, None, threshold).found}


def test_the_weight_of_a_word_is_its_inverse_document_frequency() -> None:
    weights = VOCABULARY.weights["en"]
    assert weights["ferri"] == pytest.approx(math.log(1 + N / 3))
    assert weights["travel"] == pytest.approx(math.log(1 + N / 2))
    assert weights["safeti"] == pytest.approx(math.log(1 + N))
    assert set(VOCABULARY.weights["ru"]) == {"совет", "гаван"}


def test_a_match_says_which_words_carry_which_weight() -> None:
    (match,) = found("For travellers there is safety on the ferries of the isle.")[f"{EX}t/1"].matches
    assert [(t.found, t.stem) for t in match.terms] == [
        ("travellers", "travel"),
        ("safety", "safeti"),
        ("ferries", "ferri"),
    ]
    assert match.terms[2].weight == round(math.log(1 + N / 3), 3)
    assert match.share == 1
    assert (match.passage.start, match.passage.end, match.way) == (0, 58, "words")


def test_a_part_of_a_name_counts_by_its_share_of_the_weight() -> None:
    text = "The safety of the ferry is checked."
    share = (math.log(1 + N) + math.log(1 + N / 3)) / (math.log(1 + N) + math.log(1 + N / 3) + math.log(1 + N / 2))
    assert found(text, threshold=share - 0.01)[f"{EX}t/1"].share == pytest.approx(share)
    assert f"{EX}t/1" not in found(text, threshold=share + 0.01)


def test_words_far_from_each_other_are_no_name() -> None:
    assert f"{EX}t/2" in found("The ferry sells its own red tickets.")
    assert f"{EX}t/2" not in found("The ferry leaves early every single day while people buy cheap paper tickets.")


def test_one_word_is_never_enough_but_for_a_thing_named_so() -> None:
    assert found("The lighthouses are old.", threshold=0.1) == {}
    assert list(found("We live on the Isle.")) == [f"{EX}e/isle"]
    assert found("We live on an isle.") == {}


def test_acronyms_stand_as_they_are() -> None:
    (match,) = found("The HC met.")[f"{EX}e/hc"].matches
    assert [term.found for term in match.terms] == ["HC"]
    assert found("The hc met.") == {}


def test_the_commitment_speaks_for_its_objective() -> None:
    by_name, by_commitment = found("There are fewer storms."), found("We warn travellers of storms.")
    assert list(by_name) == list(by_commitment) == [f"{GCM}7/commitment"]
    assert by_name[f"{GCM}7/commitment"].kind == "objective"
    assert VOCABULARY.label(f"{GCM}7/commitment", "en") == "Fewer storms"
    assert list(found("They build lighthouses at the harbour.")) == [f"{GCM}7/a"]


def test_each_passage_is_read_in_its_language() -> None:
    text = ("Совет гавани решает.", "La sécurité des voyageurs dans les bacs.", "It is about ferry tickets.")
    assert set(found(*text)) == {f"{EX}e/hc", f"{EX}t/1", f"{EX}t/2"}
    suggestions = suggest(plain(*text), VOCABULARY)
    assert suggestions.languages == ("fr", "en", "ru")
    assert [one.thing for one in suggest(plain(*text), VOCABULARY, "ru").found] == [f"{EX}e/hc"]


def test_suggestions_come_by_kind_then_share_then_name() -> None:
    text = plain("The Isle has ferry tickets, and safety of ferry travellers.", "The HC sees good ferries.")
    kinds = [(one.kind, one.thing) for one in suggest(text, VOCABULARY).found]
    assert [kind for kind, _ in kinds] == ["goal", "target", "target", "entity", "entity"]
    assert [thing for _, thing in kinds[1:3]] == [f"{EX}t/1", f"{EX}t/2"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SDG target 4.1", [("target", "4.1")]),
        (
            "la cible 10.7 des ODD et les cibles 8.8, 10.c et 17.14",
            [("target", n) for n in ("10.7", "8.8", "10.c", "17.14")],
        ),
        ("задача 10.7 ЦУР", [("target", "10.7")]),
        ("SDG 10.7", [("target", "10.7")]),
        ("SDGs 1, 3 and 8", [("goal", n) for n in ("1", "3", "8")]),
        ("ODD 17", [("goal", "17")]),
        ("Sustainable Development Goal 10", [("goal", "10")]),
        ("Целей устойчивого развития № 8", [("goal", "8")]),
        ("objective 23 of the Global Compact", [("objective", "23")]),
        ("l’objectif 5 du Pacte mondial", [("objective", "5")]),
        ("цель 7 Глобального договора", [("objective", "7")]),
        ("GCM objectives 2 and 19", [("objective", "2"), ("objective", "19")]),
        ("target 18.1, SDG 18, objective 24 of the GCM", []),
        ("article 10.7, 8 targets, goal 5, the target of 10", []),
        ("SDG 100 and target 10.77", []),
    ],
)
def test_references_by_number(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(kind, number) for kind, number, _ in references(text)] == expected


def test_a_reference_leads_to_the_thing_with_the_number_in_any_language() -> None:
    for text in ("SDG target 4.1 is met.", "La cible 4.1 est dans le texte.", "Задача 4.1 выполнена.", "Өлкө: ЦУР 4.1"):
        (match,) = found(text)[f"{EX}t/1"].matches
        assert (match.way, match.name, match.share) == ("number", "4.1", 1)
    assert found("SDG target 9.9") == {}


@pytest.mark.parametrize("threshold", [0, -1, 1.01, math.nan])
def test_a_threshold_is_a_share(threshold: float) -> None:
    with pytest.raises(ParameterError, match="parameter threshold: a threshold is above 0"):
        found("x", threshold=threshold)


TEXTS = st.lists(st.sampled_from(SAMPLE), max_size=40).map(" ".join)


@given(TEXTS, st.floats(0.05, 1), st.floats(0.05, 1))
def test_a_higher_threshold_never_finds_more(text: str, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert set(found(text, threshold=high)) <= set(found(text, threshold=low))


@given(TEXTS, st.floats(0.05, 1))
def test_every_match_reaches_the_threshold_with_words_that_stand_in_its_passage(text: str, threshold: float) -> None:
    content = plain(text).content
    for one in found(text, threshold=threshold).values():
        for match in one.matches:
            assert threshold <= match.share <= 1 + 1e-9
            assert content[match.passage.start : match.passage.end] == match.passage.text
            assert all(term.found in match.passage.text for term in match.terms)


@given(TEXTS)
def test_more_text_never_takes_a_suggestion_away(text: str) -> None:
    assert set(found(text)) <= set(found(text, "", "The Isle."))
