"""Words are compared without case and accents, within a few letters, and are marked where they stand."""

from __future__ import annotations

import pytest

from m4sd_graph.search.model import Marked
from m4sd_graph.search.text import differs, plain, slips, snippet, wanted


@pytest.mark.parametrize(("word", "most"), [("sdg", 0), ("goal", 1), ("kirghiz", 1), ("migrants", 2), ("2021a678", 0)])
def test_longer_words_forgive_more_and_numbers_nothing(word: str, most: int) -> None:
    assert slips(word) == most


@pytest.mark.parametrize(
    ("word", "token", "near"),
    [
        ("polcy", "policy", True),
        ("poilcy", "policy", True),
        ("policyy", "policy", True),
        ("pelicy", "policy", True),
        ("plcy", "policy", False),
        ("ocean", "canoe", False),
    ],
)
def test_one_letter_may_be_wrong_missing_too_many_or_swapped(word: str, token: str, near: bool) -> None:
    assert differs(word, token, 1) is near


def test_the_last_word_may_be_a_beginning_with_a_slip() -> None:
    assert not differs("migart", "migration", 1)
    assert differs("migart", "migration", 1, beginning=True)
    assert not differs("mxxart", "migration", 1, beginning=True)


def test_what_fits_is_marked_in_the_text_as_it_was_written() -> None:
    marked, count, _ = wanted(("etat", "kirg")).mark("L’État kirghize, 🜁 Kirghize", "fr")
    assert [piece for piece, hit in marked.pieces() if hit] == ["État", "kirghize", "Kirghize"]
    assert count == 2
    assert "".join(piece for piece, _ in marked.pieces()) == "L’État kirghize, 🜁 Kirghize"


def test_a_snippet_shows_what_matched_and_says_what_it_leaves_out() -> None:
    text = " ".join([*(["before"] * 60), "Council", *(["after"] * 60)])
    cut = snippet(wanted(("council",)).mark(text, "en")[0])
    assert len(cut.text) < 230
    assert cut.text.startswith("… before")
    assert cut.text.endswith("after …")
    assert [piece for piece, hit in cut.pieces() if hit] == ["Council"]


@pytest.mark.parametrize("text", ["", "short", "x" * 1_000, "word " * 200])
def test_a_snippet_is_short_and_its_ranges_lie_in_it(text: str) -> None:
    cut = snippet(wanted(("word",)).mark(text, "en")[0])
    assert len(cut.text) <= 224
    assert all(0 <= start < end <= len(cut.text) for start, end in cut.ranges)
    assert snippet(Marked("short", "", ())).text == "short"


def test_controls_and_marks_of_direction_are_no_part_of_a_query() -> None:
    assert plain("a\x00b\u202ec\n\td  ") == "a b c d"
