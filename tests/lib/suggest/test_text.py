"""Texts and their passages."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from m4sd_graph.sources import digest
from m4sd_graph.suggest.text import Block, clean, text_of
from tests.lib.suggest.invented import plain


def test_sentences_and_lines_are_passages() -> None:
    text = plain("A heading", "", "One sentence. Another, with No. 4 in it! “A third.”", "which goes on.", "- An item")
    assert [p.text for p in text.passages()] == [
        "A heading",
        "One sentence.",
        "Another, with No. 4 in it!",
        "“A third.”\nwhich goes on.",
        "- An item",
    ]


def test_passages_are_counted_over_all_blocks() -> None:
    text = text_of([Block("One.", 1), Block("", 2), Block("  Two.", 3)], "page")
    assert text.content == "One.\n\n  Two."
    assert [(p.text, p.start, p.end, p.number) for p in text.passages()] == [("One.", 0, 4, 1), ("Two.", 8, 12, 3)]
    assert text.digest == digest(text.content)


def test_a_text_is_composed_and_free_of_control_characters() -> None:
    assert clean("\ufeffE\u0301tat\r\nsou\u00adple\x00\x0c\ud800") == "État\nsouple"


@given(st.lists(st.text()))
def test_every_passage_stands_where_it_says(pieces: list[str]) -> None:
    text = text_of([Block(piece, number) for number, piece in enumerate(pieces)])
    content, last = text.content, 0
    for passage in text.passages():
        assert content[passage.start : passage.end] == passage.text
        assert passage.start >= last
        last = passage.end


@given(st.text())
def test_cleaning_is_done_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


def test_a_text_of_line_breaks_takes_no_time() -> None:
    assert list(plain("\n" * 300_000, "end").passages())[-1].text == "end"
    assert len(list(plain("." + " " * 300_000, "End").passages())) == 1
